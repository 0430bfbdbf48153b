"""Muscles of the limbs turn the joints as their actions say, and their fibres keep to lengths that work."""

import numpy as np
import pytest

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import Floats
from dorsum.mechanics import hill
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.lines import draw
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.model import Model
from dorsum.units import DEGREE

JOINTS = {
    "hip": "hip",
    "knee": "knee",
    "shoulder": "glenohumeral",
    "elbow": "elbow",
}  # region of an action code: joint
WORDS = {"medial_rotation": "internal_rotation", "lateral_rotation": "external_rotation"}
LEAST_ARM = 1e-3  # m: what moves a joint stands at least so far from its axis

# Angles of both limbs, °: turned about z, x, y in the words of `joint_ranges.csv`.
POSTURES: dict[str, dict[tuple[str, str], float]] = {
    "standing": {},
    "hips flexed, knees straight": {("hip", "flexion"): 90},
    "sitting": {("hip", "flexion"): 90, ("knee", "flexion"): 90},
    "squatting": {("hip", "flexion"): 120, ("knee", "flexion"): 120},
    "heel to buttock": {("knee", "flexion"): 90},
    "stepping back": {("hip", "extension"): 15},
    "legs apart": {("hip", "abduction"): 30},
    "legs crossed": {("hip", "adduction"): 15},
    "feet turned out": {("hip", "external_rotation"): 30},
    "feet turned in": {("hip", "internal_rotation"): 30},
    "arms out": {("glenohumeral", "abduction"): 90},
    "arms forward": {("glenohumeral", "flexion"): 90},
    "arms back": {("glenohumeral", "extension"): 30},
    "arms turned out": {("glenohumeral", "external_rotation"): 40},
    "arms turned in": {("glenohumeral", "internal_rotation"): 40},
    "elbows bent": {("elbow", "flexion"): 90},
    "hands at the shoulders": {("glenohumeral", "flexion"): 60, ("elbow", "flexion"): 130},
}
# A muscle that begins on one of the first and ends on one of the second is meant.
GIRDLES, LIMBS = ("pelvis", "clavicle", "scapula"), ("femur", "shank", "humerus", "forearm")


def angles_of(model: Model, turned: dict[tuple[str, str], float]) -> Floats:
    """Angles (1, bodies, 3) of a posture of both limbs, rad."""
    angles = np.zeros((1, len(model.body.skeleton.names), 3))
    for (joint, movement), degrees in turned.items():
        (row,) = (r for r in model.body.tables.joint_ranges if (r.joint, r.direction) == (joint, movement))
        axis = "zxy".index(row.coordinate)
        for side in ("right", "left"):
            mirrored = -1 if side == "left" and axis else 1
            sign = mirrored * (1 if row.sign == "+" else -1)
            angles[0, model.joint(f"{joint}_{side}"), axis] = sign * degrees * DEGREE
    return angles


def of_limbs(model: Model) -> list[int]:
    """Fascicles of the right side that run from a girdle to a limb."""
    names = [name.removesuffix("_right") for name in model.body.skeleton.names]
    return [
        i
        for i, f in enumerate(model.body.fascicles)
        if f.side == "right" and names[f.path[0].body] in GIRDLES and names[f.path[-1].body] in LIMBS
    ]


def coded(tables: Tables) -> list[tuple[str, str, str]]:
    """Muscle, movement and joint of every action of one side that its table row states without a doubt."""
    found = []
    for row in tables.muscles:
        if not any(f.muscle == row.muscle for f in tables.fascicles):
            continue
        for code in filter(None, row.action_codes.split("|")):
            who, _, what = code.partition(":")
            movement, _, region = what.removesuffix("_weak").partition("@")
            if who == "U" and region in JOINTS and movement != "extension_from_flexion":
                found.append((row.muscle, movement, JOINTS[region]))
    return found


def test_muscles_turn_the_joints_of_the_limbs_as_their_actions_say(male: Model) -> None:
    """The arm of the whole muscle in standing, its fascicles weighed by force; see the words of the table."""
    tables, wrong = male.body.tables, []
    actions = coded(tables)
    arms = {
        joint: all_moment_arms(male, angles_of(male, {}), [male.joint(f"{joint}_right")])[0, 0]
        for joint in JOINTS.values()
    }
    for muscle, movement, joint in actions:
        word = WORDS.get(movement, movement)
        (row,) = (r for r in tables.joint_ranges if (r.joint, r.direction) == (joint, word))
        sign = 1 if row.sign == "+" else -1
        own = male.body.of_muscle(muscle, "right")
        arm = np.nan_to_num(arms[joint]["zxy".index(row.coordinate), own])
        mean = float(sign * np.average(arm, weights=male.body.fascicles.maximal_force[own]))
        if mean < LEAST_ARM:
            wrong.append((muscle, movement, joint, round(mean * 1e3, 1)))
    assert wrong == []
    assert len(actions) > 65


@pytest.mark.parametrize("name", POSTURES)
def test_fibres_of_limbs_work_in_every_posture_of_the_limbs(male: Model, name: str) -> None:
    """At 0.4 to 1.8 optimal lengths with a rigid tendon, and passive below F₀; exceptions are listed."""
    out = outside(male, name)
    listed = {row.fascicle for row in male.body.tables.fibre_length_exceptions}
    assert out - listed == set()


def outside(model: Model, name: str) -> set[str]:
    """Fascicles of the limbs whose fibres leave the range of work in a posture."""
    fascicles, chosen = model.body.fascicles, of_limbs(model)
    length = draw(model.mech.paths, model.place(angles_of(model, POSTURES[name]))).length
    optimal = fascicles.optimal_fibre_length
    along = np.maximum(length[0] - fascicles.tendon_slack_length, 1e-4)
    fibre = np.hypot(along, optimal * np.sin(fascicles.make.pennation)) / optimal
    gains = hill.gains(fibres_of(fascicles), model.mech.curves, length, np.zeros_like(length))
    bad = (fibre < 0.4) | (fibre > 1.8) | (gains.passive[0] > 1.0)
    return {fascicles[i].row.fascicle for i in chosen if bad[i]}


def test_no_exception_of_the_limbs_is_listed_for_nothing(male: Model) -> None:
    out = set().union(*(outside(male, name) for name in POSTURES))
    of_these = {male.body.fascicles[i].row.fascicle for i in of_limbs(male)}
    of_trunk = "the trunk"  # moves the limbs further than any posture here
    exceptions = male.body.tables.fibre_length_exceptions
    listed = {row.fascicle for row in exceptions if of_trunk not in row.posture}
    assert listed & of_these <= out
