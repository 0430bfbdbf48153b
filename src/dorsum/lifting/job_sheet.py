"""A job as a table: a row is a part, columns are called by plain words with their units."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.sheet import NEEDS_EXCEL, Cell, Sheet, read_sheet
from dorsum.files import whole
from dorsum.lifting.job import SUFFIXES, Part, holding, lifting

SHEET = "job"  # the sheet of a workbook that counts
# The columns in their order: what each is called, and the entry of a job file that it is.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "part": ("title",),
    "held": ("task",),
    "mass kg": ("mass_kg",),
    "from horizontal cm": ("start", "horizontal_cm"),
    "from height cm": ("start", "vertical_cm"),
    "from asymmetry deg": ("start", "asymmetry_deg"),
    "to horizontal cm": ("end", "horizontal_cm"),
    "to height cm": ("end", "vertical_cm"),
    "to asymmetry deg": ("end", "asymmetry_deg"),
    "hands": ("hands",),
    "style": ("style",),
    "grip": ("grip",),
    "times": ("times",),
    "per minute": ("per_minute",),
    "hours": ("hours",),
    "seconds": ("seconds",),
}
TEXTS = ("part", "held", "hands", "style", "grip")
ALWAYS = ("mass kg", "from horizontal cm", "from height cm")  # of a lift, and of a load that is held
OF_LIFT = ("to horizontal cm", "to height cm")
APART = re.compile(r"[\s_,;()\[\]/]+")
EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {
        "part": "Box from pallet to bench",
        "mass kg": 12,
        "from horizontal cm": 45,
        "from height cm": 30,
        "to horizontal cm": 35,
        "to height cm": 90,
        "grip": "fair",
        "times": 240,
    },
    {
        "part": "Crate aside",
        "mass kg": 8,
        "from horizontal cm": 40,
        "from height cm": 80,
        "from asymmetry deg": 30,
        "to horizontal cm": 40,
        "to height cm": 110,
        "style": "stoop",
        "per minute": 2,
        "hours": 1,
    },
    {
        "part": "Tool held before the body",
        "mass kg": 4,
        "from horizontal cm": 40,
        "from height cm": 100,
        "hands": "right",
        "times": 60,
        "seconds": 20,
    },
    {"part": "Sitting at the desk", "held": "sitting_relaxed", "hours": 1.5},
)


def parts_of(path: Path) -> list[Part]:
    """The parts that a table holds.

    Raises:
        BadInput: it makes no sense; the sentence names sheet, row and column.
    """
    sheet = read_sheet(path, "job file", SHEET)
    names = _named(sheet)
    return [
        _part({names[c]: cell for c, cell in row.items()}, where, path.parent)
        for row, where in zip(sheet.rows, sheet.places, strict=True)
    ]


def _named(sheet: Sheet) -> dict[str, str]:
    """The column of `COLUMNS` that each of a sheet is."""
    found: dict[str, str] = {}
    for written in sheet.columns:
        name = APART.sub(" ", written.lower().replace("°", " deg")).strip()
        if name not in COLUMNS:
            raise BadInput(f"{sheet.name}: {UnknownName('column', written, COLUMNS)}")
        if name in found.values():
            raise BadInput(f"{sheet.name}: two columns are called {name!r}")
        found[written] = name
    return found


def _part(cells: Mapping[str, Cell], where: str, folder: Path) -> Part:
    """A lift where the hands go somewhere, else what is held."""
    told = {name: cell for name, cell in cells.items() if not cell.empty}

    def any_of(start: str) -> bool:
        return any(name.startswith(start) for name in told)

    row: dict[str, Any] = {}
    for name, cell in told.items():
        *tables, field = COLUMNS[name]
        inner = row.setdefault(tables[0], {}) if tables else row
        inner[field] = cell.text() if name in TEXTS else cell.number()
    named = f"{where} ({row['title']})" if "title" in row else where
    loaded = "mass kg" in told or any_of("from ") or any_of("to ")
    if "held" in told and loaded:
        raise BadInput(f"{named}: `held` names a task, that has its own loads: leave mass and places empty")
    if "held" not in told:
        if not loaded:
            raise BadInput(f"{named}: neither a load (mass kg, from …, to …) nor a task in `held`")
        needed = (*ALWAYS, *(OF_LIFT if any_of("to ") else ()))
        for name in needed:
            if name not in told:
                raise BadInput(f"{named}: {name} is missing: a number belongs there")
    try:
        if any_of("to "):
            return lifting(row)
        if "per_minute" in row:
            raise BadInput("per minute goes with a lift; to horizontal cm and to height cm are missing")
        row.pop("grip", None)
        return holding(row, folder)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{named}: {error}") from error


def write_template(path: Path) -> None:
    """A job with an example of every kind of part, to be changed: .csv, .xlsx or .toml.

    Raises:
        BadInput: the name ends otherwise, or the extra `excel` is missing.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"cannot write {path}: the name must end in .toml, .csv or .xlsx")
    content = {".csv": _csv, ".xlsx": _excel, ".toml": _toml}[suffix]()
    with whole(path) as temporary:
        temporary.write_bytes(content)


def _csv() -> bytes:
    file = StringIO()
    table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(EXAMPLES)
    return file.getvalue().encode("utf-8")


def _excel() -> bytes:
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
        from openpyxl.styles import Font  # type: ignore[import-untyped]
    except ImportError:
        raise BadInput(NEEDS_EXCEL) from None
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(list(COLUMNS))
    for cell, name in zip(sheet[1], COLUMNS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(len(name) + 2, 10)
    for example in EXAMPLES:
        sheet.append([example.get(name) for name in COLUMNS])
    sheet.freeze_panes = "B2"
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _toml() -> bytes:
    """The examples as entries of a job file."""
    lines = ['title = "Packing"', "hours = 4  # in which the lifts are done", 'subject = "female"']
    for example in EXAMPLES:
        kind = "lift" if "to height cm" in example else "held"
        tables: dict[str, list[str]] = {}
        own: list[str] = []
        for name, value in example.items():
            *outer, field = COLUMNS[name]
            told = f'{field} = "{value}"' if isinstance(value, str) else f"{field} = {value:g}"
            (tables.setdefault(outer[0], []) if outer else own).append(told)
        own += [f"{name} = {{ {', '.join(fields)} }}" for name, fields in tables.items()]
        lines += ["", f"[[{kind}]]", *own]
    return ("\n".join(lines) + "\n").encode("utf-8")
