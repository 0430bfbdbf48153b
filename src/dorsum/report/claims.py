"""`docs/claims.md`: what five documents say, what textbooks say, and what the model finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import ClaimRow, MechanicalClaimRow
from dorsum.clinic.spiral_steps import stored as stored_steps
from dorsum.function.claims import Judgement, by_document, by_system
from dorsum.report.spiral_page import claims_section

ORDER = ("agrees", "too small", "disagrees", "for", "against", "not tested")
HEAD = """# What is said of the back, put to the test

Made by `make claims`; do not edit. A test judges a sample anew and refuses tables that have changed since.

Five documents make {claims} statements. Each has a verdict against standard texts. {mechanical} statements
about what muscles do, from the documents and from the atlas, go to the model too: movements by pulling the
muscle (full activation, gravity off, from standing, all other muscles passive), sharing of load and magnitude
by the analysis named. A movement counts from 0.1° or mm on, one that sources call weak from 0.001; a
statement that textbooks call false agrees with the model if the movement does not come. These rules were set
before the first run.
"""
LIMITS = """
## What this is not

The girdle and the ribs are free here, each joint with its passive stiffness; the ring of ribs and sternum is
not closed, and many of these stiffnesses are assumed (`other_stiffness.csv`). Degrees are therefore orders of
magnitude; directions are what is tested.
"""


def page(tables: Tables, judgements: Mapping[str, Judgement]) -> str:
    """The page as Markdown."""
    head = HEAD.format(claims=len(tables.claims), mechanical=len(tables.mechanical_claims))
    parts = [head, *_systems(tables, judgements), LIMITS, *_disagreements(tables, judgements)]
    parts += claims_section(tables, stored_steps())
    return "\n".join([*parts, *_mechanical(tables, judgements), *_documents(tables, judgements)]) + "\n"


def words(row: MechanicalClaimRow) -> str:
    """A mechanical claim in a few words."""
    sides = "both sides" if row.mode == "bilateral" else "one side"
    held = row.fixed_end.replace("_", " ")
    weak = " (weakly)" if row.strength else ""
    subject, motion, part = (text.replace("_", " ") for text in (row.subject, row.motion, row.body_moved))
    return f"{subject}, {sides}: {motion} of {part}{weak}, {held} held"


def statement(row: ClaimRow) -> str:
    """A claim of a document in our words."""
    return f"{row.subject}, {row.predicate.replace('_', ' ')}: {row.object}"


def parted(row: ClaimRow, found: list[Judgement]) -> bool:
    """Whether documents, textbooks and model part ways."""
    return row.verdict in ("contradicted", "imprecise") or any(
        judgement.verdict in ("disagrees", "against", "too small") for judgement in found
    )


def _systems(tables: Tables, judgements: Mapping[str, Judgement]) -> Iterator[str]:
    yield "\n## Agreement by system of muscles\n"
    yield f"| system | {' | '.join(ORDER)} |"
    yield f"|---|{'---|' * len(ORDER)}"
    total: Counter[str] = Counter()
    for system, counts in by_system(tables, judgements).items():
        total.update(counts)
        yield f"| {system} | {' | '.join(str(counts.get(name, 0)) for name in ORDER)} |"
    yield f"| **all** | {' | '.join(str(total[name]) for name in ORDER)} |"


def _disagreements(tables: Tables, judgements: Mapping[str, Judgement]) -> Iterator[str]:
    causes = {row.mechanical_claim: row for row in tables.claim_causes}
    yield "\n## Where the model disagrees, and why\n"
    yield "| claim | expected | found | cause |"
    yield "|---|---|---|---|"
    for row in tables.mechanical_claims:
        judgement = judgements[row.mechanical_claim]
        if judgement.verdict in ("disagrees", "too small"):
            cause = causes[row.mechanical_claim]
            why = f"{cause.cause}: {cause.text}"
            yield _line(row.mechanical_claim, words(row), row.expected, judgement.found, why)


def _mechanical(tables: Tables, judgements: Mapping[str, Judgement]) -> Iterator[str]:
    yield "\n## Every mechanical claim\n"
    yield "| claim | textbooks | model | found | by |"
    yield "|---|---|---|---|---|"
    for row in tables.mechanical_claims:
        found = judgements[row.mechanical_claim]
        yield _line(row.mechanical_claim, words(row), row.expected, found.verdict, found.found, found.method)


def _documents(tables: Tables, judgements: Mapping[str, Judgement]) -> Iterator[str]:
    of_model = by_document(tables, judgements)
    for document in tables.documents:
        yield f"\n## {document.title}{f' ({document.publisher})' * bool(document.publisher)}\n"
        yield "| claim | standard texts | model |"
        yield "|---|---|---|"
        for row in tables.claims:
            if row.document == document.document:
                said = f"{row.verdict}{f': {row.note}' * bool(row.note)} ({'; '.join(row.source)})"
                model = "; ".join(f"{found.claim} {found.verdict}" for found in of_model[row.claim]) or "–"
                yield _line(row.claim, statement(row), said, model)


def _line(claim: str, what: str, *cells: str) -> str:
    texts = [f"{claim}: {what}", *cells]
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"
