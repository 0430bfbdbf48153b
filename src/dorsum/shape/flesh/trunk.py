"""The trunk as a whole: what lies on it is carried by the spine, whatever layer it belongs to.

A line from bone to bone leaves the ribs where the trunk bends. So every place on the trunk has a level: a
rib or the belly before a vertebra goes with it, what lies between goes in between. A sheet holds on to the
spine at the level of each of its vertices, and no layer leaves the one beneath it. On the way to the
shoulder girdle or the arm it goes over to its own line, by which it leaves the trunk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator
from scipy.ndimage import gaussian_filter, map_coordinates

from dorsum.body.body import Body, Ints
from dorsum.body.skeleton import Floats, Skeleton
from dorsum.shape.flesh.course import Course
from dorsum.shape.flesh.hull import ROUGH_RADIUS, STEP, TURN, Hull, curve_points

LEG = ("femur", "shank")  # what goes to the leg lies on the pelvis alone
STEPS, SHARES = 256, 255  # of a level, and from the paths to the spine: as fine as they are kept
SMOOTH = 2.0  # cells of the hull over which levels are evened


def spine_of(skeleton: Skeleton) -> Ints:
    """The bodies from the pelvis to the skull."""
    chain = [skeleton.index("skull")]
    while skeleton.parent[chain[-1]] >= 0:
        chain.append(int(skeleton.parent[chain[-1]]))
    return np.array(chain[::-1])


@dataclass(frozen=True, eq=False)
class Trunk:
    """Levels of the spine over height and angle of the hull."""

    body: Body
    hull: Hull
    levels: Floats  # as `Hull.radius`
    carried_at: Ints  # (bodies,) the level that each goes with; −1 of girdle and limbs

    @classmethod
    def of(cls, body: Body, hull: Hull) -> Trunk:
        """The trunk of a body in standing."""
        level = _levels_of_bodies(body.skeleton)
        known = [*_where_sheets_are_held(body, level), *_ribs(body, level)]
        crest = curve_points(body, "iliac_crest")
        known.append((crest, np.zeros(len(crest))))
        at, levels = (np.concatenate(both) for both in zip(*known, strict=True))
        return cls(body, hull, _filled(hull, at, levels), level)

    def level(self, points: Floats) -> Floats:
        """Levels (...,) of points on the trunk."""
        _, angle, _ = self.hull.polar(points)
        cells = np.stack([(points[..., 1] - self.hull.lowest) / STEP, angle / TURN])
        found = map_coordinates(self.levels, cells, order=1, mode="nearest")
        return np.asarray(np.clip(np.rint(found * STEPS), 0, self.carried_at.max() * STEPS - 1) / STEPS)

    def share(self, fascicle: int, course: Course, way: Floats) -> Floats:
        """How far a fascicle holds on to the trunk at shares (n,) of its way.

        It leaves the trunk between the last point of its path that is on it and the first that is not.
        """
        bodies = [p.body for p in self.body.fascicles[fascicle].path]
        if any(self.body.skeleton.names[b].startswith(LEG) for b in bodies):
            return np.zeros(len(way))
        on = self.carried_at[bodies] >= 0
        if on[0] == on[-1]:
            return np.full(len(way), float(on[0]))
        first = int(np.argmax(on != on[0]))
        x = np.clip((way - course.share[first - 1]) / np.diff(course.share)[first - 1], 0.0, 1.0)
        off = x * x * (3.0 - 2.0 * x)
        return np.asarray(1.0 - off if on[0] else off)


def _levels_of_bodies(skeleton: Skeleton) -> Ints:
    """Of every body the level of the spine that it goes with; −1 of limbs and girdle."""
    spine = spine_of(skeleton).tolist()
    found = np.full(len(skeleton.names), -1)
    for body, name in enumerate(skeleton.names):
        at = body
        while at not in spine:
            at = int(skeleton.parent[at])
        if body == at or name.startswith(("rib", "sternum")):
            found[body] = spine.index(at)
    return found


def _where_sheets_are_held(body: Body, level: Ints) -> Iterator[tuple[Floats, Floats]]:
    """Points of the paths of sheets, and their levels."""
    sheets = {row.muscle for row in body.tables.muscle_forms if row.form == "sheet"}
    for fascicle in body.fascicles:
        if fascicle.side == "right" and fascicle.muscle in sheets:
            on = [p for p in fascicle.path if level[p.body] >= 0]
            yield np.array([p.position for p in on]).reshape(-1, 3), level[[p.body for p in on]].astype(float)


def _ribs(body: Body, level: Ints) -> Iterator[tuple[Floats, Floats]]:
    """Points of the borders of the ribs, and their levels."""
    for i in range(1, 13):
        for border in ("outer", "upper", "lower"):
            points = curve_points(body, f"rib{i}_centreline", border)
            yield points, np.full(len(points), float(level[body.skeleton.index(f"rib{i}_right")]))


def _filled(hull: Hull, at: Floats, level: Floats) -> Floats:
    """Levels of all cells of a hull from those of points (n, 3); the half is mirrored so that it joins."""
    _, angle, _ = hull.polar(at)
    shape = hull.radius.shape
    around = (shape[1] - 1) * TURN
    angles = np.concatenate([angle, -angle, 2.0 * around - angle]) * ROUGH_RADIUS
    known = np.column_stack([np.tile(at[:, 1] - hull.lowest, 3), angles])
    known, first = np.unique(known, axis=0, return_index=True)
    values = np.tile(level, 3)[first]
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1)
    where = grid * np.array([STEP, TURN * ROUGH_RADIUS])
    inside = LinearNDInterpolator(known, values)(where)
    filled = np.where(np.isnan(inside), NearestNDInterpolator(known, values)(where), inside)
    return np.asarray(gaussian_filter(filled, SMOOTH, mode="nearest"))
