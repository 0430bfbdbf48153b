"""Named, coloured surfaces in a tree of nodes as one binary glTF 2.0 file (.glb), for 3-D programs.

The format is that of the Khronos standard: metres, y up; a node's turn and shift are from its parent; numbers
are little-endian; one buffer holds positions, normals and indices of every mesh.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum import __version__

MAGIC, VERSION = b"glTF", 2
JSON_CHUNK, BINARY_CHUNK = b"JSON", b"BIN\0"
FLOAT, UNSIGNED_SHORT, UNSIGNED_INT = 5126, 5123, 5125  # component types
VERTICES, INDICES = 34962, 34963  # what a buffer view is for
SHORT_FITS = 65535  # vertices that 16-bit indices can name; the last index is reserved
ROUGHNESS = 0.8  # of 1: bone and muscle shine little; assumed, for the eye
ALIGNED = 4  # bytes


@dataclass(frozen=True, eq=False)
class Mesh:
    """A surface of one colour: vertices (n, 3) m, unit normals (n, 3), faces (m, 3) seen from outside."""

    vertices: NDArray[Any]
    normals: NDArray[Any]
    faces: NDArray[Any]
    colour: int  # sRGB, 0xRRGGBB
    both_sides: bool = False  # drawn from behind, too: for thin sheets


@dataclass(frozen=True, eq=False)
class Node:
    """A thing with a name, placed from its parent, which comes before it (−1: from the world)."""

    name: str
    parent: int = -1
    rotation: ArrayLike = field(default_factory=lambda: np.eye(3))  # (3, 3)
    translation: ArrayLike = (0.0, 0.0, 0.0)  # (3,) m
    mesh: Mesh | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)  # facts, as JSON


def write_glb(
    path: Path, nodes: Sequence[Node], credit: str = "", extras: Mapping[str, Any] | None = None
) -> None:
    """Write nodes to a file; `credit` names whose the surfaces are, `extras` are facts of the whole.

    Raises:
        OSError: the file cannot be written.
    """
    path.write_bytes(glb_bytes(nodes, credit, extras))


def glb_bytes(nodes: Sequence[Node], credit: str = "", extras: Mapping[str, Any] | None = None) -> bytes:
    """The file as bytes; see `write_glb`."""
    asset: dict[str, Any] = {"version": f"{VERSION}.0", "generator": f"Dorsum {__version__}"}
    if credit:
        asset["copyright"] = credit
    if extras:
        asset["extras"] = dict(extras)
    binary = _Binary()
    meshes = [_mesh(node, binary) for node in nodes if node.mesh is not None]
    document = {
        "asset": asset,
        "scene": 0,
        "scenes": [{"nodes": [i for i, node in enumerate(nodes) if node.parent < 0]}],
        "nodes": _nodes(nodes),
        "meshes": meshes,
        "materials": [_material(*key) for key in binary.materials],
        "accessors": binary.accessors,
        "bufferViews": binary.views,
        "buffers": [{"byteLength": len(binary.content)}],
    }
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    chunks = _chunk(JSON_CHUNK, text, b" ") + _chunk(BINARY_CHUNK, bytes(binary.content), b"\0")
    return struct.pack("<4sII", MAGIC, VERSION, 12 + len(chunks)) + chunks


def _chunk(kind: bytes, content: bytes, fill: bytes) -> bytes:
    content += fill * (-len(content) % ALIGNED)
    return struct.pack("<I4s", len(content), kind) + content


class _Binary:
    """The buffer, what lies where in it, and the materials that were asked for."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.materials: dict[tuple[int, bool], int] = {}

    def add(self, array: NDArray[Any], component: int, target: int, bounds: bool = False) -> int:
        """Append rows of three numbers or single ones; gives the number of the accessor."""
        view = {"buffer": 0, "byteOffset": len(self.content), "byteLength": array.nbytes, "target": target}
        self.content += array.tobytes() + b"\0" * (-array.nbytes % ALIGNED)
        self.views.append(view)
        kind = "VEC3" if array.ndim == 2 else "SCALAR"
        accessor = {
            "bufferView": len(self.views) - 1,
            "componentType": component,
            "count": len(array),
            "type": kind,
        }
        if bounds:
            accessor |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _mesh(node: Node, binary: _Binary) -> dict[str, Any]:
    mesh = node.mesh
    assert mesh is not None
    short = len(mesh.vertices) <= SHORT_FITS
    key = (mesh.colour, mesh.both_sides)
    vertices, normals = (np.ascontiguousarray(a, dtype="<f4") for a in (mesh.vertices, mesh.normals))
    indices = np.ascontiguousarray(mesh.faces, dtype="<u2" if short else "<u4").ravel()
    primitive = {
        "attributes": {
            "POSITION": binary.add(vertices, FLOAT, VERTICES, bounds=True),
            "NORMAL": binary.add(normals, FLOAT, VERTICES),
        },
        "indices": binary.add(indices, UNSIGNED_SHORT if short else UNSIGNED_INT, INDICES),
        "material": binary.materials.setdefault(key, len(binary.materials)),
    }
    return {"name": node.name, "primitives": [primitive]}


def _nodes(nodes: Sequence[Node]) -> list[dict[str, Any]]:
    from scipy.spatial.transform import Rotation

    found: list[dict[str, Any]] = []
    meshes = 0
    for i, node in enumerate(nodes):
        assert node.parent < i, "a parent stands before its children"
        entry: dict[str, Any] = {"name": node.name}
        quaternion = Rotation.from_matrix(np.asarray(node.rotation, dtype=float)).as_quat()  # x, y, z, w
        if not np.array_equal(quaternion, (0.0, 0.0, 0.0, 1.0)):
            entry["rotation"] = quaternion.tolist()
        if np.any(node.translation):
            entry["translation"] = np.asarray(node.translation, dtype=float).tolist()
        if node.mesh is not None:
            entry["mesh"] = meshes
            meshes += 1
        if node.extras:
            entry["extras"] = dict(node.extras)
        found.append(entry)
        if node.parent >= 0:
            found[node.parent].setdefault("children", []).append(i)
    return found


def _material(colour: int, both_sides: bool) -> dict[str, Any]:
    srgb = np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)  # IEC 61966-2-1
    return {
        "name": f"#{colour:06x}",
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear.tolist(), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": ROUGHNESS,
        },
        "doubleSided": both_sides,
    }
