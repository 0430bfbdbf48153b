"""`mechanics.hill` in NumPy with its slope over velocity, for one instant at a time.

A step of a simulation takes a millisecond, a call of a compiled JAX function a good part of that and more on
a busy computer. Tests hold both to the same numbers.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.hill import Curves, Fibres

LEAST_ALONG = 1e-3  # of optimal length: as in `hill.gains`


class Muscles:
    """Tension of fascicles from activation, path length and velocity."""

    def __init__(self, fibres: Fibres, curves: Curves) -> None:
        self.force, self.optimal, self.slack, pennation, self.onset = (np.asarray(a) for a in fibres)
        self.curves = curves
        self.height = self.optimal * np.sin(pennation)

    def tension(self, activation: Floats, length: Floats, velocity: Floats) -> tuple[Floats, Floats]:
        """Tension along the path (n,), N, and its slope over the rate of path length, N·s/m."""
        c = self.curves
        along = np.maximum(length - self.slack, LEAST_ALONG * self.optimal)
        fibre = np.sqrt(along**2 + self.height**2)
        cosine, relative = along / fibre, fibre / self.optimal
        fast = c.maximal_velocity * self.optimal
        moving, rate = force_velocity(c, velocity * cosine / fast)
        stretch = np.maximum(relative - self.onset, 0.0) / c.passive_strain
        passive = np.expm1(c.passive_shape * stretch) / np.expm1(c.passive_shape)
        strength = self.force * cosine
        active = strength * activation * np.exp(-(((relative - 1.0) / c.active_width) ** 2))
        return active * moving + strength * passive, active * rate * cosine / fast


def force_velocity(curves: Curves, velocity: Floats) -> tuple[Floats, Floats]:
    """f_V and its slope at velocities over the maximal one, lengthening positive."""
    k, more = curves.hill_shape, curves.eccentric_force - 1.0
    steep = 1.0 + 1.0 / k
    short, long = np.clip(velocity, -1.0, 0.0), np.maximum(velocity, 0.0)
    low = 1.0 - short / k
    high = more + steep * long
    value = np.where(velocity <= 0.0, (1.0 + short) / low, 1.0 + more - more**2 / high)
    slope = np.where(velocity <= 0.0, steep / low**2, steep * more**2 / high**2)
    return value, np.where(velocity < -1.0, 0.0, slope)
