"""`dorsum find`: muscles by what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, print_json
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from dorsum.anatomy.atlas import Muscle


def option(text: str, metavar: str = "NAME") -> Any:
    """A filter."""
    return typer.Option(metavar=metavar, help=text)


Text = str | None
Flag = typer.Option


def find(
    layer: Annotated[Text, option("Layer, such as superficial or deep.")] = None,
    group: Annotated[Text, option("Group, system or whole muscle.")] = None,
    nerve: Annotated[Text, option("Nerve, such as dorsal scapular.")] = None,
    root: Annotated[Text, option("Root of a nerve, such as C5.", "ROOT")] = None,
    artery: Annotated[Text, option("Artery.")] = None,
    vein: Annotated[Text, option("Vein that drains it.")] = None,
    lymph: Annotated[Text, option("Lymph nodes, such as axillary.")] = None,
    attaches_to: Annotated[Text, option("Bone and spot, such as 'L3 spinous process'.")] = None,
    crosses: Annotated[Text, option("Joint between its ends, such as L4/L5.", "JOINT")] = None,
    moves: Annotated[Text, option("What it moves, such as scapula.")] = None,
    action: Annotated[Text, option("How it moves that, such as retraction.")] = None,
    region: Annotated[Text, option("Part of the skeleton that it is attached to, such as lumbar.")] = None,
    intrinsic: Annotated[bool, Flag("--intrinsic", help="Only muscles of the back proper.")] = False,
    extrinsic: Annotated[bool, Flag("--extrinsic", help="Only all others.")] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, Flag("--csv", help="Print CSV instead of text.")] = False,
) -> None:
    """Find muscle parts; filters combine."""
    if intrinsic and extrinsic:
        raise BadInput("--intrinsic and --extrinsic exclude each other")
    if as_json and as_csv:
        raise BadInput("--json and --csv exclude each other")
    asked = {
        "layer": layer, "group": group, "nerve": nerve, "root": root, "artery": artery, "vein": vein,
        "lymph": lymph, "moves": moves, "action": action, "attaches_to": attaches_to, "crosses": crosses,
        "region": region,
        "intrinsic": intrinsic or (False if extrinsic else None),
    }  # fmt: skip
    found = rows(asked)
    if as_json:
        print_json(found)
    elif as_csv:
        print_csv(found)
    else:
        print_table(found)


def rows(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """What is found, with the slips that were asked for by their ends."""
    from dorsum.anatomy.atlas import Atlas

    atlas = Atlas()
    ends = {name: asked[name] for name in ("attaches_to", "crosses", "region")}
    of_slips = atlas.find_slips(**ends) if any(v is not None for v in ends.values()) else ()
    return [
        found_row(part, [row.slip for row in of_slips if row.muscle == part.ids[0]])
        for part in atlas.find(**asked)
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
        cells = [row["name"], row["layer"], "; ".join(row["nerves"]), " ".join(row["roots"])]
        table.add_row(*cells, *([", ".join(row["slips"])] if with_slips else []))
    screen = console()
    if found:
        screen.print(table)
    screen.print("1 muscle part" if len(found) == 1 else f"{len(found) or 'no'} muscle parts")
