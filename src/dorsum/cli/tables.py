"""`dorsum tables`: the facts the program rests on, and whether a folder of them is sound."""

from dataclasses import asdict
from os.path import isfile
from pathlib import Path
from typing import Annotated, Any

import typer

from dorsum.cli.once import App
from dorsum.cli.terminal import AsJson, console, print_json
from dorsum.errors import BadInput, TableError

tables = App(
    no_args_is_help=True, rich_markup_mode=None, help="List, check and describe the tables of facts."
)

Folder = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="A folder of tables; default: the program's own.")
]


@tables.command()
def check(folder: Folder = None, as_json: AsJson = False) -> None:
    """Find every fault in a folder of tables.

    Each is named by file, line and column; the exit code is then 2.
    """
    from dorsum.anatomy.check import faults
    from dorsum.anatomy.read import FOLDER, TABLES, files_of

    folder = folder or FOLDER
    files = files_of(folder)
    if not any(map(isfile, files.values())):
        first = next(iter(files.values())).relative_to(folder)
        raise BadInput(f"there are no tables in {folder}: no {first}, nor any other")
    found = faults(folder)
    if as_json:
        print_json([asdict(fault) for fault in found])
        raise typer.Exit(TableError.exit_code if found else 0)
    if found:
        raise TableError(found)
    print(f"{len(TABLES)} tables, no fault")


@tables.command()
def schema() -> None:
    """Print the JSON Schema of all tables."""
    from dorsum.anatomy.check import json_schema

    print_json(json_schema())


@tables.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List the tables."""
    found = listed()
    if as_json:
        print_json(found)
        return
    from rich.table import Table

    table = Table("table", "folder", "rows", "one row is", box=None, header_style="bold")
    for row in found:
        table.add_row(row["table"], row["folder"], str(row["rows"]), row["row"])
    console().print(table)


def listed() -> list[dict[str, Any]]:
    """Name, folder, number of rows and meaning of a row of every table."""
    from dorsum.anatomy.read import FOLDERS, TABLES, load

    read = load()
    return [
        {
            "table": name,
            "folder": FOLDERS[name],
            "rows": len(getattr(read, name)),
            "row": (row_class.__doc__ or "").split("\n")[0],
        }
        for name, row_class in TABLES.items()
    ]
