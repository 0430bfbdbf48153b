"""The piece of mesh that belongs to one fascicle, in standing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats


@dataclass(frozen=True, eq=False)
class Part:
    """A closed surface around one fascicle: vertices in standing and where each hangs on the path."""

    fascicle: int
    position: Floats  # (n, 3) m
    normal: Floats  # (n, 3)
    point: Ints  # (n,)
    t: Floats  # (n,)
    flesh: Floats  # (n,) 1 on muscle, 0 on tendon
    faces: Ints  # (m, 3) counter-clockwise from outside


def volume(position: Floats, faces: Ints) -> float:
    """Volume inside a closed surface, positive if its faces look outward."""
    a, b, c = (position[faces[:, i]] for i in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)
