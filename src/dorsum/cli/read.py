"""`dorsum read`: what is recognised in a file of recorded motion, and what an analysis of it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.asked import check_input
from dorsum.cli.files import check_output
from dorsum.cli.options import spread
from dorsum.cli.recording import ReadingOptions
from dorsum.cli.terminal import AsJson, console, heading, note, print_json

if TYPE_CHECKING:
    from dorsum.motion.recorded.recognised import Opened, Recognised

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Recorded motion: .mot .sto .trc .c3d .bvh.", show_default=False),
]
PictureFile = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE.svg",
        help="Draw the first frame from the side and from the front, the built-in body behind it.",
    ),
]
SHOWN = 12  # names in a line


@spread
def read(
    file: File, *, options: ReadingOptions, picture: PictureFile = None, as_json: AsJson = False
) -> None:
    """Say what is recognised in a recording: format, axes, unit, persons, names, gaps, plates, what lacks.

    No load is computed. Options are those of `dorsum analyze`; the last line is the command that analyses it.
    """
    check_input(str(file))
    options.check()
    check_output(picture, [".svg"])
    from dorsum.motion.recorded.recognised import opened, told_of

    read = opened(file, options.asked())
    found = told_of(read, options.words())
    if picture is not None:
        draw(read, picture)
    if as_json:
        print_json(found.as_dict())
        return
    screen = console()
    screen.print(heading(str(file)))
    for what, words in lines(found):
        screen.print(f"{what + ':':<12} {words}")


def draw(read: Opened, file: Path) -> None:
    """Write the picture of the first frame."""
    from dorsum.files import write_whole
    from dorsum.motion.recorded.first_frame import first_frame
    from dorsum.report.first_frame import first_frame_svg

    facts = read.recording.facts
    svg = first_frame_svg(first_frame(read.path, read.recording, read.asked), facts.up, facts.forward)
    write_whole(file, lambda path: path.write_text(svg, encoding="utf-8"))
    note(f"picture: {file}")


def lines(found: Recognised) -> Iterator[tuple[str, str]]:
    """What is told, a line each."""
    yield "format", f"{found.format}, {found.kind}" + (f", by {found.vendor}" if found.vendor else "")
    if found.up:
        yield "axes", f"up is {found.up}, forward {found.forward}"
    if found.unit:
        yield "unit", found.unit
    yield (
        "frames",
        f"{found.frames:,} at {found.rate_hz:.4g} a second, {found.start_s:.4g} to {found.end_s:.4g} s",
    )
    if len(found.persons) > 1:
        yield "persons", few(list(found.persons))
    if found.subject:
        yield "subject", ", ".join(f"{name} {value:g}" for name, value in found.subject.items())
    if found.person:
        yield "person", found.person
    known = f" ({found.marker_set})" if found.marker_set else ""
    yield "known", f"{len(found.known)}{known}: {few(list(found.known))}" if found.known else "none"
    if found.soft:
        yield "not used", f"{len(found.soft)} with no place of their own: {few(list(found.soft))}"
    if found.unknown:
        told = [f"{name} ({near[0]}?)" if near else name for name, near in found.unknown.items()]
        yield "unknown", f"{len(told)}: {few(told)}"
    if found.gaps:
        yield "gaps", few([f"{g.name} in {g.frames} frames, {g.longest} in a row" for g in found.gaps])
    if found.plates:
        yield "plates", few(list(found.plates))
    for sentence in found.notes:
        yield "note", sentence
    for lack in found.missing:
        yield "missing", lack
    yield "analyse", found.command


def few(names: list[str]) -> str:
    """The first names, and how many more."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
