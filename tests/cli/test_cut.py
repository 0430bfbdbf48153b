"""`dorsum cut`, and veins and lymph in `muscle` and `find`."""

import json

import pytest


def test_a_cut_nerve_is_told_with_what_goes_and_what_stays(dorsum):
    out = dorsum("cut", "dorsal scapular").out
    assert "Rhomboid major  loses dorsal scapular nerve C4 C5" in out
    assert "keeps anterior rami, direct branches C3 C4" in out
    assert "retraction, scapula" in out
    assert "not a simulation" in out


def test_what_nothing_else_does_stands_first(dorsum):
    out = dorsum("cut", "musculocutaneous").out
    assert (
        out.index("flexion, elbow") < out.index("nothing else in the tables") < out.index("flexion, shoulder")
    )


def test_a_cut_in_json(dorsum):
    found = json.loads(dorsum("cut", "axillary", "--json").out)
    assert found["cut"] == {"nerves": ["axillary nerve"], "roots": []}
    assert [row["muscle"] for row in found["lost"]] == [
        *(f"deltoid_{x}" for x in ("clavicular", "acromial", "spinal")),
        "teres_minor",
    ]
    assert found["done_by_nothing_else"] == []
    assert found["weakened"] == []
    assert "not a simulation" in found["note"]


def test_a_root_alone_is_enough(dorsum):
    found = json.loads(dorsum("cut", "--root", "C1", "--json").out)
    assert found["cut"] == {"nerves": [], "roots": ["C1"]}
    assert len(found["lost"]) == 6  # of the back of the neck, and two of the hyoid
    assert "(C1)" in dorsum("cut", "--root", "C1").out  # reaches semispinalis capitis in part of people


def test_a_cut_that_takes_no_muscle_says_so(dorsum):
    out = dorsum("cut", "--root", "S5").out
    assert out.count("no muscle part") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name the nerve that is cut, or the root, or both"),
        (("gluteal",), "'gluteal' may be superior gluteal nerve; inferior gluteal nerve: say which"),
        (("C5",), "C5 is a root, not a nerve: use --root C5"),
        (("nerve of nobody",), "no nerve is called 'nerve of nobody'"),
        (("tibial", "--side", "up"), "no side is called 'up'"),
        (("tibial", "--subject", "nobody"), "no subject is called 'nobody'"),
        (("tibial", "--root", "C9"), "no root is called 'C9'; did you mean C8"),
    ],
)
def test_a_cut_that_makes_no_sense_is_refused(refused, arguments, message):
    assert refused("cut", *arguments).startswith(message)


def test_veins_and_lymph_of_a_muscle_are_shown_with_how_they_are_known(dorsum):
    out = " ".join(dorsum("muscle", "multifidus lumborum").out.split())
    assert "lumbar veins → inferior vena cava, ascending lumbar vein" in out
    assert "lumbar nodes → lumbar trunk (read)" in out
    assert "(recalled) lymph" in out
    out = " ".join(dorsum("muscle", "rectus abdominis").out.split())
    assert "axillary nodes, pectoral, of the skin above the umbilicus → subclavian trunk" in out


def test_parts_are_found_by_vein_and_lymph(dorsum, refused):
    found = json.loads(dorsum("find", "--vein", "iliolumbar", "--lymph", "external iliac", "--json").out)
    assert [row["muscle"] for row in found] == ["iliacus"]
    assert refused("find", "--vein", "poplitel").startswith("no vein is called 'poplitel'; did you mean")
    assert refused("find", "--lymph", "spleen").startswith("no lymph node is called 'spleen'")
