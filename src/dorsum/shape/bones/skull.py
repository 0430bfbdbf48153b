"""Cranium with the bones of the face, lower jaw and teeth.

Few points of the skull are measured. The others are looks only, no mechanics rests on them: read by eye from
sections of a male skull of this size and rounded. mm in the frame of the scan, right side.
"""

from __future__ import annotations

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, merged, tube
from dorsum.shape.bones.shapes import Shape, bar, ellipsoid, plate, rod, xyz

STEP = 2.6
JAW_STEP = 2.2
SMOOTHNESS = 1.3
REACH = 10.0
# The brain case: centre and half-axes of ellipsoids.
CASE = (
    ((4, 643, 0), (86, 70, 71)),
    ((-28, 634, 0), (54, 62, 63)),
    ((48, 652, 0), (54, 53, 53)),
    ((10, 606, 0), (60, 36, 60)),
)
# Points of the midline and of the side that the brain case passes through.
OUTLINE = (
    (103, 634, 0), (102, 648, 0), (97, 664, 0), (87, 680, 0), (73, 694, 0), (48, 706, 0), (6, 713, 0),
    (-28, 707, 0), (-56, 692, 0), (-73, 670, 0), (-82, 634, 0), (-80, 615, 0), (-6, 642, 71), (-11, 665, 70),
    (-16, 690, 55), (48, 660, 58), (-52, 632, 57), (55, 690, 36), (-45, 668, 55), (50, 625, 55),
)  # fmt: skip
ORBIT = ((96, 601, 24), (112, 601, 26), (17.5, 17.0))  # from, to, half-width and half-height of the opening
ORBIT_DEEP = (58, 600, 14)
NOSE = ((108, 589, 0), (104, 569, 0))  # the opening, from its top to its floor
UPPER_ARCH = ((99, 560, 0), (96, 559, 13), (86, 560, 23), (66, 562, 28))
LOWER_ARCH = ((94, 538, 0), (91, 538, 12), (82, 539, 21), (62, 543, 29))
SPREAD = np.array([1.0, 1.0, 1.05])  # the teeth stand a little outside the middle of the jaw
# Each tooth from the middle backwards: width, depth, height of its crown and neck.
TEETH = (
    (7.0, 4.6, 11.5), (6.0, 4.6, 10.5), (6.8, 5.6, 11.5), (6.6, 6.0, 9.5), (6.6, 6.4, 9.0), (9.6, 7.2, 8.5),
    (9.4, 7.2, 8.0),
)  # fmt: skip


def skull(m: Measured) -> Clay:
    """Cranium and upper jaw."""
    case = [ellipsoid(centre, size) for centre, size in CASE]
    face, arch = _face(), _cheek()
    clay = Clay([*case, *face, *arch, *_base(m)], STEP, middle=True)
    clay.add(case, 14.0).pull(OUTLINE, 26.0)
    clay.cut(ellipsoid([62, 610, 66], [26, 24, 13]), 10.0)  # the temple
    clay.add(face, 6.0).cut(_openings(), 2.5).add(arch, 4.0)
    clay.add(_base(m), 5.0).cut(_foramen_magnum(m), 3.0).smooth(SMOOTHNESS)
    points = [at for name, at in m.landmarks("occipital", "temporal").items() if name != "porion"]
    return clay.pull(np.array([*points, m.at("skull", "vertex")]), REACH)


def _face() -> list[Shape]:
    """Brows, nose, upper jaw and the frame of the orbit."""
    return [
        rod([[99, 622, 4], [96, 621, 20], [88, 620, 36], [79, 615, 47]], [5.0, 5.0, 5.0, 5.0]),
        rod([[79, 615, 47], [75, 603, 47], [76, 590, 45]], [5.0, 4.5, 6.0]),
        plate([[97, 617, 1], [111, 593, 1], [104, 593, 9], [95, 612, 9]], [4.0, 2.8, 2.8, 4.0]),
        rod([[94, 612, 9], [96, 598, 11], [92, 584, 18]], [4.5, 4.5, 6.0]),
        rod([[92, 583, 16], [86, 581, 30], [77, 587, 45]], [5.0, 5.5, 6.5]),
        plate([[96, 579, 15], [80, 578, 34], [72, 566, 28], [94, 566, 12]], [5.0, 6.0, 5.0, 5.0]),
        bar([66, 590, 10], [78, 572, 12], [0, 0, 1], (22.0, 20.0), (22.0, 18.0)),
        rod(UPPER_ARCH, [6.0, 6.5, 7.5, 8.0]),
        plate([[93, 564, 0], [88, 563, 18], [62, 566, 24], [60, 568, 0]], 4.0),
        rod([[101, 567, 0], [96, 572, 0]], [3.0, 3.0]),
        rod([[58, 572, 24], [52, 590, 22]], [5.0, 7.0]),
    ]


def _cheek() -> list[Shape]:
    """The zygomatic bone and its arch."""
    return [
        plate([[82, 588, 40], [76, 596, 47], [66, 584, 51], [74, 574, 42]], 4.2),
        bar([70, 585, 50], [50, 587, 60], [0, 1, 0], (6.5, 4.2), (3.2, 2.6)),
        bar([50, 587, 60], [24, 594, 61], [0, 1, 0], (4.2, 5.0), (2.6, 4.0)),
    ]


def _openings() -> list[Shape]:
    start, end, (wide, tall) = ORBIT
    top, floor = NOSE
    return [
        bar(start, end, [0, 0.15, 1], (wide, wide), (tall, tall)),
        bar(ORBIT_DEEP, start, [0, 0, 1], (6.0, wide), (6.0, tall)),
        bar([94, top[1], 0], [94, floor[1] + 8, 0], [0, 0, 1], (5.0, 11.0), (22.0, 20.0)),
    ]


def _base(m: Measured) -> list[Shape]:
    """Mastoid processes, condyles, the styloid and the bone around the foramen magnum."""
    tip, condyle = m.at("temporal", "mastoid_tip"), m.at("occipital", "occipital_condyle_centre")
    jugular, back = m.at("occipital", "occipital_jugular_process"), m.at("occipital", "opisthion")
    front = m.at("occipital", "basion")
    return [
        rod([tip + xyz(-1, 6, -1), [-2, 592, 54]], [6.0, 14.0]),
        ellipsoid(condyle + xyz(0, 5, 0), [12.0, 5.5, 6.5]),
        rod([condyle + xyz(-2, 8, 2), jugular + xyz(2, 8, 10)], [8.0, 8.0]),
        rod([front + xyz(0, 6, 0), m.at("occipital", "occipital_basilar_part") + xyz(6, 6, -4)], [7.0, 11.0]),
        plate(
            [back + xyz(-4, 6, 0), condyle + xyz(-18, 9, 4), [-30, 590, 40], [-60, 596, 0]],
            [6.0, 6.0, 10.0, 10.0],
        ),
        rod([[18, 580, 37], [17, 566, 38]], [3.5, 2.2]),
        bar([24, 600, 52], [30, 596, 40], [1, 0, 0], (9.0, 9.0), (6.0, 6.0)),
    ]


def _foramen_magnum(m: Measured) -> Shape:
    front, back = m.at("occipital", "basion"), m.at("occipital", "opisthion")
    middle, half = (front + back) / 2, float(np.linalg.norm(front - back)) / 2
    return bar(middle - xyz(0, 22, 0), middle + xyz(4, 24, 0), [1, 0, 0], (half, half), (14.0, 14.0))


def mandible(m: Measured) -> Clay:
    """The lower jaw with the mouth a little open."""
    shapes = [
        rod(LOWER_ARCH, [5.5, 5.5, 6.0, 6.5]),
        plate([[93, 536, 2], [92, 521, 3], [66, 529, 31], [66, 543, 29]], [5.0, 6.0, 5.5, 5.5]),
        ellipsoid([94, 522, 0], [6.5, 7.0, 13.0]),
        plate([[66, 543, 29], [66, 529, 31], [41, 541, 39], [40, 556, 39]], [5.5, 5.5, 4.5, 4.0]),
        plate([[66, 546, 31], [40, 546, 39], [29, 578, 43], [58, 574, 40]], [5.0, 4.2, 3.2, 3.2]),
        plate([[29, 578, 43], [45, 574, 42], [40, 566, 41]], 3.2),
        rod([[60, 570, 40], [62, 582, 42]], [3.6, 2.6]),
        rod([[31, 576, 43], [25, 592, 43]], [4.5, 4.5]),
        bar([24, 593, 36], [25, 594, 49], [1, 0, 0], (4.6, 4.6), (4.2, 4.2)),
    ]
    clay = Clay(shapes, JAW_STEP, middle=True).add(shapes, 4.0).smooth(1.0)
    return clay.pull(np.array(list(m.landmarks("mandible").values())), REACH)


def teeth(m: Measured) -> Model:
    """Both rows of teeth, each tooth a closed surface of its own."""
    right = [*_row(np.array(UPPER_ARCH, dtype=float) * SPREAD + xyz(1.5, -4.5, 0.0), -1.0)]
    right += _row(np.array(LOWER_ARCH, dtype=float) * SPREAD + xyz(1.5, 4.5, 0.0), 1.0)
    return merged([*right, *(tooth.mirrored() for tooth in right)])


def _row(arch: np.ndarray, up: float) -> list[Model]:
    chord = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(arch, axis=0), axis=1))]
    made, at = [], 0.3
    for width, depth, height in TEETH:
        width *= 0.86
        here, ahead = (
            np.array([np.interp(s, chord, arch[:, k]) for k in range(3)]) for s in (at, at + width)
        )
        along = (ahead - here) / np.linalg.norm(ahead - here)
        inward = np.cross(along, [0.0, 1.0, 0.0])
        share = np.array([0.0, 0.35, 0.7, 1.0])[:, None]
        centres = (here + ahead) / 2 + share * np.array([0.0, up * height * 0.62, 0.0])
        broad = np.array([0.36, 0.46, 0.50, 0.46])[:, None] * width * along
        deep = np.array([0.50, 0.50, 0.42, 0.26])[:, None] * depth * inward
        made.append(tube(centres, broad, deep, 6))
        at += width
    return made
