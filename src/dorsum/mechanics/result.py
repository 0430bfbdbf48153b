"""What an analysis found, with its certificate, its sources and its ways into files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.anatomy.rows import SourceRow
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE, Floats
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.shortfall import Shortfall
from dorsum.units import KPA, MPA

if TYPE_CHECKING:
    import xarray

STATES = ("isometric", "shortening", "lengthening")
# Tables whose sources every result rests on, besides those of the fascicles that take part.
GENERAL_TABLES = (
    *("rib_cage", "joints", "masses", "joint_stiffness", "joint_ranges"),
    *("rhythm", "alignment", "constants"),
)


def shares_of_strength(body: Body, fascicles: Sequence[int]) -> Floats:
    """The share of each of some fascicles in their maximal isometric force together (n,)."""
    strength = np.array([body.fascicles[i].maximal_force for i in fascicles])
    whole = strength.sum()
    return strength / whole if whole > 0 else np.full(len(strength), 1.0 / len(strength))


@dataclass(frozen=True, eq=False)
class Result:
    """Forces and loads of a task, arrays with frames first.

    Fascicles are those of the whole body, n of them; one that takes no part in the balance has NaN where it
    has no value. Levels run from L5/S1 to C0/C1.
    """

    task: str
    title: str
    assumptions: tuple[str, ...]
    objective: str
    body: Body
    analysis: Analysis

    @property
    def times(self) -> Floats:
        """(frames,) s."""
        return self.analysis.frames.times

    @property
    def balanced(self) -> NDArray[np.bool_]:
        """Whether the muscles hold each frame (frames,); where not, its loads are lower bounds."""
        return self.analysis.shortfalls.balanced

    @property
    def short_nm(self) -> Floats:
        """The largest moment that the muscles lack (frames,), N·m; 0 where balanced."""
        return self.analysis.shortfalls.moment

    @property
    def short_at(self) -> tuple[str, ...]:
        """Where and which, such as `L5/S1 extension` (frames,); empty where balanced."""
        return self.analysis.shortfalls.at

    @property
    def shortfall(self) -> Shortfall | None:
        """The worst of all frames; None where all are balanced."""
        return self.analysis.shortfalls.worst

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the numbers should be doubted for, such as tension across a disc; empty where for nothing."""
        return self.analysis.doubts.sentences(self.levels)

    @property
    def levels(self) -> tuple[str, ...]:
        """The 25 spinal joints, caudal → cranial."""
        return SPINE

    @property
    def compression(self) -> Floats:
        """Force along the normal of the lower bone's endplate (frames, 25) N: muscles, weight, ligaments."""
        return self.analysis.compression

    @property
    def anterior_shear(self) -> Floats:
        """Force of the upper on the lower bone along its endplate, forward (frames, 25) N."""
        return self.analysis.anterior_shear

    @property
    def right_shear(self) -> Floats:
        """The same to the right (frames, 25) N."""
        return self.analysis.right_shear

    @property
    def pressure(self) -> Floats:
        """Disc pressure F/(0.66·A), (frames, 25) Pa; NaN above the lumbar spine."""
        return self.analysis.pressure

    @cached_property
    def forces(self) -> Floats:
        """Tension of every fascicle (frames, n) N; NaN for those that take no part."""
        return self._spread(self.analysis.tension)

    @cached_property
    def activations(self) -> Floats:
        """Activation of every fascicle (frames, n); NaN for those that take no part."""
        return self._spread(self.analysis.activation)

    @cached_property
    def fibre_lengths(self) -> Floats:
        """Fibre length over optimal length (frames, n); NaN for those that take no part."""
        return self._spread(self.analysis.equations.gains.length)

    @cached_property
    def fibre_velocities(self) -> Floats:
        """Optimal lengths per second, lengthening positive (frames, n); NaN for those that take no part."""
        return self._spread(self.analysis.equations.gains.velocity)

    @cached_property
    def states(self) -> NDArray[np.int64]:
        """Index into `STATES` of every fascicle (frames, n)."""
        slow = self.body.tables.constant("isometric_velocity")
        v = np.nan_to_num(self.fibre_velocities)
        return np.where(v < -slow, 1, np.where(v > slow, 2, 0))

    def erector_effort(self, side: str) -> Floats:
        """Mean activation of the erector spinae of a side, weighted by strength (frames,)."""
        body = self.body
        system = {row.muscle for row in body.tables.muscles if row.system == "sacrospinal"}
        mine = [i for i in body.active if body.fascicles[i].side == side]
        found = [i for i in mine if body.fascicles[i].muscle in system]
        return np.asarray(self.activations[:, found] @ shares_of_strength(body, found))

    @property
    def rib_cage_levels(self) -> tuple[str, ...]:
        """The joints where rib cage and girdle take a moment."""
        return tuple(row.joint for row in self.body.tables.rib_cage)

    @property
    def rib_cage_moments(self) -> Floats:
        """Moment of rib cage and girdle (frames, `rib_cage_levels`, z x y), N·m."""
        return self.analysis.rib_cage

    def certificate(self, frame: int | None = None) -> dict[str, Any]:
        """How good the solution is, of one frame or of the worst of all."""
        solution = self.analysis.solution
        pick = slice(None) if frame is None else slice(frame, frame + 1)
        return {
            "moment_imbalance_nm": float(solution.moment_imbalance()[pick].max()),
            "bound_violation": float(solution.bound_violation()[pick].max()),
            "duality_gap": float(np.abs(solution.duality_gap()[pick]).max()),
            "largest_reserve_nm": float(solution.largest_reserve()[pick].max()),
            "converged": bool(solution.converged[pick].all()),
        }

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        """Sources of these numbers: fascicles that take part, joints, masses, stiffness, constants."""
        tables = self.body.tables
        keys = {key for i in self.body.active for key in self.body.fascicles[i].row.source}
        for table in GENERAL_TABLES:
            keys |= {key for row in getattr(tables, table) for key in row.source}
        return tuple(row for row in tables.sources if row.key in keys)

    @property
    def assumed_share(self) -> float:
        """Share of the fascicles that take part whose area is estimated or assumed."""
        kinds = [self.body.fascicles[i].row.kind for i in self.body.active]
        return sum(kind in ("estimated", "assumed") for kind in kinds) / len(kinds)

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """Everything, labelled: dimensions frame, fascicle, level, rib_cage_level, axis; units in attrs."""
        import xarray

        attrs = {"task": self.task, "title": self.title, "objective": self.objective} | {
            key: int(value) if isinstance(value, bool) else value for key, value in self.certificate().items()
        }
        variables = self._of_fascicles() | self._of_levels() | self._of_axes()
        return xarray.Dataset(variables, self._coordinates(), attrs | {"tables": self.body.tables.digest})

    def _of_fascicles(self) -> dict[str, Any]:
        values = {
            "force": (self.forces, "N"),
            "activation": (self.activations, "1"),
            "fibre_length": (self.fibre_lengths, "optimal fibre length"),
            "fibre_velocity": (self.fibre_velocities, "optimal fibre length/s"),
        }
        return {name: (("frame", "fascicle"), a, {"units": u}) for name, (a, u) in values.items()}

    def _of_levels(self) -> dict[str, Any]:
        values = {
            "compression": (self.compression, "N"),
            "anterior_shear": (self.anterior_shear, "N"),
            "right_shear": (self.right_shear, "N"),
            "disc_pressure": (self.pressure / MPA, "MPa"),
            "ligament_tension": (self.analysis.equations.ligament_tension, "N"),
        }
        return {name: (("frame", "level"), a, {"units": u}) for name, (a, u) in values.items()}

    def _of_axes(self) -> dict[str, Any]:
        """Moments about three axes, and what has dimensions of its own."""
        found, moment = self.analysis, {"units": "N·m"}
        reserves = found.solution.reserves.reshape(len(self.times), -1, 3)
        return {
            "joint_reaction_moment": (("frame", "level", "axis"), found.reactions.moment, moment),
            "passive_moment": (
                ("frame", "level", "rotation"),
                found.equations.passive.reshape(reserves.shape),
                moment,
            ),
            "rib_cage_moment": (("frame", "rib_cage_level", "rotation"), self.rib_cage_moments, moment),
            "reserve": (("frame", "level", "rotation"), reserves, moment),
            "abdominal_pressure": ("frame", found.equations.pressure / KPA, {"units": "kPa"}),
            "transversus_activation": ("frame", found.equations.transversus_activation, {"units": "1"}),
            "muscle_state": (("frame", "fascicle"), *self._flags()),
        }

    def _flags(self) -> tuple[NDArray[np.int8], dict[str, Any]]:
        """State of every fascicle as a number, −1 for those that take no part, and what the numbers mean."""
        states = np.full(self.states.shape, -1, dtype=np.int8)
        states[:, self.body.active] = self.states[:, self.body.active]
        values = np.arange(-1, len(STATES), dtype=np.int8)
        return states, {"flag_values": values, "flag_meanings": " ".join(("takes_no_part", *STATES))}

    def _coordinates(self) -> dict[str, Any]:
        fascicles = self.body.fascicles
        return {
            "time": ("frame", self.times, {"units": "s"}),
            "fascicle": [f.name for f in fascicles],
            "muscle": ("fascicle", [f.muscle for f in fascicles]),
            "side": ("fascicle", [f.side for f in fascicles]),
            "level": list(SPINE),
            "rib_cage_level": list(self.rib_cage_levels),
            "axis": ["x", "y", "z"],
            "rotation": ["z", "x", "y"],
        }

    def _spread(self, values: ArrayLike) -> Floats:
        known = np.asarray(values)
        out = np.full((len(known), len(self.body.fascicles)), np.nan)
        out[:, self.body.active] = known
        return out
