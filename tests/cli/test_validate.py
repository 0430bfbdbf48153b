"""`dorsum validate`: the comparison with measured pressures, for people and for programs."""

import json

import pytest


@pytest.mark.slow
def test_json_holds_every_scored_task_and_the_score(dorsum):
    ran = dorsum("validate", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert len(found["tasks"]) == 15
    assert all({"task", "measured_mpa", "predicted_mpa"} <= set(row) for row in found["tasks"])
    keys = ("rmse_mpa", "r", "slope", "bias_mpa", "rmse_light_mpa", "rmse_heavy_mpa")
    assert all(isinstance(found[key], float) for key in keys)


@pytest.mark.slow
def test_text_names_every_scored_task(dorsum):
    ran = dorsum("validate")
    assert (ran.code, ran.err) == (0, "")
    assert "holding 20 kg 60 cm in front of the chest" in ran.out
    assert "RMSE" in ran.out
