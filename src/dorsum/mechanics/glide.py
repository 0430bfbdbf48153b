"""The scapulae on the thorax where no balance is asked for: springs that keep three corners of each at their
distance from an ellipsoid, U = Σ ½ k (d − d₀)². What they push the carrier of the ellipsoid bears.

In the balance the same corners push along the same normals, by what the muscles ask (`holding`).
"""

from __future__ import annotations

import numpy as np

from dorsum.body.gliding import Gliding
from dorsum.body.skeleton import Floats, Skeleton
from dorsum.mechanics.geometry import screws_of
from dorsum.mechanics.kinematics import Posed, turning_axes
from dorsum.mechanics.mechanism import Mechanism


class Glide:
    """The springs of a body."""

    def __init__(self, gliding: Gliding, skeleton: Skeleton) -> None:
        self.gliding = gliding
        standing = skeleton.centre[gliding.body] - skeleton.centre[gliding.carrier] + gliding.point
        self.before = gliding.outside(standing - gliding.centre)  # (c,) m, d₀

    def pushes(self, posed: Posed) -> tuple[Floats, Floats, Floats]:
        """How far every corner has left its place outwards (frames, c) m; where it is, and the slope of that
        by its place (frames, c, 3): along the outward normal."""
        glide = self.gliding
        turn, at = posed.rotation[:, glide.carrier], posed.origin[:, glide.carrier, None]
        corner = (
            posed.origin[:, glide.body] + (posed.rotation[:, glide.body] @ glide.point[..., None])[..., 0]
        )
        local = (corner - at) @ turn - glide.centre
        slope = glide.slope(local) @ np.swapaxes(turn, 1, 2)
        return glide.outside(local) - self.before, corner, slope

    def energy(self, posed: Posed) -> Floats:
        """U (frames,), J; nought in standing."""
        left = self.pushes(posed)[0]
        return np.asarray(0.5 * self.gliding.stiffness * (left * left).sum(axis=1))

    def slopes(self, mech: Mechanism, angles: Floats, posed: Posed) -> Floats:
        """∂U by the angles of the rows (frames, n_rows), N·m."""
        left, corner, slope = self.pushes(posed)
        force = self.gliding.stiffness * left[..., None] * slope
        wrench = np.concatenate([force, np.cross(corner, force)], axis=-1)
        rows, glide = mech.rows, self.gliding
        between = mech.above[rows.subtree][:, glide.body] - mech.above[rows.subtree, glide.carrier][:, None]
        screw = screws_of(rows, posed, turning_axes(mech.tree, posed, angles))
        slots = np.einsum("fksc,kb,fbc->fks", screw, between, wrench, optimize=True)
        return np.asarray(slots.reshape(len(angles), -1)[:, rows.cell])
