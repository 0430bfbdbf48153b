"""When facts and settings were frozen before measured rows were scored: a log, `freezes.csv`, a line each.

A freeze names the tree by what its judged rows rest on (`results.digest_of_tree`). It comes before the score,
so that what is scored could choose nothing; where the tree has changed since, the score says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path

from dorsum.errors import BadInput
from dorsum.files import write_whole

LOG = Path(__file__).with_name("freezes.csv")
TREE = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Freeze:
    """One line of the log: the day (UTC), what names the tree, and what is scored with it."""

    date: str
    tree: str
    scored: str

    def __post_init__(self) -> None:
        try:
            date.fromisoformat(self.date)
        except ValueError:
            raise BadInput(f"date = {self.date!r}: must be a day such as 2026-11-30") from None
        if not TREE.fullmatch(self.tree):
            raise BadInput(f"tree = {self.tree!r}: must be 16 figures, as `make freeze` writes them")
        if not self.scored.strip():
            raise BadInput('scored is empty: say what will be scored, make freeze SCORED="..."')


def freezes(log: Path = LOG) -> tuple[Freeze, ...]:
    """All freezes, the oldest first.

    Raises:
        BadInput: a line of the log makes no sense; it is named.
    """
    found = []
    with log.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != [field.name for field in fields(Freeze)]:
            raise BadInput(f"{log.name}:1: columns must be date, tree, scored")
        for row in rows:
            try:
                found.append(Freeze(**row))
            except (BadInput, TypeError) as error:
                raise BadInput(f"{log.name}:{rows.line_num}: {error}") from None
    return tuple(found)


def freeze(tree: str, scored: str, scored_trees: Sequence[str] = (), log: Path = LOG) -> Freeze:
    """Add a line to the log.

    Raises:
        BadInput: nothing is said to be scored, or this tree is frozen or scored already.
    """
    new, before = Freeze(datetime.now(UTC).date().isoformat(), tree, " ".join(scored.split())), freezes(log)
    if any(old.tree == tree for old in before):
        raise BadInput(f"these facts and settings ({tree}) are frozen already")
    if tree in scored_trees:
        raise BadInput(
            f"these facts and settings ({tree}) are scored already: a freeze comes before the score"
        )

    def write(file: Path) -> None:
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.DictWriter(out, [field.name for field in fields(Freeze)], lineterminator="\n")
            rows.writeheader()
            rows.writerows(asdict(each) for each in (*before, new))

    write_whole(log, write)
    return new


def said_of_freeze(tree: str, found: Sequence[Freeze]) -> str:
    """Whether rows that are scored with a tree are scored with what was frozen last, a sentence."""
    if not found:
        return f"Facts and settings ({tree}) were not frozen before these rows were scored."
    last = found[-1]
    if last.tree == tree:
        when = f"were frozen on {last.date}, before these rows were scored: {last.scored}."
        return f"Facts and settings ({tree}) {when}"
    return (
        f"Facts or settings changed after the freeze of {last.date} ({last.tree}, now {tree}):"
        " no row below is scored with what was frozen."
    )
