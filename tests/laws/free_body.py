"""Whether an answer is in balance, with NumPy alone, from bones, pulls and wrenches of a result."""

from __future__ import annotations

from pathlib import Path

import netCDF4
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


def imbalance_of_file(path: Path) -> float:
    """The same of a saved .nc file, with nothing but its arrays: bones (N, N·m) and moments of the joints."""
    with netCDF4.Dataset(path) as file:
        file.set_auto_mask(False)
        kept = {name: variable[:] for name, variable in file.variables.items()}
    return max(_of_bones(kept), _of_joints(kept))


def _wrench(force: Floats, at: Floats) -> Floats:
    return np.concatenate([force, np.cross(at, force)], axis=-1)


def _of_bones(kept: dict[str, Floats]) -> float:
    """Weight, inertia, forces from outside, pressure, muscles and the joints to both sides of every bone."""
    rotation, centre = kept["orientation"], kept["joint_centre"]
    of_mass = centre + np.einsum("fbij,bj->fbi", rotation, kept["centre_of_mass"])
    total = _wrench(kept["mass"][:, None] * np.broadcast_to(kept["gravity"], of_mass.shape), of_mass)
    for name in ("external", "inertial", "pressure"):
        total += np.concatenate([kept[f"{name}_force"], kept[f"{name}_moment"]], axis=-1)
    on, owner = kept["point_body"], kept["point_fascicle"]
    point = centre[:, on] + np.einsum("fpij,pj->fpi", rotation[:, on], kept["point_position"])
    start = np.flatnonzero(owner[1:] == owner[:-1])
    along = point[:, start + 1] - point[:, start]
    pull = np.nan_to_num(kept["force"])[:, owner[start], None] * along
    pull /= np.linalg.norm(along, axis=-1, keepdims=True)
    pulled = _wrench(pull, point[:, start])
    reaction = _wrench(kept["reaction_force"], centre)
    reaction[..., 3:] += kept["reaction_moment"]
    for f in range(len(total)):
        np.add.at(total[f], on[start], pulled[f])
        np.add.at(total[f], on[start + 1], -pulled[f])
    for body, parent in enumerate(kept["parent"]):
        total[:, body] -= reaction[:, body]
        if parent >= 0:
            total[:, parent] += reaction[:, body]
    return float(np.abs(total).max())


def _of_joints(kept: dict[str, Floats]) -> float:
    """About every axis of a spinal joint: what springs, rib cage and missing moment do not bear."""
    level, parent = kept["level_body"], kept["parent"]
    lower = kept["orientation"][:, parent[level]] @ kept["joint_axes"][level]
    z, x = (kept["joint_angle"][:, level, k] for k in (0, 1))
    first = np.broadcast_to([0.0, 0.0, 1.0], (*z.shape, 3))
    second = np.stack([np.cos(z), np.sin(z), 0.0 * z], axis=-1)
    third = np.stack([-np.sin(z) * np.cos(x), np.cos(z) * np.cos(x), np.sin(x)], axis=-1)
    axes = np.einsum("flij,flkj->flki", lower, np.stack([first, second, third], axis=2))
    borne = kept["spring_moment"] + kept["reserve"]
    names, ribs = list(kept["level"]), list(kept["rib_cage_level"])
    borne[:, [names.index(name) for name in ribs]] += kept["rib_cage_moment"]
    about = np.einsum("flki,fli->flk", axes, kept["reaction_moment"][:, level])
    return float(np.abs(about + borne).max())
