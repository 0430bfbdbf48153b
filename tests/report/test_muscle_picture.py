"""Every muscle part has a picture that shows all of it, in the shape that the page has."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.muscles import path_length
from dorsum.errors import UnknownName
from dorsum.report import muscle_picture
from dorsum.report.drawing import UNITS_PER_M
from dorsum.report.drawn.paint import FINER
from dorsum.report.drawn.posed import Posed
from dorsum.report.figure import Figure
from dorsum.report.muscle_picture import MusclePictures, camera, window
from dorsum.shape.flesh.mesh import standing
from dorsum.shape.kept import kept_shapes

BODY = Body.of("male")
ARTIST = MusclePictures(BODY)
PARTS = [row.muscle for row in BODY.tables.muscles]
# One of every form and layer, from every side.
LOOKED_AT = (
    *("rhomboid_major", "multifidus_lumborum", "trapezius_ascending", "latissimus_dorsi", "psoas_major"),
    *(
        "innermost_intercostals",
        "rectus_capitis_posterior_major",
        "obliquus_capitis_superior",
        "external_oblique",
    ),
    *("scalenus_medius", "levator_scapulae", "rotatores_breves_thoracis"),
)
PATHS = [(fascicle, points) for _, fascicle, points in Figure.standing(BODY).paths()]
SVG = "{http://www.w3.org/2000/svg}"


def along(line):
    """Many points on the pieces of a path."""
    at = np.linspace(0, len(line) - 1, 10 * len(line))
    return np.column_stack([np.interp(at, np.arange(len(line)), line[:, c]) for c in range(3)])


@pytest.fixture(autouse=True, scope="module")
def coarse():
    """A third of the dots: what is tested is where things lie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(muscle_picture, "FINE", 0.45)
        yield


@cache
def shown(muscle):
    return ARTIST.shown(muscle)


def chosen(muscle):
    """The things that its picture shows of a muscle."""
    only_right = ARTIST.view(muscle) == "right"
    return ARTIST.posed.chosen(lambda t: t.muscle == muscle and (not only_right or t.side == "right"))


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


@pytest.mark.parametrize("muscle", LOOKED_AT)
def test_a_part_is_drawn_whole_and_not_named(muscle):
    picture = shown(muscle)
    near, place = ElementTree.fromstring(picture.svg).findall(f"{SVG}svg")
    assert len(near.findall(f"{SVG}image")) == len(place.findall(f"{SVG}image")) == 1
    left, top, width, height = map(float, near.get("viewBox").split())
    flat = camera(ARTIST.view(muscle)).flat(
        ARTIST.posed.vertices[chosen(muscle)[ARTIST.posed.owner_of_vertex]]
    )
    assert ((flat > [left, top]) & (flat < [left + width, top + height])).all()
    assert BODY.tables.muscle(muscle).name not in picture.svg
    assert len(picture.svg) < 200_000
    assert not re.search(r"nan|inf\b", re.sub(r'base64,[^"]*', "", picture.svg))


@pytest.mark.parametrize("muscle", LOOKED_AT)
def test_a_muscle_covers_in_its_picture_what_its_shape_covers(muscle):
    """In the small part it stands alone: as wide and high as the page's corners of it."""
    place = shown(muscle).place
    mask = np.append(chosen(muscle), False)[place.thing]
    rows, columns = np.nonzero(mask)
    dot = (place.window[1] - place.window[0]) / mask.shape[::-1]
    low = place.window[0] + np.array([columns.min(), rows.min()]) * dot
    high = place.window[0] + np.array([columns.max() + 1, rows.max() + 1]) * dot
    flat = camera(ARTIST.view(muscle)).flat(
        ARTIST.posed.vertices[chosen(muscle)[ARTIST.posed.owner_of_vertex]]
    )
    assert low == pytest.approx(flat.min(axis=0), abs=3 * dot.max())
    assert high == pytest.approx(flat.max(axis=0), abs=3 * dot.max())
    spots = np.unique(np.floor((flat - place.window[0]) / dot).astype(int), axis=0)
    grown = mask.copy()
    for axis in (0, 1):
        grown |= np.roll(grown, 1, axis) | np.roll(grown, -1, axis)
    assert grown[spots[:, 1], spots[:, 0]].mean() > 0.97  # corners of thin edges lie on no dot


@pytest.mark.parametrize("muscle", LOOKED_AT)
def test_a_muscle_is_seen_among_what_surrounds_it(muscle):
    """Also where bones cover it: dots of the large part are redder than any bone or pale neighbour."""
    colour = shown(muscle).near.colour
    alone = chosen(muscle)
    flat = camera(ARTIST.view(muscle)).flat(ARTIST.posed.vertices[alone[ARTIST.posed.owner_of_vertex]])
    window = shown(muscle).near.window
    spot = np.floor((flat - window[0]) / (window[1] - window[0]) * colour.shape[1::-1]).astype(int)
    hue = colour[..., 0] - colour[..., 1]
    around = colour[..., 3] > 0.9
    around[spot[:, 1], spot[:, 0]] = False
    assert np.median(hue[spot[:, 1], spot[:, 0]]) > 1.5 * np.median(hue[around])


def test_the_shapes_are_those_of_the_page():
    """Corner by corner: the scene of the page is made of the same arrays."""
    shapes, posed = kept_shapes(BODY), Posed.of(Figure.standing(BODY))
    bones = np.concatenate([bone.vertices for bone in shapes.bones])
    np.testing.assert_allclose(posed.vertices[: len(bones)], bones, atol=1e-6)
    np.testing.assert_allclose(posed.vertices[len(bones) :], standing(shapes.muscles, BODY), atol=1e-6)
    assert len(posed.faces) == sum(len(b.faces) for b in shapes.bones) + len(shapes.muscles.faces)


def test_what_lies_right_is_drawn_right_from_behind_and_its_mirror_image_left():
    place = shown("levator_scapulae").place
    halves = {}
    for side in ("right", "left"):
        mine = ARTIST.posed.chosen(lambda t, side=side: (t.muscle, t.side) == ("levator_scapulae", side))
        mask = np.append(mine, False)[place.thing]
        columns = np.nonzero(mask)[1]
        halves[side] = (
            place.window[0][0] + columns.mean() * (place.window[1] - place.window[0])[0] / mask.shape[1]
        )
        assert mask.sum() > FINER * FINER * 20
    assert halves["right"] > 0.02 * UNITS_PER_M
    assert halves["left"] == pytest.approx(-halves["right"], abs=0.004 * UNITS_PER_M)


@pytest.mark.parametrize("muscle", PARTS)
def test_a_part_is_seen_from_its_own_side_of_spine_or_leg(muscle):
    lines = [along(points) for f, points in PATHS if (f.muscle, f.side) == (muscle, "right")]
    posed = ARTIST.posed
    mine = posed.chosen(lambda t: (t.muscle, t.side) == (muscle, "right"))
    points = np.concatenate(lines or [posed.vertices[mine[posed.owner_of_vertex]]])
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
    slips = [row for row in BODY.tables.slips if row.muscle == "innermost_intercostals"]
    bars = ARTIST.posed.chosen(lambda t: t.muscle == "innermost_intercostals")
    assert sum(1 if row.side != "both" else 2 for row in slips) == bars.sum()


def test_the_window_keeps_its_shape_and_is_never_too_near():
    box = window(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert (box[1] - box[0])[0] >= 400.0
    assert box.mean(axis=0) == pytest.approx([0.5, 0.5])


def test_an_unknown_part_has_no_picture():
    with pytest.raises(UnknownName, match="no muscle is called 'psoas majr'"):
        ARTIST.svg("psoas majr")
