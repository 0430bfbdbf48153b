"""Strength: the greatest moment that the muscles can hold at a joint while every other joint stays balanced.

The person stands with the pelvis held and works against a pad: at T4 (a strap under the armpits) for the
trunk, at the head for the neck. The push of the pad grows until some joint gives way. As balance is linear
in the muscle forces, the greatest push is the answer of a linear program: all fascicles between tone and
full activation, rib cage and girdle within their capacity, nothing left to reserves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import CERVICAL, SPINE, Floats
from dorsum.body.subject import Subject
from dorsum.errors import NoEquilibrium, UnknownName
from dorsum.function.stimulate import pull_of
from dorsum.mechanics.analysis import Frames, Options, build_problem, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, OBJECTIVES
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import KPA

TRUNK_PAD, NECK_PAD = "T4", "skull"
# Direction of effort → force of the pad on the body, its pure moment, sign and axis of the joint's moment.
# Bending is to the right, twist to the left.
EFFORTS: Mapping[str, tuple[Sequence[float], Sequence[float], float, str]] = MappingProxyType(
    {
        "extension": ((1.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0, "z"),
        "flexion": ((-1.0, 0.0, 0.0), (0.0, 0.0, 0.0), -1.0, "z"),
        "bending": ((0.0, 0.0, -1.0), (0.0, 0.0, 0.0), 1.0, "x"),
        "twist": ((0.0, 0.0, 0.0), (0.0, -1.0, 0.0), 1.0, "y"),
    }
)
MOVEMENTS: Mapping[str, str] = MappingProxyType({"z": "flexion or extension", "x": "bending", "y": "twist"})
EXACT = Options(posture="exact")  # a linear program at the stated angles
MOST_ROUNDS = 50  # for the abdominal pressure, which follows the moment that it helps to bear
SETTLED = 1e-6  # relative change of the push at which the rounds end
LARGEST_PUSH = 1e5  # N or N·m


@dataclass(frozen=True)
class Strength:
    """The greatest effort of one subject at one joint in one direction, upright.

    `push` is the force of the pad in N, for twist its moment in N·m; `moment_nm` what it does about the
    joint's axis. `gives_way` names the joint and movement whose balance limits it most. `muscles_nm` and
    `all_nm` are the moments of all muscles that pull this way with the joint looked at alone: of those in the
    balance, and of all, the girdle's included.
    """

    joint: str
    direction: str
    subject: str
    pad: str
    push: float
    moment_nm: float
    gives_way: str
    abdominal_pressure_kpa: float
    muscles_nm: float
    all_nm: float


def strength(
    subject: Model | Body | Subject | str, joint: str, direction: str, posture: Posture | None = None
) -> Strength:
    """The greatest moment at a spinal joint against a pad; `posture` is upright standing unless given.

    `direction` is one of `EFFORTS`: extension, flexion, bending or twist.

    Raises:
        UnknownName: no such joint or direction.
        NoEquilibrium: the posture itself cannot be held.
    """
    if joint not in SPINE:
        raise UnknownName("spinal joint", joint, SPINE)
    if direction not in EFFORTS:
        raise UnknownName("direction of effort", direction, EFFORTS)
    model = model_for(subject)
    held = Task(name="strength", title="strength", posture=posture or Posture())
    frames = frames_of(held, model)
    unit = pad_push(model, frames, joint, direction)
    push, last = 0.0, -1.0
    for _ in range(MOST_ROUNDS):
        pressure = np.asarray(set_up(model, loaded(frames, unit, push), EXACT).pressure)
        last, (push, per_unit, gives_way) = push, _greatest(model, frames._replace(pressure=pressure), unit)
        if abs(push - last) <= SETTLED * max(1.0, push):
            break
    _, _, sign, axis = EFFORTS[direction]
    row = model.rows.index_of(f"{joint} {axis}")
    return Strength(
        joint=joint,
        direction=direction,
        subject=model.body.subject.name,
        pad=pad_of(joint),
        push=push,
        moment_nm=float(sign * push * per_unit[row]),
        gives_way=gives_way,
        abdominal_pressure_kpa=float(pressure[0] / KPA),
        muscles_nm=capacity(model, joint, direction, [f.takes_part for f in model.body.fascicles]),
        all_nm=capacity(model, joint, direction),
    )


def pad_of(joint: str) -> str:
    """The bone that the pad rests on."""
    return NECK_PAD if joint in CERVICAL else TRUNK_PAD


def pad_push(model: Model, frames: Frames, joint: str, direction: str) -> Floats:
    """Wrenches (1, n_bodies, 6) of a pad that pushes with 1 N or turns with 1 N·m against the effort.

    On T4 it acts at the joint centre of the bone, on the head at its centre of mass.
    """
    body = model.body.skeleton.names.index(pad_of(joint))
    posed = model.place(frames.angles)
    at = model.centres_in(posed)[0, body] if pad_of(joint) == NECK_PAD else posed.origin[0, body]
    force, moment, _, _ = EFFORTS[direction]
    wrench = np.zeros_like(frames.external)
    wrench[0, body] = [*force, *(np.cross(at, force) + np.asarray(moment))]
    return wrench


def loaded(frames: Frames, unit: Floats, push: float) -> Frames:
    """The frames with the pad's push on top."""
    return frames._replace(external=frames.external + push * unit)


def _greatest(model: Model, frames: Frames, unit: Floats) -> tuple[float, Floats, str]:
    """Greatest push at the stated abdominal pressure, moments asked per unit of it (75,), what gives way."""
    from scipy.optimize import linprog

    free, one = (set_up(model, loaded(frames, unit, push), EXACT) for push in (0.0, 1.0))
    per_unit = np.asarray(one.required - free.required)[0]
    problem = build_problem(model, free, OBJECTIVES[DEFAULT], EXACT)
    matrix = np.column_stack([problem.matrices[0], -per_unit])
    bounds = np.column_stack([np.append(problem.lower[0], 0.0), np.append(problem.upper[0], LARGEST_PUSH)])
    cost = np.append(np.zeros(len(bounds) - 1), -1.0)
    found = linprog(cost, A_eq=matrix, b_eq=problem.rhs[0], bounds=bounds)
    if found.status != 0:
        raise NoEquilibrium("the posture cannot be held: see what `dorsum analyze` says of it")
    limiting = int(np.abs(found.eqlin.marginals * np.maximum(np.abs(per_unit), 1e-9)).argmax())
    joint, axis = model.rows.names[limiting].rsplit(" ", 1)
    return float(found.x[-1]), per_unit, f"{joint} in {MOVEMENTS[axis]}"


def capacity(model: Model, joint: str, direction: str, chosen: Sequence[bool] | None = None) -> float:
    """Moment of all muscles that pull in a direction at a joint looked at alone, fully active, standing, N·m.

    `chosen` says which fascicles count; all do unless given. Both sides count.
    """
    _, _, sign, axis = EFFORTS[direction]
    pull = pull_of(model)
    arms = pull.moment_arms(np.zeros(len(pull.names)))[:, pull.coordinates.position[f"{joint} {axis}"]]
    moments = sign * arms * np.array([f.maximal_force for f in model.body.fascicles])
    counted = np.ones(len(moments), dtype=bool) if chosen is None else np.asarray(chosen)
    return float(moments[counted & (moments > 0)].sum())
