"""How fast the simulation in MuJoCo steps: the engine alone, our simulator, and the environments.

    taskset -c 0 python benchmarks/simulate.py [--seconds 2]

One process; the best of three runs of so many simulated seconds is printed, in time of the processor.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Callable

import dorsum.gym
from dorsum.motion.analyze import model_for
from dorsum.motion.task import Task
from dorsum.simulation.engine import mujoco
from dorsum.simulation.gym import CONTROL_TIME, BackEnv
from dorsum.simulation.plan import Plan
from dorsum.simulation.simulator import Simulator

REPEATS = 3


def quickest(work: Callable[[], int]) -> float:
    """Processor seconds for one of the steps that `work` says it made."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        count = work()
        times.append((time.process_time() - start) / count)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=2.0)
    seconds: float = parser.parse_args().seconds
    plan = Plan(model_for("male"), Task.named("upright_standing"))
    simulator = Simulator(plan, "reflex")
    steps: int = round(seconds / simulator.step_time)

    def engine() -> int:
        simulator.reset()
        simulator.step()  # from here on its forces stay as they are
        for _ in range(steps):
            mujoco().mj_step(simulator.engine, simulator.data)
        return steps

    def ours() -> int:
        simulator.reset()
        for _ in range(steps):
            simulator.step()
        return steps

    for name, work in (("MuJoCo alone", engine), ("with our curves and reflexes", ours)):
        each = quickest(work)
        print(f"{name:30s} {1e3 * each:6.2f} ms a step, {simulator.step_time / each:5.1f} × real time")
    for name in dorsum.gym.ENVIRONMENTS:
        options, _ = dorsum.gym.ENVIRONMENTS[name]
        env = BackEnv(**options, feedback="reflex")

        def episode(env: BackEnv = env) -> int:
            env.reset(seed=0)
            count: int = round(seconds / CONTROL_TIME)
            for _ in range(count):
                env.step(env.solved_action())
            return count

        print(f"{name:30s} {1 / quickest(episode):6.0f} steps of 20 ms a second")


if __name__ == "__main__":
    main()
