"""`dorsum cut`: what is lost with a nerve or a root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.asked import check_subject
from dorsum.cli.muscle import pairs
from dorsum.cli.terminal import AsJson, console, heading, print_json
from dorsum.cli.weakened import Full, Like, Report, SideOf, Who, answer

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from dorsum.anatomy.atlas.lost import Action, Affected, Lost, Supply
    from dorsum.anatomy.atlas.muscle import Muscle

Nerve = Annotated[str | None, typer.Argument(metavar="[NERVE]", help="Nerve, such as dorsal scapular.")]
Root = Annotated[
    str | None, typer.Option(metavar="ROOT", help="Cut this root: of the nerve, or of all nerves.")
]

NOT_SIMULATED = (
    "Facts only, not a simulation. Only the muscles of the tables are counted: they hold few of the limbs, "
    "and no nerve of the skin."
)
NAMED = 6  # parts named behind a movement


def cut(
    nerve: Nerve = None,
    root: Root = None,
    side: SideOf = "right",
    subject: Who = None,
    task: Like = None,
    full: Full = False,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """List what is lost when a nerve or a root is cut; with --task or --full compute what follows from it."""
    from dorsum.anatomy.atlas import Atlas
    from dorsum.clinic.weakening import checked_side

    which = checked_side(side)
    check_subject(subject)
    if task is not None or full or report is not None:
        from dorsum.clinic.nerves import cut_nerve

        weakening = cut_nerve(nerve, root, which)
        answer(weakening, subject, task, full, report, as_json)
        return
    lost = Atlas().lost(nerve, root)
    if as_json:
        print_json(plain(lost))
        return
    screen = console()
    for block in blocks(lost):
        screen.print(block)


def plain(lost: Lost) -> dict[str, Any]:
    """The loss as plain values."""
    return {
        "cut": {"nerves": [row.name for row in lost.nerves], "roots": list(lost.roots)},
        "lost": [affected(found) for found in lost.gone],
        "weakened": [affected(found) for found in lost.partly],
        "sensory": [affected(found) for found in lost.sensory],
        "disputed": [affected(found) for found in lost.disputed],
        "actions": [
            {
                "movement": action.movement,
                "region": action.region,
                "standing": action.standing,
                "by": ids(action.by),
                "still_done_by": ids(action.still),
                "weakly_done_by": ids(action.weakly),
            }
            for action in lost.actions
        ],
        "done_by_nothing_else": [f"{action.movement}@{action.region}" for action in lost.alone],
        "note": NOT_SIMULATED,
    }


def affected(found: Affected) -> dict[str, Any]:
    """A part with what it loses and keeps."""
    return {
        "muscle": found.part.ids[0],
        "name": found.part.name,
        "loses": [supply(row) for row in found.loses],
        "keeps": [supply(row) for row in found.keeps],
    }


def supply(row: Supply) -> dict[str, Any]:
    """A nerve with its roots."""
    return {
        "nerve": row.nerve,
        "roots": list(row.roots),
        "variable_roots": list(row.variable_roots),
        "note": row.note,
    }


def ids(parts: Iterable[Muscle]) -> list[str]:
    """Ids of parts."""
    return [part.ids[0] for part in parts]


def blocks(lost: Lost) -> Iterator[str | Table | Text]:
    """The loss as text and tables."""
    yield heading(f"Cut: {lost.cut}")
    motor = (("Without motor supply", lost.gone), ("Weakened", lost.partly))
    for title, parts in motor:
        yield heading(f"\n{title}")
        yield pairs((found.part.name, change(found)) for found in parts) if parts else "no muscle part"
    for title, parts in (
        ("Position sense and pain of the muscle lost or lessened", lost.sensory),
        ("Supply that the sources do not agree on", lost.disputed),
    ):
        if parts:
            yield heading(f"\n{title}")
            yield pairs((found.part.name, said(found.loses) + notes(found.loses)) for found in parts)
    if lost.gone:
        yield heading("\nMovements of the parts without motor supply, and what still does them on that side")
        yield pairs((movement(action), others(action)) for action in sorted(lost.actions, key=rank))
    yield f"\n{NOT_SIMULATED}"


def change(found: Affected) -> str:
    """What a part loses and keeps, in words."""
    keeps = f"; keeps {said(found.keeps)}" * bool(found.keeps)
    return f"loses {said(found.loses)}{keeps}{notes((*found.loses, *found.keeps))}"


def said(supplies: Sequence[Supply]) -> str:
    """Nerves with their roots in words; roots in brackets are there in part of people."""
    return ", ".join(
        " ".join([row.nerve, *row.roots, *(f"({root})" for root in row.variable_roots)]) for row in supplies
    )


def notes(supplies: Iterable[Supply]) -> str:
    """What the tables remark on a supply, once."""
    remarks = dict.fromkeys(row.note for row in supplies if row.note)
    return f" [{'; '.join(remarks)}]" * bool(remarks)


def movement(action: Action) -> str:
    """A movement in words."""
    words = action.movement.replace("_ipsi", " to the same side").replace("_contra", " to the opposite side")
    standing = f", {action.standing}" * bool(action.standing)
    return f"{words}, {action.region}{standing}".replace("_", " ")


def rank(action: Action) -> int:
    """What nothing else does stands first, what is done only weakly next."""
    return 2 if action.still else 1 if action.weakly else 0


def others(action: Action) -> str:
    """Who still does a movement."""
    if action.still:
        return few(action.still)
    if action.weakly:
        return f"only weakly or in doubt: {few(action.weakly)}"
    return "nothing else in the tables"


def few(parts: Sequence[Muscle]) -> str:
    """The first few names."""
    names = "; ".join(part.name for part in parts[:NAMED])
    return names + f"; and {len(parts) - NAMED} more" * (len(parts) > NAMED)
