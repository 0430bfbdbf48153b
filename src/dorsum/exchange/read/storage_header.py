"""The header of a storage file, up to and with the line of names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dorsum.errors import BadInput
from dorsum.exchange.read.files import MOST_OF_A_HEADER, as_text, start_of
from dorsum.exchange.read.rows import Layout, cells_of
from dorsum.inputs import shown
from dorsum.words import FEW, listed

MOST_COLUMNS = 10_000
COUNT = re.compile(r"\d{1,18}")
VALUE = re.compile(r"/jointset/[^/]+/([^/]+)/value")  # a coordinate in a file of states
# The keys of our own files: whose motion it is, and whether the angles are the stated ones.
SUBJECT, POSTURE = "dorsum_subject", "dorsum_posture"
GAVE = (
    "The angles are those to which joints gave. Where joints give anew the loads are nearly those found then;"
    " with `--posture exact` springs are as soft as unloaded, and muscles bear more."
)
SIMM = {"datarows": "nrows", "datacolumns": "ncolumns"}  # keys of the older format


@dataclass(frozen=True)
class Header:
    """What stands above the numbers."""

    layout: Layout
    size: int  # bytes up to the first row
    kept: tuple[int, ...]  # columns: the time, then those that are read
    kept_names: tuple[str, ...]  # of all but the time
    twins: tuple[tuple[int, int], ...]  # columns that have the name of an earlier one, and that one
    rows: int | None  # as the header says
    in_degrees: bool | None  # as the header says; the older format of SIMM says nothing and means degrees
    notes: tuple[str, ...]
    subject: str = ""  # whose motion it is, as JSON, in files of our own
    title: str = ""  # the first line: what is in the file


def header_of(path: Path) -> Header:
    """Read the header.

    Raises:
        BadInput: it has no end, no names, no column of times, or cells that are not single numbers.
    """
    content = start_of(path)
    end = re.search(rb"(?i)(?:^|[\r\n])[ \t]*endheader[ \t,]*(?:\r\n|\n|\r)", content)
    if end is None:
        as_text(content, path)
        least = "" if len(content) < MOST_OF_A_HEADER else f" in its first {MOST_OF_A_HEADER:,} bytes"
        raise BadInput(f"{path} has no line `endheader`{least}; is it an OpenSim storage file?")
    above, _ = as_text(content[: end.end()], path)
    line = re.compile(rb"\s*([^\r\n]*)(?:\r\n|\n|\r|\Z)").match(content, end.end())
    assert line is not None  # every part of the pattern may be empty
    written, foreign = as_text(line[0], path)
    number = _lines(content[: line.start(1)]) + 1
    names, tabs, commas = cells_of(written.strip("\r\n"), path, number)
    if not names:
        raise BadInput(f"{path} ends after its header")
    if len(names) > MOST_COLUMNS:
        raise BadInput(f"{path}, line {number}: {len(names):,} columns; at most {MOST_COLUMNS:,} are read")
    entries = _entries(above)
    _only_numbers(entries, path)
    notes = ["Names are read as Windows-1252, for they are not UTF-8."] if foreign else []
    notes += ["Cells are parted by commas."] if commas else []
    notes += [GAVE] if entries.get(POSTURE) == "giving" else []
    time = _time_column(names, path, number)
    first = {name: i for i, name in reversed(list(enumerate(names)))}
    twins = tuple((i, first[name]) for i, name in enumerate(names) if first[name] != i)
    if twins:
        told = listed(dict.fromkeys(names[i] for i, _ in twins), most=FEW)
        notes.append(f"Columns that stand there twice are read once: {told}.")
    kept = (time, *(i for i, name in enumerate(names) if i != time and first[name] == i))
    stated = _count(entries.get("ncolumns"))
    if stated is not None and stated != len(names):
        notes.append(f"The header says {stated:,} columns, the line of names has {len(names)}.")
    layout = Layout(path, tuple(names), tabs, _lines(content[: line.end()]) + 1, commas)
    shown_names = tuple(VALUE.sub(r"\1", names[i]) for i in kept[1:])
    rows = _count(entries.get("nrows"))
    title = next(iter(above.strip().splitlines()), "").strip()
    degrees, who = _degrees(entries, path), entries.get(SUBJECT, "")
    return Header(layout, line.end(), kept, shown_names, twins, rows, degrees, tuple(notes), who, title)


def _lines(content: bytes) -> int:
    """How many lines end in it."""
    return len(re.findall(rb"\r\n|\n|\r", content))


def _entries(text: str) -> dict[str, str]:
    """The header's `key=value`, or `key value` in the older format; keys in lower case."""
    found = {}
    for line in text.splitlines():
        key, mark, value = line.strip().partition("=")
        if not mark:
            key, _, value = line.strip().partition(" ")
        key = key.strip().lower()
        found[SIMM.get(key, key)] = value.rstrip(", \t").strip()
    return found


def _count(value: str | None) -> int | None:
    return int(value) if value and COUNT.fullmatch(value) else None


def _degrees(entries: dict[str, str], path: Path) -> bool | None:
    """As OpenSim takes it: a file with a version and no word on it is in radians, one without in degrees."""
    value = entries.get("indegrees", "").lower()
    if value in ("yes", "y", "true", "1"):
        return True
    if value in ("no", "n", "false", "0"):
        return False
    if value:
        raise BadInput(f"{path}: inDegrees = {shown(value)} in the header; it is yes or no")
    return None if "version" in entries else True


def _only_numbers(entries: dict[str, str], path: Path) -> None:
    kind = entries.get("datatype", "double")
    if kind.lower() not in ("double", "float"):
        raise BadInput(f"{path}: DataType={shown(kind)} in the header; coordinates are of DataType=double")


def _time_column(names: list[str], path: Path, line: int) -> int:
    for i, name in enumerate(names):
        if name.lower() == "time":
            return i
    columns = listed(names, most=FEW)
    raise BadInput(f"{path}, line {line}: there is no column `time`; the columns are {columns}")
