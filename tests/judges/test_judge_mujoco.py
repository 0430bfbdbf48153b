"""MuJoCo agrees: a few postures now, fifty as stored."""

from dataclasses import replace

import pytest

from dorsum.judges import mujoco as judge_mujoco
from dorsum.judges.mujoco import ALLOWED, POSTURES, inputs, judge, stored
from dorsum.motion.analyze import model_for


@pytest.fixture(scope="module")
def found(male):
    return judge(male, postures=3, seed=5)


@pytest.mark.slow
def test_mujoco_computes_the_same(found):
    assert [row.what for row in found] == [row.what for row in stored()["found"]]
    for row in found:
        assert row.holds, row
        assert row.size > 0.1, "something was compared"


def test_the_stored_judgement_is_of_these_tables(tables):
    kept = stored()
    assert kept["inputs"] == inputs(tables), "run docs/judge_mujoco.py"
    assert {row.postures for row in kept["found"]} == {POSTURES}
    assert all(row.holds for row in kept["found"])
    assert [row.allowed for row in kept["found"]] == list(ALLOWED.values())


def test_a_changed_table_makes_the_stored_judgement_stale(tables):
    rows = list(tables.constants)
    rows[0] = replace(rows[0], value=rows[0].value * 1.01)
    assert inputs(replace(tables, constants=tuple(rows))) != stored()["inputs"]


@pytest.mark.slow
def test_mujoco_computes_the_same_of_another_body():
    assert all(row.holds for row in judge(model_for("female"), postures=1, seed=6))


@pytest.mark.slow
def test_a_moved_attachment_is_seen(male, monkeypatch):
    """The judge is not blind: a site moved by a micrometre is a difference."""
    text = judge_mujoco.mjcf(male, free="all")
    place = 'name="longissimus_thoracis_pars_thoracis_t2_transverse_right 0" pos="'
    at = text.index(place) + len(place)
    number = text[at : text.index(" ", at)]
    moved = text[:at] + repr(float(number) + 1e-6) + text[at + len(number) :]
    monkeypatch.setattr(judge_mujoco, "mjcf", lambda *_args, **_options: moved)
    length, arms, *_ = judge(male, postures=1, seed=5)
    assert not length.holds
    assert not arms.holds
