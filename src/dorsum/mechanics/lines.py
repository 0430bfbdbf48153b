"""Muscles as lines: lengths, moment arms and the wrench each fascicle sends across a joint.

A straight piece of a path from a to b is the line (u, m): unit direction u = (b − a)/|b − a| and moment
m = a × u about the world origin (Plücker coordinates). A joint axis n through o is the screw (o × n, n).
Unit tension in the piece turns the joint with

    r = s · (n·m + (o × n)·u) = −∂ℓ/∂q,      s = +1 if a is above the joint, −1 if b is.

A muscle on a ball (`body.wraps`) is two such pieces and an arc between them, whose ends both lie on the body
that carries the ball: where they lie follows from the posture, and the length counts the arc.

"Above" means carried by the joint: inside the subtree that hangs on it. s·(u, m) is also the wrench that
unit tension exerts on everything above the joint, so joint reactions read the same table the other way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.body import Crossing, Paths
from dorsum.body.skeleton import Floats
from dorsum.body.wraps import touch
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.namespace import Numbers, cross, put, runs_of, sum_by

MANY = 4  # frames from which on NumPy is quicker body by body


class Lines(NamedTuple):
    """All pieces of all paths in the world."""

    point: Numbers  # (frames, n_points, 3) m
    pluecker: Numbers  # (frames, 6, n_pieces) u, m
    length: Numbers  # (frames, n_fascicles) m


def draw(paths: Paths, posed: Posed) -> Lines:
    """The lines of every path in a posed body.

    Inside, the components come before the points: the same few operations on many numbers in a row are what
    processors are quick at.
    """
    xp = posed.origin.__array_namespace__()
    point, along = places(paths, posed)
    a, b = _pieces(paths, point)
    length = xp.sqrt(b[:, 0] ** 2 + b[:, 1] ** 2 + b[:, 2] ** 2)
    b /= length[:, None]  # unit directions
    pluecker = xp.concatenate([b, cross(a, b, axis=1)], axis=1)
    if len(paths.wraps.piece):
        length = put(length, paths.wraps.piece, along)
    whole = sum_by(paths.piece_fascicle, length, paths.piece_of.shape[0])
    return Lines(xp.moveaxis(point, 1, -1), pluecker, whole)


def ends(paths: Paths, posed: Posed) -> tuple[Numbers, Numbers]:
    """Where pieces start, and their way to the end (frames, 3, n_pieces), m."""
    return _pieces(paths, places(paths, posed)[0])


def _pieces(paths: Paths, point: Numbers) -> tuple[Numbers, Numbers]:
    a, b = (point.take(paths.piece_start + end, axis=-1, mode="clip") for end in (0, 1))
    b -= a
    return a, b


def places(paths: Paths, posed: Posed) -> tuple[Numbers, Numbers]:
    """All points (frames, 3, n_points), those where paths touch balls too, and how far these lie apart along
    the balls (frames, m), m."""
    many = isinstance(posed.origin, np.ndarray) and len(posed.origin) >= MANY
    point = _points_by_body(paths, posed) if many else _points(paths, posed)
    first, _, radius = paths.wraps
    if not len(first):
        return point, point[:, 0, :0]
    centre = posed.origin.__array_namespace__().moveaxis(posed.origin, 1, -1)[:, :, paths.point_body[first]]
    one, other, along = touch(point[:, :, first - 1] - centre, point[:, :, first + 2] - centre, radius)
    return put(put(point, first, centre + one), first + 1, centre + other), along


def _points_by_body(paths: Paths, posed: Posed) -> Floats:
    """`_points` by one product of matrices for the points of a body in all frames."""
    order, bodies, first, _ = runs_of(paths.point_body)
    frames, n_bodies = posed.origin.shape[:2]
    there = np.concatenate([posed.rotation, posed.origin[..., None]], axis=-1)
    there = there.transpose(1, 0, 2, 3).reshape(n_bodies, 3 * frames, 4)
    local = np.ones((4, len(order)))
    local[:3] = paths.point_local[order].T
    found = np.empty((frames, 3, len(order)))
    point = np.empty_like(found)
    flat = found.reshape(3 * frames, -1)
    for body, start, end in zip(bodies, first, [*first[1:], len(order)], strict=True):
        np.matmul(there[body], local[:, start:end], out=flat[:, start:end])
    point[..., order] = found
    return point


def _points(paths: Paths, posed: Posed) -> Numbers:
    """All points (frames, 3, n_points), m."""
    xp = posed.origin.__array_namespace__()
    rotation = xp.take(xp.moveaxis(posed.rotation, 1, -1), paths.point_body, axis=-1, mode="clip")
    origin = xp.take(xp.moveaxis(posed.origin, 1, -1), paths.point_body, axis=-1, mode="clip")
    local = xp.asarray(paths.point_local).T
    x, y, z = (rotation[:, :, k] * local[k] for k in range(3))
    return origin + x + y + z


def wrenches(crossing: Crossing, lines: Lines) -> Floats:
    """Wrench (force, moment about the world origin) of unit tension on all above: (frames, 6, n_pairs)."""
    pluecker, piece, sign = lines.pluecker, crossing.pair_piece, crossing.pair_sign
    total: Floats = pluecker.take(piece[:, 0], axis=-1, mode="clip")
    total *= sign[:, 0]
    for k in range(1, piece.shape[1]):
        more = np.flatnonzero(sign[:, k])
        total[:, :, more] += sign[more, k] * pluecker[:, :, piece[more, k]]
    return total


def screws(posed: Posed, axes: Numbers, joint: Numbers) -> Numbers:
    """Screws (o × n, n) of the joints' three axes: (frames, n_joints, 3, 6)."""
    xp = axes.__array_namespace__()
    n = axes[:, joint]
    return xp.concatenate([cross(posed.origin[:, joint, None, :], n), n], axis=-1)


def moment_arms(crossing: Crossing, wrench: Floats, screw: Floats) -> Floats:
    """Moment arms r = −∂ℓ/∂q of every pair about the axes of its joint: (frames, axes, n_pairs), m.

    `screw` is (frames, n_joints, axes, 6); the pairs of a joint are a run.
    """
    arms = np.empty((len(wrench), screw.shape[2], wrench.shape[2]))
    bounds = np.searchsorted(crossing.pair_joint, np.arange(screw.shape[1] + 1))
    for joint in range(screw.shape[1]):
        run = slice(bounds[joint], bounds[joint + 1])
        np.matmul(screw[:, joint], wrench[:, :, run], out=arms[:, :, run])
    return arms
