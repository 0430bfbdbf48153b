"""Intercostal muscles: the fascicles of a space and layer divide it, so the picture fills the space.

The sheet runs between the borders of two ribs: the external layer from the tubercle to the cartilage, the
internal one from the angle to the front end of the rib. Where one fascicle ends and the next begins is
half-way between their ends on either border, so that seams slant as fibres do.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import Course, unit
from dorsum.shape.flesh.cut import across, box_faces
from dorsum.shape.flesh.hull import curve_points
from dorsum.shape.flesh.parts import Hold, Part
from dorsum.shape.flesh.profile import Profile

# Shares of the rib's length from the head; Gray1918, estimated.
REACH = {"external_intercostals": (0.10, 0.97), "internal_intercostals": (0.30, 0.99)}
INSIDE = {"external_intercostals": 0.0, "internal_intercostals": 0.0035}  # m the layer lies deeper
COLUMNS, STATIONS = 6, 3
THICKNESS = 0.0025  # m; assumed, for the eye


def intercostal(body: Body, fascicle: int, course: Course, profile: Profile) -> Part:
    """What a fascicle stands for of the sheet of its intercostal space and layer, on the right side."""
    muscle, bones = body.fascicles[fascicle].muscle, _bones(body, fascicle)
    upper_first = int(bones[0][3:]) < int(bones[1][3:])
    along = [
        curve_points(body, f"{bone}_centreline", "lower" if first == upper_first else "upper")
        for bone, first in zip(bones, (True, False), strict=True)
    ]
    others = [i for i in body.of_muscle(muscle, "right").tolist() if _bones(body, i) == bones]
    borders = [
        _border(dense, _seams(body, others, end, dense, muscle))
        for end, dense in zip((0, -1), along, strict=True)
    ]
    share = np.linspace(0.0, 1.0, STATIONS)
    middle = borders[0][:, None] + share[:, None] * (borders[1] - borders[0])[:, None]
    normal = unit(np.cross(np.gradient(middle, axis=0), np.gradient(middle, axis=1)))
    centre = middle.mean(axis=(0, 1)) * [1.0, 1.0, 0.0]
    normal *= np.sign(np.einsum("ijk,ijk->", normal, middle - centre))
    middle = middle - INSIDE[muscle] * normal
    own = (COLUMNS - 1) * others.index(fascicle) + np.arange(COLUMNS)
    middle, normal = middle[own], normal[own]
    outer, inner = middle + normal * THICKNESS / 2, middle - normal * THICKNESS / 2
    position = np.concatenate([outer.reshape(-1, 3), inner.reshape(-1, 3)])
    faces = box_faces(COLUMNS, STATIONS)
    a, b, c = (position[faces[0, i]] for i in range(3))
    if np.cross(b - a, c - a) @ normal[0, 0] < 0:
        faces = faces[:, ::-1]
    point, t = course.hang(share)
    each = np.tile(np.arange(STATIONS), 2 * COLUMNS)
    wide = np.tile(across(middle).reshape(-1, 2), (2, 1))
    both = np.concatenate([normal.reshape(-1, 3), -normal.reshape(-1, 3)])
    return Part(fascicle, position, both, Hold.one(point, t)[each], np.ones(len(each)), wide, faces)


def _bones(body: Body, fascicle: int) -> list[str]:
    """The two ribs, that of the origin first."""
    path = body.fascicles[fascicle].path
    return [body.skeleton.names[path[end].body].removesuffix("_right") for end in (0, -1)]


def _seams(body: Body, others: list[int], end: int, dense: Floats, muscle: str) -> list[float]:
    """Where on a border, as shares of the rib's length, the fascicles of a space and layer begin and end;
    `others` are all of them, from behind to the front."""
    first, (start, stop) = body.fascicles.layout.first, REACH[muscle]
    ends = [body.fascicles.position[first[i] if end == 0 else first[i + 1] - 1] for i in others]
    at = [float(np.linalg.norm(dense - place, axis=1).argmin()) / (len(dense) - 1) for place in ends]
    return [min(start, at[0]), *((a + b) / 2 for a, b in pairwise(at)), max(stop, at[-1])]


def _border(dense: Floats, seams: list[float]) -> Floats:
    """Points on the border of a rib, from behind to the front, `COLUMNS` from seam to seam."""
    each = np.arange((len(seams) - 1) * (COLUMNS - 1) + 1) / (COLUMNS - 1)
    at = np.interp(each, np.arange(len(seams)), seams) * (len(dense) - 1)
    return np.column_stack([np.interp(at, np.arange(len(dense)), dense[:, c]) for c in range(3)])
