"""Arrays of many frames: gathered piece by piece, in memory while they are few, on disk beyond."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.files import scratch

IN_MEMORY = 4000  # frames; each takes 50 kB


class Kept(dict[str, NDArray[Any]]):
    """Arrays by name, frames first; those on disk lie in a folder that goes when these are let go."""


class Collector:
    """Takes the arrays of some frames after the others, and gives them as whole ones."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self.in_memory, self.frames = in_memory, 0
        self.parts: dict[str, list[NDArray[Any]]] = {}
        self.shapes: dict[str, tuple[tuple[int, ...], np.dtype[Any]]] = {}
        self.stack, self.folder = ExitStack(), None

    folder: Path | None

    def add(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """More frames of the same arrays."""
        for name, values in arrays.items():
            self.shapes[name] = values.shape[1:], values.dtype
            self.parts.setdefault(name, []).append(np.array(values))
        self.frames += len(next(iter(arrays.values())))
        if self.folder is not None or self.frames > self.in_memory:
            self._to_disk()

    def _to_disk(self) -> None:
        if self.folder is None:
            self.folder = self.stack.enter_context(scratch())
        for name, parts in self.parts.items():
            with (self.folder / name).open("ab") as file:
                for part in parts:
                    file.write(np.ascontiguousarray(part).tobytes())
            parts.clear()

    def close(self) -> None:
        """Let go of what is on disk."""
        self.stack.close()

    def kept(self) -> Kept:
        """All of it."""
        if self.folder is None:
            return Kept({name: np.concatenate(parts) for name, parts in self.parts.items()})
        found = Kept(
            {
                name: np.memmap(self.folder / name, dtype, "r", shape=(self.frames, *shape))
                for name, (shape, dtype) in self.shapes.items()
            }
        )
        weakref.finalize(found, self.stack.close)
        return found
