"""How far the thoracic spine, T1 on T12, turns under pure moments, with the ring of the ribs and without it.

That is how specimens are tested: no muscle, no weight. Springs of the joints and the ring give until they
bear the moment. The springs are those of the tables, which turn as far as bare segments under 7.5 N·m
(Wilke 2017) and grow stiffer until there, or straight ones of the same range.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.names import AXES, THORACIC
from dorsum.body.skeleton import Floats
from dorsum.errors import NoEquilibrium
from dorsum.mechanics.passive import Springs, moments
from dorsum.mechanics.preload import factors
from dorsum.mechanics.ring import RING, Ring
from dorsum.units import DEGREE

JOINTS = THORACIC[1:]  # T11/T12 to T1/T2
NAMES = tuple(f"{joint} {axis}" for joint in JOINTS for axis in AXES)
WORLD: Mapping[str, tuple[float, float, float]] = {
    "flexion and extension": (0.0, 0.0, 1.0),
    "bending": (1.0, 0.0, 0.0),
    "twist": (0.0, 1.0, 0.0),
}
BARE_SEGMENTS, BARE_MOMENT = "Wilke2017", 7.5  # N·m, both ways
MOVEMENTS = {"z": "flexion_and_extension", "x": "bending_both_sides", "y": "twist_both_sides"}
ARRIVED, MOST_STEPS, BIT = 1e-10, 60, 1e-6  # rad


def springs_of_tables(body: Body) -> Springs:
    """The springs of the joints in the order of `NAMES`, without the rib cage."""
    chosen = Coordinates.of(body, "spine").named(NAMES)
    return Springs(chosen.slope, chosen.rate)


def springs_of_bare_segments(tables: Tables) -> Springs:
    """Straight springs in the order of `NAMES` that turn as far as bare segments did; where a movement of a
    joint is not printed by itself that of the joint below stands for it."""
    found: dict[tuple[tuple[str, ...], str], float] = {
        (row.joints, row.movement): row.range_deg
        for row in tables.measured_ranges
        if BARE_SEGMENTS in row.source
    }
    slopes, last = [], dict.fromkeys(AXES, np.nan)
    for joint in JOINTS:
        for axis in AXES:
            last[axis] = found.get(((joint,), MOVEMENTS[axis]), last[axis])
            slopes.append(2.0 * BARE_MOMENT / (last[axis] * DEGREE))
    both = np.repeat(np.array(slopes)[:, None], 2, axis=1)
    return Springs(both, np.zeros_like(both))


def ranges(body: Body, springs: Springs, ring: Floats | None, moment: float, pressed: float = 0.0) -> Floats:
    """(3,) ° from one side to the other of T1 on T12 about the axes of `WORLD`, under a moment each way, N·m.

    `ring` is its stiffness at the joints of `RING`, N·m/rad, if there is one; `pressed` is the force along
    the spine at every joint, N, as a follower load makes it.
    """
    axes = np.array([_axis(body, name) for name in NAMES])
    coupled = np.zeros((len(NAMES), len(NAMES)))
    if ring is not None:
        at = [NAMES.index(name) for name in RING]
        coupled[np.ix_(at, at)] = ring
    found = []
    for axis in WORLD.values():
        way = axes @ np.array(axis)
        there, back = (
            _rest(body.tables, springs, coupled, pressed, sign * moment * way) for sign in (1.0, -1.0)
        )
        found.append((there - back) @ way / DEGREE)
    return np.array(found)


def gained(body: Body, springs: Springs, ring: Ring, moment: float) -> Floats:
    """(3,) % by which the ranges grow as the ring goes."""
    without, having = (ranges(body, springs, some, moment) for some in (None, ring.stiffness))
    return np.asarray(100.0 * (without / having - 1.0))


def _axis(body: Body, name: str) -> Floats:
    joint, axis = name.split()
    return np.asarray(body.skeleton.axes[body.skeleton.joint_index(joint)][:, "xyz".index(axis)])


def _rest(tables: Tables, springs: Springs, coupled: Floats, pressed: float, moment: Floats) -> Floats:
    """Angles (n,) rad where pressed springs and ring bear moments (n,) N·m."""

    def borne(q: Floats) -> Floats:
        plain = moments(springs, q)
        return np.asarray(plain * factors(tables, plain, np.full(len(q), pressed)))

    q = np.zeros(len(moment))
    for _ in range(MOST_STEPS):
        left = borne(q) - coupled @ q + moment
        slope = (borne(q - BIT) - borne(q + BIT)) / (2.0 * BIT)
        step = np.linalg.solve(np.diag(slope) + coupled, left)
        q = q + step
        if np.abs(step).max() < ARRIVED:
            return q
    raise NoEquilibrium("the thoracic spine does not come to rest under a pure moment")
