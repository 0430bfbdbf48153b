"""What an analysis of a recording that did not end has left: a folder `NAME.part-XXXXXXXX`.

`about.json` says what was asked. The pieces `000000.npz`, `000001.npz` … are whole ones: some frames
after the others, `frames`, a record each of the arrays by name (`variables.VARIABLES`) and `time`.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, DorsumError
from dorsum.inputs import read_text
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.keeping import Collector
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import READ

ABOUT = "about.json"


def open_unfinished(folder: Path) -> Result:
    """The frames that were computed, as a result; one of its warnings is that others are missing.

    Raises:
        BadInput: the folder holds no such frames, is damaged, or is of another version or other tables.
    """
    about = read_about(folder)
    try:
        if about["format"] != FORMAT:
            raise BadInput(f"it is of format {about['format']}, this version reads format {FORMAT}")
        body = Body.of(Subject(**about["subject"]))
        if about["tables"] != body.tables.digest:
            raise BadInput("it was computed from other tables than those of this version")
        options = Options(**about["options"])
        title, task, who = about["title"], about["task"], about["who"]
        objective, version = about["objective"], about["version"]
    except (LookupError, ValueError, TypeError, DorsumError) as error:
        raise BadInput(f"cannot open {folder}: {error}") from error
    collector = Collector()
    for piece in pieces_in(folder):
        collector.add(read_piece(piece))
    if not collector.frames:
        raise BadInput(f"{folder} holds no frames")
    told = ("Unfinished: the analysis of this recording did not come to its end, later frames are missing.",)
    return Result(
        body=body,
        kept=collector.kept(),
        task=task,
        title=title,
        assumptions=(f"the person: {who}",),
        objective=objective,
        options=options,
        version=version,
        told_digest=about["tables"],
        recorded=Recorded(title, who, (), told),
    )


def read_about(folder: Path) -> dict[str, Any]:
    """What was asked.

    Raises:
        BadInput: the folder does not say.
    """
    try:
        about = json.loads(read_text(folder / ABOUT, "folder of an unfinished result"))
    except ValueError as error:
        raise BadInput(f"cannot open {folder}: {error}") from error
    if not isinstance(about, dict):
        raise BadInput(f"cannot open {folder}: {ABOUT} is no table")
    return about


def pieces_in(folder: Path) -> list[Path]:
    """Its pieces from the first on, as far as none is missing."""
    there = {file.name for file in folder.glob("*.npz")}
    found: list[Path] = []
    while piece_name(len(found)) in there:
        found.append(folder / piece_name(len(found)))
    return found


def piece_name(number: int) -> str:
    """The name of a piece, counted from 0."""
    return f"{number:06}.npz"


def read_piece(file: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a piece.

    Raises:
        BadInput: it is damaged.
    """
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            rows = stored["frames"]
            return {name: np.ascontiguousarray(rows[name]) for name in ("time", *READ)}
    except (OSError, LookupError, ValueError, EOFError, MemoryError, zipfile.BadZipFile) as error:
        raise BadInput(f"{file} is damaged: {error}") from error
