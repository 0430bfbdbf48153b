"""The section of `docs/validation.md` on what the muscles lack, and which muscle is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dorsum.function.measured.lacking import Lack
from dorsum.mechanics.analysis import POSTURES
from dorsum.report.markdown import prose, table

ABOUT = """\
A task lacks balance where some joint is left more than 1 N·m that nothing bears; its loads are lower
bounds then. Every built-in task and some postures inside the ranges of whole regions were asked of the
man and the woman, joints giving and exactly as stated. Row is the joint and the direction that lack
most. Used is how much of what all muscles that pull this way there could give they give: where it is
all, strength lacks at this joint; where it is less, these muscles would unbalance other joints, and
what is missing is one that does not. Left out are the muscles of the tables that take no part in the
balance and pull this way, with their moments at full strength in standing; in brackets what the tables do
not hold.
"""
RECORDED = """\
### Recordings

Frames that lack something in the neck alone leave the loads of the trunk as they are; frames short in
the trunk are told one by one.
"""
NOT_IN_TABLES: Mapping[str, str] = {"C0/C1 flexion": "(the hyoid muscles)"}


def lacking_section(found: Mapping[str, Any]) -> str:
    """What lacks in tasks and postures, then in recordings."""
    held = [Lack(**lack) for lack in found["lacks"]]
    recorded = [Lack(**lack) for lack in found["recorded_lacks"]]
    parts = ["## Where the muscles lack balance\n", ABOUT, prose(counted(held)) + "\n", held_table(held)]
    if recorded:
        parts += [RECORDED, recorded_table(recorded)]
    return "\n".join(parts)


def counted(held: Sequence[Lack]) -> str:
    """How many tasks lack something, for each body and way to take the posture."""
    told = []
    for subject in dict.fromkeys(lack.subject for lack in held):
        for posture in POSTURES:
            chosen = [lack for lack in held if (lack.subject, lack.posture) == (subject, posture)]
            short = sum(lack.lacks for lack in chosen)
            told.append(f"{subject}, {posture}: {short} of {len(chosen)} lack something")
    return "; ".join(told) + "."


def held_table(held: Iterable[Lack]) -> str:
    """Every task that lacks something."""
    head = ["task or posture", "body", "posture", "frames short", "lacks", "row", "used", "left out there"]
    rows = (
        [
            *(lack.what, lack.subject, lack.posture, f"{lack.short} of {lack.frames}"),
            *(f"{lack.moment_nm:.1f} N·m", lack.row),
            *("" if lack.used is None else f"{100 * lack.used:.0f} %", _left_out(lack)),
        ]
        for lack in held
        if lack.lacks
    )
    return table(head, rows)


def recorded_table(recorded: Iterable[Lack]) -> str:
    """Every recording, whether it lacks something or not."""
    head = [
        "recording",
        "posture",
        "frames short",
        "in the trunk",
        "each of these",
        "most",
        "row",
        "left out",
    ]
    rows = (
        [
            *(
                lack.what,
                lack.posture,
                f"{lack.short} of {lack.frames}",
                str(lack.trunk_short),
                lack.in_trunk,
            ),
            *(f"{lack.moment_nm:.1f} N·m" if lack.lacks else "", lack.row, _left_out(lack)),
        ]
        for lack in recorded
    )
    return table(head, rows)


def _left_out(lack: Lack) -> str:
    return " ".join(filter(None, (lack.left_out, NOT_IN_TABLES.get(lack.row, ""))))
