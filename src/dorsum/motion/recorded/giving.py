"""Joints that give in recorded motion: found a few times a second, and smooth between."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Analysis, Frames, Given, Options, analyse_frames
from dorsum.mechanics.give import Gave, give
from dorsum.mechanics.goal import Flags
from dorsum.mechanics.known import Ints, Known
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective
from dorsum.motion.giving import bounds, known_sums, limited
from dorsum.motion.supports import girdled


def analyse_recorded(
    model: Model, frames: Frames, objective: Objective | str, options: Options, source: str
) -> Analysis:
    """Analyse recorded frames, known as `source` tells postures (`markers` or `coordinates`).

    How far joints give is found at knots (`give_interval`), the first and the last frame among them, and runs
    straight between. The turns of neck, thorax and loin as wholes are as recorded.
    """
    rule = Objective.of(objective)
    if options.posture == "exact":
        return analyse_frames(model, girdled(model, frames, rule, options), rule, options)
    at = _knots(frames.times, model.body.tables.constant("give_interval"))
    some = girdled(model, _some(frames, at), rule, options)
    known_exactly = analyse_frames(model, some, rule, options)
    gave = _given(model, known_exactly, _some(frames, at), source, rule, options)
    knots, exact = known_exactly.frames, np.full((len(frames.times), len(model.mech.levels)), np.nan)
    exact[at] = known_exactly.compression
    before, share = _between(knots.times, frames.times)
    after = np.minimum(before + 1, len(at) - 1)
    deviation, factors = (
        (1.0 - share) * each[before] + share * each[after] for each in (gave.deviation, gave.factors)
    )
    at_bound, settled = (each[before] & each[after] for each in (gave.at_bound, gave.settled))
    wanted = np.maximum(gave.wanted[before], gave.wanted[after])
    moved = _moved(model, frames, deviation)._replace(stiffening=factors)
    moved = girdled(model, moved, rule, options)
    given = Given(frames, deviation, at_bound, settled, wanted, exact)
    return analyse_frames(model, moved, rule, options, given)


def _given(
    model: Model, exact: Analysis, frames: Frames, source: str, rule: Objective, options: Options
) -> Gave:
    """What `give` finds of recorded frames, which are `exact` with what holds the scapulae."""
    covariance = known_sums(model, source)[None].repeat(len(frames.times), axis=0)
    none = np.full(frames.angles.shape[1], -1)
    bounded = limited(model), *bounds(model, frames.angles)
    known = Known(covariance, *bounded, upright=False, hung_at=none, reacts=False)

    def follow(deviation: Floats, which: Ints) -> Frames:
        return girdled(model, _moved(model, _some(frames, which), deviation), rule, options)

    return give(model, exact, known, follow, rule, options)


def _between(known: Floats, times: Floats) -> tuple[Ints, Floats]:
    """Of each time the position of the known one before it (n,), and how far it is to the next (n, 1)."""
    before = np.clip(np.searchsorted(known, times, side="right") - 1, 0, max(len(known) - 2, 0))
    gap = known[np.minimum(before + 1, len(known) - 1)] - known[before]
    share = (times - known[before]) / np.maximum(gap, np.finfo(float).tiny)
    return before, share[:, None]


def _knots(times: Floats, interval: float) -> Ints:
    """Positions of the first and the last time, and of those in between about an interval apart."""
    pieces = max(1, int(np.ceil((times[-1] - times[0]) / interval - 1e-9)))
    return np.unique(np.searchsorted(times, np.linspace(times[0], times[-1], pieces + 1) - 1e-9))


def _some(frames: Frames, which: Ints | Flags) -> Frames:
    """Some of the frames."""
    found = (None if part is None else part[which] for part in frames)
    return Frames(*found)  # type: ignore[arg-type]


def _moved(model: Model, frames: Frames, deviation: Floats) -> Frames:
    """The frames with deviations (frames, n_rows) rad of the rows; rates stay: what a posture is off by is no
    movement."""
    angles = frames.angles.copy()
    angles[:, model.rows.body, model.rows.axis] += deviation
    return frames._replace(angles=angles)
