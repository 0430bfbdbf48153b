"""Reading the marker files of Motion Analysis and OpenSim: .trc.

Two lines of keys and values, a line of names over one of X1 Y1 Z1 …, rows of frame, time and coordinates.
Blank cells are gaps, and so is a marker at 0 0 0, or one below a confidence, where each marker has a fourth
column that says it (X1 Y1 Z1 C1 …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import CONFIDENT, Asked
from dorsum.exchange.read.clock import Clock
from dorsum.exchange.read.files import as_text, opened, start_of
from dorsum.exchange.read.markers import markers_of, seen_in
from dorsum.exchange.read.recording import FileFacts, Markers
from dorsum.exchange.read.rows import Layout, blocks_of_rows, cells_of

LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)")
KEYS, VALUES, NAMES = 1, 2, 3  # lines, from 0
MOST_MARKERS = 3_000
CONFIDENCE = re.compile(r"(?i)(c|l|p|conf|confidence|likelihood|score)\d*")
OTHER_RATE = 0.01  # of the rate; more is said


@dataclass(frozen=True)
class _Header:
    stated: dict[str, str]  # keys in lower case
    names: list[str]
    each: int  # columns of a marker
    layout: Layout
    size: int  # bytes up to the first row
    foreign: bool


def read_trc(path: Path, asked: Asked) -> Markers:
    """The markers, in m, x forward, y up, z right.

    Raises:
        BadInput: the file is damaged beyond mending; the message says where.
    """
    header = _header(path)
    notes = ["Names are read as Windows-1252, for they are not UTF-8."] if header.foreign else []
    notes += ["Cells are parted by commas."] if header.layout.commas else []
    table = _table(header, notes)
    time = table[:, 1].copy()
    cells = table[:, 2:].reshape(len(table), len(header.names), header.each)
    positions = cells[..., :3].copy()
    notes += _unsure(path, positions, cells[..., 3:], asked)
    positions[~positions.any(axis=2)] = np.nan  # the very origin, as many programs write what is not seen
    notes += _notes_on_counts(header, len(table))
    notes += _notes_on_rate(header.stated.get("datarate", ""), time)
    seen = seen_in(path, header.names, positions, header.stated["units"], asked, FileFacts(".trc"))
    return markers_of(seen, time, custom="y", asked=asked, notes=notes)


def _header(path: Path) -> _Header:
    content = start_of(path)
    ends = [match.end() for match in LINE.finditer(content)]
    if len(ends) <= NAMES:
        as_text(content, path)
        raise BadInput(f"{path} ends within its header")
    text, foreign = as_text(content[: ends[NAMES]], path)
    lines = re.split(r"\r\n|\n|\r", text)
    cells, tabs, commas = cells_of(lines[NAMES], path, NAMES + 1)
    stated = _stated(lines[KEYS], lines[VALUES], "," if commas else "\t" if tabs else None)
    if not stated.get("units"):
        raise BadInput(f"{path}, lines 2 and 3: there are no Units; write mm or m there")
    if [cell.lower() for cell in cells[:2]] not in (["frame#", "time"], ["frame", "time"]):
        raise BadInput(f"{path}, line {NAMES + 1}: the names must begin with Frame# and Time")
    names = [cell for cell in cells[2:] if cell]
    if not names:
        raise BadInput(f"{path}, line {NAMES + 1}: names no marker")
    if len(names) > MOST_MARKERS:
        raise BadInput(f"{path}, line {NAMES + 1}: {len(names):,} markers; at most {MOST_MARKERS:,} are read")
    first = NAMES + 1
    while first < len(ends) and not re.match(rb"\s*[-+]?\.?\d", content[ends[first - 1] : ends[first]]):
        first += 1
    under = re.split(r"[\t, ]+", content[ends[NAMES] : ends[first - 1]].decode("latin-1").strip())
    each = 4 if len(under) == 4 * len(names) and all(map(CONFIDENCE.fullmatch, under[3::4])) else 3
    axes = "XYZ" if each == 3 else "XYZC"
    columns = ("Frame#", "Time", *(f"{name} {axis}" for name in names for axis in axes))
    layout = Layout(path, columns, tabs, first + 1, commas, ragged=tabs)
    return _Header(stated, names, each, layout, ends[first - 1], foreign)


def _unsure(path: Path, positions: Floats, confidence: Floats, asked: Asked) -> list[str]:
    """Take what is below the confidence as not seen, and say so.

    Raises:
        BadInput: a confidence is asked for, and the file has none.
    """
    if not confidence.size:
        asked.refuse(path, "confidence")
        return []
    least = CONFIDENT if asked.confidence is None else asked.confidence
    unsure = ~(confidence[..., 0] >= least) & positions.any(axis=2)
    positions[unsure] = np.nan
    if not unsure.any():
        return []
    other = "" if asked.confidence is not None else "; --confidence says another"
    return [
        f"Keypoints of a confidence below {least:g} count as not seen: {int(unsure.sum()):,} of"
        f" {unsure.size:,}{other}."
    ]


def _stated(keys: str, values: str, separator: str | None) -> dict[str, str]:
    """Keys in lower case and their values; some programs pad the values with cells of their own."""
    named, said = ([cell.strip() for cell in line.rstrip().split(separator)] for line in (keys, values))
    if len(said) > len(named):
        said = [cell for cell in said if cell]
    return {key.lower(): value for key, value in zip(named, said, strict=False)}


def _table(header: _Header, notes: list[str]) -> Floats:
    """All rows whose time rises, (frames, 2 + 3 n_markers)."""
    path = header.layout.path
    clock = Clock(path, column=1)
    tables: list[Floats] = []
    with opened(path) as file:
        file.seek(header.size)
        for block in blocks_of_rows(file, header.layout):
            if block.cut:
                notes.append(f"Line {block.line}, the last, is cut off and left out.")
            else:
                tables += clock.later(block.values, block.line_of)
    tables += clock.rest()
    if not tables:
        raise BadInput(f"{path} has a header and no rows of numbers")
    notes += clock.notes()
    return np.concatenate(tables)


def _notes_on_counts(header: _Header, frames: int) -> list[str]:
    found = {"nummarkers": len(header.names), "numframes": frames}
    return [
        f"The header says {int(stated):,} {key.removeprefix('num')}, the file has {number:,}."
        for key, number in found.items()
        if (stated := header.stated.get(key, "")).isdecimal() and len(stated) < 20 and int(stated) != number
    ]


def _notes_on_rate(stated: str, time: Floats) -> list[str]:
    if len(time) < 2 or not re.fullmatch(r"\d+\.?\d*", stated):
        return []
    rate = (len(time) - 1) / (time[-1] - time[0])
    if abs(rate - float(stated)) <= OTHER_RATE * rate:
        return []
    return [f"The header says {float(stated):g} frames a second, the times say {rate:.4g}: the times count."]
