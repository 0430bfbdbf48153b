"""Atlas and axis, the two vertebrae that are unlike the others, and the hyoid.

Sizes that are not measured are looks only, no mechanics rests on them: read by eye from text-book drawings
and rounded. mm.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.column import Plate, endplate, vertebral_body
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Array, Shape, ball, bar, ellipsoid, plate, rod, xyz
from dorsum.shape.bones.vertebra import FORAMEN, REACH, surface_points

STEP = 1.25
SMOOTHNESS = 0.8
ARCH = (4.2, 2.8)  # half-height and half-thickness of the arches of the atlas
CONDYLE = 16.0  # radius of the hollow in which a condyle rests
DENS = (5.4, 4.6)  # radius of the dens at its root and below its tip
LAMINA = 3.4
SPINE = 3.6


def hyoid(m: Measured) -> Clay:
    """The hyoid bone: a body and two greater horns."""
    upper, lower = m.at("hyoid", "hyoid_body_upper"), m.at("hyoid", "hyoid_sternohyoid") * [1.0, 1.0, 0.0]
    corner, middle, tip = (
        m.at("hyoid", f"hyoid_{at}") for at in ("lesser_horn", "greater_horn_middle", "greater_horn_tip")
    )
    shapes = [
        plate([upper, lower, m.at("hyoid", "hyoid_sternohyoid"), corner], 2.2),
        rod([corner, middle, tip], [3.0, 2.4, 2.0]),
    ]
    clay = Clay(shapes, STEP, middle=True).add(shapes, 2.0).smooth(SMOOTHNESS)
    return clay.pull(np.array(list(m.landmarks("hyoid").values())), REACH)


def atlas(m: Measured) -> Clay:
    """The first cervical vertebra: two lateral masses and two arches."""
    front, back = m.at("C1", "atlas_anterior_tubercle"), m.at("C1", "atlas_posterior_tubercle")
    tip = m.at("C1", "transverse_process_tip")
    above, below = m.point("C1", "superior_facet"), m.point("C1", "inferior_facet")
    mass = (above + below) / 2 + xyz(0, 0, 0.5)
    height, thick = ARCH
    up = [0.0, 1.0, 0.0]
    way = np.linspace(0, np.pi / 2, 6)
    shapes: list[Shape] = [ellipsoid(mass, [10.5, 7.0, 7.0])]
    for end, start in (
        (front + xyz(-thick, 0, 0), mass + xyz(6, 0, -1)),
        (back + xyz(2.4, 0, 0), mass + xyz(-6, 1, -1)),
    ):
        arc = [end + (start - end) * xyz(1 - np.cos(a), np.sin(a) ** 2, np.sin(a)) for a in way]
        shapes += [bar(p, q, up, (height, height), (thick, thick)) for p, q in pairwise(arc)]
    shapes += [
        bar(mass + xyz(-3, -1, 4), tip - xyz(0, 0, 4), up, (5.0, 4.6), (4.6, 3.4)),
        bar(mass + xyz(5, -1, 5), tip + xyz(1, 0, -6), up, (3.4, 3.4), (2.6, 2.8)),
    ]
    clay = Clay(shapes, STEP, middle=True).add(shapes, 3.0)
    clay.cut(ball(above + CONDYLE * m.normal("C1", "superior_facet") * [0.6, 1.0, 0.6], CONDYLE - 0.5), 1.0)
    hole = np.array([mass[0] - 0.5, mass[1], (mass[2] + tip[2]) / 2 + 0.5])
    clay.cut(rod([hole - xyz(0, 10, 0), hole + xyz(0, 10, 0)], [FORAMEN + 0.8, FORAMEN + 0.8]), 1.0)
    return clay.smooth(SMOOTHNESS).pull(surface_points(m, "C1"), REACH)


def axis(m: Measured) -> Clay:
    """The second cervical vertebra with its dens."""
    lower, above, below = (
        endplate(m, "C2", "lower"),
        m.point("C2", "superior_facet"),
        m.point("C2", "inferior_facet"),
    )
    dens = m.point("C2", "dens_tip")
    base = lower.centre + 0.5 * (m.point("C2", "upper_endplate_centre") - lower.centre)
    top = Plate(
        base + xyz(0, 5.0, 0), np.array([0.0, 1.0, 0.0]), 0.9 * lower.half_width, 0.85 * lower.half_depth
    )
    shoulder = above - xyz(0.5, 3.4, 0.5)
    shapes = [
        vertebral_body(lower, top, 0.10),
        ellipsoid(shoulder, [8.4, 4.0, 7.6], _frame(m.normal("C2", "superior_facet"))),
        rod(
            [base, base + xyz(0, 9.0, 0), dens - xyz(0, 8.0, 0), dens - [0, DENS[1], 0]],
            [6.5, DENS[0], DENS[0], DENS[1]],
        ),
        bar(shoulder + xyz(-2, -2, 1), below + xyz(2, 6, -1), [0, 0, 1], (5.0, 4.6), (5.5, 4.5)),
        *_back(m, below),
        *_side(m, shoulder, below),
    ]
    clay = Clay(shapes, STEP, middle=True).add(shapes, 3.0).cut(_canal(m), 2.0)
    clay.cut(ellipsoid([dens[0] - 7.6, dens[1] - 9.0, 0], [3.6, 5.0, 9.0]), 1.5)
    return clay.smooth(SMOOTHNESS).pull(surface_points(m, "C2"), REACH)


def _back(m: Measured, below: Array) -> list[Shape]:
    """Laminae and the forked spinous process."""
    row = m.level("C2")
    assert row.canal_centre_x_mm is not None
    assert row.canal_depth_mm is not None
    behind = row.canal_centre_x_mm - row.canal_depth_mm / 2 - LAMINA
    base, tip = m.at("C2", "spinous_process_base") * [1, 1, 0], m.at("C2", "spinous_process_tip")
    roof = np.array([behind, base[1] + 4.0, 0.0])
    fork = tip + xyz(3.0, 0.5, 3.6)
    return [
        plate([below + xyz(1, 7, -1), below + xyz(-2, 1, -1), base + xyz(0, -4, 0), roof], LAMINA),
        rod([roof + xyz(-2, -1, 0), fork * [1, 1, 0] + xyz(4, 2, 0)], [SPINE + 1.4, SPINE]),
        rod([base + xyz(0, -3, 0), fork], [SPINE, SPINE - 1.0]),
    ]


def _side(m: Measured, shoulder: Array, below: Array) -> list[Shape]:
    """The small transverse process and the inferior articular process."""
    tip = m.at("C2", "transverse_process_tip")
    normal = m.normal("C2", "inferior_facet")
    return [
        rod([shoulder + xyz(1, -5, 4), tip + xyz(0, 1, -3)], [4.0, 2.8]),
        ellipsoid(below - 3.0 * normal, [3.0, 6.0, 5.5], _frame(normal)),
        rod(
            [m.at("C2", "transverse_process_anterior_tubercle") - xyz(0, 0, 4), tip - xyz(-2, 0, 4)],
            [2.6, 2.6],
        ),
    ]


def _canal(m: Measured) -> Shape:
    row = m.level("C2")
    assert row.canal_depth_mm is not None
    assert row.canal_width_mm is not None
    centre = m.point("C2", "canal_centre")
    half = (row.canal_depth_mm / 2, row.canal_width_mm / 2)
    return bar(
        centre - xyz(0, 30, 0), centre + xyz(0, 32, 0), [1, 0, 0], (half[0], half[0]), (half[1], half[1])
    )


def _frame(normal: Array) -> Array:
    """Directions of an ellipsoid that lies flat: forward, along the normal, sideways."""
    forward = np.array([1.0, 0.0, 0.0]) - normal[0] * normal
    forward /= np.linalg.norm(forward)
    if abs(normal[1]) < 0.7:  # a facet that stands: its long axis is upright
        upright = np.array([0.0, 1.0, 0.0]) - normal[1] * normal
        upright /= np.linalg.norm(upright)
        return np.stack([normal, upright, np.cross(normal, upright)])
    return np.stack([forward, normal, np.cross(forward, normal)])
