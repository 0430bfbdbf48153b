"""Courses of fascicles in standing: the path of mechanics, and where on it a point of the picture hangs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.skeleton import Floats

PROBES = 96  # points of a path among which the nearest to a station is looked for


@dataclass(frozen=True, eq=False)
class Course:
    """The path of one fascicle in standing as a polyline."""

    first: int  # index of its first point in `Body.paths`
    points: Floats  # (n, 3) m
    share: Floats  # (n,) way along the path, 0 at the origin and 1 at the insertion

    def at(self, share: Floats) -> Floats:
        """Points (m, 3) a share of the way along."""
        return np.column_stack([np.interp(share, self.share, self.points[:, c]) for c in range(3)])

    def hang(self, share: Floats) -> tuple[Ints, Floats]:
        """Path point p at which the piece begins, and the fraction t on it, for shares (m,) of the way."""
        piece = np.clip(np.searchsorted(self.share, share, side="right") - 1, 0, len(self.share) - 2)
        t = (share - self.share[piece]) / (self.share[piece + 1] - self.share[piece])
        return self.first + piece, np.clip(t, 0.0, 1.0)

    def nearest(self, stations: Floats) -> Floats:
        """Share of the way (m,) where the path is nearest to stations (m, 3), never going back."""
        probe = np.linspace(0.0, 1.0, PROBES)
        away = np.linalg.norm(stations[:, None] - self.at(probe)[None], axis=-1)
        return np.asarray(np.maximum.accumulate(probe[np.argmin(away, axis=1)]))


def courses(body: Body) -> tuple[Course, ...]:
    """The course of every fascicle."""
    found, first = [], 0
    for fascicle in body.fascicles:
        points = np.array([p.position for p in fascicle.path])
        way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        found.append(Course(first, points, way / way[-1]))
        first += len(points)
    return tuple(found)


def unit(vectors: Floats) -> Floats:
    """Vectors of length one; a vector of no length stays as it is."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0.0, length, 1.0))


def eased(lines: Floats, rounds: int) -> Floats:
    """Lines (..., stations, 3) with their corners rounded and their ends held."""
    out = lines.copy()
    for _ in range(rounds):
        out[..., 1:-1, :] += 0.5 * ((out[..., :-2, :] + out[..., 2:, :]) / 2 - out[..., 1:-1, :])
    return out


def rise(share: Floats, ramp: float) -> Floats:
    """Smooth weight 0 at both ends of the way and 1 beyond `ramp` of it."""
    x = np.clip(np.minimum(share, 1.0 - share) / ramp, 0.0, 1.0)
    return np.asarray(x * x * (3.0 - 2.0 * x))
