"""Lengths of single segments: each stretches its own, the height and the mass of the whole are kept."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.lengths import measured, upright
from dorsum.body.scan import Floats, Ints
from dorsum.body.skeleton import SIDES, Skeleton
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.model import Model

TOLD = {
    "thigh": 0.44,
    "trunk": 0.47,
    "head": 0.27,
    "foot": 0.25,
    "pelvis_width": 0.27,
    "pelvis_depth": 0.155,
    "shoulder_width": 0.38,
    "upper_arm": 0.30,
    "hand": 0.20,
}


@pytest.fixture(scope="module")
def usual() -> Body:
    return Body.of(Subject())


@pytest.fixture(scope="module")
def stretched() -> Body:
    return Body.of(Subject(lengths=TOLD))


def test_a_body_has_the_lengths_that_are_told_and_keeps_the_others(
    usual: Body, stretched: Body, tables: Tables
) -> None:
    before, after = (measured(body.skeleton, tables) for body in (usual, stretched))
    assert {name: after[name] for name in TOLD} == pytest.approx(TOLD, rel=1e-8)
    assert after["forearm"] == pytest.approx(before["forearm"], rel=1e-12)  # no part of the stature


def test_the_stature_is_kept_and_the_upright_parts_not_told_share_the_rest(
    usual: Body, stretched: Body, tables: Tables
) -> None:
    before, after = (upright(body.skeleton, tables) for body in (usual, stretched))
    assert _tall(stretched, after) == pytest.approx(_tall(usual, before), rel=1e-8)
    assert sum(after.values()) == pytest.approx(_tall(usual, before), rel=1e-8)
    # The pelvis leans, and its depth is told, so that its height is not quite in proportion.
    shares = [after[name] / before[name] for name in ("shank", "ankle", "pelvis")]
    assert shares == pytest.approx([shares[0]] * 3, abs=3e-3)
    assert shares[0] < 1.0  # thigh, trunk and head together are longer than usual


def _tall(body: Body, parts: Mapping[str, float]) -> float:
    skeleton = body.skeleton
    ankle = skeleton.centre[skeleton.index("foot_left"), 1]
    return float(skeleton.at("skull", "vertex")[1] - ankle + parts["ankle"])


def test_the_mass_is_kept_and_goes_with_length(usual: Body, stretched: Body) -> None:
    before, after = (body.masses.mass for body in (usual, stretched))
    assert after.sum() == pytest.approx(before.sum(), rel=1e-12)
    has = before > 0
    longer = (stretched.skeleton.size / usual.skeleton.size)[has, 1]
    share = (after / np.where(has, before, 1.0))[has] / longer
    assert_allclose(share, share[0], rtol=1e-12)
    femur = usual.skeleton.index("femur_right")
    assert after[femur] > 1.04 * before[femur]
    assert np.linalg.eigvalsh(stretched.masses.inertia).min() > -1e-12


def test_what_is_attached_goes_with_its_segment(usual: Body, stretched: Body) -> None:
    skeleton = usual.skeleton
    femur = skeleton.index("femur_right")
    on = np.flatnonzero(skeleton.landmarks.body == femur)
    before, after = (_from_joint(body.skeleton, on) for body in (usual, stretched))
    share = stretched.skeleton.size[femur, 1] / skeleton.size[femur, 1]
    assert share == pytest.approx(0.44 / measured(skeleton, usual.tables)["thigh"], rel=2e-2)
    assert_allclose(after, before * [1.0, share, 1.0], atol=1e-12)
    spine = [skeleton.index(name) for name in ("L5", "L1", "T6", "T1", "sternum", "rib7_left")]
    along = stretched.skeleton.size[spine] / skeleton.size[spine]
    assert_allclose(along, np.tile([1.0, along[0, 1], 1.0], (len(spine), 1)), rtol=1e-12)  # one for all
    assert along[0, 1] == pytest.approx(0.47 / measured(skeleton, usual.tables)["trunk"], rel=1e-2)
    # Muscles from vertebra or rib to vertebra or rib, nearly upright all of them, shorten with it.
    shorter = stretched.fascicles.standing_length / usual.fascicles.standing_length
    names = np.array([name.split("_")[0].rstrip("0123456789") for name in skeleton.names])
    within = np.isin(names, ("L", "T", "rib"))[usual.fascicles.layout.point_body]
    whole = np.minimum.reduceat(within, usual.fascicles.layout.first[:-1])
    of_back = np.intersect1d(usual.of_muscle("longissimus"), np.flatnonzero(whole))
    assert len(of_back) > 10
    assert shorter[of_back] == pytest.approx(along[0, 1], abs=0.005)


def _from_joint(skeleton: Skeleton, landmarks: Ints) -> Floats:
    """Landmarks from the joint of their body, in the axes of the scan, m."""
    on = skeleton.landmarks.body[landmarks]
    standing = skeleton.landmarks.position[landmarks] - skeleton.centre[on]
    return np.asarray(np.einsum("nji,nj->ni", skeleton.scan_turn[on], standing))


def test_a_longer_arm_asks_more_of_the_back(usual: Body) -> None:
    arm = {"upper_arm": 0.31, "forearm": 0.28}
    long = Body.of(replace(usual.subject, lengths=arm))
    at = usual.skeleton.joint_index("L5/S1")
    level = np.zeros((1, len(usual.skeleton.names), 3))
    for side in ("right", "left"):
        level[0, usual.skeleton.index(f"humerus_{side}"), 0] = np.pi / 2
    asked = []
    for body in (usual, long):
        model = Model(body)
        posed, above = model.place(level), body.skeleton.carried()[at]
        ahead = (model.centres_in(posed)[0] - posed.origin[0, at])[above, 0]
        moment = float((body.masses.mass[above] * ahead).sum() * -model.gravity[1])
        assert moment == pytest.approx(-model.moment_about_z(level, model.weights(level), at)[0])
        asked.append(moment)
    assert 1.0 < asked[1] - asked[0] < 10.0  # N·m: 7.5 kg of arms, 25 and 51 mm farther out


def test_shoulders_and_pelvis_are_wider_to_both_sides(usual: Body, stretched: Body) -> None:
    for name, width in (("humerus", "shoulder_width"), ("femur", "pelvis_width")):
        right, left = (stretched.skeleton.centre[stretched.skeleton.index(f"{name}_{s}")] for s in SIDES)
        assert_allclose(left, right * [1.0, 1.0, -1.0], atol=1e-12)
        before = usual.skeleton.centre[usual.skeleton.index(f"{name}_right"), 2]
        assert right[2] / before == pytest.approx(
            TOLD[width] / measured(usual.skeleton, usual.tables)[width], abs=0.02
        )


def test_lengths_stand_in_a_file_and_come_back(tmp_path: Path) -> None:
    file = tmp_path / "long.toml"
    file.write_text("height_m = 1.8\nmass_kg = 80\n[lengths]\nthigh = 0.45\n")
    subject = Subject.read(file)
    assert subject.lengths == {"thigh": 0.45}
    assert Subject(**subject.as_dict()) == subject


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ({"thigh": 0.7}, r"lengths\.thigh = 0\.7: must be between 0\.31 and 0\.51 m at a height of 1\.75 m"),
        (
            {"thigh": 0.50, "shank": 0.49, "trunk": 0.55},
            r"lengths thigh 0\.5 m.* do not go with a height of 1",
        ),
        ({"thigh": "long"}, r"lengths\.thigh = 'long': must be a finite number"),
        ({"thigh": 0.001}, r"lengths\.thigh = 0\.001 m: allowed is 0\.05 to 1\.2 m"),
        (0.4, r"lengths = 0\.4: must be a table"),
    ],
)
def test_lengths_that_make_no_sense_are_refused(lengths: Any, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Body.of(Subject(lengths=lengths))


def test_a_length_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean thigh"):
        Body.of(Subject(lengths={"thihg": 0.4}))
