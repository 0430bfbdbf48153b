"""Rules of sharing: weights by what a fascicle is, by name or of the user's own."""

import numpy as np
import pytest

from dorsum import analyze
from dorsum.body.body import Body
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import (
    DEFAULT,
    OBJECTIVES,
    REFERENCE_STRESS,
    REFERENCE_VOLUME,
    Objective,
    Weighed,
    alike,
    words_of,
)

TASK = "holding_20kg_close"
CUBED = OBJECTIVES[DEFAULT]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male"))


@pytest.fixture(scope="module")
def plain(model):
    return analyze(TASK, model, posture="exact")


def shares(result) -> np.ndarray:
    """Active force over F₀ of the fascicles that take part, (n,)."""
    return result.analysis.solution.values[0, : len(result.body.active)]


def test_an_own_rule_that_weighs_by_volume_gives_the_default(model, plain):
    def by_tissue(fascicles: Weighed) -> np.ndarray:
        return fascicles.area * fascicles.optimal_length / REFERENCE_VOLUME

    own = analyze(TASK, model, posture="exact", objective=Objective("mine", 3, by_tissue))
    assert own.objective == "mine"
    np.testing.assert_allclose(own.compression, plain.compression, rtol=1e-9)


def test_all_together_weigh_as_much_as_if_each_weighed_one(model):
    """Beside rib cage and reserves: the reference volume is about the mean of this man's fascicles."""
    weights = CUBED.weigh(model.weighed._replace(gain=np.ones((1, len(model.active)))))
    assert weights.mean() == pytest.approx(1.0, abs=0.1)
    assert weights.min() > 1e-3


def test_a_rule_that_spares_a_muscle_makes_it_pull_less(model, plain):
    def spare(fascicles: Weighed) -> np.ndarray:
        return np.where(np.char.startswith(fascicles.muscles, "multifidus"), 1000.0, 1.0)

    spared = analyze(TASK, model, posture="exact", objective=Objective("spare multifidus", 3, spare))
    fascicles = [model.body.fascicles[i].muscle.startswith("multifidus") for i in model.body.active]
    free = plain.analysis.problem.upper[0, : len(fascicles)] - shares(plain) > 1e-6
    pulling = shares(plain) > plain.analysis.problem.lower[0, : len(fascicles)] + 1e-3
    chosen = np.array(fascicles) & free & pulling
    assert chosen.sum() > 20
    assert shares(spared)[chosen].sum() < 0.5 * shares(plain)[chosen].sum()


def test_what_a_rule_is_told_is_what_the_fascicles_are(model):
    told: list[Weighed] = []

    def look(fascicles: Weighed) -> float:
        told.append(fascicles)
        return 1.0

    analyze(TASK, model, posture="exact", objective=Objective("look", 2, look))
    (seen,) = told
    fascicles = [model.body.fascicles[i] for i in model.body.active]
    assert seen.names == tuple(f.name for f in fascicles)
    assert seen.gain.shape == (1, len(fascicles))
    size = (75.0 / model.body.tables.constant("reference_mass")) ** (2 / 3)
    area = np.array([f.row.pcsa_cm2 * 1e-4 * size for f in fascicles])
    np.testing.assert_allclose(seen.area, area, rtol=1e-12)
    volume = area * np.array([f.optimal_fibre_length for f in fascicles])
    np.testing.assert_allclose(seen.volume, volume, rtol=1e-12)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Objective("flat", 3, lambda f: np.ones(3)), r"'flat' gives weights of shape \(3,\), not"),
        (Objective("none", 3, lambda f: 0.0), "weights must be positive and finite, but is 0.0"),
    ],
)
def test_weights_that_make_no_sense_are_refused(model, rule, told):
    with pytest.raises(BadInput, match=told):
        analyze(TASK, model, posture="exact", objective=rule)


def test_a_power_of_four_is_refused_when_it_is_made():
    with pytest.raises(BadInput, match="the power of the objective 'steep' must be 2 or 3, not 4"):
        Objective("steep", 4, alike)


def test_an_unknown_name_is_answered_with_the_nearest(model):
    with pytest.raises(UnknownName, match="did you mean relative_force_cubed"):
        analyze(TASK, model, posture="exact", objective="relative_force_cube")


def test_activation_weights_undo_length_and_velocity():
    gain = np.array([[0.5, 1.0, 1.2]])
    one = np.full(3, REFERENCE_VOLUME)  # m³: fibres of 1 m, F₀ 1 N per Pa of tension
    weights = OBJECTIVES["activation_cubed"].weigh(Weighed((), (), one, np.ones(3), np.ones(3), gain))
    activation = np.array([0.3, 0.4, 0.5])
    np.testing.assert_allclose(weights[0] * (activation * gain[0]) ** 3, activation**3, rtol=1e-12)


@pytest.mark.parametrize("power", [2, 3])
def test_stress_weights_count_force_over_area(model, power):
    fascicles = [model.body.fascicles[i] for i in model.body.active]
    rule = OBJECTIVES[{2: "stress_squared", 3: "stress_cubed"}[power]]
    weighed = model.weighed._replace(gain=np.ones((1, len(fascicles))))
    weights = rule.weigh(weighed)[0] * REFERENCE_VOLUME / weighed.volume
    share = np.linspace(0.1, 0.9, len(fascicles))
    force = share * np.array([f.maximal_force for f in fascicles])
    size = (75.0 / model.body.tables.constant("reference_mass")) ** (2 / 3)
    stress = force / np.array([f.row.pcsa_cm2 * 1e-4 * size for f in fascicles])  # Pa
    np.testing.assert_allclose(weights * share**power, (stress / REFERENCE_STRESS) ** power, rtol=1e-12)


def test_stress_asks_more_of_muscles_of_low_tension(model, plain):
    """Where muscles of two tensions share a joint, in the neck, those of low tension pull more for it."""
    stress = analyze(TASK, model, posture="exact", objective="stress_cubed")
    tension = np.array([model.body.fascicles[i].row.specific_tension_n_cm2 for i in model.body.active])
    lower = plain.analysis.problem.lower[0, : len(tension)]
    pulls = shares(plain) > lower + 1e-3
    change = shares(stress) / shares(plain)
    low, high = change[pulls & (tension < 40)], change[pulls & (tension > 40)]
    assert len(low) > 20
    assert np.median(low) > 1.1 * np.median(high)
    assert abs(stress.compression - plain.compression).max() > 1.0  # N


def test_where_all_have_one_tension_stress_is_relative_force(model):
    gain = np.ones((1, 3))
    one = Weighed((), (), np.ones(3), np.full(3, REFERENCE_STRESS), np.ones(3), gain)
    np.testing.assert_array_equal(
        OBJECTIVES["stress_cubed"].weigh(one), CUBED.weigh(Weighed(("",) * 3, *one[1:]))
    )


def test_every_rule_says_what_it_keeps_small():
    assert all(words_of(name).startswith("the least sum over their volume of ") for name in OBJECTIVES)
    assert words_of("mine") == "mine"
