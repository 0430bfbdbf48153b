"""Pressure in the chest while breath is held: what it does to ribs, sternum and vertebrae.

Its wall is a surface of triangles from the first ribs down to the lower border of the lungs, where the
diaphragm closes the chest. A pressure p pushes every corner by p times the slope of the volume with where
the corner is. What it does to the diaphragm is the opposite of what it does to the wall, so that in all it
does nothing, and goes to the bones that hold the diaphragm: each takes its share of the force, and the moment
is what a turn of all these shares about their middle adds.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.names import SIDES, sided
from dorsum.body.scan import Ints
from dorsum.body.skeleton import Floats, Skeleton
from dorsum.mechanics.kinematics import Posed, carry

MIDDLE, STERNUM = "middle", "sternum"  # of the vertebra; end of the cartilage on the sternum
# Corners at each rib, from the spine to where the lower border of the lung crosses it: the sixth rib in the
# line of the middle of the clavicle, the eighth in that of the armpit, the tenth at the spine (Gray 1918).
BEHIND = (MIDDLE, "internal_dorsal", "internal_dorsolateral")
WHOLE = (*BEHIND, "internal_lateral", "internal_ventral", STERNUM)
CORNERS = {
    **dict.fromkeys(range(1, 7), WHOLE),
    7: (*BEHIND, "internal_lateral", "external_ventral"),
    8: (*BEHIND, "internal_lateral"),
    9: (*BEHIND, "external_lateral"),
    10: BEHIND[:2],
}
Corner = tuple[int, str, str]  # rib, place, side


class Chest(NamedTuple):
    """The wall of the chest and what holds the diaphragm; points from their bodies' joint centres, m."""

    body: Ints  # (n,) of each corner
    local: Floats  # (n, 3)
    triangle: Ints  # (t, 3) corners, by the right hand about the normal outwards
    held_by: Ints  # (k,) bodies that hold the diaphragm
    held_at: Floats  # (k, 3)
    share: Floats  # (k,) of the diaphragm that each holds

    @classmethod
    def of(cls, body: Body, diaphragm: Ints) -> Chest:
        """The chest of a subject; `diaphragm` are its fascicles."""
        skeleton, fascicles = body.skeleton, body.fascicles
        first, force = np.asarray(fascicles.layout.first)[diaphragm], fascicles.make.force[diaphragm]
        arise = np.asarray(fascicles.layout.point_body)[first]
        held_by, which = np.unique(arise, return_inverse=True)
        share = np.bincount(which, force)
        held_at = np.zeros((len(held_by), 3))
        np.add.at(held_at, which, force[:, None] * fascicles.position[first])
        corners = {corner: i for i, corner in enumerate(_corners())}
        placed = [_placed(skeleton, corner) for corner in corners]
        on = np.array([bone for bone, _ in placed])
        return cls(
            body=on,
            local=np.array([at for _, at in placed]) - skeleton.centre[on],
            triangle=np.array([[corners[corner] for corner in each] for each in _triangles()]),
            held_by=held_by,
            held_at=held_at / share[:, None] - skeleton.centre[held_by],
            share=share / share.sum(),
        )

    def wrenches(self, posed: Posed, bodies: int) -> Floats:
        """(frames, bodies, 6) of 1 Pa, about the world's origin."""
        at = carry(posed, self.body, self.local)
        a, b, c = (at[:, self.triangle[:, i]] for i in range(3))
        third = np.cross(b - a, c - a) / 6.0  # of the area
        pushed = sum(_sums(of, len(self.body)) for of in self.triangle.T) @ third
        wall = np.concatenate([pushed, np.cross(at, pushed)], axis=-1)
        held = self._held(posed, -wall.sum(axis=1))
        return np.asarray(_sums(self.body, bodies) @ wall + _sums(self.held_by, bodies) @ held)

    def _held(self, posed: Posed, wrench: Floats) -> Floats:
        """(frames, k, 6) that reach the holders by a wrench (frames, 6) on the diaphragm."""
        at = carry(posed, self.held_by, self.held_at)
        share = self.share[:, None]
        middle = (share * at).sum(axis=1)
        off = at - middle[:, None]
        moment = wrench[:, 3:] - np.cross(middle, wrench[:, :3])
        square = (off * off).sum(axis=-1)[..., None, None] * np.eye(3) - off[..., :, None] * off[..., None, :]
        turn = np.linalg.solve((share[..., None] * square).sum(axis=1), moment[..., None])[..., 0]
        force = share * (wrench[:, None, :3] + np.cross(turn[:, None], off))
        return np.concatenate([force, np.cross(at, force)], axis=-1)


def _sums(of: Ints, count: int) -> Floats:
    """(count, n) 1 where one of n things is of the one that stands for the row: by it things are summed."""
    return np.asarray(np.arange(count)[:, None] == of, dtype=np.float64)


def _corners() -> list[Corner]:
    """Those of the midline have no side."""
    found: list[Corner] = []
    for rib, places in CORNERS.items():
        found.append((rib, MIDDLE, ""))
        found += [(rib, place, side) for side in SIDES for place in places[1:]]
    return found


def _placed(skeleton: Skeleton, corner: Corner) -> tuple[int, Floats]:
    """The body of a corner, and where it is in standing."""
    rib, place, side = corner
    if place == MIDDLE:
        return skeleton.index(f"T{rib}"), skeleton.middle(f"T{rib}")
    if place == STERNUM:
        return skeleton.index(STERNUM), skeleton.at(f"rib{rib}", "costal_cartilage_sternal_end", side)
    on = sided(f"rib{rib}", side)
    return skeleton.index(on), skeleton.at(f"rib{rib}", f"intercostal_{place}_lower_border", side)


def _triangles() -> list[tuple[Corner, Corner, Corner]]:
    """Of both walls, of the sternum, and of the upper end within the first ribs."""
    found: list[tuple[Corner, Corner, Corner]] = []
    for side in SIDES:
        rows = [[(rib, p, "" if p == MIDDLE else side) for p in places] for rib, places in CORNERS.items()]
        top = [(rows[0][0], a, b) for a, b in pairwise(rows[0][1:])]
        of_side = top + [each for upper, lower in pairwise(rows) for each in _strip(upper, lower)]
        found += of_side if side == "right" else [(a, c, b) for a, b, c in of_side]
    front = [
        [(rib, STERNUM, side) for side in ("right", "left")] for rib in CORNERS if STERNUM in CORNERS[rib]
    ]
    right, left = front[0]
    found.append(((1, MIDDLE, ""), right, left))
    return found + [each for upper, lower in pairwise(front) for each in _strip(upper, lower)]


def _strip(upper: list[Corner], lower: list[Corner]) -> list[tuple[Corner, Corner, Corner]]:
    """Between two rows; where the lower one ends before the upper the last corner of it serves for the rest,
    but not for the sternum, at which the wall ends."""
    found = []
    for i, (a, b) in enumerate(pairwise(upper)):
        j = min(i, len(lower) - 1)
        if j + 1 < len(lower):
            found += [(a, lower[j], b), (lower[j], lower[j + 1], b)]
        elif b[1] != STERNUM:
            found.append((a, lower[j], b))
    return found
