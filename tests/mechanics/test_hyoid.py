"""The hyoid in the balance: its six equations, what its muscles do to the neck, and signs."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.groups import GROUPS, HANGING
from dorsum.mechanics.analysis import Analysis, Options, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

FREE = Options(posture="exact", reserves=False, free=("hyoid",))
DOWN = {"sternohyoid", "sternothyroid"}
UP = {"mylohyoid_anterior", "mylohyoid_posterior", "geniohyoid", "digastric_anterior", "digastric_posterior"}
UP |= {"stylohyoid"}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male", free=("hyoid",)))


def pulled_back(model: Model) -> Analysis:
    """The head pulled back with 20 N, which the muscles in front of the neck bear."""
    task = Task(name="back", title="back", posture=Posture())
    frames = frames_of(task, model)
    at = model.place(frames.angles).origin[0, skull := model.body.skeleton.index("skull")]
    external = frames.external.copy()
    force = np.array([-20.0, 0.0, 0.0])
    external[0, skull] += [*force, *np.cross(at + np.array([0.0, 0.06, 0.0]), force)]
    return analyse_frames(model, frames._replace(external=external), options=FREE)


@pytest.fixture(scope="module")
def back(model: Model) -> Analysis:
    return pulled_back(model)


def pulls(model: Model, found: Analysis) -> dict[str, tuple[float, np.ndarray, np.ndarray]]:
    """Of each fascicle at the hyoid its tension N, where it pulls there, and which way."""
    layout, hyoid = model.body.fascicles.layout, model.body.skeleton.index("hyoid")
    at = np.asarray(found.equations.point[0])
    at = at.T if at.shape[0] == 3 else at
    tension = dict(zip(model.active.tolist(), found.tension[0].tolist(), strict=True))
    seen = {}
    for start, of in zip(layout.piece_start.tolist(), layout.piece_fascicle.tolist(), strict=True):
        ends = layout.point_body[start : start + 2] == hyoid
        if ends.sum() == 1 and of in tension:
            here, there = (start, start + 1) if ends[0] else (start + 1, start)
            way = at[there] - at[here]
            seen[model.body.fascicles.names[of]] = tension[of], at[here], way / np.linalg.norm(way)
    return seen


def test_the_group_brings_six_rows_and_all_muscles_but_those_of_the_girdle(model: Model) -> None:
    beside = [row for row in model.rows if row.kind in GROUPS["hyoid"]]
    assert {row.name for row in beside} == {f"{j} {a}" for j in GROUPS["hyoid"] for a in HANGING[j]}
    assert len(beside) == 6
    came = {model.body.fascicles[i].name for i in set(model.active) - set(Model(Body.of("male")).active)}
    assert came == {f"{row}_{side}" for row in DOWN | UP for side in ("right", "left")}
    both = Body.of("male", free=("girdle", "hyoid"))
    assert {"omohyoid"} < {both.fascicles[i].muscle for i in both.active}
    assert "thyrohyoid" not in {both.fascicles[i].muscle for i in both.active}


def test_the_pulls_on_the_hyoid_sum_to_no_force_and_no_moment(model: Model, back: Analysis) -> None:
    """The free body, summed by hand from lines and tensions."""
    seen = pulls(model, back)
    assert len(seen) == 16
    assert sum(tension for tension, _, _ in seen.values()) > 40.0
    centre = back.equations.posed.origin[0, model.body.skeleton.index("hyoid")]
    force = sum(tension * way for tension, _, way in seen.values())
    moment = sum(tension * np.cross(at - centre, way) for tension, at, way in seen.values())
    reserves = {c.name: m for c, m in zip(model.rows, back.solution.reserves[0], strict=True)}
    lack = max(abs(reserves[row.name]) for row in model.rows if row.kind in GROUPS["hyoid"])
    assert lack < 0.02  # N·m, about points 100 mm apart
    assert_allclose(force, 0.0, atol=2 * lack / 0.1 + 1e-6)
    assert_allclose(moment, 0.0, atol=2 * lack + 1e-6)


def test_muscles_above_hold_those_below_and_both_bend_the_neck(model: Model, back: Analysis) -> None:
    """Those to the breast bone pull down with what those to jaw and skull pull up; no other sign balances."""
    seen = pulls(model, back)
    down = sum(t * way[1] for name, (t, _, way) in seen.items() if name.rpartition("_")[0] in DOWN)
    up = sum(t * way[1] for name, (t, _, way) in seen.items() if name.rpartition("_")[0] in UP)
    assert down < -10.0
    assert up == pytest.approx(-down, abs=0.5)
    without = Model(Body.of("male"))
    alone = pulled_back(without)
    rows = [without.rows.index_of(f"{joint} z") for joint in ("C0/C1", "C1/C2", "C2/C3", "C3/C4", "C5/C6")]
    assert np.abs(back.solution.reserves[0, rows]).max() < np.abs(alone.solution.reserves[0, rows]).max()


def test_the_neck_bears_nothing_of_the_hyoid(model: Model, back: Analysis) -> None:
    """The wrench that its carrier passes on is nought: C4 is loaded by what pulls on vertebrae and head."""
    wrench = np.asarray(back.reactions.wrench)[0, model.body.skeleton.index("hyoid")]
    assert np.abs(wrench[:3]).max() < 0.5
    assert sum(tension for tension, _, _ in pulls(model, back).values()) > 40.0


def test_who_frees_no_hyoid_finds_what_he_did(male: Model) -> None:
    assert len(male.rows) == 75
    assert not {"sternohyoid", "geniohyoid"} & set(male.topology.muscles)
    names = [f.name for f in male.body.fascicles if f.muscle == "geniohyoid"]
    assert all("hyoid" in male.body.fascicles[male.body.fascicle_index(n)].left_out_because for n in names)


def test_a_hyoid_that_lags_behind_the_chin_stretches_nobody(model: Model) -> None:
    """With the head back by 40° the jaw leaves the hyoid, which moves with C4: no force comes of that."""
    task = Task(name="back", title="back", posture=Posture(neck_flexion=-40.0))
    found = analyse_frames(model, frames_of(task, model))
    at_hyoid = [name in pulls(model, found) for name in model.topology.names]
    stretched = found.equations.fibre_passive[0]
    assert sum(at_hyoid) == 16
    assert not stretched[at_hyoid].any()
    assert stretched.any()
    longer = found.equations.path_length[0] - model.body.fascicles.standing_length
    assert longer[model.body.fascicle_index("geniohyoid_right")] > 0.005  # m
