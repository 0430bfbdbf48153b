"""Thigh, lower leg, upper arm and forearm.

Only the ends of femur and humerus, the kneecap and the attachments of muscles are measured. The other points
are looks only, no mechanics rests on them: proportions read by eye from text-book drawings and rounded. mm in
the frame of the scan.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Array, Shape, ball, bar, ellipsoid, plate, rod, xyz

STEP = (3.2, 5.0, 3.2)
FOREARM_STEP = (2.4, 5.0, 2.4)
SMOOTHNESS = 1.2
REACH = 9.0
FEMORAL_HEAD, HUMERAL_HEAD = 22.8, 21.4  # radii of the spheres fitted to the scan's heads
STEP_SHIN = (2.8, 3.8, 2.8)
STEP_CALF = (3.4, 5.6, 3.4)
# The head of the tibia: how far its rim lies from the axis of the knee, which is that of the condyles; half
# its thickness; a lobe from the back around (forward and aside of the axis); the hollows for the condyles.
PLATEAU, RIM = 29.0, 6.5
LOBE = ((-13.0, 9.0), (-15.0, 26.0), (8.0, 30.0), (20.0, 12.0))
DISH = (33.3, 33.3, 17.8)
RIGHT = np.array([0.0, 0.0, 1.0])


def femur(m: Measured) -> Clay:
    """The right femur."""
    hip = m.joint("hip")
    great, tip = m.at("femur", "greater_trochanter_lateral"), m.at("femur", "greater_trochanter_tip")
    lateral = m.at("femur", "lateral_femoral_condyle_posterior") + xyz(22.0, 0.0, -1.0)
    medial = m.at("femur", "medial_femoral_condyle_posterior") + xyz(23.5, 0.5, 1.0)
    shaft = np.array(
        [[4, -136, 116], [6, -175, 113], [13, -250, 107], [13, -330, 97], [9, -405, 86], [4, -445, 80]]
    )
    shapes = [
        rod(shaft, [17.0, 14.5, 13.0, 13.0, 15.0, 18.0]),
        rod([hip, [4, -124, 118]], [15.0, 16.5]),
        bar(great + xyz(-1, 4, -17), tip + xyz(0, -9, 0), [1, 0, 0], (18.0, 12.0), (15.0, 9.0)),
        rod([m.at("femur", "lesser_trochanter") + xyz(5, 1, 2), [4, -160, 106]], [7.0, 12.0]),
        bar([3, -446, 80], [-4, -478, 75], RIGHT, (20.0, 36.0), (16.0, 19.0)),
        ellipsoid(lateral, [23.0, 25.0, 14.5]),
        ellipsoid(medial, [24.5, 25.0, 14.5]),
        ellipsoid([8, -484, 75], [17.0, 18.0, 26.0]),
        rod([m.at("femur", "epicondyle_medial") + xyz(0, 0, 8), lateral + xyz(0, 3, 6)], [9.0, 9.0]),
    ]
    clay = Clay([*shapes, ball(hip, FEMORAL_HEAD)], STEP).add(shapes, 9.0).add(ball(hip, FEMORAL_HEAD), 4.0)
    clay.cut(rod([[-46, -498, 74], [-24, -506, 74]], [11.0, 9.5]), 3.0)
    clay.cut(rod([[27, -470, 75], [20, -505, 75]], [8.0, 8.0]), 5.0).smooth(SMOOTHNESS)
    return clay.pull(np.array(list(m.landmarks("femur").values())), REACH)


def patella(m: Measured) -> Clay:
    """The right kneecap: it keeps its distance from the shin bone, as its ligament does not give."""
    base, apex, centre = (m.at("patella", f"patella_{name}") for name in ("base", "apex", "centre"))
    half = (base[1] - apex[1]) / 2
    shapes = [
        ellipsoid(centre + xyz(1, 0, 0), [8.5, half, 21.0]),
        rod([centre, apex + xyz(0, 4, 0)], [7.5, 4.0]),
    ]
    clay = Clay(shapes, 3.0).add(shapes, 5.0).smooth(1.0)
    return clay.pull(np.array([base, apex]), REACH)


def tibia(m: Measured) -> Clay:
    """The right shin bone: its head stays under the condyles however far the knee is bent."""
    shapes = _shin(m)
    dishes = [ellipsoid(m.joint("knee") + xyz(-1.0, 0.0, z), DISH) for z in (-24.0, 24.0)]
    clay = Clay(shapes, STEP_SHIN).add(shapes, 6.0).cut(dishes, 3.0).smooth(SMOOTHNESS)
    return clay.pull(np.array(list(m.landmarks("tibia").values())), REACH)


def _shin(m: Measured) -> list[Shape]:
    knee, ankle = m.joint("knee"), m.joint("ankle")
    head = knee + xyz(0.0, -PLATEAU - RIM, 0.0)
    lobes = [[head + xyz(x, 0.0, side * z) for x, z in LOBE] for side in (-1.0, 1.0)]
    return [
        *(plate(lobe, RIM) for lobe in lobes),
        plate([lobes[0][0], lobes[0][3], lobes[1][3], lobes[1][0]], RIM),
        bar(head + xyz(2, 2, -1), head + xyz(4, -48, -1), RIGHT, (32.0, 14.0), (19.0, 15.0)),
        *(bar(head + xyz(-5, 0, z), head + xyz(2, -30, z / 2), RIGHT, (14, 12), (16, 13)) for z in (-20, 20)),
        rod([head + xyz(22, -42, 2), head + xyz(23, -28, 3)], [8.0, 6.0]),
        rod([head + xyz(3, 0, 0), head + xyz(2, RIM + 6, -2)], [9.0, 3.0]),
        rod([head + xyz(3, -44, -1), head + xyz(7, -154, -4), ankle + xyz(3, 80, -5)], [16.0, 13.0, 11.0]),
        rod([head + xyz(15, -49, 1), head + xyz(15, -154, -3), ankle + xyz(9, 110, -6)], [7.0, 5.0, 5.0]),
        bar(ankle + xyz(3, 70, -5), ankle + xyz(0, 17, -2), RIGHT, (11.0, 20.0), (11.0, 16.0)),
        rod([ankle + xyz(2, 20, -17), ankle + xyz(2, 1, -21)], [9.0, 5.5]),
        rod([head + xyz(-8, -2, 21), head + xyz(-13, -11, 24)], [9.0, 7.0]),  # where the calf bone joins
    ]


def fibula(m: Measured) -> Clay:
    """The right calf bone: its head lies under the lateral condyle of the tibia, its lower end beside it."""
    top, ankle = m.joint("knee") + xyz(0.0, -PLATEAU - RIM, 0.0), m.joint("ankle")
    shapes = [
        rod([top + xyz(-16, -19, 36), top + xyz(-19, -45, 34)], [11.0, 6.5]),
        rod([top + xyz(-19, -45, 34), top + xyz(-20, -84, 31), ankle + xyz(-8, 60, 23)], [6.5, 6.0, 6.0]),
        rod([ankle + xyz(-8, 62, 23), ankle + xyz(-7, 4, 24), ankle + xyz(-6, -7, 23)], [6.0, 9.0, 6.0]),
    ]
    clay = Clay(shapes, STEP_CALF).add(shapes, 5.0)
    clay.pull(np.array(list(m.landmarks("fibula").values())), REACH)
    return clay.cut(_shin(m)).smooth(0.8)


def humerus(m: Measured) -> Clay:
    """The right humerus."""
    head = m.joint("glenohumeral")
    lateral, medial = m.at("humerus", "epicondyle_lateral"), m.at("humerus", "epicondyle_medial")
    groove = m.at("humerus", "humerus_intertubercular_groove_floor")
    middle = (lateral + medial) / 2
    shaft = np.array(
        [[-6, 384, 174], [-6, 340, 183], [-9, 290, 192], [-15, 230, 199], middle + xyz(-1, 50, -1)]
    )
    low, out = middle + xyz(3.0, -8.0, 0.0), (lateral - medial) / np.linalg.norm(lateral - medial)
    shapes = [
        rod(shaft, [14.0, 12.0, 11.3, 10.5, 11.0]),
        ellipsoid([-8, 402, 179], [15.0, 21.0, 11.5]),
        rod([[8, 398, 172], groove + xyz(-6, 6, -9)], [7.0, 5.0]),
        bar(middle + xyz(-1, 52, -1), low, out, (12.0, 28.0), (10.5, 8.5)),
        bar(low - 13.0 * out, low + 15.0 * out, [1, 0, 0], (11.5, 10.5), (11.5, 10.5)),
        rod([medial + 5.0 * out, low - 8.0 * out + xyz(-3, 6, 0)], [5.5, 9.0]),
        rod([lateral - 5.0 * out, low + 10.0 * out + xyz(-3, 5, 0)], [5.0, 9.0]),
    ]
    clay = Clay([*shapes, ball(head, HUMERAL_HEAD)], STEP).add(shapes, 7.0).add(ball(head, HUMERAL_HEAD), 3.0)
    return clay.smooth(SMOOTHNESS).pull(np.array(list(m.landmarks("humerus").values())), REACH)


def radius(m: Measured) -> Clay:
    """The right radius, its lower end forward as the arm hangs with the thumb forward."""
    at, length = _forearm(m), m.limb("forearm")
    front = at(0, 1, 0) - at(0, 0, 0)
    shapes = [
        bar(at(23, 3, 17), at(27, 3, 17), [1, 0, 0], (10.0, 9.0), (10.0, 9.0)),
        rod([at(25, 3, 17), at(42, 4, 12), at(75, 6, 14)], [7.5, 6.5, 6.5]),
        rod([at(75, 6, 14), at(150, 14, 12), at(length - 28, 12, 3)], [6.5, 7.0, 7.5]),
        bar(at(length - 34, 12, 2), at(length - 9, 8, 0), front, (8.0, 15.0), (7.0, 9.5)),
        rod([at(length - 12, 17, 1), at(length + 2, 20, 1)], [6.5, 3.5]),
    ]
    return Clay(shapes, FOREARM_STEP).add(shapes, 5.0).smooth(0.8)


def ulna(m: Measured) -> Clay:
    """The right ulna."""
    at, length = _forearm(m), m.limb("forearm")
    front = at(0, 1, 0) - at(0, 0, 0)
    shapes = [
        rod([at(-11, -15, -6), at(14, -13, -5), at(50, -9, -7)], [9.0, 9.5, 8.5]),
        rod([at(22, -2, -5), at(36, -7, -6)], [7.0, 7.0]),
        rod([at(50, -9, -7), at(130, -12, -8), at(length - 30, -13, -2)], [8.5, 6.5, 5.5]),
        rod([at(length - 30, -13, -2), at(length - 9, -14, 0)], [5.5, 7.5]),
        rod([at(length - 8, -18, 1), at(length - 1, -19, 1)], [3.5, 2.4]),
    ]
    notch = bar(at(0, 0, -20), at(0, 0, 4), front, (12.0, 12.0), (12.0, 12.0))
    return Clay(shapes, FOREARM_STEP).add(shapes, 5.0).cut(notch, 2.0).smooth(0.8)


def _forearm(m: Measured) -> Callable[[float, float, float], Array]:
    """Points by their place below, in front of and outside the elbow, mm along the forearm."""
    elbow, wrist = m.joint("elbow"), m.joint("wrist")
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    front = np.array([1.0, 0.0, 0.0]) - along[0] * along
    side = np.cross(front, along)

    def at(down: float, forward: float, outward: float) -> Array:
        return np.asarray(elbow + down * along + forward * front - outward * side)

    return at
