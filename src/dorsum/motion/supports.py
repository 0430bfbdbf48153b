"""From the supports of a task to contacts: which points of the body touch what.

A body touches with a patch. Its flesh is told from its mass and inertia: an elliptic slab with the same
second moments ends two standard deviations from its centre of mass, and the patch reaches √3 of them to each
side (half the length of a rod). So a trunk slice of the table of masses, 240 mm deep, has its skin 120 mm
behind and in front of its centre, and the pelvis sits as deep as its ischial tuberosities are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput
from dorsum.mechanics.analysis import Frames, Options, apparent_gravity
from dorsum.mechanics.bearing import Borne, bear, weight_of
from dorsum.mechanics.contacts import GROUND, Contacts, beside, together
from dorsum.mechanics.holding import GROUP, Holding
from dorsum.mechanics.inertia import centres_of_mass, weights
from dorsum.mechanics.inner import Inner
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.least import lacking
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.acting import Support
from dorsum.motion.external import body_of, limbs, lying
from dorsum.motion.pose import per_model
from dorsum.motion.task import Task

FORWARD = np.array([1.0, 0.0, 0.0])
UP = np.array([0.0, 1.0, 0.0])
SKIN, EDGE = 2.0, 3.0**0.5  # standard deviations of a slab's mass to its skin, of a rod's to its end
STEEP = 0.9  # cosine of the angle between a body's long axis and a normal, above which the patch is its end
THIN = 0.04  # m: half the length of a body along the surface, below which it touches along a line
LEAST_SPREAD = 0.05  # m: places nearer to one line hold no balance across it
MOST_LEAN = 0.15  # m: how far a body can lean over limbs that touch the floor on one line; assumed
APART = 0.03  # m between what should touch, above which it is said: flesh gives way to two or three cm
LACKS = 1.0  # N or N·m that supports may lack of the balance of the whole body


class Patch(NamedTuple):
    """Points of one body that touch one surface."""

    support: Support
    on: int
    against: int
    at: Floats  # (frames, points, 3) m
    normal: Floats  # (frames, 3)


def supported(
    model: Model,
    task: Task,
    frames: Frames,
    rule: Objective | str = DEFAULT,
    options: Options | None = None,
    near: Borne | None = None,
    leans: bool = True,
) -> tuple[Frames, Borne | None]:
    """The frames with what the contacts of a task's supports bear, and that by itself.

    `near` is what they bear in a posture nearby, where that the supports can bear the body is known; `leans`:
    whether the body leans over limbs that touch the floor on one line.

    Raises:
        BadInput: they cannot.
    """
    contacts = contacts_of(model, task, frames, leans)
    if near is None and contacts is not None and contacts.whole:
        _refuse_what_falls(model, task, frames, contacts)
    contacts = together(contacts, holding(model, frames))
    if contacts is None:
        return frames, None
    borne = bear(model, frames, contacts, Objective.of(rule), options or Options(), near)
    return frames._replace(external=borne.external), borne


def girdled(model: Model, frames: Frames, rule: Objective, options: Options) -> Frames:
    """The frames of a recording with what holds the scapulae, where the girdle is balanced."""
    contacts = holding(model, frames)
    if contacts is None:
        return frames
    return frames._replace(external=bear(model, frames, contacts, rule, options).external)


def holding(model: Model, frames: Frames) -> Contacts | None:
    """What holds the scapulae where the girdle is balanced; None where it is not."""
    held = _holding(model)
    return None if held is None else held.contacts(model.place(frames.angles))


def inner_of(model: Model, borne: Borne) -> Inner:
    """What holds the scapulae, where it is all that was `borne`."""
    held = _holding(model)
    assert held is not None  # else there are no contacts
    return Inner(model, held.contacts, borne.factors)


@per_model
def _holding(model: Model) -> Holding | None:
    return Holding.of(model.body) if GROUP in model.body.free else None


def contacts_of(model: Model, task: Task, frames: Frames, leans: bool = True) -> Contacts | None:
    """The contacts of the supports of a task in some frames; None where there are none."""
    if not task.supports:
        return None
    posed = model.place(frames.angles)
    patches = [
        patch
        for i, support in enumerate(task.supports)
        for patch in _patches(model, support, f"supports[{i}]", posed)
    ]
    if not patches:
        return None
    if leans and any(support.kind == "floor" for support in task.supports):
        patches = _leant(model, frames, posed, patches)
    whole = any(support.balances for support in task.supports)
    usual = model.body.tables.constant("contact_friction")
    names, points = model.body.skeleton.names, [patch.at.shape[1] for patch in patches]
    told = [usual if patch.support.friction is None else patch.support.friction for patch in patches]
    return Contacts(
        names=tuple(
            f"{p.support.kind} {names[p.on]}" for p, n in zip(patches, points, strict=True) for _ in range(n)
        ),
        on=np.repeat([patch.on for patch in patches], points),
        against=np.repeat([patch.against for patch in patches], points),
        at=np.concatenate([patch.at for patch in patches], axis=1),
        normal=np.concatenate(
            [p.normal[:, None].repeat(n, axis=1) for p, n in zip(patches, points, strict=True)], axis=1
        ),
        friction=np.repeat(told, points),
        held=_held(model, patches, whole),
        whole=whole,
    )


def gaps(model: Model, task: Task, frames: Frames) -> tuple[str, ...]:
    """What should touch the thighs and is farther off, in words."""
    posed = model.place(frames.angles)
    found: dict[str, None] = {}
    for i, support in enumerate(task.supports):
        for patch in _patches(model, support, f"supports[{i}]", posed):
            if patch.against != GROUND:
                thigh = _skin(model, posed, patch.against, -patch.normal)[:, 0]
                apart = ((patch.at.mean(axis=1) - thigh) * patch.normal).sum(axis=1)
                if (gap := float(np.abs(apart).max())) > APART:
                    found[f"{support.kind} and thighs are {100 * gap:.0f} cm apart where they touch"] = None
    return tuple(found)


def _held(model: Model, patches: list[Patch], whole: bool) -> tuple[int, ...]:
    """The upper arms and thighs of the limbs that are touched; legs are held with the pelvis where it is, and
    by their own muscles where hips are balanced."""
    touched = [body for patch in patches for body in (patch.on, patch.against)]
    above, bones = np.asarray(model.mech.above), [] if GROUP in model.body.free else ["humerus"]
    if whole and "hips" not in model.body.free:
        bones.append("femur")
    first = [model.body.skeleton.index(f"{bone}_{side}") for bone in bones for side in SIDES]
    return tuple(body for body in first if any(above[body, b] > 0.0 for b in touched if b != GROUND))


def _patches(model: Model, support: Support, where: str, posed: Posed) -> Iterator[Patch]:
    up = np.broadcast_to(UP, (len(posed.origin), 3))
    if support.kind == "couch":
        if support.limp:
            return
        mass = np.asarray(model.body.masses.mass)
        bodies = [b for b in lying(model, support, where) if mass[b] > 0.0 and not limbs(model)[b]]
    elif support.kind in ("floor", "seat"):
        bodies = [body_of(model, name, where) for name in support.bodies]
    else:
        yield from _leaning(model, support, where, posed, up)
        return
    for body in bodies:
        yield Patch(support, body, GROUND, _patch(model, posed, body, up), up)


def _leaning(model: Model, support: Support, where: str, posed: Posed, up: Floats) -> Iterator[Patch]:
    """A backrest, elbows, or a belly on the thighs."""
    names = model.body.skeleton.names
    if support.kind == "backrest":
        body = body_of(model, str(support.body), where)
        forward = np.asarray(posed.rotation[:, body] @ FORWARD)
        yield Patch(support, body, GROUND, _patch(model, posed, body, forward), forward)
        return
    thighs = [names.index(f"femur_{side}") for side in SIDES]
    if support.kind == "elbows":
        for side, thigh in zip(SIDES, thighs, strict=True):
            elbow = names.index(f"forearm_{side}")
            against = thigh if support.on == "thighs" else GROUND
            yield Patch(support, elbow, against, posed.origin[:, elbow, None], up)
        return
    body = body_of(model, str(support.body), where)
    for thigh in thighs:
        normal = np.asarray(posed.rotation[:, thigh] @ FORWARD)  # of the front of the thigh
        skin = _skin(model, posed, body, normal).mean(axis=1)
        along = posed.origin[:, thigh] - skin  # to the thigh's own plane, sideways
        across = np.asarray(posed.rotation[:, thigh] @ np.array([0.0, 0.0, 1.0]))
        at = skin + (along * across).sum(axis=1)[:, None] * across
        yield Patch(support, body, thigh, at[:, None], normal)


def _spread(model: Model, posed: Posed, body: int) -> Floats:
    """Second moments of a body's mass about its centre, over its mass (frames, 3, 3) m², in world axes."""
    inertia, mass = np.asarray(model.body.masses.inertia)[body], float(model.body.masses.mass[body])
    own = (np.trace(inertia) / 2.0 * np.eye(3) - inertia) / mass if mass > 0.0 else np.zeros((3, 3))
    turn = posed.rotation[:, body]
    return np.asarray(turn @ own @ np.swapaxes(turn, 1, 2))


def _skin(model: Model, posed: Posed, body: int, normal: Floats) -> Floats:
    """The point (frames, 1, 3) of a body's skin straight against a normal (frames, 3); of a body without mass
    its joint centre."""
    if not model.body.masses.mass[body] > 0.0:
        return np.asarray(posed.origin[:, body, None])
    deep = np.sqrt(np.einsum("fi,fij,fj->f", normal, _spread(model, posed, body), normal))
    centre = np.asarray(centres_of_mass(model.body.masses, posed))[:, body]
    return np.asarray(centre - SKIN * deep[:, None] * normal)[:, None]


def _patch(model: Model, posed: Posed, body: int, normal: Floats) -> Floats:
    """The corners (frames, 4, 3) of the patch of a body on a surface of that normal (frames, 3).

    Of a slice, which is thin along, the two ends across; of a body without mass its joint centre.
    """
    skin = _skin(model, posed, body, normal)
    if not model.body.masses.mass[body] > 0.0:
        return skin
    spread = _spread(model, posed, body)
    long, front = posed.rotation[:, body, :, 1], posed.rotation[:, body, :, 0]
    ends = np.abs((long * normal).sum(axis=1)) > STEEP
    across = cross(normal, np.where(ends[:, None], front, long))
    across /= np.linalg.norm(across, axis=1)[:, None]
    along = cross(across, normal)
    one, other = (
        EDGE * np.sqrt(np.einsum("fi,fij,fj->f", way, spread, way))[:, None] * way for way in (along, across)
    )
    if np.linalg.norm(one, axis=1).max() < THIN:
        one = np.zeros_like(one)
    ways = (-1.0, 1.0) if one.any() else (0.0,)
    corners = np.stack([a * one + b * other for a in ways for b in (-1.0, 1.0)], axis=1)
    return np.asarray(skin + corners)


def _leant(model: Model, frames: Frames, posed: Posed, patches: list[Patch]) -> list[Patch]:
    """The patches moved over the floor as far as the body leans over limbs that touch it on one line.

    Two places, or places on one line, hold no balance across it.
    """
    acting = _acting(model, frames, posed).sum(axis=1)
    ground = [patch for patch in patches if patch.against == GROUND and patch.support.balances]
    if (acting[:, 1] >= 0.0).any():
        raise BadInput("nothing weighs on the floor: what else acts on the body lifts it")
    middle = acting[:, [5, 3]] * np.array([1.0, -1.0]) / acting[:, 1, None]
    off = middle[:, None] - np.stack([patch.at.mean(axis=1)[:, [0, 2]] for patch in ground], axis=1)
    mean = off.mean(axis=1)
    _, spread, directions = np.linalg.svd(off - mean[:, None], full_matrices=False)
    held = directions * (spread > LEAST_SPREAD)[..., None]
    along = np.swapaxes(held, 1, 2) @ held
    lean = mean - (along @ mean[..., None])[..., 0]
    if np.linalg.norm(lean, axis=1).max() > MOST_LEAN:
        raise BadInput(_falls(model, {patch.on: None for patch in ground}))
    moved = np.insert(lean, 1, 0.0, axis=1)[:, None]
    return [p._replace(at=p.at + moved) if p.against == GROUND and p.support.balances else p for p in patches]


def _acting(model: Model, frames: Frames, posed: Posed) -> Floats:
    """Weight and wrenches from outside (frames, n_bodies, 6) about the world origin."""
    gravity = apparent_gravity(model, frames)[:, None]
    return np.asarray(weights(model.body.masses, posed, gravity)) + frames.external


def _refuse_what_falls(model: Model, task: Task, frames: Frames, contacts: Contacts) -> None:
    """Refuse supports beside whose contacts the weight of the body lies."""
    if frames.velocities.any() or frames.accelerations.any():
        return  # inertia counts, too: a balance that is missed is told by what is found
    posed = model.place(frames.angles)
    acting = _acting(model, frames, posed)
    rows, pushes = beside(model.mech, posed, acting, contacts, np.ones(len(contacts.held)))
    if (lacking(pushes, rows, weight_of(model)) > LACKS).any():
        raise BadInput(_falls(model, dict.fromkeys(contacts.on[contacts.against == GROUND].tolist())))


def _falls(model: Model, bodies: dict[int, None]) -> str:
    names = ", ".join(model.body.skeleton.names[body] for body in bodies)
    return f"the supports cannot hold the body: what acts on it lies outside {names}, or makes it slide"
