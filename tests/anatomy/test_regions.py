"""Named regions: what bounds them is in the tables, and lies where it is said to lie."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from dorsum.anatomy.altered import with_rows
from dorsum.anatomy.atlas import Atlas, Muscle
from dorsum.anatomy.atlas.region import NOT_FELT, named, sheet
from dorsum.anatomy.atlas.words import words
from dorsum.body.body import Body
from dorsum.errors import BadInput, TableError, UnknownName
from dorsum.shape.outlines import NEAR, outline

ATLAS = Atlas()
PARTS = ATLAS.tables.region_parts
BODY = Body.of("male", ATLAS.tables)
SPACES = [region.id for region in ATLAS.regions if region.record.type != "layer"]
OUTLINES = {region: outline(BODY, region) for region in SPACES}


def test_the_lines_of_what_bounds_a_region_enclose_it():
    """Where they do not: quadratus lumborum's outermost line reaches the iliac crest in front of the hindmost
    one of internal oblique; the teres muscles, a line each, meet beside triceps, not along the scapula."""
    assert {region: found.amiss for region, found in OUTLINES.items() if not found.closed} == {
        "superior_lumbar_triangle": ("quadratus lumborum does not lie on the medial side",),
        "triangular_space": (
            "teres minor is no longer a side than the gaps at its ends",
            "long head of triceps does not lie on the lateral side",
            "teres major is no longer a side than the gaps at its ends",
        ),
    }
    for region, found in OUTLINES.items():
        assert all(corner.gap < NEAR for corner in found.corners), region


@pytest.mark.parametrize(
    ("region", "one", "other"),
    [
        ("quadrangular_space", "superior", "inferior"),
        ("suboccipital_triangle", "superomedial", "inferolateral"),
        ("inferior_lumbar_triangle", "anterior", "posterior"),
    ],
)
def test_bounds_on_each_others_sides_enclose_nothing(region, one, other):
    swap = {one: other, other: one}
    rows = tuple(replace(row, side=swap.get(row.side, row.side)) for row in PARTS)
    body = SimpleNamespace(
        tables=SimpleNamespace(region_parts=rows), skeleton=BODY.skeleton, fascicles=BODY.fascicles
    )
    assert len(outline(body, region).amiss) == 2


def test_the_suboccipital_triangle_is_as_large_as_measured():
    (measured,) = ATLAS.region("suboccipital triangle").areas
    area = OUTLINES["suboccipital_triangle"].area * 1e6
    assert abs(area - measured.area_mm2) < 2 * measured.sd_mm2


def test_a_corner_lies_in_the_middle_of_the_gap_and_is_symmetric(rng):
    from dorsum.shape.outlines import _closest

    for a, b, c, d in rng.normal(size=(50, 4, 3)):
        _, p, q = _closest(a, b, c, d)
        _, back, forth = _closest(c, d, a, b)
        assert np.allclose([p, q], [forth, back])
        share = np.linspace(0, 1, 101)[:, None]
        one, other = a + share * (b - a), c + share * (d - c)
        gaps = np.linalg.norm(one[:, None] - other[None], axis=-1)
        assert np.linalg.norm(p - q) <= gaps.min() + 1e-12
        assert np.linalg.norm(p - q) > gaps.min() - 0.1


def test_muscles_are_found_by_the_region_that_they_bound():
    assert [m.ids[0] for m in ATLAS.find(bounds="suboccipital triangle")] == [
        "rectus_capitis_posterior_major",
        "obliquus_capitis_superior",
        "obliquus_capitis_inferior",
    ]
    axillary = {m.ids[0] for m in ATLAS.find(bounds="axillary spaces")}
    assert axillary == {"teres_major", "teres_minor", "triceps_brachii_long"}
    assert ATLAS.find(bounds="Petit", nerve="thoracodorsal") == ATLAS.find(nerve="thoracodorsal")


@pytest.mark.parametrize("region", ATLAS.regions, ids=lambda region: region.id)
def test_every_name_of_a_region_leads_to_it_and_to_no_muscle(region):
    for name in named(region.record):
        assert [found.id for found in ATLAS.about(name)] == [region.id], name


def test_a_muscle_is_not_taken_for_a_region():
    of_regions = {words(name) for region in ATLAS.regions for name in named(region.record)}
    assert of_regions.isdisjoint(words(name) for name in ATLAS.names.spelled)
    assert isinstance(ATLAS.about("suboccipital"), Muscle)
    assert isinstance(ATLAS.about("lumbar"), Muscle)
    assert [region.id for region in ATLAS.about("grynfeltt")] == ["superior_lumbar_triangle"]


def test_what_has_several_parts_gives_all_of_them():
    layers = ATLAS.about("thoracolumbar fascia")
    assert [layer.record.type for layer in layers] == ["layer"] * 4
    with pytest.raises(BadInput, match="may be Thoracolumbar fascia, posterior layer, superficial lamina;"):
        ATLAS.region("posterior layer")
    assert ATLAS.region("lumbar triangle").id == "inferior_lumbar_triangle"  # the other one has it within


def test_a_fascia_has_no_bounds_and_a_wrong_name_no_region():
    with pytest.raises(BadInput, match="'middle layer' is a fascia and has no bounds"):
        ATLAS.find(bounds="middle layer")
    with pytest.raises(
        UnknownName, match="no named region is called 'triangle of petti'; did you mean triangle"
    ):
        ATLAS.find(bounds="triangle of petti")


def test_the_sheet_has_every_row_and_says_what_is_lacking():
    for region in ATLAS.regions:
        found = sheet(region)
        assert len(found["parts"]) == len(region.facts)
        assert (NOT_FELT in found["lacks"]) == (not any(part["role"] == "felt" for part in found["parts"]))
        cited = {key for part in found["parts"] for key in part["source"]}
        assert cited <= {source["key"] for source in found["sources"]}


def test_a_muscle_says_which_regions_it_bounds():
    from dorsum.anatomy.atlas.sheet import sheet as of_muscle

    found = of_muscle(ATLAS.muscle("teres minor"))["named_regions"]
    assert [(row["name"], row["told_as"]) for row in found] == [
        ("Quadrangular space", "superior bound"),
        ("Triangular space", "superior bound"),
    ]


def test_a_layer_is_attached_where_its_words_say():
    middle = {row.what: row for row in ATLAS.region("middle layer").of("attached")}
    assert middle["tips of the lumbar transverse processes"].bones == ("L1", "L2", "L3", "L4", "L5")


@pytest.mark.parametrize(
    ("role", "what", "changes", "message"),
    [
        ("bound", "teres minor", {"slips": ("teres_major.only",)}, "slips.*is no slip of its muscles"),
        ("bound", "teres minor", {"slips": ("teres_minor.half",)}, "teres_minor.half is not in slips.csv"),
        ("bound", "teres minor", {"side": ""}, "a bound needs the side that it is on"),
        ("bound", "teres minor", {"slips": ()}, "the first bound of a side needs slips or landmarks"),
        ("bound", "surgical neck of the humerus", {"bones": ("scapula",)}, "is no landmark of its bones"),
        ("bound", "surgical neck of the humerus", {"slips": ("teres_minor.whole",)}, "not of both"),
        ("content", "axillary nerve", {"nerves": ("axilary",)}, "is not in nerves.csv; nearest is axillary"),
    ],
)
def test_a_region_that_is_not_bounded_by_what_it_says_is_refused(role, what, changes, message):
    with pytest.raises(TableError, match=message):
        ATLAS.tables.altered("region_parts", "quadrangular_space", role, what, **changes)


def test_a_triangle_needs_three_borders_and_a_layer_an_attachment():
    def moved(row):
        if (row.region, row.side) == ("triangular_space", "inferior"):
            return replace(row, role="floor")
        return replace(row, role="within") if (row.region, row.role) == ("tlf_anterior", "attached") else row

    with pytest.raises(TableError) as refused:
        with_rows(ATLAS.tables, {"region_parts": tuple(map(moved, PARTS))})
    assert {(fault.value, fault.message) for fault in refused.value.faults} == {
        ("triangular_space", "needs 3 bounds with slips or landmarks at least"),
        ("tlf_anterior", "needs a row of region_parts.csv that says what it is attached to"),
    }
