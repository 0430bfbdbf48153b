"""An analysis of a recording that can be ended at any moment and taken up again.

What is computed lies in pieces beside the file to come until that is written. A piece is what is balanced at
a time, and hangs on no other: it is the same bit for bit whether a run goes on after another or does it all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.unfinished import ABOUT, piece_name, pieces_in, read_about, read_piece
from dorsum.files import Part, parts_of, write_whole

Pieces = Mapping[str, NDArray[Any]]
NAMES = ("title", "task", "who")  # of what is asked; a file that was given another name is the same one


class Computed:
    """The frames of a recording that are computed so far, for the file `path`.

    With `resume`, those of an earlier run too. To be used in a `with` that ends when the file is written:
    an error leaves them, and says where in a note.
    """

    def __init__(self, path: Path, resume: bool = False, say: Callable[[str], None] = lambda _: None) -> None:
        self.path, self.resume, self.say = path, resume, say
        self.part: Part | None = None
        self.before = 0  # pieces of an earlier run

    def __enter__(self) -> Computed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.part is None:
            return
        if error is None:
            self.part.remove()
        elif told := self.part.keep():
            error.add_note(told)

    def open(self, about: Mapping[str, Any]) -> None:
        """Take up what an earlier run has left that was asked the same, or begin.

        Raises:
            BadInput: what is there was asked something else, or a run still works on it.
        """
        if self.resume:
            self.part = self._left(about)
        if self.part is not None:
            self.before = self.part.pieces = len(pieces_in(self.part.folder))
            self.say(f"going on with {self.part.folder}")
            return
        if self.resume:
            self.say(f"nothing of {self.path} is there to go on from: beginning at the first frame")
        self.part = Part.begin(self.path)
        text = json.dumps(about, indent=1, ensure_ascii=False)
        write_whole(self.part.folder / ABOUT, lambda file: file.write_text(text, encoding="utf-8"))

    def _left(self, about: Mapping[str, Any]) -> Part | None:
        """The longest part that was asked the same; None where there is no part at all."""
        asked = json.loads(json.dumps(about))
        folders = [folder for folder in parts_of(self.path) if (folder / ABOUT).exists()]
        others = {folder: differing(read_about(folder), asked) for folder in folders}
        same = [folder for folder in folders if not others[folder]]
        for folder in sorted(same, key=lambda folder: -len(pieces_in(folder))):
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

    def known(self, number: int, times: Floats) -> Pieces | None:
        """The piece of this number and these times if an earlier run has computed it and it is sound."""
        if number >= self.before:
            return None
        assert self.part is not None  # it is open
        try:
            piece = read_piece(self.part.folder / piece_name(number))
        except BadInput as error:
            self.say(f"{error}: it is computed anew")
            return None
        return piece if np.array_equal(piece["time"], times) else None

    def add(self, number: int, piece: Pieces) -> None:
        """Keep a piece. The run does not wait for the disk: one that a power cut tears is computed anew.

        Raises:
            BadInput: it cannot be written.
        """
        assert self.part is not None  # it is open
        rows = np.empty(len(piece["time"]), [(name, v.dtype, v.shape[1:]) for name, v in piece.items()])
        for name, values in piece.items():
            rows[name] = values
        path = self.part.folder / piece_name(number)
        write_whole(path, lambda file: np.savez(file, frames=rows), lasting=False)
        self.part.pieces = max(self.part.pieces, number + 1)


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
