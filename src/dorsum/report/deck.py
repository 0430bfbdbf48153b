"""A deck of learning cards as a file: for Anki, or as text with its pictures in a folder beside it."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from dorsum.anatomy.atlas.cards import FACTS, Deck, MuscleCards
from dorsum.errors import BadInput
from dorsum.files import scratch, whole, why, write_whole

if TYPE_CHECKING:
    import genanki

SUFFIXES: Mapping[str, str] = {"anki": ".apkg", "tsv": ".tsv"}  # format to the end of the file's name
PICTURE_FOLDER = "_pictures"  # added to the name of a text file
# By these numbers Anki knows a deck and its kinds of notes again; drawn once, never to be changed. A kind of
# notes with other fields or cards than the learner has is a conflict, and its notes are left out: fields and
# cards stay as they are. Where one must be added it comes last, the kind gets a new number, and CHANGELOG
# says that the old notes stay beside the new ones.
DECK_ID, MUSCLE_NOTES_ID, SHARED_NOTES_ID = 1794063251, 1794063252, 1794063253
ASKED = ("Origin", "Insertion", "Action", "Nerve", "Supply")  # a card each
MUSCLE_FIELDS = ("Id", "Muscle", "Latin", *ASKED, "Picture", "Sources")
SHARED_FIELDS = ("Id", "Question", "Clues", "Answer", "Pictures")
NAME = "Muscles of the back"
DESCRIPTION = (
    "Muscles of the back and around it, from the tables of Dorsum (CC BY 4.0). "
    "For learning; not a diagnosis, and not for clinical decisions."
)
NAMING = "Which muscle part is this?"
STYLE = """
.card { font: 20px/1.4 system-ui, sans-serif; color: #23211e; background: #fbfaf7; text-align: center; }
.name { font-size: 26px; font-weight: 600; }
.latin, .sources { color: #6c665d; font-size: 15px; }
.ask { color: #a3210f; margin: 6px; }
img { max-width: 100%; max-height: 55vh; }
.several img { max-width: 48%; max-height: 30vh; }
"""
HEAD = '<div class="name">{{Muscle}}</div><div class="latin">{{Latin}}</div>'
FOOT = '<div>{{Picture}}</div><div class="sources">{{Sources}}</div>'

Pictures = Mapping[str, str]  # muscle part to SVG


class Line(NamedTuple):
    """One card in a text file."""

    id: str
    question: str
    answer: str
    question_picture: str
    answer_pictures: str
    tags: str


def need_anki() -> None:
    """Refuse to go on without the library that writes decks for Anki.

    Raises:
        BadInput: if it is not installed.
    """
    try:
        import genanki  # noqa: F401
    except ImportError:
        raise BadInput(
            "a deck for Anki needs genanki; install it with: pip install 'dorsum[cards]' (or use tsv)"
        ) from None


def write_deck(deck: Deck, pictures: Pictures, path: Path, form: str) -> None:
    """Write a deck in a form of `SUFFIXES`, whole or not at all.

    Raises:
        BadInput: if the file or the folder of pictures cannot be written.
    """
    if form == "tsv":
        _write_tsv(deck, pictures, path)
    else:
        write_whole(path, lambda file: _write_anki(deck, pictures, file))


def picture_folder(path: Path) -> Path:
    """Where the pictures of a text file lie."""
    return path.with_name(path.stem + PICTURE_FOLDER)


def picture_name(muscle: str) -> str:
    """File name of a picture; media of all of a user's decks lie in one folder of Anki."""
    return f"dorsum_{muscle}.svg"


def lines(deck: Deck, folder: str = "") -> Iterator[Line]:
    """Every card of a deck as text."""
    for card in deck.muscles:
        picture, tags = _path(folder, card.muscle), " ".join(card.tags)
        yield Line(f"{card.muscle}:name", NAMING, f"{card.name} ({card.latin})", picture, "", tags)
        for fact in FACTS:
            if card.facts[fact]:
                asked, told = f"{card.name}: {fact}?", "; ".join(card.facts[fact])
                yield Line(f"{card.muscle}:{fact}", asked, told, "", picture, tags)
    for shared in (*deck.shared, *deck.regions):
        shown = " ".join(_path(folder, muscle) for muscle in shared.muscles)
        question = " ".join([shared.question, *shared.clues])
        yield Line(shared.key, question, "; ".join(shared.answers), "", shown, " ".join(shared.tags))


def _path(folder: str, muscle: str) -> str:
    return f"{folder}/{picture_name(muscle)}" if folder else picture_name(muscle)


def _write_tsv(deck: Deck, pictures: Pictures, path: Path) -> None:
    folder = picture_folder(path)
    try:
        folder.mkdir(exist_ok=True)
        for muscle, svg in pictures.items():
            with whole(folder / picture_name(muscle)) as picture:
                picture.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {folder}: {why(error, folder.parent)}") from error

    def write(file: Path) -> None:
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, "excel-tab", lineterminator="\n")
            writer.writerow(Line._fields)
            writer.writerows(lines(deck, folder.name))

    write_whole(path, write)


def _write_anki(deck: Deck, pictures: Pictures, file: Path) -> None:
    """Our own zip: that of genanki leaves its database behind among the temporary files, uncompressed."""
    import genanki

    package = genanki.Package(_anki_deck(deck))
    names = [picture_name(muscle) for muscle in pictures]
    now = time.time()  # an import takes over a note only if it is newer
    with scratch() as folder, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        database = sqlite3.connect(folder / "collection.anki2")
        package.write_to_db(database.cursor(), now, count(int(now * 1000)))
        database.commit()
        database.close()
        archive.write(folder / "collection.anki2", "collection.anki2")
        archive.writestr("media", json.dumps(dict(enumerate(names))))
        for i, svg in enumerate(pictures.values()):
            archive.writestr(str(i), svg)


def _anki_deck(deck: Deck) -> genanki.Deck:
    import genanki

    of_muscle, shared = _muscle_notes(), _shared_notes()
    out = genanki.Deck(DECK_ID, NAME, DESCRIPTION)
    for card in deck.muscles:
        guid = genanki.guid_for("dorsum", card.muscle)
        out.add_note(genanki.Note(of_muscle, _muscle_fields(card), tags=list(card.tags), guid=guid))
    for fact in (*deck.shared, *deck.regions):
        texts = {
            "Id": fact.key,
            "Question": escape(fact.question),
            "Clues": _html(fact.clues),
            "Answer": _html(fact.answers),
            "Pictures": _images(fact.muscles),
        }
        fields = [texts[name] for name in SHARED_FIELDS]
        guid = genanki.guid_for("dorsum", fact.key)
        out.add_note(genanki.Note(shared, fields, tags=list(fact.tags), guid=guid))
    return out


def _muscle_fields(card: MuscleCards) -> list[str]:
    texts = {
        "Id": card.muscle,
        "Muscle": escape(card.name),
        "Latin": escape(card.latin),
        **{fact.capitalize(): _html(card.facts[fact]) for fact in FACTS},
        "Picture": _images([card.muscle]),
        "Sources": escape(card.sources),
    }
    return [texts[name] for name in MUSCLE_FIELDS]


def _muscle_notes() -> genanki.Model:
    """One note a muscle part; its cards ask for the name by the picture, and for each fact by the name."""
    import genanki

    naming = {
        "name": "Name",
        "qfmt": '<div class="ask">' + NAMING + "</div>{{Picture}}",
        "afmt": "{{FrontSide}}<hr id=answer>" + HEAD,
    }
    asked = [
        {
            "name": name,
            "qfmt": f'{{{{#{name}}}}}{HEAD}<div class="ask">{name}?</div>{{{{/{name}}}}}',
            "afmt": f"{{{{FrontSide}}}}<hr id=answer><div>{{{{{name}}}}}</div>{FOOT}",
        }
        for name in ASKED
    ]
    fields = [{"name": name} for name in MUSCLE_FIELDS]
    return genanki.Model(
        MUSCLE_NOTES_ID, "Dorsum muscle", fields, [naming, *asked], css=STYLE, sort_field_index=1
    )


def _shared_notes() -> genanki.Model:
    """One note a fact; its card asks for all muscle parts that share it."""
    import genanki

    card = {
        "name": "Muscles",
        "qfmt": '<div class="ask">{{Question}}</div>{{Clues}}',
        "afmt": '{{FrontSide}}<hr id=answer>{{Answer}}<div class="several">{{Pictures}}</div>',
    }
    fields = [{"name": name} for name in SHARED_FIELDS]
    return genanki.Model(SHARED_NOTES_ID, "Dorsum shared fact", fields, [card], css=STYLE)


def _html(texts: Iterable[str]) -> str:
    return "<br>".join(map(escape, texts))


def _images(muscles: Iterable[str]) -> str:
    return "".join(f'<img src="{picture_name(muscle)}">' for muscle in muscles)
