"""The rows of the balance, and the columns that are no muscle.

A row is a coordinate: the screw of a joint's axis and the subtree that it moves. Its moments are balanced by
the columns: muscles, whose every piece is a wrench between two bodies, and actuators, which turn one
coordinate within bounds. The element of a row r and a piece of a muscle with line L between two bodies is

    A = (s_r · L) (above[b_r, plus] − above[b_r, minus]),   above[i, j] = 1 where j moves with the joint of i.

Rows of one joint share its subtree, and with it the sum of all pieces that cross: so rows are kept in slots
by subtree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import RibCageRow
from dorsum.body.coordinates import Coordinates
from dorsum.body.groups import GROUPS
from dorsum.body.skeleton import AXES, Floats
from dorsum.mechanics.objectives import REFERENCE_VOLUME
from dorsum.mechanics.passive import Springs
from dorsum.units import CM3

Ints = NDArray[np.int64]


class Rows(NamedTuple):
    """Coordinates that are balanced, n of them, in k subtrees with at most `most` rows each."""

    body: Ints  # (n,) that hangs on the joint: the root of the subtree
    axis: Ints  # (n,) position in z, x, y
    subtree: Ints  # (k,) bodies
    slot_axis: Ints  # (k, most) axis of every slot, 0 in one that is empty
    used: Floats  # (k, most) 1 where a slot holds a row, 0 where it is empty
    cell: Ints  # (n,) position of every row among the k · most slots
    springs: Springs

    @classmethod
    def of(cls, coordinates: Coordinates) -> Rows:
        """The rows of some coordinates, in their order.

        Raises:
            ValueError: one stands there twice.
        """
        body = coordinates.body
        if len(set(zip(body.tolist(), coordinates.axis.tolist(), strict=True))) < len(body):
            raise ValueError("a coordinate is a row once")
        subtree = np.array(list(dict.fromkeys(body.tolist())), dtype=np.int64)
        owner = np.array([list(subtree).index(b) for b in body], dtype=np.int64)
        slot = np.array([int((owner[:r] == owner[r]).sum()) for r in range(len(body))], dtype=np.int64)
        most = int(slot.max(initial=0)) + 1
        axis, used = np.zeros((len(subtree), most), dtype=np.int64), np.zeros((len(subtree), most))
        axis[owner, slot], used[owner, slot] = coordinates.axis, 1.0
        return cls(
            body=body,
            axis=coordinates.axis,
            subtree=subtree,
            slot_axis=axis,
            used=used,
            cell=owner * most + slot,
            springs=Springs(coordinates.slope, coordinates.rate),
        )

    @property
    def row_of_slot(self) -> Ints:
        """(k, most) the row in every slot, −1 in an empty one."""
        found = np.full(self.used.shape, -1)
        found.reshape(-1)[self.cell] = np.arange(len(self.cell))
        return found


class Coupled(NamedTuple):
    """Straight springs that turn m coordinates back by all their angles: M = −K θ."""

    body: Ints  # (m,) that hangs on the joint
    axis: Ints  # (m,) position in z, x, y
    row: Ints  # (m,) of each, −1 where it is not balanced
    stiffness: Floats  # (m, m) K, N·m/rad, symmetric

    @classmethod
    def of(cls, rows: Coordinates, names: Sequence[str], stiffness: Floats, all_of: Coordinates) -> Coupled:
        """Of named coordinates of a body, `all_of` its own, as far as `rows` are balanced."""
        chosen = all_of.named(names)
        row = np.array([rows.position.get(name, -1) for name in names], dtype=np.int64)
        return cls(chosen.body, chosen.axis, row, stiffness)

    def moments(self, angles: Floats) -> Floats:
        """(frames, m) N·m at angles (frames, n_bodies, 3) rad."""
        return np.asarray(-angles[:, self.body, self.axis] @ self.stiffness)

    def by_rows(self, of_coupled: Floats, rows: int) -> Floats:
        """What is known of the coupled coordinates (…, m) at so many rows (…, rows)."""
        found = np.zeros((*of_coupled.shape[:-1], rows))
        balanced = self.row >= 0
        found[..., self.row[balanced]] = of_coupled[..., balanced]
        return found


class Actuators(NamedTuple):
    """Columns that turn one coordinate each, by x times a capacity, lower ≤ x ≤ 1, at the cost w |x|ᵖ."""

    names: tuple[str, ...]
    row: Ints  # (m,)
    capacity: Floats  # (m,) N·m about the axis of the row
    lower: Floats  # (m,) −1 where it turns both ways, 0 where one
    weight: Floats  # (m,) w
    element: Ints  # (m,) the row of `rib_cage.csv` it comes from, −1 of a muscle
    axis: Ints  # (m,) position in z, x, y

    @classmethod
    def of(cls, tables: Tables, coordinates: Coordinates) -> Actuators:
        """Those of the joints that are balanced: rib cage and girdle, then muscles of knee and elbow without
        lines."""
        cage, hinges = _of_rib_cage(tables, coordinates), _of_hinges(tables, coordinates)
        arrays = (np.concatenate(both) for both in zip(cage[1:], hinges[1:], strict=True))
        return cls((*cage.names, *hinges.names), *arrays)

    def grown(self, factor: float) -> Actuators:
        """With muscles of so many times the area; rib cage and girdle are as they are."""
        of_muscle = np.where(self.element < 0, factor, 1.0)
        return self._replace(capacity=self.capacity * of_muscle, weight=self.weight * of_muscle)


def without_stand_in(free: Sequence[str]) -> bool:
    """Whether no moment of rib cage and girdle stands in for muscles, with groups of joints free beside the
    spine: all that pull on the thorax then do it themselves."""
    return {"girdle", "ribs"} <= set(free)


def stand_in(row: RibCageRow, free: Sequence[str]) -> float:
    """What stands in for muscles at a joint, N·m each way, with groups of joints free beside the spine: of a
    free girdle the muscles are not counted twice."""
    return row.free_girdle_nm if "girdle" in free else row.capacity_nm


def _of_rib_cage(tables: Tables, coordinates: Coordinates) -> Actuators:
    """Rib cage and girdle at the joints of `rib_cage.csv`, for the muscles that are left out."""
    kinds = {c.kind for c in coordinates}
    free = [group for group in ("girdle", "ribs") if kinds & set(GROUPS[group])]
    elements = () if without_stand_in(free) else tuple(tables.rib_cage)
    at = [
        (i, k)
        for i, element in enumerate(elements)
        for k, axis in enumerate(AXES)
        if f"{element.joint} {axis}" in coordinates.position
    ]
    names = [f"{elements[i].joint} {AXES[k]}" for i, k in at]
    element, axis = np.array(at, dtype=np.int64).reshape(-1, 2).T
    return Actuators(
        names=tuple(f"rib cage {name}" for name in names),
        row=np.array([coordinates.position[name] for name in names], dtype=np.int64),
        capacity=np.array([stand_in(elements[i], free) for i, _ in at]),
        lower=np.full(len(at), -1.0),
        weight=np.ones(len(at)),
        element=element,
        axis=axis,
    )


def _of_hinges(tables: Tables, coordinates: Coordinates) -> Actuators:
    """The muscles of `hinge_muscles.csv` at the price of their volume, of a man of the reference mass."""
    at = [(row, c.name) for c in coordinates for row in tables.hinge_muscles if c.kind == row.joint]
    return Actuators(
        names=tuple(f"{row.muscle} {hinge}" for row, hinge in at),
        row=np.array([coordinates.position[hinge] for _, hinge in at], dtype=np.int64),
        capacity=np.array([float(f"{row.sign}{row.strength_nm}") for row, _ in at]),
        lower=np.zeros(len(at)),
        weight=np.array([row.volume_cm3 for row, _ in at]) * CM3 / REFERENCE_VOLUME,
        element=np.full(len(at), -1),
        axis=np.zeros(len(at), dtype=np.int64),
    )
