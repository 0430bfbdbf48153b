"""Every card can be answered, and its answer is all that the tables say."""

import re

import pytest

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.cards import FACTS, MOST, deck

ATLAS = Atlas()
DECK = deck(ATLAS, ATLAS.parts)
NERVES_TO = [row.nerve for row in ATLAS.tables.nerves if row.name.startswith("nerve to ")]
SHARED = {card.key: card for card in DECK.shared}


def test_every_part_is_asked_for_every_fact():
    assert [card.muscle for card in DECK.muscles] == list(ATLAS.ids)
    assert [(card.muscle, fact) for card in DECK.muscles for fact in FACTS if not card.facts[fact]] == []


def test_nerves_come_with_their_roots():
    (card,) = deck(ATLAS, ATLAS.muscle("rhomboid major").parts).muscles
    assert card.facts["nerve"] == ("dorsal scapular nerve: C4 C5",)
    assert card.facts["supply"][0].startswith("arteries: ")


def test_a_shared_card_asks_for_at_most_six_and_names_none_of_them():
    assert len(SHARED) == len(DECK.shared)
    for card in DECK.shared:
        assert 0 < len(card.muscles) == len(card.answers) <= MOST
        assert str(len(card.muscles)) in card.question or len(card.muscles) == 1
        for muscle in card.muscles:
            name = rf"\b{re.escape(ATLAS.tables.muscle(muscle).name)}\b"
            assert not re.search(name, " ".join(card.clues), re.IGNORECASE), card.key


def test_a_nerve_that_names_its_muscle_is_not_asked():
    assert "nerve:subclavian" not in SHARED
    assert "nerve:thoracodorsal" in SHARED


@pytest.mark.parametrize("about", ["nerve", "supply"])
def test_the_answer_is_every_part_that_shares_the_fact(about):
    table = ATLAS.tables.muscle_nerves if about == "nerve" else ATLAS.tables.muscle_arteries
    asked = {key.partition(":")[2]: card for key, card in SHARED.items() if key.startswith(f"{about}:")}
    names = {getattr(row, "nerve" if about == "nerve" else "artery") for row in table}
    names -= {"subclavian", *NERVES_TO}  # the nerve to subclavius answers itself
    for name in names:
        found = {
            row.muscle
            for row in table
            if getattr(row, "nerve" if about == "nerve" else "artery") == name
            and getattr(row, "role", "motor") == "motor"
        }
        assert (set(asked[name].muscles) if name in asked else None) == (
            found if 0 < len(found) <= MOST else None
        ), name


def test_an_action_names_both_sides_and_its_standing():
    card = SHARED["action:retraction@scapula"]
    assert card.clues == ("action: retraction, scapula: draw back toward the spine (scapulothoracic)",)
    assert card.muscles == ("trapezius_transverse", "rhomboid_minor", "rhomboid_major")
    assert card.answers[0].endswith(": both sides together; one side alone")


def test_every_part_has_a_course_and_parts_that_share_it_are_asked_for_together():
    courses = [card for key, card in SHARED.items() if key.startswith("course:")]
    assert sorted(m for card in courses for m in card.muscles) == sorted(ATLAS.ids)
    assert SHARED["course:internal_intercostals"].muscles == (
        "internal_intercostals",
        "innermost_intercostals",
    )


def test_a_named_region_is_asked_for_what_bounds_and_fills_it():
    cards = {card.key: card for card in DECK.regions}
    bounds = cards["region:suboccipital_triangle:bounds"]
    assert (bounds.question, bounds.clues) == ("What bounds it?", ("Suboccipital triangle",))
    assert bounds.answers == (
        "superomedial: rectus capitis posterior major",
        "superolateral: obliquus capitis superior",
        "inferolateral: obliquus capitis inferior",
    )
    assert "roof: semispinalis capitis" in cards["region:suboccipital_triangle:floor"].answers
    assert cards["region:quadrangular_space:content"].answers[0] == "axillary nerve"
    assert "region:tlf_middle:bounds" not in cards
    asked = {key.split(":")[1] for key in cards}
    assert asked == {row.region for row in ATLAS.tables.named_regions}


def test_a_region_is_in_the_deck_of_a_muscle_that_bounds_it():
    small = deck(ATLAS, ATLAS.muscle("teres minor").parts)
    assert {card.key.split(":")[1] for card in small.regions} == {"quadrangular_space", "triangular_space"}


def test_a_part_of_the_deck_keeps_keys_and_answers():
    small = deck(ATLAS, ATLAS.muscle("rhomboids").parts)
    assert len(small.muscles) == 2
    assert all(SHARED[card.key] == card for card in small.shared)
    assert "levator_scapulae" in small.pictured  # shares the nerve


def test_tags_say_layer_and_region():
    tags = next(card.tags for card in DECK.muscles if card.muscle == "psoas_major")
    assert tags == (
        "layer::posterior_abdominal_wall",
        "region::lower_limb",
        "region::lumbar",
        "region::thoracic",
    )
