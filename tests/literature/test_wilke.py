"""The protocol of Wilke 1999: marks for RMSE and slope were set before the first run, other bounds after."""

import pytest

from dorsum.function.validate import Validation, score, validate


@pytest.fixture(scope="module")
def validation() -> Validation:
    return validate()


def test_all_fifteen_held_postures_balance(validation: Validation) -> None:
    assert [task.failure for task in validation.tasks if task.failure] == []
    assert validation.score.balanced == 15


def test_the_first_marks_are_reached(validation: Validation) -> None:
    assert validation.score.rmse_mpa <= 0.20
    assert 0.85 <= validation.score.slope <= 1.15
    assert validation.score.r >= 0.95


def test_the_first_mark_of_light_postures_is_reached(validation: Validation) -> None:
    assert validation.score.rmse_light_mpa <= 0.12


@pytest.mark.xfail(
    strict=True, reason="the goal; full flexion and slouching are 0.4 and 0.3 MPa too high, seated"
)
def test_the_goal_is_reached(validation: Validation) -> None:
    assert validation.score.rmse_mpa <= 0.10


def test_movements_and_valsalva_are_listed_apart(validation: Validation) -> None:
    apart = {task.task: task for task in validation.apart}
    assert len(apart) == 14
    assert apart["standing_valsalva"].predicted_mpa is not None
    assert apart["jogging_in_tennis_shoes"].predicted_mpa is None
    walking = apart["walking_barefoot"]
    assert walking.measured_low_mpa <= walking.predicted_mpa <= walking.measured_high_mpa  # type: ignore[operator]


@pytest.mark.xfail(strict=True, reason="1.42 MPa against 1.10: the seat is left at an assumed lean")
def test_rising_from_a_chair_is_inside_the_factors_that_turn_force_into_pressure(
    validation: Validation,
) -> None:
    rising = next(task for task in validation.apart if task.task == "standing_up_from_chair")
    assert rising.predicted_mpa == pytest.approx(1.1, rel=0.22)


def test_abdominal_pressure_matters_where_the_moment_is_large(validation: Validation) -> None:
    off = validation.switched_off["abdominal pressure"]
    assert off.rmse_heavy_mpa > 1.5 * validation.score.rmse_heavy_mpa
    assert off.rmse_light_mpa == pytest.approx(validation.score.rmse_light_mpa, abs=0.02)


def test_tone_makes_the_light_tasks(validation: Validation) -> None:
    assert validation.switched_off["tone"].bias_mpa < validation.score.bias_mpa - 0.03


def test_the_score_is_computed_as_stated(validation: Validation) -> None:
    off = [task.predicted_mpa - task.measured_mpa for task in validation.tasks]  # type: ignore[operator]
    assert validation.score.rmse_mpa == pytest.approx((sum(x * x for x in off) / 15) ** 0.5)
    assert validation.score.bias_mpa == pytest.approx(sum(off) / 15)
    worst = max(validation.tasks, key=lambda t: abs(t.predicted_mpa - t.measured_mpa))  # type: ignore[operator]
    assert score(validation.tasks).worst_task == worst.task
