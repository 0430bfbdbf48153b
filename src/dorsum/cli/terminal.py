"""What the commands print on: plain JSON or a console on stdout, progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

T = TypeVar("T")

PIPE_WIDTH = 120  # columns, where the output is no terminal

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def accept_any_output() -> None:
    """Print ? for a sign that the terminal lacks, and nothing where the output is closed."""
    sys.stdout, sys.stderr = (
        stream or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w") for stream in (sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def compute_on_one_core() -> None:
    """Let NumPy use one thread, unless the user says otherwise; to be called before NumPy is imported.

    The matrices are small: more threads gain nothing and wait for each other in loops, so that on a busy
    computer a frame took 200 ms instead of 6.
    """
    for library in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def print_json(data: Any) -> None:
    """One JSON value on stdout; NaN in it is a fault of ours, for what does not exist is null."""
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def console() -> Console:
    """Where text for people goes; what stands in brackets or between colons is text like any other."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


def spoken(name: str) -> str:
    """An id of the tables as people read it: `thigh lateral`."""
    return name.replace("_", " ")


def heading(words: str, rest: str = "", style: str = "bold") -> Text:
    """Words that stand out, and what follows them."""
    from rich.text import Text

    return Text.assemble((words, style), rest)


def note(message: str) -> None:
    """A word on stderr that is no part of the output."""
    print(message, file=sys.stderr)


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on stderr that work goes on whose length is not known."""
    if not sys.stderr.isatty():  # rich takes a tenth of a second to import
        yield
        return
    with _progress() as bar:
        bar.add_task(doing, total=None)
        yield


def each(things: Sequence[T], doing: str, titles: Sequence[str]) -> Iterator[T]:
    """The things one after the other, with a progress bar on stderr that names the one in work."""
    if not sys.stderr.isatty():
        yield from things
        return
    with _progress() as bar:
        task = bar.add_task(doing, total=len(things) if len(things) > 1 else None)
        for thing, title in zip(things, titles, strict=True):
            bar.update(task, description=f"{doing}: {title}")
            yield thing
            bar.advance(task)


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; what it gives takes how much is done and how much there is."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with _progress() as bar:
        task = bar.add_task(doing, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=max(done, total))

        yield show


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
