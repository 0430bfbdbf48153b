"""What the documents say of spiral, posture time, recovery and exercise, step by step: `spiral_steps.csv`.

A step has published rows for and against it, and often a number of the model, which must be more or less than
a bound, set before the first run. Rows on both sides decide nothing, nor do rows and a number that disagree:
untested. Else not consistent, where rows stand against it or the number misses its bound; consistent, where
rows stand for it or the number keeps its bound; untested, where there is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import SpiralStepRow
from dorsum.body.body import Body
from dorsum.body.scan import Ints
from dorsum.body.skeleton import Floats
from dorsum.clinic.changes import PERCENT, SIDE_AT_FOUR_WEEKS, Bed, Compared, compare
from dorsum.clinic.lived import Back
from dorsum.clinic.rates import SETS, USUAL, State, StrengthRates
from dorsum.clinic.spiral_gain import Loop, loop_of
from dorsum.clinic.spiral_setting import DESK, Setting, setting
from dorsum.function.strength import strength
from dorsum.ledger import Ledger
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.task import Task

LEDGER = Ledger(
    "clinic/spiral.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "kernel/source/*"),
        *("function/strength.py", "clinic/rates.py", "clinic/days.py", "clinic/lived.py"),
        *(
            "clinic/spiral.py",
            "clinic/spiral_setting.py",
            "clinic/spiral_gain.py",
            "clinic/spiral_steps.py",
            "clinic/changes.py",
        ),
    ),
    make="make clinic",
)
CONSISTENT, AGAINST, UNTESTED = "consistent", "not consistent", "untested"
SMALLER = 0.69  # of multifidus, both sides: ATR-01
STRONGER = 1.2
ABDOMINAL = ("rectus_abdominis", "external_oblique", "internal_oblique")
SITTING = ("sitting_relaxed", "sitting_bent_forward")
STANDING = "standing_relaxed"
BREAK_MINUTES, HOUR = 2.0, 60.0


@dataclass(frozen=True)
class Decision:
    """How a step is decided: what rows say (for, against, divided, none), the number, and what follows."""

    step: str
    evidence: str
    number: float | None
    decision: str


def decide(row: SpiralStepRow, number: float | None) -> Decision:
    """By the rules of this module."""
    evidence = {
        (True, False): "for",
        (False, True): "against",
        (True, True): "divided",
        (False, False): "none",
    }[bool(row.supports), bool(row.against)]
    kept = None
    if number is not None and row.bound is not None:
        kept = number > row.bound if row.sense == "more" else number < row.bound
    votes = {{"for": True, "against": False}.get(evidence), kept} - {None}
    decision = UNTESTED
    if len(votes) == 1:
        decision = CONSISTENT if votes == {True} else AGAINST
    return Decision(row.step, evidence, number, decision)


def decisions(tables: Tables, numbers: Mapping[str, float]) -> dict[str, Decision]:
    """Every step by its name."""
    return {row.step: decide(row, numbers[row.number] if row.number else None) for row in tables.spiral_steps}


def by_claim(tables: Tables, numbers: Mapping[str, float]) -> dict[str, list[Decision]]:
    """Claim of a document → how its steps are decided."""
    of, found = decisions(tables, numbers), dict[str, list[Decision]]()
    for row in tables.spiral_steps:
        for claim in row.claims:
            found.setdefault(claim, []).append(of[row.step])
    return found


@dataclass(frozen=True, eq=False)
class Found:
    """All that is stored: numbers of the steps, published rows beside the rates, the loop by set of rates."""

    numbers: Mapping[str, float]
    compared: tuple[Compared, ...]
    loops: Mapping[str, Mapping[str, float | None]]

    def kept(self) -> dict[str, Any]:
        """As it is stored, numbers with four figures."""
        return {
            "numbers": {name: _short(value) for name, value in self.numbers.items()},
            "compared": [
                {k: _short(v) if isinstance(v, float) else v for k, v in asdict(row).items()}
                for row in self.compared
            ],
            "loops": {name: {k: _short(v) for k, v in loop.items()} for name, loop in self.loops.items()},
        }


def stored() -> Found:
    """What was found when it was last computed."""
    kept = LEDGER.stored()
    return Found(kept["numbers"], tuple(Compared(**row) for row in kept["compared"]), kept["loops"])


def find(tables: Tables, subject: str = "male") -> Found:
    """Compute all of it anew: under a minute."""
    bed = Bed(setting(Model(Body.of(subject, tables)), day="bed", usual=DESK))
    sets = {name: StrengthRates.of(tables, name) for name in SETS}
    desk = replace(bed.asked, day=bed.asked.usual)
    loops: dict[str, Loop] = {name: loop_of(desk, rates) for name, rates in sets.items()}
    numbers = {
        **of_rates(bed, sets["middle"]),
        **of_weakness(desk),
        **of_tasks(bed.asked.back),
        "loop_gain": loops["middle"].gain,
        "loop_gain_harsh": loops["harsh"].gain,
    }
    told = {
        name: {"gain": loop.gain, "critical": loop.critical, "effort": loop.effort}
        for name, loop in loops.items()
    }
    return Found(numbers, tuple(compare(tables, bed)), told)


def of_rates(bed: Bed, rates: StrengthRates) -> dict[str, float]:
    """Numbers that follow from the rates, and from the use of muscles in bed."""
    alone = rates.days(State(1.0 - SIDE_AT_FOUR_WEEKS, 1.0), 42)
    trained = rates.days(USUAL, 70, 1.0, rates.training(0.8, 3.0))
    week, months = bed.after(rates, 7), bed.after(rates, 60)
    return {
        "bed_60_multifidus": PERCENT * (1.0 - bed.of("multifidus", months.size)),
        "bed_week_strength": PERCENT * (1.0 - bed.of("extensors", week.strength)),
        "alone_10_weeks": PERCENT * float(1.0 - alone.size),
        "train_10_weeks": PERCENT * float(trained.strength - 1.0),
    }


def of_weakness(desk: Setting) -> dict[str, float]:
    """What a weak multifidus, and strong muscles, do in a desk day."""
    back, before, n = desk.back, desk.before, len(desk.back.names)
    weak = back.chosen("multifidus")
    small = State(np.where(weak, SMALLER, 1.0), np.ones(n))
    others = back.volume * (back.extends & ~weak)
    lived = back.lived(desk.day, small)
    strong = back.extends | np.any([back.chosen(name) for name in ABDOMINAL], axis=0)
    large = back.lived(desk.day, State(np.where(strong, STRONGER, 1.0), np.ones(n)))
    stands = Options(posture="exact")  # how far joints give in a test of strength hangs on roundings
    tests = [
        strength(model, "L4/L5", "extension", options=stands).total_nm
        for model in (back.model, back.changed(small))
    ]
    return {
        "weak_others_use": _more(float(lived.use() @ others), float(before.use() @ others)),
        "weak_disc_load": _more(lived.compression.max(), before.compression.max()),
        "strong_disc_load": _more(large.compression.max(), before.compression.max()),
        "weak_extension": -_more(tests[1], tests[0]),
        "breaks_use": breaks(desk, 20.0, 60.0),
    }


def breaks(desk: Setting, often: float, seldom: float) -> float:
    """How much more the extensors are used in a day, %, if sitting is broken every so many minutes."""
    lived, back = desk.before, desk.back
    names = [part.task.name for part in lived.day.parts]
    hours = np.array([part.hours for part in lived.day.parts])
    sits = np.isin(names, SITTING)
    activity = lived.activation @ (back.volume * back.extends)

    def use(minutes: float) -> float:
        up = hours[sits].sum() * BREAK_MINUTES / (minutes + BREAK_MINUTES)
        moved = hours * np.where(sits, 1.0 - up / hours[sits].sum(), 1.0)
        moved[names.index(STANDING)] += up
        return float(moved @ activity)

    return _more(use(often), use(seldom))


def of_tasks(back: Back) -> dict[str, float]:
    """Activation of muscles in exercises and postures; hips are balanced where legs matter."""
    legs = Back(Model(back.model.body.freed(("hips",))), back.posture)

    def peak(of: Back, task: str, muscle: str, side: str = "") -> float:
        asked = of.asked(Task.find(task), of.model)
        return max(
            _mean(of, asked.peak, f"{muscle} {end}") for end in ([side] if side else ["right", "left"])
        )

    straight, slouched = (
        back.result(Task.find(f"sitting_{how}"), back.model) for how in ("straight", "slouched")
    )
    extensors = {muscle for (muscle, _), yes in zip(back.names, back.extends, strict=True) if yes}
    chosen = np.flatnonzero([muscle in extensors for muscle in back.model.body.fascicles.muscles])
    weight = back.volume * back.extends
    effort = [
        float(back.asked(Task.find(f"sitting_{how}"), back.model).mean @ weight)
        for how in ("straight", "relaxed")
    ]
    fibres = legs.model.body.of_muscle("psoas_major")
    psoas = [
        float(np.nanmean(legs.result(Task.find(task), legs.model).array("fibre_length")[0, fibres]))
        for task in ("sitting_relaxed", STANDING)
    ]
    return {
        "bird_dog_multifidus": peak(back, "bird_dog", "multifidus_lumborum"),
        "side_plank_quadratus": peak(back, "side_plank", "quadratus_lumborum"),
        "carry_quadratus": peak(back, "carrying_one_hand", "quadratus_lumborum", "left"),
        "side_plank_gluteus": peak(legs, "side_plank", "gluteus_medius"),
        "walking_psoas": peak(legs, "walking", "psoas_major"),
        "straight_use": effort[0] / effort[1],
        "slouched_stretch": _passive(slouched, chosen) / _passive(straight, chosen),
        "sit_psoas_length": _more(psoas[0], psoas[1]),
    }


def _mean(of: Back, values: Floats, name: str) -> float:
    weight = of.volume * of.chosen(name)
    return float(values @ weight / weight.sum())


def _passive(result: Result, chosen: Ints) -> float:
    """Force of the fibres that are stretched, N: what is told less what activation gives."""
    force, gains = result.array("force")[0], result.analysis.equations.gains
    active = np.zeros(len(force))
    active[result.model.active] = (result.analysis.activation * gains.active)[0]
    return float(np.nansum((np.nan_to_num(force) - active)[chosen]))


def _more(now: float, before: float) -> float:
    return float(PERCENT * (now / before - 1.0))


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
