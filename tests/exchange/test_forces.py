"""Measured forces beside a recording, under the names that laboratories give them."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from dorsum.errors import BadInput
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.forces import forces_of

ROWS = np.arange(1.0, 37.0).reshape(2, 18) / 10


def file(folder: Path, names: list[str], values: np.ndarray = ROWS) -> Path:
    path = folder / "grf.mot"
    rows = ["\t".join(f"{v:g}" for v in (0.01 * i, *row)) for i, row in enumerate(values)]
    head = ["forces", "version=1", f"nRows={len(values)}", f"nColumns={len(names) + 1}", "inDegrees=yes"]
    path.write_text("\n".join([*head, "endheader", "\t".join(["time", *names]), *rows]) + "\n")
    return path


def columns(force: str, point: str, torque: str) -> list[str]:
    return [f"{stem}{axis}" for stem in (force, point, torque) for axis in "xyz"]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        (
            ("ground_force_v", "ground_force_p", "ground_torque_"),
            ("1_ground_force_v", "1_ground_force_p", "1_ground_torque_"),
            ("ground", "1_ground"),
        ),
        (
            ("R_ground_force_v", "R_ground_force_p", "R_ground_torque_"),
            ("L_ground_force_v", "L_ground_force_p", "L_ground_torque_"),
            ("R_ground", "L_ground"),
        ),
        (
            ("ground_force_1_v", "ground_force_1_p", "ground_moment_1_m"),
            ("ground_force_2_v", "ground_force_2_p", "ground_moment_2_m"),
            ("ground_1", "ground_2"),
        ),
        (
            ("ground_force_right_v", "ground_force_right_p", "ground_torque_right_"),
            ("ground_force_left_v", "ground_force_left_p", "ground_torque_left_"),
            ("ground_right", "ground_left"),
        ),
    ],
)
def test_forces_are_found_under_the_names_of_laboratories(
    tmp_path: Path, first: tuple[str, str, str], second: tuple[str, str, str], names: tuple[str, str]
) -> None:
    forces, notes = forces_of(file(tmp_path, columns(*first) + columns(*second)))
    assert notes == ()
    assert tuple(force.name for force in forces) == names
    for k, force in enumerate(forces):
        assert_array_equal(force.force, ROWS[:, 9 * k : 9 * k + 3])  # N: no angle, whatever the header says
        assert_array_equal(force.point, ROWS[:, 9 * k + 3 : 9 * k + 6])
        assert_array_equal(force.free_moment, ROWS[:, 9 * k + 6 : 9 * k + 9])
        assert_array_equal(force.time, [0.0, 0.01])


def test_forces_turn_with_the_axes_of_the_recording(tmp_path: Path) -> None:
    path = file(tmp_path, columns("ground_force_v", "ground_force_p", "ground_torque_"), ROWS[:, :9])
    (force,), _ = forces_of(path, turn_by("z", "-y"))  # forward is -y, up z, right -x
    assert_array_equal(force.force, ROWS[:, [1, 2, 0]] * [-1, 1, -1])
    assert_array_equal(force.point, ROWS[:, [4, 5, 3]] * [-1, 1, -1])
    assert_array_equal(turn_by("", ""), np.eye(3))


def test_points_in_mm_are_told(tmp_path: Path) -> None:
    values = ROWS[:, :9] * ([1, 1, 1, 1000, 1000, 1000, 1, 1, 1])
    names = columns("ground_force_v", "ground_force_p", "ground_torque_")
    (force,), notes = forces_of(file(tmp_path, names, values))
    np.testing.assert_allclose(force.point, ROWS[:, 3:6])
    assert notes == ("Points of the force ground are read as mm.",)


def test_a_file_without_a_force_or_with_one_that_acts_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no three columns of a force.*hip_flexion"):
        forces_of(file(tmp_path, ["hip_flexion", "knee"], ROWS[:, :2]))
    with pytest.raises(BadInput, match="the force ground has no point"):
        forces_of(file(tmp_path, [f"ground_force_v{axis}" for axis in "xyz"], ROWS[:, :3]))
