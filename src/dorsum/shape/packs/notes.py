"""What a pack's owner says of it, in files beside the meshes: `pack.toml`, `names.csv`, lists of BodyParts3D.

`pack.toml` may hold name, licence, credit, unit, up, forward and a table [bones] from mesh to bone;
`names.csv` is the same table with the header `name,bone`. A file `…_element_parts.txt` as BodyParts3D gives
it (concept id, name, element file id, parted by tabs) tells which concepts an element is part of.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from dorsum.errors import BadInput
from dorsum.inputs import only, parse_toml, read_text, table, text

ELEMENTS = "*_element_parts.txt"
ELEMENT_COLUMNS = ["concept id", "name", "element file id"]
MOST_LIST_BYTES = 20_000_000  # the lists of BodyParts3D have 1.1 MB
MM_PER = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
DIRECTIONS = ("+x", "-x", "+y", "-y", "+z", "-z")
TEXTS = ("name", "licence", "credit", "unit", "up", "forward")


@dataclass(frozen=True)
class Notes:
    """What is said of a pack; what is not said is empty."""

    name: str = ""
    licence: str = ""
    credit: str = ""
    unit: str = ""  # of MM_PER
    up: str = ""  # of DIRECTIONS
    forward: str = ""  # of DIRECTIONS
    bones: Mapping[str, str] = field(default_factory=dict)  # mesh, as its file or node is called → bone
    elements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # file stem → FMA ids


def read_notes(folder: Path) -> Notes:
    """All that is said in a folder.

    Raises:
        BadInput, UnknownName: a file cannot be read or makes no sense.
    """
    file = folder / "pack.toml"
    notes = _pack_toml(file) if file.exists() else {}
    names = folder / "names.csv"
    bones = {**notes.pop("bones", {}), **(_names_csv(names) if names.exists() else {})}
    return Notes(**notes, bones=bones, elements=_elements(folder))


def _pack_toml(file: Path) -> dict[str, Any]:
    values = parse_toml(read_text(file, "notes"), str(file))
    only(values, (*TEXTS, "bones"), f"entry of {file.name}")
    found: dict[str, Any] = {key: text(key, values[key]).strip() for key in TEXTS if key in values}
    if found.get("unit", "mm") not in MM_PER:
        raise BadInput(f"{file}: unit = {found['unit']!r}: must be mm, cm or m")
    for key in ("up", "forward"):
        if key in found:
            found[key] = _axis(file, key, found[key])
    if ("up" in found) != ("forward" in found):
        raise BadInput(f"{file}: give both up and forward, or neither")
    if "up" in found and found["up"][1] == found["forward"][1]:
        raise BadInput(f"{file}: up and forward lie along the same axis {found['up'][1]}")
    bones = table("bones", values.get("bones", {}))
    return found | {"bones": {name: text(f"bones.{name}", bone) for name, bone in bones.items()}}


def _axis(file: Path, key: str, value: str) -> str:
    axis = value.lower() if value[:1] in ("+", "-") else f"+{value.lower()}"
    if axis not in DIRECTIONS:
        raise BadInput(f"{file}: {key} = {value!r}: must be one of {', '.join(DIRECTIONS)}")
    return axis


def _names_csv(file: Path) -> dict[str, str]:
    try:
        rows = list(csv.reader(StringIO(read_text(file, "list of names"))))
    except csv.Error as error:
        raise BadInput(f"{file}: is no table: {error}") from error
    if [cell.strip().lower() for cell in rows[0]] != ["name", "bone"]:
        raise BadInput(f"{file}, line 1: the header must be name,bone")
    found = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != 2 or not all(cells):
            raise BadInput(f"{file}, line {number}: must hold a name and a bone, parted by a comma")
        if cells[0] in found:
            raise BadInput(f"{file}, line {number}: {cells[0]} stands there twice")
        found[cells[0]] = cells[1]
    return found


def _elements(folder: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob(ELEMENTS)):
        listed = StringIO(read_text(file, "list of elements", MOST_LIST_BYTES))
        rows = csv.reader(listed, delimiter="\t", quoting=csv.QUOTE_NONE)
        if [cell.strip().lower() for cell in next(rows, [])] != ELEMENT_COLUMNS:
            raise BadInput(f"{file}, line 1: the header must be {', '.join(ELEMENT_COLUMNS)}, parted by tabs")
        for row in rows:
            if len(row) == len(ELEMENT_COLUMNS):
                concept, _, element = (cell.strip() for cell in row)
                found.setdefault(element, []).append(concept)
    return {element: tuple(concepts) for element, concepts in found.items()}
