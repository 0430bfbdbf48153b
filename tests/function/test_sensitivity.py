"""What settings do: each is one difference, is on the page, and does what it says."""

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.function.measured.answered import activation_pct
from dorsum.function.sensitivity import (
    ALTERNATIVES,
    GIVING,
    LUMBAR_BACK,
    Bent,
    Effect,
    effect,
    lumbar_back_pct,
    settings,
)
from dorsum.function.validate import compared, score
from dorsum.motion.analyze import analyze, model_for
from dorsum.report.sensitivity import course_table, effects_table, silence_words


@pytest.fixture(scope="module")
def every(tables):
    return list(settings(tables))


def named(every, name):
    return next(setting for setting in every if setting.name == name)


def test_price_bound_preload_power_fibres_ranges_and_tension_are_among_them(every):
    wanted = {
        *("as it is", "posture", "power of the cost", "springs stiffer under preload", "passive fibres"),
        *(
            "`give_price`",
            "`give_bound`",
            "`contact_friction`",
            "`range_tolerance`",
            "tension of the trunk's muscles",
        ),
    }
    assert wanted <= {setting.name for setting in every}


def test_each_differs_from_what_is_used_in_one_thing(tables, every):
    for name, values in ALTERNATIVES.items():
        assert tables.constant(name) not in values
    kinds = [
        (
            bool(s.constants),
            s.tension_n_cm2 is not None,
            s.objective != every[0].objective,
            s.options != GIVING,
        )
        for s in every
    ]
    assert [sum(kind) for kind in kinds] == [0] + [1] * (len(every) - 1)


def test_another_tension_is_of_the_trunk_alone(tables, every):
    setting = named(every, "tension of the trunk's muscles")
    stronger, usual = setting.model(tables).body.fascicles, Body.of("wilke", tables).fascicles
    trunk = np.array([row.pcsa_set == "lumbar46" for row in usual.routes.rows])
    ratio = stronger.maximal_force / usual.maximal_force
    assert ratio[trunk] == pytest.approx(60 / 46)
    assert ratio[~trunk] == pytest.approx(1.0)
    assert trunk.any()
    assert not trunk.all()


def test_what_is_used_scores_as_the_protocol_does(tables, every):
    found = effect(every[0], tables)
    assert found.score == score(compared(model_for("wilke"), GIVING))
    standing = analyze("standing_relaxed", "wilke", options=GIVING)
    assert found.standing_pct == pytest.approx(100 * standing.analysis.activation.max())
    dear = next(s for s in every if s.constants.get("give_price", 0.0) > tables.constant("give_price"))
    assert effect(dear, tables).standing_pct > found.standing_pct  # joints that give less fight more


def test_the_lumbar_back_is_that_of_the_measured_rows():
    result = analyze("standing_bent_forward", "male", options=GIVING)
    assert lumbar_back_pct(result)[0] == pytest.approx(activation_pct(result, LUMBAR_BACK, "both"))


def bent(trunk: float, back: float, kg: float = 0.0, tolerance: float = 1.25) -> Bent:
    return Bent(tolerance, kg, trunk, trunk / 2, back, 1000.0, "")


def test_the_back_is_silent_only_where_it_stays_so():
    course = [
        bent(45, 12.0),
        bent(75, 3.0),
        bent(85, 2.0),
        bent(45, 20.0, 10.0),
        bent(75, 2.0, 10.0),
        bent(85, 9.0, 10.0),
    ]
    silent, never = silence_words(course)
    assert silent == "Ranges × 1.25: silent from 75° on, lumbar 38°."
    assert never == "Ranges × 1.25, 10 kg in the hands: never silent (≤ 3 %), least 2.0 %."
    assert course_table(course).count("\n") == 2 + len(course)


def test_every_setting_is_a_line(every):
    figures = score(compared(model_for("wilke")))
    page = effects_table(Effect(s.name, s.used, s.instead, figures, 17.0, 4.0) for s in every)
    for setting in every:
        assert f"| {setting.name} | {setting.used} | {setting.instead} |" in page
