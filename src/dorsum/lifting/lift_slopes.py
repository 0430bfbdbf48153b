"""How the load of a lift's worst level changes with mass, reach, height, asymmetry and trunk: in closed form.

The body is held still where it bears most, at the start or the end. How the posture answers to a small change
of the lift is told by differences of the rule alone, which is geometry; what the level then bears by the
slopes of its balance (`mechanics.slopes`), with the muscles sharing the work anew:

    dC/dp = Σ ∂C/∂angle · dangle/dp + Σ ∂C/∂wrench · dwrench/dp

The load moves with the hands, so its shift is in the wrenches. What joints gave about the stated posture, and
how stiff compression makes them, stay as they were found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.errors import BadInput
from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.bending import bent, distances, places_of
from dorsum.lifting.course import task_of
from dorsum.lifting.lift import FARTHEST_CM, HIGHEST_CM, MOST_ASYMMETRY, Hands, Lift
from dorsum.lifting.posture import Stance, stances_of_many
from dorsum.mechanics.analysis import Frames
from dorsum.motion.acting import MOST_LOAD_KG
from dorsum.motion.arms import reaches_of
from dorsum.motion.floor import held_up
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import followed
from dorsum.units import CM

# What a load is told by: the step of its difference, the least and the most that it can be.
STEPS: Mapping[str, tuple[float, float, float]] = {
    "mass_kg": (0.01, 0.0, MOST_LOAD_KG),
    "horizontal_cm": (0.02, 0.0, FARTHEST_CM),
    "vertical_cm": (0.02, 0.0, HIGHEST_CM),
    "asymmetry_deg": (0.02, -MOST_ASYMMETRY, MOST_ASYMMETRY),
    "trunk_deg": (0.002, 0.0, 180.0),
}
PLACES = ("horizontal_cm", "vertical_cm", "asymmetry_deg")
BENT = 0.02  # of a difference: by more the two sides of a value differ only at a kink of the rule


@dataclass(frozen=True)
class LiftSlopes:
    """Slopes of the compression of one lumbar level, the body held still at the start or end of a lift.

    `by` has N per kg (`mass_kg`), per cm (`horizontal_cm`, `vertical_cm`: of the hands) and per °
    (`asymmetry_deg`; `trunk_deg`: the hands stay, the arms take up what the trunk leans more). At a name in
    `kinks` the rule of the posture, or a muscle at a bound, goes another way to each side: the slope is the
    mean of both, or that of the one side there is. By the asymmetry of two hands straight ahead it is 0, the
    same to either side. NaN where muscles do not hold the posture, or it can change to neither side.
    """

    which: int  # 0: the start, 1: the end
    level: str
    newton: float  # its compression
    by: Mapping[str, float]
    kinks: tuple[str, ...]

    @property
    def where(self) -> str:
        """`start` or `end`."""
        return ("start", "end")[self.which]


def worst_held(result: LiftResult) -> tuple[int, str, float]:
    """Where the body, held still, bears most: at the start (0) or end (1), at which lumbar level, N."""
    names = list(result.model.body.levels.names)
    at = [names.index(level) for level in LUMBAR]
    loads = np.array([np.asarray(held.compression)[0, at] for held in result.held])
    which, level = np.unravel_index(int(loads.argmax()), loads.shape)
    return int(which), LUMBAR[int(level)], float(loads[which, level])


def lift_slopes(result: LiftResult) -> LiftSlopes:
    """The slopes of a lift where it, held still, bears most.

    Raises:
        BadInput: there is no compiled kernel, or the objective has no name.
    """
    which, level, newton = worst_held(result)
    held = result.held[which]
    found = held.slopes(level)
    by_angle = np.asarray(found.by_angle)[0, 0]
    by_wrench = np.concatenate([np.asarray(found.by_force)[0, 0], np.asarray(found.by_moment)[0, 0]], axis=1)
    here = held.analysis.frames
    by: dict[str, float] = {}
    kinks = []
    for name, sides in _nearby(result, which).items():
        if name == "asymmetry_deg" and _mirrored(result, which):
            by[name] = 0.0
            continue
        if len(sides) < 2:
            by[name] = np.nan
            continue
        (below, low), (above, high) = sides
        turned = (high.angles - low.angles)[0] / (above - below)
        pushed = (high.external - low.external)[0] / (above - below)
        by[name] = float(np.sum(by_angle * turned) + np.sum(by_wrench * pushed))
        value = value_of(result, which, name)
        bent_there = bool(found.at_kink[0]) or not below < value < above
        if below < value < above:
            once = (here.angles - low.angles)[0] / (value - below)
            other = (high.angles - here.angles)[0] / (above - value)
            bent_there |= np.abs(other - once).max() > BENT * max(np.abs(once).max(), np.abs(other).max())
        if bent_there:
            kinks.append(name)
    return LiftSlopes(which, level, newton, by, tuple(kinks))


def value_of(result: LiftResult, which: int, name: str) -> float:
    """What a lift has of a name in `STEPS`."""
    if name == "mass_kg":
        return result.lift.mass_kg
    if name == "trunk_deg":
        return result.stances[which].trunk_inclination
    return float(getattr(result.places[which], name))


def held_at(lift: Lift, place: Hands) -> Lift:
    """The lift with its load held still at a place."""
    return replace(lift, start=place, end=None, seconds=None)


def leaning_stance(result: LiftResult, which: int, trunk: float) -> Stance:
    """The stance of a lift with another inclination of the trunk, °: hands and knees stay, the arms reach.

    Raises:
        BadInput: they are too short or too long for that, or nobody stands so.
    """
    model, lift, stance, place = result.model, result.lift, result.stances[which], result.places[which]
    places = places_of(model, [lift], [place])._replace(forward=stance.forward_cm * CM)
    found = bent(model, places, trunk, np.array([stance.knee_flexion]))
    reach = reaches_of(model)
    for side, distance in distances(model, places, found.posed).items():
        if not reach[side][0] <= distance[0] <= reach[side][1]:
            raise BadInput(f"with the trunk inclined {trunk:.0f}° the {side} arm does not reach the hands")
    forward, up, right = found.load[0].tolist()
    return replace(stance, trunk_inclination=trunk, load_m=(forward, up, right))


def frames_as_found(result: LiftResult, which: int, lift: Lift, stance: Stance) -> Frames:
    """The frame of a load held still in a stance, with what joints gave at the start or end of a result."""
    model, held = result.model, result.held[which]
    found = held.analysis
    task = task_of(model, lift, [stance])
    pose = pose_of(task, model)
    frames = unsupported(pose, model)
    if found.given is not None:
        frames = followed(model, pose, frames, found.given.deviation, np.arange(1))
        frames = frames._replace(stiffening=found.frames.stiffening)
    return held_up(model, task, frames, held.objective, held.options, found.borne)[0]


def _nearby(result: LiftResult, which: int) -> dict[str, list[tuple[float, Frames]]]:
    """For each name a little less and a little more of it, with the frames of each."""
    lift, place = result.lift, result.places[which]
    asked: list[tuple[str, float, Lift]] = []
    for name in ("mass_kg", *PLACES):
        if name == "asymmetry_deg" and _mirrored(result, which):
            continue
        for value in _sides(result, which, name):
            if name == "mass_kg":
                other = held_at(replace(lift, mass_kg=value), place)
            else:
                other = held_at(lift, replace(place, **{name: value}))
            asked.append((name, value, other))
    found: dict[str, list[tuple[float, Frames]]] = {name: [] for name in STEPS}
    stood = stances_of_many(result.model, [(each, each.start) for *_, each in asked])
    for (name, value, each), stance in zip(asked, stood, strict=True):
        if isinstance(stance, Stance):
            found[name].append((value, frames_as_found(result, which, each, stance)))
    still = held_at(lift, place)
    for value in _sides(result, which, "trunk_deg"):
        try:
            stance = leaning_stance(result, which, value)
        except BadInput:
            continue
        found["trunk_deg"].append((value, frames_as_found(result, which, still, stance)))
    for name, sides in found.items():  # to one side alone: from where it is
        if len(sides) == 1:
            sides.append((value_of(result, which, name), result.held[which].analysis.frames))
            sides.sort(key=lambda side: side[0])
    return found


def _sides(result: LiftResult, which: int, name: str) -> list[float]:
    step, least, most = STEPS[name]
    value = value_of(result, which, name)
    return [side for side in (value - step, value + step) if least <= side <= most]


def _mirrored(result: LiftResult, which: int) -> bool:
    return result.lift.hands == "both" and result.places[which].asymmetry_deg == 0.0
