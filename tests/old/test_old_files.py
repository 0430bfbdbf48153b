"""Files of an older Dorsum: they open and mean what they meant, or are refused in one sentence."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import xarray
from numpy.testing import assert_allclose

import dorsum
from dorsum.body.body import Body
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.simulation.activations import _today, read_activations

HERE = Path(__file__).parent
HAS_OPEN_RESULT = "open_result" in dir(dorsum)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packed files as they were written."""
    folder = tmp_path_factory.mktemp("old")
    for packed in HERE.glob("*.gz"):
        (folder / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))
    return folder


@pytest.fixture(scope="module")
def body(male: Model) -> Body:
    return male.body


def test_an_old_task_file_asks_for_what_it_asked() -> None:
    task = Task.read(HERE / "squat_with_crate.toml")
    assert (task.title, task.frames, task.moves) == ("Taking a crate from the left", 7, True)
    assert task.abdominal_pressure_kpa == 4
    assert task.subject is not None
    assert (task.subject.sex, task.subject.mass_kg, task.subject.strength) == (
        "female",
        68,
        {"multifidus": 0.9},
    )
    first, last = (frame.posture for frame in task.keyframes)
    assert (first.trunk_inclination, first.lumbar_twist, first.knee_flexion_left) == (40, 3, 30)
    assert last.joints == {"L4/L5": {"flexion": 5, "bending": -1}}
    assert (task.loads[0].mass_kg, task.loads[0].reference) == (5, "shoulders")
    assert task.forces[0].force_n == (0, 0, -4)
    result = analyze(task)
    assert result.compression.shape == (7, 25)
    assert result.compression[0, 0] > 2 * result.compression[-1, 0] > 0


def of_fascicles(path: Path) -> dict[str, float]:
    """The columns of a storage file by name, read by hand."""
    names, values = (line.split("\t") for line in path.read_text().splitlines()[-2:])
    return dict(zip(map(_today, names), map(float, values), strict=True))


def test_old_forces_find_their_fascicles_by_name(body: Body, unpacked: Path) -> None:
    given = read_activations(unpacked / "upright.sto", body)
    columns = of_fascicles(unpacked / "upright.sto")
    assert given.forces
    for value, i in zip(given.values[0], body.active, strict=True):
        assert value == columns[body.fascicles[i].name]
    assert given.values.max() > 20.0


def test_old_activations_find_their_fascicles_by_name(body: Body, unpacked: Path) -> None:
    given = read_activations(unpacked / "upright.nc", body)
    with xarray.open_dataset(unpacked / "upright.nc") as data:
        names = [_today(name) for name in data["fascicle"].values.tolist()]
        at = [names.index(body.fascicles[i].name) for i in body.active]
        expected = data["activation"].values[..., at]
    assert not given.forces
    assert_allclose(given.values, expected, rtol=0)
    assert 0.0 < given.values.max() <= 1.0


@pytest.mark.xfail(not HAS_OPEN_RESULT, reason="saved results cannot be opened yet", strict=True)
def test_an_old_saved_result_opens_or_says_why_not(unpacked: Path) -> None:
    open_result = dorsum.open_result
    with xarray.open_dataset(unpacked / "upright.nc") as data:
        compression = data["compression"].values
    try:
        result = open_result(unpacked / "upright.nc")
    except BadInput as error:
        sentence = str(error)
        assert "format" in sentence
        assert "\n" not in sentence
        return
    assert_allclose(result.compression, compression, rtol=1e-9)


def test_the_numbers_of_an_old_result_are_there_for_other_programs(unpacked: Path) -> None:
    with xarray.open_dataset(unpacked / "upright.nc") as data:
        assert data.attrs["task"] == "upright_standing"
        assert np.isfinite(data["compression"]).all()
