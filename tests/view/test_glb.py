"""The exported back holds every bone and muscle where the model has them, in a bent posture."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from scipy.spatial import cKDTree
from surfaces import distance

from dorsum.mechanics.model import Model
from dorsum.shape.bones import bone_surfaces
from dorsum.view.glb import FRONT_TO_Z, write_glb
from dorsum.view.scene import drawn_muscles
from postures import random_angles

NEAR = 1e-4  # m
pytestmark = pytest.mark.slow


class Exported:
    """A file of a bent posture read by another program, in the axes of the model."""

    def __init__(self, path: Path, model: Model, angles: np.ndarray) -> None:
        write_glb(model, angles, path)
        self.path, self.model, self.angles = path, model, angles
        self.scene = trimesh.load_scene(path)
        self.posed = model.place(angles[:1])

    def placed(self, node: str) -> tuple[np.ndarray, np.ndarray]:
        """Turn and place of a node."""
        matrix, _ = self.scene.graph[node]
        return FRONT_TO_Z.T @ matrix[:3, :3], FRONT_TO_Z.T @ matrix[:3, 3]

    def surface(self, node: str) -> trimesh.Trimesh:
        """The surface of a node."""
        matrix, geometry = self.scene.graph[node]
        found = self.scene.geometry[geometry].copy()
        found.apply_transform(matrix)
        found.vertices = found.vertices @ FRONT_TO_Z
        return found


@pytest.fixture(scope="module")
def exported(male: Model, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    angles = random_angles(male, np.random.default_rng(3), 2)
    return Exported(tmp_path_factory.mktemp("glb") / "back.glb", male, angles)


def test_there_is_a_node_for_every_body_bone_and_muscle(exported: Exported) -> None:
    body = exported.model.body
    nodes = set(exported.scene.graph.nodes)
    bones = {surface.name for surface in bone_surfaces(body)}
    muscles = {f"{row.muscle}_{side}" for row in drawn_muscles(body) for side in ("right", "left")}
    bodies = {f"body_{name}" for name in body.skeleton.names}
    assert bones | muscles == set(exported.scene.graph.nodes_geometry)
    assert bodies < nodes
    assert len(nodes - bones - muscles - bodies - {"world"}) == 2 + 8  # root, muscles, eight layers


def test_bodies_stand_where_the_model_places_them(exported: Exported) -> None:
    for i, name in enumerate(exported.model.body.skeleton.names):
        turn, at = exported.placed(f"body_{name}")
        assert np.abs(turn - exported.posed.rotation[0, i]).max() < 1e-5, name
        assert np.linalg.norm(at - exported.posed.origin[0, i]) < NEAR, name


def test_flat_bodies_stand_at_the_same_places_below_the_root(exported: Exported, tmp_path: Path) -> None:
    write_glb(exported.model, exported.angles, tmp_path / "flat.glb", flat=True)
    flat = trimesh.load_scene(tmp_path / "flat.glb")
    assert set(flat.graph.nodes) == set(exported.scene.graph.nodes)
    for node in flat.graph.nodes:
        np.testing.assert_allclose(flat.graph[node][0], exported.scene.graph[node][0], atol=1e-6)
    parents = flat.graph.transforms.parents
    assert {parents[f"body_{name}"] for name in exported.model.body.skeleton.names} == {"dorsum"}


@pytest.mark.parametrize(
    ("bone", "side", "surface"),
    [
        ("L3", "right", "L3"),
        ("C7", "left", "C7"),
        ("scapula", "left", "scapula_left"),
        ("rib6", "right", "rib6_right"),
    ],
)
def test_landmarks_lie_on_the_bones_as_in_standing(
    exported: Exported, bone: str, side: str, surface: str
) -> None:
    """The model places a landmark, the file the bone: their distance is that of standing."""
    skeleton, posed = exported.model.body.skeleton, exported.posed
    (standing,) = (s for s in bone_surfaces(exported.model.body) if s.name == surface)
    bent = exported.surface(surface)
    found = [place for (name, _, s), place in skeleton.landmarks.items() if (name, s) == (bone, side)]
    assert len(found) >= 8
    for i, at in found:
        moved = posed.origin[0, i] + posed.rotation[0, i] @ (at - skeleton.centre[i])
        assert np.linalg.norm(moved - at) > 0.01
        after = trimesh.proximity.closest_point_naive(bent, moved[None])[1][0]
        assert after == pytest.approx(distance(at[None], standing)[0], abs=NEAR)


def test_bones_are_closed_and_as_large_as_ours(exported: Exported) -> None:
    for surface in bone_surfaces(exported.model.body):
        found = exported.surface(surface.name)
        assert found.is_watertight, surface.name
        if surface.body2 is None:
            assert found.volume == pytest.approx(surface.volume(), rel=1e-3), surface.name


def test_muscles_reach_their_attachments(exported: Exported) -> None:
    """Both ends of every path, placed by the model, lie near the muscle that the file has."""
    body, posed = exported.model.body, exported.posed
    away = []
    for muscle in ("multifidus_lumborum", "latissimus_dorsi", "longissimus_thoracis"):
        rows = [f for f in body.fascicles if f.muscle.startswith(muscle) and f.side == "left"]
        assert rows, muscle
        for fascicle in rows:
            tree = cKDTree(exported.surface(f"{fascicle.muscle}_left").vertices)
            for point in (fascicle.path[0], fascicle.path[-1]):
                local = point.position - body.skeleton.centre[point.body]
                at = posed.origin[0, point.body] + posed.rotation[0, point.body] @ local
                away.append(tree.query(at)[0])
    assert np.median(away) < 0.006
    assert max(away) < 0.05


def test_it_faces_forward_upright_in_metres(male: Model, tmp_path: Path) -> None:
    standing = Exported(tmp_path / "standing.glb", male, np.zeros((1, len(male.body.skeleton.names), 3)))
    low, high = standing.scene.bounds
    assert (high - low)[1] == pytest.approx(male.body.subject.height_m, rel=0.05)
    face = standing.scene.graph["mandible"][0][:3, :3]
    assert face @ [1, 0, 0] == pytest.approx([0, 0, 1], abs=1e-6)  # anterior is +z
    assert face @ [0, 0, 1] == pytest.approx([-1, 0, 0], abs=1e-6)  # right is −x


def test_the_file_is_whole(exported: Exported) -> None:
    content: Any = exported.path.read_bytes()
    assert struct.unpack_from("<4sII", content) == (b"glTF", 2, len(content))
    assert b"not for clinical decisions" in content
