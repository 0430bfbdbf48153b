"""Surfaces of other programs are read whole, and damaged files are refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dorsum.errors import BadInput
from dorsum.exchange.read.surface_files import SUFFIXES, concept_in_header, read_surfaces, surface_files

CUBE = trimesh.creation.box((1.0, 2.0, 3.0))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_surface_is_read_as_it_was_written(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"L3{suffix}"
    CUBE.export(file)
    (found,) = read_surfaces(file)
    assert len(found.vertices) == 8  # STL writes every corner three to six times
    assert len(found.faces) == 12
    again = trimesh.Trimesh(found.vertices, found.faces, process=False)
    assert again.volume == pytest.approx(6.0, rel=1e-6)
    assert again.is_watertight


def test_nodes_of_a_scene_are_moved_and_named(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    scene.add_geometry(
        CUBE, node_name="L4|FMA13075", transform=trimesh.transformations.translation_matrix([0, 5, 0])
    )
    scene.add_geometry(CUBE, node_name="L5|FMA13076")
    scene.export(tmp_path / "spine.glb")
    found = {raw.name: raw.vertices.mean(axis=0) for raw in read_surfaces(tmp_path / "spine.glb")}
    assert found["L4|FMA13075"] == pytest.approx([0, 5, 0])
    assert found["L5|FMA13076"] == pytest.approx([0, 0, 0])


def test_the_head_of_a_file_of_bodyparts3d_names_the_bone(tmp_path: Path) -> None:
    file = tmp_path / "FJ3162.obj"
    head = "# Compatibility version : 4.0\r\n# File ID : FJ3162\r\n# Concept ID : FMA13074\r\n"
    file.write_text(head + CUBE.export(file_type="obj"), encoding="utf-8")
    assert concept_in_header(file) == "FMA13074"
    assert len(read_surfaces(file)) == 1
    file.write_text(CUBE.export(file_type="obj"), encoding="utf-8")
    assert concept_in_header(file) is None


def test_only_surfaces_are_taken_from_a_folder(tmp_path: Path) -> None:
    for name in ("b.STL", "a.obj", "notes.txt", "pack.toml"):
        (tmp_path / name).touch()
    assert [file.name for file in surface_files(tmp_path)] == ["a.obj", "b.STL"]
    assert surface_files(tmp_path / "a.obj") == [tmp_path / "a.obj"]


def test_where_there_is_no_surface_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there are no surfaces in .*: no file ends in \.obj, \.stl"):
        surface_files(tmp_path)
    with pytest.raises(BadInput, match=r"cannot read the folder .*: No such file"):
        surface_files(tmp_path / "nowhere")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BadInput, match="is no surface: the name must end in"):
        surface_files(tmp_path / "notes.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no triangles|no sound OBJ"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\n", "holds no triangles|no sound OBJ"),
        ("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "have no area"),
        ("v 0 0 0\nv 1 0 nan\nv 0 1 0\nf 1 2 3\n", "not a finite number|no sound OBJ"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "a vertex that is not there|no sound OBJ"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 x\n", "no sound OBJ"),
    ],
)
def test_a_damaged_surface_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "L3.obj"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message) as refused:
        read_surfaces(file)
    assert "L3.obj" in str(refused.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dorsum.exchange.read.surface_files.MOST_BYTES", 100)
    CUBE.export(tmp_path / "L3.stl")
    with pytest.raises(BadInput, match="larger than"):
        read_surfaces(tmp_path / "L3.stl")


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_junk_is_refused_and_nothing_else_happens(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    """Random bytes, and a sound file with a piece changed, cut or added."""
    whole = CUBE.export(file_type=suffix[1:])
    whole = whole.encode() if isinstance(whole, str) else whole
    at, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 40))
    junk = data.draw(st.binary(max_size=80))
    content = data.draw(st.sampled_from([junk, whole[:at], whole[:at] + junk + whole[at + length :]]))
    file = tmp_path / f"junk{suffix}"
    file.write_bytes(content)
    try:
        found = read_surfaces(file)
    except BadInput:
        return
    assert all(np.isfinite(raw.vertices).all() and raw.faces.max() < len(raw.vertices) for raw in found)
