"""A small C3D file byte by byte as the format's description has it, for what ezc3d does not write.

Whole numbers, other machines, frames counted elsewhere: see www.c3d.org.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

BLOCK = 512
LAST_SEEN = 7.0  # what may stand where a point was not seen


def reals(values: np.ndarray, processor: int) -> bytes:
    """32-bit reals of Intel (84), DEC (85) or MIPS (86)."""
    if processor == 85:  # four times the value, halves swapped
        words = (np.asarray(values, "f4") * np.float32(4)).astype("<f4").tobytes()
        return np.frombuffer(words, "<u2").reshape(-1, 2)[:, ::-1].tobytes()
    return np.asarray(values).astype(">f4" if processor == 86 else "<f4").tobytes()


def words(values: np.ndarray, processor: int) -> bytes:
    """16-bit whole numbers."""
    return np.asarray(values).astype(">i2" if processor == 86 else "<i2").tobytes()


def entry(name: str, group: int, rest: bytes, processor: int) -> bytes:
    """A group (below zero) or a parameter, with the way to the next."""
    step = struct.pack(">H" if processor == 86 else "<H", len(rest) + 2)
    return struct.pack("bb", len(name), group) + name.encode() + step + rest


def parameter(name: str, group: int, value: object, processor: int = 84) -> bytes:
    """A parameter of texts, whole numbers or reals."""
    if isinstance(value, list):
        length = max(map(len, value))
        raw = "".join(text.ljust(length) for text in value).encode()
        head = struct.pack("bBBB", -1, 2, length, len(value))
    else:
        array = np.asarray(value)
        whole = array.dtype.kind == "i"
        flat = array.ravel(order="F")
        raw = words(flat, processor) if whole else reals(flat, processor)
        head = struct.pack("bB", 2 if whole else 4, array.ndim) + bytes(array.shape)
    return entry(name, group, head + raw + b"\0", processor)


def c3d(
    positions: np.ndarray,
    analog: np.ndarray,
    *,
    scale: float = -1.0,
    processor: int = 84,
    rate: float = 100.0,
    extra: Mapping[str, object] = MappingProxyType({}),
) -> bytes:
    """The bytes of a file.

    Args:
        positions: (frames, n, 3) in mm; NaN is written as not seen.
        analog: (frames, samples, channels), written as they are.
        scale: below zero for reals, else the length in mm of a whole number.
        extra: parameters to add or replace, GROUP:NAME and value.
    """
    frames, n, _ = positions.shape
    _, samples, channels = analog.shape
    real = scale < 0
    points = np.zeros((frames, n, 4))
    points[..., :3] = np.nan_to_num(positions, nan=LAST_SEEN) / (1.0 if real else scale)
    points[..., 3] = np.where(np.isnan(positions[..., 0]), -1, 0)
    table = np.concatenate([points.reshape(frames, -1), analog.reshape(frames, -1)], axis=1)
    entries: dict[str, object] = {
        "POINT:USED": np.array(n),
        "POINT:SCALE": np.array(scale),
        "POINT:RATE": np.array(rate),
        "POINT:UNITS": ["mm"],
        "POINT:LABELS": [f"M{i}" for i in range(n)],
        "ANALOG:USED": np.array(channels),
        "ANALOG:RATE": np.array(rate * samples),
        "ANALOG:LABELS": [f"A{i}" for i in range(channels)] or [""],
        "ANALOG:FORMAT": ["SIGNED"],
        "ANALOG:GEN_SCALE": np.array(1.0),
        "ANALOG:SCALE": np.ones(channels),
        "ANALOG:OFFSET": np.zeros(channels, dtype=int),
    } | dict(extra)
    groups = list(dict.fromkeys(name.partition(":")[0] for name in entries))
    section = b"".join(entry(group, -i, b"\0", processor) for i, group in enumerate(groups, 1))
    for name, value in entries.items():
        group, _, short = name.partition(":")
        section += parameter(short, groups.index(group) + 1, value, processor)
    n_blocks = (len(section) + 4) // BLOCK + 1
    section = (bytes([1, 80, n_blocks, processor]) + section).ljust(n_blocks * BLOCK, b"\0")
    header = bytes([2, 80]) + words(np.array([n, channels * samples, 1, frames, 10]), processor)
    header += reals(np.array([scale]), processor) + words(np.array([2 + n_blocks, samples]), processor)
    header += reals(np.array([rate]), processor)
    data = reals(table.ravel(), processor) if real else words(np.rint(table.ravel()), processor)
    return header.ljust(BLOCK, b"\0") + section + data


POSITIONS = np.ones((4, 2, 3)) + np.arange(4)[:, None, None]
NO_ANALOG = np.empty((4, 1, 0))
SMALL = c3d(POSITIONS, NO_ANALOG)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of that content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
