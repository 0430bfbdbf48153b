"""Sliders make a task that could as well be a task file."""

import re

import numpy as np
import pytest

from dorsum.body.lengths import upright
from dorsum.body.skeleton import CERVICAL, LUMBAR, THORACIC
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.frames import frames_of
from dorsum.motion.places import shoulder_line
from dorsum.motion.sliders import SLIDERS, sliders
from dorsum.motion.task import parse_task
from dorsum.units import DEGREE

STRAIGHT = dict(rtol=0, atol=2e-3)  # m: the arms are a thousandth short of straight
EXACT = dict(rtol=0, atol=1e-9)  # rad and m


def angles(model, **given):
    return frames_of(task_of(model, Controls(**given)), model).angles[0]


def total(model, of, joints, axis):
    return sum(of[model.joint(joint), axis] for joint in joints) / DEGREE


def test_the_same_can_be_written_as_a_task_file(male):
    found = task_of(male, Controls(trunk_inclination=40, bending=10, knee_flexion=20, mass_kg=8, reach_m=0.3))
    text = f"""
    [posture]
    trunk_inclination = 40
    lumbar_bending = {10 * 20 / 96}
    thoracic_bending = {10 * 76 / 96}
    knee_flexion = 20
    [[loads]]
    mass_kg = 8
    reference = "shoulders"
    forward_m = 0.3
    up_m = {found.loads[0].up_m}
    """
    written = frames_of(parse_task(text, "written"), male)
    mine = frames_of(found, male)
    np.testing.assert_allclose(mine.angles, written.angles, **EXACT)
    np.testing.assert_allclose(mine.external, written.external, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("slider", "movement", "axis"), [("bending", "bending", 1), ("turning", "twist", 2)])
def test_bending_and_turning_use_every_joint_by_its_range(male, slider, movement, axis):
    """The whole is what was asked, and no joint comes nearer to its end than another."""
    found = angles(male, **{slider: 20})
    assert total(male, found, (*LUMBAR, *THORACIC), axis) == pytest.approx(20)
    assert total(male, found, CERVICAL, axis) == 0
    ranges = np.array([male.body.tables.joint_range(joint, movement) for joint in (*LUMBAR, *THORACIC)])
    turned = np.array([found[male.joint(joint), axis] for joint in (*LUMBAR, *THORACIC)])
    np.testing.assert_allclose(turned / turned.sum(), ranges / ranges.sum(), atol=2e-3)


def test_leaning_back_is_shared_by_spine_and_hips(male):
    found = angles(male, trunk_inclination=-12)
    assert total(male, found, (*LUMBAR, *THORACIC), 0) == pytest.approx(12)  # extension turns +z
    origin = male.place(found[None]).origin[0]
    standing = male.body.skeleton.centre
    s1, c7 = male.joint("L5/S1"), male.joint("C7/T1")
    lean = [np.arctan2(*(at[c7] - at[s1])[:2]) / DEGREE for at in (origin, standing)]
    assert lean[0] - lean[1] == pytest.approx(-12)


@pytest.mark.parametrize(
    "given", [{}, {"turning": 30}, {"trunk_inclination": 45, "bending": 15, "turning": -20}]
)
def test_the_hands_are_where_the_reach_says_and_one_arm_is_straight(male, given):
    found = angles(male, reach_m=0.3, mass_kg=5, **given)
    posed = male.place(found[None])
    grips = {side: male.grip_in(posed, side)[0] for side in ("right", "left")}
    names = male.body.skeleton.names
    middle, between = sum(grips.values()) / 2, shoulder_line(male.body.skeleton, posed.origin[0])
    assert middle[0] - between[0] == pytest.approx(0.3, abs=2e-3)
    elbows = [found[names.index(f"forearm_{side}"), 0] / DEGREE for side in grips]
    assert min(elbows) < 12  # 0.999 of its length, and how the shoulder moves as the body leans back
    assert middle[1] < between[1]


def test_a_mass_without_a_reach_hangs_from_the_arms(male):
    posed = male.place(angles(male, mass_kg=5)[None])
    shoulder = posed.origin[0, male.body.skeleton.index("humerus_right")]
    grip = male.grip_in(posed, "right")[0]
    np.testing.assert_allclose(grip[[0, 2]], shoulder[[0, 2]], **STRAIGHT)


def test_one_hand_reaches_ahead_of_its_own_shoulder(male):
    (load,) = task_of(male, Controls(reach_m=0.3, mass_kg=5, hands="right")).loads
    assert load.right_m == pytest.approx(
        male.body.skeleton.centre[male.body.skeleton.index("humerus_right"), 2]
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reach_m": 0.9}, "reach_m = 0.9 m: the right shoulder is 0.90 m behind that, its arm reaches 0.6"),
        ({"bending": 150}, "would turn"),
        ({"bending": 200}, "bending = 200 °: allowed is -180 to 180 °"),
        ({"bending": float("nan")}, "bending = nan: must be a finite number"),
        ({"mass_kg": -1}, "mass_kg = -1 kg: allowed is 0 to 500 kg"),
        ({"height_m": 0.2}, "give reach_m, too"),
        ({"height_m": 0.2, "reach_m": 0.2, "above_floor_m": 1}, "height_m or above_floor_m, not both"),
    ],
)
def test_what_nobody_can_do_is_refused(male, given, words):
    with pytest.raises(BadInput, match=words):
        frames_of(task_of(male, Controls(**given)), male)


def test_every_slider_is_a_field_that_takes_all_it_offers(male):
    """Ends and start of each slider lie within what is allowed, a whole number of steps apart."""
    assert {slider.name for slider in SLIDERS} <= set(Controls.__dataclass_fields__)
    for slider in sliders(male.body):
        for value in filter(lambda v: v is not None, (slider.least, slider.default, slider.most)):
            assert getattr(Controls(**{slider.name: value}), slider.name) == value
            assert (value - slider.least) / slider.step == pytest.approx(
                round((value - slider.least) / slider.step), abs=1e-6
            )
        with pytest.raises(BadInput, match=f"{slider.name} = .*: allowed is"):
            Controls(**{slider.name: slider.allowed[1] + 1})


def test_the_reach_ends_where_the_arms_do(male):
    """At the end of its slider both hands are there; one step on no arm is."""
    (reach,) = (slider for slider in sliders(male.body) if slider.name == "reach_m")
    task_of(male, Controls(reach_m=reach.most, mass_kg=1))
    with pytest.raises(BadInput, match="its arm reaches"):
        task_of(male, Controls(reach_m=reach.most + reach.step, mass_kg=1))


def test_an_unknown_hand_is_refused(male):
    with pytest.raises(UnknownName, match="no hand is called 'third'"):
        task_of(male, Controls(hands="third"))


def hands_of(model, **given):
    """Where the grips are, m, by side; y is above the soles."""
    posed = model.place(angles(model, **given)[None])
    skeleton, origin = model.body.skeleton, posed.origin[0]
    ankle = upright(skeleton, model.body.tables)["ankle"]
    sole = min(origin[skeleton.index(f"foot_{side}"), 1] for side in ("right", "left")) - ankle
    return {side: model.grip_in(posed, side)[0] - [0, sole, 0] for side in ("right", "left")}


@pytest.mark.parametrize(
    "given",
    [
        {"reach_m": 0.4, "above_floor_m": 1.0},
        {"reach_m": 0.3, "above_floor_m": 0.6, "trunk_inclination": 50, "knee_flexion": 60},
        {"reach_m": 0.1, "above_floor_m": 1.9},
        {"above_floor_m": 1.1},
    ],
)
def test_the_hands_are_so_high_above_the_floor_whoever_leans_under_the_load(male, given):
    for mass in (1, 20):
        hands = hands_of(male, mass_kg=mass, **given)
        assert [hands[side][1] for side in hands] == pytest.approx([given["above_floor_m"]] * 2, abs=1e-5)


@pytest.mark.parametrize("hands", ["both", "right", "left"])
def test_hands_aside_are_so_far_to_the_right(male, hands):
    there, here = (hands_of(male, mass_kg=5, reach_m=0.3, side_m=side, hands=hands) for side in (0.2, 0.0))
    moved = {side: there[side][2] - here[side][2] for side in there}
    holding = ("right", "left") if hands == "both" else (hands,)
    assert [moved[side] for side in holding] == pytest.approx([0.2] * len(holding), abs=2e-3)
    if hands != "both":
        other = "left" if hands == "right" else "right"
        assert moved[other] == pytest.approx(0.0, abs=2e-3)


def test_a_height_that_no_arm_reaches_is_refused_with_those_that_it_does(male):
    with pytest.raises(BadInput, match=r"hands come from about (0\.\d\d) to (1\.\d\d) m above") as refused:
        task_of(male, Controls(above_floor_m=0.2, reach_m=0.3, mass_kg=5))
    low, high = map(float, re.findall(r"\d\.\d\d", str(refused.value).partition("about")[2]))
    for height in (low + 0.01, high - 0.01):
        assert hands_of(male, above_floor_m=height, reach_m=0.3, mass_kg=5)
    for height in (low - 0.2, high + 0.2):
        with pytest.raises(BadInput, match="above_floor_m"):
            task_of(male, Controls(above_floor_m=height, reach_m=0.3, mass_kg=5))
