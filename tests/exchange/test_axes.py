"""Which way is up and forward is recognised, however the axes of a laboratory lie."""

from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.axes import turn_of
from dorsum.exchange.read.marker_names import meanings
from dorsum.exchange.read.parts import Parts
from exchange import scene
from exchange.c3d_bytes import c3d

# All 24 right-handed laboratories: rows are their x, y and z in our axes.
TURNS = [
    np.diag(signs)[list(order)]
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
    if np.linalg.det(np.diag(signs)[list(order)]) > 0
]
PARTS = Parts.of_markers(scene.MARKERS, meanings(scene.MARKERS))
NO_ANALOG = np.empty((scene.FRAMES, 1, 0))


def in_laboratory(turn: np.ndarray, folder: Path, names: tuple[str, ...] = scene.MARKERS) -> Path:
    path = folder / "it.c3d"
    positions = scene.markers() @ turn.T * 1000
    path.write_bytes(c3d(positions, NO_ANALOG, extra={"POINT:LABELS": list(names)}))
    return path


def test_there_are_24_laboratories():
    assert len({tuple(turn.ravel()) for turn in TURNS}) == 24


@pytest.mark.parametrize("turn", TURNS, ids=range(24))
def test_any_right_handed_laboratory_is_turned_to_ours(turn, tmp_path):
    found = read(in_laboratory(turn, tmp_path))
    np.testing.assert_allclose(found.positions, scene.markers(), atol=3e-7)
    assert found.notes[0].startswith("Turned to x forward, y up") == (not np.array_equal(turn, np.eye(3)))


def test_a_left_handed_laboratory_is_said(tmp_path):
    found = read(in_laboratory(np.diag([1.0, 1.0, -1.0]), tmp_path))
    assert any(note.startswith("By left and right people face backward") for note in found.notes)


def test_swapped_names_of_left_and_right_are_said(tmp_path):
    swapped = tuple(
        name.translate(str.maketrans("LR", "RL")) if name[0] in "LR" else name for name in scene.MARKERS
    )
    assert any(
        "the names may be swapped" in note for note in read(in_laboratory(np.eye(3), tmp_path, swapped)).notes
    )


def test_a_plate_says_up_where_the_body_lies(tmp_path):
    """On the back, the way from feet to head is level; the ground still pushes up."""
    lying = scene.markers()[..., [1, 0, 2]] * [1, 1, 1] + [0, 0.3, 0]
    turn = turn_of(PARTS, lying, "y", normal=np.array([0.0, 1.0, 0.0]))
    np.testing.assert_array_equal(turn.matrix[1], [0, 1, 0])
    without = turn_of(PARTS, lying, "y")
    np.testing.assert_array_equal(without.matrix[1], [1, 0, 0])


def test_without_known_names_the_custom_of_the_format_counts_and_is_said():
    turn = turn_of(Parts(), scene.markers()[:, :2], "z")
    np.testing.assert_array_equal(turn.matrix[1], [0, 0, 1])
    assert np.linalg.det(turn.matrix) == pytest.approx(1)
    assert (
        "Which way is up is not known from the names: z, as usual in such files; --up says it." in turn.notes
    )
    assert any(note.startswith("Which way is forward is not known") for note in turn.notes)


def test_without_pairs_forward_is_the_way_that_the_body_travels():
    walked = np.zeros((10, 2, 3)) + np.linspace(0, 1, 10)[:, None, None] * [0, 0, -1.0]
    turn = turn_of(Parts(), walked + np.array([[0, 0, 0], [0, 1.0, 0]]), "y")
    np.testing.assert_array_equal(turn.matrix, [[0, 0, -1], [0, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize(("angle", "side"), [(30, "left"), (-30, "right")])
def test_a_person_who_faces_askew_is_said(angle, side):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    about_y = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    turn = turn_of(PARTS, scene.markers() @ about_y.T, "y")
    np.testing.assert_array_equal(turn.matrix, np.eye(3))
    assert turn.notes == (f"On average the person faces 30° to the {side} of x.",)


def test_a_person_who_turns_round_is_said():
    n = scene.FRAMES
    angle = np.linspace(0, 1.5 * np.pi, n)
    about_y = np.zeros((n, 3, 3))
    about_y[:, 0, 0] = about_y[:, 2, 2] = np.cos(angle)
    about_y[:, 0, 2], about_y[:, 2, 0], about_y[:, 1, 1] = np.sin(angle), -np.sin(angle), 1
    turned = np.einsum("fij,fnj->fni", about_y, scene.markers())
    assert any(note.startswith("The person turns") for note in turn_of(PARTS, turned, "y").notes)


def test_the_user_may_say_both(tmp_path):
    found = read(in_laboratory(np.eye(3), tmp_path), up="-z", forward="x")
    np.testing.assert_allclose(
        found.positions, scene.markers() @ [[1, 0, 0], [0, 0, 1], [0, -1, 0]], atol=3e-7
    )


@pytest.mark.parametrize(
    ("up", "forward", "message"), [("w", None, "must be x, y or z"), ("z", "-z", "same axis")]
)
def test_axes_that_make_no_sense_are_refused(up, forward, message, tmp_path):
    with pytest.raises(BadInput, match=message):
        read(in_laboratory(np.eye(3), tmp_path), up=up, forward=forward)
