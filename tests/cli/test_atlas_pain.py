"""`dorsum pain` and `dorsum regions`: facts, warnings first, and never a diagnosis."""

import json

import pytest

from dorsum import Atlas
from dorsum.anatomy.atlas.exercises import listed
from dorsum.anatomy.atlas.pain import answer, places, regions, signs_of
from dorsum.anatomy.atlas.signs import find

ATLAS = Atlas()


def ask(at, since=None, signs=()):
    return answer(ATLAS, [at] if isinstance(at, str) else at, since, signs)


def test_red_flags_come_first_and_what_the_program_is_not_last(dorsum):
    ran = dorsum(
        "pain", "--at", "low back", "--at", "outer buttock", "--since", "5w", "--with", "leg_weakness"
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Seek emergency care now: progressive or major leg weakness.\nOne sign alone")
    assert ran.out.index("emergency now") < ran.out.index("Warning signs named\nSEEK EMERGENCY CARE NOW")
    assert "it does not replace a doctor" in ran.out.splitlines()[-2] + ran.out.splitlines()[-1]
    assert "you have" not in ran.out.lower()


def test_a_sign_names_the_red_flag_and_the_symptom():
    found = ask("low back", signs=["leg_weakness"])
    assert [row["id"] for row in found["red_flags"]] == ["RED-04"]
    assert [row["id"] for row in found["signs"]] == ["SYM-08"]


EVERYWHERE = {"RED-06", "RED-07", "RED-08", "RED-09", "RED-10", "RED-11", "RED-12", "RED-13"}


def told(found):
    """Ids of all rows that an answer tells, without those that are marked as of another place."""
    keys = ("red_flags", "signs", "conditions", "course", "imaging", "treatments", "tests", "advice")
    rows = [row for key in keys for row in found[key] if not row.get("listed_for")]
    known = {row.subject: row.id for row in ATLAS.tables.clinical if row.type == "red_flag"}
    return {row["id"] for row in rows} | {known[sign] for do in found["watch_for"].values() for sign in do}


@pytest.mark.parametrize("region", ATLAS.tables.regions, ids=lambda row: row.region)
def test_a_place_has_the_general_signs_and_no_row_of_another_place(region):
    """Every region, sign and time is answered, what to do first."""
    clinical = {row.id: row for row in ATLAS.tables.clinical}
    calls = [(since, ()) for since in (None, "3d", "5w", "2y")]
    calls += [(None, [row.subject]) for row in clinical.values() if row.type == "red_flag"]
    for since, named in calls:
        found = ask(region.region, since, named)
        ids = told(found)
        assert ids >= EVERYWHERE
        for row in map(clinical.__getitem__, ids - {row["id"] for row in found["signs"]}):
            assert {"any", *region.areas} & set(row.areas) or region.region in row.regions, (row.id, named)
        own = any("any" not in row.areas for row in map(clinical.__getitem__, ids) if row.type == "red_flag")
        assert own != any("no region-specific sign in our sources" in text for text in found["lacks"])
        assert found["first"].endswith(".")
        assert "No sign listed here does not rule disease out" in found["rule"]


@pytest.mark.parametrize(
    ("place", "emergencies"),
    [
        ("low back", {"RED-01", "RED-02", "RED-03", "RED-04"}),
        ("neck", {"NRF-02", "NRF-04", "NRF-10", "RED-04"}),
        ("mid back", {"NRF-02", "NRF-11", "NRF-13", "RED-04", "RED-16"}),
    ],
)
def test_signs_of_cord_and_roots_stand_where_they_belong(place, emergencies):
    watch = ask(place)["watch_for"]["seek emergency care now"]
    assert {row.id for row in ATLAS.tables.clinical if row.subject in watch} == emergencies


@pytest.mark.parametrize(
    ("place", "sign", "first"),
    [
        ("neck", ["leg weakness"], "Seek emergency care now: progressive or major leg weakness."),
        (
            "neck",
            ["bladder"],
            "Seek emergency care now: bladder or bowel trouble",
        ),
        ("neck", ["numb saddle"], "Seek emergency care now: bladder or bowel"),
        ("mid back", ["leg numbness"], "Seek emergency care now: band-like chest"),
        ("neck", ["clumsy hands"], "See a doctor promptly: clumsy hands"),
        ("neck", ["fever"], "See a doctor promptly: fever or chills."),
        (
            "neck",
            ["fever", "weight loss"],
            "Several warning signs together (fever and weight loss): seek",
        ),
        ("neck", ["hand numbness"], "No warning sign is named"),
        ("low back", [], "No warning sign is named"),
        ("chest", [], "Seek emergency care now: chest pain"),
        ("lower belly", ["saddle numbness"], "Seek emergency care now: saddle numbness (between the legs)."),
    ],
)
def test_what_to_do_comes_first(place, sign, first):
    assert ask(place, None, sign)["first"].startswith(first)


@pytest.mark.parametrize(
    ("place", "ticked", "first"),
    [
        ("low back", ["NRF-19", "RED-12"], "See a doctor promptly: back pain after a bad accident or fall."),
        ("low back", ["RED-14", "NRF-18"], "Have it assessed: "),
        (
            "low back",
            ["RED-12", "RED-10"],
            "Several warning signs together (a bad accident or fall and unexp",
        ),
        (
            "low back",
            ["NRF-19", "RED-12", "RED-10"],
            "Several warning signs together (back pain after a bad a",
        ),
    ],
)
def test_one_sign_listed_twice_is_not_several(place, ticked, first):
    """Both boxes hold of who fell; neither makes the other an emergency."""
    assert ask(place, None, ticked)["first"].startswith(first)


def test_a_sign_of_another_place_is_kept_and_says_so(dorsum):
    """An emergency is never dropped because our sources list it elsewhere."""
    (row,) = ask("lower belly", signs=["saddle numbness"])["red_flags"][:1]
    assert (row["id"], row["listed_for"]) == ("RED-01", ["low back"])
    assert "our sources list it for the low back" in " ".join(
        dorsum("pain", "--at", "lower belly", "--with", "saddle numbness").out.split()
    )


def test_guidelines_come_before_web_pages_and_sources_are_those_of_the_answer():
    found = ask("neck")
    tier = {row.key: row.tier for row in ATLAS.tables.sources}
    best = [min(tier[key] for key in row["source"]) for row in found["treatments"]]
    assert best == sorted(best)
    assert {best[0], best[-1]} == {"A", "C"}
    assert "ACP2017" not in found["sources"]  # a guideline for the low back
    assert found["sources"]["Cote2016"].startswith("Cote P et al.")
    assert ask("low back")["sources"]["ACP2017"]


def test_signs_are_listed_and_found_by_plain_words(dorsum, refused):
    found = json.loads(dorsum("pain", "--signs", "--json").out)
    areas = {area for region in ATLAS.tables.regions for area in region.areas}
    for row in found:
        for words in row["plain_words"]:
            assert row["id"] in {one.row.id for one in find(ATLAS.tables, [words], areas)}, (words, row["id"])
    neck = json.loads(dorsum("pain", "--signs", "--at", "neck", "--json").out)
    assert {row["id"] for row in neck} < {row["id"] for row in found}
    assert "tells the sort of pain" in dorsum("pain", "--signs").out
    assert refused("pain", "--signs", "--since", "3d").startswith("--signs goes with --at and --json alone")
    assert refused("pain", "--at", "neck", "--with", "") == "no sign is called ''; see `dorsum pain --signs`"


@pytest.mark.parametrize("place", places(ATLAS.tables), ids=lambda place: place["name"])
def test_a_place_is_asked_by_each_of_its_names_and_a_sign_by_its_id(place):
    """A box that is ticked means that very sign, whatever else has such words."""
    for name in (place["name"], *place["also"]):
        assert {row.region for row in regions(ATLAS.tables, name)} == set(place["regions"])
    kinds = {row.id: row.type for row in ATLAS.tables.clinical}
    for sign in signs_of(ATLAS.tables, [place["name"]]):
        found = ask(place["name"], signs=[sign["id"]])
        named = {row["id"]: row for row in found["red_flags"]}
        if kinds[sign["id"]] == "red_flag":
            assert (named[sign["id"]]["do"], named[sign["id"]]["said"]) == (sign["do"], sign["sign"])
        others = {row["id"] for row in ask(place["name"])["red_flags"]} | {sign["id"]}
        assert set(named) <= others


def test_every_region_is_a_place_once():
    single = [place["regions"][0] for place in places(ATLAS.tables) if len(place["regions"]) == 1]
    assert sorted(single) == sorted(row.region for row in ATLAS.tables.regions)


def test_the_terminal_has_plain_words_and_the_sources_where_asked(dorsum):
    ran = dorsum("pain", "--at", "neck", "--sources").out
    assert not [row.region for row in ATLAS.tables.regions if "_" in row.region and row.region in ran]
    assert "inner edge of the shoulder blade" in ran
    assert "Optima" in ran.title()
    assert "[recall" not in ran


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
    assert len(found) == 54
    for row in found:
        for name in (row["region"], *row["plain_words"]):
            assert row["region"] in ask(name)["places"][name], name
    assert all(row["region"] in dorsum("regions").out for row in found[:3])


def test_every_clinical_row_is_reached_by_some_query():
    reached = {row.id for part in ATLAS.parts for row in (*part.pain, *part.exercises, *part.conditions)}
    reached |= {row["id"] for row in listed(ATLAS)["exercises"]}
    for region in ATLAS.tables.regions:
        found = ask(region.region)
        for key in ("conditions", "course", "imaging", "treatments", "tests", "advice"):
            reached |= {row["id"] for row in found[key]}
    for row in ATLAS.tables.clinical:
        if row.type in ("red_flag", "symptom"):
            found = ask("low back", signs=[row.subject])
            reached |= {row["id"] for row in (*found["red_flags"], *found["signs"])}
    assert {row.id for row in ATLAS.tables.clinical} - reached == set()


@pytest.mark.parametrize(
    ("place", "root", "other"),
    [
        ("outer arm", "C5", "C6"),
        ("thumb", "C6", "C7"),
        ("middle finger", "C7", "C6"),
        ("knee", "L3", "L4"),
        ("inner shin", "L4", "L3"),
    ],
)
def test_a_place_has_the_root_whose_dermatome_it_is(dorsum, place, root, other):
    found = json.loads(dorsum("pain", "--at", place, "--json").out)
    conditions = [row["subject"] for row in found["conditions"]]
    assert any(subject.endswith(f"radiculopathy of {root}") for subject in conditions)
    assert not any(subject.endswith(f"radiculopathy of {other}") for subject in conditions)
    assert any(
        "saddle" in sign or "cord" in sign or "weak" in sign
        for signs in found["watch_for"].values()
        for sign in signs
    )
