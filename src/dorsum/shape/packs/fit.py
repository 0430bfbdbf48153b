"""Laying a bone of a pack on the drawn bone: turned, moved and scaled as a whole, never bent.

Iterative closest points (Besl and McKay 1992) with distances along the normals (Chen and Medioni 1992), from
both surfaces to each other; the farthest tenth is left out of each step, so that what only one of the two
surfaces has pulls little. Several first poses are tried, for a pack may lie or stand in another posture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from dorsum.shape.packs.probe import Array, Probe

KEPT = 0.9  # share of the nearest points that make a step
SHORT, LONG = 10, 60  # steps of a first try and of the fit
FEW, MANY = 250, 1500  # points of each surface in a step
SETTLED = 1e-4  # mm: a step that moves less is the last
SCALES = (0.5, 2.0)  # of the sizes' ratio
FARTHEST_SHARE = 0.12  # of the size of a bone: a larger residual is that of another bone,
FARTHEST_MM = (2.0, 5.0)  # within these bounds; chosen on wrong pairs of bones, which lie 3 to 20 mm apart
CLEARLY = 0.6  # of a residual: surely better


@dataclass(frozen=True, eq=False)
class Fit:
    """x → scale · turn · (x − from_) + to, mm, and how far the surfaces then lie apart on average."""

    turn: Array  # (3, 3)
    scale: float
    from_: Array  # (3,)
    to: Array  # (3,)
    residual: float = np.inf  # mm, the mean of the distances one way and the other

    def __call__(self, points: Array) -> Array:
        """Points (n, 3) of the pack where the drawn bone is."""
        return np.asarray(self.scale * (points - self.from_) @ self.turn.T + self.to)

    def back(self, points: Array) -> Array:
        """The way back."""
        return np.asarray((points - self.to) @ self.turn / self.scale + self.from_)


def farthest(ours: Probe) -> float:
    """The residual in mm above which a mesh is taken for another bone."""
    return float(np.clip(FARTHEST_SHARE * ours.size, *FARTHEST_MM))


def fitted(theirs: Probe, ours: Probe, turn: Array) -> Fit:
    """Lay a bone on ours; `turn` (3, 3) leads roughly from the axes of the pack to ours.

    Where the bone looks much the same from several sides, as a disc does, the axes decide.
    """
    start = ours.size / theirs.size
    tries = [Fit(first, start, theirs.centre, ours.centre) for first in _first_turns(theirs, ours, turn)]
    by_axes, *others = (_settled(theirs, ours, fit, SHORT, FEW) for fit in tries)
    best = min(others, key=lambda fit: fit.residual)
    if best.residual > CLEARLY * by_axes.residual:
        best = by_axes
    return _settled(theirs, ours, best, LONG, MANY)


def is_mirrored(theirs: Probe, ours: Probe, fit: Fit) -> bool:
    """Whether the mirror image of a bone that was laid on ours lies much closer to it."""
    if fit.residual <= farthest(ours) / 2:
        return False
    mirror = np.diag([1.0, 1.0, -1.0])  # in our axes
    other = fitted(theirs.mirrored(), ours, mirror @ fit.turn @ mirror)
    return other.residual < CLEARLY * fit.residual


def residual(theirs: Probe, ours: Probe, fit: Fit, count: int = MANY) -> float:
    """Mean distance of points of each surface from the other, mm."""
    there = ours.nearest(fit(theirs.points[:count])).distance.mean()
    back = theirs.nearest(fit.back(ours.points[:count])).distance.mean() * fit.scale
    return float((there + back) / 2)


def _first_turns(theirs: Probe, ours: Probe, turn: Array) -> list[Array]:
    """As the axes say, and principal axes on principal axes in the four ways that are turns."""
    frames = [np.linalg.svd(probe.points - probe.centre, full_matrices=False)[2] for probe in (theirs, ours)]
    handed = np.linalg.det(frames[0]) * np.linalg.det(frames[1])
    ways = (np.diag([a, b, a * b * handed]) for a, b in product((1.0, -1.0), repeat=2))
    return [turn, *(frames[1].T @ way @ frames[0] for way in ways)]


def _settled(theirs: Probe, ours: Probe, fit: Fit, steps: int, count: int) -> Fit:
    ratio = ours.size / theirs.size
    for _ in range(steps):
        fit, moved = _step(theirs, ours, fit, count)
        if not SCALES[0] <= fit.scale / ratio <= SCALES[1]:
            return fit
        if moved < SETTLED:
            break
    return Fit(fit.turn, fit.scale, fit.from_, fit.to, residual(theirs, ours, fit, count))


def _step(theirs: Probe, ours: Probe, fit: Fit, count: int) -> tuple[Fit, float]:
    """The fit after one step of Gauss and Newton, and how far it moved the surface, mm."""
    there = fit(theirs.points[:count])
    on_ours = ours.nearest(there, near=2)
    wanted = ours.points[:count]
    on_theirs = theirs.nearest(fit.back(wanted), near=2)
    here = fit(on_theirs.point)
    at = np.concatenate([there, here]) - fit.to
    normal = np.concatenate([on_ours.normal, on_theirs.normal @ fit.turn.T])
    gap = np.concatenate([on_ours.point - there, wanted - here])
    away = np.linalg.norm(gap, axis=1)
    near = away <= np.quantile(away, KEPT)
    at, normal, gap = at[near], normal[near], gap[near]
    slope = np.column_stack([normal, np.cross(at, normal), (normal * at).sum(axis=1)])
    step = _solved(slope, (normal * gap).sum(axis=1), ours.size)
    turned = Rotation.from_rotvec(step[3:6]).as_matrix() @ fit.turn
    moved = float(np.linalg.norm(step[:3]) + np.linalg.norm(step[3:]) * ours.size)
    return Fit(turned, fit.scale * float(np.exp(step[6])), fit.from_, fit.to + step[:3]), moved


def _solved(slope: Array, gap: Array, size: float) -> NDArray[np.float64]:
    """Shift, turn and growth of least squares; what the points leave open, as on a ball, stays as it is."""
    scales = np.array([1.0, 1.0, 1.0, *[1.0 / size] * 4])
    return np.asarray(np.linalg.lstsq(slope * scales, gap, rcond=1e-6)[0] * scales)
