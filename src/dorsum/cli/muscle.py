"""`dorsum muscle`: all that is known of one muscle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, heading, print_json, spoken

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="Any name or id of a muscle, a part, a group or a named region of anatomy, in any case.",
    ),
]

FIELDS = {
    "latin_name": "Latin (TA2)",
    "layer": "layer",
    "group": "group",
    "extrinsic_intrinsic": "by nerve",
    "developmental_origin": "develops from",
    "levels": "levels",
    "origin": "origin",
    "insertion": "insertion",
    "action_bilateral": "both sides",
    "action_unilateral": "one side",
}
NEAR = 12  # parts in what a claim speaks of: erector spinae has 11
VERDICTS = ("contradicted", "imprecise", "unverifiable", "agrees")


def muscle(name: Name, as_json: AsJson = False) -> None:
    """Show all that is known of a muscle, or of a named region such as the suboccipital triangle."""
    from dorsum.anatomy.atlas import Atlas
    from dorsum.anatomy.atlas.sheet import sheet

    asked = Atlas().about(name)
    if isinstance(asked, list):
        from dorsum.cli.named_region import show

        show(asked, as_json)
        return
    found = sheet(asked)
    if as_json:
        print_json(found)
        return
    screen = console()
    for block in blocks(found):
        screen.print(block, crop=False)


def blocks(found: Mapping[str, Any]) -> Iterator[str | Table | Text]:
    """The sheet as text and tables."""
    from rich.text import Text

    parts = found["parts"]
    yield heading(found["name"], also(found["synonyms"]))
    for part in parts:
        if len(parts) > 1:
            yield heading(f"\n{part['name']}", also(part["synonyms"]))
        yield pairs(part_facts(part))
        yield Text("\n".join(["", *slips(part["slips"]), ""]), no_wrap=True, overflow="ignore")
    if found["named_regions"]:
        yield pairs(
            [
                ("named regions", "; ".join(f"{r['name']}: {r['told_as']}" for r in found["named_regions"])),
                ("", ""),
            ]
        )
    yield from said(found)
    sources = ", ".join(source["key"] for source in found["sources"])
    yield pairs([("sources", sources)])


def also(names: Iterable[str]) -> str:
    """Other names, after the name."""
    return f"  also {', '.join(names)}" if names else ""


def _id(part: Mapping[str, Any], terminology: str) -> str:
    """`FMA:22827`, or `TA2 2279` where the number does not say whose it is."""
    value = part[f"{terminology.lower()}_id"]
    return value if value.startswith(f"{terminology}:") else f"{terminology} {value}"


def part_facts(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and texts of the facts of a part."""
    yield "id", part["muscle"]
    yield "ids", " · ".join(_id(part, of) for of in ("TA2", "FMA", "UBERON"))
    known = {**part, "layer": spoken(part["layer"])}
    yield from ((title, known[column]) for column, title in FIELDS.items())
    yield "actions", "; ".join(map(action, part["actions"])) or "not known: the sources name none"
    yield "nerves", "; ".join(map(nerve, part["nerves"])) + f" ({part['nerve_ramus']})"
    yield "arteries", part["arterial_supply"]
    yield "veins", told(part["veins"], vein)
    yield "lymph", told(part["lymph"], nodes)
    referred = part["referred_pain"]
    yield "referred pain", referred if isinstance(referred, str) else "; ".join(referred)
    yield "how sure", f"{part['how_sure']} ({part['provenance_detail']})"
    yield "note", part["note"]


def action(found: Mapping[str, str]) -> str:
    """A movement in words."""
    standing = f", {found['standing']}" if found["standing"] else ""
    return f"{found['sides']}: {found['means']}{standing}"


def nerve(found: Mapping[str, Any]) -> str:
    """A nerve with its roots in words."""
    roots = " ".join([*found["roots"], *(f"({root})" for root in found["variable_roots"])])
    role = f", {found['role']}" * (found["role"] != "motor")
    return f"{found['nerve']} {roots}{role}" + f" ({found['note']})" * bool(found["note"])


def told(found: str | Sequence[Mapping[str, Any]], words: Callable[[Mapping[str, Any]], str]) -> str:
    """Vessels in words, and whether a document was read for them; a text says that none is known."""
    if isinstance(found, str):
        return found
    known = ", ".join(sorted({row["provenance"] for row in found}))
    return "; ".join(map(words, found)) + f" ({known})"


def vein(found: Mapping[str, Any]) -> str:
    """A vein and what it drains into."""
    branch = f", {found['branch']}" * bool(found["branch"])
    return f"{found['vein']}{branch}{into(found)}"


def nodes(found: Mapping[str, Any]) -> str:
    """Lymph nodes and what they drain into."""
    skin = f", of the skin {found['note']}" * (found["of"] == "skin")
    group = f", {found['group']}" * bool(found["group"])
    return f"{found['nodes']}{group}{skin}{into(found)}"


def into(found: Mapping[str, Any]) -> str:
    """What a vein or lymph nodes drain into."""
    return f" → {', '.join(found['drains_into'])}" if found["drains_into"] else ""


def slips(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The slips in columns."""
    columns = ("slip", "origin", "insertion", "segments_spanned", "presence", "confidence")
    rows: list[tuple[str, ...]] = [(*columns[:3], "segments", *columns[4:])]
    rows += [tuple("–" if row[name] is None else spoken(str(row[name])) for name in columns) for row in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def exercise(row: Mapping[str, Any]) -> str:
    """What an exercise does, and what was measured otherwise."""
    told = f"{row['effect']} {row['how']}".strip()
    return "; ".join([told, *(f"but measured: {said}" for said in row["contradicted"])])


def said(found: Mapping[str, Any]) -> Iterator[str | Table | Text]:
    """Pain, exercises, conditions, and what the documents say."""
    for title, key, line in (
        ("Where its pain is said to be felt (expert maps; the concept is disputed)", "pain", pain),
        ("Exercises", "exercises", lambda row: (row["exercise"], exercise(row))),
        ("Conditions", "conditions", lambda row: (row["condition"], row["detail"])),
    ):
        if found[key]:
            yield heading(f"\n{title}")
            yield pairs(line(row) for row in found[key])
    if found["claims"]:
        yield heading("\nWhat five documents say, in our words, and the verdict")
        near = [row for row in found["claims"] if row["speaks_of"] <= NEAR or row["verdict"] != "agrees"]
        yield pairs(
            (row["verdict"], claim(row)) for row in sorted(near, key=lambda r: VERDICTS.index(r["verdict"]))
        )
        if len(near) < len(found["claims"]):
            yield f"and {len(found['claims']) - len(near)} more that agree, of larger groups (--json)"


def pain(row: Mapping[str, Any]) -> tuple[str, str]:
    """Regions of a referral zone."""
    regions = ", ".join(region.replace("_", " ") for region in row["regions"])
    return row["effect"], f"{regions} ({row['subject']}; {row['confidence']} confidence)"


def claim(row: Mapping[str, Any]) -> str:
    """A claim with its document, and why it is judged so."""
    text = f"{row['subject']}, {row['predicate'].replace('_', ' ')}: {row['object']} ({row['claim']})"
    return text + f"; {row['note']}" * bool(row["note"] and row["verdict"] != "agrees")


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Names at the left, texts at the right."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", max_width=34)
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(Text(name), Text(text))
    return grid
