"""`dorsum meshes` adds, lists and removes packs and says what it did; `dorsum view` knows them."""

import json
from pathlib import Path

import pytest
from pack_files import bone, write_pack

from dorsum.shape.packs.pack import load_pack

CREDIT = 'name = "Mine"\nlicence = "CC0"\ncredit = "A friend"\n'


@pytest.fixture(autouse=True)
def data_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DORSUM_DATA", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two bones by FMA id, a muscle, a liver, a broken and an empty file."""
    found = write_pack(
        tmp_path / "mine", ("L4", "L3"), ".obj", {"L4": "FMA13075", "L3": "FMA13074"}.__getitem__
    )
    bone("L3").export(found / "FMA32557.stl")
    bone("L3").export(found / "liver.stl")
    (found / "L1.ply").write_bytes(b"ply\nformat")
    (found / "L2.stl").touch()
    (found / "pack.toml").write_text(CREDIT, encoding="utf-8")
    return found


def test_a_pack_is_added_listed_and_removed(dorsum, folder):
    added = dorsum("meshes", "add", folder)
    assert added.code == 0, added.err
    assert "mine: unit mm, up +z, forward -y" in added.out
    assert "2 bones, on average 0.0" in added.out
    assert "left out, for only bones are shown: 1 muscles (FMA32557)" in added.out
    assert "left out, no bone of the page: 1 meshes (liver)" in added.out
    assert "left out: L1.ply: cannot read" in added.out
    assert "L2.stl" in added.out
    assert "see it with `dorsum view --meshes mine`" in added.out
    listed = json.loads(dorsum("meshes", "list", "--json").out)
    assert [(pack["name"], pack["credit"], len(pack["bones"])) for pack in listed] == [
        ("mine", "A friend", 2)
    ]
    assert "A friend" in dorsum("meshes", "list").out
    assert dorsum("meshes", "remove", "mine").out.startswith("removed ")
    assert dorsum("meshes", "list").out == "no pack was added; `dorsum meshes add FOLDER` adds one\n"


def test_the_name_can_be_chosen_and_a_missing_credit_is_said(dorsum, folder):
    (folder / "pack.toml").unlink()
    added = dorsum("meshes", "add", folder, "--name", "Other", "--json")
    assert "no licence or no credit is given" not in added.err  # JSON shows that they are empty
    found = json.loads(added.out)
    assert (found["name"], found["licence"]) == ("other", "")
    assert set(found["left_out"]["why"]) == {"L1.ply", "L2.stl"}
    assert load_pack("other").bones[0].surface in ("L3", "L4")
    assert "no licence or no credit is given" in dorsum("meshes", "add", folder).err


def test_the_list_of_bodyparts3d_names_its_files(dorsum, folder):
    for name, element in (("FMA13074", "FJ3162"), ("FMA13075", "FJ3165")):
        (folder / f"{name}.obj").rename(folder / f"{element}.obj")
    (folder / "isa_element_parts.txt").write_text(
        "concept id\tname\telement file id\nFMA5018\tbone organ\tFJ3162\n"
        "FMA13074\tthird lumbar vertebra\tFJ3162\nFMA13075\tfourth lumbar vertebra\tFJ3165\n",
        encoding="utf-8",
    )
    found = json.loads(dorsum("meshes", "add", folder, "--json").out)
    assert {bone["surface"]: bone["meshes"] for bone in found["bones"]} == {
        "L3": ["FJ3162"],
        "L4": ["FJ3165"],
    }


def test_two_meshes_of_one_bone_are_refused(refused, folder):
    bone("L3").export(folder / "third_lumbar_vertebra.ply")
    message = refused("meshes", "add", folder)
    assert message == "two meshes are L3: FMA13074.obj and third_lumbar_vertebra.ply; keep one of them"


def test_a_folder_without_bones_is_refused(refused, tmp_path):
    (tmp_path / "none").mkdir()
    assert refused("meshes", "add", tmp_path / "none").startswith("there are no surfaces in ")
    bone("L3").export(tmp_path / "none" / "liver.stl")
    assert refused("meshes", "add", tmp_path / "none").endswith(
        "nothing is known of liver; name the meshes by FMA id or in names.csv"
    )


def test_a_name_in_the_notes_must_be_a_bone(refused, folder):
    (folder / "names.csv").write_text("name,bone\nliver,L33\n", encoding="utf-8")
    assert refused("meshes", "add", folder).startswith("no bone of the page is called 'L33'; did you mean")


def test_packs_that_are_not_there_are_named(refused):
    assert refused("meshes", "remove", "mine") == (
        "no mesh pack is called 'mine'; none was added: `dorsum meshes add FOLDER` adds one"
    )
    assert refused("view", "--meshes", "mine").startswith("no mesh pack is called 'mine'")


def test_a_folder_that_cannot_be_made_is_refused(refused, folder, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DORSUM_DATA", str(tmp_path / "file"))
    assert refused("meshes", "add", folder).startswith("cannot make the folder ")
