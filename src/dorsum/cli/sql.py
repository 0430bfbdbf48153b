"""`dorsum sql`: any question to the tables."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.terminal import AsJson, console, print_json
from dorsum.errors import BadInput

if TYPE_CHECKING:
    import polars

Query = Annotated[
    str, typer.Argument(metavar="QUERY", help="One SELECT over the tables of `dorsum tables list`.")
]

READING = ("select", "with", "show", "from", "(")


def sql(
    query: Query,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of text.")] = False,
) -> None:
    """Ask all tables in SQL (read only).

    Lists in one cell are joined by spaces, sources and synonyms by '; '.
    """
    if as_json and as_csv:
        raise BadInput("--json and --csv exclude each other")
    found = answer(query)
    if as_json:
        print_json([{name: plain(value) for name, value in row.items()} for row in found.to_dicts()])
    elif as_csv:
        print(found.write_csv(), end="")
    else:
        print_table(found)


def answer(query: str) -> polars.DataFrame:
    """The rows that a query asks for.

    Raises:
        BadInput: if it writes, cannot be read, or asks for what is not there.
    """
    if not query.strip().lower().startswith(READING):
        raise BadInput("the tables are read only: a query starts with SELECT or WITH")
    try:
        import polars
        from polars.exceptions import PolarsError
    except ImportError:
        raise BadInput("`dorsum sql` needs polars; install it with: pip install 'dorsum[sql]'") from None
    try:
        with polars.SQLContext(frames(), eager=True) as context:
            found = context.execute(query)
    except PolarsError as error:
        raise BadInput(f"the query cannot be answered: {str(error).splitlines()[0]}") from error
    return found


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


def print_table(found: polars.DataFrame) -> None:
    """Print a table for people."""
    from rich.table import Table

    table = Table(*found.columns, box=None, header_style="bold")
    for row in found.iter_rows():
        table.add_row(*("" if value is None else str(value) for value in row))
    screen = console()
    screen.print(table)
    screen.print("1 row" if found.height == 1 else f"{found.height or 'no'} rows")
