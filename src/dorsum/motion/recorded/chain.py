"""The body as a mechanism for fitting: few coordinates in, places of markers and their slopes out.

Coordinates, in this order: the pelvis's place (m) and turn, the turns of lumbar spine, thoracic spine and
neck, then girdle, arms and legs, as far as markers tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats, sided
from dorsum.mechanics.kinematics import AXES
from dorsum.mechanics.model import Model
from dorsum.motion.posture import SIDES
from dorsum.motion.recorded.marker_map import Place
from dorsum.motion.recorded.spine import NECK, SpineMap
from dorsum.units import DEGREE

LIMBS = (
    *(("clavicle", "xy"), ("scapula", "zxy"), ("humerus", "zxy"), ("forearm", "z"), ("hand", "zxy")),
    *(("femur", "zxy"), ("shank", "z"), ("foot", "zxy")),
)
FREE = 2 * np.pi  # rad: a pelvis may turn as it likes
FAR = 100.0  # m
FIRST_TURN = 6  # of the regions of the spine
N_TURNS = 9


@dataclass(frozen=True)
class Fitted:
    """Where the coordinates put body and markers."""

    marker: Floats  # (frames, n_markers, 3) m
    rotation: Floats  # (frames, n_bodies, 3, 3)
    origin: Floats  # (frames, n_bodies, 3) m
    slope: Floats | None = None  # (frames, n_markers, 3, n_coordinates)


class Chain:
    """A body with markers at places on it."""

    def __init__(self, model: Model, places: Sequence[Place]) -> None:
        self.model, self.spine = model, SpineMap.of(model.body.tables)
        self.body = np.array([place.body for place in places])
        self.local = np.array([place.local for place in places])
        self.carried = model.body.skeleton.carried()
        self.limbs = [(body, axis) for body, axis in self._limbs() if self._seen(body)]
        joints = [(0, axis) for axis in range(3)]
        joints += [(body, axis) for body in model.body.spine for axis in range(3)]
        self.joints = np.array([*joints, *self.limbs])  # the joint angles that the coordinates move
        self.n = FIRST_TURN + N_TURNS + len(self.limbs)

    def _limbs(self) -> list[tuple[int, int]]:
        skeleton = self.model.body.skeleton
        return [
            (skeleton.index(sided(bone, side)), AXES.index(axis))
            for side in SIDES
            for bone, axes in LIMBS
            for axis in axes
        ]

    def _seen(self, body: int) -> bool:
        """Whether a marker moves with a body."""
        return bool(self.carried[body, self.body].any())

    def at(self, local: Floats) -> Chain:
        """The same chain with the markers at other places of their bodies."""
        return Chain(self.model, [Place(int(b), at) for b, at in zip(self.body, local, strict=True)])

    def bounds(self, still_spine: bool = False) -> tuple[Floats, Floats]:
        """Least and greatest value of every coordinate."""
        low, high = np.full(self.n, -FREE), np.full(self.n, FREE)
        low[:3], high[:3] = -FAR, FAR
        for bound, of in zip((low, high), self.spine.bounds(), strict=True):
            of = of.copy()
            of[NECK] *= self._seen(self.model.joint("C6/C7"))
            bound[FIRST_TURN : FIRST_TURN + N_TURNS] = 0.0 if still_spine else of.ravel()
        for k, (body, axis) in enumerate(self.limbs, FIRST_TURN + N_TURNS):
            low[k], high[k] = self._limb_range(body, axis)
        return low, high

    def _limb_range(self, body: int, axis: int) -> tuple[float, float]:
        """Range of a limb's angle with its tolerance, rad; about x and y the left side mirrors the right."""
        tables = self.model.body.tables
        joint, side = self.model.body.skeleton.joints[body].rsplit("_", 1)
        tolerance = tables.constant("range_tolerance") * DEGREE
        rows = [row for row in tables.joint_ranges if row.joint == joint and row.coordinate == AXES[axis]]
        high = max(row.range_deg for row in rows if row.sign != "-") * tolerance
        low = -max(row.range_deg for row in rows if row.sign != "+") * tolerance
        return (-high, -low) if side == "left" and axis > 0 else (low, high)

    def angles(self, q: Floats) -> Floats:
        """Joint angles (frames, n_bodies, 3) of coordinates (frames, n)."""
        angles = np.zeros((len(q), len(self.model.body.skeleton.names), 3))
        angles[:, 0] = q[:, 3:6]
        angles[:, self.model.body.spine] = self.spine.joints(self._turns(q))
        for k, (body, axis) in enumerate(self.limbs, FIRST_TURN + N_TURNS):
            angles[:, body, axis] = q[:, k]
        return angles

    def _turns(self, q: Floats) -> Floats:
        return q[:, FIRST_TURN : FIRST_TURN + N_TURNS].reshape(len(q), 3, 3)

    def place(self, q: Floats, slopes: bool = False) -> Fitted:
        """Bodies and markers at coordinates (frames, n)."""
        angles = self.angles(q)
        posed = self.model.place(angles)
        origin = posed.origin + q[:, None, :3]
        arm = np.einsum("fmij,mj->fmi", posed.rotation[:, self.body], self.local)
        marker = origin[:, self.body] + arm
        slope = self._slope(q, angles, origin, marker) if slopes else None
        return Fitted(marker, posed.rotation, origin, slope)

    def _slope(self, q: Floats, angles: Floats, origin: Floats, marker: Floats) -> Floats:
        """Slopes of the markers: axis × lever for each joint angle, gathered by coordinate."""
        body, axis = self.joints.T
        axes = self.model.joint_axes(angles)[:, body, axis]
        lever = marker[:, :, None] - origin[:, None, body]
        moved = self.carried[body][:, self.body].T[None, :, :, None]
        by_joint = np.cross(axes[:, None], lever) * moved
        slope = np.zeros((*marker.shape, self.n))
        slope[..., :3] = np.eye(3)
        by_joint = np.swapaxes(by_joint, -1, -2)
        slope[..., 3:6] = by_joint[..., :3]
        in_spine = by_joint[..., 3:78].reshape(*marker.shape, 25, 3)
        in_spine = in_spine * self.spine.slopes(self._turns(q))[:, None, None]
        for region in range(3):
            at = FIRST_TURN + 3 * region
            slope[..., at : at + 3] = in_spine[..., self.spine.region == region, :].sum(axis=-2)
        slope[..., FIRST_TURN + N_TURNS :] = by_joint[..., 78:]
        return slope
