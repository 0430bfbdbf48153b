"""The coordinates of the body: every angle that a joint may turn by, once, for all who compute with it.

An angle counts by the right hand about the joint's own axes z, x, y (`mechanics.kinematics`). Two rules about
sides follow from it: a mirrored posture has equal angles about z and opposite ones about x and y; and the
rows of the tables, which are those of the right side, mean the same movement on the left if its angles about
x and y are counted the other way. Both are here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import JointStiffnessRow, OtherStiffnessRow
from dorsum.body.groups import GROUPS, HANGING, joints_of, slack
from dorsum.body.names import AXES, SIDES, SPINE, sided
from dorsum.body.scan import SETS_OF_TABLES, Floats, scan_of
from dorsum.errors import UnknownName
from dorsum.units import DEGREE, NM_PER_DEGREE

if TYPE_CHECKING:
    from dorsum.body.body import Body

Ints = NDArray[np.int64]
Pair = tuple[float, float]  # towards negative and towards positive angles

SETS: Mapping[str, str] = MappingProxyType(
    {
        "spine": "the joints of the spine, caudal → cranial",
        "standing": "what stands between the ground and the skull: the spine, then hips, knees, ankles",
        "elastic": "every joint with a stiffness: spine, ribs, girdle, hips, knees, ankles",
        "all": "every joint, the rotations of the pelvis in space included",
    }
)
STILL, FLOATING = (0.0, 0.0), (np.inf, np.inf)  # ranges
LEGS = ("hip", "knee", "ankle")
# Directions of the rows of `joint_stiffness.csv`, towards negative and positive angles.
SPINAL_DIRECTIONS = {"z": ("flexion", "extension"), "x": ("bending", "bending"), "y": ("twist", "twist")}
MIRRORED = {"z": 1.0, "x": -1.0, "y": -1.0}  # an angle of the mirror image over the angle


@dataclass(frozen=True)
class Coordinate:
    """One angle of one joint.

    Its spring turns it back with the moment (k₀/c)(e^{cθ} − 1), k₀ = `slope` and c = `rate`; without a slope
    there is no spring.
    """

    joint: str  # such as `L4/L5` or `hip_left`
    axis: str  # z, x or y
    body: int  # that hangs on the joint
    side: str  # right, left or mid
    range: Pair  # rad, how far it goes; infinite where the tables have no end
    slope: Pair  # N·m/rad at rest
    rate: Pair  # 1/rad growth of the slope

    @property
    def name(self) -> str:
        """Joint and axis, such as `L4/L5 z`."""
        return f"{self.joint} {self.axis}"

    @property
    def kind(self) -> str:
        """The joint as the tables call it, without its side."""
        return self.joint.removesuffix(f"_{self.side}")

    @property
    def sign(self) -> float:
        """Count of the tables' rows over ours: −1 about x and y of a left joint."""
        return MIRRORED[self.axis] if self.side == "left" else 1.0

    @property
    def mirror(self) -> str:
        """Name of the coordinate that turns in the mirror image."""
        other = {"right": "left", "left": "right"}.get(self.side, "mid")
        return f"{sided(self.kind, other)} {self.axis}"


@dataclass(frozen=True, eq=False)
class Coordinates(Sequence[Coordinate]):
    """Some coordinates in order, n of them, and what they are as arrays."""

    each: tuple[Coordinate, ...]
    hanging: tuple[Coordinate, ...] = ()  # of bodies that turn by no joint: only ever rows of a balance

    @classmethod
    def of(cls, body: Body, which: str = "all") -> Coordinates:
        """The coordinates of one of the `SETS`, parents first.

        Raises:
            UnknownName: no such set.
        """
        return body.coordinates.chosen(which)

    def chosen(self, which: str) -> Coordinates:
        """Those of one of the `SETS`."""
        if which not in SETS:
            raise UnknownName("set of coordinates", which, SETS)
        if which not in self._chosen:
            self._chosen[which] = self._choose(which)
        return self._chosen[which]

    @cached_property
    def _chosen(self) -> dict[str, Coordinates]:
        return {}

    def _choose(self, which: str) -> Coordinates:
        if which == "all":
            return self
        if which == "elastic":
            return Coordinates(tuple(c for c in self if any(c.slope)))
        spine = sorted((c for c in self if c.joint in SPINE), key=lambda c: SPINE.index(c.joint))
        legs = (c for c in self if which == "standing" and c.kind in LEGS)
        return Coordinates((*spine, *legs))

    def balanced(self, free: Sequence[str] = ()) -> Coordinates:
        """The rows of a balance: the spine, then the joints of some groups (`groups`), parents first.

        Hips and knees have no springs towards flexion there (`groups.SLACK`).

        Raises:
            UnknownName: no such group.
        """
        key = " and ".join(("spine", *free))
        if key not in self._chosen:
            joints, spine = joints_of(free), self.chosen("spine")
            every = sorted((*self, *self.hanging), key=lambda c: c.body)
            beside = [replace(c, slope=slack(c.kind, c.axis, c.slope)) for c in every if c.kind in joints]
            self._chosen[key] = Coordinates((*spine, *beside))
        return self._chosen[key]

    def named(self, names: Sequence[str]) -> Coordinates:
        """Those of the names, in their order."""
        key = tuple(names)
        if key not in self._named:
            known = {c.name: c for c in self.hanging}
            self._named[key] = Coordinates(tuple(known.get(n) or self.each[self.index_of(n)] for n in key))
        return self._named[key]

    @cached_property
    def _named(self) -> dict[tuple[str, ...], Coordinates]:
        return {}

    @overload
    def __getitem__(self, index: int) -> Coordinate: ...
    @overload
    def __getitem__(self, index: slice) -> Coordinates: ...
    def __getitem__(self, index: int | slice) -> Coordinate | Coordinates:
        return Coordinates(self.each[index]) if isinstance(index, slice) else self.each[index]

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[Coordinate]:
        return iter(self.each)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Joint and axis of each."""
        return tuple(c.name for c in self.each)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each name stands."""
        return {name: i for i, name in enumerate(self.names)}

    def index_of(self, name: str) -> int:
        """Position of a coordinate by its name.

        Raises:
            UnknownName: it is none of these.
        """
        if name not in self.position:
            raise UnknownName("coordinate", name, self.names)
        return self.position[name]

    @cached_property
    def body(self) -> Ints:
        """(n,) the body that hangs on the joint."""
        return np.array([c.body for c in self.each], dtype=np.int64)

    @cached_property
    def axis(self) -> Ints:
        """(n,) position in z, x, y."""
        return np.array([AXES.index(c.axis) for c in self.each], dtype=np.int64)

    @cached_property
    def sign(self) -> Floats:
        """(n,) count of the tables' rows over ours."""
        return np.array([c.sign for c in self.each])

    @cached_property
    def range(self) -> Floats:
        """(n, 2) rad, how far it goes towards negative and positive angles; may be infinite."""
        return np.array([c.range for c in self.each]).reshape(-1, 2)

    @cached_property
    def slope(self) -> Floats:
        """(n, 2) N·m/rad of the springs at rest, towards negative and positive angles."""
        return np.array([c.slope for c in self.each]).reshape(-1, 2)

    @cached_property
    def rate(self) -> Floats:
        """(n, 2) 1/rad growth of the slope; 0 for a straight line."""
        return np.array([c.rate for c in self.each]).reshape(-1, 2)

    @cached_property
    def mirror(self) -> Ints:
        """(n,) position of each in the mirror image, among these."""
        return np.array([self.index_of(c.mirror) for c in self.each], dtype=np.int64)

    @cached_property
    def mirror_sign(self) -> Floats:
        """(n,) the angle in the mirror image over the angle."""
        return np.array([MIRRORED[c.axis] for c in self.each])

    def angles(self, values: Floats, n_bodies: int) -> Floats:
        """Joint angles (…, n_bodies, 3: z x y) of values (…, n), rad; all others are zero."""
        values = np.asarray(values)
        found = np.zeros((*values.shape[:-1], n_bodies, 3))
        found[..., self.body, self.axis] = values
        return found

    def values(self, angles: Floats) -> Floats:
        """Values (…, n) of joint angles (…, n_bodies, 3), rad."""
        return np.asarray(angles)[..., self.body, self.axis]


@lru_cache(maxsize=SETS_OF_TABLES)
def coordinates_of(tables: Tables) -> Coordinates:
    """Every angle of every joint, in the order of the bodies and of z, x, y."""
    springs, scan = _springs(tables), scan_of(tables)
    every = [(joint, axis, body) for body, joint in enumerate(scan.joints) for axis in AXES]
    return Coordinates(
        tuple(_coordinate(tables, springs, *each) for each in every if each[1] in scan.freedoms[each[2]]),
        tuple(
            Coordinate(*each, "mid", FLOATING if each[0] in GROUPS["sternum"] else STILL, STILL, STILL)
            for each in every
            if each[1] in HANGING.get(each[0], "")
        ),
    )


Springs = Mapping[tuple[str, str], tuple[Pair, Pair]]  # (joint without side, axis) → k at rest, k at the end


def _springs(tables: Tables) -> Springs:
    """Stiffness (N·m/°) of every coordinate that has one, as the tables count."""
    found: dict[tuple[str, str], tuple[Pair, Pair]] = {}
    spinal: dict[tuple[str, str], JointStiffnessRow] = {
        (row.joint, row.direction): row for row in tables.joint_stiffness
    }
    for joint in SPINE:
        for axis, directions in SPINAL_DIRECTIONS.items():
            less, more = (spinal[joint, direction] for direction in directions)
            found[joint, axis] = (
                (less.k0_nm_per_deg, more.k0_nm_per_deg),
                (less.end_slope_nm_per_deg, more.end_slope_nm_per_deg),
            )
    other: tuple[OtherStiffnessRow, ...] = tables.other_stiffness
    for row in other:
        at_rest, at_end = row.k_nm_per_deg, row.end_slope_nm_per_deg
        found[row.joint, row.coordinate] = ((at_rest, at_rest), (at_end, at_end))
    return found


def _coordinate(tables: Tables, springs: Springs, joint: str, axis: str, body: int) -> Coordinate:
    kind, _, side = joint.rpartition("_")
    kind, side = (kind, side) if side in SIDES else (joint, "mid")
    ends = {"-": np.inf, "+": np.inf}
    for row in tables.joint_ranges:
        if row.joint == kind and row.coordinate == axis:
            ends |= dict.fromkeys("-+" if row.sign == "±" else row.sign, row.range_deg * DEGREE)
    reach = np.array([ends["-"], ends["+"]])
    nothing = (0.0, 0.0)
    slope, rate = _curve(*springs.get((kind, axis), (nothing, nothing)), reach)
    found = Coordinate(joint, axis, body, side, *(_pair(of) for of in (reach, slope, rate)))
    if found.sign > 0.0:
        return found
    return Coordinate(joint, axis, body, side, *(_pair(of[::-1]) for of in (reach, slope, rate)))


def _curve(at_rest: Pair, at_end: Pair, reach: Floats) -> tuple[Floats, Floats]:
    """k₀ and c, both ways; where there is no range the joint is as stiff as at its end from the start."""
    rest, end = np.array(at_rest), np.array(at_end)
    free, bends = reach > 0.0, (reach > 0.0) & np.isfinite(reach) & (rest > 0.0)
    growth = np.log(np.where(bends, end, 1.0) / np.where(bends, rest, 1.0))
    return np.where(free, rest, end) * NM_PER_DEGREE, growth / np.where(bends, reach, 1.0)


def _pair(values: Floats) -> Pair:
    return float(values[0]), float(values[1])
