"""`dorsum validate`: the model against what was measured in people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from dorsum.cli.terminal import AsJson, console, each, print_json, working
from dorsum.errors import UnknownName

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Only this comparison, row by row: pressure, strength, arm, range or exercise. May be repeated.",
    ),
]


def validate(kind: Kinds = None, as_json: AsJson = False) -> None:
    """Compare with what was measured: pressures of Wilke 1999, then a summary of all measured rows."""
    from dorsum.function.measured.comparison import KINDS

    for name in kind or ():
        if name not in KINDS:
            raise UnknownName("kind of comparison", name, KINDS)
    if kind:
        _rows(list(dict.fromkeys(kind)), as_json)
    else:
        _summary(as_json)


def _summary(as_json: bool) -> None:
    """The protocol of Wilke 1999 with its score, and how the rows of every kind came out."""
    from dorsum.anatomy.read import load
    from dorsum.function.measured.agreement import agreements
    from dorsum.function.measured.answered import Answers
    from dorsum.function.measured.comparison import KINDS
    from dorsum.function.measured.freeze import freezes, said_of_freeze
    from dorsum.function.measured.results import compare, digest_of_tree, summary
    from dorsum.function.validate import validate

    answers = Answers(load())
    with working("validating"):
        validation = validate(answers.model("wilke"))
    rows = [row for kind in each(list(KINDS), "comparing", list(KINDS)) for row in compare([kind], answers)]
    frozen = said_of_freeze(digest_of_tree(answers.tables), freezes())
    if as_json:
        loads = {"freeze": frozen, "loads": [asdict(each) for each in agreements(rows)]}
        print_json({**validation.as_dict(), "measured": summary(rows), **loads})
        return
    from dorsum.report.measured_text import print_agreements, print_summary
    from dorsum.report.text import print_validation

    print_validation(validation, console())
    print_agreements(agreements(rows), console())
    console().print(frozen)
    print_summary(summary(rows), console())


def _rows(kinds: list[str], as_json: bool) -> None:
    """Every row of some kinds, with the cause of each miss."""
    from dorsum.anatomy.read import load
    from dorsum.function.measured.results import compare, with_causes

    tables = load()
    rows = [row for kind in each(kinds, "comparing", kinds) for row in compare([kind])]
    found = with_causes(rows, tables)
    if as_json:
        print_json(found)
        return
    from dorsum.report.measured_text import print_rows

    print_rows(found, console())
