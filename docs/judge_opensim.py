"""Asks OpenSim about the whole model anew and writes src/dorsum/judges/opensim/judgements.json.

    python docs/judge_opensim.py            three minutes when nothing else runs; needs `opensim`

Lengths and moment arms in 50 random postures, then activations and joint reactions of 20 frames of slow
flexion, with the time that both programs took for them, side by side on one core. Times are processor time,
which other work on the machine does not lengthen.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import platform
from pathlib import Path

from dorsum.cache import keep_compiled_code
from dorsum.judges.agreement import Agreement
from dorsum.judges.opensim.forces import FRAMES, judge_forces, our_ms
from dorsum.judges.opensim.geometry import judge_geometry
from dorsum.judges.opensim.judgements import store
from dorsum.judges.opensim.opened import need_opensim
from dorsum.motion.analyze import model_for


def show(row: Agreement) -> Agreement:
    """Print a comparison as soon as it is made."""
    verdict = "holds" if row.holds else "DOES NOT HOLD"
    print(
        f"{row.what}: {row.compared} numbers in {row.postures} postures or frames, largest difference "
        f"{row.largest:.2g} {row.unit} (allowed {row.allowed:g}): {verdict}; {row.seconds:.0f} s of OpenSim",
        flush=True,
    )
    return row


def cpu() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    keep_compiled_code()
    model = model_for("male")
    version = need_opensim().GetVersion()
    machine = f"{cpu()}, one core"
    print(f"OpenSim {version}; {machine}")
    rows = [show(row) for row in judge_geometry(model)]
    before = our_ms(model)
    found, theirs = judge_forces(model)
    rows += [show(row) for row in found]
    speeds = min(before, our_ms(model)), theirs.seconds / FRAMES * 1e3
    ratio = speeds[1] / speeds[0]
    print(f"{FRAMES} frames: OpenSim {speeds[1]:.0f} ms a frame, ours {speeds[0]:.2f} ms: {ratio:.0f} times")
    store(model.body.tables, version, machine, rows, speeds)
