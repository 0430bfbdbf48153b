"""The frames of a C3D file: points, and the analog samples between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.c3d_parameters import BLOCK, Description

# Words of the header, from 0.
POINTS, ANALOG, FIRST, LAST, DATA, SAMPLES = 1, 2, 3, 4, 8, 9
OTHER_SCALE = 0.01  # of a scale; two that differ by less are one, rounded
MOST_OF_A_WORD = 65535  # frames; longer files say their length elsewhere


@dataclass(frozen=True)
class Frames:
    """What was recorded, in the units of the file."""

    rate: float  # frames a second
    first: int  # number of the first frame; 1 is the beginning of the trial
    positions: Floats  # (frames, n_points, 3); NaN where a point was not seen
    samples: int  # analog samples a frame
    analog: Floats  # (frames · samples, channels), scaled
    notes: tuple[str, ...]
    by_header: float = 1.0  # how many times as long the positions are by the scale of the header


def frames_of(content: bytes, file: Description) -> Frames:
    """Read as many frames as the file says it has, or as are there.

    Raises:
        BadInput: what the file says of its points, rate or scale makes no sense.
    """
    path, header = file.path, file.header
    samples = header[SAMPLES]
    analog_values = _analog_values(file)
    channels = analog_values // samples if samples else 0
    if channels * samples != analog_values:
        raise BadInput(f"{path} is damaged: {analog_values} analog values a frame are no {samples} samples")
    rate, scale = _rate(file), _scale(file)
    start = (_unsigned(file.number("POINT:DATA_START")) or header[DATA]) * BLOCK - BLOCK
    stated = _stated_frames(file)
    points, notes = _points(file, max(0, len(content) - start), stated, 4 if scale < 0 else 2)
    if not points:
        raise BadInput(f"{path} holds no markers")
    size = (4 if scale < 0 else 2) * (4 * points + analog_values)
    there = max(0, len(content) - start) // size if start >= BLOCK else 0
    if not there:
        raise BadInput(f"{path} ends before its first frame")
    frames = min(stated, there) if stated else there - _padding(content, size)
    if not stated:
        notes.append(f"The file does not say how many frames it has: {frames:,} by its size.")
    elif frames != stated:
        notes.append(f"The file says {stated:,} frames and ends after {frames:,}.")
    raw, real = content[start : start + frames * size], scale < 0
    numbers: Floats = file.numbers.reals(raw) if real else file.numbers.words(raw).astype(float)
    table = numbers.reshape(frames, -1)
    positions = _positions(table[:, : 4 * points].reshape(frames, points, 4), 1.0 if real else scale)
    analog = _analog(table[:, 4 * points :].reshape(frames * samples, channels), file, real)
    by_header = 1.0 if real else _by_header(file, scale)
    return Frames(rate, header[FIRST], positions, samples, analog, tuple(notes), by_header)


def _analog_values(file: Description) -> int:
    """How many there are a frame; some programs write into the header how many channels there are instead."""
    in_header, samples, used = file.header[ANALOG], file.header[SAMPLES], file.number("ANALOG:USED")
    channels = _unsigned(used)
    return channels * samples if samples and in_header % samples and in_header == channels else in_header


def _padding(content: bytes, size: int) -> int:
    """Frames of so many bytes at the end that are the zeros with which a block is filled."""
    tail = content[-BLOCK:]
    zeros = len(tail) - len(tail.rstrip(b"\0"))
    return min(zeros, BLOCK - 1) // size


def _points(file: Description, size: int, frames: int, byte: int) -> tuple[int, list[str]]:
    """How many points a frame has; where header and parameter differ, the bytes of the frames decide.

    Raises:
        BadInput: neither number fits them.
    """
    in_header, used = file.header[POINTS], file.number("POINT:USED")
    if used is None or _unsigned(used) == in_header:
        return in_header, []
    said = f"{in_header} points by its header and {_unsigned(used)} by POINT:USED"
    fitting = [
        points
        for points in (in_header, _unsigned(used))
        if frames and 0 <= size - frames * byte * (4 * points + _analog_values(file)) < BLOCK
    ]
    if not fitting:
        raise BadInput(f"{file.path} is damaged: it has {said}")
    return fitting[0], [f"The file has {said}: {fitting[0]} by the size of its frames."]


def _unsigned(number: float | None) -> int:
    return int(number) & 0xFFFF if number is not None and isfinite(number) else 0


def _rate(file: Description) -> float:
    stated = file.number("POINT:RATE")
    rate = file.header_reals[1] if stated is None else stated
    if not (isfinite(rate) and rate > 0):
        raise BadInput(f"{file.path} is damaged: it says {rate:g} frames a second")
    return rate


def _scale(file: Description) -> float:
    stated = file.number("POINT:SCALE")
    scale = file.header_reals[0] if stated is None else stated
    if not isfinite(scale) or scale == 0:
        raise BadInput(f"{file.path} is damaged: its POINT:SCALE is {scale:g}")
    return scale


def _by_header(file: Description, scale: float) -> float:
    """The header's scale of whole numbers over that of POINT:SCALE; 1 where it says none."""
    in_header = file.header_reals[0]
    ratio = in_header / scale if isfinite(in_header) and in_header > 0 else 1.0
    return ratio if isfinite(ratio) and abs(ratio - 1.0) > OTHER_SCALE else 1.0


def _stated_frames(file: Description) -> int:
    """Frames as the file says; the header's 16 bits hold 65,535, so longer trials say it in other places."""
    ends = [file.array(f"TRIAL:ACTUAL_{end}_FIELD").ravel() for end in ("START", "END")]
    if all(len(end) == 2 for end in ends):
        first, last = (_unsigned(float(end[0])) + (_unsigned(float(end[1])) << 16) for end in ends)
        if last >= first > 0:
            return last - first + 1
    long = file.number("POINT:LONG_FRAMES")
    if long is not None and isfinite(long) and long > 0:
        return int(long)
    in_header = file.header[LAST] - file.header[FIRST] + 1
    return max(in_header, 0) if file.header[LAST] < MOST_OF_A_WORD else 0


def _positions(table: Floats, scale: float) -> Floats:
    """Scaled positions; not seen is a negative fourth number, or the very origin, as many programs write."""
    positions = table[..., :3] * scale
    seen = (table[..., 3] >= 0) & positions.any(axis=-1) & np.isfinite(positions).all(axis=-1)
    positions[~seen] = np.nan
    return np.asarray(positions, dtype=float)


def _analog(raw: Floats, file: Description, real: bool) -> Floats:
    """(value − offset) · scale · general scale of each channel."""
    channels = raw.shape[1]
    unsigned = "UNSIGNED" in (text.upper() for text in file.texts("ANALOG:FORMAT"))
    offset = _for_each(file.reals("ANALOG:OFFSET"), channels, 0.0)
    if unsigned:
        offset = np.where(offset < 0, offset + 2**16, offset)
        if not real:
            raw = np.where(raw < 0, raw + 2**16, raw)
    general = file.number("ANALOG:GEN_SCALE")
    scale = _for_each(file.reals("ANALOG:SCALE"), channels, 1.0) * (1.0 if general is None else general)
    with np.errstate(invalid="ignore"):  # damaged scales are infinite
        values = (raw - offset) * scale
    return np.where(np.isfinite(values), values, np.nan)


def _for_each(values: Floats, channels: int, default: float) -> Floats:
    """One value a channel; the default where the file has none."""
    whole = np.full(channels, default)
    n = min(channels, len(values))
    whole[:n] = values[:n]
    return whole
