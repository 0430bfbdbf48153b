"""The arrays of a result: as computed, as kept, or derived from others when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE, Floats
from dorsum.errors import BadInput
from dorsum.mechanics import derived, net, of_ring
from dorsum.mechanics.analysis import Analysis, Frames
from dorsum.mechanics.doubts import Doubts
from dorsum.mechanics.keeping import Some
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.labelled import Labelled
from dorsum.mechanics.model import Model
from dorsum.mechanics.shortfall import Shortfall, Shortfalls
from dorsum.mechanics.variables import READ, VARIABLES

if TYPE_CHECKING:
    import xarray

PIECE = 128  # frames that are worked through at a time, so that long results need little memory


class _Kept:
    """In place of an analysis of which the arrays alone are kept."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise BadInput(f"only the arrays are kept, not {name} of the analysis; see `Result.array(name)`")


KEPT: Any = _Kept()


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Arrays:
    """Arrays with frames first, of one body.

    Fascicles are those of the whole body, n of them; one that takes no part in the balance has NaN where it
    has no value. Levels run from L5/S1 to C0/C1.
    """

    body: Body
    analysis: Analysis = KEPT  # equations and solution; of a file or a recording the arrays alone are kept
    kept: Mapping[str, Any] = field(default_factory=dict)  # arrays by name, and `time`; others are derived
    compiled: Model | None = None

    @property
    def computed(self) -> bool:
        """Whether the equations are there, and not the arrays alone."""
        return self.analysis is not KEPT

    @cached_property
    def model(self) -> Model:
        """The compiled body."""
        return self.compiled or Model(self.body)

    def array(self, name: str) -> NDArray[Any]:
        """An array of `variables.VARIABLES` by name, time first."""
        if name in self.kept:
            return np.asarray(self.kept[name])
        if name not in self._arrays:
            variable = VARIABLES[name]
            if variable.derive is not None:
                self._arrays[name] = np.asarray(variable.derive(self))
            elif variable.read is not None:
                self._arrays[name] = np.asarray(variable.read(self.body, self.analysis))
        return self._arrays[name]

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {}

    def labelled(self, name: str) -> Labelled:
        """The same, able to be asked by label."""

        def label() -> xarray.DataArray:
            from dorsum.mechanics.dataset import data_array

            return data_array(self, name)

        return Labelled.of(self.array(name), label)

    def at(self, frames: Sequence[int] | NDArray[np.integer[Any]] | slice) -> Self:
        """The result of some frames alone."""
        kept = self.kept
        if self.computed:
            kept = {"time": self.times} | {name: self.array(name) for name in READ}
        compiled = self.__dict__.get("model", self.compiled)
        return replace(self, analysis=KEPT, kept=Some(kept, frames), compiled=compiled)

    def pieces(self, size: int = PIECE) -> Iterator[Self]:
        """The result a few frames at a time, in order."""
        for start in range(0, len(self.times), size):
            yield self.at(slice(start, start + size))

    @cached_property
    def frames(self) -> Frames:
        """What was analysed."""
        if self.computed:
            return self.analysis.frames
        external = np.concatenate([self.array("external_force"), self.array("external_moment")], axis=-1)
        angles = [self.array(f"joint_{name}") for name in ("angle", "velocity", "acceleration")]
        acceleration, place = (self.array(f"root_{name}") for name in ("acceleration", "place"))
        motion = self.times, angles[0], angles[1], angles[2]
        return Frames(*motion, external, self.stated_pressure, acceleration, place)

    @property
    def stated_pressure(self) -> Floats:
        """Abdominal pressure (frames,) Pa where it is stated; NaN where it follows from the load."""
        return np.where(self.array("pressure_stated"), self.array("abdominal_pressure"), np.nan)

    @cached_property
    def posed(self) -> Posed:
        """Rotations and joint centres of all bodies."""
        if self.computed:
            return Posed(*map(np.asarray, self.analysis.equations.posed))
        return self.model.place(self.array("joint_angle"))

    @cached_property
    def inertial_wrench(self) -> Floats:
        """Inertial force and moment about the world origin (frames, n_bodies, 6) N, N·m."""
        return net.inertial(self.model, self.frames, self.posed)

    @property
    def times(self) -> Floats:
        """(frames,) s."""
        return np.asarray(self.kept["time"] if not self.computed else self.analysis.frames.times)

    @property
    def angles(self) -> Floats:
        """Joint angles (frames, n_bodies, z x y) rad."""
        return self.array("joint_angle")

    @property
    def doubtful(self) -> NDArray[np.bool_]:
        """Frames (frames,) that should not be believed; `warnings` say why."""
        return self.array("doubtful").astype(bool)

    @property
    def balanced(self) -> NDArray[np.bool_]:
        """Whether the muscles hold each frame (frames,); where not, its loads are lower bounds."""
        return self.array("balanced").astype(bool)

    @property
    def short_nm(self) -> Floats:
        """The largest moment that the muscles lack (frames,), N·m; 0 where balanced."""
        return self.array("short_nm")

    @property
    def short_at(self) -> tuple[str, ...]:
        """Where and which, such as `L5/S1 extension` (frames,); empty where balanced."""
        return self.shortfalls.at

    @property
    def shortfall(self) -> Shortfall | None:
        """The worst of all frames; None where all are balanced."""
        return self.shortfalls.worst

    @cached_property
    def shortfalls(self) -> Shortfalls:
        """What every frame lacks."""
        if self.computed:
            return self.analysis.shortfalls
        rows = self.body.rows
        of_spine = self.array("reserve").reshape(len(self.times), -1)
        beside = slice(of_spine.shape[1], None)
        of_others = self.array("joint_reserve")[:, rows.body[beside], rows.axis[beside]]
        reserves = np.concatenate([of_spine, of_others], axis=1)
        return Shortfalls.read(reserves, self.balanced, self.times, rows.names)

    @cached_property
    def doubts(self) -> Doubts:
        """What every frame should be doubted for."""
        if self.computed:
            return self.analysis.doubts
        return Doubts.of(
            self.times,
            self.array("compression"),
            self.array("abdominal_pressure"),
            self.stated_pressure,
            float(self.array("wall_holds")[0]),
            self.array("converged").astype(bool),
            self.array("give_settled").astype(bool),
            self.array("give_wanted"),
            of_ring.strained(self.model, of_ring.of_result(self)),
        )

    @property
    def gives(self) -> Labelled:
        """How far the spinal joints stand off their stated angles (frames, 25, z x y) rad."""
        return self.labelled("give")

    @property
    def least_compression(self) -> Labelled:
        """Least compression of lumbar discs over admissible contact forces (frames, levels), N; NaN
        elsewhere, and in frames other than the one that loads a disc most."""
        return self.labelled("least_compression")

    @property
    def greatest_compression(self) -> Labelled:
        """Greatest compression over the same."""
        return self.labelled("greatest_compression")

    @property
    def exact_compression(self) -> Labelled:
        """Compression (frames, 25) N with every joint at its stated angle; NaN where it is not computed."""
        return self.labelled("exact_compression")

    @property
    def levels(self) -> tuple[str, ...]:
        """The 25 spinal joints, caudal → cranial."""
        return SPINE

    @property
    def compression(self) -> Labelled:
        """Force along the normal of the lower bone's endplate (frames, 25) N: muscles, weight, ligaments."""
        return self.labelled("compression")

    @property
    def anterior_shear(self) -> Labelled:
        """Force of the upper on the lower bone along its endplate, forward (frames, 25) N."""
        return self.labelled("anterior_shear")

    @property
    def right_shear(self) -> Labelled:
        """The same to the right (frames, 25) N."""
        return self.labelled("right_shear")

    @property
    def pressure(self) -> Labelled:
        """Disc pressure F/(0.66·A), (frames, 25) Pa; NaN above the lumbar spine."""
        return self.labelled("disc_pressure")

    @property
    def forces(self) -> Labelled:
        """Tension of every fascicle (frames, n) N; NaN for those that take no part."""
        return self.labelled("force")

    @property
    def activations(self) -> Labelled:
        """Activation of every fascicle (frames, n); NaN for those that take no part."""
        return self.labelled("activation")

    @property
    def muscle_forces(self) -> Labelled:
        """Tension of every muscle part on a side (frames, whole muscles) N; NaN where it takes no part."""
        return self.labelled("muscle_force")

    @property
    def muscle_activations(self) -> Labelled:
        """Activation of every muscle part on a side, mean of its fascicles weighted by maximal force."""
        return self.labelled("muscle_activation")

    @property
    def net_moments(self) -> Labelled:
        """Net joint moments (frames, n_bodies, z x y) N·m; see `net.net_moments`."""
        return self.labelled("net_joint_moment")

    @property
    def fibre_lengths(self) -> Labelled:
        """Fibre length over optimal length (frames, n); NaN for those that take no part."""
        return self.labelled("fibre_length")

    @property
    def fibre_velocities(self) -> Labelled:
        """Optimal lengths per second, lengthening positive (frames, n); NaN for those that take no part."""
        return self.labelled("fibre_velocity")

    @property
    def states(self) -> NDArray[np.int64]:
        """Index into `STATES` of every fascicle (frames, n); 0 for those that take no part."""
        return np.asarray(np.maximum(self.array("muscle_state"), 0), dtype=np.int64)

    def erector_effort(self, side: str) -> Floats:
        """Mean activation of the erector spinae of a side, weighted by strength (frames,)."""
        body = self.body
        system = {row.muscle for row in body.tables.muscles if row.system == "sacrospinal"}
        muscles, sides = body.fascicles.muscles, body.fascicles.sides
        found = [i for i in body.active if sides[i] == side and muscles[i] in system]
        return np.asarray(self.array("activation")[:, found] @ derived.shares_of_strength(body, found))

    @property
    def rib_cage_levels(self) -> tuple[str, ...]:
        """The joints where rib cage and girdle take a moment."""
        return tuple(row.joint for row in self.body.tables.rib_cage)

    @property
    def rib_cage_moments(self) -> Labelled:
        """Moment of rib cage and girdle (frames, `rib_cage_levels`, z x y), N·m."""
        return self.labelled("rib_cage_moment")
