"""OpenSim 4.6 opens what we write and computes what we compute.

A sample of the comparison; the whole of it is `make judges`, whose results are stored.
"""

from collections.abc import Iterator

import jax.numpy as jnp
import numpy as np
import pytest

from dorsum.body.coordinates import Coordinates
from dorsum.exchange.write.osim.coordinates import random_angles, values_of
from dorsum.exchange.write.osim.document import osim_document
from dorsum.judges.opensim.forces import judge_forces
from dorsum.judges.opensim.geometry import (
    POSTURES,
    Judged,
    compare_all_arms,
    compare_arms,
    compare_lengths,
    judged,
)
from dorsum.judges.opensim.judgements import LEDGER, stored
from dorsum.judges.opensim.opened import need_opensim
from dorsum.mechanics import hill
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.model import Model
from dorsum.view.export import markers_of

pytestmark = pytest.mark.usefixtures("double")

SHARE_OF_RANGE = 0.3  # so that no spring is at forces which nobody has
MOST_STRETCHED = 10.0  # passive force over F₀ beyond which OpenSim does not go; two intercostals get there
CROSSING_PAIRS = 15362  # of 1266 fascicles and 142 coordinates
DEEP = 8  # frame of the flexion in which muscles reach their limits


@pytest.fixture(scope="module")
def case(male: Model) -> Iterator[Judged]:
    with judged(male) as opened:
        yield opened


@pytest.mark.parametrize("coupled", [False, True])
def test_opensim_opens_the_file_without_a_warning(male: Model, tmp_path, coupled: bool) -> None:
    opensim = need_opensim()
    angles = (
        np.zeros((len(male.body.skeleton.names), 3)) if coupled else random_angles(male.body, 1, seed=2)[0]
    )
    text = osim_document(male, angles, markers=markers_of(male), coupled=coupled)
    (tmp_path / "back.osim").write_text(text)
    opensim.Logger.setLevelString("Info")
    opensim.Logger.addFileSink(str(tmp_path / "log.txt"))
    model = opensim.Model(str(tmp_path / "back.osim"))
    model.initSystem()
    opensim.Logger.removeFileSink()
    opensim.Logger.setLevelString("Warn")
    log = (tmp_path / "log.txt").read_text()
    assert "Loaded model dorsum_male" in log
    assert "warning" not in log.lower()
    assert "error" not in log.lower()
    assert model.getValidationLog() == ""


def test_lengths_agree_in_all_postures(case: Judged) -> None:
    found = compare_lengths(case)
    assert (found.postures, found.compared) == (POSTURES, POSTURES * 1266)
    assert found.holds, found


@pytest.mark.slow
def test_moment_arms_of_every_pair_agree_in_all_postures(case: Judged) -> None:
    """By what unit tension does at every coordinate."""
    found = compare_all_arms(case)
    assert found.compared == POSTURES * 1266 * len(case.found)
    assert found.holds, found


@pytest.mark.slow
@pytest.mark.parametrize("crossing", [False, True])
def test_moment_arms_agree_with_the_moment_arm_solver(case: Judged, crossing: bool) -> None:
    found = compare_arms(case, range(5, 7), crossing, fascicles=12)
    assert found.compared > 100
    assert found.holds, found


def test_the_centre_of_mass_is_the_same(case: Judged) -> None:
    """It needs every mass, centre and joint; the root lies elsewhere in the file."""
    case.pose(3)
    opened, masses = case.opened, case.model.body.masses
    centres = case.model.centres_in(case.model.place(case.angles[3:4]))[0]
    ours = masses.mass @ centres / masses.mass.sum()
    theirs = opened.model.calcMassCenterPosition(opened.state)
    root = opened.model.getBodySet().get("pelvis").getPositionInGround(opened.state)
    off = [theirs.get(i) - root.get(i) - ours[i] for i in range(3)]
    np.testing.assert_allclose(off, 0.0, atol=1e-6)


def test_passive_moments_are_those_of_the_compliance(case: Judged) -> None:
    opened, springs = case.opened, Coordinates.of(case.model.body, "elastic")
    angles = SHARE_OF_RANGE * case.angles[4]
    opened.pose(values_of(case.found, angles[None])[0])
    forces = opened.model.getForceSet()
    sign = {(c.body, c.axis): (c.name, c.sign) for c in case.found}
    for i, (body, axis) in enumerate(zip(springs.body, springs.axis, strict=True)):
        name, turned = sign[int(body), int(axis)]
        force = forces.get(f"passive_{name}")
        found = opened.opensim.ExpressionBasedCoordinateForce.safeDownCast(force)
        angle = angles[body, axis]
        way = int(angle > 0)
        k, c = springs.slope[i, way], springs.rate[i, way]
        expected = -np.sign(angle) * (k * np.expm1(c * abs(angle)) / c if c else k * abs(angle))
        moment = turned * found.calcExpressionForce(opened.state)
        assert moment == pytest.approx(expected, rel=1e-9, abs=1e-12), name


def test_muscle_forces_are_ours_at_rest(case: Judged) -> None:
    opened, model = case.opened, case.model
    angles = SHARE_OF_RANGE * case.angles[5]
    opened.pose(values_of(case.found, angles[None])[0])
    lengths = jnp.asarray(opened.lengths()[None])
    fibres = fibres_of(model.body.fascicles)
    gains = hill.gains(fibres, model.mech.curves, lengths, jnp.zeros_like(lengths))
    strength = np.asarray(fibres.maximal_force * gains.cosine)[0]
    opened.model.realizeVelocity(opened.state)
    active = [muscle.calcInextensibleTendonActiveFiberForce(opened.state, 1.0) for muscle in opened.muscles]
    passive = [muscle.getPassiveForceMultiplier(opened.state) for muscle in opened.muscles]
    np.testing.assert_allclose(active, strength * np.asarray(gains.active)[0], rtol=1e-9, atol=1e-9)
    expected = np.minimum(np.asarray(gains.passive)[0], MOST_STRETCHED)
    np.testing.assert_allclose(passive, expected, rtol=1e-9, atol=1e-9)


def test_abdominal_pressure_pushes_diaphragm_and_pelvic_floor_apart(case: Judged) -> None:
    opened = case.opened
    opened.pose(np.zeros(len(case.found)))
    opened.model.realizeDynamics(opened.state)
    abdomen, skeleton = case.model.mech.abdomen, case.model.body.skeleton
    whole = 0.0
    for body, point, share in zip(abdomen.upper_body, abdomen.upper_point, abdomen.share, strict=True):
        name = skeleton.names[body]
        force = opened.model.getForceSet().get(f"abdominal_pressure_{name}")
        labels, values = force.getRecordLabels(), force.getRecordValues(opened.state)
        found = {labels.get(i).partition("/bodyset/")[2]: values.get(i) for i in range(values.size())}
        assert found[f"{name}.force.Y"] == pytest.approx(abdomen.resting_pressure * abdomen.area * share)
        assert found["pelvis.force.Y"] == pytest.approx(-found[f"{name}.force.Y"])
        height = point[1] - np.asarray(abdomen.lower_point)[1]
        apart = found[f"{name}.point.Y"] - found["pelvis.point.Y"]
        assert apart == pytest.approx(height + skeleton.centre[body, 1] - skeleton.centre[0, 1])
        whole += found[f"{name}.force.Y"]
    assert whole == pytest.approx(abdomen.resting_pressure * abdomen.area)


@pytest.mark.slow
def test_static_optimisation_and_joint_reaction_agree_where_muscles_come_near_their_limits(
    male: Model,
) -> None:
    rows, theirs = judge_forces(male, slice(DEEP, DEEP + 1))
    assert theirs.activation.max() > 0.85
    assert [row.what for row in rows if not row.holds] == []
    assert np.abs(theirs.reaction[0]).max() > 1000.0


def test_stored_judgements_are_of_these_tables_and_hold(male: Model) -> None:
    found = stored()
    assert LEDGER.stale(male.body.tables.digest_of) == ""
    assert [row.what for row in found.rows if not row.holds] == []
    counts = [(row.postures, row.compared) for row in found.rows]
    pairs = 1266 * len(values_of_names(male))
    assert counts[:3] == [(50, 50 * 1266), (50, 50 * pairs), (2, 2 * pairs)]
    assert counts[3] == (5, 5 * CROSSING_PAIRS)
    assert counts[4] == (20, 20 * len(male.body.active))


def values_of_names(model: Model) -> list[str]:
    """Angles of all joints."""
    return [axis for freedoms in model.body.skeleton.freedoms for axis in freedoms]
