"""`dorsum sql`: any question to the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from math import isfinite
from textwrap import indent
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, note
from dorsum.errors import BadInput

if TYPE_CHECKING:
    import polars

Query = Annotated[
    str, typer.Argument(metavar="QUERY", help="One SELECT over the tables of `dorsum tables list`.")
]

READING = ("select", "with", "show", "from", "(")
FILES = re.compile(r"\b(?:read|scan)_\w+", re.IGNORECASE)  # functions of polars that open files
LIMIT = 1000  # rows
AT_ONCE = 10_000  # rows in memory as text
Most = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="Rows at most; 0 gives all.")]


def sql(
    query: Query,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of text.")] = False,
    limit: Most = LIMIT,
) -> None:
    """Ask all tables in SQL (read only); a longer answer than --limit is cut, and that is said.

    Lists in one cell are joined by spaces, sources and synonyms by '; '.
    """
    if as_json and as_csv:
        raise BadInput("--json and --csv exclude each other")
    show = print_rows if as_json else print_csv if as_csv else print_tables
    show(answer(query, limit))


def answer(query: str, limit: int = 0) -> Iterator[polars.DataFrame]:
    """The rows that a query asks for, some at a time, the first of them perhaps none; 0 is no limit.

    Raises:
        BadInput: if it writes, opens files, cannot be read, or asks for what is not there.
    """
    if not query.strip().lower().startswith(READING):
        raise BadInput("the tables are read only: a query starts with SELECT or WITH")
    if opens := FILES.search(query):
        raise BadInput(f"a query asks the tables and opens no files: leave out {opens.group()}")
    try:
        import polars
        from polars.exceptions import PolarsError
    except ImportError:
        raise BadInput("`dorsum sql` needs polars; install it with: pip install 'dorsum[sql]'") from None
    try:
        with polars.SQLContext(frames(), eager=False) as context:
            asked = context.execute(query)
        if limit:
            found = asked.head(limit + 1).collect(engine="streaming")
            yield found.head(limit)
            if found.height > limit:
                note(f"dorsum: the first {limit} rows; --limit 0 gives all")
        else:
            yield asked.head(0).collect()
            yield from asked.collect_batches(chunk_size=AT_ONCE, maintain_order=True)
    except PolarsError as error:
        raise BadInput(f"the query cannot be answered: {str(error).splitlines()[0]}") from error


def frames() -> dict[str, polars.DataFrame]:
    """Every table as a frame."""
    from dataclasses import fields

    import polars

    from dorsum.anatomy.read import TABLES, load

    tables = load()
    return {
        name: polars.DataFrame(
            {
                field.name: [cell(getattr(row, field.name), field.name) for row in getattr(tables, name)]
                for field in fields(row_class)
            },
            infer_schema_length=None,
        )
        for name, row_class in TABLES.items()
    }


def cell(value: Any, column: str) -> Any:
    """A value as a cell holds it."""
    if isinstance(value, tuple):
        return ("; " if column in ("source", "synonyms") else " ").join(value)
    return value


def plain(value: Any) -> Any:
    """A value as JSON has it; what is no number is null."""
    if isinstance(value, float) and not isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def print_rows(found: Iterable[polars.DataFrame]) -> None:
    """Print one JSON list, an object a row, as it comes."""
    rows = ({name: plain(value) for name, value in row.items()} for part in found for row in part.to_dicts())
    empty = True
    for row in rows:
        text = json.dumps(row, indent=2, ensure_ascii=False, allow_nan=False)
        print("[" if empty else ",", indent(text, "  "), sep="\n", end="")
        empty = False
    print("[]" if empty else "\n]")


def print_csv(found: Iterable[polars.DataFrame]) -> None:
    """Print CSV as it comes."""
    for number, part in enumerate(found):
        print(part.write_csv(include_header=number == 0), end="")


def print_tables(found: Iterable[polars.DataFrame]) -> None:
    """Print a table for people; of very many rows one after the other."""
    from rich.table import Table

    screen, count = console(), 0
    for number, part in enumerate(found):
        count += part.height
        table = Table(*part.columns, box=None, header_style="bold", show_header=number == 0)
        for row in part.iter_rows():
            table.add_row(*("" if value is None else str(value) for value in row))
        screen.print(table)
    screen.print("1 row" if count == 1 else f"{count or 'no'} rows")
