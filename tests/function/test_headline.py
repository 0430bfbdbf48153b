"""What a pull is told by first: the joint that the muscle is for."""

import pytest

from dorsum import stimulate
from dorsum.anatomy.atlas.filters import movements
from dorsum.function.headline import Headline, spoken


@pytest.mark.parametrize(
    ("muscle", "side", "fix", "first", "besides"),
    [
        ("multifidus thoracis", "both", "pelvis", "Thoracic spine: extension ", "head, extension"),
        # of a whole muscle what most of its force is for
        (
            "trapezius",
            "both",
            "pelvis",
            "Scapula, each side: upward rotation ",
            "not found in this pull: elevation",
        ),
        ("levator scapulae", "left", "pelvis", "Left scapula: elevation ", "spine, bending to the same side"),
        # what is held still cannot move, and that is said
        ("multifidus lumborum", "both", "thorax and pelvis", "", "extension (lumbar spine, held still)"),
    ],
)
def test_the_joint_that_the_muscle_is_for_comes_first(muscle, side, fix, first, besides):
    said = Headline(stimulate(muscle, side=side, fix=fix)).as_dict()
    assert said["headline"].startswith(first)
    assert besides in " ".join(said["besides"])
    assert ("not found" in " ".join(said["besides"])) == ("not found" in besides or "held" in besides)


def test_what_moves_the_other_way_than_stated_is_not_found_and_that_is_said():
    told = Headline(stimulate("trapezius ascending"))
    size = {motion: action.size for motion, (action, _) in told.stated["scapula"].actions.items()}
    assert size["depression"] > 1
    assert size["upward_rotation"] < 0
    first, other, missing = told.sentences
    assert first.startswith("Scapula, each side: depression ")
    assert "upward" not in first
    assert other.startswith("Largest other movement: thoracic spine, extension")
    assert missing == "Stated but not found in this pull: upward rotation (scapula)."


def test_where_nothing_of_what_is_stated_can_be_seen_it_is_told_in_words():
    told = Headline(stimulate("rotatores breves thoracis", activation=0.2))
    assert told.as_dict()["besides"][0].startswith(
        "What is stated cannot be seen in this pull: position sense"
    )


def test_nothing_is_missed_of_a_muscle_that_does_not_pull():
    told = Headline(stimulate("multifidus lumborum", activation=0.0))
    assert told.sentences == ("Nothing moves by more than 0.1°.",)


def test_the_claims_name_every_region_and_movement_in_one_way(tables):
    regions, motions = spoken(tables)
    for row in tables.mechanical_claims:
        alone = spoken(type("One", (), {"mechanical_claims": [row]}))
        assert alone[0].items() <= regions.items(), row.mechanical_claim
        assert alone[1].items() <= motions.items(), row.mechanical_claim
    coded = {region for row in tables.muscles for _, region, _ in movements(row)}
    assert coded - set(regions) == {"elbow", "hyoid", "jaw"}  # no movement of these is told
