"""What people do when their hands do not reach a load: lean further, or stand nearer; and say so.

The rule, assumed:

1. The trunk leans further forward, in half degrees and no further than people were measured bending forward
   (`flexion_rhythm.csv`), until the hands are there: of who stands or sits still, where the load's place
   counts from a spinal joint and neither the inclination of the trunk nor the tilt of the pelvis is stated.
   From the shoulders a load is as far however the trunk leans.
2. What then is left the feet (or the seat) make up for: they stand nearer by whole millimetres up to
   `MOST_STEP`, so that the load's `forward_m` and `right_m` shrink in proportion, in a movement by as much
   in every frame. Of who stands free it is looked at in balance with the load, which takes the shoulders
   back (`hands`); rule 1 looks at the trunk before that.
3. A load that is still out of reach is refused, with the distance at which it is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput, LostOnItsWay
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.arms import reaches_of, reaching, targets
from dorsum.motion.pose import Pose
from dorsum.motion.posture import LYING
from dorsum.motion.trunk import bend_spine, inclination, tilt_pelvis
from dorsum.units import DEGREE, MM

LEAN_STEP = 0.5  # °
MORE_STEPS = 10
MOST_STEP = 0.10  # m: a protocol that states a distance is not met by a larger one; assumed
WITHIN = 1e-9  # m: rounding
STANDS = {"standing": "the feet stand", "sitting": "the seat stands"}


def lean_to_reach(model: Model, pose: Pose) -> Pose:
    """State the least inclination of the trunk with which the hands come nearest to their loads (rule 1)."""
    words, loads = pose.words, [x for x in pose.task.loads if x.reference not in (None, "shoulders")]
    stated = words.stated("trunk_inclination").any() or words.stated("pelvis_tilt").any()
    if not loads or stated or words.relaxed or pose.task.moves or words.stance in LYING:
        return pose
    bent = bend_spine(model, pose)
    short = float(_short(model, bent, loads).max())
    if short <= WITHIN:
        return pose
    upright = inclination(model, bent.placed(model))[0] / DEGREE
    most = max(row.trunk_inclination_deg for row in model.body.tables.flexion_rhythm)
    leans = np.arange(0.0, most - upright, LEAN_STEP)
    leaning = pose.saying("trunk_inclination", upright + leans)
    left = np.maximum(_short(model, tilt_pelvis(model, bend_spine(model, leaning)), loads), 0.0)
    best = int(left.argmin())  # the first of those that reach
    if best == 0:
        return pose
    found = pose.saying("trunk_inclination", np.array([upright + leans[best]]))
    how = f"the trunk leans {leans[best]:g}° further"
    return found.noted(f"the hands do not reach the load by {100 * short:.1f} cm: {how}")


def stand_nearer(model: Model, pose: Pose) -> Pose:
    """Bring loads that are out of reach nearer, as if the feet stood nearer to them (rules 2 and 3).

    Raises:
        BadInput: a load is out of reach all the same, or nearer to a shoulder than a hand can be.
    """
    for i, load in enumerate(pose.task.loads):
        if load.reference is None:
            continue
        hands = list(_distances(model, pose, load))
        short = max(float(distance.max()) - longest for _, distance, (_, longest) in hands)
        if short > WITHIN and pose.words.hands is not None:
            raise LostOnItsWay(
                f"loads[{i}]: on its way between keyframes no hand reaches it, by {100 * short:.1f} cm"
            )
        if short > WITHIN:
            pose = _nearer(model, pose, i, short)
            hands = list(_distances(model, pose, pose.task.loads[i]))
        for side, distance, (shortest, longest) in hands:
            if distance.min() < shortest - WITHIN:
                raise BadInput(
                    f"loads[{i}]: the {side} hand cannot reach the load, {distance.min():.2f} m from the"
                    f" shoulder: the arm reaches from {shortest:.2f} to {longest:.2f} m"
                )
    return pose


def _nearer(model: Model, pose: Pose, i: int, short: float) -> Pose:
    """The pose with load i nearer by as much as the hands need."""
    load = pose.task.loads[i]
    step, near, reached = _step(model, pose, load), load, False
    for _ in range(MORE_STEPS):  # the shoulder follows the arm, so that a step may fall short of its aim
        brought = _brought(load, step)
        if brought is None:
            break
        near = brought
        left = float(_short(model, pose, [near]).max())
        reached = left <= WITHIN
        if reached:
            break
        step += float(np.ceil(left / MM) * MM)
    if not reached or step > MOST_STEP:
        raise BadInput(_refusal(model, pose, i, near if reached else None))
    stands = STANDS.get(pose.words.stance, "the body lies")
    loads = (*pose.task.loads[:i], near, *pose.task.loads[i + 1 :])
    return replace(pose, task=replace(pose.task, loads=loads)).noted(
        f"the hands do not reach the load by {100 * short:.1f} cm: {stands} {100 * step:.1f} cm nearer"
        f" ({_place(near)})"
    )


def _brought(load: Load, step: float) -> Load | None:
    """A load nearer to its reference by a step, m; None where it is not as far away."""
    away = float(np.hypot(load.forward_m, load.right_m))
    if step > away:
        return None
    share = 1.0 - step / away
    return replace(load, forward_m=load.forward_m * share, right_m=load.right_m * share)


def _place(load: Load) -> str:
    """Such as `forward_m = 0.579 from the shoulders`."""
    at = [f"{name} = {getattr(load, name):.3f}" for name in ("forward_m", "right_m") if getattr(load, name)]
    joint = load.reference == "shoulders"
    return f"{', '.join(at) or 'forward_m = 0'} from {'the shoulders' if joint else load.reference}"


def _step(model: Model, pose: Pose, load: Load) -> float:
    """How much nearer, m, along the stated direction, brings all hands in reach in all frames; inf: nothing.

    On its way each hand enters the sphere that the grip can reach: the smaller root of a quadratic.
    """
    away = np.hypot(load.forward_m, load.right_m)
    if not away:
        return np.inf
    direction, most = np.array([load.forward_m, 0.0, load.right_m]) / away, 0.0
    for _, to, (_, longest) in _hands(model, pose, load):
        along, left = to @ direction, np.sum(to * to, axis=1) - longest**2
        inside = along**2 - left
        if (inside < 0.0).any():
            return np.inf
        most = max(most, float(np.where(left > 0.0, along - np.sqrt(inside), 0.0).max()))
    return float(np.ceil(most / MM - WITHIN) * MM)


def _refusal(model: Model, pose: Pose, i: int, near: Load | None) -> str:
    """Why load i is out of reach; `near` is where it would be reached, None: nowhere."""
    load = pose.task.loads[i]
    side, distance, (shortest, longest) = max(
        _distances(model, pose, load), key=lambda hand: round(hand[1].max(), 9)
    )
    there = "no step towards it helps" if near is None else f"it is reached at {_place(near)}"
    so_far = f"{'; '.join(pose.notes)}; even so " if pose.notes else ""
    return (
        f"loads[{i}]: {so_far}the {side} hand cannot reach the load, {distance.max():.2f} m from the"
        f" shoulder: the arm reaches from {shortest:.2f} to {longest:.2f} m; {there}"
    )


def _short(model: Model, pose: Pose, loads: list[Load]) -> Floats:
    """By how much the worst hand falls short of its load (frames,), m; below 0 where all reach."""
    hands = [(d, longest) for load in loads for _, d, (_, longest) in _distances(model, pose, load)]
    return np.asarray(np.max([distance - longest for distance, longest in hands], axis=0))


def _distances(model: Model, pose: Pose, load: Load) -> Iterator[tuple[str, Floats, tuple[float, float]]]:
    """Side, distance from shoulder to grip (frames,) m, and what the arm reaches, of each hand."""
    for side, to, reach in _hands(model, pose, load):
        yield side, np.sqrt(np.vecdot(to, to)), reach


def _hands(model: Model, pose: Pose, load: Load) -> Iterator[tuple[str, Floats, tuple[float, float]]]:
    """Side, where the hand is to be from the shoulder (frames, 3) m, and what the arm reaches."""
    only = replace(pose, task=replace(pose.task, loads=(load,)))
    to, _ = reaching(model, pose.placed(model), targets(model, only))
    reaches = reaches_of(model)
    for side in HANDS[load.hands]:
        yield side, to[SIDES.index(side)], reaches[side]
