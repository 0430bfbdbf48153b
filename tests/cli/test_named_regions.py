"""`dorsum muscle`, `find` and `regions` of a named region of anatomy."""

import json

import pytest


def test_a_region_is_told_where_a_muscle_is_asked_for(dorsum):
    ran = dorsum("muscle", "suboccipital triangle")
    assert (ran.code, ran.err) == (0, "")
    for text in (
        "superomedial   rectus capitis posterior major",
        "Floor",
        "suboccipital nerve; the posterior ramus of C1",
        "vertebral artery",
        "our sources do not say where to feel it",
        "9.7 ± 1.5 cm²",
        "not an examination",
    ):
        assert text in ran.out, text
    assert dorsum("regions", "Suboccipital Triangle").out == ran.out


def test_json_of_a_region_names_muscles_by_id_and_nerves_by_name(dorsum):
    found = json.loads(dorsum("muscle", "petit triangle", "--json").out)
    assert found["region"] == "inferior_lumbar_triangle"
    by_role = {}
    for part in found["parts"]:
        by_role.setdefault(part["role"], []).append(part)
    assert [part["muscles"] for part in by_role["bound"]] == [["latissimus_dorsi"], ["external_oblique"], []]
    assert by_role["floor"][0]["muscles"] == ["internal_oblique"]
    assert all(part["source"] for part in found["parts"])
    assert "iliac crest" in by_role["felt"][0]["what"]


def test_a_fascia_is_all_its_layers(dorsum):
    found = json.loads(dorsum("regions", "thoracolumbar fascia", "--json").out)
    assert [layer["region"] for layer in found] == [
        "tlf_posterior_superficial", "tlf_posterior_deep", "tlf_middle", "tlf_anterior"
    ]  # fmt: skip
    arises = {
        muscle for layer in found for p in layer["parts"] if p["role"] == "arises" for muscle in p["muscles"]
    }
    assert {"latissimus_dorsi", "transversus_abdominis", "internal_oblique", "gluteus_maximus"} < arises


def test_all_are_listed(dorsum):
    found = json.loads(dorsum("regions", "--named", "--json").out)
    assert len(found) == 11
    out = dorsum("regions", "--named").out
    assert all(row["name"].split(",")[0] in out for row in found)
    assert "dorsum regions --named" in dorsum("regions").out


def test_the_outline_is_that_of_the_model_or_says_why_there_is_none(dorsum):
    out = dorsum("regions", "suboccipital triangle", "--outline").out
    assert "of an average man enclose 12.4 cm²" in " ".join(out.split())
    found = json.loads(dorsum("regions", "triangular space", "--outline", "--json").out)["outline"]
    assert (found["closed"], found["area_mm2"]) == (False, None)
    assert "teres minor is no longer a side" in found["amiss"][0]


def test_a_muscle_names_its_regions(dorsum):
    out = " ".join(dorsum("muscle", "teres minor").out.split())
    assert "named regions Quadrangular space: superior bound; Triangular space: superior bound" in out


def test_muscles_are_found_by_what_they_bound(dorsum):
    found = json.loads(dorsum("find", "--bounds", "quadrangular space", "--nerve", "axillary", "--json").out)
    assert [row["muscle"] for row in found] == ["teres_minor"]
    both = json.loads(dorsum("find", "--bounds", "petit", "--bounds", "auscultation", "--json").out)
    assert [row["muscle"] for row in both] == ["latissimus_dorsi"]


def test_each_crossed_joint_counts(dorsum):
    """The first of two joints is not dropped: only psoas major crosses both of these."""

    def crossing(*joints):
        asked = [word for joint in joints for word in ("--crosses", joint)]
        return {row["muscle"] for row in json.loads(dorsum("find", *asked, "--json").out)}

    both = crossing("L4/L5", "hip")
    assert both == crossing("hip", "L4/L5") == {"psoas_major"}
    assert both < crossing("L4/L5")
    assert both < crossing("hip")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            ("muscle", "suboccipital triangel"),
            "no muscle is called 'suboccipital triangel'; did you mean Suboc",
        ),
        (
            ("regions", "quadrangular spase"),
            "no region is called 'quadrangular spase'; did you mean Quadrang",
        ),
        (("regions", "lowback"), "no region is called 'lowback'; did you mean low back"),
        (("find", "--bounds", "petti"), "no named region is called 'petti'"),
        (("find", "--bounds", "tlf_middle"), "'tlf_middle' is a fascia and has no bounds: `dorsum regions"),
        (
            ("regions", "low back", "petit"),
            "'low back' is a place where it can hurt, 'Inferior lumbar triangle' a",
        ),
        (("regions", "low back", "--outline"), "--outline goes with a named region"),
        (("regions", "petit", "--named"), "--named lists the named regions"),
        (("regions", "petit", "--picture", "x.svg"), "--picture draws where it can hurt"),
    ],
)
def test_what_makes_no_sense_is_refused(refused, asked, message):
    assert refused(*asked).startswith(message)
