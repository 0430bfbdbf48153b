"""`dorsum regions`: where it can hurt."""

from dataclasses import asdict

from dorsum.cli.terminal import AsJson, console, print_json


def regions(as_json: AsJson = False) -> None:
    """List the places that `dorsum pain` knows."""
    from dorsum.anatomy.read import load

    found = load().regions
    if as_json:
        print_json([asdict(row) for row in found])
        return
    from rich.table import Table

    table = Table("region", "plain words", "where", box=None, header_style="bold")
    for row in found:
        table.add_row(row.region, ", ".join(row.plain_words), row.definition)
    console().print(table)
