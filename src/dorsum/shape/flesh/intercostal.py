"""Intercostal muscles: each fascicle stands for its whole space, so the picture fills the space.

Mechanics has one line per space and layer. The sheet runs between the borders of two ribs: the external
layer from the tubercle to the cartilage, the internal one from the angle to the front end of the rib.
"""

from __future__ import annotations

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
COLUMNS, STATIONS = 17, 3
THICKNESS = 0.0025  # m; assumed, for the eye


def intercostal(body: Body, fascicle: int, course: Course, profile: Profile) -> Part:
    """The sheet of one intercostal space and layer on the right side."""
    muscle = body.fascicles[fascicle].muscle
    bones = [
        body.skeleton.names[body.fascicles[fascicle].path[end].body].removesuffix("_right") for end in (0, -1)
    ]
    upper_first = int(bones[0][3:]) < int(bones[1][3:])
    borders = [
        _border(body, bone, "lower" if first == upper_first else "upper", muscle)
        for bone, first in zip(bones, (True, False), strict=True)
    ]
    share = np.linspace(0.0, 1.0, STATIONS)
    middle = borders[0][:, None] + share[:, None] * (borders[1] - borders[0])[:, None]
    normal = unit(np.cross(np.gradient(middle, axis=0), np.gradient(middle, axis=1)))
    centre = middle.mean(axis=(0, 1)) * [1.0, 1.0, 0.0]
    normal *= np.sign(np.einsum("ijk,ijk->", normal, middle - centre))
    middle = middle - INSIDE[muscle] * normal
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


def _border(body: Body, rib: str, border: str, muscle: str) -> Floats:
    """Points (columns, 3) on the border of a rib, from behind to the front."""
    dense = curve_points(body, f"{rib}_centreline", border)
    start, end = REACH[muscle]
    at = np.linspace(start, end, COLUMNS) * (len(dense) - 1)
    return np.column_stack([np.interp(at, np.arange(len(dense)), dense[:, c]) for c in range(3)])
