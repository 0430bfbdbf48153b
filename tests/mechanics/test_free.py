"""Joints that are balanced beside the spine, and the muscles that come with them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.groups import BY_NAME, GROUPS
from dorsum.body.names import AXES, SIDES
from dorsum.errors import UnknownName
from dorsum.mechanics.analysis import Frames, Options, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.shortfall import Shortfalls
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import frames_of
from dorsum.motion.task import Task

HIPS = Options(free=("hips",))
SPINAL = 75  # rows


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of("male", free=("hips",))


def test_rows_of_the_spine_come_first_then_both_hips_and_knees(body: Body) -> None:
    spine = Body.of("male").rows.names
    assert body.rows.names[:SPINAL] == spine
    freedoms = [("hip", "zxy"), ("knee", "z")]
    beside = {f"{joint}_{side} {a}" for joint, axes in freedoms for side in SIDES for a in axes}
    assert set(body.rows.names[SPINAL:]) == beside


def test_a_fascicle_takes_part_where_all_that_it_crosses_is_balanced_or_held_by_right(body: Body) -> None:
    before = Body.of("male")
    came = {body.fascicles[i].muscle for i in set(body.active) - set(before.active)}
    assert {"psoas_major", "iliacus", "gluteus_maximus", "gluteus_medius", "gluteus_minimus"} <= came
    assert set(before.active) <= set(body.active)
    free = {c.joint for c in body.rows}
    held = ("sternum", "below_sternum", "before_sternum", "costovertebral")
    for i in body.active:
        bodies = {point.body for point in body.fascicles[i].path}
        crossed = body.skeleton.carried()[:, sorted(bodies)]
        joints = {body.skeleton.joints[b] for b in np.flatnonzero(crossed.any(axis=1) & ~crossed.all(axis=1))}
        assert all(joint in free or joint.startswith(held) for joint in joints), body.fascicles[i].name
    assert body.freed(()).active.tolist() == before.active.tolist()


def test_a_group_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnknownName, match="hips"):
        Body.of("male", free=("toes",))
    with pytest.raises(UnknownName, match="hips"):
        Options(free=("toes",))
    assert "hips" in GROUPS


def test_groups_have_one_order_and_all_is_every_one() -> None:
    assert Options(free="all").free == tuple(group for group in GROUPS if group not in BY_NAME)
    assert Options(free=("girdle", "hips", "girdle")).free == ("hips", "girdle")
    assert Options(free="girdle").free == ("girdle",)
    every = Body.of("male", free="all")
    assert every.free == Options(free="all").free
    assert every.freed(("all",)) is every
    assert every.freed(("ribs", "hips")).free == ("hips", "ribs")


def test_with_every_group_free_all_work_but_what_is_held_with_a_reason() -> None:
    body = Body.of("male", free="all")
    idle = {f.muscle for f in body.fascicles if not f.takes_part}
    assert idle == {row.muscle for row in body.tables.held_muscles if not row.unless}


@pytest.mark.parametrize("task", ["standing_bent_forward", "holding_20kg_close"])
def test_the_spine_bears_the_same_where_no_muscle_of_the_hips_pulls(body: Body, task: str) -> None:
    """Rows of hips and knees that nothing but reserves balances leave the spine alone."""
    spine = model_for("male")
    frames = frames_of(Task.find(task), spine)
    alone = analyse_frames(spine, frames)
    beside = analyse_frames(Model(body, active=spine.active), Frames(*frames))
    assert_allclose(beside.compression, alone.compression, rtol=1e-7)
    assert_allclose(beside.activation, alone.activation, atol=1e-7)


def test_what_a_leg_lacks_is_named_by_what_it_would_do(body: Body) -> None:
    names = body.rows.names

    def words(row: str, moment: float) -> str:
        reserves = np.zeros((1, len(names)))
        reserves[0, names.index(row)] = moment
        found = Shortfalls.read(reserves, np.array([False]), np.zeros(1), names).worst
        assert found is not None
        return found.direction

    assert words("hip_left z", 3.0) == "flexion"
    assert words("knee_left z", 3.0) == "extension"
    assert words("hip_right x", 3.0) == "adduction"
    assert words("hip_left x", 3.0) == "abduction"
    assert words("hip_right y", 3.0) == "inward turn"
    assert words("hip_left y", -3.0) == "inward turn"


def test_the_words_are_what_the_angles_do(body: Body) -> None:
    """A foot goes forward in flexion, to the middle in adduction; a turn inward brings its tip there."""
    model, skeleton = model_for(body), body.skeleton

    def ahead(row: str) -> np.ndarray:
        c = body.rows[body.rows.index_of(row)]
        angles = np.zeros((1, len(skeleton.names), 3))
        angles[0, c.body, AXES.index(c.axis)] = 0.1
        posed = model.place(angles)
        foot = skeleton.index(f"foot_{c.side}")
        return np.asarray(
            posed.origin[0, foot] - model.upright.origin[0, foot] + posed.rotation[0, foot, :, 0]
        )

    assert ahead("hip_right z")[0] > 1.0
    assert ahead("hip_left z")[0] > 1.0
    assert ahead("hip_right x")[2] < 0.0 < ahead("hip_right y")[0]
    assert ahead("hip_left x")[2] < 0.0
    assert ahead("hip_right y")[2] < 0.0
    assert ahead("knee_right z")[0] > 1.0


def test_a_result_says_what_is_free_and_keeps_it(body: Body, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import dorsum

    found = analyze("upright_standing", "male", options=HIPS)
    assert found.options.free == ("hips",)
    assert analyze("upright_standing", "male").options.free == ()
    assert not np.isnan(found.array("joint_reserve")[:, body.rows.body, body.rows.axis]).any()
    assert_allclose(found.array("reserve"), found.array("joint_reserve")[:, body.spine])
    found.save(tmp_path / "a.nc")
    again = dorsum.open_result(tmp_path / "a.nc")
    assert again.options.free == ("hips",)
    assert again.body.free == ("hips",)
    assert again.short_at == found.short_at


def test_bodies_alike_share_what_is_balanced(body: Body) -> None:
    taller = Body.of("male", free=("hips",))
    assert taller.rows is body.rows
    assert Model(taller).topology is Model(body).topology
