"""Sacrum and coccyx."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.column import Plate as Endplate
from dorsum.shape.bones.column import endplate, vertebral_body
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Array, Shape, curved_sheet, ellipsoid, plate, rod, xyz

# Looks only, no mechanics rests on these; read by eye from text-book drawings and the scan, and rounded. mm.
STEP = 2.0
SMOOTHNESS = 0.9
REACH, NEAR = 6.0, 4.0  # mm within which landmarks bend the surface, first roughly, then closely
FORAMEN = (4.4, 3.9, 3.4, 2.8)  # radius of the sacral foramina, S1 to S4
COLUMN = (12.0, 10.5, 9.0, 8.0, 7.0)  # half-width of the fused bodies, S1/S2 downwards
COCCYX_AT = -1.0  # above the points of the midline curve
# The joint with the ilium, its outline from the top forwards and around; what its edges are joined to inside.
EAR = (
    (-18, 13, 50), (-10, 3, 54), (-2, -12, 55), (-1, -25, 54), (-11, -34, 48), (-32, -38, 43),
    (-50, -45, 37), (-50, -30, 37), (-42, -15, 38), (-30, -4, 43), (-25, 7, 49),
)  # fmt: skip
ROOT, LOW_ROOT = (-14, -6, 18), (-38, -28, 16)
EAR_ROOTS = (*[ROOT] * 4, *[LOW_ROOT] * 4, *[ROOT] * 3)
TUBERCLE = (3.0, 5.5, 3.0)  # half-axes of the spines of the median crest
EAR_MIDDLE = (-19, -14, 48)
EAR_EDGE = 3.5
INSIDE = (((-17, -12, 34), (13, 11, 16)), ((-38, -30, 28), (12, 9, 12)))
# The lateral mass below the joint, from the coccyx up and outward: place and half-thickness.
LATERAL = np.array(
    [
        [(-62, -80, 5, 4.0), (-60, -80, 9, 3.2), (-57, -79, 13, 2.6)],
        [(-62, -72, 6, 5.0), (-58, -72, 15, 4.0), (-53, -72, 25, 3.0)],
        [(-62, -62, 7, 5.5), (-58, -62, 19, 4.0), (-54, -62, 30, 3.6)],
        [(-60, -52, 9, 6.0), (-57, -52, 22, 4.0), (-54, -52, 34, 4.0)],
        [(-58, -42, 10, 7.0), (-55, -42, 23, 4.5), (-52, -42, 36, 5.0)],
        [(-48, -32, 12, 8.0), (-50, -32, 24, 6.0), (-46, -33, 37, 7.0)],
    ]
)
COCCYX = ((16.0, 4.2), (11.0, 4.2), (9.0, 4.0), (7.0, 3.6))  # half-width and half-depth of its pieces


def sacrum(m: Measured) -> Clay:
    """The sacrum with the coccyx, in the pose of the scan."""
    top = endplate(m, "S1", "upper")
    front, back = m.curve("sacrum_coccyx_midline", "inner"), m.curve("sacrum_coccyx_midline", "outer")
    middle = m.curve("sacrum_coccyx_midline")
    shapes = [
        _first_body(top, front),
        *_column(middle, front, back),
        *_wing(),
        *curved_sheet(LATERAL[..., :3], LATERAL[..., 3]),
        *_crests(m),
        *_coccyx(middle),
    ]
    clay = Clay(shapes, STEP, middle=True).add(shapes, 4.0).cut(_foramina(m, middle), 1.5)
    clay.add(_processes(m), 2.0).smooth(SMOOTHNESS)
    points = [*m.landmarks("sacrum").values(), m.point("S1", "superior_facet")]
    at = np.array(points)
    return clay.pull(at, REACH).pull(at, NEAR)


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


def _wing() -> list[Shape]:
    """The ala, from the first two bodies to the joint with the ilium: an ear that looks aside and back."""
    ear = [*EAR, EAR[0]]
    faces = [
        plate([root, *edge], [8.0, EAR_EDGE, EAR_EDGE])
        for root, edge in zip(EAR_ROOTS, pairwise(ear), strict=True)
    ]
    surface = [plate([EAR_MIDDLE, *edge], [4.0, EAR_EDGE, EAR_EDGE]) for edge in pairwise(ear)]
    floor = plate([ROOT, EAR[4], LOW_ROOT], [8.0, EAR_EDGE, 8.0])
    return [*faces, *surface, floor, *(ellipsoid(at, size) for at, size in INSIDE)]


def _crests(m: Measured) -> list[Shape]:
    """Median crest, and the bone between it and the dorsal landmarks."""
    crest = [m.at("sacrum", f"sacrum_median_crest_S{i}") for i in (1, 2, 3)]
    inner = [c + xyz(4.0, -2.0, 0.0) for c in crest]
    side = [m.at("sacrum", f"sacrum_dorsal_S{i}") + xyz(3.0, -1.5, 0.0) for i in (1, 2, 3, 4)]
    lateral = [m.at("sacrum", f"sacrum_lateral_crest_S{i}") + xyz(3.0, -1.5, -1.0) for i in (1, 2, 3)]
    made: list[Shape] = [rod(inner, 2.6), *(ellipsoid(c + xyz(1.5, -1.0, 0.0), TUBERCLE) for c in crest)]
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
        ellipsoid(at, [deep, 6.2, wide])
        for at, (wide, deep) in zip(middle[11:] + xyz(0.5, COCCYX_AT, 0.0), COCCYX, strict=True)
    ]
    return [*made, rod([middle[9], middle[12], middle[14] + xyz(0.0, 3.0, 0.0)], [6.0, 4.4, 3.4])]
