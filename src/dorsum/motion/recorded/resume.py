"""An analysis of a recording that can be ended at any moment and taken up again.

What is computed lies in pieces beside the file to come until that is written. A piece is what is balanced at
a time, and hangs on no other: it is the same bit for bit whether a run goes on after another or does it all.
They are written once: the result that is returned reads the same files.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import weakref
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.unfinished import ABOUT, PIECES, Piece, Pieces, checksum, head_of, read_about
from dorsum.files import Part, parts_of, refusing, scratch, write_whole
from dorsum.mechanics.keeping import IN_MEMORY, Files, Kept

Arrays = Mapping[str, NDArray[Any]]
HELD = hasattr(os, "preadv")  # files that are read after they have lost their names; Windows has no such
NAMES = ("title", "task", "who")  # of what is asked; a file that was given another name is the same one


class Computed:
    """The frames of a recording that are computed so far, for the file `path`.

    With `resume`, those of an earlier run too. To be used in a `with` that ends when the file is written:
    an error leaves them, and says where in a note.
    """

    def __init__(self, path: Path, resume: bool = False, say: Callable[[str], None] = lambda _: None) -> None:
        self.path, self.resume, self.say = path, resume, say
        self.part: Part | None = None
        self.files: Files | None = None
        self.before: Pieces | None = None  # those of an earlier run
        self.listed = False  # whether there is a list of pieces, with its head
        self.stack = ExitStack()  # what ends with the arrays

    def __enter__(self) -> Computed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.part is None:
            return
        if error is None:
            self.part.remove()
            return
        self.stack.close()
        if told := self.part.keep():
            error.add_note(told)

    def open(self, about: Mapping[str, Any]) -> None:
        """Take up what an earlier run has left that was asked the same, or begin.

        Raises:
            BadInput: what is there was asked something else, or a run still works on it.
        """
        if self.resume:
            self.part = self._left(about)
        if self.part is not None:
            self.before = Pieces.read(self.part.folder)
            self.part.pieces, self.listed = len(self.before.known), bool(self.before.types)
            self.say(f"going on with {self.part.folder}")
        else:
            if self.resume:
                self.say(f"nothing of {self.path} is there to go on from: beginning at the first frame")
            self.part = Part.begin(self.path)
            text = json.dumps(about, indent=1, ensure_ascii=False)
            write_whole(self.part.folder / ABOUT, lambda file: file.write_text(text, encoding="utf-8"))
        self.files = Files(self.part.folder)
        self.stack.callback(self.files.close)

    def _left(self, about: Mapping[str, Any]) -> Part | None:
        """The longest part that was asked the same; None where there is no part at all."""
        asked = json.loads(json.dumps(about))
        folders = [folder for folder in parts_of(self.path) if (folder / ABOUT).exists()]
        others = {folder: differing(read_about(folder), asked) for folder in folders}
        same = [folder for folder in folders if not others[folder]]
        for folder in sorted(same, key=lambda folder: -len(Pieces.read(folder).known)):
            if part := Part.claim(folder):
                return part
        if same:
            raise BadInput(f"{same[0]} is what another run is computing just now: wait for it, or stop it")
        if folders:
            last = folders[-1]
            raise BadInput(
                f"{last} cannot be gone on with: it differs in {', '.join(others[last])};"
                " without --resume the analysis begins anew"
            )
        return None

    def beside(self, name: str) -> Path:
        """The path of another file in the folder of the pieces, which goes with it."""
        assert self.part is not None  # it is open
        return self.part.folder / name

    def known(self, number: int, first: int, times: Floats) -> Arrays | None:
        """The piece of this number, first frame and times if an earlier run has it and it is sound."""
        if self.before is None or number >= len(self.before.known):
            return None
        try:
            piece = self.before.arrays(number)
        except BadInput as error:
            self.say(f"{error}: it is computed anew")
            return None
        if self.before.known[number].first != first or not np.array_equal(piece["time"], times):
            return None
        assert self.files is not None  # it is open
        self.files.open(piece)
        return piece

    def write(self, number: int, first: int, arrays: Arrays) -> Piece:
        """Put a piece where it belongs; threads may do so at once. Another run finds it from `add` on.

        The run does not wait for the disk: what a power cut tears is computed anew.

        Raises:
            BadInput: it cannot be written.
        """
        assert self.files is not None  # it is open
        with refusing(self.path):
            self.files.put(first, arrays)
        return Piece(number, first, len(arrays["time"]), checksum(arrays))

    def add(self, piece: Piece) -> None:
        """List a piece that has been written.

        Raises:
            BadInput: it cannot be listed.
        """
        assert self.part is not None  # it is open
        assert self.files is not None
        line = piece.line() if self.listed else head_of(self.files.types) + piece.line()
        with refusing(self.path), (self.part.folder / PIECES).open("ab" if self.listed else "wb") as file:
            file.write(line)
        self.listed = True
        self.part.pieces = max(self.part.pieces, piece.piece + 1)

    def kept(self, frames: int) -> Kept:
        """The arrays of all frames, there until they are let go, whatever becomes of the folder."""
        assert self.part is not None  # it is open
        assert self.files is not None
        if frames <= IN_MEMORY:
            with self.stack:
                return Kept({name: values[:] for name, values in self.files.arrays(frames).items()})
        if not HELD:
            self.files.close()
            self.files.folder = self.stack.enter_context(scratch()) / "frames"
            shutil.copytree(self.part.folder, self.files.folder)
        found = Kept(self.files.arrays(frames, held=HELD))
        weakref.finalize(found, self.stack.close)
        return found


def differing(about: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """In what two questions differ."""
    names = [*asked, *(name for name in about if name not in asked)]
    return [name for name in names if name not in NAMES and about.get(name) != asked.get(name)]


def digest_of(path: Path | None) -> str | None:
    """A digest of what a file holds."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}") from error
