"""`mechanics.hill` in NumPy with its slope over velocity, for one instant at a time.

A step of a simulation takes a millisecond, a call of a compiled JAX function a good part of that and more on
a busy computer. Tests hold both to the same numbers.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.hill import Curves, Fibres, active_length, force_velocity, passive_length

LEAST_ALONG = 1e-3  # of optimal length: as in `hill.gains`


class Muscles:
    """Tension of fascicles from activation, path length and velocity."""

    def __init__(self, fibres: Fibres, curves: Curves) -> None:
        self.force, self.optimal, self.slack, pennation, *passive = (np.asarray(a) for a in fibres)
        self.onset, self.strain, self.share = passive
        self.curves = curves
        self.height = self.optimal * np.sin(pennation)

    def isometric(self, activation: Floats, length: Floats) -> Floats:
        """Tension (n,) of what pulls at rest, N, without that of what is stretched."""
        return self._active(activation, length)[0]

    def tension(self, activation: Floats, length: Floats, velocity: Floats) -> tuple[Floats, Floats]:
        """Tension along the path (n,), N, and its slope over the rate of path length, N·s/m."""
        c = self.curves
        active, cosine, relative = self._active(activation, length)
        fast = c.maximal_velocity * self.optimal
        moving, rate = _force_velocity(c, velocity * cosine / fast)
        passive = self.share * passive_length(c, (relative - self.onset) / self.strain)
        return active * moving + self.force * cosine * passive, active * rate * cosine / fast

    def _active(self, activation: Floats, length: Floats) -> tuple[Floats, Floats, Floats]:
        """Active tension at rest (n,), N, cosine of the pennation, fibre length over optimal length."""
        along = np.maximum(length - self.slack, LEAST_ALONG * self.optimal)
        fibre = np.sqrt(along**2 + self.height**2)
        cosine, relative = along / fibre, fibre / self.optimal
        return self.force * cosine * activation * active_length(self.curves, relative), cosine, relative


def _force_velocity(curves: Curves, velocity: Floats) -> tuple[Floats, Floats]:
    """f_V and its slope at velocities over the maximal one, lengthening positive."""
    k, more = curves.hill_shape, curves.eccentric_force - 1.0
    steep = 1.0 + 1.0 / k
    low, high = 1.0 - np.clip(velocity, -1.0, 0.0) / k, more + steep * np.maximum(velocity, 0.0)
    slope = np.where(velocity <= 0.0, steep / low**2, steep * more**2 / high**2)
    return force_velocity(curves, velocity), np.where(velocity < -1.0, 0.0, slope)
