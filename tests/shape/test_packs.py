"""A pack of bones is recognised, laid on the drawn bones, kept, and worn by any subject."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh
from pack_files import DRAWN, SPINE, Z_UP, bone, write_pack
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.shape.bones import bone_surfaces
from dorsum.shape.packs.add import Left, made_pack
from dorsum.shape.packs.fit import fitted, is_mirrored
from dorsum.shape.packs.pack import Pack, load_pack, pack_name, pack_names, remove_pack
from dorsum.shape.packs.probe import Probe
from dorsum.shape.packs.worn import worn_surfaces
from dorsum.view.scene import build_scene
from dorsum.view.store import scene_key

RECOVERED = 0.5  # mm
FEW = ("L4", "L3")
MORE = (*SPINE, "scapula_right", "scapula_left", "rib6_right", "rib6_left", "humerus_right", "disc L4/L5")
Made = tuple[Pack, Left]


@pytest.fixture(autouse=True)
def data_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DORSUM_DATA", str(tmp_path / "data"))


@pytest.fixture
def make(tmp_path: Path, tables: Tables) -> Callable[..., Made]:
    """Makes a pack of drawn bones that were changed."""

    def made(surfaces: tuple[str, ...] = FEW, notes: str = "", **changes: object) -> Made:
        folder = write_pack(tmp_path / "mine", surfaces, **changes)  # type: ignore[arg-type]
        if notes:
            (folder / "pack.toml").write_text(notes, encoding="utf-8")
        return made_pack(folder, tables)

    return made


def off(pack: Pack, surface: str) -> float:
    """Root mean square distance of the bone's vertices from the vertices of the drawn bone, mm."""
    gap, _ = cKDTree(DRAWN[surface].model.vertices).query(pack.meshes[surface][0])
    return float(np.sqrt((gap**2).mean()))


@pytest.mark.slow
def test_bones_in_another_frame_unit_and_pose_are_recovered(make: Callable[..., Made]) -> None:
    """With noise of 0.15 mm along each axis, of which the vertices themselves keep 0.26 mm."""
    pack, left = make(MORE, per_mm=1e-3, noise_mm=0.15, shift=300.0)
    assert {bone.surface for bone in pack.bones} == set(MORE)
    assert (pack.unit, pack.up, pack.forward) == ("m", "+z", "-y")
    assert {surface for surface in MORE if off(pack, surface) > RECOVERED} == set()
    assert all(bone.residual_mm < RECOVERED for bone in pack.bones)
    assert all(bone.scale == pytest.approx(1.0, abs=0.01) for bone in pack.bones)
    assert not left.why
    assert set(left.drawn) == set(DRAWN) - set(MORE)


@pytest.mark.parametrize(("per_mm", "unit"), [(1.0, "mm"), (0.1, "cm"), (1e-3, "m")])
def test_the_unit_is_told_by_the_size(make: Callable[..., Made], per_mm: float, unit: str) -> None:
    assert make(per_mm=per_mm)[0].unit == unit


def test_a_smaller_skeleton_is_scaled(make: Callable[..., Made]) -> None:
    pack, _ = make(per_mm=0.8)
    assert pack.unit == "mm"
    assert all(bone.scale == pytest.approx(1.25, rel=0.01) for bone in pack.bones)
    assert max(off(pack, surface) for surface in FEW) < RECOVERED


def test_sizes_of_no_unit_are_refused(make: Callable[..., Made]) -> None:
    with pytest.raises(
        BadInput, match=r"times as large as they should be in \w+ \(mm, cm and m were tried\)"
    ):
        make(per_mm=0.03)


def test_a_unit_that_is_said_must_fit(make: Callable[..., Made]) -> None:
    with pytest.raises(BadInput, match=r"1000 times as large .* in m \(pack.toml says unit = m\)"):
        make(notes='unit = "m"')


def test_axes_that_are_said_are_held_against_the_bones(make: Callable[..., Made]) -> None:
    pack, _ = make(notes='up = "z"\nforward = "-y"')
    assert (pack.up, pack.forward) == ("+z", "-y")
    with pytest.raises(
        BadInput, match=r"says up = \+y, forward = \+x, but the bones lie with up = \+z, forward = -y"
    ):
        make(notes='up = "y"\nforward = "x"')


def test_a_mirror_image_is_refused(make: Callable[..., Made]) -> None:
    exchanged = {"scapula_right": "scapula_left", "scapula_left": "scapula_right"}
    with pytest.raises(BadInput, match="mirror image: exchange left and right"):
        make(("scapula_right", "scapula_left"), called=exchanged.__getitem__)


@pytest.mark.slow
def test_a_bone_of_the_other_side_is_left_out(make: Callable[..., Made]) -> None:
    called = {"scapula_left": "scapula_right"}
    pack, left = make((*SPINE, "scapula_left"), called=lambda surface: called.get(surface, surface))
    assert {bone.surface for bone in pack.bones} == set(SPINE)
    assert left.why == {
        "scapula_right": "as scapula_right: it is the mirror image of that bone: is it of the other side?"
    }


@pytest.mark.slow
def test_another_bone_is_left_out(make: Callable[..., Made]) -> None:
    pack, left = make((*FEW, "L1"), called=lambda surface: "skull" if surface == "L1" else surface)
    assert {bone.surface for bone in pack.bones} == set(FEW)
    assert "as skull: it lies" in left.why["skull"] or "as skull: it had to be scaled" in left.why["skull"]


@pytest.mark.parametrize("surface", ["humerus_right", "scapula_right", "T6", "rib6_right"])
def test_a_bone_in_any_pose_is_found(surface: str) -> None:
    """A pack may stand with spread arms: the pose of a bone need not be that of ours."""
    model = DRAWN[surface].model
    ours = Probe(model.vertices, model.faces)
    for turn in Rotation.random(4, random_state=1).as_matrix():
        there = 0.9 * model.vertices @ turn.T + 50.0
        theirs = Probe(there, model.faces)
        fit = fitted(theirs, ours, np.eye(3))
        assert np.linalg.norm(fit(there) - model.vertices, axis=1).mean() < RECOVERED
        assert np.allclose(fit.back(fit(there)), there)
        assert not is_mirrored(theirs, ours, fit)


def test_the_residual_is_the_distance_between_the_surfaces() -> None:
    """A ball in a ball 2 mm wider: the way between them is 2 mm, whatever the turn; scale is kept out."""
    small, large = (trimesh.creation.icosphere(4, radius) for radius in (40.0, 42.0))
    inner, outer = (Probe(np.asarray(ball.vertices), np.asarray(ball.faces)) for ball in (small, large))
    assert outer.nearest(inner.points).distance.mean() == pytest.approx(2.0, abs=0.05)
    assert fitted(inner, outer, np.eye(3)).scale == pytest.approx(42 / 40, rel=1e-3)


def test_parts_of_a_bone_are_laid_on_it_together(tmp_path: Path, tables: Tables) -> None:
    folder = write_pack(tmp_path / "parts", FEW)
    sternum = bone("sternum")
    upper = sternum.triangles_center[:, 2] > np.median(sternum.triangles_center[:, 2])
    for name, half in (("FMA7486", upper), ("FMA7487", ~upper)):
        sternum.submesh([half], append=True).export(folder / f"{name}.stl")
    pack, _ = made_pack(folder, tables)
    (found,) = (bone for bone in pack.bones if bone.surface == "sternum")
    assert found.meshes == ("FMA7486", "FMA7487")
    assert off(pack, "sternum") < RECOVERED


def test_large_surfaces_are_thinned(tmp_path: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """To no more triangles than the drawn bone has; the surface stays where it was."""
    monkeypatch.setattr("dorsum.shape.packs.add.LEAST_FACES", 10)
    folder = write_pack(tmp_path / "fine", FEW)
    bone("L3").subdivide().export(folder / "L3.ply")
    pack, _ = made_pack(folder, tables)
    (found,) = (bone for bone in pack.bones if bone.surface == "L3")
    model = DRAWN["L3"].model
    assert found.faces_read == 4 * len(model.faces)
    assert 0.9 * len(model.faces) < found.faces <= len(model.faces)
    kept = Probe(*(np.asarray(array) for array in pack.meshes["L3"]))
    ours = Probe(model.vertices, model.faces)
    assert max(kept.nearest(ours.points).distance.mean(), ours.nearest(kept.points).distance.mean()) < 0.3


def test_faces_look_outward(tmp_path: Path, tables: Tables) -> None:
    folder = write_pack(tmp_path / "in", FEW)
    inward = bone("L3")
    inward.invert()
    inward.export(folder / "L3.ply")
    pack, _ = made_pack(folder, tables)
    for at, faces in pack.meshes.values():
        assert trimesh.Trimesh(at, faces).volume > 0


def test_a_pack_is_kept_listed_and_removed(make: Callable[..., Made]) -> None:
    pack, _ = make(notes='name = "My bones"\nlicence = "CC BY 4.0"\ncredit = "Somebody"')
    assert pack_names() == []
    file = pack.save()
    assert pack_names() == ["my-bones"]
    again = load_pack("my-bones")
    assert (again.name, again.licence, again.credit) == ("my-bones", "CC BY 4.0", "Somebody")
    assert again.digest == pack.digest
    assert again.bones == pack.bones
    assert remove_pack("my-bones") == file
    with pytest.raises(BadInput, match="no mesh pack is called 'my-bones'; none was added"):
        load_pack("my-bones")
    pack.save()
    for asked in ("my-bone", "../my-bones"):
        with pytest.raises(UnknownName, match="did you mean my-bones"):
            remove_pack(asked)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all", None])
def test_a_damaged_pack_is_refused(make: Callable[..., Made], content: bytes | None) -> None:
    file = make()[0].save()
    file.write_bytes(file.read_bytes()[:-200] if content is None else content)
    with pytest.raises(BadInput, match=r"the mesh pack mine in .* is damaged: add it again"):
        load_pack("mine")


def test_names_of_packs_are_plain() -> None:
    assert pack_name("My Bones (2)") == "my-bones-2"
    with pytest.raises(BadInput, match="cannot be called '…'"):
        pack_name("…")


def test_any_subject_wears_the_pack_in_place_of_the_drawn_bones(make: Callable[..., Made]) -> None:
    """Bones that are the drawn ones lie where those lie, in any size and standing; discs hang alike."""
    pack, _ = make((*FEW, "disc L3/L4"), turn=Z_UP)
    body = Body.of(Subject(height_m=1.6, lordosis_deg=65, kyphosis_deg=50))
    worn = {surface.name: surface for surface in worn_surfaces(body, pack)}
    drawn = {surface.name: surface for surface in bone_surfaces(body)}
    assert list(worn) == list(drawn)
    assert all(np.isfinite(surface.normals).all() for surface in worn.values())
    for name in (*FEW, "disc L3/L4"):
        gap, _ = cKDTree(drawn[name].vertices).query(worn[name].vertices)
        assert gap.max() * 1e3 < RECOVERED
        assert (worn[name].body, worn[name].body2) == (drawn[name].body, drawn[name].body2)
    assert np.array_equal(worn["L5"].vertices, drawn["L5"].vertices)


@pytest.mark.slow
def test_the_scene_shows_the_pack_and_its_credit(make: Callable[..., Made], tmp_path: Path) -> None:
    pack, _ = make(notes='licence = "CC BY 4.0"\ncredit = "Somebody"')
    body = Body.of("male")
    shown, drawn = build_scene(body, pack).scene, build_scene(body).scene
    assert drawn.meshes is None
    assert shown.meshes is not None
    assert shown.meshes.model_dump() == {"name": "mine", "licence": "CC BY 4.0", "credit": "Somebody"}
    assert [bone.name for bone in shown.bones] == [bone.name for bone in drawn.bones]
    assert scene_key(body.subject, pack.digest) != scene_key(body.subject)


def test_a_leaf_without_thickness_has_no_normal_but_can_be_worn(make: Callable[..., Made]) -> None:
    """Two sides in one place: their normals cancel, which must not become a number that is none."""
    pack, _ = make((*FEW, "disc L3/L4"))
    at, faces = pack.meshes["disc L3/L4"]
    leaf = {"disc L3/L4": (at, np.concatenate([faces[:10], faces[:10, ::-1]]))}
    body = Body.of("male")
    worn = worn_surfaces(body, replace(pack, meshes={**pack.meshes, **leaf}))
    assert all(np.isfinite(surface.normals).all() for surface in worn)
