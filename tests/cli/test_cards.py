"""`dorsum cards` and the picture of `dorsum regions`."""

import csv
import json
import sqlite3
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest


class Apkg(NamedTuple):
    """What Anki would read from a file."""

    notes: dict[str, dict[str, str]]  # by the field Id
    guids: dict[str, str]
    tags: dict[str, list[str]]
    cards: int
    cards_of: dict[str, int]
    media: dict[str, bytes]
    ids: set[str]  # of the deck and the kinds of notes
    kinds: dict[str, dict[str, list[str]]]  # fields and cards of a kind of notes, by its number


def read(path, tmp_path) -> Apkg:
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", tmp_path)
        names = json.loads(archive.read("media"))
        media = {name: archive.read(number) for number, name in names.items()}
    database = sqlite3.connect(tmp_path / "collection.anki2")
    models, decks = (json.loads(x) for x in database.execute("SELECT models, decks FROM col").fetchone())
    notes, guids, tags, of = {}, {}, {}, {}
    for number, guid, model, tag, values in database.execute("SELECT id, guid, mid, tags, flds FROM notes"):
        fields = [field["name"] for field in models[str(model)]["flds"]]
        note = dict(zip(fields, values.split("\x1f"), strict=True))
        key = note["Id"]
        notes[key], guids[key], tags[key] = note, guid, tag.split()
        (of[key],) = database.execute("SELECT COUNT(*) FROM cards WHERE nid = ?", (number,)).fetchone()
    (cards,) = database.execute("SELECT COUNT(*) FROM cards").fetchone()
    database.close()
    kinds = {
        number: {"fields": [f["name"] for f in model["flds"]], "cards": [c["name"] for c in model["tmpls"]]}
        for number, model in models.items()
    }
    return Apkg(notes, guids, tags, cards, of, media, {*models, *decks} - {"1"}, kinds)


@pytest.fixture(scope="module", autouse=True)
def quickly_drawn():
    """What the pictures of cards show is tested with them."""
    from dorsum.report.muscle_picture import MusclePictures
    from dorsum.report.standalone import svg_file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MusclePictures, "svg", lambda _, muscle: svg_file(1, 1, muscle, ""))
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The whole deck, read back."""
    from dorsum.cli.main import main

    folder = tmp_path_factory.mktemp("deck")
    with pytest.raises(SystemExit) as ended:
        main(["cards", "--format", "anki", "--out", str(folder / "back.apkg")])
    assert not ended.value.code
    return read(folder / "back.apkg", folder)


def test_every_part_has_six_cards(whole):
    parts = {key: n for key, n in whole.cards_of.items() if ":" not in key}
    assert len(parts) == 123
    assert set(parts.values()) == {6}
    shared = {key: n for key, n in whole.cards_of.items() if ":" in key}
    assert set(shared.values()) == {1}
    assert whole.cards == 6 * 123 + len(shared)
    assert {key.partition(":")[0] for key in shared} == {"course", "nerve", "supply", "action", "region"}


# What learners have: a deck with other fields, cards or marks (guid) of notes does not update theirs.
LEARNED = json.loads(Path(__file__).with_name("learned_deck.json").read_text(encoding="utf-8"))


def test_fields_and_cards_are_those_that_learners_have(whole):
    assert whole.kinds == LEARNED["kinds"]
    assert whole.ids == {*LEARNED["kinds"], LEARNED["deck"]}


def test_notes_are_known_again_by_their_marks(whole):
    assert {key: whole.guids[key] for key in LEARNED["guids"]} == LEARNED["guids"]
    assert len(set(whole.guids.values())) == len(whole.guids)


def test_fields_hold_the_facts(whole):
    note = whole.notes["rhomboid_major"]
    assert (note["Muscle"], note["Latin"]) == ("Rhomboid major", "Musculus rhomboideus major")
    assert note["Nerve"] == "dorsal scapular nerve: C4 C5"
    assert all(note[field] for field in ("Origin", "Insertion", "Action", "Supply", "Sources"))
    assert "Rhomboid major" in whole.notes["nerve:dorsal_scapular"]["Answer"]
    assert whole.tags["rhomboid_major"][0] == "layer::superficial_second"
    assert "region::thoracic" in whole.tags["rhomboid_major"]


def test_every_picture_shown_is_there_and_none_too_many(whole):
    shown = set()
    for note in whole.notes.values():
        html = f"<p>{note.get('Picture', '')}{note.get('Pictures', '')}</p>".replace('">', '"/>')
        found = [image.get("src") for image in ElementTree.fromstring(html)]
        assert found
        shown |= set(found)
    assert shown == set(whole.media)
    assert len(whole.media) == 123
    assert len(set(whole.media.values())) == 123
    assert all(ElementTree.fromstring(svg).tag.endswith("svg") for svg in whole.media.values())


def test_a_deck_made_anew_updates_the_old_one(dorsum, whole, tmp_path):
    out = tmp_path / "some.apkg"
    ran = dorsum("cards", "--format", "anki", "--out", out, "--muscle", "rhomboids")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(f"cards of 2 muscle parts: {out}\n")
    some = read(out, tmp_path)
    assert {"rhomboid_minor", "rhomboid_major", "nerve:dorsal_scapular"} <= set(some.notes)
    assert all(whole.guids[key] == guid for key, guid in some.guids.items())
    assert some.ids == whole.ids
    assert f"{some.cards} cards" in ran.out


def test_tsv_has_a_line_for_each_card_and_pictures_beside_it(dorsum, tmp_path):
    out = tmp_path / "deck.tsv"
    ran = dorsum("cards", "--format", "tsv", "--out", out, "--layer", "intermediate")
    assert ran.code == 0
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, dialect="excel-tab"))
    assert ran.out == f"{len(rows)} cards of 2 muscle parts: {out}\n"
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["question"] and row["answer"] and row["tags"] for row in rows)
    for row in rows:
        pictures = [*row["question_picture"].split(), *row["answer_pictures"].split()]
        assert pictures
        assert all((tmp_path / picture).is_file() for picture in pictures)
    origin = next(row for row in rows if row["id"] == "serratus_posterior_inferior:origin")
    assert origin["question"] == "Serratus posterior inferior: origin?"
    assert "T11" in origin["answer"]


def test_text_needs_no_genanki_and_anki_says_what_to_install(dorsum, refused, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    message = refused("cards", "--format", "anki", "--out", tmp_path / "a.apkg")
    assert (
        message == "a deck for Anki needs genanki; install it with: pip install 'dorsum[cards]' (or use tsv)"
    )
    ran = dorsum("cards", "--format", "tsv", "--out", tmp_path / "a.tsv", "--muscle", "teres major")
    assert ran.code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "ankii", "--out", "a.apkg"), "no format is called 'ankii'; did you mean anki"),
        (("--format", "anki", "--out", "a.tsv"), "cannot write a.tsv: the name must end in .apkg"),
        (("--format", "tsv", "--out", "nowhere/a.tsv"), "cannot write nowhere/a.tsv: there is no folder"),
        (
            ("--format", "tsv", "--out", "a.tsv", "--muscle", "rhombiod"),
            "no muscle is called 'rhombiod'; did you mean rhomboid",
        ),
        (("--format", "tsv", "--out", "a.tsv", "--layer", "skin"), "no layer is called 'skin'"),
        (
            ("--format", "tsv", "--out", "a.tsv", "--muscle", "psoas major", "--layer", "superficial"),
            "no muscle part fits all of --muscle, --layer and --region",
        ),
        (("--format", "tsv", "--out", "taken.tsv"), "cannot write taken_pictures: it is no folder"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    refused, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken_pictures").write_text("", encoding="utf-8")
    assert refused("cards", *arguments).startswith(message)
    assert [path.name for path in tmp_path.iterdir()] == ["taken_pictures"]


def test_regions_are_drawn_and_listed(dorsum, tmp_path):
    out = tmp_path / "map.svg"
    ran = dorsum("regions", "low back", "--picture", out, "--json")
    assert [row["region"] for row in json.loads(ran.out)] == ["lumbar_midline", "lumbar_paravertebral"]
    texts = ElementTree.parse(out).iter("{http://www.w3.org/2000/svg}text")
    here = {text.text for text in texts if "here" in text.get("class").split()}
    assert here == {"lumbar midline", "lumbar paravertebral"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--picture", "map.png"), "cannot write map.png: the name must end in .svg"),
        (("--picture", "nowhere/map.svg"), "cannot write nowhere/map.svg: there is no folder nowhere"),
        (("lower bakc",), "no region is called 'lower bakc'; did you mean lower back"),
    ],
)
def test_a_picture_or_place_that_makes_no_sense_is_refused(
    refused, tmp_path, monkeypatch, arguments, message
):
    monkeypatch.chdir(tmp_path)
    assert refused("regions", *arguments).startswith(message)
