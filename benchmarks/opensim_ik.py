"""Our angles against OpenSim's inverse kinematics on the same markers, after the same standing trial.

    python benchmarks/opensim_ik.py MODELS [--case gait2354] [--alike]

MODELS is a checkout of github.com/opensim-org/opensim-models; nothing of it is part of Dorsum. OpenSim scales
its model with the set-up published beside the markers, and fits it with the weights published for them, or
with all alike. Compared is what each segment has turned since the standing trial, z x y in the axes of that
trial: root mean square, mean and standard deviation of the difference, and the range of OpenSim's. Where
three markers or more lie on a segment, the third road is how these alone have turned, laid on those of the
trial as a rigid body: how far ours and OpenSim's are from it.
"""

import argparse
import re
import shutil
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from markers_alone import BONES, Turns, of_markers_alone

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.inverse import fit, pelvis_turn
from dorsum.motion.recorded.markers import standing_frame, standing_of, tracked
from dorsum.motion.recorded.motion import heading_of
from dorsum.motion.recorded.of_markers import OfMarkers
from dorsum.motion.recorded.source import source_of
from dorsum.motion.recorded.trunk import SHOULDERS
from dorsum.motion.turns import direction_frame, turns_zxy

PAIRS = (("pelvis", ""), ("trunk", "pelvis"), ("trunk", ""), *(
    (f"{bone}_{side}", on if on in ("pelvis", "trunk") else f"{on}_{side}")
    for bone, on in (("femur", "pelvis"), ("shank", "femur"), ("foot", "shank"), ("humerus", "trunk"),
                     ("forearm", "humerus")) for side in "rl"))  # fmt: skip


class Case(NamedTuple):
    """Markers in a checkout of opensim-models, and what OpenSim needs to fit them."""

    model: str
    folder: str
    scale: tuple[str, ...]
    static: str
    moving: str
    tasks: str
    markers: str = ""  # a set that the model lacks


CASES = {
    "gait2354": Case(
        "Gait2354_Simbody/gait2354_simbody.osim",
        "Gait2354_Simbody",
        ("subject01_Setup_Scale.xml",),
        *("subject01_static.trc", "subject01_walk1.trc", "subject01_Setup_IK.xml"),
    ),
    "run": Case(
        "Rajagopal/Rajagopal2016.osim",
        "Rajagopal",
        ("Scale/scale_setup_run.xml",),
        *("ExpData/static_run.trc", "ExpData/motion_capture_run.trc", "IK/ik_setup_run.xml"),
    ),
    "walk": Case(
        "Rajagopal/Rajagopal2016.osim",
        "Rajagopal",
        ("Scale/scale_setup_walk_scaleOnly.xml", "Scale/scale_setup_walk.xml"),
        *("ExpData/static_walk_2.trc", "ExpData/motion_capture_walk.trc", "IK/ik_setup_walk.xml"),
        "Scale/markerset_walk_preScale.xml",
    ),
    "hamner": Case(
        "Hamner/FullBodyModel_Hamner2010_v2_0.osim",
        "Hamner",
        ("Setup_Scale.xml",),
        *("subject02_static.trc", "subject02_running.trc", "Setup_IK.xml"),
    ),
}


def scaled(models: Path, case: Case) -> Path:
    """The model as OpenSim's tool scales it and places its markers; written into the working folder."""
    import opensim

    here, folder = Path.cwd(), models / "Pipelines" / case.folder
    model = models / "Models" / case.model
    for k, name in enumerate(case.scale):
        setup = folder / name
        text = setup.read_text(errors="replace")
        shutil.copy(model, here / f"in{k}.osim")
        for trial in {t.strip() for t in re.findall(r"<marker_file>([^<]*)<", text)} - {"", "Unassigned"}:
            shutil.copy(setup.parent / trial, here / Path(trial).name)
            text = text.replace(trial, Path(trial).name)
        own = re.search(r"<marker_set_file>\s*([^<\s]*)", text)
        markers = own[1] if own and own[1] not in ("", "Unassigned") else ""
        source = (
            setup.parent / markers if markers else folder / case.markers if case.markers and not k else None
        )
        if source is not None:
            shutil.copy(source, here / "markers.xml")
            text = _tagged(text, "marker_set_file", "markers.xml")
        text = _tagged(text, "model_file", f"in{k}.osim")
        for tag in ("output_scale_file", "output_marker_file", "output_motion_file"):
            text = _tagged(text, tag, f"{tag}{k}")
        text = _tagged(text, "output_model_file", f"out{k}.osim")
        (here / f"scale{k}.xml").write_text(text)
        opensim.ScaleTool(f"scale{k}.xml").run()
        model = here / f"out{k}.osim"
    return model


def _tagged(text: str, tag: str, value: str) -> str:
    return re.sub(rf"<{tag}>[^<]*</{tag}>|<{tag} ?/>", f"<{tag}>{value}</{tag}>", text)


def weights_in(path: Path, known: set[str], alike: bool) -> dict[str, float]:
    """Weights of the markers that both files and the model have."""
    tasks = re.findall(
        r'<IKMarkerTask name="([^"]+)">(.*?)</IKMarkerTask>', path.read_text(errors="replace"), re.S
    )
    return {
        name: 1.0 if alike else float(re.findall(r"<weight>([^<]*)", body)[0])
        for name, body in tasks
        if name in known and "true" in re.findall(r"<apply>([^<]*)", body)[0]
    }


def theirs(
    model: Path, markers: Path, weights: dict[str, float], start: float, end: float
) -> tuple[Floats, Turns]:
    """Times and turns of OpenSim's bodies in the axes of the file."""
    import opensim

    body: Any = opensim.Model(str(model))
    body.updForceSet().clearAndDestroy()
    body.finalizeFromProperties()
    tool: Any = opensim.InverseKinematicsTool()
    tool.setModel(body)
    tool.setMarkerDataFileName(str(markers))
    tool.setOutputMotionFileName("found.mot")
    tool.setResultsDir(".")
    tool.setStartTime(start)
    tool.setEndTime(end)
    for name, weight in weights.items():
        task = opensim.IKMarkerTask()
        task.setName(name)
        task.setApply(True)
        task.setWeight(weight)
        tool.getIKTaskSet().cloneAndAppend(task)
    tool.run()
    table = opensim.TimeSeriesTable("found.mot")
    state, known = body.initSystem(), body.getCoordinateSet()
    coordinates = [known.get(label) for label in table.getColumnLabels()]
    units = [np.pi / 180 if c.getMotionType() == 1 else 1.0 for c in coordinates]
    names = {"pelvis": "pelvis", "torso": "trunk"} | {
        f"{a}_{s}": f"{b}_{s}" for a, b in BONES.items() for s in "rl"
    }
    there = {body.getBodySet().get(i).getName() for i in range(body.getBodySet().getSize())} & names.keys()
    found: dict[str, list[list[list[float]]]] = {name: [] for name in there}
    for row in table.getMatrix().to_numpy():
        for coordinate, unit, value in zip(coordinates, units, row, strict=True):
            coordinate.setValue(state, float(unit * value), False)
        body.realizePosition(state)
        for name in there:
            turn = body.getBodySet().get(name).getTransformInGround(state).R()
            found[name].append([[turn.get(i, j) for j in range(3)] for i in range(3)])
    return np.array(table.getIndependentColumn()), {names[name]: np.array(of) for name, of in found.items()}


def ours(model: Model, angles: Floats) -> Turns:
    """Turns of our segments; the trunk's is that of the line from L5/S1 to C7/T1 and of the shoulders."""
    posed, skeleton = model.place(angles), model.body.skeleton
    ends = [model.joint("L5/S1"), model.joint("C7/T1")]
    line, upright = np.diff(posed.origin[:, ends], axis=1)[:, 0], np.diff(skeleton.centre[ends], axis=0)[0]
    right = np.array([0.0, 0.0, 1.0])
    trunk = direction_frame(line, posed.rotation[:, skeleton.index(SHOULDERS), :, 2])
    found = {"pelvis": posed.rotation[:, 0], "trunk": trunk @ direction_frame(upright, right).T}
    for side in ("right", "left"):
        found |= {f"{b}_{side[0]}": posed.rotation[:, skeleton.index(f"{b}_{side}")] for b in BONES.values()}
    return found


def compared(models: Path, case: Case, alike: bool) -> None:
    """Print what both say."""
    import opensim

    folder = models / "Pipelines" / case.folder
    static, moving = folder / case.static, folder / case.moving
    source = source_of(moving, static, Asked(), Smoothing())
    assert isinstance(source, OfMarkers)
    assert isinstance(source.static, Markers)
    model = model_for(source.subject()[0])
    (part,) = source.parts(model)
    still, track = (tracked(of, model) for of in (source.static, source.recording))
    standing = standing_of(track, model, still)
    seen, many = standing_frame(still, track.names, [place.known for place in track.places])
    assert seen is not None
    seen[~standing.placed] = np.nan
    stands = heading_of(pelvis_turn(standing.chain, seen))
    here = ours(model, part.motion.angles)
    rest = ours(model, standing.chain.angles(fit(standing.chain, (seen @ stands.T)[None])))
    osim = scaled(models, case)
    names = [set(opensim.TimeSeriesTableVec3(str(path)).getColumnLabels()) for path in (static, moving)]
    body = opensim.Model(str(osim))  # kept: its markers go with it
    placed = {body.getMarkerSet().get(i).getName() for i in range(body.getMarkerSet().getSize())}
    weights = weights_in(folder / case.tasks, names[0] & names[1] & placed, alike)
    assert weights
    time = source.static.time
    _, before = theirs(osim, static, weights, float(time[0]), float(time[many - 1]))
    times, after = theirs(osim, moving, weights, float(part.motion.time[0]), float(part.motion.time[-1]))
    rooms = [turn_by(of.facts.up, of.facts.forward) for of in (source.static, source.recording)]
    at = [int(np.abs(part.motion.time - t).argmin()) for t in times]
    mine = {name: of[at] @ np.swapaxes(rest[name], -1, -2) for name, of in here.items()}
    other = {
        name: part.motion.heading @ rooms[1] @ of @ (stands @ rooms[0] @ _mean(before[name])).T
        for name, of in after.items()
    }
    frames = [int(np.abs(track.recording.time - t).argmin()) for t in times]
    alone = {
        name: part.motion.heading @ of @ stands.T
        for name, of in of_markers_alone(track, seen, frames).items()
    }
    print(f"{moving.name}: {len(at)} frames, {len(weights)} markers; °, z x y")
    for name, on in PAIRS:
        if name in other and (not on or on in other):
            ours_, theirs_ = _turned(mine, name, on), _turned(other, name, on)
            print(_line(f"{name} on {on or 'the ground'}", ours_, theirs_))
            if name in alone and (not on or on in alone):
                told = _turned(alone, name, on)
                print(f"  of its markers alone: ours {_off(ours_, told)}, OpenSim's {_off(theirs_, told)}")


def _mean(turns: Floats) -> Floats:
    left, _, right = np.linalg.svd(turns.mean(axis=0))
    return np.asarray(left @ right)


def _turned(turns: Turns, name: str, on: str) -> Floats:
    found = turns[name] if not on else np.swapaxes(turns[on], -1, -2) @ turns[name]
    return np.degrees(np.unwrap(turns_zxy(found), axis=0))


def _off(mine: Floats, other: Floats) -> str:
    off = (mine - other + 180.0) % 360.0 - 180.0
    rms, mean = np.sqrt(np.mean(off**2, axis=0)), off.mean(axis=0)
    return "rms" + "".join(f" {v:.1f}" for v in rms) + " mean" + "".join(f" {v:.1f}" for v in mean)


def _line(name: str, mine: Floats, other: Floats) -> str:
    off = (mine - other + 180.0) % 360.0 - 180.0
    columns = np.sqrt(np.mean(off**2, axis=0)), off.mean(axis=0), off.std(axis=0)
    told = "   ".join(" ".join(f"{value:6.1f}" for value in of) for of in columns)
    reach = " ".join(
        f"{low:.0f}..{high:.0f}" for low, high in zip(other.min(axis=0), other.max(axis=0), strict=True)
    )
    return f"{name:25}rms {told}   {reach}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", type=Path)
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--alike", action="store_true", help="all markers weigh the same in OpenSim, too")
    options = parser.parse_args()
    import opensim

    opensim.Logger.setLevelString("Off")
    models = options.models.resolve()
    for name in options.case or CASES:
        with tempfile.TemporaryDirectory() as scratch, chdir(scratch):
            compared(models, CASES[name], options.alike)


if __name__ == "__main__":
    main()
