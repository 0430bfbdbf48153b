"""The body as a mechanism for fitting: few coordinates in, places of markers and their slopes out.

Coordinates, in this order: the pelvis's place (m) and turn, the turns of lumbar spine, thoracic spine and
neck, then girdle, arms and legs, as far as markers tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.marker_map import Place
from dorsum.motion.recorded.spine import NECK, SpineMap

LIMBS = ("clavicle", "scapula", "humerus", "forearm", "hand", "femur", "shank", "foot")
STILL = {f"sternoclavicular_{side} z" for side in SIDES}  # no marker tells how the clavicle rolls
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
        self.limbs = self._limbs()
        joints = [(0, axis) for axis in range(3)]
        joints += [(body, axis) for body in model.body.spine for axis in range(3)]
        joints += zip(self.limbs.body, self.limbs.axis, strict=True)
        self.joints = np.array(joints)  # the joint angles that the coordinates move
        self.n = FIRST_TURN + N_TURNS + len(self.limbs)

    def _limbs(self) -> Coordinates:
        """Those of the limbs that move a marker."""
        skeleton, known = self.model.body.skeleton, self.model.body.coordinates
        bones = [skeleton.index(sided(bone, side)) for side in SIDES for bone in LIMBS]
        turning = {b: [c for c in known if c.body == b and c.name not in STILL] for b in bones}
        return Coordinates(tuple(c for b in bones if self._seen(b) for c in turning[b]))

    def _seen(self, body: int) -> bool:
        """Whether a marker moves with a body."""
        return bool(self.carried[body, self.body].any())

    def at(self, local: Floats) -> Chain:
        """The same chain with the markers at other places of their bodies."""
        return Chain(self.model, [Place(int(b), at) for b, at in zip(self.body, local, strict=True)])

    def of(self, markers: Sequence[int]) -> Chain:
        """The same body with some of the markers."""
        return Chain(self.model, [Place(int(self.body[k]), self.local[k]) for k in markers])

    @property
    def standing(self) -> Floats:
        """Where the markers are while the body stands (n_markers, 3) m."""
        return np.asarray(self.place(np.zeros((1, self.n))).marker[0])

    def bounds(self, still_spine: bool = False) -> tuple[Floats, Floats]:
        """Least and greatest value of every coordinate."""
        low, high = np.full(self.n, -FREE), np.full(self.n, FREE)
        low[:3], high[:3] = -FAR, FAR
        for bound, of in zip((low, high), self.spine.bounds(), strict=True):
            of = of.copy()
            of[NECK] *= self._seen(self.model.joint("C6/C7"))
            bound[FIRST_TURN : FIRST_TURN + N_TURNS] = 0.0 if still_spine else of.ravel()
        further = self.model.body.tables.constant("range_tolerance")
        low[FIRST_TURN + N_TURNS :] = -further * self.limbs.range[:, 0]
        high[FIRST_TURN + N_TURNS :] = further * self.limbs.range[:, 1]
        return low, high

    def angles(self, q: Floats) -> Floats:
        """Joint angles (frames, n_bodies, 3) of coordinates (frames, n)."""
        angles = np.zeros((len(q), len(self.model.body.skeleton.names), 3))
        angles[:, 0] = q[:, 3:6]
        angles[:, self.model.body.spine] = self.spine.joints(self._turns(q))
        angles[:, self.limbs.body, self.limbs.axis] = q[:, FIRST_TURN + N_TURNS :]
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
        first_limb = 3 + 3 * len(self.model.body.spine)
        in_spine = by_joint[..., 3:first_limb].reshape(*marker.shape, -1, 3)
        in_spine = in_spine * self.spine.slopes(self._turns(q))[:, None, None]
        for region in range(3):
            at = FIRST_TURN + 3 * region
            slope[..., at : at + 3] = in_spine[..., self.spine.region == region, :].sum(axis=-2)
        slope[..., FIRST_TURN + N_TURNS :] = by_joint[..., first_limb:]
        return slope
