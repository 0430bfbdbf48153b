"""A lift as a task: the posture at its start, that at its end, and how the body goes from one to the other.

Angles and the way of the hands, seen from the shoulders, have the least jerk; knees are ahead of trunk and
spine when a load rises (`knees_lead`), and behind when it is lowered. A load keeps its direction from the
shoulders in between, so that it is near the body where the body is near it. Where no time is told, the hands
go at the mean speed that people had (`hand_speed`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.errors import BadInput, LostOnItsWay
from dorsum.lifting.bending import rule
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import Stance, posture_of, stances, stances_of_many
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.frames import pose_of
from dorsum.motion.task import Keyframe, Task
from dorsum.units import CM, DEGREE

MORE_BENT, TRIES = 5.0, 7  # ° and times that elbows are bent more, where arms are too short on the way
WHERE = ("at the start", "at the end")
FRAMES = 21  # of a lift: twenty steps of one fiftieth to a tenth of a second


def stances_of(model: Model, lift: Lift) -> list[Stance]:
    """How the body stands at the start of a lift, and at its end if it has one.

    Where straight arms would not reach the load on its way, for the shoulders turn as they go, elbows stay
    bent a little more at both ends.

    Raises:
        BadInput: the hands cannot be there.
    """
    if lift.end is None:
        return stances(model, lift, [lift.start])
    tried = rule(model, "elbow_low") + MORE_BENT * np.arange(TRIES)
    for elbow in tried.tolist():
        found = stances(model, lift, [lift.start, lift.end], elbow)
        try:
            pose_of(task_of(model, lift, found), model)
        except LostOnItsWay:
            if elbow == tried[-1]:
                raise
        else:
            break
    return found


def stances_of_each(model: Model, lifts: Sequence[Lift]) -> list[list[Stance] | BadInput]:
    """The same of each of some lifts, all at once; in place of one that cannot be stands why."""
    both = [[at for at in (lift.start, lift.end) if at is not None] for lift in lifts]
    stood = iter(
        stances_of_many(model, [(lift, at) for lift, ats in zip(lifts, both, strict=True) for at in ats])
    )
    found: list[list[Stance] | BadInput] = []
    for lift, ats in zip(lifts, both, strict=True):
        stances_ = [next(stood) for _ in ats]
        fault = next((each for each in stances_ if isinstance(each, BadInput)), None)
        told = [each for each in stances_ if isinstance(each, Stance)]
        try:
            if fault is None and lift.end is not None:
                pose_of(task_of(model, lift, told), model)
        except BadInput:  # on its way: elbows are bent more, or it cannot be
            found.append(_or_why(model, lift))
        else:
            found.append(told if fault is None else fault)
    return found


def _or_why(model: Model, lift: Lift) -> list[Stance] | BadInput:
    try:
        return stances_of(model, lift)
    except BadInput as error:
        return error


def task_of(model: Model, lift: Lift, found: Sequence[Stance] | None = None) -> Task:
    """The task of a lift for a body; it can be saved, and analysed as any.

    Raises:
        BadInput: the hands cannot be there.
    """
    found = found or stances_of(model, lift)
    forward, up, right = found[0].load_m
    load = Load(
        mass_kg=lift.mass_kg,
        hands=lift.hands,
        reference="shoulders",
        forward_m=forward,
        up_m=up,
        right_m=right,
        fixed_to="feet",
    )
    told = _told(model, lift, found)
    if lift.end is None:
        return Task(title=lift.title, posture=posture_of(model, found[0]), loads=[load], assumptions=told)
    lead = rule(model, "knees_lead") * (1.0 if lift.rises else -1.0)
    keyframes = [
        Keyframe(time_s=at, posture=posture_of(model, stance), load_m=stance.load_m, knees_lead=lead)
        for at, stance in zip((0.0, seconds_of(model, lift)), found, strict=True)
    ]
    return Task(title=lift.title, keyframes=keyframes, frames=FRAMES, loads=[load], assumptions=told)


def seconds_of(model: Model, lift: Lift) -> float:
    """How long a lift takes, s: as told, else as fast as hands usually go, straight from start to end."""
    if lift.seconds is not None or lift.end is None:
        return lift.seconds or 0.0
    way = float(np.linalg.norm(_place(lift.end) - _place(lift.start))) * CM
    return max(way / rule(model, "hand_speed"), rule(model, "shortest_lift"))


def speed_of(model: Model, lift: Lift) -> float:
    """Mean speed of the hands straight from start to end, m/s."""
    seconds = seconds_of(model, lift)
    if lift.end is None or not seconds:
        return 0.0
    return float(np.linalg.norm(_place(lift.end) - _place(lift.start))) * CM / seconds


def _place(hands: Hands) -> np.ndarray:
    aside = hands.asymmetry_deg * DEGREE
    return hands.horizontal_cm * np.array([np.cos(aside), 0.0, np.sin(aside)]) + [0.0, hands.vertical_cm, 0.0]


def _told(model: Model, lift: Lift, found: Sequence[Stance]) -> tuple[str, ...]:
    """What the posture is by rule, and what it leaves out."""
    say = [
        f"{WHERE[i]} the hands are {at.words}; the trunk leans"
        f" {stance.trunk_inclination:.0f}° and the knees are bent {stance.knee_flexion:.0f}° (style:"
        f" {lift.style})"
        for i, (at, stance) in enumerate(zip((lift.start, lift.end), found, strict=False))
        if at is not None
    ]
    most = max(found, key=lambda stance: abs(stance.pelvis_turn))
    if most.pelvis_turn:
        say.append(
            f"the feet stay: towards the load the pelvis turns {abs(most.pelvis_turn):.0f}° on the hips, the"
            f" trunk twists {abs(most.twist):.0f}°, the arms reach for the rest"
        )
    for stance, where in zip(found, WHERE, strict=False):
        if stance.forward_cm > 0.0:
            say.append(
                f"{where} the weight of body and load is {stance.forward_cm:.1f} cm before its usual point"
                " over the feet, towards the toes: nearer to it the hands do not reach"
            )
        elif stance.straightened:
            say.append(f"{where} the hands are reached with elbows straighter than usual")
    ahead = max(stance.knees_ahead_cm for stance in found)
    near = min(at.horizontal_cm for at in (lift.start, lift.end) if at is not None)
    if ahead + rule(model, "knee_front") > near:
        say.append("the knees are as far forward as the load: it is taken to pass between them")
    limit = rule(model, "ankle_limit")
    if max(stance.shank for stance in found) > limit:
        say.append(
            f"the shanks lean more than the {limit:g}° that heels on the floor allow: the heels would lift"
        )
    return tuple(say)
