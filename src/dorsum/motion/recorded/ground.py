"""Two independent checks against the ground's measured forces.

The loads on the spine follow from what lies above each disc and need no ground force. Weight, inertia and
what the hands hold ask for a force of the ground and a moment: the force tests masses and motion together.
The moment, taken about L5/S1, is the difference of two roads to the net moment there: from the ground up over
feet, legs and pelvis, and from head and hands down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.exchange.read.recording import ForcePlate
from dorsum.mechanics.kinematics import joint_axes
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import net_moments, on_bodies
from dorsum.mechanics.recorded import GroundCheck
from dorsum.motion.recorded.filter import Smooth, Smoothing
from dorsum.motion.recorded.frames import NOTHING, SmoothMotion
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.measured import acting
from dorsum.motion.recorded.motion import Motion

JOINT = "L5/S1"
LOADED = 20.0  # N on a plate that carries somebody; the usual threshold of contact in gait analysis
NEAR = 0.30  # m from the ankle to the force under that foot, level; a foot is about that long
BETWEEN = 0.2  # of the way from foot to foot: nearer to one, a force is of that foot alone
STANDS = 0.5  # m/s: a foot whose centre is slower than this may carry weight; a swinging one moves at 2 to 4


class _Measured(NamedTuple):
    """What the plates say at some times, in the axes of the motion."""

    wrench: Floats  # (frames, 6) of all loaded plates about the pelvis, N and N·m
    loaded: np.ndarray  # (frames, plates)
    points: Floats  # (frames, plates, 3) where the forces act, m


class Compared(NamedTuple):
    """Both roads in those frames of a stretch in which every standing foot is on a plate."""

    of: int  # frames of the stretch
    off: Floats  # (frames, 3) N, measured less computed force
    measured: Floats  # (frames,) N, upward
    computed: Floats
    apart: Floats  # (frames, 3) N·m, moment at L5/S1 from the ground less from above: z x y
    above: Floats


def ground_check(model: Model, stretches: Sequence[Compared]) -> GroundCheck | None:
    """What the stretches of a recording say together; None of none."""
    if not stretches:
        return None
    of, *courses = zip(*stretches, strict=True)
    off, measured, computed, apart, above = map(np.concatenate, courses)
    return GroundCheck(
        frames=len(off),
        of=sum(of),
        rms=_rms(off),
        mean_measured=_mean(measured),
        mean_computed=_mean(computed),
        weight=float(-model.body.masses.mass.sum() * model.gravity[1]),
        moment_rms=_rms(apart),
        extension_above=_greatest(above[:, 0]),
        extension_below=_greatest((above + apart)[:, 0]),
    )


def compare(
    model: Model,
    motion: Motion,
    plates: Sequence[ForcePlate],
    smoothing: Smoothing,
    own: tuple[float, float] = (-np.inf, np.inf),
    hands: Hands = NOTHING,
) -> list[Compared]:
    """The frames between `own` times; empty where no plate or no way of the pelvis is recorded."""
    if not plates or motion.root is None:
        return []
    smooth = SmoothMotion(motion, model, smoothing.low_pass_hz, hands)
    assert smooth.root is not None  # as the motion's
    time = smooth.curve.times
    frames = smooth.frames(time)
    posed, pelvis = model.place(frames.angles), smooth.root.at(time)
    measured = _measured(plates, time, motion.heading, pelvis)
    computed = -on_bodies(model, frames, posed).sum(axis=1)
    centre = model.centres_in(posed)
    at = {side: model.body.skeleton.index(sided("foot", side)) for side in SIDES}
    feet = {side: Smooth.through(time, centre[:, foot] + pelvis) for side, foot in at.items()}
    inside = (time >= own[0]) & (time < own[1])
    complete = _complete(feet, time, measured) & inside
    joint = model.joint(JOINT)
    axes = joint_axes(model.mech.tree, posed, frames.angles)[:, joint]
    off = measured.wrench - computed
    turning = off[:, 3:] - np.cross(posed.origin[:, joint], off[:, :3])
    return [
        Compared(
            of=int(inside.sum()),
            off=off[complete, :3],
            measured=measured.wrench[complete, 1],
            computed=computed[complete, 1],
            apart=np.einsum("fkc,fc->fk", axes, turning)[complete],
            above=net_moments(model, frames, posed)[complete, joint],
        )
    ]


def _rms(values: Floats) -> Floats:
    """Root mean square over the frames; NaN without any."""
    return np.sqrt(np.mean(values**2, axis=0)) if len(values) else np.full(values.shape[1], np.nan)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _greatest(values: Floats) -> float:
    return float(values.max()) if len(values) else np.nan


def _measured(plates: Sequence[ForcePlate], time: Floats, heading: Floats, pelvis: Floats) -> _Measured:
    """Of the plates that are loaded; `pelvis` (frames, 3) is what moments are taken about."""
    on = [acting(plate, time, heading, pelvis) for plate in plates]
    loaded = np.stack([one.wrench[:, 1] > LOADED for one in on], axis=1)
    total = sum(np.where(one.wrench[:, 1:2] > LOADED, one.wrench, 0.0) for one in on)
    return _Measured(np.asarray(total), loaded, np.stack([one.point for one in on], axis=1))


def _complete(feet: dict[str, Smooth], time: Floats, measured: _Measured) -> np.ndarray:
    """Frames (frames,) in which some plate is loaded and every foot that stands has its force beside it.

    Two standing feet may share a plate if its force acts between them.
    """
    loaded, points = measured.loaded, measured.points[..., [0, 2]]
    places = np.stack([feet[side].at(time)[:, [0, 2]] for side in SIDES], axis=1)
    stands = np.stack([np.linalg.norm(feet[side].at(time, 1), axis=1) < STANDS for side in SIDES], axis=1)
    apart = np.linalg.norm(places[:, :, None] - points[:, None], axis=-1)
    apart = np.where(loaded[:, None], apart, np.inf)
    held = (apart.min(axis=2) < NEAR) | ~stands
    plate = apart.argmin(axis=2)
    shared = stands.all(axis=1) & (plate[:, 0] == plate[:, 1])
    across = places[:, 1] - places[:, 0]
    ahead = points[np.arange(len(time)), plate[:, 0]] - places[:, 0]
    share = np.sum(ahead * across, axis=1) / np.sum(across**2, axis=1)
    between = (share > BETWEEN) & (share < 1.0 - BETWEEN)
    return np.asarray(loaded.any(axis=1) & held.all(axis=1) & (between | ~shared))
