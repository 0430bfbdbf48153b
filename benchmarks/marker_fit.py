"""The marker fit against OpenSim's tool for inverse kinematics: the same body, the same markers, in turn.

    python benchmarks/marker_fit.py [--frames 100] [--repeats 5]

The squats of `examples/recordings` move our body, whose markers are recorded with 2 mm of noise along each
axis. OpenSim has the body as we export it, without muscles, and welded but for as many coordinates as we fit:
pelvis, one joint for each region of the spine, girdle, arms and legs. Measured are the CPU seconds of its
`InverseKinematicsTool.run()`, which reads the markers and writes the angles, and of our reading and fit.
"""

import argparse
import tempfile
import time
from contextlib import chdir
from pathlib import Path

import numpy as np
from recording import SQUATS, write_long, write_markers
from revision import cpu

from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Markers
from dorsum.exchange.write.osim.document import osim_document
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.chain import Chain
from dorsum.motion.recorded.markers import Tracked, motion_of_markers, tracked

FREE = ("L3/L4", "T8/T9", "C5/C6")  # stand for lumbar spine, thoracic spine and neck


def placed(markers: Path, model: Model) -> Tracked:
    """The markers of a file, on our body."""
    recording = read(markers)
    assert isinstance(recording, Markers)
    return tracked(recording, model)


def write_osim(track: Tracked, model: Model, path: Path) -> int:
    """Our body with its markers and no forces; gives the number of its coordinates."""
    import opensim

    skeleton = model.body.skeleton
    free = {0, *(model.joint(joint) for joint in FREE), *Chain(model, track.places).limbs.body.tolist()}
    welded = [body for body in range(len(skeleton.names)) if body not in free]
    path.write_text(osim_document(model, np.zeros((len(skeleton.names), 3)), welded))
    found = opensim.Model(str(path))
    found.updForceSet().clearAndDestroy()
    found.finalizeFromProperties()
    for name, place in zip(track.names, track.places, strict=True):
        frame = found.getBodySet().get(skeleton.names[place.body])
        found.addMarker(opensim.Marker(name, frame, opensim.Vec3(*place.local.tolist())))
    found.finalizeConnections()
    found.printToXML(str(path))
    return int(found.initSystem().getNQ())


def theirs(model: Path, markers: Path, names: tuple[str, ...], end: float) -> float:
    """CPU seconds of OpenSim's tool."""
    import opensim

    tool = opensim.InverseKinematicsTool()
    body = opensim.Model(str(model))
    tool.setModel(body)
    tool.setMarkerDataFileName(str(markers))
    tool.setOutputMotionFileName(str(markers.with_suffix(".mot")))
    tool.setResultsDir(str(markers.parent))  # else its marker errors lie where it is called
    tool.setStartTime(0.0)
    tool.setEndTime(end)
    for name in names:
        task = opensim.IKMarkerTask()
        task.setName(name)
        task.setApply(True)
        task.setWeight(1.0)
        tool.getIKTaskSet().cloneAndAppend(task)
    start = time.process_time()
    tool.run()
    return time.process_time() - start


def ours(model: Model, markers: Path) -> float:
    """CPU seconds of reading and fit."""
    start = time.process_time()
    motion_of_markers(placed(markers, model), model)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    import opensim

    opensim.Logger.setLevelString("Error")
    model = model_for("male")
    with tempfile.TemporaryDirectory() as scratch, chdir(scratch):  # OpenSim writes where it stands
        motion, markers, osim = (Path(scratch) / name for name in ("long.mot", "long.trc", "body.osim"))
        write_long(motion, options.frames)
        write_markers(markers, motion)
        track = placed(markers, model)
        n = write_osim(track, model, osim)
        end = float(track.recording.time[-1])
        pairs = [
            (ours(model, markers), theirs(osim, markers, track.names, end)) for _ in range(options.repeats)
        ]
    fitted = Chain(model, track.places).n
    print(f"{cpu()}; {options.frames} frames of {len(track.names)} markers; {SQUATS.name}")
    print(f"coordinates: ours {fitted}, OpenSim's {n}")
    here, there = np.median(pairs, axis=0)
    ratio = np.quantile([b / a for a, b in pairs], (0.25, 0.5, 0.75))
    print(
        f"ours {1e3 * here / options.frames:.3f} ms CPU a frame, OpenSim {1e3 * there / options.frames:.3f}"
    )
    print(f"OpenSim's over ours: {ratio[1]:.1f} ({ratio[0]:.1f} to {ratio[2]:.1f})")


if __name__ == "__main__":
    main()
