"""From frames to forces: balance, solution, reactions and their certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import jax
import numpy as np

from dorsum.body.skeleton import SPINE, Floats
from dorsum.errors import NoEquilibrium, UnknownName
from dorsum.mechanics.kinematics import AXES
from dorsum.mechanics.model import Model, chunks, padded
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.solve import Solution, solve
from dorsum.mechanics.statics import Equations, Motion, Reactions, Switches, equations, reactions

COORDINATES = tuple(f"{joint} {axis}" for joint in SPINE for axis in AXES)
LEAST_GAIN = 1e-3  # below this a fibre is so short or fast that its activation is not weighed any higher
WORDS = {"z": ("extension", "flexion"), "x": ("right bending", "left bending"), "y": ("left twist", "right twist")}


class Frames(NamedTuple):
    """What is analysed: a held posture (one frame) or a movement."""

    times: Floats  # (frames,) s
    angles: Floats  # (frames, n_bodies, 3) rad
    velocities: Floats
    accelerations: Floats
    external: Floats  # (frames, n_bodies, 6) wrenches about the world origin, N, N·m
    pressure: Floats  # (frames,) abdominal pressure, Pa; NaN where it follows from the load


@dataclass(frozen=True)
class Objective:
    """Least Σ w xᵖ, where x is active force over maximal isometric force.

    As `stress` the weights are 1; as `activation` they undo length and velocity, so that x counts as a.
    """

    power: int
    of_stress: bool


OBJECTIVES: Mapping[str, Objective] = MappingProxyType(
    {
        "stress_cubed": Objective(3, True),
        "stress_squared": Objective(2, True),
        "activation_cubed": Objective(3, False),
        "activation_squared": Objective(2, False),
    }
)


@dataclass(frozen=True)
class Options:
    """Parts of the model that can be switched off, to see what each does to a result."""

    reserves: bool = True
    abdominal_pressure: bool = True
    ligaments: bool = True
    tone: bool = True

    def switches(self) -> Switches:
        """Factors for the equations; without ligaments the springs and stretched fibres go too."""
        return Switches(float(self.ligaments), float(self.abdominal_pressure), float(self.ligaments))


class Analysis(NamedTuple):
    """Everything computed, arrays with frames first."""

    frames: Frames
    equations: Equations
    problem: Problem
    solution: Solution
    reactions: Reactions
    tension: Floats  # (frames, n_active) N, along the path
    activation: Floats  # (frames, n_active)
    rib_cage: Floats  # (frames, n, 3) N·m, moment of rib cage and girdle at the joints of `rib_cage.csv`, axes z x y
    compression: Floats  # (frames, 25) N, muscles, weight and ligaments
    anterior_shear: Floats  # (frames, 25) N
    right_shear: Floats  # (frames, 25) N
    pressure: Floats  # (frames, 25) Pa; NaN outside the lumbar spine


def analyse_frames(
    model: Model, frames: Frames, objective: str = "stress_cubed", options: Options | None = None
) -> Analysis:
    """Balance the frames.

    Raises:
        NoEquilibrium: a joint needs more than the muscles can give and its reserve may add.
    """
    if objective not in OBJECTIVES:
        raise UnknownName("objective", objective, OBJECTIVES)
    options = options or Options()
    eq = set_up(model, frames, options)
    problem = build_problem(model, eq, OBJECTIVES[objective], options)
    solution = solve(problem)
    refuse_large_reserves(model, frames, solution)
    n_active = len(model.body.active)
    x = solution.values[:, :n_active]
    strength = np.asarray(model.mech.fibres.maximal_force) * eq.gains.cosine
    tension = strength * x + eq.fibre_passive
    reaction = _in_chunks(partial(reactions, model.mech), eq.posed, eq.carried, tension)
    compression = -reaction.force[..., 1] + eq.ligament_tension
    factor = model.body.tables.constant("force_correction_factor")
    return Analysis(
        frames=frames,
        equations=eq,
        problem=problem,
        solution=solution,
        reactions=reaction,
        tension=tension,
        activation=x / np.maximum(eq.gains.active, LEAST_GAIN),
        rib_cage=_rib_cage_moments(model, solution.values[:, n_active:]),
        compression=compression,
        anterior_shear=reaction.force[..., 0],
        right_shear=reaction.force[..., 2],
        pressure=compression / (factor * model.body.units.disc_area),
    )


def set_up(model: Model, frames: Frames, options: Options, moving: bool | None = None) -> Equations:
    """The equations of all frames, as NumPy arrays; more than one frame is a movement unless `moving` says no."""
    moving = len(frames.times) > 1 if moving is None else moving
    switches = options.switches()

    def one(*arrays: Floats) -> Equations:
        angles, velocities, accelerations, external, pressure = arrays
        motion = Motion(angles, velocities, accelerations)
        return equations(model.mech, motion, model.gravity, external, pressure, switches, moving)

    return _in_chunks(
        one, frames.angles, frames.velocities, frames.accelerations, frames.external, frames.pressure
    )


def build_problem(model: Model, eq: Equations, objective: Objective, options: Options) -> Problem:
    """The optimisation of every frame: fascicles, then the rib cage elements."""
    tables = model.body.tables
    gain = eq.gains.active
    tone = tables.constant("muscle_tone") if options.tone else 0.0
    wall = np.asarray(model.mech.abdomen.wall) * eq.hoop_activation[:, None]
    lower = np.minimum(np.maximum(tone, wall), 1.0) * gain
    weights = np.ones_like(gain) if objective.of_stress else np.maximum(gain, LEAST_GAIN) ** -float(objective.power)
    ones = np.ones((len(gain), 3 * len(tables.rib_cage)))
    names = tuple(model.body.fascicles[i].name for i in model.body.active)
    return Problem(
        matrices=matrices(model, eq),
        rhs=eq.required,
        lower=np.concatenate([lower, -ones], axis=1),
        upper=np.concatenate([gain, ones], axis=1),
        weights=np.concatenate([weights, ones], axis=1),
        power=objective.power,
        reserve_scale=tables.constant("reserve_bound"),
        reserve_weight=tables.constant("reserve_weight") if options.reserves else 1e9,
        coordinates=COORDINATES,
        variables=(*names, *(f"rib cage {row.joint} {axis}" for row in tables.rib_cage for axis in AXES)),
    )


def matrices(model: Model, eq: Equations) -> Floats:
    """What each unknown does at each coordinate (frames, 75, n_active + rib cage), N·m per unit."""
    crossing, rib_cage = model.mech.crossing, model.body.tables.rib_cage
    n_active = len(model.body.active)
    width = n_active + 3 * len(rib_cage)
    full = np.zeros((len(eq.pair_moments), len(COORDINATES), width))
    row = 3 * np.asarray(crossing.pair_joint)[:, None] + np.arange(3)
    entry = (row * width + np.asarray(model.mech.pair_column)[:, None]).ravel()
    full.reshape(len(full), -1)[:, entry] = eq.pair_moments.reshape(len(full), -1)
    for i, element in enumerate(rib_cage):
        first = 3 * SPINE.index(element.joint)
        for k in range(3):
            full[:, first + k, n_active + 3 * i + k] = element.capacity_nm
    return full


def _rib_cage_moments(model: Model, values: Floats) -> Floats:
    capacity = np.array([row.capacity_nm for row in model.body.tables.rib_cage])
    return np.asarray(values.reshape(len(values), len(capacity), 3) * capacity[:, None])


def refuse_large_reserves(model: Model, frames: Frames, solution: Solution) -> None:
    """Fail by name where a reserve exceeds its bound, or where the solver stopped early."""
    bound = model.body.tables.constant("reserve_bound")
    reserves = np.asarray(solution.reserves)
    worst = np.unravel_index(np.abs(reserves).argmax(), reserves.shape)
    missing = float(reserves[worst])
    if abs(missing) > bound:
        joint, axis = COORDINATES[worst[1]].rsplit(" ", 1)
        direction = WORDS[axis][0 if missing > 0 else 1]
        raise NoEquilibrium(
            f"no balance at {joint}, {frames.times[worst[0]]:.2f} s: the muscles are {abs(missing):.1f} N·m short"
            f" in {direction} (a reserve may add {bound:g} N·m)",
            joint=joint,
            missing_moment=abs(missing),
        )
    if not solution.converged.all():
        frame = int(np.flatnonzero(~solution.converged)[0])
        raise NoEquilibrium(f"the solver did not reach a balance at {frames.times[frame]:.2f} s")


def _in_chunks(function, *trees):  # type: ignore[no-untyped-def]
    """Call a compiled function over padded chunks of frames; results as NumPy arrays."""
    frames = jax.tree.leaves(trees[0])[0].shape[0]
    parts = []
    for where, size in chunks(frames):
        cut = jax.tree.map(lambda a, w=where, s=size: padded(a[w], s), trees)
        out = function(*cut)
        count = where.stop - where.start
        parts.append(jax.tree.map(lambda a, n=count: np.asarray(a)[:n], out))
    return parts[0] if len(parts) == 1 else jax.tree.map(lambda *a: np.concatenate(a), *parts)
