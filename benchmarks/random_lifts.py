"""Random lifts of at most the weight that NIOSH recommends: how many of them the muscles balance.

    .venv/bin/python benchmarks/random_lifts.py 200 male female

Each lift is held at an instant: trunk, knees and place of the hands are drawn, the posture follows, and where
the hands then are from ankles and floor gives the recommended weight (Waters 1994; one lift, good grip, short
way: its factors of frequency, grip and distance are 1). The mass is drawn up to that. What cannot be reached
or has no recommended weight is drawn anew. The ranges were written down before the first run.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace

import numpy as np

from dorsum.body.names import SIDES
from dorsum.body.skeleton import Floats
from dorsum.errors import DorsumError
from dorsum.mechanics.model import Model
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

TRUNK = (0.0, 90.0)  # ° of inclination
KNEES = (0.0, 100.0)  # ° of flexion, in half of the lifts; straight in the others
FORWARD, DOWN, RIGHT = (0.10, 0.34), (-0.05, 0.34), (-0.08, 0.08)  # of the stature, from the shoulders
SHARE = (0.3, 1.0)  # of the recommended weight
LOAD_CONSTANT = 23.0  # kg
SHORT_NM = 1.0  # more is lacking
ANKLE = 0.039  # height of the ankles over that of the body (Winter 2009)


def recommended(forward_m: float, up_m: float, right_m: float) -> float:
    """The recommended weight, kg, of hands so far from the middle of the ankles, and above the floor."""
    horizontal, vertical = 100.0 * np.hypot(forward_m, right_m), 100.0 * up_m
    asymmetry = np.degrees(np.arctan2(abs(right_m), forward_m))
    if horizontal > 63.0 or not 0.0 <= vertical <= 175.0 or asymmetry > 135.0:
        return 0.0
    far, high = 25.0 / max(horizontal, 25.0), 1.0 - 0.003 * abs(vertical - 75.0)
    return float(LOAD_CONSTANT * far * high * (1.0 - 0.0032 * asymmetry))


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


def main(count: int, subjects: list[str]) -> None:
    for subject in subjects:
        model = model_for(subject)
        short, bound, rows, used = 0, 0, 1, []
        where: Counter[str] = Counter()
        for seed in range(count):
            result = analyze(random_lift(seed, model), model)
            lacking = result.shortfall
            if lacking is not None and lacking.moment > SHORT_NM:
                short += 1
                where[lacking.words] += 1
            bound += int(result.array("give_at_bound").sum())
            used.append(float(result.array("trunk_strength_used")[0]))
            rows = result.array("give_at_bound").size
        print(
            f"{subject}: {count - short} of {count} balance within {SHORT_NM:g} N·m; joints at their bound"
            f" {100 * bound / count / rows:.1f} %; trunk strength used: median {np.nanmedian(used):.2f},"
            f" 95th percentile {np.nanpercentile(used, 95):.2f}"
        )
        for words, times in where.most_common(6):
            print(f"  {times} × {words}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, sys.argv[2:] or ["male", "female"])
