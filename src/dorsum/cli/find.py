"""`dorsum find`: muscles by what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, print_json, spoken
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from dorsum.anatomy.atlas import Muscle


def option(text: str, metavar: str = "NAME") -> Any:
    """A filter."""
    return typer.Option(metavar=metavar, help=text)


Texts = list[str] | None
Flag = typer.Option
ENDS = ("attaches_to", "crosses", "region")


def find(
    layer: Annotated[Texts, option("Layer, such as superficial or deep.")] = None,
    group: Annotated[Texts, option("Group, system or whole muscle.")] = None,
    nerve: Annotated[Texts, option("Nerve, such as dorsal scapular.")] = None,
    root: Annotated[Texts, option("Root of a nerve, such as C5.", "ROOT")] = None,
    artery: Annotated[Texts, option("Artery.")] = None,
    vein: Annotated[Texts, option("Vein that drains it.")] = None,
    lymph: Annotated[Texts, option("Lymph nodes, such as axillary.")] = None,
    attaches_to: Annotated[Texts, option("Bone and spot, such as 'L3 spinous process'.")] = None,
    crosses: Annotated[Texts, option("Joint between its ends, such as L4/L5.", "JOINT")] = None,
    moves: Annotated[Texts, option("What it moves, such as scapula.")] = None,
    action: Annotated[Texts, option("How it moves that, such as retraction.")] = None,
    region: Annotated[Texts, option("Part of the skeleton that it is attached to, such as lumbar.")] = None,
    bounds: Annotated[Texts, option("Named region that it bounds, such as 'suboccipital triangle'.")] = None,
    intrinsic: Annotated[bool, Flag("--intrinsic", help="Only muscles of the back proper.")] = False,
    extrinsic: Annotated[bool, Flag("--extrinsic", help="Only all others.")] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, Flag("--csv", help="Print CSV instead of text.")] = False,
) -> None:
    """Find muscle parts of which all that is asked holds; a filter may be given several times."""
    if intrinsic and extrinsic:
        raise BadInput("--intrinsic and --extrinsic exclude each other")
    if as_json and as_csv:
        raise BadInput("--json and --csv exclude each other")
    asked = {
        "layer": layer, "group": group, "nerve": nerve, "root": root, "artery": artery, "vein": vein,
        "lymph": lymph, "moves": moves, "action": action, "attaches_to": attaches_to, "crosses": crosses,
        "region": region, "bounds": bounds,
    }  # fmt: skip
    origin = intrinsic or (False if extrinsic else None)
    found = rows({name: values for name, values in asked.items() if values}, origin)
    if as_json:
        print_json(found)
    elif as_csv:
        print_csv(found)
    else:
        print_table(found)


def rows(asked: Mapping[str, Sequence[str]], intrinsic: bool | None = None) -> list[dict[str, Any]]:
    """What is found, with the slips that were asked for by their ends.

    The first values of all filters make one question, the second ones another, and so on; a part must
    answer every question, each through slips of its own.
    """
    from dorsum.anatomy.atlas import Atlas

    atlas = Atlas()
    number = max(map(len, asked.values()), default=1)
    questions = [{name: v[i] for name, v in asked.items() if i < len(v)} for i in range(number)]
    answers = [atlas.find(**question, intrinsic=intrinsic) for question in questions]
    slips: dict[str, list[str]] = {}
    for question in questions:
        ends = {name: question[name] for name in ENDS if name in question}
        for row in atlas.find_slips(**ends) if ends else ():
            of_part = slips.setdefault(row.muscle, [])
            of_part += [row.slip] if row.slip not in of_part else []
    return [
        found_row(part, slips.get(part.ids[0], []))
        for part in answers[0]
        if all(part.ids in [other.ids for other in others] for others in answers[1:])
    ]


def found_row(part: Muscle, slips: list[str]) -> dict[str, Any]:
    """One part in a list."""
    (record,) = part.records
    names = {row.nerve: row.name for row in part.atlas.tables.nerves}
    return {
        "muscle": record.muscle,
        "name": record.name,
        "layer": record.layer,
        "group": record.group,
        "nerves": [names[row.nerve] for row in part.nerves],
        "roots": list(part.roots),
        "slips": slips,
    }


def print_csv(found: list[dict[str, Any]]) -> None:
    """Print a header and one line each; lists by spaces, nerves by `; `."""
    import csv
    import sys

    header = ("muscle", "name", "layer", "group", "nerves", "roots", "slips")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in found:
        texts = {"nerves": "; ".join(row["nerves"]), "roots": " ".join(row["roots"])}
        writer.writerow({**row, **texts, "slips": " ".join(row["slips"])}[name] for name in header)


def print_table(found: list[dict[str, Any]]) -> None:
    """Print a table for people."""
    from rich.table import Table

    table = Table("muscle", "layer", "nerve", "roots", box=None, header_style="bold")
    with_slips = any(row["slips"] for row in found)
    if with_slips:
        table.add_column("slips")
    for row in found:
        cells = [row["name"], spoken(row["layer"]), "; ".join(row["nerves"]), " ".join(row["roots"])]
        table.add_row(*cells, *([", ".join(map(spoken, row["slips"]))] if with_slips else []))
    screen = console()
    if found:
        screen.print(table)
    screen.print("1 muscle part" if len(found) == 1 else f"{len(found) or 'no'} muscle parts")
