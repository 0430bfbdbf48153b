"""Ribs that are balanced by what pulls at them, and what the ring then does."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.groups import GROUPS, IN_RING
from dorsum.body.names import SIDES
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.doubts import Doubts
from dorsum.mechanics.model import Model
from dorsum.mechanics.of_ring import borne, pull_on
from dorsum.mechanics.result import Result
from dorsum.mechanics.ring import HINGES, RING, Ring
from dorsum.motion.analyze import analyze
from dorsum.report.answer import limiting
from dorsum.report.answer import ring as ring_words
from dorsum.report.summary import Summary
from dorsum.units import DEGREE

SPINAL = 75  # rows
WORKING = {
    "external_intercostals",
    "internal_intercostals",
    "parasternal_intercostals",
    "levatores_costarum_breves",
    "levatores_costarum_longi",
    "serratus_posterior_superior",
    "serratus_posterior_inferior",
    "transversus_thoracis",
}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male", free=("ribs",)))


@pytest.fixture(scope="module")
def ring(model: Model) -> Ring:
    found = model.mech.ring
    assert found is not None
    return found


@pytest.fixture(scope="module")
def held(model: Model) -> Result:
    return analyze("curl_up", model)


def test_both_hinges_of_all_ribs_are_rows_and_what_moves_ribs_takes_part(model: Model) -> None:
    body, before = model.body, Body.of("male")
    assert set(body.rows.names[SPINAL:]) == {
        f"{joint}_{side} z" for joint in GROUPS["ribs"] for side in SIDES
    }
    came = {body.fascicles[i].muscle for i in set(body.active) - set(before.active)}
    assert came == WORKING
    assert set(before.active) <= set(body.active)
    assert body.freed(()).active.tolist() == before.active.tolist()


def test_what_a_rib_meets_at_its_vertebra_is_counted_once(model: Model) -> None:
    """The spring of a hinge is in the ring, of the two ribs without a cartilage in the row."""
    slopes = dict(zip(model.rows.names, model.mech.rows.springs.slope, strict=True))
    assert len(IN_RING) == 10
    assert set(HINGES) == {f"{name[:-2]}_{side} z" for name in IN_RING for side in SIDES}
    for name in model.rows.names[SPINAL:]:
        assert (slopes[name] > 0.0).all() == (name not in HINGES)


def test_told_by_its_hinges_the_ring_is_as_stiff_as_it_was_where_they_follow(
    model: Model, ring: Ring
) -> None:
    alone, q = Ring.of(model.body), len(RING)
    k = ring.stiffness
    assert ring.hinged
    assert not alone.hinged
    follow = k[:q, :q] - k[:q, q:] @ np.linalg.solve(k[q:, q:], k[q:, :q])
    assert_allclose(follow, alone.stiffness, atol=1e-9)
    assert np.linalg.eigvalsh(k)[0] > 0.0
    assert (np.diag(k)[q:] > np.array(ring.cage.turning)).all()


def test_ribs_turn_about_their_hinges_as_told(ring: Ring) -> None:
    """By rotations of the bones: raised by the right hand, the front end of either rib goes up."""
    angles = np.zeros(len(ring.names))
    at = ring.names.index("costovertebral_5_left z")
    angles[at] = DEGREE
    motions = ring.follows @ angles
    cage = ring.cage
    turned = ring.hinges @ motions
    assert_allclose(turned, angles[len(RING) :], atol=1e-12)
    rib = int(cage.rib[at - len(RING)])
    front = cage.node[list(cage.holder).index(rib)]
    assert (ring.motion(rib, front) @ motions)[1] > 1e-4


def test_a_pull_on_the_sternum_moves_it_as_a_dense_solution_says(ring: Ring) -> None:
    """The other road: all motions at once, the angles held by multipliers. The work of the pull is positive,
    and a sternum that is pulled down goes down."""
    k, n = ring.full, len(ring.full)
    held = np.concatenate([np.eye(len(RING), n), ring.hinges])
    both = np.block([[k, held.T], [held, np.zeros((len(held), len(held)))]])
    sternum = len(RING) + 6 * len(ring.cage.rib)
    loads = np.zeros((len(both), 6))
    loads[sternum : sternum + 6] = np.eye(6)
    dense = np.linalg.solve(both, loads)[:n]
    assert_allclose(ring.gives, dense, atol=1e-9 * np.abs(dense).max())
    down = ring.gives @ np.array([0.0, -1.0, 0.0, 0.0, 0.0, 0.0])
    assert down[sternum + 1] < 0.0
    assert ring.borne(np.zeros((1, len(ring.names))), 10.0 * np.eye(6)[:1]).shift[0] > 0.0


def test_every_rib_is_in_balance_by_itself(model: Model, held: Result, ring: Ring) -> None:
    """Cut free at its hinge: muscles as forces at their points, and the ring by its energy, whose slope is
    taken by differences. With one sign turned this is off by more than 0.5 N·m."""
    found = held.analysis
    posed, tension = found.equations.posed, found.tension
    rows = model.body.rows
    chosen = model.body.coordinates.named(ring.names)
    angles = np.asarray(chosen.values(found.frames.angles))[0]
    beside, most = 1e-6 * np.eye(len(angles)), 0.0
    for i, name in enumerate(HINGES, start=len(RING)):
        body = int(chosen.body[i])
        wrench = pull_on(model.mech, body, posed, tension)[0]
        about = model.body.skeleton.axes[body, :, 2]
        lower, higher = (0.5 * a @ ring.stiffness @ a for a in (angles - beside[i], angles + beside[i]))
        pushed, centre = found.equations.carried[0, body], posed.origin[0, body]  # by the abdominal pressure
        turned = posed.rotation[0, body].T @ (pushed[3:] - np.cross(centre, pushed[:3]))
        moment = (wrench[3:] + turned) @ about - (higher - lower) / 2e-6
        reserve = found.solution.reserves[0, rows.names.index(name)]
        assert abs(moment + reserve) < 1e-6, name
        most = max(most, abs(wrench[3:] @ about))
    assert most > 0.5


def test_a_curl_up_is_held_with_ribs_within_their_bound(model: Model, held: Result) -> None:
    assert held.balanced.all()
    turned = held.angles[:, model.body.rows.body[SPINAL:], 0]
    assert 1.0 * DEGREE < np.abs(turned).max() < 5.001 * DEGREE
    exact = analyze("curl_up", model, posture="exact")
    assert exact.short_at[0].endswith(("raising", "lowering"))


def test_what_leaves_the_bounds_of_the_ring_is_told(model: Model, held: Result) -> None:
    told = borne(model, held.angles, held.posed, held.analysis.tension)
    assert told is not None
    assert 5e-3 < told.shift[0] < 0.01
    assert "sternum" not in "".join(held.beyond_ring)
    ribs = held.doubts.ribs
    farther = held.doubts._replace(ribs=ribs._replace(shift=ribs.shift + 0.02))
    words = "\n".join(farther.beyond_ring([*"abcdefghijklmnopqrst"]))
    off = 20 + 1000 * told.shift[0]
    assert f"the sternum stands {off:.0f} mm off where T4 carries it: beyond 10 mm" in words
    assert "on its vertebra: beyond 5°" in words
    assert not held.doubts.any.any()  # of the thorax, on which no lumbar load rests
    assert held.warnings == ()
    assert_allclose(held.array("rib_turn"), told.turn)
    assert_allclose(held.array("sternum_shift"), told.shift)
    again = held.at([0])
    assert again.beyond_ring == held.beyond_ring
    twice = Doubts.joined([held.doubts, held.doubts])
    assert twice.strained[:, 0].all()


def test_a_twisted_thorax_leaves_the_bounds_without_its_muscles_too() -> None:
    found = analyze("standing_twisted", "male", options=Options())
    assert any("rib 1, left turns" in told for told in found.beyond_ring)
    (short,) = ring_words(Summary(found))
    assert "turns" in short or "stands" in short
    assert limiting(Summary(found)).endswith(short)
    standing = analyze("standing_relaxed", "male")
    assert standing.warnings == standing.beyond_ring == ()
    assert ring_words(Summary(standing)) == []
