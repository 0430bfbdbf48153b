"""Hill's curves and the passive curves of the spinal units: their defining points, on paper."""

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from dorsum.body.muscles import with_tendon
from dorsum.mechanics import hill, passive
from dorsum.mechanics.model import Model

pytestmark = pytest.mark.usefixtures("double")

DEGREE = np.pi / 180


def test_active_force_peaks_at_optimal_length(wilke: Model) -> None:
    curve = hill.active_length(wilke.mech.curves, jnp.array([0.5, 1.0, 1.5]))
    assert curve[1] == 1.0
    assert_allclose(curve[0], curve[2])
    assert curve[0] < 0.6


def test_force_velocity_passes_its_three_points(wilke: Model) -> None:
    curve = hill.force_velocity(wilke.mech.curves, jnp.array([-1.0, 0.0, 1e9]))
    assert_allclose(curve, [0.0, 1.0, wilke.body.tables.constant("eccentric_force")], atol=1e-6)


def test_force_velocity_is_smooth_at_rest(wilke: Model) -> None:
    around = hill.force_velocity(wilke.mech.curves, jnp.array([-1e-6, 0.0, 1e-6]))
    assert_allclose(around[1] - around[0], around[2] - around[1], rtol=1e-4)


def test_fibres_resist_only_beyond_their_onset(wilke: Model) -> None:
    curve = hill.passive_length(wilke.mech.curves, jnp.array([-0.2, 0.0, 1.0]))
    assert_allclose(curve, [0.0, 0.0, 1.0], atol=1e-12)


def test_pennate_fibre_shortens_less_than_its_muscle() -> None:
    """On paper: optimal length 0.1 m at 30°, path shortened from 0.1·cos 30° by 0.02 m, no tendon."""
    fibres = hill.Fibres(*(jnp.array([x]) for x in (100.0, 0.1, 0.0, np.pi / 6, 1.0, 0.6, 1.0)))
    curves = hill.Curves(0.67, 10.0, 0.25, 1.4, 4.0)
    along = 0.1 * np.cos(np.pi / 6) - 0.02
    found = hill.gains(fibres, curves, jnp.array([[along]]), jnp.array([[0.0]]))
    fibre = np.hypot(along, 0.05)
    assert_allclose(found.length[0, 0], fibre / 0.1)
    assert_allclose(found.cosine[0, 0], along / fibre)


@pytest.mark.parametrize("share", [0.33, 1.0, 1.31])
@pytest.mark.parametrize("tendon", [0.0, 0.5, 2.3])
def test_fibre_and_tendon_in_series_bear_the_same_force(wilke: Model, share: float, tendon: float) -> None:
    """The sought force by bisection: fibre and tendon, each by its own curve, take up the whole stretch."""
    tables, shape = wilke.body.tables, wilke.mech.curves.passive_shape
    strain = tables.constant("passive_fibre_strain")
    steep = np.log1p(np.expm1(shape) / share)  # of the tendon, so that it has its strain at F₀

    def in_fibre(force: float) -> float:
        return strain / shape * np.log1p(force / share * np.expm1(shape))

    def in_tendon(force: float) -> float:
        return tables.constant("tendon_strain") * tendon * np.log1p(force * np.expm1(steep)) / steep

    assert in_fibre(share) == pytest.approx(strain)
    assert in_tendon(1.0) == pytest.approx(tables.constant("tendon_strain") * tendon)
    both = with_tendon(tables, np.array([tendon]), np.array([share]))
    for stretch in (0.05, 0.3, 0.6):
        force = brentq(lambda f, x=stretch: in_fibre(f) + in_tendon(f) - x, 0.0, 10.0, xtol=1e-14)
        found = share * hill.passive_length(wilke.mech.curves, stretch / both)
        assert found[0] == pytest.approx(force, rel=1e-9)


def test_a_tendon_is_as_stiff_at_small_force_as_a_measured_toe() -> None:
    """At a tenth of F₀ within a quarter of the toe of Thelen 2003 (0.33 F₀ at 0.609 of the strain at F₀)."""
    ours = 0.049 * np.log1p(0.1 * np.expm1(4.0)) / 4.0
    thelen = 0.609 * 0.049 / 3.0 * np.log1p(0.1 * np.expm1(3.0) / 0.33)
    assert ours == pytest.approx(thelen, rel=0.25)


def test_standing_is_free_of_passive_force(wilke: Model) -> None:
    moments = passive.moments(wilke.mech.rows.springs, jnp.zeros((1, len(wilke.rows))))
    assert_allclose(moments, 0.0, atol=0)


@pytest.mark.parametrize("joint", ["L1/L2", "L2/L3", "L3/L4", "L4/L5"])
def test_lumbar_flexion_meets_the_measured_points(wilke: Model, joint: str) -> None:
    """10 N·m at the angle of Yamamoto 1989, slope of 8 N·m/° at the range of Pearcy 1984."""
    at_ten = {"L1/L2": 5.8, "L2/L3": 6.5, "L3/L4": 7.5, "L4/L5": 8.9}[joint]
    reach = wilke.body.tables.joint_range(joint, "flexion")
    row = wilke.rows.index_of(f"{joint} z")
    angles = np.zeros((3, len(wilke.rows)))
    angles[:, row] = -np.array([at_ten, reach - 0.01, reach + 0.01]) * DEGREE
    moment = np.asarray(passive.moments(wilke.mech.rows.springs, jnp.asarray(angles)))[:, row]
    assert_allclose(moment[0], 10.0, rtol=0.01)
    assert_allclose((moment[2] - moment[1]) / 0.02, 8.0, rtol=0.01)


def test_passive_moments_push_back(wilke: Model, rng: np.random.Generator) -> None:
    angles = rng.normal(0, 0.05, (20, len(wilke.rows)))
    moments = np.asarray(passive.moments(wilke.mech.rows.springs, jnp.asarray(angles)))
    assert (moments * angles < 0).all()


def test_ligaments_pull_in_flexion_only(wilke: Model) -> None:
    angles = np.array([[-0.1], [0.1]]) * np.ones(len(wilke.body.levels.names))
    tension = np.asarray(passive.ligament_tension(wilke.mech.ligaments, jnp.asarray(angles)))
    assert (tension[0] > 0).all()
    assert_allclose(tension[1], 0.0, atol=0)
