"""OpenSim replays what we write, and its inverse kinematics finds our angles from our markers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.coordinates import angles_of, coordinates, random_angles, values_of
from dorsum.exchange.write.osim.rhythm import Marker, locked
from dorsum.exchange.write.results.angles import write_angles
from dorsum.judges.opensim.opened import need_opensim
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.spine import SpineMap
from dorsum.view.export import export, markers_of

ALLOWED = 1e-9  # m, between markers in both programs
FOUND_AGAIN = 0.1  # ° between our angles and those that inverse kinematics finds


@pytest.fixture(scope="module")
def opensim() -> Any:
    return need_opensim()


def markers_at(model: Model, angles: Floats, root: Floats) -> tuple[list[Marker], Floats]:
    """The markers and their places (frames, n, 3) m."""
    markers, posed = markers_of(model), model.place(angles)
    on, local = np.array([m.body for m in markers]), np.array([m.local for m in markers])
    turned = np.einsum("fmij,mj->fmi", posed.rotation[:, on], local)
    return markers, posed.origin[:, on] + turned + (root - model.body.skeleton.centre[0])[:, None]


def test_a_saved_motion_moves_the_exported_model_as_ours(opensim: Any, male: Model, tmp_path: Path) -> None:
    angles = random_angles(male.body, 4, seed=9)
    place = np.random.default_rng(9).uniform(-1.0, 1.0, (4, 3))
    kept = {"time": np.arange(4) / 10, "joint_angle": angles, "root_place": place}
    write_angles(
        Result(body=male.body, kept=kept, task="t", title="t", assumptions=(), objective="", compiled=male),
        tmp_path / "any.mot",
    )
    export("osim", tmp_path / "back.osim", male)
    theirs = opensim.Model(str(tmp_path / "back.osim"))
    state, table = theirs.initSystem(), opensim.TimeSeriesTable(str(tmp_path / "any.mot"))
    theirs.getSimbodyEngine().convertDegreesToRadians(table)
    names, known = table.getColumnLabels(), theirs.getCoordinateSet()
    assert set(names) == {known.get(i).getName() for i in range(known.getSize())}
    markers, ours = markers_at(male, angles, place)
    found = theirs.getMarkerSet()
    assert found.getSize() == len(markers)
    for frame in range(4):
        row = table.getRowAtIndex(frame)
        for k, name in enumerate(names):
            known.get(name).setValue(state, row[k], False)
        theirs.realizePosition(state)
        for k, marker in enumerate(markers):
            at = found.get(marker.name).getLocationInGround(state)
            assert_allclose([at.get(i) for i in range(3)], ours[frame, k], atol=ALLOWED)


def test_inverse_kinematics_of_our_markers_finds_our_angles(
    opensim: Any, male: Model, tmp_path: Path
) -> None:
    """Of a coupled model, in which the spine follows the rhythm and what no marker tells is locked."""
    found, spine, rng = coordinates(male.body), SpineMap.of(male.body.tables), np.random.default_rng(3)
    values = np.array([[0.4 * rng.uniform(max(c.low, -1), min(c.high, 1)) * (not locked(c)) for c in found]])
    angles = angles_of(found, values, len(male.body.skeleton.names))
    low, high = spine.bounds()
    angles[:, male.body.spine] = spine.joints(rng.uniform(0.6 * low, 0.6 * high)[None])
    export("osim", tmp_path / "back.osim", male, coupled=True)
    theirs = opensim.Model(str(tmp_path / "back.osim"))
    state = theirs.initSystem()
    markers, places = markers_at(male, angles, male.body.skeleton.centre[:1])
    table, row = opensim.TimeSeriesTableVec3(), opensim.RowVectorVec3(len(markers))
    table.setColumnLabels([marker.name for marker in markers])
    for k, at in enumerate(places[0]):
        row[k] = opensim.Vec3(*at.tolist())
    table.appendRow(0.0, row)
    reference = opensim.MarkersReference(table, opensim.SetMarkerWeights())
    no_angles = opensim.SimTKArrayCoordinateReference()
    solver = opensim.InverseKinematicsSolver(theirs, reference, no_angles, float("inf"))
    solver.setAccuracy(1e-8)
    state.setTime(0.0)
    for _ in range(3):  # each goes on where the one before stopped, as over the frames of a recording
        solver.assemble(state)
    known = theirs.getCoordinateSet()
    again = np.array([known.get(c.name).getValue(state) for c in found])
    off = np.degrees(again - values_of(found, angles)[0])
    worst = int(np.abs(off).argmax())
    assert np.abs(off).max() < FOUND_AGAIN, f"{found[worst].name}: {off[worst]:.3f}°"
    assert np.abs(np.degrees(again)).max() > 20.0
