"""Whether an answer is in balance, with NumPy alone, from bones, pulls and wrenches of a result."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SPINE
from dorsum.mechanics.result import Result

Floats = NDArray[np.float64]


def imbalance(result: Result) -> float:
    """The largest moment about any axis of a spinal joint that nothing explains, N·m, of all frames.

    Cut at the joint, the part above is held by the pulls that cross the cut, what it weighs and bears from
    outside, and the moments of the spinal unit, of rib cage and girdle, and what the muscles lack.
    """
    found, body = result.analysis, result.body
    borne = (found.equations.passive + found.solution.reserves).reshape(len(result.times), -1, 3)
    for i, row in enumerate(body.tables.rib_cage):
        borne[:, SPINE.index(row.joint)] += found.rib_cage[:, i]
    axes, centre = joint_axes(result), np.asarray(found.equations.posed.origin)[:, body.spine]
    above = carried_by_each(result)[:, body.spine]
    moment = above[..., 3:] - np.cross(centre, above[..., :3])
    return float(np.abs(np.einsum("fjac,fjc->fja", axes, moment) + borne).max())


def carried_by_each(result: Result) -> Floats:
    """Wrench (frames, n_bodies, 6) about the world origin of all that acts on what each joint carries."""
    found, body = result.analysis, result.body
    tension = np.zeros((len(result.times), len(body.fascicles)))
    tension[:, body.active] = found.tension
    point, start = np.asarray(found.equations.point), body.paths.piece_start
    a, b = point[:, start], point[:, start + 1]
    pull = tension[:, body.paths.piece_fascicle, None] * (b - a)
    pull /= np.linalg.norm(b - a, axis=-1, keepdims=True)
    wrench = np.concatenate([pull, np.cross(a, pull)], axis=-1)
    total = np.array(found.equations.carried)
    for f in range(len(total)):
        np.add.at(total[f], body.paths.point_body[start], wrench[f])
        np.add.at(total[f], body.paths.point_body[start + 1], -wrench[f])
    for i in reversed(range(1, len(body.skeleton.parent))):  # parents come before their children
        total[:, body.skeleton.parent[i]] += total[:, i]
    return total


def joint_axes(result: Result) -> Floats:
    """World axes of the rotations z, x', y'' of every spinal joint (frames, 25, 3, 3), by hand."""
    found, body = result.analysis, result.body
    lower = np.asarray(found.equations.posed.rotation)[:, body.skeleton.parent[body.spine]]
    base = lower @ body.skeleton.axes[body.spine]
    z, x = found.frames.angles[:, body.spine, 0, None], found.frames.angles[:, body.spine, 1, None]
    first, second, third = base[..., 0], base[..., 1], base[..., 2]
    turned = np.cos(z) * first + np.sin(z) * second
    upright = -np.sin(z) * first + np.cos(z) * second
    return np.stack([third, turned, np.cos(x) * upright + np.sin(x) * third], axis=-2)
