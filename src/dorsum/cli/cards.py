"""`dorsum cards`: a deck to learn the muscles by."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.files import check_output
from dorsum.cli.terminal import each
from dorsum.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from dorsum.anatomy.atlas import Atlas, Muscle

MOST_THREADS = 8  # a picture takes some 100 MB while it is drawn

Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="anki or tsv.")]
Out = Annotated[Path, typer.Option(metavar="FILE", help="The file to write, .apkg or .tsv.")]
Names = Annotated[
    list[str] | None,
    typer.Option("--muscle", metavar="NAME", help="Only a muscle, part or group; may be given again."),
]
Layer = Annotated[str | None, typer.Option(metavar="NAME", help="Only a layer, such as superficial.")]
Region = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only what is attached to a part of the skeleton.")
]


def cards(form: Format, out: Out, muscle: Names = None, layer: Layer = None, region: Region = None) -> None:
    """Make a deck of cards: muscle to fact, fact to muscles, and pictures to name.

    --format anki: one file with its pictures; cards of an older deck are updated and keep their schedule.
    --format tsv: one line a card; the pictures go to a folder beside FILE, called like it with _pictures.
    """
    from dorsum.report.deck import SUFFIXES, lines, need_anki, picture_folder, write_deck

    if form not in SUFFIXES:
        raise UnknownName("format", form, SUFFIXES)
    if form == "anki":
        need_anki()
    check_output(out, [SUFFIXES[form]])
    if form == "tsv" and picture_folder(out).exists() and not picture_folder(out).is_dir():
        raise BadInput(f"cannot write {picture_folder(out)}: it is no folder")
    from dorsum.anatomy.atlas import Atlas
    from dorsum.anatomy.atlas.cards import deck

    atlas = Atlas()
    found = deck(atlas, chosen(atlas, muscle or (), layer, region))
    pictures = drawn(atlas, found.pictured)
    write_deck(found, pictures, out, form)
    made = len(list(lines(found)))
    print(f"{made} cards of {len(found.muscles)} muscle parts: {out}")


def chosen(atlas: Atlas, names: list[str] | tuple[()], layer: str | None, region: str | None) -> list[Muscle]:
    """The muscle parts asked for; all without a filter.

    Raises:
        BadInput: if no part fits.
    """
    named = {muscle for name in names for muscle in atlas.muscle(name).ids}
    found = [part for part in atlas.find(layer=layer, region=region) if not names or part.ids[0] in named]
    if not found:
        raise BadInput("no muscle part fits all of --muscle, --layer and --region")
    return found


def drawn(atlas: Atlas, muscles: tuple[str, ...]) -> dict[str, str]:
    """A picture of each muscle part."""
    from dorsum.body.body import Body
    from dorsum.report.muscle_picture import MusclePictures

    artist = MusclePictures(Body.of("male", atlas.tables))
    _ = artist.posed  # once, before many draw from it
    titles = [atlas.tables.muscle(muscle).name for muscle in muscles]
    pool = ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1))
    try:
        begun = {muscle: pool.submit(artist.svg, muscle) for muscle in muscles}
        return {muscle: begun[muscle].result() for muscle in each(muscles, "drawing", titles)}
    finally:
        pool.shutdown(cancel_futures=True)
