"""The atlas: a muscle by any of its names, and what the tables know of it."""

import re
import subprocess
import sys

import pytest

from dorsum import Atlas
from dorsum.anatomy.atlas.sheet import COLUMNS, part_sheet, sheet
from dorsum.anatomy.atlas.words import fits, fitting, index, key, words
from dorsum.anatomy.read import load
from dorsum.errors import BadInput, UnknownName

ATLAS = Atlas()
QUADRATUS = [f"quadratus_lumborum_{part}" for part in ("iliocostal", "iliolumbar", "lumbocostal")]
TRAPEZIUS = [f"trapezius_{part}" for part in ("descending", "transverse", "ascending")]
ILIOCOSTALIS = [f"iliocostalis_lumborum_pars_{part}" for part in ("lumborum", "thoracis")]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("multifidus", ["multifidus_cervicis", "multifidus_thoracis", "multifidus_lumborum"]),
        ("MULTIFIDUS LUMBORUM", ["multifidus_lumborum"]),
        ("multifidus_lumborum", ["multifidus_lumborum"]),
        ("trachelomastoid", ["longissimus_capitis"]),
        ("sacrolumbalis", ILIOCOSTALIS),
        ("cervicalis ascendens", ["iliocostalis_cervicis"]),
        ("Transversalis cervicis", ["longissimus_cervicis"]),
        ("QL", QUADRATUS),
        ("ql", QUADRATUS),
        ("lats", ["latissimus_dorsi"]),
        ("traps", TRAPEZIUS),
        ("upper trapezius", ["trapezius_descending"]),
        ("Musculus latissimus dorsi", ["latissimus_dorsi"]),
        ("Musculus splenius colli", ["splenius_cervicis"]),
        ("FMA:13357", ["latissimus_dorsi"]),
        ("uberon:0001112", ["latissimus_dorsi"]),
        ("TA2 2231", ["latissimus_dorsi"]),
        ("2231", ["latissimus_dorsi"]),
        ("longissimus thoracis", [f"longissimus_thoracis_pars_{part}" for part in ("lumborum", "thoracis")]),
        ("splen", ["splenius_capitis", "splenius_cervicis"]),
    ],
)
def test_a_muscle_goes_by_any_of_its_names_in_any_case(name, ids):
    assert list(ATLAS.muscle(name).ids) == ids


def test_every_name_of_the_tables_finds_what_it_names():
    for row in ATLAS.tables.muscles:
        for name in (row.muscle, row.name, row.latin_name):
            assert row.muscle in ATLAS.muscle(name).ids, name
        if row.part_of:
            assert row.muscle in ATLAS.muscle(row.part_of).ids, row.part_of
    for row in ATLAS.tables.synonyms:
        assert set(ATLAS.muscle(row.synonym).ids) == set(row.muscles), row.synonym


def test_a_misspelled_name_offers_the_nearest():
    with pytest.raises(UnknownName, match="no muscle is called 'multifidas'; did you mean multifidus"):
        ATLAS.muscle("multifidas")


@pytest.mark.parametrize("name", ["", "  ", "?", "xyz"])
def test_a_name_like_no_other_is_refused(name):
    with pytest.raises(UnknownName, match="no muscle is called"):
        ATLAS.muscle(name)


def test_a_name_of_several_muscles_is_refused_with_their_names():
    with pytest.raises(BadInput, match=r"may be Rectus capitis posterior major, Rectus.* minor: say which"):
        ATLAS.muscle("rectus capitis posterior")


def test_a_whole_muscle_has_its_parts_slips_and_fascicles():
    multifidus = ATLAS.muscle("multifidus")
    assert [part.ids for part in multifidus.parts] == [(name,) for name in multifidus.ids]
    assert len(multifidus.fascicles) == sum(len(part.fascicles) for part in multifidus.parts)
    assert len(ATLAS.muscle("multifidus lumborum").slips) == 25


def test_nerves_and_roots_of_a_muscle():
    levator = ATLAS.muscle("levator scapulae")
    assert {(row.nerve, row.roots) for row in levator.nerves} == {
        ("anterior_ramus", ("C3", "C4")),
        ("dorsal_scapular", ("C5",)),
    }
    assert levator.roots == ("C3", "C4", "C5")


def test_pain_exercises_and_claims_of_a_muscle():
    levator = ATLAS.muscle("levator scapulae")
    assert [row.id for row in levator.pain] == ["PAI-07", "PAI-08"]
    assert {row.id for row in levator.exercises} == {"EXE-26", "EXE-32"}
    assert all("levator_scapulae" in ATLAS.claimed[row.claim] for row in levator.claims)
    assert levator.claims[0].subject == "levator scapulae"


def test_every_claim_of_a_muscle_is_found_through_the_muscle():
    silent = {row.subject for row in ATLAS.claims if not ATLAS.claimed[row.claim]}
    named = {row.part_of for row in ATLAS.tables.muscles} | {row.synonym for row in ATLAS.tables.synonyms}
    assert silent & named == set()
    assert len(ATLAS.claims) == 335
    assert sum(not parts for parts in ATLAS.claimed.values()) == 58  # of pain, posture, treatment, regions


def test_a_muscle_represents_itself_in_one_line_and_as_a_table():
    multifidus = ATLAS.muscle("multifidus")
    assert repr(multifidus).startswith("<Muscle Multifidus: 3 parts (multifidus_cervicis, ")
    assert repr(ATLAS.muscle("lats")).startswith("<Muscle latissimus_dorsi: Latissimus dorsi; 20 slips, ")
    assert multifidus._repr_html_().count("<tr>") == 4
    assert repr(ATLAS) == "<Atlas: 123 muscle parts, 652 slips, 335 claims>"


@pytest.mark.parametrize("part", ATLAS.parts, ids=lambda part: part.ids[0])
def test_every_part_answers_with_every_field_or_says_not_known_and_why(part):
    found = part_sheet(part)
    for column in COLUMNS:
        assert found[column], column
        assert not found[column].startswith("not known") or len(found[column]) > len("not known: "), column
    for name in ("source", "nerves", "arteries", "veins", "lymph", "slips", "actions", "referred_pain"):
        assert found[name], name
        assert not isinstance(found[name], str) or found[name].startswith("not known: "), name
    assert all(row["roots"] or row["variable_roots"] for row in found["nerves"])


def test_the_sheet_of_a_whole_muscle_holds_its_parts_and_what_the_documents_say():
    found = sheet(ATLAS.muscle("QL"))
    assert [part["muscle"] for part in found["parts"]] == QUADRATUS
    assert {"agrees", "imprecise"} <= {claim["verdict"] for claim in found["claims"]}
    assert all(claim["title"] for claim in found["claims"])


def test_the_atlas_needs_the_standard_library_only():
    code = (
        "import sys; from dorsum import Atlas; Atlas().muscle('multifidus').claims;"
        "print(*sorted({'numpy', 'polars', 'pydantic', 'rich', 'jax'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_roots_of_a_muscle_are_roots_of_its_nerve():
    nerves = {row.nerve: set(row.roots) for row in load().nerves}
    for row in load().muscle_nerves:
        assert row.roots or row.variable_roots, row.muscle
        assert set(row.roots) <= nerves[row.nerve], (row.muscle, row.nerve)


def test_every_part_has_a_motor_nerve_and_the_ramus_of_muscles_csv():
    ramus = {row.nerve: row.ramus for row in load().nerves}
    for part in ATLAS.parts:
        motor = {ramus[row.nerve] for row in part.nerves if row.role == "motor"}
        stated = part.records[0].nerve_ramus
        assert motor == {"cranial"} if "cranial" in stated else motor == {stated.split()[0]}, part


def test_roots_written_in_muscles_csv_are_those_of_the_nerve_table():
    for part in ATLAS.parts:
        text = part.records[0].innervation
        written = set(re.findall(r"\b[CTLS]\d+\b", text))
        found = {root for row in part.nerves for root in (*row.roots, *row.variable_roots)}
        assert written <= found, (part, text)


def test_arteries_of_the_artery_table_are_written_in_muscles_csv():
    names = {row.artery: row.name.split()[-2] for row in load().arteries}
    for part in ATLAS.parts:
        text = part.records[0].arterial_supply
        assert [row.artery for row in part.arteries if names[row.artery] not in text] == [], (part, text)


def test_every_gap_of_the_documents_is_filled_from_a_table_or_open_with_why():
    gaps = load().gaps
    assert len(gaps) == 69
    for row in gaps:
        tables = re.findall(r"(\w+)\.csv", row.filled_in)
        if row.status == "filled":
            assert tables, row.gap
            assert all(hasattr(load(), table) for table in tables), row.gap
        else:
            assert row.status.startswith("open: "), row.gap
    assert [row.gap for row in gaps if row.status != "filled"] == ["G2-40", "G4-06"]


def test_an_index_of_words_finds_what_going_through_all_names_finds():
    names = sorted({key(name) for name in ATLAS.names.spelled})
    indexed = index(names)
    for asked in [*names[::7], "mult", "rot lon", "ta2 2231", "rib 1", "223", "spl cap x"]:
        wanted = words(asked)
        assert fitting(wanted, indexed) == {name for name in names if fits(wanted, name.split())}, asked
