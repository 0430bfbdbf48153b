"""The jobs of `against.py` within one tree: run by the Python of that tree, one at a time as asked.

    python benchmarks/against_jobs.py SQUAT.npz

Reads the name of a job from each line of standard input, does it once, and answers with its CPU seconds.
Where `SQUAT.npz` is not there yet, the saturated frames of a recorded squat are written into it, so that the
solvers of both trees get the same numbers.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from revision import ROOT, either, exactly
from solver import every_bone, overloaded

from dorsum.mechanics.problem import Problem

POSTURES = (
    *("standing_relaxed", "standing_bent_forward", "standing_bent_backward", "standing_bent_20"),
    *("standing_bent_53", "standing_bent_sideways", "sitting_straight", "sitting_bent_forward"),
    *("sitting_relaxed", "sitting_slouched", "lying_supine", "lying_prone", "holding_20kg_close"),
    *("carrying_one_hand", "carrying_each_hand"),
)
ARRAYS = ("matrices", "rhs", "lower", "upper", "weights", "reserve_scale")
SQUAT = ROOT / "examples" / "recordings" / "opencap_squats1.mot"


NAMES = (
    "100 frames of slow flexion",
    "one posture",
    "a relaxed posture",
    "a new subject, 15 postures",
    "1.5 s of a recorded squat",
    "solver: slow flexion",
    "solver: saturated squat",
    "solver: beyond strength",
    "solver: every bone free",
)


def jobs(squats: Path) -> dict[str, Callable[[], object]]:
    """Name of every job and what it does; what is set up here is not measured."""
    analyze = either("dorsum.motion.analyze")
    named = either("dorsum.motion.task").Task.named
    frames_of = either("dorsum.motion.frames").frames_of
    analyse_frames = either("dorsum.mechanics.analysis").analyse_frames
    subject = either("dorsum.body.subject").Subject
    model, exact = analyze.model_for("male"), exactly()
    flexion = frames_of(replace(named("slow_flexion"), frames=100), model)
    heights = iter(1.60 + 0.001 * k for k in range(10_000))

    def new_subject() -> None:
        someone = analyze.model_for(subject(height_m=next(heights)))
        for posture in POSTURES:
            analyze.analyze(posture, someone, **exact)

    work = (
        lambda: analyse_frames(model, flexion),
        lambda: analyze.analyze("standing_bent_forward", model, **exact),
        lambda: analyze.analyze("sitting_relaxed", model, **exact),
        new_subject,
        squat,
        *solvers(model, flexion, squats),
    )
    return dict(zip(NAMES, work, strict=True))


def solvers(model: Any, flexion: Any, squats: Path) -> Iterator[Callable[[], object]]:
    """The solver alone, on problems that are set up before."""
    analysis, solve = either("dorsum.mechanics.analysis"), either("dorsum.mechanics.solve").solve
    rules, options = either("dorsum.mechanics.objectives").OBJECTIVES, analysis.Options()
    rule = rules.get("relative_force_cubed") or rules["stress_cubed"]  # its name before
    slow = analysis.build_problem(model, analysis.set_up(model, flexion, options), rule, options)
    for problem in (slow, saturated(model, squats), overloaded(), every_bone()):
        yield partial(solve, problem)


def saturated(model: Any, kept: Path) -> Problem:
    """The recorded squat at 20 Hz, many frames of which muscles cannot hold, from the file or into it."""
    if not kept.exists():
        from analysis import saturated

        found = saturated(model)
        np.savez(kept, **{name: getattr(found, name) for name in (*ARRAYS, "reserve_weight")})
    read = np.load(kept)
    _, n, m = read["matrices"].shape
    return Problem(
        **{name: read[name] for name in ARRAYS},
        reserve_weight=float(read["reserve_weight"]),
        power=3,
        coordinates=[f"coordinate {j}" for j in range(n)],
        variables=[f"variable {i}" for i in range(m)],
    )


def squat() -> Any:
    """A piece of the recorded squat at 20 Hz."""
    recorded = either("dorsum.motion.recorded.analyze")
    smoothing = either("dorsum.motion.recorded.filter").Smoothing(from_s=1.7, to_s=3.2, rate_hz=20.0)
    return recorded.analyze_recording(recorded.Request(path=SQUAT, smoothing=smoothing, **exactly()))


def main() -> None:
    print(*NAMES, sep="\t", flush=True)
    known: dict[str, Callable[[], object]] = {}
    for line in sys.stdin:
        known = known or jobs(Path(sys.argv[1]))  # not before a job is wanted
        job = known[line.strip()]
        start = time.process_time()
        job()
        print(time.process_time() - start, flush=True)


if __name__ == "__main__":
    main()
