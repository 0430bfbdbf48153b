"""The balance of a posture, by virtual work: what is left for the stabiliser to hold at every coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from dorsum.body.body import Paths
from dorsum.body.masses import Masses
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.mjcf.gliding import Stay
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.inertia import centres_of_mass
from dorsum.mechanics.kinematics import Tree, carry, joint_axes, place
from dorsum.mechanics.lines import draw
from dorsum.mechanics.mechanism import Abdomen
from dorsum.mechanics.model import Model
from dorsum.mechanics.precision import in_double
from dorsum.mechanics.result import Result


@dataclass(frozen=True, eq=False)
class Drive:
    """What acts on a body at one instant."""

    angles: Floats  # (n_bodies, 3) rad
    tension: Floats  # (n_fascicles,) N along the path; 0 for those that take no part
    rib_cage: Floats  # (n, 3: z x y) N·m at the joints of `rib_cage.csv`
    pressure: float  # Pa, in the abdomen
    external: Floats  # (n_bodies, 6) wrenches about the world origin, N and N·m
    stiffer: Floats | None = None  # (n_bodies, 3) times the springs, through compression; None: once
    pushed: tuple[int, ...] = ()  # bodies that have such a wrench at any time


def drive(model: Model, result: Result | None, frame: int = 0) -> Drive:
    """What acts in one frame of a result; standing with nothing active where there is none."""
    body = model.body
    n = len(body.skeleton.names)
    if result is None:
        nothing = np.zeros((len(body.tables.rib_cage), 3))
        return Drive(np.zeros((n, 3)), np.zeros(len(body.fascicles)), nothing, 0.0, np.zeros((n, 6)))
    found = result.analysis
    return Drive(
        angles=found.frames.angles[frame],
        tension=np.nan_to_num(result.forces[frame]),
        rib_cage=result.rib_cage_moments[frame],
        pressure=float(found.equations.pressure[frame]),
        external=found.frames.external[frame],
        stiffer=_stiffer(model, found.frames, frame),
        pushed=tuple(np.flatnonzero(np.any(found.frames.external != 0.0, axis=(0, 2))).tolist()),
    )


def _stiffer(model: Model, frames: Frames, frame: int) -> Floats | None:
    if frames.stiffening is None:
        return None
    times = np.ones((len(model.body.skeleton.names), 3))
    times[model.rows.body, model.rows.axis] = frames.stiffening[frame]
    return times


def path_lengths(model: Model, angles: Floats) -> Floats:
    """Lengths of all paths (n_fascicles,) m at angles (n_bodies, 3) rad."""
    return np.asarray(draw(model.mech.paths, model.place(angles[None])).length[0])


@in_double
def generalised(model: Model, acts: Drive, gravity: bool = True) -> Floats:
    """Moments (n_bodies, 3: z x y), N·m, of weight, tension, pressure and external wrenches at every angle.

    Springs and the moments of the rib cage are not among them.
    """
    g = model.gravity if gravity else np.zeros(3)
    angles = acts.angles
    mech = model.mech
    slope = np.asarray(
        _slope(mech.tree, mech.masses, mech.paths, mech.abdomen, angles, acts.tension, acts.pressure, g)
    )
    posed = model.place(angles[None])
    axes = joint_axes(model.mech.tree, posed, angles[None])[0]
    above = model.mech.above @ acts.external
    moment = above[:, 3:] - np.cross(posed.origin[0], above[:, :3])
    return np.asarray((axes * moment[:, None]).sum(axis=-1) - slope)


@in_double
def stay_moments(model: Model, stays: Sequence[Stay], angles: Floats) -> Floats:
    """Moments (n_bodies, 3: z x y), N·m, of straight springs between bones at angles (n_bodies, 3) rad."""
    bodies = np.array([stay.bodies for stay in stays])
    points = np.array([stay.points for stay in stays])
    stiffness, rest = (np.array([getattr(stay, name) for stay in stays]) for name in ("stiffness", "length"))

    def stored(q: Array) -> Array:
        posed = place(model.mech.tree, q[None])
        ends = [carry(posed, jnp.asarray(bodies[:, k]), jnp.asarray(points[:, k]))[0] for k in (0, 1)]
        length = jnp.linalg.norm(ends[0] - ends[1], axis=1)
        return jnp.sum(0.5 * stiffness * (length - rest) ** 2)

    return -np.asarray(jax.grad(stored)(jnp.asarray(angles)))


def _potential(
    tree: Tree,
    masses: Masses,
    paths: Paths,
    abdomen: Abdomen,
    angles: Array,
    tension: Array,
    pressure: float,
    gravity: Array,
) -> Array:
    posed = place(tree, angles[None])
    weight = -jnp.sum(masses.mass[:, None] * centres_of_mass(masses, posed)[0] * gravity)
    pull = jnp.sum(tension * draw(paths, posed).length[0])
    top = carry(posed, jnp.asarray(abdomen.upper_body), jnp.asarray(abdomen.upper_point))[0]
    floor = carry(posed, jnp.array([0]), jnp.asarray(abdomen.lower_point)[None])[0]
    push = pressure * abdomen.area * (abdomen.share @ jnp.linalg.norm(top - floor, axis=1))
    return jnp.asarray(weight + pull - push)


_slope = jax.jit(jax.grad(_potential, argnums=4))
