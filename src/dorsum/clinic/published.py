"""Which published row each figure of the model stands beside, and what the model says there.

Rows of which the model says nothing are told with the reason. What is a number of the model itself (rates,
the gain, the time and the half time of creep) is marked so: it agrees because it was put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows.endurance import PublishedRow
from dorsum.clinic.creep import MINUTE, Creep, CreepLaw, left_after
from dorsum.clinic.endurance_tests import TESTS
from dorsum.clinic.fatigue import endurance_of, power_curve, rates_of_group
from dorsum.clinic.measured import HIPS, SEXES, SHARE
from dorsum.units import DEGREE

# Rows of `endurance_times.csv` that a test answers, and of whom.
HELD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "EN-03": ("sorensen", "female"),
        "EN-06": ("sorensen", "male"),
        "EN-07": ("sorensen", "female"),
        "EN-08": ("trunk_flexors", "male"),
        "EN-09": ("trunk_flexors", "female"),
        "EN-10": ("side_bridge", "male"),
        "EN-11": ("side_bridge", "female"),
        "EN-12": ("side_bridge", "male"),
        "EN-13": ("side_bridge", "female"),
        "EN-14": ("sorensen", "male"),
        "EN-14b": ("sorensen", "female"),
    }
)
HALF_HELD: Mapping[str, str] = MappingProxyType({"EN-18": "male", "EN-19": "female"})
GROUP_MEANS = ("EN-03", "EN-06", "EN-07", "EN-14", "EN-14b")  # of the Sørensen test
NOT_ASKED: Mapping[str, str] = MappingProxyType(
    {
        "EN-01": "a border of risk among men, no mean of a group",
        "EN-02": "a border of risk among men, no mean of a group",
        "EN-04": "a gain by training; the model holds with the strength it is given",
        "EN-15": "a border of poor performance, no mean of a group",
        "FM-15": "spread of people about the curve",
        "FM-39": "the equations themselves",
        "FM-40": "the controller; taken as quick, tests integrate it with L = 10",
        "FM-41": "the end that is used",
        "FM-52": "how far the published model is off the curve; see the rows of 10 to 90 %",
        "FM-55": "none was found: 15 is assumed (FM-64)",
        "FM-56": "why r is used",
        "FM-61": "another curve, recalled, of no joint of the back",
        "FM-62": "the hand is not in the model",
        "FM-65": "an assumption of the model",
        "FM-63": "a recommendation for eight hours, recalled",
        "CR-04": "advice",
        "CR-07": "reflexes are not in the model",
        "CR-09": "a push on a spinous process; bending alone creeps in the model",
        "CR-11": "water in the discs is not in the model",
        "CR-12": "water in the discs is not in the model",
        "CR-15": "none was found",
        "CR-16": "none was found",
    }
)
LATER = "CR-13"  # muscles fall silent later; its value is how long people sat bent
GENERAL_LOADS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Beside(NamedTuple):
    """A published row and the figure of the model."""

    row: PublishedRow
    ours: float | None
    put_in: bool  # the model was given this number
    word: str  # what agrees or not, or why it is not asked

    @property
    def off(self) -> float | None:
        """Relative to the published value."""
        return None if self.ours is None or not self.row.value else self.ours / self.row.value - 1.0

    @property
    def inside(self) -> bool | None:
        """Whether it lies within the published spread; None where none was printed."""
        if self.ours is None or self.row.low is None or self.row.high is None:
            return None
        return bool(self.row.low <= self.ours <= self.row.high)


def times(tables: Tables, held: Mapping[tuple[str, str], float | None]) -> Iterator[Beside]:
    """Every row of `endurance_times.csv`; `held` has s by test and sex."""
    shares = {sex: held.get((SHARE, sex)) for sex in SEXES}
    for row in tables.endurance_times:
        ours: float | None = None
        word = NOT_ASKED.get(row.id, "")
        if row.id in HELD:
            ours = held.get(HELD[row.id])
        elif row.id in HALF_HELD:
            ours = endurance_of(0.5, rates_of_group(tables, "trunk", HALF_HELD[row.id]))
            word = "how much longer women hold was put in, how long either holds was not"
        elif row.id == "EN-05":
            men, women = (held.get(("sorensen", sex)) for sex in SEXES)
            word = _as_published(men is not None and women is not None and women >= men)
            word += "; that women's trunk tires more slowly was put in"
        elif row.id == "EN-16":
            known = [share for share in shares.values() if share is not None]
            ours = 100.0 * sum(known) / len(known) if known else None
        elif row.id == "EN-17":
            word = _as_published(bool(held.get((HIPS, "male"), 0.0)))
        yield Beside(row, ours, False, word)


def _as_published(agrees: bool) -> str:
    return "as published" if agrees else "not as published"


def rates(tables: Tables) -> Iterator[Beside]:
    """Every row of `fatigue_models.csv`."""
    curves = {f"{round(100 * load)} % MVC": load for load in GENERAL_LOADS}
    for row in tables.fatigue_models:
        load = curves.get(row.condition.split(",")[0])
        if row.quantity == "endurance_time_trunk" and load:
            ours = endurance_of(load, rates_of_group(tables, "trunk"))
            yield Beside(
                row, ours, False, f"curve by its own formula {power_curve(tables, 'trunk', load):.4g} s"
            )
        elif row.quantity == "3cc_endurance_trunk" and load:
            yield Beside(row, endurance_of(load, rates_of_group(tables, "trunk")), False, "the same formula")
        elif row.id in NOT_ASKED or row.value is None:
            yield Beside(row, None, False, NOT_ASKED.get(row.id, row.condition))
        else:
            yield Beside(row, row.value, True, "put in")


def creep(tables: Tables, relaxed: Mapping[str, float]) -> Iterator[Beside]:
    """Every row of `creep.csv`; `relaxed` has what was computed with a body, see `clinic.measured`."""
    law, fresh = CreepLaw.of(tables), Creep.none(tables)
    crept = fresh.after(law_minutes(tables), fresh.share + 1.0)
    for row in tables.creep:
        if row.quantity == "creep_flexion":
            yield Beside(row, law.gain * float(crept.share[0]) / DEGREE, True, "put in, at the end of 20 min")
        elif row.quantity == "creep_time_constant":
            yield Beside(row, law.time / MINUTE, True, "put in")
        elif row.quantity == "creep_recovery":
            yield Beside(row, law.half / MINUTE, True, "put in")
        elif row.quantity == "creep_flexion_time":
            yield Beside(row, row.value, True, "put in")
        elif row.id in relaxed:
            found = relaxed[row.id]
            sense = row.value is None or row.id == LATER
            word = _as_published(found > 0.0) + (f": by {found:.1f}° of bending" if row.id == LATER else "")
            yield Beside(row, None if sense else found, False, word if sense else "")
        elif row.id == "CR-14":
            left = left_after(law, 7 * 60 * MINUTE)
            yield Beside(
                row, None, False, f"{_as_published(left > 0.0)}: {100 * left:.2g} % is left after 7 h"
            )
        else:
            yield Beside(row, None, False, NOT_ASKED[row.id])


def law_minutes(tables: Tables) -> float:
    """How long full flexion was held, s."""
    return next(row.value or 0.0 for row in tables.creep if row.quantity == "creep_flexion_time") * MINUTE


def beside_test(tables: Tables, task: str, sex: str) -> list[PublishedRow]:
    """The published means of a test of one sex."""
    wanted = [key for key, of in HELD.items() if of == (task, sex)] if task in TESTS else []
    return [row for row in tables.endurance_times if row.id in wanted]
