"""Veins and lymph nodes of the muscles: what drains where, and what is known of it."""

import pytest

from dorsum import Atlas
from dorsum.anatomy.atlas.sheet import part_sheet
from dorsum.anatomy.read import load
from dorsum.errors import UnknownName

ATLAS = Atlas()


def ends(rows, start):
    """Where all ways from a row end; a way that comes back to itself is a fault."""
    into = {getattr(row, row.KEY[0]): row.drains_into for row in rows}
    found, ways = set(), [(start,)]
    while ways:
        way = ways.pop()
        assert len(set(way)) == len(way), way
        ways += [(*way, name) for name in into[way[-1]]]
        found |= {way[-1]} if not into[way[-1]] else set()
    return found


@pytest.mark.parametrize("row", load().veins, ids=lambda row: row.vein)
def test_every_vein_leads_to_a_caval_vein(row):
    assert ends(load().veins, row.vein) <= {"superior_vena_cava", "inferior_vena_cava"}


@pytest.mark.parametrize("row", load().lymph_nodes, ids=lambda row: row.nodes)
def test_every_lymph_node_leads_to_a_duct(row):
    ducts = {row.nodes for row in load().lymph_nodes if row.type == "duct"}
    assert ends(load().lymph_nodes, row.nodes) <= ducts


def test_no_vein_and_no_lymph_node_stands_there_for_nothing():
    used = {row.vein for row in load().muscle_veins} | {v for row in load().veins for v in row.drains_into}
    assert {row.vein for row in load().veins} == used
    used = {row.nodes for row in load().muscle_lymph}
    used |= {name for row in load().lymph_nodes for name in row.drains_into}
    assert {row.nodes for row in load().lymph_nodes} == used


def test_a_muscle_drains_into_nodes_before_any_trunk():
    kind = {row.nodes: row.type for row in load().lymph_nodes}
    assert {kind[row.nodes] for row in load().muscle_lymph} == {"nodes"}


@pytest.mark.parametrize("part", ATLAS.parts, ids=lambda part: part.ids[0])
def test_every_part_has_a_vein_and_lymph_nodes_of_its_own(part):
    assert part.veins
    assert any(row.tissue == "muscle" for row in part.lymph)


def test_veins_are_recalled_throughout_and_the_sheet_says_so():
    assert {row.provenance for row in (*load().veins, *load().muscle_veins)} == {"recalled"}
    found = part_sheet(ATLAS.muscle("levator scapulae"))
    assert {row["provenance"] for row in found["veins"]} == {"recalled"}


def test_a_vein_that_runs_with_an_artery_has_its_name():
    arteries = {(row.muscle, row.artery): row.branch for row in load().muscle_arteries}
    names = {row.artery: row.name for row in load().arteries}
    with_artery = [row for row in load().muscle_veins if row.note == "runs with the artery of that name"]
    assert len(with_artery) > 30
    for row in with_artery:
        assert arteries[row.muscle, row.vein] == row.branch
        vein = next(vein.name for vein in load().veins if vein.vein == row.vein)
        assert names[row.vein].replace("arteries", "veins").replace("artery", "vein") == vein


def test_the_sheet_says_what_veins_and_nodes_drain_into():
    found = part_sheet(ATLAS.muscle("gastrocnemius"))
    assert [(row["vein"], row["drains_into"]) for row in found["veins"]] == [
        ("popliteal vein", ["femoral vein"])
    ]
    assert [(row["nodes"], row["of"], row["drains_into"]) for row in found["lymph"]] == [
        ("popliteal nodes", "muscle", ["deep inguinal nodes"])
    ]


TRAPEZIUS = [f"trapezius_{part}" for part in ("descending", "transverse", "ascending")]
GLUTEI = ["gluteus_maximus", "gluteus_medius", "gluteus_minimus"]
ABDOMEN = ["rectus_abdominis", "external_oblique", "internal_oblique", "transversus_abdominis"]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"vein": "popliteal"}, ["gastrocnemius", "adductor_magnus"]),
        ({"vein": "Superior gluteal veins"}, [*GLUTEI, "piriformis", "tensor_fasciae_latae"]),
        ({"vein": "iliolumbar", "group": "iliopsoas"}, ["psoas_major", "iliacus"]),
        ({"vein": "suboccipital plexus", "root": "C1"}, [p.ids[0] for p in ATLAS.find(group="suboccipital")]),
        ({"vein": "femoral vein"}, ["sartorius"]),
        ({"vein": "common iliac"}, []),
        ({"lymph": "subtrapezoid"}, TRAPEZIUS),
        ({"lymph": "axillary lymph nodes", "layer": "superficial"}, ["latissimus_dorsi"]),
        ({"lymph": "inguinal nodes"}, ABDOMEN),
        ({"lymph": "para-aortic", "group": "iliopsoas"}, ["psoas_major", "psoas_minor"]),
    ],
)
def test_parts_are_found_by_what_drains_them(asked, ids):
    assert [part.ids[0] for part in ATLAS.find(**asked)] == ids


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"vein": "poplitel"}, "no vein is called 'poplitel'; did you mean popliteal vein"),
        ({"vein": ""}, "no vein is called ''"),
        ({"lymph": "parasternel nodes"}, "no lymph node is called .* did you mean parasternal nodes"),
        ({"lymph": "thoracic duct"}, "no lymph node is called 'thoracic duct'"),
    ],
)
def test_an_unknown_vessel_offers_the_nearest(asked, message):
    with pytest.raises(UnknownName, match=message):
        ATLAS.find(**asked)
