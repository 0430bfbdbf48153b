"""Packs for tests: the drawn bones in another frame, unit and pose, with noise, as files of any format."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import trimesh

from dorsum.anatomy.read import load
from dorsum.shape.bones.build import Drawn, drawn_surfaces

DRAWN: dict[str, Drawn] = {drawn.name: drawn for drawn in drawn_surfaces(load())}
Z_UP = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # x left, y back, z up
SPINE = ("sacrum", "L5", "L4", "L3", "L2", "L1", "T12")
Names = Callable[[str], str]


def as_called(surface: str) -> str:
    """The name on the page, as a file may be called."""
    return surface.replace("/", "-")


def bone(
    surface: str, turn: np.ndarray = Z_UP, per_mm: float = 1.0, noise_mm: float = 0.0, shift: float = 0.0
) -> trimesh.Trimesh:
    """A drawn bone (mm in the scan's frame) turned, with noise, shifted and in another unit."""
    model = DRAWN[surface].model
    noise = np.random.default_rng(0).normal(0.0, noise_mm, model.vertices.shape)
    at = ((model.vertices + noise) @ turn.T + shift) * per_mm
    return trimesh.Trimesh(at, model.faces, process=False)


def write_pack(
    folder: Path,
    surfaces: Iterable[str],
    suffix: str = ".ply",
    called: Names = as_called,
    **changes: float | np.ndarray,
) -> Path:
    """A folder with one file a bone."""
    folder.mkdir(exist_ok=True)
    for surface in surfaces:
        bone(surface, **changes).export(folder / f"{called(surface)}{suffix}")  # type: ignore[arg-type]
    return folder
