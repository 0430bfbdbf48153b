"""Every muscle part has a picture that shows all of it, from a side where it lies."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.muscles import path_length
from dorsum.errors import UnknownName
from dorsum.report.figure import Figure
from dorsum.report.muscle_picture import MusclePictures, camera, window

BODY = Body.of("male")
ARTIST = MusclePictures(BODY)
PARTS = [row.muscle for row in BODY.tables.muscles]
SVG = "{http://www.w3.org/2000/svg}"


def along(line):
    """Many points on the pieces of a path."""
    at = np.linspace(0, len(line) - 1, 10 * len(line))
    return np.column_stack([np.interp(at, np.arange(len(line)), line[:, c]) for c in range(3)])


def test_a_standing_figure_is_the_body_as_it_was_built():
    figure = Figure.standing(BODY)
    for _, fascicle, points in figure.paths():
        length, ball = path_length(points), fascicle.ball
        if ball is not None:  # a chord is drawn where the path lies on it
            on = np.array(points)[ball.at : ball.at + 2]
            if np.linalg.norm(on[0] - BODY.skeleton.centre[ball.body]) < ball.radius + 1e-9:
                chord = np.linalg.norm(on[1] - on[0])
                length += 2.0 * ball.radius * np.arcsin(chord / (2.0 * ball.radius)) - chord
        assert length == pytest.approx(fascicle.standing_length, abs=1e-9)
    assert figure.landmark("C7", "spinous_process_tip", "right") == pytest.approx(
        BODY.skeleton.at("C7", "spinous_process_tip")
    )


def test_the_right_side_is_at_the_right_from_behind_and_at_the_left_from_the_front():
    hand, tip = (BODY.skeleton.centre[BODY.skeleton.index(name)] for name in ("hand_right", "skull"))
    for view, sign in (("behind", 1.0), ("front", -1.0)):
        flat = camera(view).flat(np.array([hand, tip]))
        assert sign * (flat[0, 0] - flat[1, 0]) > 100.0
        assert flat[1, 1] < flat[0, 1]
    nose = camera("right").flat(np.array([[0.1, 0.0, 0.0], [0.0, 0.0, 0.0]]))
    assert nose[0, 0] > nose[1, 0]


@pytest.mark.parametrize("muscle", PARTS)
def test_a_part_is_drawn_whole_and_not_named(muscle):
    svg = ARTIST.svg(muscle)
    near, place = ElementTree.fromstring(svg).findall(f"{SVG}svg")
    strands = [s for s in ARTIST.strands(muscle) if ARTIST.view(muscle) != "right" or s.side == "right"]
    for panel in (near, place):
        drawn = [e.get("d").count("M") for e in panel.iter(f"{SVG}path") if e.get("class") == "muscle"]
        assert sum(drawn) == len(strands) > 0
    left, top, width, height = map(float, near.get("viewBox").split())
    flat = np.concatenate([camera(ARTIST.view(muscle)).flat(s.points) for s in strands])
    assert ((flat > [left, top]) & (flat < [left + width, top + height])).all()
    assert BODY.tables.muscle(muscle).name not in svg
    assert len(svg) < 100_000
    assert not re.search(r"nan|inf\b", svg)


@pytest.mark.parametrize("muscle", PARTS)
def test_a_part_is_seen_from_its_own_side_of_spine_or_leg(muscle):
    points = np.concatenate([along(s.points) for s in ARTIST.strands(muscle) if s.side == "right"])
    levels = [f"{r}{i}" for r, n in (("L", 5), ("T", 12), ("C", 7)) for i in range(n, 0, -1)][:-2]
    centre = {name: BODY.skeleton.centre[BODY.skeleton.index(f"{name}_right")] for name in ("shank", "femur")}
    spine = np.array([*centre.values(), *(BODY.skeleton.middle(level) for level in levels)])
    ahead = (points[:, 0] - np.interp(points[:, 1], spine[:, 1], spine[:, 0])).mean()
    match ARTIST.view(muscle):
        case "front":
            assert ahead > 0.0
        case "behind":
            assert ahead < 0.0
        case "right":
            assert abs(ahead) < 2.0 * points[:, 2].mean()


def test_a_part_without_fascicles_is_drawn_from_its_slips():
    strands = ARTIST.strands("innermost_intercostals")
    slips = [row for row in BODY.tables.slips if row.muscle == "innermost_intercostals"]
    assert sum(1 if row.side != "both" else 2 for row in slips) == len(strands)


def test_a_broad_muscle_is_filled_between_its_strands_on_both_sides_and_single_slips_are_not():
    def sheets(muscle):
        return ARTIST.svg(muscle).count('class="sheet"') / 2  # once a panel

    one_side = sum(s.side == "right" for s in ARTIST.strands("trapezius_ascending"))
    assert sheets("trapezius_ascending") == 2 * (one_side - 1)
    assert sheets("rotatores_breves_thoracis") == 0


def test_the_window_keeps_its_shape_and_is_never_too_near():
    box = window(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert (box[1] - box[0])[0] >= 400.0
    assert box.mean(axis=0) == pytest.approx([0.5, 0.5])


def test_an_unknown_part_has_no_picture():
    with pytest.raises(UnknownName, match="no muscle is called 'psoas majr'"):
        ARTIST.svg("psoas majr")
