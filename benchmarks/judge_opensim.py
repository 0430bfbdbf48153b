"""How many times faster the whole job is here than in OpenSim: slow flexion, side by side on one core.

    python benchmarks/judge_opensim.py [--frames 3]

The job of a frame: lengths, moment arms, gravity, activations (least squares of activation, 684 fascicles, 75
spinal coordinates) and joint reactions. OpenSim's is StaticOptimization, then JointReaction. Reading files is
not counted. Times are processor time, which other work on the machine does not lengthen; `make judges` runs
all 20 frames.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import argparse
import platform

from dorsum.judges.opensim.forces import judge_forces, our_ms
from dorsum.judges.opensim.opened import need_opensim
from dorsum.motion.analyze import model_for

TARGET = 1000  # times, that the project set itself


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--frames", type=int, default=3, help="of 20, for OpenSim; ours always solves all")
    frames = parser.parse_args().frames
    model = model_for("male")
    print(f"OpenSim {need_opensim().GetVersion()}, {platform.machine()}, one core, {frames} frames")
    mine = our_ms(model)
    theirs = judge_forces(model, slice(frames))[1].seconds / frames * 1e3
    ratio = f"{theirs / mine:.0f} times (to reach {TARGET})"
    print(f"OpenSim {theirs:.0f} ms a frame, ours {mine:.2f} ms: {ratio}")


if __name__ == "__main__":
    main()
