"""Files of markers and storage files by OpenSim."""

from __future__ import annotations

from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.exchange.read import read
from dorsum.exchange.read.degrees import NO_ANGLE
from dorsum.exchange.read.markers import LENGTHS
from dorsum.exchange.read.recording import Coordinates
from exchange import scene
from exchange.other_programs import opensim
from exchange.others.agreement import (
    Array,
    Disagreement,
    agree,
    axes,
    cloud,
    equal,
    names,
    person,
    read_markers,
    same_names,
    same_points,
)

# Coordinates of gait2354, Rajagopal 2016 and the thoracolumbar models, by how they move.
TURNING = """
    pelvis_tilt pelvis_list pelvis_rotation hip_flexion_r hip_adduction_r hip_rotation_r knee_angle_r
    ankle_angle_r subtalar_angle_r mtp_angle_r hip_flexion_l hip_adduction_l hip_rotation_l knee_angle_l
    ankle_angle_l subtalar_angle_l mtp_angle_l lumbar_extension lumbar_bending lumbar_rotation arm_flex_r
    arm_add_r arm_rot_r elbow_flex_r pro_sup_r wrist_flex_r wrist_dev_r arm_flex_l arm_add_l arm_rot_l
    elbow_flex_l pro_sup_l wrist_flex_l wrist_dev_l L5_S1_Flex_Ext L5_S1_Lat_Bending L5_S1_axial_rotation
    L4_L5_FE L4_L5_LB L4_L5_AR flex_extension lat_bending axial_rotation elv_angle shoulder_elv
""".split()  # noqa: SIM905
SLIDING = ["pelvis_tx", "pelvis_ty", "pelvis_tz"]
RATES = (29.97, 50.0, 60.0, 100.0, 120.0, 250.0, 1000.0)


def trc_file(rng: np.random.Generator, folder: Path) -> None:
    """A file of markers."""
    unit, laboratory = str(rng.choice(["mm", "m", "cm"])), axes(rng)
    known = rng.random() < 0.3
    if known:
        points, labels = person(rng, LENGTHS[unit], laboratory), list(scene.MARKERS)
    else:
        n = int(rng.integers(1, 13))
        points, labels = cloud(rng, int(rng.integers(1, 31)), n, LENGTHS[unit]), names(rng, n, foreign=False)
        if len(points) > 1 and rng.random() < 0.2:
            points[-1, 0] = 0  # as many programs write what is not seen
    frames, n, _ = points.shape
    rate = float(rng.choice(RATES))
    time = (int(rng.integers(0, 500)) + np.arange(frames)) / rate
    table = opensim.TimeSeriesTableVec3()
    table.setColumnLabels(labels)
    for moment, frame in zip(time.tolist(), points.tolist(), strict=True):
        table.appendRow(moment, opensim.RowVectorVec3([opensim.Vec3(*point) for point in frame]))
    table.addTableMetaDataString("DataRate", f"{rate:g}")
    table.addTableMetaDataString("Units", unit)
    with chdir(folder):
        opensim.TRCFileAdapter.write(table, "it.trc")
    path = folder / "it.trc"
    ours = read_markers(path, **({} if known and rng.random() < 0.7 else laboratory))
    theirs = opensim.TimeSeriesTableVec3(str(path))
    agree("unit in the header", theirs.getTableMetaDataString("Units"), unit)
    same_names(ours.names, labels)
    same_names(ours.names, theirs.getColumnLabels())
    equal("time", ours.time, np.array(theirs.getIndependentColumn()), rtol=0)
    read_by_them = theirs.flatten()
    same_points(ours, read_by_them.getMatrix().to_numpy().reshape(points.shape), unit)
    same_points(ours, points, unit)


def storage_file(rng: np.random.Generator, folder: Path) -> None:
    """Coordinates, states or forces, in degrees or radians, in the format of today or the one before."""
    kind = rng.integers(4)
    in_degrees = [False, None, True][rng.integers(2 if kind else 3)]
    labels = _columns(rng, int(kind))
    frames = int(rng.integers(1, 31))
    values = _values(rng, frames, labels, bool(in_degrees))
    if rng.random() < 0.3:
        values[rng.random(values.shape) < 0.05] = np.nan
    rate = float(rng.choice(RATES))
    steps = rng.uniform(0.5, 1.5, frames) if rng.random() < 0.2 else np.ones(frames)
    time = (int(rng.integers(-200, 500)) + np.cumsum(steps)) / rate
    table = _table(time, values, labels)
    if in_degrees is not None:
        table.addTableMetaDataString("inDegrees", "yes" if in_degrees else "no")
    path = folder / str(rng.choice(["it.sto", "it.mot"]))
    opensim.STOFileAdapter.write(table, str(path))
    if rng.random() < 0.25:  # read and written again by the class before
        older = opensim.Storage(str(path))
        path.unlink()
        opensim.Storage.printResult(older, "older", str(folder), -1.0, path.suffix)
        path = folder / f"older{path.suffix}"
    _compare(path, labels, in_degrees)


def _compare(path: Path, labels: list[str], in_degrees: bool | None) -> None:
    ours = read(path)
    if not isinstance(ours, Coordinates):
        raise Disagreement(f"read as {type(ours).__name__}")
    theirs = opensim.TimeSeriesTable(str(path))
    same_names(theirs.getColumnLabels(), labels)
    shown = [label.split("/")[3] if label.endswith("/value") else label for label in labels]
    same_names(ours.names, shown)
    equal("time", ours.time, np.array(theirs.getIndependentColumn()), rtol=0)
    equal("values", ours.values, _in_radians(path, theirs, labels, in_degrees))


def _in_radians(path: Path, theirs: Any, labels: list[str], in_degrees: bool | None) -> Array:
    """What OpenSim's model makes of the file: it knows which of its coordinates turn."""
    values = theirs.getMatrix().to_numpy().copy()
    if not in_degrees or not set(labels) <= {*TURNING, *SLIDING}:
        return values
    if path.stem == "older" and np.isnan(values).any():  # of which the model reads the rows up to that
        return values * [np.radians(1.0) if label in TURNING else 1.0 for label in labels]
    storage = opensim.Storage(str(path))
    agree("in degrees", bool(storage.isInDegrees()), True)
    _model().getSimbodyEngine().convertDegreesToRadians(storage)
    rows = [storage.getStateVector(i).getData() for i in range(storage.getSize())]
    return np.array([[row.get(j) for j in range(row.getSize())] for row in rows])


@cache
def _model() -> Any:
    """A model that has these coordinates."""
    model = opensim.Model()
    for label in (*TURNING, *SLIDING):
        body = opensim.Body(f"body_{label}", 1.0, opensim.Vec3(0), opensim.Inertia(1))
        kind = opensim.SliderJoint if label in SLIDING else opensim.PinJoint
        joint = kind(f"joint_{label}", model.getGround(), body)
        joint.updCoordinate().setName(label)
        model.addBody(body)
        model.addJoint(joint)
    model.initSystem()
    return model


def _columns(rng: np.random.Generator, kind: int) -> list[str]:
    n = int(rng.integers(1, 13))
    if kind == 0:
        return [str(label) for label in rng.permutation([*TURNING, *SLIDING])[:n]]
    if kind == 1:  # nothing that turns
        return [label for label in names(rng, n, foreign=False) if not NO_ANGLE.search(label)] or ["q1"]
    if kind == 2:
        states = [str(label) for label in rng.permutation(TURNING)[:n]]
        return (
            [f"/jointset/joint_{label}/{label}/value" for label in states]
            + [f"/jointset/joint_{label}/{label}/speed" for label in states]
            + ["/forceset/psoas/activation", "/forceset/psoas/fiber_length"]
        )
    return [
        f"{part}{axis}" for part in ("ground_force_v", "ground_force_p", "ground_torque_") for axis in "xyz"
    ]


def _values(rng: np.random.Generator, frames: int, labels: list[str], in_degrees: bool) -> Array:
    """Within a turn, for beyond that a file in radians is taken for one in degrees."""
    values = rng.uniform(-3, 3, (frames, len(labels))) * rng.choice([1e-6, 0.1, 1.0], len(labels))
    return np.degrees(values) if in_degrees else values


def _table(time: Array, values: Array, labels: list[str]) -> Any:
    made = opensim.TimeSeriesTable()
    made.setColumnLabels(labels)
    for moment, row in zip(time.tolist(), values.tolist(), strict=True):
        made.appendRow(moment, opensim.RowVector(row))
    return made
