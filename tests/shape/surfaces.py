"""Measures of triangle surfaces, for tests."""

import numpy as np

from dorsum.shape.bones import Surface


def edges(faces: np.ndarray) -> np.ndarray:
    """Directed edges of all triangles, (3 m, 2)."""
    return np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)


def distance(points: np.ndarray, surface: Surface) -> np.ndarray:
    """Distance of points (n, 3) from the triangles of a surface, (n,)."""
    corner = surface.vertices[surface.faces].astype(float)  # (m, 3, 3)
    a, u, v = corner[:, 0], corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    normal = np.cross(u, v)
    area = np.maximum((normal**2).sum(1), 1e-30)
    found = []
    for p in points:
        off = p - a
        s = (np.cross(off, v) * normal).sum(1) / area
        t = (np.cross(u, off) * normal).sum(1) / area
        within = (s >= 0) & (t >= 0) & (s + t <= 1)
        flat = np.abs((off * normal).sum(1)) / np.sqrt(area)
        best = flat[within].min(initial=np.inf)
        for k in range(3):
            start, way = corner[:, k], corner[:, (k + 1) % 3] - corner[:, k]
            along = ((p - start) * way).sum(1) / np.maximum((way**2).sum(1), 1e-30)
            nearest = start + np.clip(along, 0, 1)[:, None] * way
            best = min(best, np.linalg.norm(p - nearest, axis=1).min())
        found.append(best)
    return np.array(found)


def turns_around(point: np.ndarray, surface: Surface) -> float:
    """How often a surface winds around a point: 1 inside, 0 outside (solid angles, Van Oosterom 1983)."""
    a, b, c = np.moveaxis(surface.vertices[surface.faces].astype(float) - point, 1, 0)
    la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
    dots = (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
    angle = 2 * np.arctan2((a * np.cross(b, c)).sum(1), la * lb * lc + dots)
    return float(angle.sum() / (4 * np.pi))
