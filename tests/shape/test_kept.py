"""Shapes kept on disk are those that were modelled, and nothing damaged is taken for one."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.shape import kept
from dorsum.shape.bones import bone_surfaces
from dorsum.shape.flesh.mesh import muscle_mesh
from dorsum.shape.kept import Shapes, kept_shapes
from dorsum.view.scene import assemble, build_scene

BODY = Body.of("male")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache, and nothing in memory."""
    monkeypatch.setenv("DORSUM_CACHE", str(tmp_path))
    forget()
    yield tmp_path / "shapes"
    forget()


def forget():
    kept._at_hand.clear()
    kept._kept_bones.cache_clear()


@pytest.fixture(scope="module")
def made():
    return Shapes(bone_surfaces(BODY), muscle_mesh(BODY))


def same(one, other):
    for name in (
        "point",
        "t",
        "weight",
        "offset",
        "normal",
        "fascicle",
        "faces",
        "face_start",
        "flesh",
        "across",
    ):
        np.testing.assert_array_equal(getattr(one.muscles, name), getattr(other.muscles, name))
    assert [bone.name for bone in one.bones] == [bone.name for bone in other.bones]
    for first, second in zip(one.bones, other.bones, strict=True):
        assert (first.title, first.body, first.body2, first.tissue) == (
            second.title,
            second.body,
            second.body2,
            second.tissue,
        )
        for name in ("vertices", "normals", "faces"):
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
        if first.weight is not None:
            np.testing.assert_array_equal(first.weight, second.weight)


def test_what_is_read_back_is_what_was_modelled(folder, made, monkeypatch):
    """Page and pictures share it: the one that comes first models for the other."""
    scene = build_scene(BODY)
    assert scene.buffer == assemble(BODY, made.bones, made.muscles).buffer
    assert len(list(folder.iterdir())) == 2
    forget()
    for modelling in (
        "kept.drawn_surfaces",
        "kept.muscle_mesh",
        "bones.bone_surfaces",
        "flesh.mesh.muscle_mesh",
    ):
        monkeypatch.setattr(f"dorsum.shape.{modelling}", None)  # nothing is modelled any more
    same(kept_shapes(BODY), made)
    forget()
    assert build_scene(BODY).buffer == scene.buffer


def test_a_damaged_file_is_made_anew(folder, made):
    kept_shapes(BODY)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    forget()
    same(kept_shapes(BODY), made)
    forget()
    for path in folder.iterdir():
        path.write_bytes(b"no shapes")
    same(kept_shapes(BODY), made)


def test_a_name_or_strength_changes_no_shape_and_a_measure_does():
    def key(**other):
        return kept._key_of_muscles(Body.of(replace(BODY.subject, **other)))

    same_shape = key()
    assert key(name="another", age_years=60.0, strength={"iliacus": 0.5}) == same_shape
    assert key(height_m=1.60) != same_shape
    assert key(mass_kg=90.0) != same_shape
    assert key(lordosis_deg=50.0) != same_shape


def test_without_a_place_to_write_shapes_are_made_all_the_same(folder, made, monkeypatch):
    monkeypatch.setattr(kept, "cache_folder", lambda: None)
    same(kept_shapes(BODY), made)
    assert not folder.exists()
