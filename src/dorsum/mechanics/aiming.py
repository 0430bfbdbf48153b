"""Slopes of what arms carry that reach anew for a load fixed to the feet, as joints give.

How such arms stand hangs on how the thorax, which carries the shoulders, is turned and where it is from the
feet, and on nothing else. So of all that an arm carries, the force f goes where the clavicle's joint goes,
and C, the moments of both arms about these joints, hangs on the turn ω and the shift v of the thorax. With
the axes n of the rows, what is asked of row r grows with the angle of row s, beside what f does there
(`tangent`), by

    − (n_s × n_r) · C − n_r · (∂C/∂ω ω_s + ∂C/∂v v_s)

where s turns the axis of r, and where it moves the thorax. The derivatives of C come of six differences, in
place of one for every row (`reacting`).
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.analysis import Frames, apparent_gravity
from dorsum.mechanics.inertia import centres_of_mass, weights
from dorsum.mechanics.kinematics import Posed, turning_axes
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.reacting import DIFFERENCE, NEAR, Follow
from dorsum.mechanics.tangent import leaning

THORAX = "sternum"  # on which the clavicles hang
ARM = 0.5  # m, of a shift of the thorax that counts as a radian


class Aiming:
    """Slopes of what arms carry; those by the way of the thorax are kept while no angle has moved far."""

    def __init__(self, model: Model, known: Known, follow: Follow) -> None:
        self.model, self.follow, self.upright = model, follow, known.upright
        above, rows = np.asarray(model.mech.above) > 0, model.mech.rows
        self.joints = [model.joint(f"sternoclavicular_{side}") for side in SIDES]
        self.hips = [model.joint(f"hip_{side}") for side in SIDES]
        self.arms = above[self.joints]  # (sides, n_bodies)
        self.carries = above[rows.body, self.joints[0]].astype(np.float64)  # (n_rows,), of both arms alike
        self.on_thorax = above[rows.body, model.body.skeleton.index(THORAX)].astype(np.float64)
        same = rows.body[:, None] == rows.body
        beyond = above[rows.body[:, None], rows.body] & ~same
        self.turns = (beyond | (same & (rows.axis[:, None] < rows.axis))).astype(np.float64)  # s of r (s, r)
        frames, n, _ = known.covariance.shape
        self.gives = known.covariance.diagonal(axis1=1, axis2=2).any(axis=0)
        self.at = np.full((frames, n), np.inf)
        self.by_way = np.zeros((frames, 3, 6))  # ∂C/∂ω and ∂C/∂v, the shift in arms

    def carried(self, here: Frames, posed: Posed) -> tuple[Floats, Floats]:
        """Forces on the bodies, and the points that carry them as joints turn (frames, n_bodies, 3), N, m."""
        at = np.asarray(centres_of_mass(self.model.body.masses, posed)).copy()
        for joint, arm in zip(self.joints, self.arms, strict=True):
            at[:, arm] = posed.origin[:, joint, None]
        return self._wrenches(here, posed)[..., :3], at

    def slopes(self, deviation: Floats, which: Ints, here: Frames, posed: Posed) -> Floats:
        """Of frames with deviations (k, n_rows), which are `here`: slopes (k, n_rows, n_rows) N·m/rad of what
        is asked, beside those of the forces."""
        model, rows = self.model, self.model.mech.rows
        axes = turning_axes(model.mech.tree, posed, here.angles)
        axis = axes[:, rows.axis, rows.body].transpose(2, 1, 0)  # (k, n_rows, 3)
        lean = leaning(model, here.angles, posed) if self.upright else np.zeros(deviation.shape)
        upright = axes[:, 0, 0].T[:, None]  # (k, 1, 3)
        way = self._way(axis, lean, upright, posed)
        self._renew(deviation, which, way)
        arm = axis * self.carries[:, None]
        couple = np.broadcast_to(self._moment(here, posed)[:, None], arm.shape)
        swung = cross(arm, couple)  # (n_s × n_r) · C = n_s · (n_r × C)
        turned = (swung @ axis.swapaxes(1, 2)) * self.turns.T  # (k, r, s)
        leant = (swung @ upright.swapaxes(1, 2)) * lean[:, None]
        aimed = arm @ self.by_way[which] @ way.swapaxes(1, 2)
        return np.asarray(-(turned + leant + aimed))

    def _way(self, axis: Floats, lean: Floats, upright: Floats, posed: Posed) -> Floats:
        """By every row the turn of the thorax, and its shift from feet that do not turn, in arms (k, n_rows,
        6): the hips carry the feet as the pelvis leans."""
        origin = posed.origin
        at = origin[:, self.joints].mean(axis=1, keepdims=True)
        feet = origin[:, self.hips].mean(axis=1, keepdims=True)
        own, leant = axis * self.on_thorax[:, None], lean[..., None] * upright
        own_shift = cross(own, at - origin[:, self.model.mech.rows.body])
        shift = own_shift + cross(leant, np.broadcast_to(at - feet, leant.shape))
        return np.concatenate([own + leant, shift / ARM], axis=2)

    def _renew(self, deviation: Floats, which: Ints, way: Floats) -> None:
        far = np.abs(deviation - self.at[which]).max(axis=1) > NEAR
        if not far.any():
            return
        at, again, frames = deviation[far], which[far], int(far.sum())
        by_row = way[far].swapaxes(1, 2) * self.gives  # (frames, 6, n_rows)
        ways = np.linalg.pinv(by_row).swapaxes(1, 2)  # of least size that turn and shift the thorax
        ways = DIFFERENCE * np.concatenate([np.zeros((frames, 1, ways.shape[2])), ways], axis=1)
        there = self.follow((at[:, None] + ways).reshape(-1, ways.shape[2]), np.repeat(again, 7))
        moments = self._moment(there, self.model.place(there.angles)).reshape(frames, 7, 3)
        self.by_way[again] = (moments[:, 1:] - moments[:, :1]).swapaxes(1, 2) / DIFFERENCE
        self.at[again] = at

    def _moment(self, frames: Frames, posed: Posed) -> Floats:
        """Of all that the arms carry, each about its clavicle's joint (frames, 3) N·m."""
        wrench, found = self._wrenches(frames, posed), np.zeros((len(frames.times), 3))
        for joint, arm in zip(self.joints, self.arms, strict=True):
            whole = wrench[:, arm].sum(axis=1)
            found += whole[:, 3:] - cross(posed.origin[:, joint], whole[:, :3])
        return found

    def _wrenches(self, frames: Frames, posed: Posed) -> Floats:
        gravity = apparent_gravity(self.model, frames)[:, None]
        return np.asarray(weights(self.model.body.masses, posed, gravity) + frames.external)
