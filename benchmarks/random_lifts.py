"""Random lifts of at most the weight that NIOSH recommends: how many of them the muscles balance.

    .venv/bin/python benchmarks/random_lifts.py 1000 male female --free all

Each lift is held at an instant: trunk, knees and place of the hands are drawn, the posture follows, and where
the hands then are from ankles and floor gives the recommended weight (Waters 1994; one lift, good grip, short
way: its factors of frequency, grip and distance are 1). The mass is drawn up to that. What cannot be reached
or has no recommended weight is drawn anew. The ranges were written down before the first run.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.names import SIDES
from dorsum.body.skeleton import Floats
from dorsum.errors import DorsumError
from dorsum.lifting.niosh import Hands, LiftingIndex, LiftingTask, lifting_index
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.shortfall import Shortfall
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

TRUNK = (0.0, 90.0)  # ° of inclination
KNEES = (0.0, 100.0)  # ° of flexion, in half of the lifts; straight in the others
FORWARD, DOWN, RIGHT = (0.10, 0.34), (-0.05, 0.34), (-0.08, 0.08)  # of the stature, from the shoulders
SHARE = (0.3, 1.0)  # of the recommended weight
SHORT_NM = (0.5, 1.0)  # more is lacking; the worst of those beyond the first are listed
WORST = 10
ANKLE = 0.039  # height of the ankles over that of the body (Winter 2009)


def recommended(forward_m: float, up_m: float, right_m: float) -> float:
    """The recommended weight, kg, of hands so far from the middle of the ankles, and above the floor."""
    horizontal, vertical = 100.0 * float(np.hypot(forward_m, right_m)), 100.0 * up_m
    if vertical < 0.0:
        return 0.0
    hands = Hands(horizontal, vertical, float(np.degrees(np.arctan2(abs(right_m), forward_m))))
    once = LiftingTask(load=0.0, origin=hands, travel=0.0, frequency=0.2, hours=1.0, grip="good")
    found = lifting_index(once)
    assert isinstance(found, LiftingIndex)  # two hands, standing, for an hour: in its scope
    return found.rwl


def hands_from_feet(task: Task, model: Model) -> Floats:
    """Where the hands are from the middle of the ankles, forward and right, and above the floor, m."""
    posed = pose_of(task, model).placed(model)
    names = model.body.skeleton.names
    ankles = posed.origin[0, [names.index(f"foot_{side}") for side in SIDES]].mean(axis=0)
    hands = np.mean([model.grip_in(posed, side)[0] for side in SIDES], axis=0)
    return np.asarray(hands - ankles + [0.0, ANKLE * model.body.subject.height_m, 0.0])


def random_lift(seed: int, model: Model) -> Task:
    """The lift of a seed for a body."""
    rng = np.random.default_rng(seed)
    stature = model.body.subject.height_m
    while True:
        posture = Posture(
            trunk_inclination=rng.uniform(*TRUNK),
            knee_flexion_right=(knees := rng.uniform(*KNEES) * (rng.random() < 0.5)),
            knee_flexion_left=knees,
        )
        load = Load(
            mass_kg=1.0,
            reference="shoulders",
            forward_m=stature * rng.uniform(*FORWARD),
            up_m=-stature * rng.uniform(*DOWN),
            right_m=stature * rng.uniform(*RIGHT),
        )
        share = rng.uniform(*SHARE)
        task = Task(name=f"lift_{seed}", title=f"Random lift {seed}", posture=posture, loads=(load,))
        try:
            most = recommended(*hands_from_feet(task, model))
            task = replace(task, loads=(replace(load, mass_kg=share * most),))
            pose_of(task, model)
        except DorsumError:
            continue
        if most > 0.0:
            return task


@dataclass(frozen=True)
class Held:
    """What became of one lift."""

    task: Task
    lacking: Shortfall | None
    used: float  # share of the trunk's strength; NaN where none is told
    at_bound: NDArray[np.bool_]  # (joints, 3) whether an angle would give farther than it may
    settled: bool  # the search for how far joints give came to rest

    @property
    def lacks_nm(self) -> float:
        return self.lacking.moment if self.lacking else 0.0

    @property
    def words(self) -> str:
        posture, (load,) = self.task.posture, self.task.loads
        assert isinstance(posture, Posture)
        assert isinstance(load, Load)
        return (
            f"{self.task.name}: {load.mass_kg:.1f} kg, trunk {posture.trunk_inclination:.0f}°, knees"
            f" {posture.knee_flexion_right:.0f}°: {self.lacking.words if self.lacking else 'balances'}"
        )


def held(seed: int, model: Model) -> Held:
    """The lift of a seed, analysed."""
    task = random_lift(seed, model)
    result = analyze(task, model)
    return Held(
        task,
        result.shortfall,
        float(result.array("trunk_strength_used")[0]),
        result.array("give_at_bound")[0].astype(bool),
        bool(result.array("give_settled")[0]),
    )


def told(subject: str, lifts: list[Held]) -> None:
    """Shares of all lifts, and the worst ones."""
    lacks, used = np.array([lift.lacks_nm for lift in lifts]), [lift.used for lift in lifts]
    bound = np.array([lift.at_bound for lift in lifts])
    within = ", ".join(f"{(lacks <= most).sum()} within {most:g} N·m" for most in SHORT_NM)
    print(
        f"{subject}: of {len(lifts)} lifts {within}; at their bound {100 * bound.mean():.1f} % of angles,"
        f" {100 * bound.any(axis=2).mean():.1f} % of joints; {sum(not lift.settled for lift in lifts)} not"
        f" settled; trunk strength used: median {np.nanmedian(used):.2f},"
        f" 95th percentile {np.nanpercentile(used, 95):.2f}"
    )
    where = Counter(
        f"{lift.lacking.direction} at {lift.lacking.joint}"
        for lift in lifts
        if lift.lacking and lift.lacks_nm > SHORT_NM[0]
    )
    print(
        "  lacking: " + (", ".join(f"{times} × {words}" for words, times in where.most_common(8)) or "none")
    )
    for lift in sorted(lifts, key=lambda lift: -lift.lacks_nm)[:WORST]:
        if lift.lacks_nm > SHORT_NM[0]:
            print(f"  {lift.words}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("subjects", nargs="*", default=["male", "female"])
    parser.add_argument(
        "--free", default="", help="groups of joints that are balanced besides the spine, or all"
    )
    options = parser.parse_args()
    for subject in options.subjects:
        model = model_for(subject, Options(free=options.free))
        told(subject, [held(seed, model) for seed in range(options.count)])


if __name__ == "__main__":
    main()
