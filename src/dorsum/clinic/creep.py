"""How passive tissue of the lumbar spine gives way under lasting flexion, and how it comes back.

Tissue that bears a moment is a spring whose resting angle moves: M(φ − g x), M the spring of the joint at the
flexion φ. The state x goes from 0 to m, the moment that it bears over that in full flexion (assumed: creep is
proportional to the moment), as a first-order step, dx/dt = (m − x)/τ (McGill and Brown 1992: τ 9.4 min). The
gain g is such that 20 min of full flexion give the 5.5° that were measured, shared between the joints as
their ranges of flexion are.

Half was back after 2 min, all not after the 30 min that were watched, later than it had come. One time does
not do that. Units that creep alike and recover each at a rate of its own, the rates spread exponentially,
do: of what has come 1 / (1 + t/T) is left, T the half time, the one number that was measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.scan import SETS_OF_TABLES
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.passive import moments
from dorsum.units import DEGREE

# Logarithms of the rates of recovery over 1/T: the integral is taken by the trapezoidal rule over these,
# which finds what is left to four figures from the first second to a week.
LOG_RATES = np.arange(-12.0, 4.25, 0.25)
JOINTS = LUMBAR
MINUTE = 60.0  # s


class CreepLaw(NamedTuple):
    """The published numbers."""

    gain: float  # rad, of the whole lumbar spine under the moment of full flexion, in the end
    time: float  # τ, s, with which it comes
    half: float  # s, after which half is back

    @classmethod
    def of(cls, tables: Tables) -> CreepLaw:
        """From `creep.csv`."""
        return _law(tables)


@lru_cache(maxsize=SETS_OF_TABLES)
def _law(tables: Tables) -> CreepLaw:
    value = {row.quantity: row.value or 0.0 for row in tables.creep}
    time, held = value["creep_time_constant"], value["creep_flexion_time"]
    gained = value["creep_flexion"] / -np.expm1(-held / time)
    return CreepLaw(float(gained * DEGREE), time * MINUTE, value["creep_recovery"] * MINUTE)


@lru_cache(maxsize=1)
def _rates() -> tuple[Floats, Floats]:
    """Rates of recovery over 1/T and the share of the units that has each."""
    rates = np.exp(LOG_RATES)
    shares = rates * np.exp(-rates)
    return rates, shares / shares.sum()


@dataclass(frozen=True)
class Creep:
    """How far tissue has crept: `units` (joints, nodes) x of the units at each lumbar joint."""

    law: CreepLaw
    units: Floats

    @classmethod
    def none(cls, tables: Tables) -> Creep:
        """Tissue that has rested."""
        return cls(CreepLaw.of(tables), np.zeros((len(JOINTS), len(LOG_RATES))))

    @property
    def share(self) -> Floats:
        """(joints,) x, of the creep in full flexion for ever."""
        return np.asarray(self.units @ _rates()[1])

    def after(self, seconds: float, load: Floats) -> Self:
        """Some seconds on, under a `load` (joints,): the moment over that in full flexion."""
        target = np.maximum(load, 0.0)[:, None]
        recovering = self.units > target
        rate = np.where(recovering, _rates()[0] / self.law.half, 1.0 / self.law.time)
        return replace(self, units=target + (self.units - target) * np.exp(-rate * seconds))

    def shift(self, model: Model) -> Floats:
        """(joints,) rad by which every joint flexes farther under the same moment."""
        return np.asarray(self.law.gain * self.share * shares_of_gain(model))

    def lumbar(self, model: Model) -> float:
        """Rad by which the lumbar spine flexes farther under the same moments."""
        return float(self.shift(model).sum())

    def factors(self, model: Model, angles: Floats) -> Floats:
        """(frames, n_rows) by which the springs' moments are less at the same angles, M(φ − shift) / M(φ)."""
        rows, found = model.rows, np.ones((len(angles), len(model.rows)))
        at = angles[:, rows.body, rows.axis]
        springs = model.mech.rows.springs
        crept = at.copy()
        which = rows_of_flexion(model)
        flexed = at[:, which] < 0.0
        crept[:, which] = np.where(flexed, np.minimum(at[:, which] + self.shift(model), 0.0), at[:, which])
        before, after = (moments(springs, each)[:, which] for each in (at, crept))
        found[:, which] = np.where(flexed, after / np.where(flexed, before, 1.0), 1.0)
        return found

    def applied(self, model: Model, frames: Frames) -> Frames:
        """The frames with springs that have crept, at the same angles."""
        factors = self.factors(model, frames.angles)
        usual = 1.0 if frames.stiffening is None else frames.stiffening
        return frames._replace(stiffening=factors * usual)


def rows_of_flexion(model: Model) -> list[int]:
    """The rows of flexion of the `JOINTS`."""
    return [model.rows.index_of(f"{joint} z") for joint in JOINTS]


def shares_of_gain(model: Model) -> Floats:
    """(joints,) of the whole gain, as the ranges of flexion are."""
    ranges = np.array([model.body.tables.joint_range(joint, "flexion") for joint in JOINTS])
    return np.asarray(ranges / ranges.sum())


def left_after(law: CreepLaw, seconds: float) -> float:
    """Share of what has crept that is left after some seconds without load, by the formula."""
    return 1.0 / (1.0 + seconds / law.half)
