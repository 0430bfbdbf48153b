"""The file keeps to the rules of glTF 2.0, and another reader finds in it what was written."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from scipy.spatial.transform import Rotation

from dorsum.exchange.write.glb import Mesh, Node, glb_bytes, write_glb

SIZES = {5126: 4, 5123: 2, 5125: 4}
WIDTHS = {"SCALAR": 1, "VEC3": 3}
FORMATS = {5126: "<f4", 5123: "<u2", 5125: "<u4"}


def ball(subdivisions: int = 2, colour: int = 0x4080C0) -> Mesh:
    made = trimesh.creation.icosphere(subdivisions, 0.5)
    return Mesh(np.array(made.vertices), np.array(made.vertex_normals), np.array(made.faces), colour)


TURN = Rotation.from_euler("zxy", [0.4, -0.2, 0.9]).as_matrix()
NODES = (
    Node("root", extras={"kind": "test"}),
    Node("arm", 0, TURN, (0.0, 1.0, 0.0)),
    Node("hand", 1, TURN, (0.0, 0.0, 2.0), ball()),
    Node("head", 0, translation=(0.0, 3.0, 0.0), mesh=ball(colour=0xFF0000)),
)


def parsed(content: bytes) -> tuple[dict[str, Any], bytes]:
    """JSON and binary of a file, with its frame checked."""
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content))
    first, kind = struct.unpack_from("<I4s", content, 12)
    assert (kind, first % 4) == (b"JSON", 0)
    second, kind = struct.unpack_from("<I4s", content, 20 + first)
    assert (kind, second % 4, 28 + first + second) == (b"BIN\0", 0, length)
    return json.loads(content[20 : 20 + first]), content[28 + first :]


def check(content: bytes) -> dict[str, Any]:
    """The rules of glTF 2.0 that bear on what is used here; gives the JSON."""
    scene, binary = parsed(content)
    assert scene["asset"]["version"] == "2.0"
    assert 0 <= len(binary) - scene["buffers"][0]["byteLength"] < 4
    end = 0
    for view in scene["bufferViews"]:
        assert view["byteOffset"] % 4 == 0
        assert view["byteOffset"] >= end
        end = view["byteOffset"] + view["byteLength"]
    assert end <= scene["buffers"][0]["byteLength"]
    for mesh in scene["meshes"]:
        (part,) = mesh["primitives"]
        assert part["material"] < len(scene["materials"])
        position, normal = (scene["accessors"][part["attributes"][name]] for name in ("POSITION", "NORMAL"))
        assert position["count"] == normal["count"]
        at, normals, indices = (
            values(scene, binary, found) for found in (position, normal, scene["accessors"][part["indices"]])
        )
        assert position["min"] == at.min(axis=0).tolist()
        assert position["max"] == at.max(axis=0).tolist()
        assert np.abs(np.linalg.norm(normals, axis=1) - 1).max() < 1e-3
        assert len(indices) % 3 == 0
        assert indices.max() < len(at)
    children = [child for node in scene["nodes"] for child in node.get("children", ())]
    assert sorted([*children, *scene["scenes"][0]["nodes"]]) == list(range(len(scene["nodes"])))
    for node in scene["nodes"]:
        assert np.linalg.norm(node.get("rotation", [1.0])) == pytest.approx(1.0, abs=1e-6)
    return scene


def values(scene: dict[str, Any], binary: bytes, accessor: dict[str, Any]) -> np.ndarray:
    """The numbers of an accessor; its view is exactly as long as they need."""
    view = scene["bufferViews"][accessor["bufferView"]]
    width = WIDTHS[accessor["type"]]
    assert view["byteLength"] == accessor["count"] * width * SIZES[accessor["componentType"]]
    found = np.frombuffer(
        binary, FORMATS[accessor["componentType"]], accessor["count"] * width, view["byteOffset"]
    )
    return found.reshape(-1, width) if width > 1 else found


def test_the_rules_of_the_format_are_kept() -> None:
    scene = check(glb_bytes(NODES, "A friend, CC0", {"unit": "m"}))
    assert scene["asset"]["copyright"] == "A friend, CC0"
    assert scene["asset"]["extras"] == {"unit": "m"}
    assert [node["name"] for node in scene["nodes"]] == ["root", "arm", "hand", "head"]
    assert len(scene["materials"]) == 2


def test_another_reader_finds_names_places_and_surfaces(tmp_path: Path) -> None:
    write_glb(tmp_path / "a.glb", NODES)
    scene = trimesh.load_scene(tmp_path / "a.glb")
    assert set(scene.graph.nodes_geometry) == {"hand", "head"}
    matrix, geometry = scene.graph["hand"]
    assert matrix[:3, :3] == pytest.approx(TURN @ TURN, abs=1e-6)
    assert matrix[:3, 3] == pytest.approx([0, 1, 0] + TURN @ [0, 0, 2], abs=1e-6)
    assert scene.geometry[geometry].volume == pytest.approx(
        trimesh.creation.icosphere(2, 0.5).volume, rel=1e-5
    )
    assert scene.geometry[geometry].is_watertight
    colour = scene.geometry[geometry].visual.material.baseColorFactor[:3]
    assert colour == pytest.approx([13, 55, 134], abs=1)  # 0x40, 0x80, 0xC0 in linear light, of 255


def test_many_vertices_get_wide_indices() -> None:
    side = 257  # squared: 66,049 vertices, more than 16 bits can name
    x, y = np.meshgrid(np.arange(side, dtype=float), np.arange(side, dtype=float))
    at = np.column_stack([x.ravel(), y.ravel(), np.zeros(side**2)])
    faces = np.array([[0, 1, side], [side**2 - 1, side**2 - 2, side**2 - side - 1]])
    scene = check(glb_bytes([Node("plane", mesh=Mesh(at, np.tile([0.0, 0.0, 1.0], (len(at), 1)), faces, 0))]))
    assert scene["accessors"][scene["meshes"][0]["primitives"][0]["indices"]]["componentType"] == 5125
