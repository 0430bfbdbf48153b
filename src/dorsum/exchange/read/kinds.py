"""Which reader a file needs, by its content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from dorsum.errors import BadInput
from dorsum.exchange.read.asked import OF_AXES, Asked
from dorsum.exchange.read.bvh import read_bvh
from dorsum.exchange.read.c3d import read_c3d
from dorsum.exchange.read.c3d_parameters import KEY
from dorsum.exchange.read.files import as_text, start_of
from dorsum.exchange.read.recording import Recording
from dorsum.exchange.read.storage import read_storage
from dorsum.exchange.read.trc import read_trc

Reader = Callable[[Path, Asked], Recording]
SUFFIXES = (".mot", ".sto", ".trc", ".c3d", ".bvh")
OF_MARKERS = (".trc", ".c3d")
BEGINNINGS = {rb"(?i)\s*PathFileType": ".trc", rb"\s*HIERARCHY": ".bvh"}


def reader_of(path: Path) -> Reader:
    """The reader of a file."""
    kind = kind_of(path)
    return READERS[kind]


def kind_of(path: Path) -> str:
    """The suffix that the content should have.

    Raises:
        BadInput: the content is of no kind that is known.
    """
    start = start_of(path)
    if len(start) > 1 and start[1] == KEY and b"\0" in start[:512]:
        return ".c3d"
    for beginning, kind in BEGINNINGS.items():
        if re.match(beginning, start.removeprefix(b"\xef\xbb\xbf")):
            return kind
    suffix = path.suffix.lower()
    if re.search(rb"(?i)endheader", start) or suffix in (".mot", ".sto"):
        return ".mot"
    if suffix in SUFFIXES:
        as_text(start, path)
        raise BadInput(f"{path} does not begin as a {suffix} file does; is it another kind of file?")
    raise BadInput(f"{path} is no recording that can be read; there are readers of {', '.join(SUFFIXES)}")


def _storage(path: Path, asked: Asked) -> Recording:
    asked.refuse(path, *OF_AXES)
    return read_storage(path)


READERS: dict[str, Reader] = {".mot": _storage, ".trc": read_trc, ".c3d": read_c3d, ".bvh": read_bvh}
