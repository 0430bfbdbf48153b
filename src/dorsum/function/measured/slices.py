"""Where muscles lie in a transverse slice, as CT and MRI show them.

A slice shows how far the middle of a muscle lies from that of the disc. That is not its moment arm: a line
that leans has less of it, and a line that ends above or below is not in the slice.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats


def crossings(path: Floats, height: float) -> tuple[Floats, Floats]:
    """Where a path (n, 3) runs through a height: points (k, 3), and how much of each piece runs upward."""
    along = np.diff(path, axis=0)
    over = path[:, 1] - height
    through = np.flatnonzero(over[:-1] * over[1:] < 0)
    share = over[through] / (over[through] - over[through + 1])
    points = path[through] + share[:, None] * along[through]
    return points, np.abs(along[through, 1]) / np.linalg.norm(along[through], axis=1)


def centroid(body: Body, joint: int, muscles: Collection[str]) -> Floats:
    """Middle of the right side's muscles in the slice through the centre of a joint, from there, (3,) m.

    The body stands. A fascicle counts by the area that the slice cuts from it: maximal force over how much
    of it runs upward.
    """
    centre = body.skeleton.centre[joint]
    fascicles = body.fascicles
    points: list[Floats] = []
    weights: list[float] = []
    for i, (muscle, side) in enumerate(zip(fascicles.muscles, fascicles.sides, strict=True)):
        if muscle in muscles and side == "right":
            own = slice(*fascicles.layout.first[i : i + 2])
            here, upward = crossings(fascicles.position[own], centre[1])
            points.extend(here)
            weights.extend(fascicles.maximal_force[i] / upward)
    found: Floats = np.average(points, axis=0, weights=weights) - centre
    return found
