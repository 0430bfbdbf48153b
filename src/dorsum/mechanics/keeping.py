"""Arrays of many frames: gathered piece by piece, in memory while they are few, on disk beyond."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.files import scratch

IN_MEMORY = 1000  # frames; each takes 50 kB


@dataclass(frozen=True)
class OnDisk:
    """An array in a file: some frames of it are read, as a whole it is mapped into memory."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(np.memmap(self.path, self.dtype, "r", shape=self.shape), dtype)

    def __getitem__(self, frames: Any) -> NDArray[Any]:
        if not isinstance(frames, slice):
            return np.array(np.asarray(self)[frames])
        first, last, step = frames.indices(self.shape[0])
        each = math.prod(self.shape[1:])
        count, at = max(last - first, 0) * each, first * each * self.dtype.itemsize
        found = np.fromfile(self.path, self.dtype, count, offset=at).reshape(-1, *self.shape[1:])
        return found[::step]


class Kept(dict[str, "NDArray[Any] | OnDisk"]):
    """Arrays by name, frames first; those on disk lie in a folder that goes when these are let go."""


class Some(Mapping[str, NDArray[Any]]):
    """Some frames of kept arrays, each taken when it is asked for."""

    def __init__(self, whole: Mapping[str, Any], frames: Any) -> None:
        self.whole, self.frames = whole, frames
        self.taken: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self.taken:
            self.taken[name] = np.asarray(self.whole[name][self.frames])
        return self.taken[name]

    def __contains__(self, name: object) -> bool:
        return name in self.whole

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


class Collector:
    """Takes the arrays of some frames after the others, and gives them as whole ones."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self.in_memory, self.frames = in_memory, 0
        self.parts: dict[str, list[NDArray[Any]]] = {}
        self.shapes: dict[str, tuple[tuple[int, ...], np.dtype[Any]]] = {}
        self.stack, self.folder = ExitStack(), None

    folder: Path | None

    def add(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """More frames of the same arrays, which are not written to any more."""
        for name, values in arrays.items():
            self.shapes[name] = values.shape[1:], values.dtype
            self.parts.setdefault(name, []).append(np.ascontiguousarray(values))
        self.frames += len(next(iter(arrays.values())))
        if self.folder is not None or self.frames > self.in_memory:
            self._to_disk()

    def _to_disk(self) -> None:
        if self.folder is None:
            self.folder = self.stack.enter_context(scratch())
        for name, parts in self.parts.items():
            with (self.folder / name).open("ab") as file:
                for part in parts:
                    file.write(np.ascontiguousarray(part).data)
            parts.clear()

    def close(self) -> None:
        """Let go of what is on disk."""
        self.stack.close()

    def kept(self) -> Kept:
        """All of it."""
        if self.folder is None:
            return Kept({name: np.concatenate(self.parts.pop(name)) for name in self.shapes})
        found = Kept(
            {
                name: OnDisk(self.folder / name, (self.frames, *shape), dtype)
                for name, (shape, dtype) in self.shapes.items()
            }
        )
        found.update((name, found[name][:]) for name, (shape, _) in self.shapes.items() if not shape)
        weakref.finalize(found, self.stack.close)
        return found
