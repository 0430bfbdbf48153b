"""`dorsum validate` and `dorsum strength`: the comparison with people, for people and for programs."""

import json
from typing import Any

import pytest

import dorsum.function.measured.results as results
import dorsum.function.validate as pressures

KEPT: dict[tuple[str, ...], Any] = {}
COMPARE, VALIDATE = results.compare, pressures.validate


@pytest.fixture(autouse=True)
def computed_once(monkeypatch):
    """What text and JSON tell is computed for the first of them: it takes half a minute."""

    def kept(key, computed):
        if key not in KEPT:
            KEPT[key] = computed()
        return KEPT[key]

    monkeypatch.setattr(
        results, "compare", lambda kinds, *rest: kept((*kinds,), lambda: COMPARE(kinds, *rest))
    )
    monkeypatch.setattr(pressures, "validate", lambda model: kept(("Wilke",), lambda: VALIDATE(model)))


@pytest.mark.slow
def test_json_holds_every_scored_task_the_score_and_the_sums_of_all_rows(dorsum):
    ran = dorsum("validate", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert len(found["tasks"]) == 15
    assert all({"task", "measured_mpa", "predicted_mpa"} <= set(row) for row in found["tasks"])
    keys = ("rmse_mpa", "r", "slope", "bias_mpa", "rmse_light_mpa", "rmse_heavy_mpa")
    assert all(isinstance(found[key], float) for key in keys)
    assert set(found["measured"]) == {"pressure", "strength", "arm", "range", "exercise"}
    assert found["measured"]["arm"]["rows"] == 144
    assert {"Wilke1999", "Sato1999", "all measured loads but Wilke's"} <= {
        each["data"] for each in found["loads"]
    }
    assert found["null"]["rmse_mpa"] > 0.0


@pytest.mark.slow
def test_text_names_every_scored_task_and_every_kind(dorsum):
    ran = dorsum("validate")
    assert (ran.code, ran.err) == (0, "")
    assert "holding 20 kg 60 cm in front of the chest" in ran.out
    assert "RMSE" in ran.out
    assert "Moment arms by level (arm)" in ran.out
    assert "weight and one muscle on all measured loads but Wilke's" in " ".join(ran.out.split())


def test_a_kind_lists_its_rows_with_the_cause_of_each_miss(dorsum):
    ran = dorsum("validate", "--kind", "exercise", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert len(found) == 67
    missed = [row for row in found if row["verdict"] in ("outside", "no balance")]
    assert missed
    assert all(row["cause"] for row in missed)


def test_a_kind_in_text_says_verdicts(dorsum):
    ran = dorsum("validate", "--kind", "exercise")
    assert (ran.code, ran.err) == (0, "")
    assert "inside" in ran.out
    assert "outside" in ran.out


def test_an_unknown_kind_is_refused(dorsum):
    ran = dorsum("validate", "--kind", "strenght")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "dorsum: no kind of comparison is called 'strenght'; did you mean strength?\n"


def test_strength_lists_four_efforts(dorsum):
    ran = dorsum("strength", "C7/T1", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert [row["direction"] for row in found] == ["extension", "flexion", "bending", "twist"]
    assert all(0 < row["moment_nm"] < row["muscles_nm"] <= row["all_nm"] for row in found)
    assert {row["pad"] for row in found} == {"skull"}


def test_strength_in_text(dorsum):
    ran = dorsum("strength")
    assert (ran.code, ran.err) == (0, "")
    assert "against a pad on T4: moment about L5/S1" in ran.out
    assert "L1/L2 in bending" in ran.out
    assert "flexion: external oblique 0.3" in ran.out


def test_strength_of_no_joint_is_refused(dorsum):
    ran = dorsum("strength", "L4-L5")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean L4/L5" in ran.err
