"""The body map shows every region where it lies, with its name."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES
from dorsum.report.body_map import BOTTOM, PITCH, TOP, band, body_map, spread
from dorsum.report.drawn.areas import skin
from dorsum.report.drawn.paint import View
from dorsum.report.drawn.posed import Posed
from dorsum.report.figure import Figure
from dorsum.report.muscle_picture import camera

BODY = Body.of("male")
FIGURE = Figure.standing(BODY)
MARKS = {row.region: row for row in BODY.tables.region_marks}
REGIONS = [row.region for row in BODY.tables.regions]
SVG = "{http://www.w3.org/2000/svg}"
PAGE = ElementTree.fromstring(body_map(BODY, ["sacrum"]))


def outline_of(d):
    """Corners of each closed line of a path of relative steps."""
    lines = []
    for line in re.findall(r"M([^Mz]*)z", d):
        numbers = np.array(re.findall(r"-?\d+", line), dtype=float).reshape(-1, 2)
        lines.append(np.cumsum(numbers, axis=0))
    return lines


def inside(point, lines):
    """Whether a point lies within lines: it crosses an odd number of their edges on its way to the right."""
    crossed = 0
    for corners in lines:
        a, b = corners, np.roll(corners, -1, axis=0)
        between = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            x = a[:, 0] + (point[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        crossed += int((between & (x > point[0])).sum())
    return crossed % 2 == 1


OUTLINES = {side: outline_of(skin(View(Posed.of(FIGURE), camera(side)))[0]) for side in ("front", "behind")}


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_is_marked_and_labelled_once(region):
    marks = [e for e in PAGE.iter(f"{SVG}path") if region in [t.text for t in e.findall(f"{SVG}title")]]
    labels = [t for t in PAGE.iter(f"{SVG}text") if t.text == region.replace("_", " ")]
    assert (len(marks), len(labels)) == (1, 1)
    assert ("here" in marks[0].get("class")) == ("here" in labels[0].get("class")) == (region == "sacrum")


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_lies_on_the_body(region):
    """Both ends of its band lie within the outline of all that the page draws, and skin over it."""
    row = MARKS[region]
    for side in SIDES:
        for point in camera(row.view).flat(band(FIGURE, row, side).centres):
            assert inside(point, OUTLINES[row.view])
    assert not inside(np.array([-5000.0, 0.0]), OUTLINES[row.view])


def test_an_end_is_a_landmark_or_a_joint():
    for row in MARKS.values():
        for bone, landmark, body in (
            (row.start_bone, row.start_landmark, row.start_body),
            (row.end_bone, row.end_landmark, row.end_body),
        ):
            assert (bone is None) == (landmark is None) == (body is not None), row.region


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("head_vertex", "head_occiput"),
        ("neck_posterior", "thoracic_midline"),
        ("thoracic_midline", "lumbar_midline"),
        ("lumbar_midline", "sacrum"),
        ("sacrum", "coccyx"),
        ("coccyx", "perineum"),
        ("scapula_medial_border", "scapula_inferior_angle"),
        ("buttock_upper", "buttock_mid"),
        ("buttock_mid", "buttock_lower"),
        ("thigh_posterior", "leg_posterior"),
        ("abdomen_upper", "abdomen_lower"),
        ("arm_medial", "forearm_ulnar"),
        ("forearm_ulnar", "hand_ulnar"),
    ],
)
def test_regions_follow_each_other_down_the_body(upper, lower):
    heights = [band(FIGURE, MARKS[region], "right").centres[:, 1].mean() for region in (upper, lower)]
    assert heights[0] > heights[1]


def test_what_lies_at_the_side_lies_beside_what_is_in_the_middle():
    def aside(region):
        return abs(band(FIGURE, MARKS[region], "right").centres[:, 2]).mean()

    assert aside("lumbar_midline") < aside("lumbar_paravertebral") < aside("flank")
    assert aside("thoracic_midline") < aside("interscapular") < aside("scapula_medial_border")
    assert aside("thigh_anterior") < aside("thigh_lateral")


def test_labels_stand_apart_and_on_the_page():
    height = float(PAGE.get("height"))
    for group in PAGE.findall(f"{SVG}g"):
        for side in ("left", "right"):
            ys = sorted(
                float(t.get("y")) for t in group.findall(f"{SVG}text") if side in t.get("class").split()
            )
            assert len(ys) >= 8
            assert min(b - a for a, b in pairwise(ys)) >= PITCH - 1
            assert ys[0] > TOP - 5
            assert ys[-1] < height - BOTTOM + 5


def test_labels_move_no_more_than_they_must():
    assert spread([10.0, 100.0], 0.0, 500.0) == [10.0, 100.0]
    assert spread([100.0, 100.0], 0.0, 500.0) == [100.0 - PITCH / 2, 100.0 + PITCH / 2]
    assert spread([490.0, 495.0], 0.0, 500.0)[-1] == 500.0
    assert spread([0.0, 1.0], 0.0, 500.0)[0] == 0.0


def test_the_page_has_no_broken_number():
    assert not re.search(
        r"nan|inf\b", re.sub('base64,[^"]*', "", ElementTree.tostring(PAGE, encoding="unicode"))
    )
