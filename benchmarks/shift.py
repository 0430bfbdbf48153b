"""How long a shift of 200 different lifts takes on one core: `shift.py [giving|exact] [lifts]`.

Lifts of 2 to 12 kg within what a person of average size reaches, by two hands, half of them 30 degrees aside;
those that the body cannot do are left out and counted. Seconds are of the process, so that others who use the
machine count as far as they take its caches alone.
"""

import sys
import time

import numpy as np

from dorsum.errors import BadInput
from dorsum.lifting.job import Job, Lifting
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.many import ways_of
from dorsum.lifting.posture import stances_of_many
from dorsum.lifting.shift import analyze_job
from dorsum.mechanics.analysis import Options
from dorsum.motion.analyze import model_for

SEED = 16


def hands(rng: np.random.Generator) -> Hands:
    aside = float(rng.choice([0.0, 30.0]))
    return Hands(
        horizontal_cm=float(rng.uniform(30.0, 50.0)),
        vertical_cm=float(rng.uniform(30.0, 140.0)),
        asymmetry_deg=aside,
    )


def main() -> None:
    posture = sys.argv[1] if len(sys.argv) > 1 else "giving"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rng, model = np.random.default_rng(SEED), model_for("male")
    lifts = [
        Lift(mass_kg=float(rng.uniform(2.0, 12.0)), start=hands(rng), end=hands(rng), title=f"lift {i}")
        for i in range(2 * count)
    ]
    done = ways_of(model, lifts, Options(posture="exact"))
    lifts = [lift for lift, way in zip(lifts, done, strict=True) if not isinstance(way, BadInput)]
    print(f"{len(lifts)} of {2 * count} lifts can be done, {count} are taken")
    lifts = lifts[:count]
    began = time.process_time()
    stances_of_many(model, [(lift, at) for lift in lifts for at in (lift.start, lift.end) if at])
    print(f"stances alone: {time.process_time() - began:.1f} s")
    job = Job(parts=[Lifting(lift=lift, times=5.0) for lift in lifts], hours=8.0)
    began, clock = time.process_time(), time.perf_counter()
    shift = analyze_job(job, model, posture=posture)
    took = time.process_time() - began
    print(
        f"{len(lifts)} lifts, {posture}: {took:.1f} s of one core, {time.perf_counter() - clock:.1f} s passed"
    )
    print(shift.headline)


if __name__ == "__main__":
    main()
