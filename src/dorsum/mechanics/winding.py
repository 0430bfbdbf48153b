"""How a string that winds round a ball turns as its near end moves: for the tangent of the balance.

Ball and far end Q are carried by one body, so that seen from it the near end P alone moves. With the unit
vector u from P to where the string touches the ball, the length changes by −u · dP, and u by −H dP:

    H = m mᵀ / t + h n nᵀ,    h = −((q × u) · n) / ((q × p) · n),

p and q being P and Q from the centre of the ball, n the normal of the plane through all three, m = n × u and
t the way from P to the ball. In the plane the string turns about the point of contact, across it about the
line from the centre to Q. A string that touches nothing is straight: H = (1 − u uᵀ) / ℓ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.scan import Ints
from dorsum.body.skeleton import Floats
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.mechanism import Pulling
from dorsum.mechanics.namespace import cross

GRAZES = 1e-9  # of the radius: a point of contact is no farther from the ball


class Winding(NamedTuple):
    """The pieces from near ends to balls, m of them."""

    piece: Ints  # (m,) position among the pieces that pull
    near: Floats  # (frames, m, 3) P in the world, m
    unit: Floats  # (frames, m, 3) u
    turns: Floats  # (frames, m, 3, 3) H, 1/m


def winding(pulling: Pulling, posed: Posed, start: Floats, way: Floats) -> Winding:
    """Of the pieces, which start at `start` and run along `way` (frames, 3, n_pieces), m."""
    first, _, radius = (np.asarray(of) for of in pulling.paths.wraps)
    order = np.argsort(pulling.paths.piece_start)
    sorted_starts = np.asarray(pulling.paths.piece_start)[order]
    into, beyond = (order[np.searchsorted(sorted_starts, first + k)] for k in (-1, 1))
    centre = posed.origin[:, np.asarray(pulling.paths.point_body)[first]]
    near, tangent = (np.moveaxis(of[..., into], 1, 2) for of in (start, way))
    far = np.moveaxis(start[..., beyond] + way[..., beyond], 1, 2)
    touches = np.linalg.norm(near + tangent - centre, axis=-1) <= radius * (1.0 + GRAZES)
    run = np.where(touches[..., None], tangent, far - near)
    length = np.linalg.norm(run, axis=-1)[..., None]
    unit, p, q = run / length, near - centre, far - centre
    normal = cross(p, q)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1), np.finfo(float).tiny)[..., None]
    along = cross(normal, unit)
    aside = (cross(q, unit) * normal).sum(axis=-1) / (cross(q, p) * normal).sum(axis=-1)
    turns = _square(along) / length[..., None] - aside[..., None, None] * _square(normal)
    straight = (np.eye(3) - _square(unit)) / length[..., None]
    return Winding(into, near, unit, np.where(touches[..., None, None], turns, straight))


def _square(v: Floats) -> Floats:
    return np.asarray(v[..., :, None] * v[..., None, :])
