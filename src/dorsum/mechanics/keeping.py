"""Arrays of many frames: gathered piece by piece, in memory while they are few, on disk beyond."""

from __future__ import annotations

import math
import os
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

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
    held: BinaryIO | None = None  # the file itself, where it loses its name before it is let go

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if not math.prod(self.shape):
            return np.empty(self.shape, dtype or self.dtype)
        return np.asarray(np.memmap(self.held or self.path, self.dtype, "r", shape=self.shape), dtype)

    def __getitem__(self, frames: Any) -> NDArray[Any]:
        if not isinstance(frames, slice):
            return np.array(np.asarray(self)[frames])
        first, last, step = frames.indices(self.shape[0])
        shape = max(last - first, 0), *self.shape[1:]
        at = first * math.prod(shape[1:]) * self.dtype.itemsize
        if self.held is None:
            found = np.fromfile(self.path, self.dtype, math.prod(shape), offset=at)
        else:
            found = np.empty(math.prod(shape), self.dtype)
            os.preadv(self.held.fileno(), [bytes_of(found)], at)
        return found.reshape(shape)[::step]


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


class Files:
    """Arrays by name in the files of a folder, frames first, some frames at a time and in any order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.types: dict[str, tuple[np.dtype[Any], tuple[int, ...]]] = {}  # of a number; shape of a frame
        self.files: dict[str, tuple[BinaryIO, Lock]] = {}
        self.opening = Lock()

    def put(self, first: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """The frames from `first` on; threads may put theirs at once. They outlive the process."""
        self.open(arrays)
        for name, values in arrays.items():
            file, alone = self.files[name]
            with alone:
                file.seek(first * math.prod(values.shape[1:]) * values.dtype.itemsize)
                file.write(bytes_of(values))
                file.flush()

    def open(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Files for arrays such as these; what they hold stays."""
        with self.opening:
            for name in arrays.keys() - self.files.keys():
                path = self.folder / name
                path.touch()
                self.types[name] = arrays[name].dtype, arrays[name].shape[1:]
                self.files[name] = path.open("r+b"), Lock()

    def arrays(self, frames: int, held: bool = False) -> dict[str, NDArray[Any] | OnDisk]:
        """The first frames of all arrays, of those with a value a frame in memory.

        When they are `held` they are there until `close`, also when the folder has been removed before.
        """
        found: dict[str, NDArray[Any] | OnDisk] = {}
        for name, (dtype, shape) in self.types.items():
            file = self.files[name][0] if held else None
            there = OnDisk(self.folder / name, (frames, *shape), dtype, file)
            found[name] = there if shape else there[:]
        return found

    def close(self) -> None:
        """Nothing more is put."""
        for file, _ in self.files.values():
            file.close()


class Collector:
    """Takes the arrays of some frames after the others, and gives them as whole ones."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self.in_memory, self.frames = in_memory, 0
        self.parts: list[Mapping[str, NDArray[Any]]] = []
        self.stack = ExitStack()

    files: Files | None = None  # those of the frames that are no `parts` any more

    def add(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """More frames of the same arrays, which are not written to any more."""
        self.parts.append(arrays)
        self.frames += _frames(arrays)
        if self.files is not None or self.frames > self.in_memory:
            self._to_disk()

    def _to_disk(self) -> None:
        if self.files is None:
            self.files = Files(self.stack.enter_context(scratch()))
            self.stack.callback(self.files.close)
        first = self.frames - sum(map(_frames, self.parts))
        for part in self.parts:
            self.files.put(first, part)
            first += _frames(part)
        self.parts.clear()

    def close(self) -> None:
        """Let go of what is on disk."""
        self.stack.close()

    def kept(self) -> Kept:
        """All of it."""
        if self.files is None:
            names = self.parts[0] if self.parts else ()
            return Kept({name: np.concatenate([part[name] for part in self.parts]) for name in names})
        self.files.close()
        found = Kept(self.files.arrays(self.frames))
        weakref.finalize(found, self.stack.close)
        return found


def bytes_of(values: NDArray[Any]) -> memoryview:
    """What an array holds, in C order."""
    return np.ascontiguousarray(values).reshape(-1).view(np.uint8).data


def whole_of(values: NDArray[Any]) -> NDArray[Any]:
    """The same values in an array that is no part of a larger one."""
    return values if values.base is None and values.flags.c_contiguous else np.array(values, order="C")


def _frames(arrays: Mapping[str, NDArray[Any]]) -> int:
    return len(next(iter(arrays.values())))
