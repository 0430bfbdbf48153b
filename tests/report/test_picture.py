"""The pictures show what was computed."""

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from dorsum.body.muscles import path_length
from dorsum.motion.analyze import analyze
from dorsum.report.effort import effort_class
from dorsum.report.figure import ResultFigure
from dorsum.report.picture import back_view, posture_view, side_view
from dorsum.report.props import _sits, held_loads, lies


def fascicles_by_class(svg):
    """How many fascicles each class of effort shows."""
    found = Counter()
    for element in ElementTree.fromstring(svg).iter("path"):
        classes = element.get("class", "").split()
        if classes[:1] == ["m"]:
            found[classes[1]] += element.get("d").count("M")
    return found


@pytest.mark.parametrize("view", [side_view, back_view])
def test_every_fascicle_is_drawn_in_the_colour_of_its_effort(holding, view):
    expected = Counter(effort_class(a) for a in holding.activations[0])
    shown = fascicles_by_class(view(holding))
    assert shown.pop("idle") == expected.pop(-1)
    assert shown == {f"e{k}": n for k, n in expected.items()}


def test_a_muscle_says_its_name(standing):
    titles = {t.text for t in ElementTree.fromstring(back_view(standing)).iter("title")}
    assert {"Multifidus lumborum and sacral part, left", "L3", "disc L4/L5", "skull"} <= titles


def test_paths_are_as_long_as_in_standing_where_the_trunk_stands():
    stands = analyze("standing_relaxed", posture="exact")
    for _, fascicle, points in ResultFigure.of(stands, 0).paths():
        if fascicle.takes_part:
            assert path_length(points) == pytest.approx(fascicle.standing_length, abs=1e-9), fascicle.name


def test_a_load_is_found_where_the_task_put_it(holding):
    (load,) = held_loads(ResultFigure.of(holding, 0))
    joint = ResultFigure.of(holding, 0).joint("L4")
    assert load.mass_kg == pytest.approx(20.0)
    assert load.hands == ("right", "left")
    assert load.at[[0, 2]] == pytest.approx(joint[[0, 2]] + [0.25, 0.0], abs=1e-6)
    assert load.at[1] == pytest.approx(joint[1] + 0.05, abs=0.05)
    assert ">20 kg</text>" in side_view(holding)


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


@pytest.mark.parametrize("view", [side_view, back_view, posture_view])
def test_pictures_are_small_well_formed_and_escaped(standing, view):
    svg = view(replace(standing, title="<a> & b"))
    assert ElementTree.fromstring(svg).tag == "svg"
    assert len(svg) < 200_000
    assert not re.search(r"nan|inf\b", svg)


def test_the_body_stands_on_the_floor(standing):
    figure = ResultFigure.of(standing, 0)
    assert figure.floor == pytest.approx(figure.sole("left")[:, 1].min())
    assert -1.1 < figure.floor < -0.8
