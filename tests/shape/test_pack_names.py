"""Meshes are known by FMA ids, names and what their owner writes of them; the ids of the tables are right."""

import re
from pathlib import Path

import pytest
from pack_files import DRAWN

from dorsum.anatomy.read import Tables
from dorsum.errors import DorsumError
from dorsum.shape.packs.names import Names
from dorsum.shape.packs.notes import read_notes

LOW_CARTILAGES = {f"costal_cartilage{i}_{side}" for i in (8, 9, 10) for side in ("right", "left")}
WITHOUT_IDS = {"symphysis"} | LOW_CARTILAGES


def test_every_drawn_surface_has_ids(tables: Tables) -> None:
    assert {row.surface for row in tables.bone_fma} == set(DRAWN) - WITHOUT_IDS


def test_ids_agree_with_those_of_the_bones_that_landmarks_lie_on(tables: Tables) -> None:
    drawn = {row.fma_id: row.surface for row in tables.bone_fma}
    parts = {"occipital": "skull", "temporal": "skull", "ilium": "hip_bone"}
    for bone in tables.bones:
        if bone.fma_id is not None:
            assert drawn[bone.fma_id].removesuffix("_right") == parts.get(bone.bone, bone.bone)


def test_sides_stand_in_the_names_of_the_fma(tables: Tables) -> None:
    for row in tables.bone_fma:
        side = row.surface.rpartition("_")[2]
        if side in ("right", "left"):
            assert side in row.name.split(), row.fma_id


@pytest.fixture(scope="module")
def names(tables: Tables) -> Names:
    return Names(tables, DRAWN)


@pytest.mark.parametrize(
    ("name", "surface"),
    [
        ("FMA13074", "L3"),
        ("fma_13074 lumbar", "L3"),
        ("L3|FMA13074", "L3"),
        ("l3", "L3"),
        ("Third lumbar vertebra", "L3"),
        ("rib7_right", "rib7_right"),
        ("right rib7", "rib7_right"),
        ("Right-Seventh-Rib", "rib7_right"),
        ("disc L4-L5", "disc L4/L5"),
        ("intervertebral_disk_of_fourth_lumbar_vertebra", "disc L4/L5"),
        ("occipital bone", "skull"),
        ("skull", "skull"),
        ("FMA13074999", None),
        ("FMA1", None),
        ("liver", None),
        ("", None),
        ("…", None),
    ],
)
def test_bones_are_known_by_any_name(names: Names, name: str, surface: str | None) -> None:
    found = names.find(name)
    assert (found and found.surface) == surface


def test_muscles_are_told_from_what_is_unknown(names: Names) -> None:
    for muscle in ("FMA32557", "right_rhomboid_major|FMA13381", "Left multifidus"):
        assert names.find(muscle) is None
        assert names.is_muscle(muscle)
    assert not names.is_muscle("liver")


def test_notes_name_bones_and_give_credit(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(
        'name = "Mine"\nlicence = "CC0"\ncredit = "Me"\nunit = "cm"\nup = "Z"\nforward = "-y"\n'
        '[bones]\na = "L3"\n',
        encoding="utf-8",
    )
    (tmp_path / "names.csv").write_text("name,bone\nb,FMA13075\n\n", encoding="utf-8")
    (tmp_path / "isa_element_parts.txt").write_text(
        "concept id\tname\telement file id\nFMA5018\tbone organ\tFJ3162\nFMA13074\tL3\tFJ3162\n",
        encoding="utf-8",
    )
    notes = read_notes(tmp_path)
    assert (notes.name, notes.licence, notes.credit, notes.unit) == ("Mine", "CC0", "Me", "cm")
    assert (notes.up, notes.forward) == ("+z", "-y")
    assert notes.bones == {"a": "L3", "b": "FMA13075"}
    assert notes.elements == {"FJ3162": ("FMA5018", "FMA13074")}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("pack.toml", "name = ", "pack.toml is not valid TOML"),
        ("pack.toml", 'units = "mm"', "no entry of pack.toml is called 'units'; did you mean unit"),
        ("pack.toml", 'unit = "inch"', "unit = 'inch': must be mm, cm or m"),
        ("pack.toml", 'up = "z"', "give both up and forward, or neither"),
        ("pack.toml", 'up = "z"\nforward = "-z"', "up and forward lie along the same axis z"),
        ("pack.toml", 'up = "w"\nforward = "x"', "up = 'w': must be one of"),
        ("pack.toml", "licence = 1", "licence = 1: must be text in quotes"),
        ("pack.toml", 'bones = "L3"', "bones = 'L3': must be a table"),
        ("names.csv", "mesh,bone\n", "names.csv, line 1: the header must be name,bone"),
        ("names.csv", "name,bone\na\n", "names.csv, line 2: must hold a name and a bone"),
        ("names.csv", "name,bone\na,L3\na,L4\n", "names.csv, line 3: a stands there twice"),
        (
            "my_element_parts.txt",
            "concept,name\n",
            "line 1: the header must be concept id, name, element file id",
        ),
    ],
)
def test_notes_that_make_no_sense_are_refused(tmp_path: Path, file: str, text: str, message: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(DorsumError, match=re.escape(message)):
        read_notes(tmp_path)
