"""`dorsum muscle` and `dorsum tree`: the facts of one muscle, and the order of all."""

import json

import pytest


def test_a_muscle_is_shown_with_supply_slips_and_what_is_said_of_it(dorsum):
    ran = dorsum("muscle", "Levator Scapulae")
    assert (ran.code, ran.err) == (0, "")
    for text in (
        "FMA:32519",
        "dorsal scapular nerve C5",
        "C1 transverse process tip",
        "essential",
        "how sure",
    ):
        assert text in ran.out, text
    assert "What five documents say" in ran.out
    assert "sources" in ran.out


def test_what_is_not_known_says_why(dorsum):
    assert "FMA not known: no labelled mapping was seen" in dorsum("muscle", "external oblique").out
    assert "TA2 2279 · FMA:22827 · UBERON not known" in dorsum("muscle", "multifidus").out


def test_the_layer_is_told_in_words(dorsum):
    out = dorsum("muscle", "multifidus lumborum").out
    assert "deep deep" in out
    assert "deep_deep" not in out


def test_json_of_a_whole_muscle_has_each_part(dorsum):
    found = json.loads(dorsum("muscle", "ql", "--json").out)
    assert found["name"] == "Quadratus lumborum"
    assert [len(part["slips"]) for part in found["parts"]] == [2, 4, 4]
    assert {"pain", "exercises", "claims", "sources", "synonyms"} <= set(found)


def test_every_slip_is_named(dorsum):
    ran = dorsum("muscle", "multifidus lumborum")
    found = json.loads(dorsum("muscle", "multifidus lumborum", "--json").out)
    assert all(slip["slip"].replace("_", " ") in ran.out for slip in found["parts"][0]["slips"])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("multifidas", "no muscle is called 'multifidas'; did you mean multifidus"),
        ("serratus", "'serratus' may be Serratus anterior, Serratus posterior,"),
        ("", "no muscle is called ''"),
    ],
)
def test_a_name_that_fits_none_or_several_is_refused(refused, name, message):
    assert refused("muscle", name).startswith(message)


def test_the_tree_names_every_part_once(dorsum):
    found = json.loads(dorsum("tree", "--json").out)
    parts = [
        part for groups in found.values() for wholes in groups.values() for p in wholes.values() for part in p
    ]
    assert len(parts) == len(set(parts)) == 123
    drawn = dorsum("tree").out
    assert all(part in drawn for part in parts)
    assert found["transversospinal"]["transversospinal"]["multifidus"] == [
        "Multifidus cervicis (colli)",
        "Multifidus thoracis",
        "Multifidus lumborum and sacral part",
    ]
