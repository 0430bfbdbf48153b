"""Stored judgements know what they rest on, and say what has changed since."""

import ast
import textwrap
from dataclasses import replace

import pytest

from dorsum.clinic import exercises, measured
from dorsum.errors import UnknownName
from dorsum.function import claims
from dorsum.function.measured import results
from dorsum.judges import mujoco
from dorsum.judges.opensim import judgements
from dorsum.ledger import PACKAGE, Ledger, meaning, modules, without_comments

LEDGERS = [claims.LEDGER, results.LEDGER, measured.LEDGER, mujoco.LEDGER, judgements.LEDGER, exercises.LEDGER]
# What only reads, checks and names: facts have digests of their own, and words compute nothing.
COMPUTES_NOTHING = (
    "__init__.py",
    "anatomy/",
    "kernel/build.py",
    "kernel/library.py",
    "cache.py",
    "errors.py",
    "words.py",
    "files.py",
    "inputs.py",
    "ledger.py",
)

CODE = """
    def moment(force: float, arm: float) -> float:
        \'\'\'N·m.\'\'\'
        return force * arm  # r = -dl/dq
"""


def code(text=CODE):
    return meaning(textwrap.dedent(text))


def test_words_and_layout_of_a_module_mean_nothing():
    bare = "def moment(force: float,\n    arm: float) -> float:\n    return (force\n        * arm)\n"
    other = CODE.replace("N·m.", "A moment in N·m.").replace("# r", "# the arm r")
    assert code() == code(other) == meaning(bare)
    assert meaning('"""A module."""\nX = 1\n') == meaning("X = 1")
    assert meaning('class A:\n    """Words."""\n    x = 1') == meaning("class A:\n    x = 1")


@pytest.mark.parametrize(
    "changed",
    [
        CODE.replace("force * arm", "-force * arm"),
        CODE.replace("force * arm", "force + arm"),
        CODE.replace("force * arm", "force * arm * 1.0"),
        CODE.replace("arm: float", "arm: float = 0.0"),
        CODE + "    moment(1, None)\n",
    ],
)
def test_every_change_of_what_is_computed_is_seen(changed):
    assert code(changed) != code()


def test_comments_and_layout_of_the_kernel_mean_nothing():
    bare = "double moment(double f, double r) { return f * r; }"
    assert without_comments("// N m\ndouble moment(double f, double r) {\n  return f * r;  // r\n}\n") == bare
    assert without_comments(bare.replace("f * r", "-f * r")) != bare


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.file)
def test_a_judgement_rests_on_the_kernel(ledger):
    assert "kernel/source/solve.cpp" in stated(ledger)


def test_nothing_and_an_empty_list_differ():
    assert len({code("f(None)"), code("f([])"), code("f()"), code("f(0)"), code("f(False)")}) == 5


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A ledger in a package of one module."""
    monkeypatch.setattr("dorsum.ledger.PACKAGE", tmp_path)
    (tmp_path / "solve.py").write_text("x = 1\n", encoding="utf-8")
    found = Ledger("kept.json", code=("*.py",), make="make things")
    found.store({"version": "1", "rows": [{"a": 1.5}, {"a": 2.5}]}, ["bones", "joints"], FACTS.__getitem__)
    return found


FACTS = {"bones": "1234567890abcdef", "joints": "fedcba0987654321"}


def test_what_is_stored_comes_back(ledger):
    assert ledger.stored() == {"version": "1", "rows": [{"a": 1.5}, {"a": 2.5}]}
    assert ledger.path.read_text(encoding="utf-8").count("\n") == 6  # an item a line
    assert ledger.stale(FACTS.__getitem__) == ""


def test_a_changed_fact_is_named_with_the_way_out(ledger):
    changed = FACTS | {"joints": "0" * 16}
    assert ledger.stale(changed.__getitem__) == "kept.json rests on other facts of joints: run `make things`"


def test_a_flipped_sign_is_named_and_a_word_is_not(ledger, tmp_path):
    (tmp_path / "solve.py").write_text('"""A module."""\n\nx = 1  # one\n', encoding="utf-8")
    assert ledger.stale(FACTS.__getitem__) == ""
    (tmp_path / "solve.py").write_text("x = -1\n", encoding="utf-8")
    assert ledger.stale(FACTS.__getitem__) == "kept.json rests on other code of solve.py: run `make things`"


def test_a_module_more_or_less_is_named_beside_a_changed_fact(ledger, tmp_path):
    (tmp_path / "solve.py").rename(tmp_path / "other.py")
    changed = FACTS | {"bones": "0" * 16}
    assert ledger.stale(changed.__getitem__) == (
        "kept.json rests on other facts of bones and code of other.py, solve.py: run `make things`"
    )


def test_a_fact_that_is_gone_is_named(ledger):
    def digest_of(name):
        if name == "bones":
            raise UnknownName("table", name, [])
        return FACTS[name]

    assert ledger.stale(digest_of) == "kept.json rests on other facts of bones: run `make things`"


def stated(ledger):
    return {file.relative_to(PACKAGE).as_posix() for file in modules(ledger.code)}


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.file)
def test_all_code_that_a_judgement_is_computed_by_is_stated(ledger):
    """What its own modules import at the top of a file, and what that imports."""
    own = {name for name in stated(ledger) if name.startswith(ledger.file.rpartition("/")[0])}
    assert own
    reached, waiting = set(), own
    while waiting:
        reached |= waiting
        waiting = {other for name in waiting for other in imported(name)} - reached
    assert {name for name in reached - stated(ledger) if not name.startswith(COMPUTES_NOTHING)} == set()


def imported(name):
    """Modules of the package that a module imports when it is imported."""
    for node in ast.parse((PACKAGE / name).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dorsum"):
            below = node.module.split(".")[1:]
            for alias in node.names:
                yield from (file for file in found([*below, alias.name]))
            yield from (file for file in found(below))


def found(parts):
    path = PACKAGE.joinpath(*parts)
    files = (path.with_suffix(".py"), path / "__init__.py")
    return [file.relative_to(PACKAGE).as_posix() for file in files if file.is_file()]


def test_a_pattern_that_means_no_module_is_refused():
    with pytest.raises(UnknownName, match=r"no module is called 'body/bodies.py'"):
        modules(replace(claims.LEDGER, code=("body/bodies.py",)).code)
