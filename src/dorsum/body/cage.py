"""The ring of ribs, costal cartilages and sternum: where it is, and what it is made of.

A rib is held by its vertebra at two places, the joints of its head and of its tubercle. Its cartilage is a
round beam that goes from the front end of the rib through the middle of the drawn cartilage to the sternum,
or to the cartilage of the rib above. Ribs, sternum and vertebrae are rigid. Ribs 11 and 12 end free.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import CostalCartilageRow
from dorsum.body.scan import Ints
from dorsum.body.skeleton import SIDES, Floats, Skeleton, sided
from dorsum.units import MM, NM_PER_DEGREE

FREE = -1  # a node that no bone holds
MIDDLE = 0.5  # of a cartilage, where it is bent
STERNUM = "sternum"
MEGA = 1e6  # Pa of a MPa


class Cage(NamedTuple):
    """Arrays of the ring in standing, m; r ribs, k nodes of the cartilages, b straight beams between them."""

    rib: Ints  # (r,) bodies
    vertebra: Ints  # (r,) that holds each rib
    sternum: int  # body
    head: Floats  # (r, 3) joint of the head of the rib
    tubercle: Floats  # (r, 3) joint of the tubercle
    support: float  # N/m, of one of these two joints, alike in all directions
    turning: Floats  # (r,) N·m/rad, of a rib about the line between the two
    node: Floats  # (k, 3)
    holder: Ints  # (k,) body that carries the node, or FREE
    pinned: Ints  # (k,) node whose place it shares while it turns by itself, or FREE
    turns: NDArray[np.bool_]  # (k,) whether the node turns by itself
    beam: Ints  # (b, 2) nodes
    area: Floats  # (b,) m²
    cartilage: Ints  # (b,) rib whose cartilage the beam is part of
    modulus: float  # Pa
    poisson: float


def build_cage(tables: Tables, skeleton: Skeleton) -> Cage:
    """The ring of a subject; sections grow with the square of the stature."""
    made = _Cartilages(skeleton)
    rows: tuple[CostalCartilageRow, ...] = tables.costal_cartilages
    onto = {row.onto: row for row in rows}
    ribs = [sided(row.rib, side) for side in SIDES for row in rows]
    for side in SIDES:
        for row in rows:
            made.add(row, side, onto.get(row.rib))
    of_joint = {row.joint: row.k_nm_per_deg for row in tables.other_stiffness}
    rib = np.array([skeleton.index(name) for name in ribs])
    turning = [of_joint[skeleton.joints[body].rsplit("_", 1)[0]] for body in rib]
    return Cage(
        rib=rib,
        vertebra=skeleton.parent[rib],
        sternum=skeleton.index(STERNUM),
        head=skeleton.centre[rib],
        tubercle=np.array(
            [skeleton.at(row.rib, "rib_costotransverse_joint", side) for side in SIDES for row in rows]
        ),
        support=tables.constant("costovertebral_stiffness") / MM / 2,
        turning=np.array(turning) * NM_PER_DEGREE,
        node=np.array(made.node),
        holder=np.array(made.holder),
        pinned=np.array(made.pinned),
        turns=np.array(made.turns),
        beam=np.array(made.beam),
        area=np.array(made.area) * MM**2 * skeleton.scale**2,
        cartilage=np.array([ribs.index(name) for name in made.of_rib]),
        modulus=tables.constant("costal_cartilage_modulus") * MEGA,
        poisson=tables.constant("costal_cartilage_poisson"),
    )


class _Cartilages:
    """Nodes and beams as they are made, cartilages from above downwards."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.node: list[Floats] = []
        self.holder: list[int] = []
        self.pinned: list[int] = []
        self.turns: list[bool] = []
        self.beam: list[tuple[int, int]] = []
        self.area: list[float] = []
        self.of_rib: list[str] = []
        self.joins: dict[str, int] = {}  # node at which the next cartilage ends on that of a rib

    def add(self, row: CostalCartilageRow, side: str, below: CostalCartilageRow | None) -> None:
        """A cartilage, with a node where the one `below` ends on it."""
        name, at = sided(row.rib, side), self.skeleton.at
        start, end = (at(row.rib, place, side) for place in _ENDS)
        middle = (at(row.rib, "costal_cartilage_external", side)
                  + at(row.rib, "costal_cartilage_internal", side)) / 2  # fmt: skip
        shares = {0.0: start, MIDDLE: middle, 1.0: end}
        if below is not None and below.share_along is not None:
            share = below.share_along
            shares.setdefault(share, _on_path(start, middle, end, share))
        pinned = FREE if row.onto == STERNUM else self.joins[sided(row.onto, side)]
        if pinned != FREE:
            shares[1.0] = self.node[pinned]
        nodes = []
        for share, place in sorted(shares.items(), key=lambda item: item[0]):
            nodes.append(len(self.node))
            last, first = share == 1.0, share == 0.0
            self.node.append(place)
            body = name if first else STERNUM if last and pinned == FREE else None
            self.holder.append(FREE if body is None else self.skeleton.index(body))
            self.pinned.append(pinned if last else FREE)
            self.turns.append(not first and not (last and row.end == "fused"))
            if below is not None and share == below.share_along:
                self.joins[name] = nodes[-1]
        self.beam += list(pairwise(nodes))
        self.area += [row.section_mm2] * (len(nodes) - 1)
        self.of_rib += [name] * (len(nodes) - 1)


_ENDS = ("rib_costochondral_junction", "costal_cartilage_sternal_end")


def _on_path(start: Floats, middle: Floats, end: Floats, share: float) -> Floats:
    """The point at a share of the way from start over the middle to the end, each half of it straight."""
    if share < MIDDLE:
        return start + (middle - start) * share / MIDDLE
    return middle + (end - middle) * (share - MIDDLE) / MIDDLE
