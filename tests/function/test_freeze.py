"""Facts and settings are frozen before rows are scored, and a tree that changed since is told."""

import re
from dataclasses import replace

import pytest

from dorsum.errors import BadInput
from dorsum.function.measured import results
from dorsum.function.measured.freeze import Freeze, freeze, freezes, said_of_freeze
from dorsum.function.measured.results import digest_of_tree
from dorsum.motion.task import Task

TREE, OTHER = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "freezes.csv"
    path.write_text("date,tree,scored\n", encoding="utf-8")
    return path


def test_a_freeze_is_a_line_of_the_log(log):
    new = freeze(TREE, "Sato,\n strength", log=log)
    assert freezes(log) == (new,)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", new.date)
    assert new.scored == "Sato, strength"
    freeze(OTHER, "all", log=log)
    assert [each.tree for each in freezes(log)] == [TREE, OTHER]


def test_it_comes_once_before_the_score_and_says_what_is_scored(log):
    freeze(TREE, "Sato", log=log)
    with pytest.raises(BadInput, match="frozen already"):
        freeze(TREE, "Sato", log=log)
    with pytest.raises(BadInput, match="a freeze comes before the score"):
        freeze(OTHER, "Sato", [OTHER], log)
    with pytest.raises(BadInput, match="scored is empty"):
        freeze(OTHER, " ", log=log)
    assert len(freezes(log)) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("30.11.2026,0123456789abcdef,all", "2: date = "),
        ("2026-11-30,0123,all", "2: tree = "),
        ("2026-11-30,0123456789abcdef,", "2: scored is empty"),
        ("2026-11-30", "2: "),
        ("2026-11-30,0123456789abcdef,all,more", "2: "),
    ],
)
def test_a_line_that_makes_no_sense_is_named(log, line, why):
    log.write_text(f"date,tree,scored\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=f"freezes.csv:{re.escape(why)}"):
        freezes(log)
    log.write_text("day,tree\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"freezes.csv:1: columns"):
        freezes(log)


def test_the_sentence_says_what_was_frozen():
    then, now = Freeze("2026-11-30", TREE, "Sato"), Freeze("2026-12-01", OTHER, "strength")
    assert said_of_freeze(TREE, ()).endswith("were not frozen before these rows were scored.")
    assert "were frozen on 2026-11-30, before these rows were scored: Sato." in said_of_freeze(TREE, [then])
    for tree, log in ((OTHER, [then]), (TREE, [then, now])):  # only the last freeze counts
        assert said_of_freeze(tree, log).startswith("Facts or settings changed after the freeze of")


def test_facts_rows_answers_tasks_and_code_are_in_the_digest(tables, monkeypatch):
    code = list(results.digests(("mechanics/solve.py",)))
    monkeypatch.setattr(results, "digests", lambda patterns: code)
    tree = digest_of_tree(tables)
    assert re.fullmatch("[0-9a-f]{16}", tree)
    for table, key, changes in (
        ("constants", ("gravity",), {"value": 9.81}),
        ("disc_pressure", ("Sato1999", "prone"), {"pressure_mpa": 0.2}),
        ("answers", ("disc_pressure", "Sato1999 prone"), {"task": "lying_supine"}),
    ):
        assert digest_of_tree(tables.altered(table, *key, **changes)) != tree, table
    cause = tables.miss_causes[0]
    written = tables.altered("miss_causes", cause.compared, cause.row, cause="measurement")
    assert written.digest_of("miss_causes") != tables.digest_of("miss_causes")
    assert digest_of_tree(written) == tree
    bridge, named = Task.named("bridge"), Task.named
    other = replace(bridge, abdominal_pressure_kpa=7.0)
    with monkeypatch.context() as patch:
        patch.setattr(Task, "named", lambda name: other if name == "bridge" else named(name))
        assert digest_of_tree(tables) != tree
    code[0] = code[0][0], "0"
    assert digest_of_tree(tables) != tree


def test_the_log_of_the_tree_can_be_read():
    assert all(isinstance(each, Freeze) for each in freezes())
