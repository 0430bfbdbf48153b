"""How a muscle tires and recovers: three compartments, resting, active and tired (Xia and Frey-Law 2008).

Of all that a fascicle could do, the share M_A is active, M_F is tired, M_R rests; the three sum to one. The
controller that brings units in is taken as quick (it has 0.1 s, an endurance minutes), so that M_A is what
the balance asks, its activation a, as long as M_R + M_A suffices. Then of each fascicle

    dM_F/dt = F a − R M_F  at work,   dM_F/dt = −r R M_F  at rest, where nothing at all is asked,

which is solved in closed form while a is constant or changes in a straight line. F and R were fitted to the
endurance of whole joints (Frey-Law 2012), r to intermittent work of ankle, knee, elbow and shoulder (Looft
2018); for the trunk r is assumed. Which group a muscle tires by stands in `fatigue_groups.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.names import unsided
from dorsum.body.scan import SETS_OF_TABLES
from dorsum.body.skeleton import Floats
from dorsum.errors import UnknownName
from dorsum.mechanics.model import Model

MUSCLES_OF_HINGES = ("knee", "elbow")  # joints whose muscles without lines tire as the group of that name
FITTED_BY_SEX = ("knee", "elbow")  # groups whose rates were fitted to women and men apart
HELD_BY_SEX, HALF = ("EN-18", "EN-19"), 0.5  # rows of men and women who held this share of their strength
REST = ("3cc_rest_multiplier", "FM-64")  # of every group: where it was fitted it is the same for most


class Rates(NamedTuple):
    """How quickly muscles tire and recover, one number each or arrays of the same shape."""

    fatigue: Floats  # F, 1/s
    recovery: Floats  # R, 1/s
    rest: Floats  # r: at rest they recover so many times as quickly


def rates_of_group(tables: Tables, group: str, sex: str = "") -> Rates:
    """The rates of a fitted group, `trunk` or `general`; of a `sex`, `male` or `female`, by `of_sex`.

    Raises:
        UnknownName: no such group was fitted.
    """
    found = _rates_of_groups(tables)
    if group not in found:
        raise UnknownName("group of muscles with fitted fatigue", group, found)
    fatigue, recovery, rest = found[group]
    quicker, sooner = of_sex(tables, group, sex) if sex else (1.0, 1.0)
    return Rates(np.asarray(fatigue * quicker), np.asarray(recovery * sooner), np.asarray(rest))


def of_sex(tables: Tables, group: str, sex: str) -> tuple[float, float]:
    """Factors on F and R of the rates of all, women as far from these as men.

    Knee extensors and elbow flexors were fitted by sex. How long women and men hold half of their greatest
    extension of the trunk was measured (Clark 2003): that sets F of the trunk. Other groups have the
    geometric mean of knee and elbow.
    """
    if group == "trunk":
        ratios = 1.0 / _men_over_women_of_trunk(tables), 1.0
    else:
        of = [
            _women_over_men(tables, each) for each in ([group] if group in FITTED_BY_SEX else FITTED_BY_SEX)
        ]
        ratios = tuple(float(np.exp(np.mean(np.log(each)))) for each in zip(*of, strict=True))  # type: ignore[assignment]
    way = 0.5 if sex == "female" else -0.5
    return ratios[0] ** way, ratios[1] ** way


def _women_over_men(tables: Tables, group: str) -> tuple[float, float]:
    """Of F and R of a group that was fitted by sex."""

    def of(quantity: str, sex: str) -> float:
        rows = tables.fatigue_models
        return next(r.value or 0.0 for r in rows if (r.quantity, r.group, r.sex) == (quantity, group, sex))

    fatigue, recovery = (of(name, "F") / of(name, "M") for name in ("3cc_fatigue_F", "3cc_recovery_R"))
    return fatigue, recovery


@lru_cache(maxsize=SETS_OF_TABLES)
def _men_over_women_of_trunk(tables: Tables) -> float:
    """F of men over that of women with which endurance at half of the strength is as many times longer in
    women as it was measured."""
    from scipy.optimize import brentq

    held = {row.id: row.value or 1.0 for row in tables.endurance_times if row.id in HELD_BY_SEX}
    longer = held[HELD_BY_SEX[1]] / held[HELD_BY_SEX[0]]
    of_all = Rates(*map(np.asarray, _rates_of_groups(tables)["trunk"]))

    def off(times: float) -> float:
        slow, quick = (of_all._replace(fatigue=of_all.fatigue * times**way) for way in (-0.5, 0.5))
        return endurance_of(HALF, slow) / endurance_of(HALF, quick) - longer

    return float(brentq(off, 1.0, 4.0))


@lru_cache(maxsize=SETS_OF_TABLES)
def _rates_of_groups(tables: Tables) -> Mapping[str, tuple[float, float, float]]:
    of = {
        (row.quantity, row.group): row.value
        for row in tables.fatigue_models
        if row.value is not None and not row.sex
    }
    rest = next(row.value for row in tables.fatigue_models if (row.quantity, row.id) == REST)
    groups = [group for quantity, group in of if quantity == "3cc_fatigue_F"]
    return {g: (of["3cc_fatigue_F", g], of["3cc_recovery_R", g], rest or 1.0) for g in groups}


def rates_of(model: Model) -> Rates:
    """The rates (m,) of every column of a balance: fascicles, then the muscles of knee and elbow without
    lines. What stands in for rib cage and girdle does not tire."""
    tables, sex = model.body.tables, model.body.subject.sex
    group_of = {row.muscle_group: row.group for row in tables.fatigue_groups}
    of_muscle = {row.muscle: group_of[row.group] for row in tables.muscles}
    groups = [of_muscle[muscle] for muscle in model.topology.muscles]
    known = {group: rates_of_group(tables, group, sex) for group in _rates_of_groups(tables)}
    still = Rates(np.asarray(0.0), known["general"].recovery, known["general"].rest)
    columns = [known[group] for group in groups]
    for name, element in zip(model.actuators.names, model.actuators.element, strict=True):
        joint = unsided(name.rsplit(" ", 2)[1]) if element < 0 else ""
        columns.append(known.get(joint, still) if joint in MUSCLES_OF_HINGES else still)
    return Rates(*(np.array([getattr(each, field) for each in columns]) for field in Rates._fields))


def tired_after(
    tired: Floats, activity: Floats, seconds: float, rates: Rates, later: Floats | None = None
) -> Floats:
    """M_F after some seconds at work; `activity` is M_A, which goes in a straight line to `later`."""
    decay, first, second = _weights(rates.recovery * seconds)
    change = 0.0 if later is None else (later - activity) * second
    return np.asarray(tired * decay + rates.fatigue * seconds * (activity * first + change))


def rested(tired: Floats, seconds: float, rates: Rates) -> Floats:
    """M_F after some seconds at which nothing is asked."""
    return np.asarray(tired * np.exp(-rates.rest * rates.recovery * seconds))


def after_cycles(tired: Floats, decay: Floats, first: Floats, last: Floats, cycles: int) -> Floats:
    """M_F after so many cycles, each of which takes s to `decay` s + B; B is `first` in the first cycle and
    goes in a straight line to `last`, that of the cycle after them."""
    power = decay**cycles
    of_first = (1.0 - power) / (1.0 - decay)
    of_change = (cycles - of_first) / (1.0 - decay) / cycles
    return np.asarray(power * tired + first * of_first + (last - first) * of_change)


def _weights(z: Floats) -> tuple[Floats, Floats, Floats]:
    """e^(−z), its mean over the time, and the mean of what has come in a straight line from 0 to 1."""
    z = np.asarray(z, dtype=np.float64)
    small = z < 1e-4
    safe = np.where(small, 1.0, z)
    first = np.where(small, 1.0 - z / 2.0, -np.expm1(-safe) / safe)
    second = np.where(small, 0.5 - z / 6.0, (1.0 - first) / safe)
    return np.exp(-z), first, second


def endurance_of(load: float, rates: Rates) -> float:
    """Seconds for which one muscle alone holds a share of its strength; infinite where it never fails.

    M_R + M_A = 1 − M_F falls to the load:  t = −ln(1 − R (1 − load) / (F load)) / R.
    """
    fatigue, recovery = float(rates.fatigue), float(rates.recovery)
    left = 1.0 - recovery * (1.0 - load) / (fatigue * load) if fatigue * load > 0.0 else 0.0
    return float(-np.log(left) / recovery) if left > 0.0 else float("inf")


def power_curve(tables: Tables, group: str, load: float) -> float:
    """Seconds of the published curve of intensity and endurance, b0 · load^b1 (Frey Law and Avin 2010)."""
    rows = tables.fatigue_models
    b0, b1 = (
        next(row.value or 0.0 for row in rows if (row.quantity, row.group) == (name, group))
        for name in ("endurance_power_b0", "endurance_power_b1")
    )
    return float(b0 * load**b1)
