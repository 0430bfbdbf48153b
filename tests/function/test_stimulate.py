"""What happens when a muscle is pulled."""

import numpy as np
import pytest

from dorsum import stimulate
from dorsum.body.skeleton import SPINE
from dorsum.errors import BadInput, UnknownName

MIRROR = np.array([1.0, -1.0, -1.0])  # angles z x y of the mirror image


def told(done):
    return {f"{move.side} {move.what}: {move.movement}".strip(): move.amount for move in done.parts}


@pytest.fixture(scope="module")
def multifidus():
    return {side: stimulate("multifidus lumborum", side=side) for side in ("right", "left")}


def test_one_multifidus_extends_bends_to_its_side_and_turns_to_the_other(multifidus):
    for done in multifidus.values():
        found = told(done)
        assert found["lumbar spine: extension"] > 5
        assert found["lumbar spine: bending to the same side"] > 0.1
        assert found["lumbar spine: turning to the opposite side"] > 0.1


def test_left_is_the_mirror_image_of_right(multifidus, male):
    right, left = multifidus["right"].angles, multifidus["left"].angles
    spine = male.body.spine
    np.testing.assert_allclose(left[spine], right[spine] * MIRROR, rtol=0, atol=1e-7)
    assert told(multifidus["left"])["left ribs: depression"] == pytest.approx(
        told(multifidus["right"])["right ribs: depression"], abs=1e-4
    )


def test_every_joint_that_turns_by_more_than_a_tenth_of_a_degree_is_told(multifidus):
    done = multifidus["right"]
    turned = np.abs(np.degrees(done.rest.coordinates)) > 0.1
    assert len(done.joints) == turned.sum()
    spinal = [move for move in done.joints if move.what in SPINE]
    assert spinal[0].what == "L5/S1"
    assert spinal[0].movement == "extension"


@pytest.mark.parametrize(
    ("muscle", "side", "fix", "expected"),
    [
        ("trapezius transverse", "right", "thorax and spine", "right scapula: retraction"),
        ("trapezius descending", "left", "thorax and spine", "left scapula: elevation"),
        ("rhomboid minor", "right", "thorax and spine", "right scapula: downward rotation"),
        ("levator scapulae", "right", "thorax and spine", "right scapula: elevation"),
        ("serratus posterior superior", "both", "vertebrae", "left ribs: elevation"),
        ("serratus posterior inferior", "both", "vertebrae", "right ribs: depression"),
        ("levatores costarum breves", "both", "vertebrae", "right ribs: elevation"),
        ("quadratus lumborum", "right", "thorax", "pelvis: right side up"),
        ("quadratus lumborum", "left", "thorax", "pelvis: left side up"),
    ],
)
def test_bones_that_the_balance_holds_are_free(muscle, side, fix, expected):
    assert told(stimulate(muscle, side=side, fix=fix))[expected] > 0.1


def test_what_is_held_keeps_its_place(male):
    done = stimulate("rhomboid major", side="right", fix="right scapula")
    scapula = male.body.skeleton.index("scapula_right")
    np.testing.assert_allclose(done.posed.rotation[scapula], np.eye(3), atol=1e-12)
    np.testing.assert_allclose(done.posed.origin[scapula], male.body.skeleton.centre[scapula], atol=1e-12)


def test_no_pull_moves_nothing():
    assert stimulate("multifidus", activation=0.0).joints == ()


def test_json_holds_what_the_text_says(multifidus):
    plain = multifidus["right"].as_dict()
    assert plain["parts"][0] == {
        "part": "lumbar spine",
        "side": None,
        "movement": "extension",
        "amount": multifidus["right"].parts[0].amount,
        "unit": "°",
    }
    assert plain["certificate"]["residual_nm"] < 1e-6
    assert "multifidus" in repr(multifidus["right"]).lower()


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"muscle": "multifidos"}, UnknownName, "multifidus"),
        ({"muscle": "multifidus", "side": "up"}, UnknownName, "no side is called 'up'"),
        ({"muscle": "multifidus", "activation": 1.5}, BadInput, "activation = 1.5: allowed is 0 to 1"),
        ({"muscle": "multifidus", "activation": float("nan")}, BadInput, "must be a finite number"),
        ({"muscle": "multifidus", "fix": "L6"}, UnknownName, "no body or fixed end is called 'L6'"),
        ({"muscle": "innermost_intercostals"}, BadInput, "has no line of force"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, error, message):
    with pytest.raises(error, match=message):
        stimulate(**asked)
