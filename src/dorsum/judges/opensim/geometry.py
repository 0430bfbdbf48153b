"""OpenSim as judge of lengths and moment arms: the same body, the same postures, two programs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.coordinates import Coordinate, coordinates, random_angles, values_of
from dorsum.exchange.write.osim.document import osim_document
from dorsum.judges.agreement import Agreement
from dorsum.judges.opensim.opened import Opened
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.lines import draw
from dorsum.mechanics.model import Model

ALLOWED = 1e-6  # m, for lengths and moment arms; set before the first comparison
POSTURES = 50
EVERY_PAIR, CROSSING = 2, 5  # postures in which the solver is asked for every pair, for those that cross
SEED = 1


class Judged(NamedTuple):
    """A model in both programs, in the same postures."""

    model: Model
    opened: Opened
    found: tuple[Coordinate, ...]
    angles: Floats  # (postures, n_bodies, 3) rad

    def pose(self, posture: int) -> None:
        """Put the model of OpenSim in a posture."""
        self.opened.pose(values_of(self.found, self.angles[posture : posture + 1])[0])

    def arms(self, posture: int) -> Floats:
        """Our moment arms (coordinates, fascicles) in a posture, m; NaN where a pair does not cross."""
        bodies = [c.body for c in self.found]
        joints = sorted(set(bodies))
        arms = all_moment_arms(self.model, self.angles[posture : posture + 1], joints)[0]
        rows = [joints.index(body) for body in bodies]
        signs = np.array([c.sign for c in self.found])
        return np.asarray(signs[:, None] * arms[rows, [c.axis for c in self.found]])


@contextmanager
def judged(model: Model, postures: int = POSTURES, seed: int = SEED) -> Iterator[Judged]:
    """Export the body, open it in OpenSim and choose random postures, every joint anywhere in its range."""
    body = model.body
    found = coordinates(body)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "back.osim"
        path.write_text(osim_document(model, np.zeros((len(body.skeleton.names), 3))), encoding="utf-8")
        opened = Opened(path, found, [f.name for f in body.fascicles])
    yield Judged(model, opened, found, random_angles(body, postures, seed))


def compare_lengths(case: Judged) -> Agreement:
    """Lengths of all fascicles in all postures."""
    ours = draw(case.model.mech.paths, case.model.place(case.angles)).length
    start, theirs = time.process_time(), []
    for posture in range(len(case.angles)):
        case.pose(posture)
        theirs.append(case.opened.lengths())
    return _agreement("fascicle lengths", ours, np.array(theirs), len(ours), start)


def compare_all_arms(case: Judged) -> Agreement:
    """Moment arms of every fascicle at every coordinate in all postures, by what unit tension does."""
    ours = np.array([np.nan_to_num(case.arms(posture)) for posture in range(len(case.angles))])
    start, theirs = time.process_time(), []
    for posture in range(len(case.angles)):
        case.pose(posture)
        theirs.append(case.opened.moment_arms())
    return _agreement("moment arms, every pair, by unit tension", ours, np.array(theirs), len(ours), start)


def compare_arms(case: Judged, postures: range, crossing: bool, fascicles: int | None = None) -> Agreement:
    """Moment arms by OpenSim's moment arm solver, one pair after the other.

    Of every pair or of those that cross; of so many fascicles chosen at random, or of all.
    """
    count = len(case.model.body.fascicles)
    muscles = np.arange(count)
    if fascicles is not None:
        muscles = np.random.default_rng(SEED).choice(count, fascicles, replace=False)
    ours, theirs, start = [], [], time.process_time()
    for posture in postures:
        case.pose(posture)
        arms = case.arms(posture)[:, muscles].T
        chosen = np.isfinite(arms) if crossing else np.ones(arms.shape, dtype=bool)
        ours.append(np.nan_to_num(arms[chosen]))
        pairs = np.argwhere(chosen)
        theirs += [case.opened.moment_arm(int(at), int(muscles[row])) for row, at in pairs]
    what = f"moment arms, {'pairs that cross' if crossing else 'every pair'}, by the solver"
    return _agreement(what, np.concatenate(ours), np.array(theirs), len(postures), start)


def _agreement(what: str, ours: Floats, theirs: Floats, postures: int, start: float) -> Agreement:
    seconds = time.process_time() - start
    return Agreement(what, postures, ours.size, float(np.abs(ours - theirs).max()), ALLOWED, "m", seconds)


def judge_geometry(model: Model) -> Iterator[Agreement]:
    """The whole comparison.

    OpenSim's moment arm solver takes 0.3 ms a pair and is asked in seven postures; what unit tension does at
    every coordinate is known for all pairs of a posture in 20 ms, and is compared in all of them.
    """
    with judged(model) as case:
        yield compare_lengths(case)
        yield compare_all_arms(case)
        yield compare_arms(case, range(EVERY_PAIR), crossing=False)
        yield compare_arms(case, range(EVERY_PAIR, EVERY_PAIR + CROSSING), crossing=True)
