"""A pack as it is kept: its bones laid on the drawn bones, in the scan the tables were measured on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.cache import data_folder
from dorsum.errors import BadInput, DorsumError, UnknownName
from dorsum.files import write_whole
from dorsum.inputs import read_bytes

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
FORMAT = "dorsum meshes 1"
MOST_BYTES = 2_000_000_000  # of a kept pack; one of a whole skeleton has 60 MB


@dataclass(frozen=True)
class Bone:
    """What was done to a bone of a pack."""

    surface: str  # name on the page
    meshes: tuple[str, ...]  # names of the meshes that make it up
    faces: int  # triangles kept,
    faces_read: int  # of so many
    scale: float  # by which it was made larger, its unit apart
    residual_mm: float  # mean distance between it and the drawn bone


@dataclass(frozen=True, eq=False)
class Pack:
    """Bones by the name of the surface that they stand for.

    Vertices (n, 3) are in mm in the frame of the scan (x anterior, y up, z right), faces (m, 3) face outward.
    """

    name: str
    licence: str
    credit: str
    unit: str
    up: str  # of the files' axes
    forward: str
    bones: tuple[Bone, ...]
    meshes: Mapping[str, tuple[NDArray[np.float32], NDArray[np.uint32]]] = field(repr=False)

    @property
    def mean_residual_mm(self) -> float:
        """How far the bones lie from the drawn ones, on average over the bones."""
        return sum(bone.residual_mm for bone in self.bones) / len(self.bones)

    @property
    def digest(self) -> str:
        """A name for this very content."""
        digest = hashlib.sha256(self._head().encode())
        for bone in self.bones:
            for array in self.meshes[bone.surface]:
                digest.update(array.tobytes())
        return digest.hexdigest()

    def _head(self) -> str:
        values = {key: getattr(self, key) for key in ("name", "licence", "credit", "unit", "up", "forward")}
        return json.dumps({"format": FORMAT, **values, "bones": [asdict(bone) for bone in self.bones]})

    def save(self) -> Path:
        """Keep it among the user's data; an older pack of this name is replaced.

        Raises:
            BadInput: nothing can be written there.
        """
        file = _file(self.name)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"cannot make the folder {file.parent}: {error.strerror}") from error
        arrays: dict[str, Any] = {"head": np.frombuffer(self._head().encode(), np.uint8)}
        for i, bone in enumerate(self.bones):
            arrays[f"vertices_{i}"], arrays[f"faces_{i}"] = self.meshes[bone.surface]
        write_whole(file, lambda temporary: np.savez_compressed(temporary, allow_pickle=False, **arrays))
        return file


def load_pack(name: str) -> Pack:
    """A pack that was added.

    Raises:
        UnknownName, BadInput: there is none of this name, or what is kept of it is damaged.
    """
    file = _file(name) if NAME.fullmatch(name) else None
    if file is None or not file.is_file():
        raise _unknown(name)
    try:
        content = BytesIO(read_bytes(file, "mesh pack", MOST_BYTES))
        with np.load(content, allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            if head.pop("format") != FORMAT:
                raise ValueError("another format")
            bones = tuple(Bone(**bone | {"meshes": tuple(bone["meshes"])}) for bone in head.pop("bones"))
            meshes = {
                bone.surface: (arrays[f"vertices_{i}"], arrays[f"faces_{i}"]) for i, bone in enumerate(bones)
            }
            return Pack(**head, bones=bones, meshes=meshes)
    except BadInput:
        raise
    except Exception as error:  # archives and arrays fail in any way where they are damaged
        raise BadInput(f"the mesh pack {name} in {file} is damaged: add it again") from error


def pack_names() -> list[str]:
    """The packs that were added."""
    folder = _folder()
    return sorted(file.stem for file in folder.glob("*.npz") if NAME.fullmatch(file.stem))


def remove_pack(name: str) -> Path:
    """Forget a pack; the user's own files stay.

    Raises:
        UnknownName, BadInput: there is none of this name, or its file cannot be removed.
    """
    if name not in pack_names():
        raise _unknown(name)
    file = _file(name)
    try:
        file.unlink()
    except OSError as error:
        raise BadInput(f"cannot remove {file}: {error.strerror}") from error
    return file


def pack_name(wanted: str) -> str:
    """A name for a pack made of any text: small letters, digits, - and _.

    Raises:
        BadInput: no letter or digit is left.
    """
    name = re.sub(r"[^a-z0-9_-]+", "-", wanted.lower()).strip("-_")[:40]
    if not NAME.fullmatch(name):
        raise BadInput(f"the pack cannot be called {wanted!r}: give --name with letters or digits")
    return name


def _unknown(name: str) -> DorsumError:
    known = pack_names()
    if known:
        return UnknownName("mesh pack", name, known)
    return BadInput(f"no mesh pack is called {name!r}; none was added: `dorsum meshes add FOLDER` adds one")


def _folder() -> Path:
    return data_folder() / "meshes"


def _file(name: str) -> Path:
    return _folder() / f"{name}.npz"
