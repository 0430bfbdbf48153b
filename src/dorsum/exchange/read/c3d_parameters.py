"""The header and the parameters of a C3D file, as www.c3d.org describes the format.

The file is blocks of 512 bytes. The first says where the parameters begin; these are entries of a type,
dimensions and values, each pointing to the next. Whatever they say, nothing outside the file is read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.errors import BadInput
from dorsum.exchange.read.files import printable
from dorsum.inputs import shown

BLOCK = 512  # bytes
KEY = 80  # the second byte of every C3D file, and of its parameters
INTEL, DEC, MIPS = 84, 85, 86  # what wrote the numbers
TEXT, BYTE, WORD, REAL = -1, 1, 2, 4  # types of a parameter; the size of a value is the absolute number
Values = NDArray[Any] | tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """How the machine that wrote a file stores numbers."""

    order: str  # < or >, as struct and NumPy have it
    dec: bool

    def words(self, content: bytes) -> NDArray[np.int64]:
        """16-bit integers."""
        return np.frombuffer(content, f"{self.order}i2").astype(np.int64)

    def reals(self, content: bytes) -> NDArray[np.float64]:
        """32-bit reals; those of DEC have their halves swapped and four times the value."""
        if self.dec:
            content = np.frombuffer(content, "<u2").reshape(-1, 2)[:, ::-1].tobytes()
        with np.errstate(invalid="ignore"):  # junk may look like numbers that signal
            values = np.frombuffer(content, f"{self.order}f4").astype(float)
        return values / 4 if self.dec else values


@dataclass(frozen=True)
class Description:
    """What stands above the frames."""

    path: Path
    numbers: Numbers
    header: tuple[int, ...]  # the words of the first block, unsigned
    header_reals: tuple[float, float]  # scale and rate
    parameters: dict[str, Values]  # GROUP:NAME in capitals; arrays with the first index running fastest

    def array(self, name: str) -> NDArray[Any]:
        """The numbers of a parameter; none if it is missing or text."""
        values = self.parameters.get(name)
        return values if isinstance(values, np.ndarray) else np.empty(0)

    def number(self, name: str) -> float | None:
        """The first number of a parameter."""
        values = self.array(name)
        return float(values.flat[0]) if values.size else None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a parameter, with those of NAME2, NAME3 …, for one holds 255 at most."""
        found: tuple[str, ...] = ()
        for suffix in ("", *range(2, 256)):
            values = self.parameters.get(f"{name}{suffix}")
            if not isinstance(values, tuple):
                break
            found += values
        return found

    def reals(self, name: str) -> NDArray[np.float64]:
        """The numbers of a parameter, in a row, with those of NAME2, NAME3 …"""
        parts = []
        for suffix in ("", *range(2, 256)):
            values = self.parameters.get(f"{name}{suffix}")
            if not isinstance(values, np.ndarray):
                break
            parts.append(values.ravel(order="F").astype(float))
        return np.concatenate(parts) if parts else np.empty(0)


def describe(content: bytes, path: Path) -> Description:
    """Read the header and the parameters from the bytes of a whole file.

    Raises:
        BadInput: it is no C3D file, or its parameters lie outside it.
    """
    if len(content) < 2 * BLOCK or content[1] != KEY:
        raise BadInput(f"{path} is not a C3D file: it does not begin as one")
    start = (content[0] - 1) * BLOCK
    if start < BLOCK or start + 4 > len(content):
        raise BadInput(f"{path} is damaged: its parameters lie outside the file")
    processor = content[start + 3]
    if processor not in (INTEL, DEC, MIPS):
        raise BadInput(f"{path} is damaged: nobody knows a processor {processor}")
    numbers = Numbers(">" if processor == MIPS else "<", processor == DEC)
    words = tuple(int(word) & 0xFFFF for word in numbers.words(content[:BLOCK]))
    scale, rate = numbers.reals(content[12:16])[0], numbers.reals(content[20:24])[0]
    parameters = _parameters(content, start + 4, numbers, path)
    return Description(path, numbers, words, (float(scale), float(rate)), parameters)


def _parameters(content: bytes, at: int, numbers: Numbers, path: Path) -> dict[str, Values]:
    groups: dict[int, str] = {}
    found: list[tuple[int, str, Values]] = []
    end = at - 4 + BLOCK * content[at - 2] if content[at - 2] else len(content)  # junk may follow
    while at + 2 <= len(content):
        letters, group = struct.unpack_from("bb", content, at)
        name = content[at + 2 : at + 2 + abs(letters)].decode("latin-1").strip().upper()
        pointer = at + 2 + abs(letters)
        if letters == 0 or group == 0 or pointer + 2 > len(content):
            break
        if group < 0:
            groups[-group] = name
        else:
            try:
                values = _values(content, pointer + 2, numbers, f"{path}: the parameter {shown(name)}")
            except BadInput:
                if at < end:
                    raise
                break
            found.append((group, name, values))
        step = struct.unpack_from(f"{numbers.order}H", content, pointer)[0]
        if step == 0:
            break
        at = pointer + step
    return {f"{groups.get(group, group)}:{name}": values for group, name, values in found}


def _values(content: bytes, at: int, numbers: Numbers, where: str) -> Values:
    """The values of one parameter, which begins with its type and its dimensions."""
    if at + 2 > len(content):
        raise BadInput(f"{where} lies outside the file; the file is damaged")
    kind, n = struct.unpack_from("bB", content, at)
    if kind not in (TEXT, BYTE, WORD, REAL) or at + 2 + n > len(content):
        raise BadInput(f"{where} has no type that is known; the file is damaged")
    shape = tuple(content[at + 2 : at + 2 + n])
    size = abs(kind)
    for length in shape:
        size *= length
    start = at + 2 + n
    if n > 7 or start + size > len(content):
        raise BadInput(f"{where} lies outside the file; the file is damaged")
    raw = content[start : start + size]
    if kind == TEXT:
        return _texts(raw, shape)
    if kind == BYTE:
        values: NDArray[Any] = np.frombuffer(raw, "i1").astype(np.int64)
    else:
        values = numbers.words(raw) if kind == WORD else numbers.reals(raw)
    return values.reshape(shape, order="F")


def _texts(raw: bytes, shape: tuple[int, ...]) -> tuple[str, ...]:
    """Texts of the length of the first dimension, without the blanks that fill them."""
    length = shape[0] if shape else 1
    if not length:
        return ()
    texts = (raw[i : i + length] for i in range(0, len(raw), length))
    return tuple(_text(text).strip("\0 ").replace("\0", "\ufffd") for text in texts)


def _text(raw: bytes) -> str:
    try:
        return printable(raw.decode("utf-8"), keep="\0")
    except UnicodeDecodeError:
        return printable(raw.decode("cp1252", errors="replace"), keep="\0")
