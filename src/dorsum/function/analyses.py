"""Analyses for claims that no movement decides: who stiffens, presses, brakes, and how much of a moment.

Each returns a `Finding`: a number that is positive if the claim holds, and the sentence that goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.rows import MechanicalClaimRow, MovedPartRow
from dorsum.body.skeleton import SPINE, Floats, sided
from dorsum.errors import BadInput
from dorsum.function.stimulate import fascicles, pull_of
from dorsum.mechanics.hill import short_range
from dorsum.mechanics.lines import draw, wrenches
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.units import PERCENT

Flags = NDArray[np.bool_]

ACTIVATION = 0.1  # of the muscles that stiffen: a tenth, as in easy standing and walking
MOST_TOLD = 10.0  # tenfold: a greater rise is one of next to nothing and is told by its ends alone
BRAKING = {"bilateral": "slow_flexion", "unilateral": "side_bending"}  # tasks that bend and come back
MOVEMENTS = ("slow_flexion", "extension", "side_bending", "axial_turn")
ABDOMINALS = ("rectus_abdominis", "external_oblique", "internal_oblique")
AXIS = {
    "extension": ("z", 1.0),
    "flexion": ("z", -1.0),
    "lateral_flexion_ipsilateral": ("x", 1.0),
    "rotation_ipsilateral": ("y", -1.0),
    "rotation_contralateral": ("y", 1.0),
}


@dataclass(frozen=True)
class Finding:
    """What an analysis found; None where it cannot tell."""

    value: float | None
    unit: str
    text: str


def stiffening(model: Model, claim: MechanicalClaimRow, part: MovedPartRow) -> Finding:
    """How much stiffer the softest way to move the part becomes when the muscles work at a tenth.

    Curvature of the energy in standing over the part's joints, plus the short-range stiffness of every active
    fascicle (`hill.ShortRange`), against the same at rest.
    """
    pull = pull_of(model)
    chosen = _members(model, claim)
    activation = np.zeros(len(model.body.fascicles))
    activation[chosen] = ACTIVATION
    still = np.zeros(len(pull.names))
    at = _coordinates(model, part)
    members = [model.body.fascicles[i] for i in chosen]
    lengths = [(f.maximal_force, f.optimal_fibre_length, f.tendon_slack_length) for f in members]
    strength, optimal, slack = np.array(lengths).T
    arms = pull.moment_arms(still)[chosen][:, at]
    stiffness = short_range(model.body.tables).stiffness(strength, optimal, slack, ACTIVATION * strength)
    passive = pull.hessian(still, 0.0 * activation)[np.ix_(at, at)]
    active = pull.hessian(still, activation)[np.ix_(at, at)] + arms.T @ (stiffness[:, None] * arms)
    before, after = (float(np.linalg.eigvalsh(matrix)[0]) for matrix in (passive, active))
    return Finding((after / before - 1.0) / PERCENT, "%", stiffer_words(before, after))


def stiffer_words(before: float, after: float) -> str:
    """A stiffness at rest and at a tenth of activation, N·m/rad; a share only where it says something."""
    rise = after / before - 1.0
    share = f" ({rise / PERCENT:+.0f} %)" if -1.0 <= rise <= MOST_TOLD else ""
    falls = ", so that it gives way" if after < 0.0 else ""
    told = f"{before:.2g} to {after:.2g} N·m/rad{share}{falls}"
    return f"a tenth of activation changes the least stiffness of the part from {told}"


def compression(model: Model, claim: MechanicalClaimRow, part: MovedPartRow) -> Finding:
    """Force of the muscles, at full activation in standing, along the discs of the part, N on average."""
    joints = [model.joint(joint) for joint in part.joints]
    force = _forces_on_above(model, joints, _members(model, claim))
    normal = model.body.skeleton.axes[joints][:, :, 1]
    press = float(-np.mean(np.sum(force * normal, axis=1)))
    return Finding(press, "N", f"full activation presses on its discs with {press:.0f} N on average")


def share(model: Model, claim: MechanicalClaimRow, part: MovedPartRow) -> Finding:
    """Share of the muscles in the moment of all that pull the same way at the middle joint of the part.

    Positive by what is claimed: below the share of `weak_share` if weak, above it if not.
    """
    if claim.motion == "compression":
        return compression(model, claim, part)
    joint = part.joints[len(part.joints) // 2]
    axis, sign = AXIS[claim.motion]
    column = pull_of(model).coordinates.position[f"{joint} {axis}"]
    arms = sign * pull_of(model).moment_arms(np.zeros(len(pull_of(model).names)))[:, column]
    moments = arms * np.array([f.maximal_force for f in model.body.fascicles])
    if claim.mode == "unilateral":
        moments = np.where([f.side == "right" for f in model.body.fascicles], moments, 0.0)
    mine = float(moments[_members(model, claim)].sum())
    total = float(moments[moments > 0.0].sum())
    percent, weak = mine / total / PERCENT, model.body.tables.constant("weak_share")
    value = weak - percent if claim.strength == "weak" else percent - weak
    text = f"at {joint} {mine:.0f} of {total:.0f} N·m that all muscles can give, {percent:.0f} %"
    return Finding(value, "% above or below a tenth", text)


def braking(model: Model, claim: MechanicalClaimRow, _part: MovedPartRow) -> Finding:
    """Work that the muscles take up while the trunk goes down, J, in a task that bends and comes back."""
    result = _task(BRAKING[claim.mode], model)
    down = result.times <= result.times[int(np.abs(_lean(result)).argmax())]
    side = "both" if claim.mode == "bilateral" else "left"  # the side that the bend to the right lengthens
    chosen = _in_the_balance(model, _of(model, claim.members, side))
    taken, given = work(result, chosen, down)
    abdominals = _in_the_balance(model, _of(model, ABDOMINALS, side))
    others, _ = work(result, abdominals, down)
    tone = float(model.body.tone[chosen].max())
    active = float(np.nanmean(result.activations[down][:, chosen]))
    text = (
        f"{result.title}: on the way down they take up {taken:.1f} J at a mean activation of {active:.2f}"
        f" (tone {tone:.3g}), on the way up they give {given:.1f} J; the abdominal muscles beside them"
        f" take up {others:.1f} J on the way down"
    )
    return Finding(taken if active > tone else -taken, "J", text)


def work(result: Result, chosen: Flags, down: Flags) -> tuple[float, float]:
    """Work that fascicles take up on the way down and give on the way up, J."""
    lengths = np.asarray(result.analysis.equations.path_length)[:, chosen]
    tension = result.forces[:, chosen]
    step = 0.5 * (tension[1:] + tension[:-1]) * np.diff(lengths, axis=0)  # N·m, lengthening positive
    on_way_down = down[1:]
    return float(step[on_way_down].sum()), float(-step[~on_way_down].sum())


def working(model: Model, claim: MechanicalClaimRow, _part: MovedPartRow) -> Finding:
    """Least of the greatest activations of the muscles over four movements, less tone."""
    chosen = _in_the_balance(model, _members(model, claim))
    tone = float(model.body.tone[chosen].max())
    peaks = {
        name: float(np.nanmax(np.nanmean(_task(name, model).activations[:, chosen], axis=1)))
        for name in MOVEMENTS
    }
    told = ", ".join(f"{name.replace('_', ' ')} {peak:.2f}" for name, peak in peaks.items())
    return Finding(min(peaks.values()) - tone, "", f"greatest mean activation, tone {tone:.3g}: {told}")


ANALYSES: Mapping[str, Callable[[Model, MechanicalClaimRow, MovedPartRow], Finding]] = {
    "stabilisation": stiffening,
    "compression": compression,
    "eccentric_braking": braking,
    "any_motion": working,
}


@lru_cache(maxsize=8)
def _task(name: str, model: Model) -> Result:
    return analyze(name, model)


def _lean(result: Result) -> Floats:
    """Sum of the spine's angles about the axis that moves most, rad (frames,)."""
    angles = result.analysis.frames.angles[:, result.body.spine].sum(axis=1)
    return np.asarray(angles[:, int(np.abs(angles).max(axis=0).argmax())])


def _in_the_balance(model: Model, members: Sequence[int]) -> Flags:
    """Which fascicles (n,) are members and take part in the balance of tasks.

    Raises:
        BadInput: none does.
    """
    fascicles_, chosen = model.body.fascicles, set(members)
    found = np.array([f.takes_part and i in chosen for i, f in enumerate(fascicles_)])
    if not found.any():
        raise BadInput(f"takes no part in the balance of tasks: {fascicles_[members[0]].left_out_because}")
    return found


def _members(model: Model, claim: MechanicalClaimRow) -> list[int]:
    return _of(model, claim.members, "both" if claim.mode == "bilateral" else "right")


def _of(model: Model, members: Sequence[str], side: str) -> list[int]:
    return fascicles(model, " ".join(members), members, side)


def _coordinates(model: Model, part: MovedPartRow) -> list[int]:
    """Coordinates of a part's joints; of paired ones those of the right side."""
    pull = pull_of(model)
    names = {joint if joint in SPINE else sided(joint, "right") for joint in part.joints}
    return [i for i, name in enumerate(pull.names) if name.rsplit(" ", 1)[0] in names]


def _forces_on_above(model: Model, joints: Sequence[int], chosen: Sequence[int]) -> Floats:
    """Force on all above each joint of some fascicles at full activation in standing (n_joints, 3) N."""
    body = model.body
    crossing = body.crossing(joints, chosen)
    unit = wrenches(crossing, draw(model.mech.paths, model.upright))
    strength = np.array([body.fascicles[i].maximal_force for i in crossing.pair_fascicle])
    out = np.zeros((len(joints), 3))
    np.add.at(out, crossing.pair_joint, unit[0, :3].T * strength[:, None])
    return out
