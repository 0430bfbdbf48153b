"""An independent check: the ground's measured force against weight and inertia of the moving body.

The loads on the spine follow from what lies above each disc and need no ground force. The ground's force is
the sum of all masses times (their acceleration − gravity), so it tests masses and motion together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.exchange.read.recording import ForcePlate
from dorsum.mechanics.model import Model
from dorsum.mechanics.recorded import GroundCheck
from dorsum.motion.recorded.filter import Smooth, Smoothing
from dorsum.motion.recorded.frames import SmoothMotion
from dorsum.motion.recorded.motion import Motion

LOADED = 20.0  # N on a plate that carries somebody; the usual threshold of contact in gait analysis
NEAR = 0.30  # m from the ankle to the force under that foot, level; a foot is about that long
BETWEEN = 0.2  # of the way from foot to foot: nearer to one, a force is of that foot alone
STANDS = 0.5  # m/s: a foot whose centre is slower than this may carry weight; a swinging one moves at 2 to 4


def ground_check(
    model: Model,
    motion: Motion,
    plates: Sequence[ForcePlate],
    smoothing: Smoothing,
    own: tuple[float, float] = (-np.inf, np.inf),
) -> GroundCheck | None:
    """Compare in the frames between `own` times; None where no plate or no way of the pelvis is recorded."""
    if not plates or motion.root is None:
        return None
    smooth = SmoothMotion(motion, model, smoothing.low_pass_hz)
    time = smooth.curve.times
    measured, on = _measured(plates, time, motion.heading)
    centre, feet = _ways(model, smooth)
    mass = model.body.masses.mass
    computed = np.einsum("b,fbi->fi", mass, centre.at(time, 2) - model.gravity)
    inside = (time >= own[0]) & (time < own[1])
    complete = _complete(feet, time, on) & inside
    off = (measured - computed)[complete]
    some = bool(complete.any())
    return GroundCheck(
        int(complete.sum()),
        int(inside.sum()),
        np.sqrt(np.mean(off**2, axis=0)) if some else np.full(3, np.nan),
        float(measured[complete, 1].mean()) if some else np.nan,
        float(computed[complete, 1].mean()) if some else np.nan,
        float(-mass.sum() * model.gravity[1]),
    )


def _ways(model: Model, smooth: SmoothMotion) -> tuple[Smooth, dict[str, Smooth]]:
    """The ways of all centres of mass and of the feet in space."""
    time = smooth.curve.times
    assert smooth.root is not None  # asked by `ground_check`
    posed, root = model.place(smooth.angles(time)), smooth.root.at(time)
    centre = model.centres_in(posed) + root[:, None]
    feet = {
        side: Smooth.through(time, centre[:, model.body.skeleton.index(sided("foot", side))])
        for side in SIDES
    }
    return Smooth.through(time, centre), feet


def _measured(
    plates: Sequence[ForcePlate], time: Floats, heading: Floats
) -> tuple[Floats, list[tuple[np.ndarray, Floats]]]:
    """Force of all plates (frames, 3), and of each plate where it is loaded and where the force acts."""
    total, on = np.zeros((len(time), 3)), []
    for plate in plates:
        force = _at(plate.time, plate.force, time)
        loaded = force[:, 1] > LOADED
        point = _at(plate.time, np.nan_to_num(plate.point), time)
        total += np.where(loaded[:, None], force, 0.0)
        on.append((loaded, point @ heading.T))
    return total @ heading.T, on


def _at(recorded: Floats, values: Floats, time: Floats) -> Floats:
    """Mean of the samples around each time (frames, 3)."""
    edges = np.concatenate([[-np.inf], (time[1:] + time[:-1]) / 2, [np.inf]])
    first = np.searchsorted(recorded, edges)
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(values, axis=0)])
    count = np.maximum(np.diff(first), 1)[:, None]
    return np.asarray((total[first[1:]] - total[first[:-1]]) / count)


def _complete(feet: dict[str, Smooth], time: Floats, on: Sequence[tuple[np.ndarray, Floats]]) -> np.ndarray:
    """Frames (frames,) in which some plate is loaded and every foot that stands has its force beside it.

    Two standing feet may share a plate if its force acts between them.
    """
    loaded = np.stack([loaded for loaded, _ in on], axis=1)
    points = np.stack([point for _, point in on], axis=1)[..., [0, 2]]
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
