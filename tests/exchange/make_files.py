"""Writes the files in `files/` with OpenSim and ezc3d: `python tests/exchange/make_files.py`.

The tests hold our readers against `scene`, which they were given, and against what they themselves read.
"""

from contextlib import chdir
from pathlib import Path

import ezc3d
import numpy as np
import opensim
import scene

FILES = Path(__file__).parent / "files"
MM = 1000.0


def table(columns: dict[str, np.ndarray], in_degrees: bool | None) -> opensim.TimeSeriesTable:
    """The table of a storage file."""
    made = opensim.TimeSeriesTable()
    made.setColumnLabels(list(columns))
    for i, time in enumerate(scene.TIME):
        made.appendRow(float(time), opensim.RowVector([float(values[i]) for values in columns.values()]))
    if in_degrees is not None:
        made.addTableMetaDataString("inDegrees", "yes" if in_degrees else "no")
    return made


def write_storage() -> None:
    """Coordinates in degrees and in radians, states, and ground forces."""
    degrees = scene.COORDINATES
    radians = {
        name: values if name in scene.TRANSLATIONS else np.radians(values) for name, values in degrees.items()
    }
    write = opensim.STOFileAdapter.write
    write(table(degrees, True), str(FILES / "degrees.mot"))
    write(table(radians, False), str(FILES / "radians.sto"))
    states = {f"/jointset/joint/{name}/value": values for name, values in radians.items()}
    states["/forceset/psoas/activation"] = 0.5 + 0 * scene.TIME
    write(table(states, False), str(FILES / "states.sto"))
    force, point, moment = (values[:: scene.SAMPLES] for values in scene.ground_force(scene.PLATES[1]))
    parts = {"ground_force_v": force, "ground_force_p": np.nan_to_num(point), "ground_torque_": moment}
    write(
        table(
            {f"{name}{axis}": values[:, i] for name, values in parts.items() for i, axis in enumerate("xyz")},
            None,
        ),
        str(FILES / "ground_forces.mot"),
    )
    older = opensim.Storage(str(FILES / "degrees.mot"))
    older.setName("older")
    opensim.Storage.printResult(older, "older", str(FILES), -1.0, ".sto")


def write_trc() -> None:
    """Markers in mm, in our axes."""
    made = opensim.TimeSeriesTableVec3()
    made.setColumnLabels(list(scene.MARKERS))
    for time, frame in zip(scene.TIME, scene.markers(), strict=True):
        row = opensim.RowVectorVec3([opensim.Vec3(*map(float, point * MM)) for point in frame])
        made.appendRow(float(time), row)
    made.addTableMetaDataString("DataRate", f"{scene.RATE:g}")
    made.addTableMetaDataString("Units", "mm")
    with chdir(FILES):  # for the file names itself, with its folder
        opensim.TRCFileAdapter.write(made, "markers.trc")


def channels(plate: scene.Plate) -> np.ndarray:
    """What the channels of a plate say, (n, samples), N and N·mm and mm, by statics."""
    force, point, free = scene.ground_force(plate)
    sign = 1.0 if plate.writes_reaction else -1.0
    middle, axes = np.array(plate.middle), plate.axes
    f, m = sign * force @ axes, sign * free @ axes  # m: about the point of pressure
    p = np.nan_to_num(point - middle) @ axes
    if plate.kind == 1:
        return np.array([*f.T, *p.T[:2] * MM, m[:, 2] * MM])
    a, b, c = plate.origin
    if plate.kind == 3:
        m += np.cross(
            p + np.array([0.0, 0.0, c]), f
        )  # about the middle of the four sensors, which lie below the surface
        z = [
            f[:, 2] / 4 + over_b * m[:, 0] / (4 * b) + over_a * m[:, 1] / (4 * a)
            for over_b, over_a in ((1, -1), (1, 1), (-1, 1), (-1, -1))
        ]
        turn_b, turn_a = m[:, 2] / (4 * b), m[:, 2] / (4 * a)
        return np.array(
            [f[:, 0] / 2 - turn_b, f[:, 0] / 2 + turn_b, f[:, 1] / 2 + turn_a, f[:, 1] / 2 - turn_a, *z]
        )
    m += np.cross(p + plate.origin, f)  # about the transducers
    if plate.kind == 4:
        return np.linalg.solve(scene.calibration(), np.array([*f.T, *m.T * MM]))
    return np.array([*f.T, *m.T * MM])


def write_c3d(plates: tuple[scene.Plate, ...] = scene.PLATES) -> None:
    """Markers in mm in the axes of the laboratory, a channel of something else, and force plates."""
    c3d = ezc3d.c3d()
    positions = scene.markers() @ scene.LABORATORY.T * MM
    points = np.ones((4, len(scene.MARKERS), scene.FRAMES))
    points[:3] = positions.transpose(2, 1, 0)
    c3d["parameters"]["POINT"]["RATE"]["value"] = [scene.RATE]
    c3d["parameters"]["POINT"]["LABELS"]["value"] = list(scene.MARKERS)
    c3d["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    c3d["data"]["points"] = points
    signals = [channels(plate) for plate in plates]
    other = np.sin(scene.SAMPLE_TIME)[None]
    analog = np.concatenate([other, *signals])
    units = ["V"]
    for plate in plates:
        units += {1: ["N"] * 3 + ["mm"] * 2 + ["Nmm"], 3: ["N"] * 8}.get(plate.kind, ["N"] * 3 + ["Nmm"] * 3)
    c3d["parameters"]["ANALOG"]["RATE"]["value"] = [scene.RATE * scene.SAMPLES]
    c3d["parameters"]["ANALOG"]["LABELS"]["value"] = [f"channel {i}" for i in range(len(analog))]
    c3d["parameters"]["ANALOG"]["UNITS"]["value"] = units
    c3d["data"]["analogs"] = analog[None]
    describe_plates(c3d, plates, [len(signal) for signal in signals])
    c3d.add_parameter("SUBJECTS", "NAMES", ["made up"])
    c3d.add_parameter("SUBJECTS", "HEIGHT", [scene.HEIGHT_MM])
    c3d.add_parameter("SUBJECTS", "MASS", [scene.MASS_KG])
    c3d.add_parameter("SUBJECTS", "AGE", [scene.AGE_Y])
    c3d.write(str(FILES / "plates.c3d"))


def describe_plates(c3d: ezc3d.c3d, plates: tuple[scene.Plate, ...], n_channels: list[int]) -> None:
    """The group FORCE_PLATFORM."""
    corners, channel = [], np.zeros((8, len(plates)))
    first = 2  # the first channel is not a plate's
    for i, (plate, n) in enumerate(zip(plates, n_channels, strict=True)):
        half = np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0]]) * [*plate.size, 0] / 2
        corners.append((half @ plate.axes.T + plate.middle) @ scene.LABORATORY.T * MM)
        channel[:n, i] = np.arange(first, first + n)
        first += n
    group = c3d["parameters"]["FORCE_PLATFORM"]
    group["USED"]["value"] = [len(plates)]
    group["TYPE"]["value"] = [plate.kind for plate in plates]
    group["CORNERS"]["value"] = np.array(corners).transpose(2, 1, 0)
    group["ORIGIN"]["value"] = np.array([plate.origin for plate in plates]).T * MM
    group["CHANNEL"]["value"] = channel
    group["CAL_MATRIX"]["value"] = np.stack([scene.calibration()] * len(plates), axis=-1)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    opensim.Logger.setLevelString("off")
    write_storage()
    write_trc()
    write_c3d()
