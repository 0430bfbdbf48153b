"""`dorsum pain`, `dorsum regions` and `dorsum exercises`: facts, warnings first, and never a diagnosis."""

import json

import pytest

from dorsum import Atlas
from dorsum.anatomy.atlas.exercises import listed
from dorsum.anatomy.atlas.pain import DISCLAIMER, answer

ATLAS = Atlas()


def ask(at, since=None, signs=()):
    return answer(ATLAS, [at] if isinstance(at, str) else at, since, signs)


def test_red_flags_come_first_and_what_the_program_is_not_last(dorsum):
    ran = dorsum(
        "pain", "--at", "low back", "--at", "outer buttock", "--since", "5w", "--with", "leg_weakness"
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Warning signs named\nSEEK EMERGENCY CARE NOW")
    assert "it does not replace a doctor" in ran.out.splitlines()[-2] + ran.out.splitlines()[-1]
    assert "you have" not in ran.out.lower()


def test_a_sign_names_the_red_flag_and_the_symptom():
    found = ask("low back", signs=["leg_weakness"])
    assert [row["id"] for row in found["red_flags"]] == ["RED-04"]
    assert [row["id"] for row in found["signs"]] == ["SYM-08"]


@pytest.mark.parametrize(
    ("since", "flags"), [("3w", []), ("27 days", []), ("4w", ["RED-15"]), ("1y", ["RED-15"])]
)
def test_long_pain_is_a_reason_for_review(since, flags):
    assert [row["id"] for row in ask("low back", since)["red_flags"]] == flags


@pytest.mark.parametrize(
    ("since", "stage"), [("3d", "PRO-05"), ("5w", "PRO-04"), ("2m", "PRO-04"), ("13w", "PRO-03")]
)
def test_the_course_goes_by_the_time(since, stage):
    assert stage in [row["id"] for row in ask("low back", since)["course"]]


def test_muscles_are_ranked_by_how_much_of_the_pattern_they_explain():
    found = ask(["outer hip", "thigh_lateral"])["muscles"]
    assert [(row["subject"], row["explains"]) for row in found[:2]] == [
        ("quadratus lumborum, superficial lower", 0.75),
        ("gluteus minimus, front", 0.5),
    ]
    assert found == sorted(found, key=lambda row: -row["explains"])
    assert found[0]["essential"] == ["outer hip"]
    assert found[0]["spillover"] == ["thigh_lateral"]


def test_imaging_says_where_guidance_differs_from_the_documents():
    (imaging,) = ask("low back")["imaging"]
    assert any(
        "Back muscles: beyond four weeks" in said and "imprecise" in said for said in imaging["documents_say"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--at", "low bck"), "no region is called 'low bck'; did you mean low back"),
        ((), "say where it hurts"),
        (("--at", "neck", "--since", "soon"), "cannot read the time 'soon'"),
        (("--at", "neck", "--since", "0d"), "the time '0d' must be more than nothing"),
        (("--at", "neck", "--since", "101y"), "the time '101y' must be"),
        (("--at", "neck", "--with", "fevr"), "no sign is called 'fevr'"),
    ],
)
def test_places_times_and_signs_that_make_no_sense_are_refused(refused, arguments, message):
    assert refused("pain", *arguments).startswith(message)


def test_every_region_is_listed_and_can_be_asked_by_name_and_plain_words(dorsum):
    found = json.loads(dorsum("regions", "--json").out)
    assert len(found) == 48
    for row in found:
        for name in (row["region"], *row["plain_words"]):
            assert row["region"] in ask(name)["places"][name], name
    assert all(row["region"] in dorsum("regions").out for row in found[:3])


def test_every_clinical_row_is_reached_by_some_query():
    reached = {row.id for part in ATLAS.parts for row in (*part.pain, *part.exercises, *part.conditions)}
    reached |= {row["id"] for row in listed(ATLAS)["exercises"]}
    for region in ATLAS.tables.regions:
        found = ask(region.region)
        for key in ("conditions", "course", "imaging", "treatments", "advice"):
            reached |= {row["id"] for row in found[key]}
    for row in ATLAS.tables.clinical:
        if row.type in ("red_flag", "symptom"):
            found = ask("low back", signs=[row.subject])
            reached |= {row["id"] for row in (*found["red_flags"], *found["signs"])}
    assert {row.id for row in ATLAS.tables.clinical} - reached == set()


def test_exercises_that_load_a_muscle_come_with_the_effort_measured(dorsum):
    found = json.loads(dorsum("exercises", "--for", "lumbar multifidus", "--json").out)
    assert {"bird dog", "bridge", "walking"} <= {row["exercise"] for row in found["exercises"]}
    assert max(row["value"] or 0 for row in found["measured"] if row["quantity"] == "lumbar multifidus") == 46
    assert found["disclaimer"] == DISCLAIMER
    assert (
        "lumbar multifidus 46 ± 21 % MVIC [Ekstrom2007]"
        in dorsum("exercises", "--for", "lumbar multifidus").out
    )


def test_exercises_that_lengthen_a_muscle(dorsum):
    found = json.loads(dorsum("exercises", "--stretch", "lats", "--json").out)
    assert {row["id"] for row in found["exercises"]} == {"EXE-11", "EXE-12", "EXE-33"}
    assert found["measured"] == []


def test_loading_and_lengthening_exclude_each_other(refused):
    assert refused("exercises", "--for", "ql", "--stretch", "ql") == "--for and --stretch exclude each other"
    assert refused("exercises", "--for", "xyz").startswith("no muscle is called 'xyz'")
