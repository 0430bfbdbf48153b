"""All commands of `dorsum`."""

from typing import Annotated

import typer

from dorsum import __version__
from dorsum.cli.analyze import analyze
from dorsum.cli.cards import cards
from dorsum.cli.claims import claims
from dorsum.cli.cut import cut
from dorsum.cli.endure import endure
from dorsum.cli.exercises import exercises
from dorsum.cli.export import export
from dorsum.cli.find import find
from dorsum.cli.job import job
from dorsum.cli.lift import lift
from dorsum.cli.meshes import meshes
from dorsum.cli.muscle import muscle
from dorsum.cli.once import App
from dorsum.cli.pain import pain
from dorsum.cli.read import read
from dorsum.cli.regions import regions
from dorsum.cli.simulate import simulate
from dorsum.cli.sit import sit
from dorsum.cli.spiral import spiral
from dorsum.cli.sql import sql
from dorsum.cli.stimulate import stimulate
from dorsum.cli.strength import strength
from dorsum.cli.tables import tables
from dorsum.cli.tasks import tasks
from dorsum.cli.tree import tree
from dorsum.cli.validate import validate
from dorsum.cli.view import view
from dorsum.cli.weaken import weaken

app = App(
    name="dorsum",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help takes 0.2 s, boxes and colours 0.5 s
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(analyze)
app.command()(lift)
app.command()(read)
app.command()(tasks)
app.command()(validate)
app.command()(muscle)
app.command()(find)
app.command()(stimulate)
app.command()(simulate)
app.command()(strength)
app.command()(endure)
app.command()(sit)
app.command()(claims)
app.command()(cut)
app.command()(weaken)
app.command()(tree)
app.command()(sql)
app.command()(regions)
app.command()(pain)
app.command()(exercises)
app.command()(spiral)
app.command()(job)
app.command()(view)
app.command()(export)
app.command()(cards)
app.add_typer(tables, name="tables")
app.add_typer(meshes, name="meshes")


def _print_version(asked: bool) -> None:
    if asked:
        from dorsum.kernel.library import described

        print(f"dorsum {__version__}\nkernel: {described()}")
        raise typer.Exit


@app.callback()
def dorsum(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version, and what computes."
        ),
    ] = False,
) -> None:
    """Muscle forces and the load on every disc of the human back. Not for clinical decisions."""
