"""Files of markers: what OpenSim and ezc3d wrote and read themselves, and files of older machines."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Markers
from exchange import scene
from exchange.c3d_bytes import c3d
from exchange.other_programs import ezc3d, opensim

FILES = Path(__file__).parent / "files"
SINGLE = 2e-7  # relative error of the reals in a C3D file, m at most 2 m away


def markers(path: Path, **axes: Any) -> Markers:
    found = read(path, **axes)
    assert isinstance(found, Markers)
    return found


@pytest.mark.parametrize(("file", "rounded"), [("markers.trc", 1e-15), ("plates.c3d", SINGLE)])
def test_markers_are_in_metres_in_our_axes_with_their_gaps(file, rounded):
    found = markers(FILES / file)
    assert found.names == scene.MARKERS
    np.testing.assert_allclose(found.time, scene.TIME, atol=1e-12)
    np.testing.assert_allclose(found.positions, scene.markers(), atol=rounded)
    gaps = "Gaps, left as they are: marker T10 in 5 of 25 frames, at most 5 in a row; STRN in 1 of 25 frames"
    assert found.notes[-1].startswith(gaps)


def test_opensim_reads_the_same_trc():
    theirs = opensim.TimeSeriesTableVec3(str(FILES / "markers.trc"))
    ours = markers(FILES / "markers.trc")
    assert ours.names == tuple(theirs.getColumnLabels())
    np.testing.assert_array_equal(ours.time, theirs.getIndependentColumn())
    flat = theirs.flatten()  # owns the numbers
    numbers = flat.getMatrix().to_numpy().reshape(ours.positions.shape)
    np.testing.assert_allclose(ours.positions * 1000, numbers, rtol=1e-14)


def test_ezc3d_reads_the_same_points():
    theirs = ezc3d.c3d(str(FILES / "plates.c3d"))["data"]["points"]
    ours = markers(FILES / "plates.c3d")
    in_their_axes = ours.positions @ scene.LABORATORY.T * 1000
    np.testing.assert_allclose(in_their_axes, theirs[:3].transpose(2, 1, 0), rtol=1e-15, atol=1e-12)


def test_the_subject_is_read_in_metres_and_kilograms():
    expected = {"height_m": scene.HEIGHT_MM / 1000, "mass_kg": scene.MASS_KG, "age_y": scene.AGE_Y}
    assert markers(FILES / "plates.c3d").subject == pytest.approx(expected)


@pytest.mark.parametrize("processor", [84, 85, 86])
@pytest.mark.parametrize("scale", [-1.0, 0.1])
def test_files_of_all_machines_hold_the_same(processor, scale, tmp_path):
    """Intel, DEC and MIPS; reals, and whole numbers of 0.1 mm."""
    positions = scene.markers() @ scene.LABORATORY.T * 1000
    analog = np.arange(scene.FRAMES * 4).reshape(scene.FRAMES, 2, 2)
    (tmp_path / "it.c3d").write_bytes(c3d(positions, analog, scale=scale, processor=processor))
    found = markers(tmp_path / "it.c3d", up="z", forward="-y")
    rounded = SINGLE if scale < 0 else 0.051e-3
    np.testing.assert_allclose(found.positions, scene.markers(), atol=rounded)
    if processor != 86:  # which ezc3d does not read
        theirs = ezc3d.c3d(str(tmp_path / "it.c3d"))["data"]["points"][:3].transpose(2, 1, 0) / 1000
        theirs[np.isnan(found.positions)] = np.nan  # it says by other numbers that a point was not seen
        np.testing.assert_allclose(found.positions @ scene.LABORATORY.T, theirs, atol=1e-9)


@pytest.mark.parametrize("format_", ["SIGNED", "UNSIGNED"])
def test_analog_values_are_offset_scaled_and_signed_as_ezc3d_has_them(format_, tmp_path):
    from dorsum.exchange.read.c3d_frames import frames_of
    from dorsum.exchange.read.c3d_parameters import describe

    analog = np.array([[[2047, -5, 30000]], [[100, 7, -30000]]])
    extra = {
        "ANALOG:FORMAT": [format_],
        "ANALOG:GEN_SCALE": np.array(0.5),
        "ANALOG:SCALE": np.array([2.0, 4.0, 1.0]),
        "ANALOG:OFFSET": np.array([2048, 0, 1000]),
    }
    content = c3d(np.ones((2, 1, 3)), analog, scale=0.1, extra=extra)
    (tmp_path / "it.c3d").write_bytes(content)
    ours = frames_of(content, describe(content, tmp_path / "it.c3d")).analog
    if format_ == "SIGNED":
        np.testing.assert_allclose(ours, ezc3d.c3d(str(tmp_path / "it.c3d"))["data"]["analogs"][0].T)
    raw = np.where((analog[:, 0] < 0) & (format_ == "UNSIGNED"), analog[:, 0] + 65536, analog[:, 0])
    np.testing.assert_allclose(ours, (raw - [2048, 0, 1000]) * [1.0, 2.0, 0.5])


def test_a_trial_that_begins_later_and_is_longer_than_its_header_can_say(tmp_path):
    frames = 66_000
    positions = np.ones((frames, 1, 3)) * [1.0, 2.0, 3.0]
    low, high = (frames + 99) % 65536, (frames + 99) // 65536
    extra = {
        "TRIAL:ACTUAL_START_FIELD": np.array([100, 0]),
        "TRIAL:ACTUAL_END_FIELD": np.array([low, high]),
    }
    content = bytearray(c3d(positions, np.empty((frames, 1, 0)), scale=0.1, extra=extra))
    content[6:8], content[8:10] = (100).to_bytes(2, "little"), (65535).to_bytes(2, "little")
    (tmp_path / "it.c3d").write_bytes(content)
    found = markers(tmp_path / "it.c3d")
    assert len(found.time) == frames
    assert found.time[0] == 0.99
    assert not [note for note in found.notes if "frames and ends" in note]


@pytest.mark.parametrize("times", [2.5, 0.1])
def test_of_two_scales_that_counts_by_which_a_person_is_one(times, tmp_path):
    """A sample of c3d.org is so: POINT:SCALE makes a person 0.6 m tall, the header's scale one of 1.5 m."""
    positions = scene.markers() @ scene.LABORATORY.T * 1000
    extra = {"POINT:LABELS": list(scene.MARKERS), "POINT:SCALE": np.array(0.1 / times)}
    analog = np.empty((scene.FRAMES, 1, 0))
    (tmp_path / "it.c3d").write_bytes(c3d(positions, analog, scale=0.1, extra=extra))
    found = markers(tmp_path / "it.c3d")
    np.testing.assert_allclose(found.positions, scene.markers(), atol=0.051e-3)
    assert any(f"scale is {times:.4g} times POINT:SCALE" in note for note in found.notes)


def test_points_at_the_very_origin_are_gaps(tmp_path):
    positions = np.ones((3, 2, 3))
    positions[1, 0] = 0
    (tmp_path / "it.c3d").write_bytes(c3d(positions, np.empty((3, 1, 0))))
    assert np.isnan(markers(tmp_path / "it.c3d").positions[:, 0, 0]).tolist() == [False, True, False]


def trc(lines_of_names: str, unit: str, factor: float = 1000.0) -> str:
    """The markers of the scene in other words."""
    head = f"PathFileType\t4\t(X/Y/Z)\tit.trc\nDataRate\tNumFrames\tNumMarkers\tUnits\n100\t25\t13\t{unit}\n"
    rows = ""
    for i, frame in enumerate(scene.markers()):
        cells = ["" if np.isnan(x) else f"{x * factor:.9g}" for x in frame.ravel()]
        rows += "\t".join([str(i + 1), f"{scene.TIME[i]:.2f}", *cells]) + "\n"
    return head + lines_of_names + rows


NAMES = "Frame#\tTime\t" + "\t\t\t".join(scene.MARKERS) + "\n"


@pytest.mark.parametrize("unit", ["mm", "cm", "m", "Meters", "in", "inches", "ft"])
def test_all_units_are_metres_and_blank_cells_gaps(unit, tmp_path):
    per_metre = {"mm": 1000, "cm": 100, "m": 1, "Meters": 1, "ft": 1 / 0.3048}.get(unit, 1 / 0.0254)
    (tmp_path / "it.trc").write_text(trc(NAMES, unit, per_metre))
    np.testing.assert_allclose(markers(tmp_path / "it.trc").positions, scene.markers(), atol=2e-8)


@pytest.mark.parametrize(("stated", "true"), [("m", 1000), ("mm", 1), ("m", 100), ("cm", 1)])
def test_a_unit_that_a_person_cannot_have_is_taken_for_another_and_said(stated, true, tmp_path):
    (tmp_path / "it.trc").write_text(trc(NAMES, stated, true))
    found = markers(tmp_path / "it.trc")
    np.testing.assert_allclose(found.positions, scene.markers(), atol=2e-8)
    assert found.notes[0].startswith("From pelvis to shoulders it is ")
    assert found.notes[0].endswith({1000: "read as mm.", 100: "read as cm.", 1: "read as m."}[true])


def of_few(points: np.ndarray, unit: str, folder: Path) -> Markers:
    """Markers of nobody's names, as a file of OpenSim's has them; gaps are blank."""
    names = [f"q{i}" for i in range(points.shape[1])]
    head = "PathFileType\t4\t(X/Y/Z)\tit.trc\nDataRate\tNumFrames\tNumMarkers\tUnits\n"
    head += f"100\t{len(points)}\t{len(names)}\t{unit}\nFrame#\tTime\t" + "\t\t\t".join(names) + "\n"
    for i, frame in enumerate(points):
        cells = ["" if np.isnan(x) else f"{x:.9g}" for x in frame.ravel()]
        head += "\t".join([str(i + 1), f"{i / 100:.2f}", *cells]) + "\n"
    (folder / "it.trc").write_text(head)
    return markers(folder / "it.trc", up="y", forward="x")


def test_a_few_markers_close_together_are_in_the_unit_that_the_file_says(tmp_path):
    """Four vertebrae, 30 mm apart, are no person of 0.9 m; who stated mm for metres is still understood."""
    points = np.zeros((3, 4, 3))
    points[..., 1] = 1000 + 30 * np.arange(4)
    found = of_few(points, "mm", tmp_path)
    np.testing.assert_allclose(found.positions, points / 1000)
    assert any(note.endswith("is it right? --unit says it.") for note in found.notes)
    found = of_few(points / 1000 * 12, "mm", tmp_path)
    assert found.facts.unit == "m"


def test_frames_with_most_markers_missing_do_not_shrink_a_person(tmp_path):
    points = np.zeros((9, 3, 3))
    points[..., 1] = [1, 80, 1700]
    points[1:, 2] = np.nan
    found = of_few(points, "mm", tmp_path)
    assert found.facts.unit == "mm"
    assert not [note for note in found.notes if "unit" in note]


def test_a_prefix_that_all_names_share_is_left_out_and_doubles_are_numbered(tmp_path):
    names = NAMES.replace("RTOE", "LTOE").replace("L", "Anna:L").replace("\tR", "\tAnna:R")
    for name in ("C7", "T10", "STRN"):
        names = names.replace(name, f"Anna:{name}")
    (tmp_path / "it.trc").write_text(trc(names, "mm"))
    found = markers(tmp_path / "it.trc")
    assert found.names == (*scene.MARKERS[:-1], "LTOE_2")
    assert "Names are read without their prefix Anna:." in found.notes
    assert "Markers of the same name are numbered: LTOE." in found.notes
