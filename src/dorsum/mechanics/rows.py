"""The rows of the balance, and the columns that are no muscle.

A row is a coordinate: the screw of a joint's axis and the subtree that it moves. Its moments are balanced by
the columns: muscles, whose every piece is a wrench between two bodies, and actuators, which turn one
coordinate within bounds. The element of a row r and a piece of a muscle with line L between two bodies is

    A = (s_r · L) (above[b_r, plus] − above[b_r, minus]),   above[i, j] = 1 where j moves with the joint of i.

Rows of one joint share its subtree, and with it the sum of all pieces that cross: so rows are kept in slots
by subtree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.rows import RibCageRow
from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import AXES, Floats
from dorsum.mechanics.passive import Springs

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


class Actuators(NamedTuple):
    """Columns that turn one coordinate each, by x times a capacity, −1 ≤ x ≤ 1, at the cost |x|ᵖ."""

    names: tuple[str, ...]
    row: Ints  # (m,)
    capacity: Floats  # (m,) N·m
    element: Ints  # (m,) the row of the table it comes from
    axis: Ints  # (m,) position in z, x, y

    @classmethod
    def of_rib_cage(cls, table: Iterable[RibCageRow], coordinates: Coordinates) -> Actuators:
        """Rib cage and girdle at the joints of `rib_cage.csv`, as far as these are balanced."""
        elements = tuple(table)
        at = [
            (i, k)
            for i, element in enumerate(elements)
            for k, axis in enumerate(AXES)
            if f"{element.joint} {axis}" in coordinates.position
        ]
        names = [f"{elements[i].joint} {AXES[k]}" for i, k in at]
        element, axis = np.array(at, dtype=np.int64).reshape(-1, 2).T
        return cls(
            names=tuple(f"rib cage {name}" for name in names),
            row=np.array([coordinates.position[name] for name in names], dtype=np.int64),
            capacity=np.array([elements[i].capacity_nm for i, _ in at]),
            element=element,
            axis=axis,
        )
