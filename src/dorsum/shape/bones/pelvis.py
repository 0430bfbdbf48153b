"""The hip bone, and the disc of the symphysis.

Points that are not landmarks are looks only, no mechanics rests on them: read by eye from sections of a
male pelvis of this size and rounded. mm in the frame of the scan.
"""

from __future__ import annotations

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Shape, ball, bar, curved_sheet, ellipsoid, plate, rod, xyz

STEP = 2.6
SMOOTHNESS = 1.6
REACH = 11.0
CUP, RIM_RADIUS = 25.5, 33.0  # radius of the acetabulum and of the bone around it
RIM_AT, BEYOND = 0.0, 60.0  # how far the rim reaches beyond the head's centre; a ball that cuts it there
CUP_OPENS = np.array([0.31, -0.56, 0.77])  # towards which the acetabulum looks
# Rows of the iliac wing below the crest, front to back, each under the same point of the crest.
CREST_ROW = (0, 3, 6, 9, 12, 15, 18, 21, 24)
WING = (
    ((63, -20, 115), (50, -8, 117), (37, 1, 115), (20, 12, 110), (3, 17, 103), (-12, 16, 83), (-25, 13, 71),
     (-38, 6, 60), (-55, -8, 47)),
    ((50, -38, 108), (43, -34, 108), (32, -31, 104), (18, -28, 99), (3, -28, 86), (-9, -26, 72),
     (-18, -24, 63), (-33, -22, 53), (-50, -19, 45)),
    ((43, -55, 97), (38, -58, 94), (30, -62, 90), (19, -62, 85), (6, -60, 77), (-4, -57, 69), (-10, -56, 63),
     (-22, -45, 51), (-38, -35, 47)),
)  # fmt: skip
WING_RADII = (
    (5.0, 4.5, 4.5, 4.5, 4.2, 4.5, 6.0, 6.5, 6.0),
    (5.0, 4.0, 4.0, 3.8, 3.8, 4.0, 4.5, 6.5, 7.5),
    (5.0, 5.5, 5.5, 5.0, 5.0, 5.5, 7.0, 7.5, 5.5),
    (6.5, 8.0, 10.0, 11.0, 11.0, 10.0, 8.0, 5.0, 4.0),
)


def hip_bone(m: Measured) -> Clay:
    """The right hip bone in the pose of the scan."""
    hip = m.at("pelvis", "hip_joint_centre")
    wing, borders = _ilium(m)
    rest = [*borders, *_pubis(m), *_ischium(m)]
    around = ball(hip - 5.0 * CUP_OPENS, RIM_RADIUS)
    clay = Clay([*wing, *rest, around], STEP).add(wing).add(rest, 9.0).add(around, 9.0)
    clay.cut(ball(hip + (BEYOND + RIM_AT) * CUP_OPENS, BEYOND), 3.0).cut(ball(hip, CUP), 1.5)
    clay.cut(ellipsoid(hip + xyz(9.0, -27.0, 4.0), [11.0, 10.0, 12.0]), 4.0)
    clay.smooth(SMOOTHNESS)
    points = [at for name, at in m.landmarks("ilium", "pubis").items() if name != "pubic_symphysis"]
    return clay.pull(np.array([*points, *m.curve("iliac_crest")[1:-1]]), REACH)


def symphysis(m: Measured) -> Clay:
    """The fibrocartilage between the pubic bones."""
    centre = m.at("pubis", "pubic_symphysis")
    top, low = centre + xyz(-3.0, 2.0, 0.0), np.array([40.0, -133.0, 0.0])
    shape = bar(top, low, [0.0, 0.0, 1.0], (3.6, 3.6), (7.0, 6.0))
    return Clay([shape], 3.6, middle=True).add(shape).smooth(0.8)


def _ilium(m: Measured) -> tuple[list[Shape], list[Shape]]:
    """The wing, and its front and back borders."""
    crest = m.curve("iliac_crest")[list(CREST_ROW)]
    wing = np.array([crest, *WING])
    inward = wing[1] - wing[0]
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    wing[0] += 4.5 * inward
    front = rod([wing[0, 0], wing[2, 0], wing[3, 0]], [5.5, 5.0, 6.5])
    lip = m.at("ilium", "iliac_crest_outer_lip_anterior_half")
    flare = rod([lip + xyz(10, -6, -6), lip + xyz(0, 0, -6), lip + xyz(-12, 9, -7)], [3.5, 5.5, 3.5])
    back = rod([wing[0, -1], wing[1, -1], wing[2, -1], wing[3, -2]], [6.0, 7.0, 6.0, 5.0])
    brim = rod([[-34, -36, 46], [-14, -47, 55], [8, -60, 63], [26, -80, 58]], [5.0, 6.5, 7.5, 6.0])
    return curved_sheet(wing, WING_RADII), [front, back, flare, brim]


def _pubis(m: Measured) -> list[Shape]:
    tubercle, pecten = m.at("pubis", "pubic_tubercle"), m.at("pubis", "pecten_pubis")
    root = np.array([28.0, -84.0, 68.0])
    body = [[60, -107, 11], [49, -108, 10], [38, -130, 10], [52, -126, 13]]
    return [
        rod([root, pecten + xyz(2.0, -7.0, 0.0), tubercle + xyz(-7.0, -2.0, 2.0)], [12.0, 7.5, 6.5]),
        rod([pecten + xyz(0.0, -3.0, 0.0), [54, -101, 22]], [3.5, 4.0]),
        rod([[20, -104, 68], [40, -104, 47], [45, -110, 27]], [6.0, 5.0, 5.0]),
        plate(body, [6.5, 6.5, 6.0, 5.5]),
        plate([[58, -107, 10], [54, -104, 22], [38, -133, 18], [42, -131, 9]], 5.5),
        rod([[42, -130, 11], [22, -147, 23], [2, -147, 33]], [6.0, 6.0, 7.0]),
    ]


def _ischium(m: Measured) -> list[Shape]:
    hip, seat = m.at("pelvis", "hip_joint_centre"), m.at("ilium", "ischial_tuberosity")
    spine = np.array([-31.0, -91.0, 43.0])
    line = [hip + xyz(-14, -2, -14), hip + xyz(-24, -22, -13), seat + xyz(13, 14, 6), seat + xyz(12, 6, -3)]
    return [
        rod(line, [15.0, 13.0, 14.0, 13.0]),
        rod([seat + xyz(12, 6, -3), [0, -147, 36]], [12.0, 7.5]),
        plate([[-13, -64, 62], [-25, -88, 50], [-26, -108, 62], [-6, -94, 70]], [6.0, 5.0, 6.0, 9.0]),
        rod([spine + xyz(12, 1, 12), spine + xyz(3, 0, 2)], [7.0, 2.8]),
        rod([[-8, -62, 66], [-14, -78, 62]], [9.0, 11.0]),
    ]
