"""Valid files as other programs write them: padding, commas, zeros, outputs of models, names with blanks."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.exchange.read import read, read_in_pieces
from exchange import scene
from exchange.c3d_bytes import NO_ANALOG, POSITIONS, c3d, written
from exchange.test_marker_files import NAMES, markers, trc

ANALOG = np.empty((scene.FRAMES, 1, 0))
LINES = trc(NAMES, "mm").split("\n")


def test_values_of_a_header_may_be_padded_with_cells_of_their_own(tmp_path):
    """As Motion Analysis writes them; by place, NumMarkers would be the unit."""
    padded = "\t\t".join(f"  {cell}" for cell in LINES[2].split("\t"))
    found = markers(written(tmp_path, "it.trc", "\n".join([*LINES[:2], padded, *LINES[3:]])))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=2e-8)
    assert not [note for note in found.notes if "header" in note]


def test_a_header_without_one_of_its_values_is_read_by_place(tmp_path):
    """The number of markers is left blank; the unit stays in its place."""
    blank = LINES[2].replace("\t13\t", "\t\t")
    found = markers(written(tmp_path, "it.trc", "\n".join([*LINES[:2], blank, *LINES[3:]])))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=2e-8)


def test_commas_stand_for_tabs(tmp_path):
    found = markers(written(tmp_path, "it.trc", trc(NAMES, "mm").replace("\t", ",")))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=2e-8)
    assert "Cells are parted by commas." in found.notes


def test_semicolons_are_refused_with_what_to_do(tmp_path):
    text = trc(NAMES, "mm").replace(".", ",").replace("\t", ";")
    with pytest.raises(BadInput, match=r"line 4: cells are parted by semicolons; save it with tabs"):
        read(written(tmp_path, "it.trc", text))


MOT = "bow\nversion=1\nnRows=3{0}\nnColumns=3\ninDegrees=yes\nendheader{0}\n"


def test_coordinates_may_be_parted_by_commas(tmp_path):
    text = MOT.format(",,") + "time,pelvis_tilt,pelvis_ty\n0,90,1\n0.1,45,2\n0.2,0,3\n"
    found = read(written(tmp_path, "it.mot", text))
    np.testing.assert_allclose(found.values, [[np.pi / 2, 1], [np.pi / 4, 2], [0, 3]])
    assert found.notes == ("Cells are parted by commas.",)


@pytest.mark.parametrize("rows_of_a_piece", [1, 2, 100])
def test_of_rows_with_one_time_the_last_counts(rows_of_a_piece, tmp_path):
    text = MOT.format("") + "time pelvis_tilt pelvis_ty\n0 0 1\n0.1 0 2\n0.1 0 3\n0.1 0 4\n0.2 0 5\n0.2 0 6\n"
    path = written(tmp_path, "it.mot", text)
    whole = read(path)
    assert whole.values[:, 1].tolist() == [1, 4, 6]
    assert whole.time.tolist() == [0, 0.1, 0.2]
    pieces = list(read_in_pieces(path, rows_of_a_piece))
    assert np.concatenate([piece.values for piece in pieces])[:, 1].tolist() == [1, 4, 6]
    note = "Of rows with the same time the last counts: 3 rows are left out, the first above line 10."
    assert note in whole.notes


def test_a_marker_at_the_very_origin_was_not_seen(tmp_path):
    positions = scene.markers().copy()
    positions[7:9, scene.MARKERS.index("C7")] = 0
    rows = [
        "\t".join([str(i + 1), f"{scene.TIME[i]:.2f}", *(f"{x * 1000:.6f}" for x in frame.ravel())])
        for i, frame in enumerate(np.nan_to_num(positions))
    ]
    found = markers(written(tmp_path, "it.trc", "\n".join([*LINES[:4], *rows, ""])))
    missing = np.isnan(found.positions).any(axis=2)
    assert np.flatnonzero(missing[:, scene.MARKERS.index("C7")]).tolist() == [7, 8]
    assert missing[5:10, scene.MARKERS.index("T10")].all()  # the gap of the scene
    assert "C7 in 2 of 25 frames" in found.notes[-1]


OUTPUTS = ("LHipAngles", "RHipAngles", "LHipMoment")


@pytest.mark.parametrize("prefix", ["", "Anna:"])
@pytest.mark.parametrize("unit", ["mm", "m"])
def test_outputs_of_a_model_are_told_by_their_groups(unit, prefix, tmp_path):
    """Angles of 90 among points in m make no person of 100 m, and have no part in the axes."""
    angles = np.full((scene.FRAMES, len(OUTPUTS), 3), 90.0)
    own = scene.markers() * (1000 if unit == "mm" else 1)
    extra = {
        "POINT:UNITS": [unit],
        "POINT:LABELS": [*(prefix + name for name in scene.MARKERS), *OUTPUTS],
        "POINT:ANGLES": list(OUTPUTS[:2]),
        "POINT:MOMENTS": [OUTPUTS[2]],
    }
    content = c3d(np.concatenate([own, angles], axis=1), ANALOG, extra=extra)
    found = markers(written(tmp_path, "it.c3d", content))
    assert found.names == scene.MARKERS
    np.testing.assert_allclose(found.positions, scene.markers(), atol=3e-7)
    left = "Outputs of a model, no markers, left out: LHipAngles, RHipAngles and LHipMoment."
    assert left in found.notes


def test_outputs_of_a_model_are_told_by_units_of_their_own(tmp_path):
    units = ["mm"] * len(scene.MARKERS) + ["deg", "deg", "Nmm/kg"]
    extra = {"POINT:UNITS": units, "POINT:LABELS": [*scene.MARKERS, *OUTPUTS]}
    points = np.concatenate([scene.markers() * 1000, np.full((scene.FRAMES, 3, 3), 90.0)], axis=1)
    found = markers(written(tmp_path, "it.c3d", c3d(points, ANALOG, extra=extra)))
    assert found.names == scene.MARKERS


@pytest.mark.parametrize("wrong", ["header", "parameter"])
def test_points_are_counted_by_the_size_of_the_frames(wrong, tmp_path):
    content = bytearray(c3d(scene.markers() * 1000, ANALOG, extra={"POINT:LABELS": list(scene.MARKERS)}))
    n = len(scene.MARKERS)
    if wrong == "header":
        content[2:4] = (n + 1).to_bytes(2, "little")
    else:
        at = content.index(b"USED", content.index(b"POINT")) + 4 + 2 + 2
        assert content[at : at + 2] == n.to_bytes(2, "little")
        content[at : at + 2] = (n + 1).to_bytes(2, "little")
    found = markers(written(tmp_path, "it.c3d", bytes(content)))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=3e-7)
    assert any(note.endswith(f"{n} by the size of its frames.") for note in found.notes)


def test_more_than_255_labels_and_a_first_frame_that_is_not_the_first(tmp_path):
    n = 300
    labels = [f"M{i}" for i in range(n)]
    positions = POSITIONS[:, :1] * 100 + np.arange(n)[:, None]
    extra = {"POINT:LABELS": labels[:255], "POINT:LABELS2": labels[255:]}
    content = bytearray(c3d(positions, NO_ANALOG, extra=extra))
    content[6:8], content[8:10] = (51).to_bytes(2, "little"), (54).to_bytes(2, "little")
    found = markers(written(tmp_path, "it.c3d", bytes(content)), up="y")
    assert found.names == tuple(labels)
    np.testing.assert_allclose(found.time, 0.5 + np.arange(4) / 100)


BEND = (Path(__file__).parent / "files" / "bend.bvh").read_text()


def test_names_of_joints_may_have_blanks(tmp_path):
    head, _, rest = BEND.partition("JOINT LeftFoot")
    brace = rest.index("{")
    text = head.replace("ROOT Hips", "ROOT Bip01 Pelvis") + "JOINT Bip01 L Foot {" + rest[brace + 1 :]
    found, plain = read(written(tmp_path, "it.bvh", text)), read(written(tmp_path, "plain.bvh", BEND))
    assert found.names[0] == "Bip01 Pelvis"
    assert {"Bip01 L Foot", "Bip01 L Foot_end"} <= set(found.names)
    np.testing.assert_array_equal(found.positions, plain.positions)


def test_a_joint_may_have_no_channels(tmp_path):
    """As some exporters write fixed bones: it turns with its parent."""
    at = BEND.index("CHANNELS", BEND.index("JOINT LeftFoot"))
    end = BEND.index("\n", at)
    body, _, rows = BEND.rpartition("Frame Time: 0.0333333\n")
    order = [name for name in read(written(tmp_path, "plain.bvh", BEND)).names if not name.endswith("_end")]
    first = 6 + 3 * (order.index("LeftFoot") - 1)
    kept = "\n".join(" ".join(x[:first] + x[first + 3 :]) for x in map(str.split, rows.splitlines()))
    text = body[:at] + "CHANNELS 0" + body[end:] + "Frame Time: 0.0333333\n" + kept + "\n"
    found = read(written(tmp_path, "it.bvh", text))
    foot = found.names.index("LeftFoot")
    np.testing.assert_array_equal(found.rotations[:, foot], found.rotations[:, found.parents[foot]])


def test_a_file_that_is_too_long_for_its_header_and_says_nothing_else(tmp_path):
    """As ezc3d writes it: the size of the file tells, without the zeros that fill its last block."""
    frames = 66_000
    positions = np.arange(3 * frames).reshape(frames, 1, 3) + 1.0
    content = bytearray(c3d(positions, np.empty((frames, 1, 0))))
    content[6:8], content[8:10] = (1).to_bytes(2, "little"), (65535).to_bytes(2, "little")
    content += b"\0" * (-len(content) % 512)
    found = markers(written(tmp_path, "it.c3d", bytes(content)), up="y", unit="mm")
    assert len(found.time) == frames
    assert found.notes[0] == "The file does not say how many frames it has: 66,000 by its size."
    np.testing.assert_allclose(np.abs(found.positions).max(), 3 * frames / 1000)


def test_two_figures_are_a_question_and_an_option_answers_it(tmp_path):
    """As some programs write two persons: two roots, and the channels of both in a row."""
    tree, motion, rows = BEND.partition("MOTION")
    head, mark, numbers = rows.partition("Frame Time: 0.0333333\n")
    other = tree.replace("HIERARCHY\n", "").replace("ROOT Hips", "ROOT Other:Hips")
    moved = []
    for line in numbers.splitlines():
        cells = line.split()
        moved.append(" ".join([*cells, str(float(cells[0]) + 50), *cells[1:]]))
    path = written(tmp_path, "it.bvh", tree + other + motion + head + mark + "\n".join(moved) + "\n")
    with pytest.raises(BadInput, match="has 2 figures: Hips and Other; choose one, such as --person Hips"):
        read(path)
    alone = read(written(tmp_path, "alone.bvh", BEND))
    first, second = (read(path, person=name) for name in ("Hips", "Other"))
    assert second.names == ("Other:Hips", *alone.names[1:])
    assert second.parents == first.parents == alone.parents
    np.testing.assert_array_equal(first.positions, alone.positions)
    np.testing.assert_allclose(second.rotations, alone.rotations)
    away = second.positions - alone.positions
    np.testing.assert_allclose(np.linalg.norm(away, axis=2), 0.5, atol=1e-9)
    assert "Of 2 figures Other is read." in second.notes


def test_columns_without_a_name_are_left_out(tmp_path):
    """As Cortex writes trajectories that nobody has named, in all rows or in some."""
    rows = trc(NAMES, "mm").split("\n")
    for ragged in (lambda i: 2, lambda i: i % 3):
        wide = [row + "\t1.5\t2.5\t3.5" * ragged(i) if i > 3 and row else row for i, row in enumerate(rows)]
        found = markers(written(tmp_path, "it.trc", "\n".join(wide)))
        np.testing.assert_allclose(found.positions, scene.markers(), atol=2e-8)


@pytest.mark.parametrize(("unit", "length"), [("mete", 1.0), ("mill", 0.001), ("cent", 0.01)])
def test_a_unit_may_be_cut_off(unit, length, tmp_path):
    """Parameters of four letters hold `mete` of meters."""
    points = scene.markers() / length
    extra = {"POINT:UNITS": [unit], "POINT:LABELS": list(scene.MARKERS)}
    found = markers(written(tmp_path, "it.c3d", c3d(points, ANALOG, extra=extra)))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=1e-6)


@pytest.mark.parametrize("processor", [84, 85, 86])
def test_junk_behind_the_parameters_is_no_parameter(processor, tmp_path):
    """The last parameter points to a next one that lies behind their blocks, as old files have it."""
    content = bytearray(c3d(POSITIONS, NO_ANALOG, processor=processor))
    blocks = content[512 + 2]
    end = 512 * (1 + blocks)
    at = 512 + 4
    order = "big" if processor == 86 else "little"
    while True:
        letters = int.from_bytes(content[at : at + 1], "big", signed=True)
        pointer = at + 2 + abs(letters)
        step = int.from_bytes(content[pointer : pointer + 2], order)
        if content[pointer + step] == 0:
            break
        at = pointer + step
    content[pointer : pointer + 2] = (end - pointer).to_bytes(2, order)
    junk = b"\x05\x95\x0bABCD\x07\x00\x42" * 60
    longer = content[:end] + junk.ljust(1024, b"\x33") + content[end:]
    data = int.from_bytes(longer[16:18], order) + 2
    longer[16:18] = data.to_bytes(2, order)
    found = markers(written(tmp_path, "it.c3d", bytes(longer)), up="y", unit="m")
    np.testing.assert_allclose(np.sort(found.positions, axis=2), np.sort(POSITIONS, axis=2))


def test_a_header_may_count_channels_instead_of_values(tmp_path):
    analog = np.arange(4 * 7 * 16).reshape(4, 7, 16)
    content = bytearray(c3d(POSITIONS, analog))
    content[4:6] = (16).to_bytes(2, "little")
    found = markers(written(tmp_path, "it.c3d", bytes(content)), up="y", unit="m")
    np.testing.assert_allclose(np.sort(found.positions, axis=2), np.sort(POSITIONS, axis=2))
