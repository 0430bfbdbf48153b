"""Triangle surfaces from files of other programs: OBJ, STL, PLY and GLB.

What is read is checked (numbers, triangles, size) and otherwise left as it is: units, axes and names are
those of the file.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.errors import BadInput
from dorsum.inputs import opened, read_bytes

SUFFIXES = (".obj", ".stl", ".ply", ".glb")
MOST_BYTES = 400_000_000  # of one file: a scan of a whole skeleton in full detail
MOST_FACES = 5_000_000  # of one surface
HEADER_BYTES = 4096  # of an OBJ file, where BodyParts3D says what it shows
CONCEPT = re.compile(r"^#\s*Concept ID\s*:\s*(FMA\d+)\s*$", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class RawSurface:
    """A surface as it stands in a file: `vertices` (n, 3), `faces` (m, 3) indices."""

    name: str  # of the node in the file, or of the file
    file: Path
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]


def surface_files(path: Path) -> list[Path]:
    """The files of surfaces in a folder, sorted by name, or the one file that is named.

    Raises:
        BadInput: there is no such folder or file, or no surface in it.
    """
    formats = ", ".join(SUFFIXES)
    try:
        if path.exists() and not path.is_dir():
            if path.suffix.lower() not in SUFFIXES:
                raise BadInput(f"{path} is no surface: the name must end in {formats}")
            return [path]
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise BadInput(f"cannot read the folder {path}: {error.strerror}") from error
    if not found:
        raise BadInput(f"there are no surfaces in {path}: no file ends in {formats}")
    return found


def concept_in_header(file: Path) -> str | None:
    """The id `FMA…` that the head of an OBJ file of BodyParts3D names."""
    if file.suffix.lower() != ".obj":
        return None
    with opened(file, "surface") as content:
        head = content.read(HEADER_BYTES).decode("utf-8", errors="replace")
    found = CONCEPT.search(head.replace("\r", ""))
    return found and found.group(1)


def read_surfaces(file: Path) -> list[RawSurface]:
    """All surfaces of a file, moved as its scene says; several only where the file keeps them apart.

    Raises:
        BadInput: it cannot be read, holds no triangles, numbers that are not finite, or too much.
    """
    parts = _parsed(read_bytes(file, "surface", MOST_BYTES), file)
    if not parts:
        raise BadInput(f"{file} holds no triangles")
    single = len(parts) == 1 and file.suffix.lower() != ".glb"
    return [
        RawSurface(file.stem if single else name, file, *_sound(vertices, faces, f"{file}, {name}"))
        for name, vertices, faces in parts
    ]


def _parsed(content: bytes, file: Path) -> list[tuple[str, Any, Any]]:
    """Name, vertices and faces of every mesh that a file holds."""
    import trimesh

    kind = file.suffix.lower()[1:]
    options: dict[str, Any] = {"split_objects": True, "skip_materials": True} if kind == "obj" else {}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            # No resolver: nothing beside the file is opened, whatever the file names.
            scene = trimesh.load_scene(BytesIO(content), file_type=kind, process=False, **options)
            found = []
            for node in scene.graph.nodes_geometry:
                matrix, geometry = scene.graph[node]
                mesh = scene.geometry[geometry]
                if getattr(mesh, "faces", None) is not None and len(mesh.faces):
                    vertices = trimesh.transform_points(mesh.vertices, matrix)
                    found.append((str(node), vertices, np.asarray(mesh.faces)))
            return found
    except Exception as error:  # readers of foreign formats fail in any way on damaged files
        raise BadInput(f"cannot read {file}: it is no sound {kind.upper()} file") from error


def _sound(vertices: Any, faces: Any, where: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The arrays, if they are a surface; equal vertices are made one."""
    try:
        at, corners = np.asarray(vertices, dtype=float), np.asarray(faces, dtype=np.int64)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadInput(f"{where}: the triangles are damaged") from error
    if at.ndim != 2 or at.shape[1] != 3 or corners.ndim != 2 or corners.shape[1] != 3:
        raise BadInput(f"{where}: the triangles are damaged")
    if len(corners) > MOST_FACES:
        raise BadInput(f"{where}: {len(corners)} triangles, more than {MOST_FACES}; simplify it first")
    if corners.min() < 0 or corners.max() >= len(at):
        raise BadInput(f"{where}: a triangle names a vertex that is not there")
    used, corners = np.unique(corners, return_inverse=True)
    at = at[used]
    if not np.isfinite(at).all():
        raise BadInput(f"{where}: a coordinate is not a finite number")
    at, same = np.unique(at, axis=0, return_inverse=True)
    corners = same.ravel()[corners.reshape(-1, 3)]
    flat = (corners == np.roll(corners, 1, axis=1)).any(axis=1)
    corners = corners[~flat]
    with np.errstate(over="ignore", invalid="ignore"):
        a, b, c = (at[corners[:, k]] for k in range(3))
        area = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) if len(corners) else 0.0
    if not 0.0 < area < np.inf:
        raise BadInput(f"{where}: the triangles have no area")
    used, corners = np.unique(corners, return_inverse=True)
    return at[used], corners.reshape(-1, 3)
