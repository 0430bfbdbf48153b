"""The pictures show what was computed."""

import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from dorsum.body.muscles import path_length
from dorsum.motion.analyze import analyze
from dorsum.report.drawn.areas import roomiest
from dorsum.report.drawn.colours import by_activation, ramp
from dorsum.report.drawn.paint import FINER, Coat, Painted, View
from dorsum.report.drawn.posed import Posed
from dorsum.report.figure import ResultFigure
from dorsum.report.html import report_html
from dorsum.report.picture import back_view, posture_view, side_view
from dorsum.report.props import _sits, held_loads, lies


def titles(svg):
    return {e.text for e in ElementTree.fromstring(svg).iter("title")}


@pytest.fixture(scope="module")
def sides(holding):
    return {view: view(holding) for view in (side_view, back_view)}


def test_every_fascicle_that_is_seen_has_the_colour_of_its_activation(holding):
    """In some light: the hue, whatever the shade."""
    figure = ResultFigure.of(holding, 0)
    posed, activation = Posed.of(figure), holding.activations[0]
    view = View(posed, figure.back_camera)
    muscles = posed.chosen(lambda t: t.kind == "muscle" and not np.isnan(activation[t.fascicle]))
    painted = view.painted(view.extent(muscles), 0.25, by_activation(posed, activation), [Coat(muscles)])
    shown = np.repeat(np.repeat(painted.colour, FINER, axis=0), FINER, axis=1)
    looked_at = 0
    for thing in np.flatnonzero(np.bincount(painted.thing[painted.thing >= 0]) > 400):
        dots = shown[painted.thing == thing][:, :3]
        hue = dots / np.linalg.norm(dots, axis=1, keepdims=True)
        wanted = ramp(activation[posed.things[thing].fascicle])
        assert np.median(hue @ wanted) / np.linalg.norm(wanted) > 0.9995, posed.things[thing]
        looked_at += 1
    assert looked_at > 50


def test_what_is_seen_says_its_name(sides, holding):
    assert {"skull", "right hip bone", "20 kg in both hands"} <= titles(sides[side_view])
    assert "Multifidus lumborum and sacral part, left" in titles(back_view(holding, deep=True))
    assert "skull" in titles(sides[back_view])


def test_the_disc_that_bears_most_is_named_beside_the_picture(sides, holding):
    level = holding.levels[holding.peak[1]]
    assert f">{level} " in sides[side_view]


def test_paths_are_as_long_as_in_standing_where_the_trunk_stands():
    stands = analyze("standing_relaxed", posture="exact")
    for _, fascicle, points in ResultFigure.of(stands, 0).paths():
        if fascicle.takes_part:
            assert path_length(points) == pytest.approx(fascicle.standing_length, abs=1e-9), fascicle.name


def test_a_load_is_found_where_the_task_put_it(holding, sides):
    (load,) = held_loads(ResultFigure.of(holding, 0))
    joint = ResultFigure.of(holding, 0).joint("L4")
    assert load.mass_kg == pytest.approx(20.0)
    assert load.hands == ("right", "left")
    assert load.at[[0, 2]] == pytest.approx(joint[[0, 2]] + [0.25, 0.0], abs=1e-6)
    assert load.at[1] == pytest.approx(joint[1] + 0.05, abs=0.05)
    assert ">20 kg</text>" in sides[side_view]


def test_the_label_of_a_load_lies_whole_on_what_is_seen_of_it():
    """Amid what is left of it where something covers its right."""
    thing = np.full((80, 120), -1)
    thing[20:60, 30:90] = 3
    painted = Painted(np.zeros((40, 60, 4), np.float32), thing, np.array([[100.0, 200.0], [700.0, 600.0]]))
    wanted = np.arange(5) == 3
    assert roomiest(painted, wanted) == pytest.approx([400.0, 400.0], abs=8.0)
    thing[20:60, 50:90] = 4
    assert roomiest(painted, wanted) == pytest.approx([300.0, 400.0], abs=8.0)
    assert roomiest(painted, np.arange(5) == 2) is None


def test_a_load_in_one_hand_hangs_on_that_side():
    (load,) = held_loads(ResultFigure.of(analyze("carrying_one_hand"), 0))
    assert (load.mass_kg, load.hands) == (pytest.approx(10.0), ("right",))
    assert load.at[2] > 0.1


@pytest.mark.parametrize(
    ("task", "sitting", "lying", "from_the_side"),
    [
        ("standing_relaxed", False, False, True),
        ("sitting_relaxed", True, False, True),
        ("lifting_20kg_bent_knees", False, False, True),
        ("lying_supine", False, True, True),
        ("lying_on_side", False, True, False),
    ],
)
def test_ground_and_camera_fit_the_posture(task, sitting, lying, from_the_side):
    figure = ResultFigure.of(analyze(task), 0)
    assert (_sits(figure) and not lies(figure), lies(figure)) == (sitting, lying)
    assert figure.from_the_side == from_the_side


def test_pictures_are_small_well_formed_and_escaped(sides, holding):
    for svg in [*sides.values(), posture_view(replace(holding, title="<a> & b"))]:
        assert ElementTree.fromstring(svg).tag == "svg"
        assert len(svg) < 200_000  # 150 kB, written with 4 letters for 3 bytes
        assert not re.search(r"nan|inf\b", re.sub(r'base64,[^"]*', "", svg))


def test_a_report_holds_its_pictures_and_loads_nothing(holding):
    """From the side and onto the back, with and without what covers the erector, on transparent paper."""
    page = report_html(holding)
    addresses = re.findall(r'href="([^"]{22})', page)
    assert addresses == ["data:image/png;base64,"] * 3
    for file in re.findall(r'base64,([^"]+)"', page):
        image = Image.open(BytesIO(b64decode(file)))
        assert 400 < max(image.size) <= 905
        assert np.asarray(image.convert("RGBA"))[0, 0, 3] == 0


def test_the_body_stands_on_the_floor(standing):
    figure = ResultFigure.of(standing, 0)
    assert figure.floor == pytest.approx(figure.sole("left")[:, 1].min())
    assert -1.1 < figure.floor < -0.8
