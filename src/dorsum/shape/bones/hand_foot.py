"""Hand and foot. Nothing of them is measured but length, wrist, ankle and heel: looks only, simple, mm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, merged, tube
from dorsum.shape.bones.shapes import Array, bar, ellipsoid, rod, xyz

UP = np.array([0.0, 1.0, 0.0])
AROUND = 7
# Profile of a small long bone: place along it, thickness of its base, its shaft and its head.
PLACES = (0.02, 0.10, 0.22, 0.45, 0.70, 0.86, 0.97)
WIDTHS = (1.05, 1.15, 0.85, 0.66, 0.72, 1.0, 0.92)
CURL = 0.16  # rad by which each joint of a finger is bent as the hand hangs
# A finger: spread at the knuckle (share of the hand's length, towards the thumb), lengths of metacarpal and
# phalanges as shares of the middle finger's ray, thickness in mm.
FINGERS = (
    (0.130, (0.405, 0.225, 0.130, 0.100), 6.4),
    (0.015, (0.405, 0.250, 0.155, 0.105), 6.4),
    (-0.095, (0.365, 0.235, 0.145, 0.105), 5.8),
    (-0.185, (0.335, 0.190, 0.105, 0.095), 5.2),
)
THUMB = (0.265, 0.180, 0.140)
# Carpal bones: along the hand and towards the thumb, shares of its length, and half-axes in mm.
CARPALS = (
    (0.055, 0.070, 8.5), (0.050, -0.010, 8.0), (0.060, -0.075, 7.0), (0.080, -0.105, 5.5),
    (0.120, 0.105, 7.0), (0.125, 0.050, 6.5), (0.125, -0.015, 8.5), (0.120, -0.080, 7.5),
)  # fmt: skip
# A toe: place across the foot (mm, towards the outside) at its base and head, lengths of metatarsal and
# phalanges as shares of the foot's length, thickness in mm.
TOES = (
    ((-15, -23), (0.235, 0.125, 0.0, 0.095), 9.0),
    ((-5, -7), (0.275, 0.100, 0.040, 0.035), 6.2),
    ((3, 5), (0.265, 0.090, 0.035, 0.030), 5.8),
    ((11, 17), (0.260, 0.080, 0.030, 0.028), 5.8),
    ((20, 29), (0.265, 0.075, 0.026, 0.028), 6.0),
)
TURNED_OUT = 0.10  # rad, of the foot
MIDFOOT = 0.40  # of the foot's length from the heel: the joints between tarsus and metatarsus
TARSAL_STEP = 3.0


def hand(m: Measured) -> Model:
    """The right hand hanging in line with the forearm, palm to the thigh, thumb forward."""
    wrist, length = m.joint("wrist"), m.limb("hand")
    along = wrist - m.joint("elbow")
    along /= np.linalg.norm(along)
    thumb = np.array([1.0, 0.0, 0.0]) - along[0] * along
    thumb /= np.linalg.norm(thumb)
    palm = np.cross(along, thumb)
    palm *= -np.sign(palm[2])
    made = []
    for down, out, size in CARPALS:
        centre = wrist + (down * along + out * thumb) * length
        made.append(
            _bone(centre - 0.7 * size * along, centre + 0.7 * size * along, size, 0.9, thumb, pebble=True)
        )
    for spread, shares, size in FINGERS:
        start = wrist + (0.165 * along + 0.55 * spread * thumb) * length
        knuckle = wrist + (along * (0.165 + 0.72 * shares[0]) + spread * thumb) * length
        made.append(_bone(start, knuckle, size, 1.0, thumb))
        made += _ray(
            knuckle, _unit(along + 0.35 * spread * thumb), palm, shares[1:], 0.83 * length, 0.92 * size
        )
    start = wrist + (0.135 * along + 0.150 * thumb) * length + 4.0 * palm
    way = _unit(along + 0.42 * thumb + 0.38 * palm)
    made += _ray(start, way, _unit(palm - 0.4 * thumb), THUMB, 0.92 * length, 7.0)
    return merged(made)


def forefoot(m: Measured) -> Model:
    """The right metatarsus and toes."""
    at, forward, out = _foot(m)
    length = m.limb("foot")
    made = []
    for (base, head), shares, size in TOES:
        start = at(MIDFOOT - 0.0014 * max(base, 0), base, 34.0 - 0.45 * (base + 15))
        end = at(MIDFOOT + shares[0] - 0.0030 * max(head + 7, 0), head, size + 6.0)
        made.append(_bone(start, end, size, 1.0, out))
        parts = [share for share in shares[1:] if share]
        made += _ray(end, _unit(forward + 0.10 * UP), -UP, parts, length, 0.85 * size, bend=0.05)
    return merged(made)


def tarsus(m: Measured) -> Clay:
    """The right calcaneus, talus and the smaller bones before them, grown together."""
    at, _, _ = _foot(m)
    ankle, heel = m.joint("ankle"), m.at("calcaneus", "calcaneal_tuberosity")
    shapes = [
        rod([heel + xyz(13, -6, 0), at(0.14, 3, 27), at(0.27, 10, 26)], [14.0, 13.0, 11.0]),
        rod([heel + xyz(13, -18, 0), at(0.11, 3, 17)], [11.0, 10.0]),
        ellipsoid(ankle + xyz(-1, -13, 0), [19.0, 15.0, 15.0]),
        rod([at(0.24, -2, 46), at(0.31, -9, 42)], [12.0, 10.5]),
        bar(at(0.335, -14, 38), at(0.33, 3, 38), UP, (10.0, 10.0), (7.0, 7.0)),
        bar(at(0.375, -15, 34), at(0.375, 5, 32), UP, (10.0, 9.0), (8.0, 7.0)),
        bar(at(0.30, 15, 24), at(0.37, 15, 21), UP, (9.0, 8.0), (9.0, 10.0)),
    ]
    clay = Clay(shapes, TARSAL_STEP).add(shapes, 3.5).smooth(1.0)
    return clay.pull(heel[None], 10.0)


def _foot(m: Measured) -> tuple[Callable[[float, float, float], Array], Array, Array]:
    """Points along the foot (share of its length), across and above the sole (mm); and its axes."""
    forward = np.array([np.cos(TURNED_OUT), 0.0, np.sin(TURNED_OUT)])
    out = np.array([-forward[2], 0.0, forward[0]])
    heel = m.at("calcaneus", "calcaneal_tuberosity")
    sole, length = m.joint("ankle")[1] - m.limb("ankle_height"), m.limb("foot")

    def at(share: float, across: float, above: float) -> Array:
        along = heel + share * length * forward + (across - 5.0) * out
        return np.array([along[0], sole + above, along[2]])

    return at, forward, out


def _ray(
    start: Array,
    way: Array,
    towards: Array,
    shares: tuple[float, ...] | list[float],
    length: float,
    size: float,
    bend: float = CURL,
) -> list[Model]:
    """The bones of a finger or toe one after the other, each bent further."""  # fmt: skip
    made = []
    for i, share in enumerate(shares):
        way = _unit(way + bend * towards)
        end = start + share * length * way
        made.append(_bone(start, end, size * 0.9**i, 0.9, np.cross(way, towards)))
        start = end
    return made


def _bone(start: Array, end: Array, size: float, flat: float, wide: Array, pebble: bool = False) -> Model:
    """A small bone from joint to joint, `size` the half-width of its ends in mm."""
    axis = _unit(end - start)
    across = _unit(wide - (wide @ axis) * axis)
    deep = np.cross(axis, across)
    widths = np.full(len(PLACES), 1.0) if pebble else np.array(WIDTHS)
    centres = start + np.array(PLACES)[:, None] * (end - start)
    return tube(centres, widths[:, None] * size * across, widths[:, None] * size * flat * deep, AROUND)


def _unit(v: Array) -> Array:
    return np.asarray(v / np.linalg.norm(v))
