"""Strength: the greatest moment that the muscles can hold at a joint while every other joint stays balanced.

The person stands with the pelvis held and works against a pad: at T4 (a strap under the armpits) for the
trunk, at the head for the neck (`neck_test`).

The push of the pad grows until some joint gives way (`mechanics.greatest`):
all fascicles between tone and full activation, rib cage and girdle within their capacity, nothing left to
reserves, the pressures of abdomen and chest (breath is held) chosen up to what people reach in greatest
efforts. Joints give as far as the posture is known, unless it is taken exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import AXES, CERVICAL, SPINE, Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.function.limb_strength import LIMBS, Limb, directions, hanging, pad_on
from dorsum.function.neck_test import HELD_WITHIN, OF_NECK, STRAPPED, holding_thorax, trunk_held
from dorsum.function.stimulate import pull_of
from dorsum.mechanics.analysis import Frames, Options, build_problem, set_up
from dorsum.mechanics.contacts import Contacts
from dorsum.mechanics.greatest import greatest
from dorsum.mechanics.model import Model
from dorsum.mechanics.most import Greatest
from dorsum.mechanics.objectives import DEFAULT, OBJECTIVES
from dorsum.mechanics.statics import moments_of_carried
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.giving import analyse_pose, followed, known_of_words
from dorsum.motion.posture import Posture
from dorsum.motion.supports import holding
from dorsum.motion.task import Task
from dorsum.units import DEGREE, KPA

TRUNK_PAD, NECK_PAD = "T4", "skull"
MOVEMENTS: Mapping[str, str] = MappingProxyType({"z": "flexion or extension", "x": "bending", "y": "twist"})
OF_LIMBS: Mapping[str, str] = MappingProxyType(
    {"z": "flexion or extension", "x": "abduction or adduction", "y": "rotation"}
)
HELD = "pelvis held"  # from outside
STRAPPED_TO = f"pelvis and {STRAPPED} held"
GIVES = 0.05  # N·m from which on what a muscle does is told
LIMITS = 0.005  # growth of the push over that of a muscle's strength from which on the muscle is told


@dataclass(frozen=True)
class Effort:
    """A direction of effort: what the pad does against it, and the joint's moment that counts."""

    name: str
    force: tuple[float, float, float]  # of the pad on the body, N
    moment: tuple[float, float, float]  # and its pure moment, N·m
    about: Mapping[str, float]  # axes of the joint, and the share of each
    limb: Limb | None = None  # that works; None: trunk or neck

    @classmethod
    def towards(cls, degrees: float) -> Effort:
        """An effort to one side: 0° extension, 90° bending to the right, 180° flexion, 270° to the left."""
        angle = degrees * DEGREE
        back, right = float(np.cos(angle)), float(np.sin(angle))
        return cls(f"{degrees:g}°", (back, 0.0, -right), (0.0, 0.0, 0.0), {"z": back, "x": right})

    @classmethod
    def of(cls, direction: str | float) -> Effort:
        """One of `EFFORTS`, or degrees from extension over bending to the right.

        Raises:
            UnknownName: it has no such name.
            BadInput: a number that is none.
        """
        if isinstance(direction, str):
            if direction not in EFFORTS:
                raise UnknownName("direction of effort", direction, EFFORTS)
            return EFFORTS[direction]
        if not np.isfinite(direction):
            raise BadInput(
                f"an effort towards {direction} is none: degrees, 0 for extension, 90 to the right"
            )
        return cls.towards(float(direction) % 360.0)


# Bending is to the right, twist to the left.
EFFORTS: Mapping[str, Effort] = MappingProxyType(
    {
        "extension": Effort("extension", (1.0, 0.0, 0.0), (0.0, 0.0, 0.0), {"z": 1.0}),
        "flexion": Effort("flexion", (-1.0, 0.0, 0.0), (0.0, 0.0, 0.0), {"z": -1.0}),
        "bending": Effort("bending", (0.0, 0.0, -1.0), (0.0, 0.0, 0.0), {"x": 1.0}),
        "twist": Effort("twist", (0.0, 0.0, 0.0), (0.0, -1.0, 0.0), {"y": 1.0}),
    }
)


@dataclass(frozen=True)
class Strength:
    """The greatest effort of one subject at one joint in one direction.

    `pad` is the bone that it rests on, `held` what else holds the body. `push` is the force of the pad in N,
    or its moment in N·m (`unit`); `moment_nm` what it does about the joint's axis, `total_nm` that and what
    the weight of the body above does. `gives_way` names the joint and movement whose balance limits it most,
    `limits` the muscles: by how many percent the push would grow if a muscle were 1 % stronger; `gives_nm`
    what each does about the joint's axis, against the effort where it is negative. `gave_deg` is the most
    that a joint stands off the posture stated. `muscles_nm` and `all_nm` are the moments of all
    muscles that pull this way with the joint looked at alone: of those in the balance, and of all.
    """

    joint: str
    direction: str
    subject: str
    pad: str
    held: str
    push: float
    unit: str
    moment_nm: float
    total_nm: float
    gives_way: str
    limits: Mapping[str, float]
    gives_nm: Mapping[str, float]
    abdominal_pressure_kpa: float
    chest_pressure_kpa: float
    gave_deg: float
    muscles_nm: float
    all_nm: float


def strength(
    subject: Model | Body | Subject | str,
    joint: str,
    direction: str | float,
    posture: Posture | None = None,
    options: Options | None = None,
) -> Strength:
    """The greatest moment at a joint against a pad; `posture` is upright standing unless given.

    The joint is one of the spine, or `hip`, `knee` or `shoulder` of the right side, whose directions are
    those of its range (`joint_ranges.csv`): pelvis held, of the shoulder the thorax, too, as people are
    strapped to a seat; the limb hanging, the pad at the end of its bone.

    Of the spine `direction` is one of `EFFORTS`, extension, flexion, bending or twist, or degrees from
    extension (0) over bending to the right (90) and flexion (180) to bending to the left (270). Joints give
    as far as the posture is known, unless the `options` take it exactly, as all tests of limbs do.

    Raises:
        UnknownName: no such joint or direction.
        NoEquilibrium: the posture itself cannot be held.
    """
    limb = LIMBS.get(joint)
    if limb is None and joint not in SPINE:
        raise UnknownName("spinal joint or limb", joint, (*SPINE, *LIMBS))
    options = options or Options()
    if limb is not None:
        options = replace(options, free=(*(options.free or ()), limb.group))
    elif joint in CERVICAL:
        options = replace(options, free=(*(options.free or ()), *OF_NECK))
    model = model_for(subject, options)
    effort = Effort.of(direction) if limb is None else _of_limb(model, limb, direction)
    joint = joint if limb is None else limb.joint
    found = greatest_push(model, joint, effort, posture or Posture(), options)
    row = {axis: model.rows.index_of(f"{joint} {axis}") for axis in effort.about}
    asked = sum(share * found.per_unit[row[axis]] for axis, share in effort.about.items())
    return Strength(
        joint=joint,
        direction=effort.name,
        subject=model.body.subject.name,
        pad=pad_of(joint) if limb is None else f"the {limb.pad}",
        held=HELD_WITHIN if joint in CERVICAL else STRAPPED_TO if limb and limb.strapped else HELD,
        push=found.times,
        unit="N·m" if "y" in effort.about else "N",
        moment_nm=float(found.times * asked),
        total_nm=float(found.times * asked + _by_weight(model, found.frames, joint, effort)),
        gives_way=_weakest(model, found),
        limits=_limits(model, found),
        gives_nm=_gives(model, found, joint, effort, options),
        abdominal_pressure_kpa=float(found.frames.pressure[0] / KPA),
        chest_pressure_kpa=found.chest / KPA,
        gave_deg=float(np.abs(found.deviation).max() / DEGREE),
        muscles_nm=capacity(model, joint, effort, [f.takes_part for f in model.body.fascicles]),
        all_nm=capacity(model, joint, effort),
    )


def greatest_push(model: Model, joint: str, effort: Effort, posture: Posture, options: Options) -> Greatest:
    """The greatest push of the pad in N, or N·m, and the posture in which it is held."""
    pose = pose_of(Task(name="strength", title="strength", posture=posture), model)
    stated = frames_of(pose, model)

    def follow(deviation: Floats) -> Frames:
        frames = followed(model, pose, stated, deviation[None], np.zeros(1, dtype=np.int64))
        return frames if effort.limb is None else hanging(model, frames, effort.limb)

    def load(frames: Frames) -> Floats:
        if effort.limb is None:
            return pad_push(model, frames, joint, effort)
        ((axis, sense),) = effort.about.items()
        return pad_on(model, frames, effort.limb, AXES.index(axis), sense)

    def held(frames: Frames) -> Contacts | None:
        strapped = joint in CERVICAL or (effort.limb is not None and effort.limb.strapped)
        return (holding_thorax if strapped else holding)(model, frames)

    if options.posture == "exact" or effort.limb is not None:
        return greatest(model, follow, load, options, contacts=held)
    start = analyse_pose(model, pose, options=options)
    known = known_of_words(model, pose)
    if joint in CERVICAL:
        known = trunk_held(model, known, start)
    return greatest(model, follow, load, options, known, start, held)


def _of_limb(model: Model, limb: Limb, direction: str | float) -> Effort:
    known = directions(model.body.tables, limb)
    if direction not in known or not isinstance(direction, str):
        told = direction if isinstance(direction, str) else f"{direction:g}° (of a limb they have names)"
        raise UnknownName(f"direction of effort of the {limb.kind}", told, known)
    axis, sense = known[direction]
    return Effort(direction, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), {axis: sense}, limb)


def _weakest(model: Model, found: Greatest) -> str:
    """The joint and movement whose balance limits the push most."""
    joint, axis = model.rows.names[int(found.short.argmax())].rsplit(" ", 1)
    return f"{joint} in {(MOVEMENTS if joint in SPINE else OF_LIMBS)[axis]}".replace("_", " ")


def _limits(model: Model, found: Greatest) -> dict[str, float]:
    """By muscle the relative growth of the push over that of its strength, the largest first."""
    of_muscle: dict[str, float] = {}
    for muscle, growth in zip(model.topology.muscles, found.limits, strict=False):
        of_muscle[muscle] = of_muscle.get(muscle, 0.0) + float(growth)
    told = {muscle: growth for muscle, growth in of_muscle.items() if abs(growth) >= LIMITS}
    return dict(sorted(told.items(), key=lambda each: -abs(each[1])))


def _gives(model: Model, found: Greatest, joint: str, effort: Effort, options: Options) -> dict[str, float]:
    """By muscle what it does about a joint's axis in the effort, N·m, the largest first: both sides, active
    force alone."""
    problem = build_problem(model, set_up(model, found.frames, options), OBJECTIVES[DEFAULT], options)
    rows = model.rows
    by_column = found.x * sum(
        share * problem.matrices[0, rows.index_of(f"{joint} {axis}")] for axis, share in effort.about.items()
    )
    of_muscle: dict[str, float] = {}
    for muscle, moment in zip(model.topology.muscles, by_column, strict=False):
        of_muscle[muscle] = of_muscle.get(muscle, 0.0) + float(moment)
    told = {muscle: moment for muscle, moment in of_muscle.items() if abs(moment) >= GIVES}
    return dict(sorted(told.items(), key=lambda each: -abs(each[1])))


def _by_weight(model: Model, frames: Frames, joint: str, effort: Effort) -> float:
    """What the weight of the body above a joint asks of its muscles, N·m in the direction of the effort."""
    still = np.zeros_like(frames.external)
    moments = moments_of_carried(model.mech, frames.angles, model.gravity[None], still)[0]
    rows = model.rows
    return -sum(
        share * float(moments[rows.index_of(f"{joint} {axis}")]) for axis, share in effort.about.items()
    )


def pad_of(joint: str) -> str:
    """The bone that the pad rests on."""
    return NECK_PAD if joint in CERVICAL else TRUNK_PAD


def pad_push(model: Model, frames: Frames, joint: str, effort: Effort) -> Floats:
    """Wrenches (1, n_bodies, 6) of a pad that pushes with 1 N or turns with 1 N·m against the effort.

    On T4 it acts at the joint centre of the bone, on the head at its centre of mass.
    """
    body = model.body.skeleton.names.index(pad_of(joint))
    posed = model.place(frames.angles)
    at = model.centres_in(posed)[0, body] if pad_of(joint) == NECK_PAD else posed.origin[0, body]
    wrench = np.zeros_like(frames.external)
    wrench[0, body] = [*effort.force, *(np.cross(at, effort.force) + np.asarray(effort.moment))]
    return wrench


def capacity(model: Model, joint: str, effort: Effort | str, chosen: Sequence[bool] | None = None) -> float:
    """Moment of all muscles that pull in a direction at a joint looked at alone, fully active, standing, N·m.

    `chosen` says which fascicles count; all do unless given. Both sides count.
    """
    pull, effort = pull_of(model), Effort.of(effort) if isinstance(effort, str) else effort
    arms = pull.moment_arms(np.zeros(len(pull.names)))
    along = sum(
        share * arms[:, pull.coordinates.position[f"{joint} {axis}"]] for axis, share in effort.about.items()
    )
    moments = along * np.array([f.maximal_force for f in model.body.fascicles])
    counted = np.ones(len(moments), dtype=bool) if chosen is None else np.asarray(chosen)
    return float(moments[counted & (moments > 0)].sum())
