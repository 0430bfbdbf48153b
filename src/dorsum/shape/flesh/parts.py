"""The piece of mesh that belongs to one fascicle, in standing, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats


@dataclass(frozen=True, eq=False)
class Hold:
    """Two places on paths for every vertex, how far it holds on to the second, and how far to the spine.

    A place is the path point at which its piece begins, and the fraction on the piece. A level counts the
    bodies of the spine from the pelvis, 0, upward (`trunk`).
    """

    point: Ints  # (n, 2)
    t: Floats  # (n, 2)
    weight: Floats  # (n,) 0 at the first place, 1 at the second
    level: Floats  # (n,) of the spine
    trunk: Floats  # (n,) 0 on the paths, 1 on the spine

    @classmethod
    def one(cls, point: Ints, t: Floats) -> Hold:
        """Vertices that hold on to one place."""
        none = np.zeros(len(t))
        return cls(np.stack([point, point], axis=-1), np.stack([t, t], axis=-1), none, none, none)

    def __getitem__(self, rows: Ints) -> Hold:
        return Hold(self.point[rows], self.t[rows], self.weight[rows], self.level[rows], self.trunk[rows])


@dataclass(frozen=True, eq=False)
class Part:
    """A closed surface around one fascicle: vertices in standing and where each hangs on the paths."""

    fascicle: int
    position: Floats  # (n, 3) m
    normal: Floats  # (n, 3)
    hold: Hold
    flesh: Floats  # (n,) 1 on muscle, 0 on tendon
    across: Floats  # (n, 2) m, place across the fibres, the same all along one
    faces: Ints  # (m, 3) counter-clockwise from outside


def volume(position: Floats, faces: Ints) -> float:
    """Volume inside a closed surface, positive if its faces look outward."""
    a, b, c = (position[faces[:, i]] for i in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)
