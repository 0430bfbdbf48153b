"""Which fascicles lie side by side as a sheet, in which order, and where their ends lie on the bone.

Mechanics ends every fascicle at one landmark; where `attachment_lines.csv` has a line, the picture spreads
the ends of a muscle part evenly along it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.routes import TOUCH
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import Course
from dorsum.shape.flesh.hull import Ball
from dorsum.shape.flesh.profile import Profile
from dorsum.units import MM

DRAPE = {"trapezius_descending": 0.025}  # m: hugs the neck, where a straight line bridges it; for the eye
RISE = {("external_oblique", "insertion"): 0.014}  # m: its aponeurosis lies on rectus; for the eye
BED = {"gluteus_maximus": 0.014}  # m: fat, bursae and short rotators under it, which the hull leaves out
LEAST_RISE = 0.004  # m, of the others: they are on bone
WRAP = f"humerus.{TOUCH}"  # a point at which a path touches the ball about the shoulder
ENDS = {"origin": 0, "insertion": -1}  # which point of a course is its end
GAP = 0.11  # m between ends of neighbours beyond which they belong to separate sheets; assumed, for the eye


@dataclass(frozen=True, eq=False)
class Strip:
    """One fascicle of a sheet."""

    fascicle: int
    course: Course
    profile: Profile
    origin: Floats  # (3,) where it begins in the picture
    insertion: Floats  # (3,)
    held: tuple[bool, bool]  # whether the ends lie on the bones on which the path ends
    drape: float  # m by which it may sink on to what is beneath
    rise: tuple[float, float]  # m by which its ends may rise over what is beneath
    bed: float  # m by which its middle lies over what is beneath
    ball: Ball | None  # the shoulder, if it goes round it
    broadest: tuple[float, float]  # m that its ends are broad at most where many meet in one point


@dataclass(frozen=True, eq=False)
class Line:
    """A line of attachment, with the body of each of its points."""

    points: Floats  # (n, 3)
    bodies: Ints  # (n,)

    @property
    def way(self) -> Floats:
        """Share of the way (n,) of its points."""
        steps = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        return np.asarray(np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum())

    def at(self, share: float) -> tuple[Floats, int]:
        """The point a share of the way along, and the body of the nearest landmark."""
        way = self.way
        point = np.array([np.interp(share, way, self.points[:, c]) for c in range(3)])
        return point, int(self.bodies[np.argmin(np.abs(way - share))])

    def place(self, point: Floats) -> float:
        """Share of the way at which the line is nearest to a point."""
        fine = np.linspace(0.0, 1.0, 201)
        line = np.column_stack([np.interp(fine, self.way, self.points[:, c]) for c in range(3)])
        return float(fine[np.argmin(np.linalg.norm(line - point, axis=1))])


def attachment_line(body: Body, muscle: str, end: str) -> Line | None:
    """The line of `attachment_lines.csv` in standing on the right side, or None."""
    rows = sorted(
        (r for r in body.tables.attachment_lines if (r.muscle, r.end) == (muscle, end)), key=lambda r: r.index
    )
    if not rows:
        return None
    soft = {p.landmark: p for f in body.fascicles if f.side == "right" for p in f.path}
    points, bodies = [], []
    for row in rows:
        name = f"{row.bone}.{row.landmark}"
        found = landmark_at(body, row.bone, row.landmark)
        index, at = found or (soft[name].body, soft[name].position)
        points.append(at)
        bodies.append(index)
    return Line(np.array(points), np.array(bodies))


def landmark_at(body: Body, bone: str, landmark: str) -> tuple[int, Floats] | None:
    """The body that carries a bone's landmark of the right side or the middle, and where it stands."""
    known = body.skeleton.landmarks
    keys = ((bone, landmark, side) for side in ("right", "mid"))
    return next((known[key] for key in keys if key in known), None)


def sheets_of(
    body: Body, muscles: Sequence[str], strips: Sequence[tuple[str, int, Course, Profile]]
) -> list[list[Strip]]:
    """The strips of a joint sheet in order, as one or more sheets without gaps."""
    ordered: list[Strip] = []
    for muscle in muscles:
        own = [strip for strip in strips if strip[0] == muscle]
        ordered += _spread(body, muscle, own)
    sheets = [[ordered[0]]]
    for before, after in pairwise(ordered):
        gap = max(
            np.linalg.norm(a - b)
            for a, b in ((before.origin, after.origin), (before.insertion, after.insertion))
        )
        if gap > GAP * body.skeleton.scale:
            sheets.append([])
        sheets[-1].append(after)
    return sheets


def _spread(body: Body, muscle: str, own: Sequence[tuple[str, int, Course, Profile]]) -> list[Strip]:
    """The strips of one muscle part in order, with their ends on its lines of attachment."""
    lines = {end: attachment_line(body, muscle, end) for end in ("origin", "insertion")}
    leading = next((end for end in ("insertion", "origin") if lines[end] is not None), None)
    if leading is None:
        order = _chain(np.array([np.concatenate([s[2].points[0], s[2].points[-1]]) for s in own]))
    else:
        line = lines[leading]
        assert line is not None
        order = list(np.argsort([line.place(s[2].points[ENDS[leading]]) for s in own], kind="stable"))
    wide = {row.end: row.width_mm * MM for row in body.tables.attachment_widths if row.muscle == muscle}
    broadest = (wide.get("origin", np.inf) / len(own), wide.get("insertion", np.inf) / len(own))
    strips = []
    for rank, i in enumerate(order):
        _, fascicle, course, profile = own[i]
        place, held = {}, {}
        for end, at in ENDS.items():
            line = lines[end]
            place[end], held[end] = course.points[at], True
            if line is not None:
                place[end], on = line.at((rank + 0.5) / len(own))
                held[end] = on == body.fascicles[fascicle].path[at].body
        strips.append(
            Strip(
                fascicle,
                course,
                profile,
                place["origin"],
                place["insertion"],
                (held["origin"], held["insertion"]),
                DRAPE.get(muscle, 0.0),
                (RISE.get((muscle, "origin"), LEAST_RISE), RISE.get((muscle, "insertion"), LEAST_RISE)),
                BED.get(muscle, 0.0),
                _ball(body, fascicle),
                broadest,
            )
        )
    return strips


def _ball(body: Body, fascicle: int) -> Ball | None:
    """The ball about the shoulder that a path goes round."""
    on = [p for p in body.fascicles[fascicle].path if p.landmark == WRAP]
    if not on:
        return None
    centre = body.skeleton.centre[on[0].body]
    return Ball(centre, float(np.linalg.norm(on[0].position - centre)))


def _chain(ends: Floats) -> list[int]:
    """Neighbours in a row: from the first on, each time the nearest to either end of the row."""
    row, left = [0], list(range(1, len(ends)))
    while left:
        tail = [float(np.linalg.norm(ends[i] - ends[row[-1]])) for i in left]
        head = [float(np.linalg.norm(ends[i] - ends[row[0]])) for i in left]
        if min(tail) <= min(head):
            row.append(left.pop(int(np.argmin(tail))))
        else:
            row.insert(0, left.pop(int(np.argmin(head))))
    return row
