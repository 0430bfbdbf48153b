"""MuJoCo agrees: a few postures now, fifty as stored."""

import pytest

from dorsum.judges import mujoco as judge_mujoco
from dorsum.judges.mujoco import ALLOWED, LEDGER, POSTURES, judge, stored
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


def test_the_stored_judgement_rests_on_these_facts_and_this_code(tables):
    kept = stored()
    assert LEDGER.stale(tables.digest_of) == ""
    assert {row.postures for row in kept["found"]} == {POSTURES}
    assert all(row.holds for row in kept["found"])
    assert [row.allowed for row in kept["found"]] == list(ALLOWED.values())


def test_a_changed_table_makes_the_stored_judgement_stale(tables):
    altered = tables.altered("constants", "gravity", value=9.81)
    assert "facts of constants" in LEDGER.stale(altered.digest_of)


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
