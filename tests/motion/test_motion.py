"""Slow bending forwards and back: the back muscles brake, passive tissue takes over, and lets go again."""

import numpy as np
import pytest

from dorsum.body.skeleton import SPINE
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze

ERECTOR = (
    "longissimus_thoracis_pars_thoracis",
    "longissimus_thoracis_pars_lumborum",
    "iliocostalis_lumborum_pars_thoracis",
    "iliocostalis_lumborum_pars_lumborum",
)


@pytest.fixture(scope="module")
def bend() -> Result:
    """3 s down to 90°, 1 s at the bottom, 3 s up."""
    return analyze("slow_flexion", "wilke")


def passive_of(bend: Result) -> np.ndarray:
    """What the fibres of the erector spinae resist stretch with, over time, N."""
    body = bend.body
    chosen = [i for i in body.active if body.fascicles[i].muscle in ERECTOR]
    found = bend.analysis.equations.fibre_passive[:, np.searchsorted(body.active, chosen)]
    return np.asarray(found.sum(axis=1))


@pytest.fixture(scope="module")
def erector(bend: Result) -> dict[str, np.ndarray]:
    """Tension, and means weighted by strength, of the erector spinae over time."""
    body = bend.body
    chosen = [i for i in body.active if body.fascicles[i].muscle in ERECTOR]
    strength = np.array([body.fascicles[i].maximal_force for i in chosen])
    return {
        "tension": bend.forces[:, chosen].sum(axis=1),
        "velocity": bend.fibre_velocities[:, chosen] @ strength / strength.sum(),
        "activation": bend.activations[:, chosen] @ strength / strength.sum(),
        "passive": passive_of(bend),
    }


def test_it_lengthens_under_tension_on_the_way_down(bend: Result, erector: dict[str, np.ndarray]) -> None:
    down = (bend.times > 0.5) & (bend.times < 2.5)
    assert (erector["velocity"][down] > 0.01).all()
    assert (erector["tension"][down] > erector["tension"][0]).all()
    assert erector["tension"][down][-1] > 3 * erector["tension"][0]


def test_it_shortens_on_the_way_up(bend: Result, erector: dict[str, np.ndarray]) -> None:
    up = (bend.times > 4.5) & (bend.times < 6.5)
    assert (erector["velocity"][up] < -0.01).all()


def test_states_are_said_in_words(bend: Result) -> None:
    index = bend.body.fascicle_index("longissimus_thoracis_pars_thoracis_t10_transverse_right")
    states = bend.states[:, index]
    assert states[np.searchsorted(bend.times, 1.5)] == 2  # lengthening
    assert states[np.searchsorted(bend.times, 3.5)] == 0  # isometric
    assert states[np.searchsorted(bend.times, 5.5)] == 1  # shortening


def test_near_full_flexion_passive_tissue_takes_over(bend: Result, erector: dict[str, np.ndarray]) -> None:
    bottom = np.searchsorted(bend.times, 3.5)
    assert erector["activation"][bottom] < 0.75 * erector["activation"].max()
    assert erector["passive"][bottom] > 0.4 * erector["tension"][bottom]
    ligaments = bend.analysis.equations.ligament_tension[:, SPINE.index("L4/L5")]
    assert ligaments[bottom] > 10 * ligaments[np.searchsorted(bend.times, 1.0)]


def test_exactly_as_stated_the_fibres_resist_most_at_the_bottom() -> None:
    """Joints that give share the flexion otherwise on the way, and may stretch some fibres more there."""
    exact = analyze("slow_flexion", "wilke", posture="exact")
    passive = passive_of(exact)
    assert passive[np.searchsorted(exact.times, 3.5)] == pytest.approx(passive.max(), rel=1e-3)


def test_braking_takes_less_effort_than_lifting(bend: Result, erector: dict[str, np.ndarray]) -> None:
    """Lengthening fibres are stronger: the same trunk angle needs less activation down than up."""
    down, up = np.searchsorted(bend.times, 1.5), np.searchsorted(bend.times, 5.5)
    assert erector["activation"][down] < erector["activation"][up]


def test_the_way_up_mirrors_the_way_down(bend: Result) -> None:
    compression = bend.compression[:, SPINE.index("L4/L5")]
    np.testing.assert_allclose(compression, compression[::-1], rtol=0.06)


def test_every_frame_has_a_certificate(bend: Result) -> None:
    for frame in range(len(bend.times)):
        certificate = bend.certificate(frame)
        assert certificate["converged"]
        assert certificate["moment_imbalance_nm"] < 1e-5
        assert certificate["bound_violation"] < 1e-9
        assert certificate["duality_gap"] < 1e-6
        assert certificate["largest_reserve_nm"] <= 1.0
