"""One frame of a problem and its dual, which Newton's method climbs; `kernel/source/dual.h` is the same."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.mechanics.problem import Problem

Floats = NDArray[np.float64]

RESOLUTION = 1e-6  # |x| below which a square root is replaced by its chord


class Point(NamedTuple):
    """A place on the dual of a frame."""

    multipliers: Floats  # λ
    pull: Floats  # y = Mᵀ λ
    values: Floats  # x(y), then the reserves in units of R
    imbalance: Floats  # b − M x − C λ, N·m: the gradient of the dual
    dual: float


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, with the reserves as further variables: columns diag(R), weight W, no bounds."""

    matrix: Floats  # (n, m), without the reserves
    rhs: Floats  # (n,)
    lower: Floats  # (m + n,), as are upper and weights
    upper: Floats
    weights: Floats
    scale: Floats  # R, (n,)
    cubic: bool
    compliance: Floats | None = None  # C, (n, n)

    @classmethod
    def of(cls, problem: Problem, f: int, room: Floats | None = None) -> "Frame":
        """A frame of a problem; its matrix takes the room of that of another, if any."""

        def extended(array: Floats, reserve: float) -> Floats:
            return np.concatenate([array[f], np.full(problem.rhs.shape[1], reserve)])

        return cls(
            matrix=problem.columns.frame(f, room),
            rhs=problem.rhs[f],
            lower=extended(problem.lower, -np.inf),
            upper=extended(problem.upper, np.inf),
            weights=extended(problem.weights, problem.reserve_weight),
            scale=problem.reserve_scale,
            cubic=problem.power == 3,
            compliance=None if problem.compliance is None else problem.compliance[f],
        )

    def given_way(self, multipliers: Floats) -> Floats:
        """C λ, by which what is asked falls as the rows give."""
        if self.compliance is None:
            return np.zeros_like(multipliers)
        moments: Floats = self.compliance @ multipliers
        return moments

    def pull(self, multipliers: Floats) -> Floats:
        return np.concatenate([multipliers @ self.matrix, multipliers * self.scale])

    def moments(self, values: Floats) -> Floats:
        m = self.matrix.shape[1]
        total: Floats = self.matrix @ values[:m] + self.scale * values[m:]
        return total

    def cost(self, values: Floats) -> Floats:
        """w |x|ᵖ / p."""
        size = np.abs(values)
        return self.weights * size * size * (size / 3 if self.cubic else 0.5)

    def force(self, values: Floats) -> Floats:
        """Derivative of `cost`."""
        return self.weights * values * (np.abs(values) if self.cubic else 1)

    def free(self, pull: Floats) -> Floats:
        """Inverse of `force`: where w |x|ᵖ / p − y x is least without bounds."""
        ratio = pull / self.weights
        return ratio / np.maximum(np.sqrt(np.abs(ratio)), RESOLUTION) if self.cubic else ratio

    def slopes(self, values: Floats) -> Floats:
        """dx/dy, zero at a bound."""
        inside = (values > self.lower) & (values < self.upper)
        if not self.cubic:
            return inside / self.weights
        size = np.abs(values)
        return inside / (self.weights * np.where(size < RESOLUTION, RESOLUTION, 2 * size))

    def at(self, multipliers: Floats) -> Point:
        return self.point(multipliers, self.pull(multipliers))

    def values(self, pull: Floats) -> Floats:
        """x(y)."""
        return np.minimum(np.maximum(self.free(pull), self.lower), self.upper)

    def point(self, multipliers: Floats, pull: Floats) -> Point:
        x = self.values(pull)
        given_way = self.given_way(multipliers)
        imbalance = self.rhs - self.moments(x) - given_way
        dual = (imbalance + given_way / 2) @ multipliers + self.cost(x).sum()
        return Point(multipliers, pull, x, imbalance, float(dual))
