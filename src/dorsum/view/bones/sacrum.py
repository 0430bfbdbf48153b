"""Sacrum and coccyx."""

from __future__ import annotations

import numpy as np

from dorsum.view.bones.clay import Clay
from dorsum.view.bones.column import Plate as Endplate
from dorsum.view.bones.column import endplate, vertebral_body
from dorsum.view.bones.measured import Measured
from dorsum.view.bones.shapes import Array, Shape, ellipsoid, plate, rod, xyz

# Looks only, no mechanics rests on these; read by eye from text-book drawings and rounded. mm.
STEP = 2.0
SMOOTHNESS = 0.9
REACH = 6.0
FORAMEN = (4.4, 3.9, 3.4, 2.8)  # radius of the sacral foramina, S1 to S4
COLUMN = (12.0, 10.5, 9.0, 8.0, 7.0)  # half-width of the fused bodies, S1/S2 downwards
COCCYX_AT = -1.0  # above the points of the midline curve
WALL = 4.0  # half-thickness of the lateral mass
COCCYX = ((16.0, 4.2), (11.0, 4.2), (9.0, 4.0), (7.0, 3.6))  # half-width and half-depth of its pieces


def sacrum(m: Measured) -> Clay:
    """The sacrum with the coccyx, in the pose of the scan."""
    top = endplate(m, "S1", "upper")
    front, back = m.curve("sacrum_coccyx_midline", "inner"), m.curve("sacrum_coccyx_midline", "outer")
    middle = m.curve("sacrum_coccyx_midline")
    shapes = [
        _first_body(top, front),
        *_column(middle, front, back),
        *_wing(m, middle),
        *_crests(m),
        *_coccyx(middle),
    ]
    clay = Clay(shapes, STEP, middle=True).add(shapes, 4.0).cut(_foramina(m, middle), 1.5)
    clay.add(_processes(m), 2.0).smooth(SMOOTHNESS)
    points = [*m.landmarks("sacrum").values(), m.point("S1", "superior_facet")]
    return clay.pull(np.array(points), REACH)


def _first_body(top: Endplate, front: Array) -> Shape:
    """The first sacral body under its endplate."""
    down = top.centre - 20.0 * top.up
    lower = Endplate(down, top.up, 0.62 * top.half_width, 0.6 * top.half_depth)
    return vertebral_body(lower, top, 0.02)


def _column(middle: Array, front: Array, back: Array) -> list[Shape]:
    """The fused bodies and the roof of the sacral canal as a thick plate in the midline."""
    made: list[Shape] = []
    for i, half_width in zip((2, 4, 6, 8), COLUMN[1:], strict=True):
        here = [
            middle[i] + 0.35 * (front[i] - middle[i]),
            middle[i + 2] + 0.35 * (front[i + 2] - middle[i + 2]),
        ]
        wide = half_width - 5.0
        side = np.array([0.0, 0.0, wide])
        made.append(plate([here[0], here[1], here[1] + side, here[0] + side], 5.5))
    return made


def _wing(m: Measured, middle: Array) -> list[Shape]:
    """The lateral masses: from the ala, thick at the joint with the ilium, to the inferolateral angle."""
    ala, crest = m.at("sacrum", "sacrum_ala_anterior"), m.at("sacrum", "sacrum_lateral_crest_S1")
    low = m.at("sacrum", "sacrum_lateral_crest_S3")
    angle = m.at("sacrum", "sacrum_coccyx_dorsolateral")
    ear_top, ear_front = np.array([-20.0, 7.0, 50.0]), ala + xyz(3.0, 4.0, 12.0)
    ear_back = (crest + m.at("sacrum", "sacrum_lateral_crest_S2")) / 2 + xyz(5.0, 3.0, 13.0)
    ear_low = m.at("sacrum", "sacrum_lateral_crest_S2") + xyz(9.0, -14.0, 15.0)
    root = np.array([-14.0, -6.0, 18.0])
    low_side, end = low + xyz(6.0, -7.0, 8.0), angle + xyz(5.0, -3.0, 5.0)
    corner = low + xyz(1.0, -23.0, 2.0)
    return [
        plate([root, ear_front, ear_top], [8.0, 4.5, 4.0]),
        plate([root, ear_top, ear_back], [8.0, 4.0, 5.0]),
        plate([root, ear_back, ear_low], [8.0, 5.0, 5.0]),
        plate([root, ear_front, ear_low], [8.0, 4.5, 5.0]),
        plate([ear_top, ear_front, ear_low, ear_back], 4.2),
        plate([middle[4], root, ear_low, low_side], [6.0, 8.0, 5.0, WALL]),
        plate([middle[4], low_side, middle[7]], [6.0, WALL, 5.0]),
        plate([middle[7], low_side, corner], [5.0, WALL, WALL]),
        plate([middle[7], corner, end, middle[9]], [5.0, WALL, 3.2, 4.5]),
    ]


def _crests(m: Measured) -> list[Shape]:
    """Median crest, and the bone between it and the dorsal landmarks."""
    crest = [m.at("sacrum", f"sacrum_median_crest_S{i}") for i in (1, 2, 3)]
    inner = [c + xyz(4.0, -2.0, 0.0) for c in crest]
    side = [m.at("sacrum", f"sacrum_dorsal_S{i}") + xyz(3.0, -1.5, 0.0) for i in (1, 2, 3, 4)]
    lateral = [m.at("sacrum", f"sacrum_lateral_crest_S{i}") + xyz(3.0, -1.5, -1.0) for i in (1, 2, 3)]
    made: list[Shape] = [rod(inner, 2.6)]
    for i in range(2):
        made.append(plate([inner[i], inner[i + 1], side[i + 1], side[i]], 2.6))
        made.append(plate([side[i], side[i + 1], lateral[i + 1], lateral[i]], 2.8))
    made.append(plate([inner[2], side[2], side[3]], 2.6))
    made.append(plate([side[2], lateral[2], side[3]], 2.8))
    return made


def _processes(m: Measured) -> list[Shape]:
    """The superior articular processes, behind their measured facets."""
    normal = m.normal("S1", "superior_facet")
    centre = m.point("S1", "superior_facet") - 3.6 * normal
    along = np.array([0.0, 1.0, 0.0]) - normal[1] * normal
    along /= np.linalg.norm(along)
    foot = m.at("sacrum", "sacrum_lateral_crest_S1") + xyz(4.0, 2.0, -8.0)
    return [
        ellipsoid(centre, [3.8, 9.0, 7.0], [normal, along, np.cross(normal, along)]),
        rod([centre, foot], [4.5, 5.0]),
    ]


def _foramina(m: Measured, middle: Array) -> list[Shape]:
    """Four pairs of holes from the pelvic to the dorsal surface."""
    made = []
    for i, radius in enumerate(FORAMEN):
        dorsal = m.at("sacrum", f"sacrum_dorsal_S{i + 1}")
        out = np.array([dorsal[0], dorsal[1] - 3.0, min(dorsal[2] / 0.58, 21.0 - 1.5 * i)])
        deep = middle[2 * i + 3] - middle[2 * i + 2]
        way = np.array([deep[1], -deep[0], 0.0])
        way = -way / np.linalg.norm(way)
        way = way * np.sign(way[0])
        made.append(rod([out - 12.0 * way, out + 32.0 * way], [radius, radius]))
    return made


def _coccyx(middle: Array) -> list[Shape]:
    made = [
        ellipsoid(at, [deep, 5.5, wide])
        for at, (wide, deep) in zip(middle[11:] + xyz(0.5, COCCYX_AT, 0.0), COCCYX, strict=True)
    ]
    return [*made, rod([middle[9], middle[12], middle[14] + xyz(0.0, 3.0, 0.0)], [6.0, 4.4, 3.4])]
