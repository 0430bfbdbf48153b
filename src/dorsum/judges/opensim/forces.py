"""OpenSim's StaticOptimization and JointReaction as judges of muscle activations and disc loads.

The reactions differ most in the first and the last frame: there the accelerations of OpenSim's splines are
off (0.014 rad/s² at L4/L5, where the movement has none and ours 0.001). Elsewhere what is left is the
tolerance of its optimiser and the pennation angle in the speed of the fibres.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.elements import identifier
from dorsum.judges.agreement import Agreement
from dorsum.judges.opensim.opened import need_opensim
from dorsum.judges.opensim.static_case import (
    LOADS,
    MODEL,
    MOTION,
    OPTIONS,
    Files,
    write_case,
    write_storage,
)
from dorsum.mechanics.analysis import Analysis, Frames, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective, by_activation
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task

TASK, FRAMES = "slow_flexion", 20
BETWEEN = 10  # steps of the motion file from frame to frame: both programs differentiate the same splines
# What StaticOptimization keeps small: every muscle counts alike, whatever its volume.
OBJECTIVE = Objective("static_optimization", 2, by_activation(2), "the least sum of squared activations")
LEVELS = ("L4/L5", "L5/S1")
ACTIVATION, REACTION = 0.01, 0.01  # allowed: RMS; share of the force. Set before the first comparison
ITERATIONS = 1000  # of IPOPT at most; a saturated frame needs more than the 100 of OpenSim's own setting
ANALYSIS = "judged"
REPEATS = 20  # of our job, to time it


class Theirs(NamedTuple):
    """What OpenSim found, frames first."""

    activation: Floats  # (frames, n_active)
    reaction: Floats  # (frames, levels, 3) N on the lower bone, world axes
    seconds: float  # of processor time; files and model are read before


def flexion(model: Model) -> tuple[Frames, Frames]:
    """Slow flexion and return: the fine motion, and the frames that are judged."""
    task = replace(Task.named(TASK), frames=(FRAMES - 1) * BETWEEN + 1)
    fine = frames_of(task, model)
    every = {name: array[::BETWEEN] for name, array in fine._asdict().items() if array is not None}
    return fine, Frames(**every)


def ours(model: Model, frames: Frames) -> Analysis:
    """Our whole job: lengths, moment arms, gravity, activations and reactions."""
    return analyse_frames(model, frames, OBJECTIVE, OPTIONS)


def our_ms(model: Model) -> float:
    """Milliseconds a frame of our whole job, the quickest of several runs after one that is not counted."""
    frames, times = flexion(model)[1], []
    ours(model, frames)
    for _ in range(REPEATS):
        start = time.process_time()
        ours(model, frames)
        times.append(time.process_time() - start)
    return min(times) / len(frames.times) * 1e3


def judge_forces(model: Model, frames: slice = slice(None)) -> tuple[list[Agreement], Theirs]:
    """Compare activations and joint reactions; OpenSim takes several seconds a frame."""
    fine, chosen = flexion(model)
    mine = ours(model, chosen)
    with TemporaryDirectory() as folder:
        theirs = opensim_forces(model, write_case(model, fine, Path(folder)), frames)
    return compare_forces(model, mine, theirs, frames), theirs


def compare_forces(model: Model, mine: Analysis, theirs: Theirs, frames: slice) -> list[Agreement]:
    """Worst frame of each: RMS of the activations, and difference of the reaction as a share of it."""
    apart = theirs.activation - mine.activation[frames]
    rms = np.sqrt((apart**2).mean(axis=1))
    found = [_row("activations, RMS of a frame", rms, apart.size, ACTIVATION, theirs)]
    for i, level in enumerate(LEVELS):
        force = np.asarray(mine.reactions.wrench)[frames, model.joint(level), :3]
        off = np.linalg.norm(theirs.reaction[:, i] - force, axis=1) / np.linalg.norm(force, axis=1)
        found.append(_row(f"joint reaction at {level}", off, off.size, REACTION, theirs))
    return found


def _row(what: str, values: Floats, count: int, allowed: float, theirs: Theirs) -> Agreement:
    return Agreement(what, len(values), count, float(values.max()), allowed, "1", theirs.seconds)


def opensim_forces(model: Model, files: Files, frames: slice = slice(None)) -> Theirs:
    """Run both analyses of OpenSim over the files of a case."""
    times = files.times[::BETWEEN][frames]
    opensim = need_opensim()
    optimisation = opensim.StaticOptimization()
    optimisation.setUseModelForceSet(True)
    optimisation.setActivationExponent(2)
    optimisation.setUseMusclePhysiology(True)
    optimisation.setMaxIterations(ITERATIONS)
    optimisation.setName("static")
    seconds = _analyse(opensim, files.folder, optimisation, times)
    names, table = read_storage(files.folder / f"{ANALYSIS}_static_activation.sto")
    active = [model.body.fascicles[i].name for i in model.body.active]
    activation = table[:, [names.index(name) for name in active]]
    reaction = opensim.JointReaction()
    reaction.setName("joints")
    reaction.setJointNames(_texts(opensim, [identifier(level) for level in LEVELS]))
    reaction.setOnBody(_texts(opensim, ["parent"]))
    reaction.setInFrame(_texts(opensim, ["ground"]))
    reaction.setForcesFileName(str(_actuators_alone(files.folder, opensim)))
    seconds += _analyse(opensim, files.folder, reaction, times)
    table = read_storage(files.folder / f"{ANALYSIS}_joints_ReactionLoads.sto")[1]
    force = table[:, 1:].reshape(len(table), len(LEVELS), 9)[..., :3]  # then moments and places
    return Theirs(activation, force, seconds)


def _analyse(opensim: Any, folder: Path, analysis: Any, times: Floats) -> float:
    """Run one analysis at some times of the motion; the processor time it took, s, reading not counted."""
    analysis.setStartTime(float(times[0]))
    analysis.setEndTime(float(times[-1]))
    analysis.setStepInterval(BETWEEN)
    tool = opensim.AnalyzeTool()
    tool.setName(ANALYSIS)
    tool.setModelFilename(str(folder / MODEL))
    tool.setCoordinatesFileName(str(folder / MOTION))
    tool.setLowpassCutoffFrequency(-1)
    tool.setExternalLoadsFileName(str(folder / LOADS))
    tool.setResultsDir(str(folder))
    tool.setSolveForEquilibrium(False)
    tool.setInitialTime(float(times[0]))
    tool.setFinalTime(float(times[-1]))
    tool.updAnalysisSet().cloneAndAppend(analysis)
    tool.printToXML(str(folder / "analyse.xml"))
    tool = opensim.AnalyzeTool(str(folder / "analyse.xml"))
    start = time.process_time()
    tool.run()
    return time.process_time() - start


def _actuators_alone(folder: Path, opensim: Any) -> Path:
    """The forces of the actuators as a file of their own.

    StaticOptimization also writes the passive forces; JointReaction then reads as many columns as there are
    actuators and takes whatever lies in memory for the rest.
    """
    path = folder / "actuators.sto"
    names, table = read_storage(folder / f"{ANALYSIS}_static_force.sto")
    model = opensim.Model(str(folder / MODEL))
    model.initSystem()
    actuators = model.getActuators()
    wanted = [actuators.get(i).getName() for i in range(actuators.getSize())]
    write_storage(path, wanted, table[:, 0], table[:, [names.index(name) for name in wanted]])
    return path


def read_storage(path: Path) -> tuple[list[str], Floats]:
    """Column names, `time` first, and the table of a storage file that OpenSim wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines.index("endheader") + 1
    return lines[head].split("\t"), np.array([line.split() for line in lines[head + 1 :]], dtype=float)


def _texts(opensim: Any, values: list[str]) -> Any:
    array = opensim.ArrayStr()
    for value in values:
        array.append(value)
    return array
