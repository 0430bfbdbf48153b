"""`dorsum claims`: what five documents say, what textbooks say, what the model finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, print_json
from dorsum.errors import UnknownName

if TYPE_CHECKING:
    from dorsum.anatomy.read import Tables
    from dorsum.anatomy.rows import ClaimRow, MechanicalClaimRow
    from dorsum.function.claims import Judgement

Parted = Annotated[
    bool, typer.Option("--disagree", help="Only where documents, textbooks and model part ways.")
]
Of = Annotated[str | None, typer.Option("--document", metavar="ID", help="Only of one document: D0 to D4.")]
Mechanical = Annotated[
    bool, typer.Option("--mechanical", help="The statements put to the model, one by one, atlas included.")
]


def claims(
    disagree: Parted = False, document: Of = None, mechanical: Mechanical = False, as_json: AsJson = False
) -> None:
    """List what is said of the back, with two verdicts: of standard texts and of the model."""
    from dorsum.anatomy.read import load
    from dorsum.function.claims import stored

    tables, judged = load(), stored()
    known = {row.document: row.title for row in tables.documents}
    if document is not None and document not in known:
        raise UnknownName("document", document, known)
    if mechanical:
        found = mechanical_rows(tables, judged, disagree, document)
    else:
        found = document_rows(tables, judged, disagree, document)
    if as_json:
        print_json(found)
    else:
        print_claims(found)


def document_rows(
    tables: Tables, judged: Mapping[str, Judgement], disagree: bool, document: str | None
) -> list[dict[str, Any]]:
    """Statements of the documents."""
    from dorsum.function.claims import by_document
    from dorsum.report.claims import parted, statement

    of_model = by_document(tables, judged)
    titles = {row.document: row.title for row in tables.documents}

    def plain(row: ClaimRow) -> dict[str, Any]:
        return {
            "claim": row.claim,
            "document": titles[row.document],
            "statement": statement(row),
            "verdict": row.verdict,
            "note": row.note,
            "source": list(row.source),
            "model": [told(found) for found in of_model[row.claim]],
        }

    return [
        plain(row)
        for row in tables.claims
        if document in (None, row.document) and (not disagree or parted(row, of_model[row.claim]))
    ]


def mechanical_rows(
    tables: Tables, judged: Mapping[str, Judgement], disagree: bool, document: str | None
) -> list[dict[str, Any]]:
    """Statements put to the model."""
    from dorsum.report.claims import words

    causes = {row.mechanical_claim: row for row in tables.claim_causes}
    of_document = {row.claim for row in tables.claims if row.document == document}

    def plain(row: MechanicalClaimRow) -> dict[str, Any]:
        cause = causes.get(row.mechanical_claim)
        return {
            "claim": row.mechanical_claim,
            "statement": words(row),
            "verdict": row.expected,
            "note": row.note,
            "source": list(row.source),
            "model": [told(judged[row.mechanical_claim])],
            "cause": f"{cause.cause}: {cause.text}" if cause else None,
        }

    return [
        plain(row)
        for row in tables.mechanical_claims
        if (document is None or not of_document.isdisjoint(row.claims))
        and (not disagree or judged[row.mechanical_claim].verdict in ("disagrees", "too small", "against"))
    ]


def told(judgement: Judgement) -> dict[str, Any]:
    """A judgement as plain values."""
    return {
        "claim": judgement.claim,
        "verdict": judgement.verdict,
        "found": judgement.found,
        "value": judgement.value,
        "unit": judgement.unit,
        "method": judgement.method,
    }


def print_claims(found: Sequence[Mapping[str, Any]]) -> None:
    """A table for people."""
    from rich.table import Table
    from rich.text import Text

    columns = ("claim", "statement, in our words", "standard texts", "model")
    table = Table(*columns, box=None, header_style="bold")
    for row in found:
        said = row["verdict"] + f": {row['note']}" * bool(row["note"] and row["verdict"] != "agrees")
        model = "\n".join(f"{m['verdict']}: {m['found']}" for m in row["model"]) or "–"
        table.add_row(row["claim"], *(Text(text) for text in (row["statement"], said, model)))
    screen = console()
    screen.print(table)
    screen.print(f"{len(found)} claims")
