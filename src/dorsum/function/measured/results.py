"""The whole validation as plain values: computed, stored beside the code, read back.

`validation.json` holds what `docs/validation.md` is written from, with digests of what it rests on. A test
computes a sample anew and refuses what rests on other facts or code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dorsum.anatomy.facts import FOLDERS
from dorsum.anatomy.read import Tables, load
from dorsum.function.measured.answered import Answers
from dorsum.function.measured.arms import compare_arms
from dorsum.function.measured.comparison import KINDS, Compared, counts, median_ratio
from dorsum.function.measured.exercises import compare_exercises, ranks
from dorsum.function.measured.lacking import held_lacks, recorded_lacks
from dorsum.function.measured.pressure import compare_pressures
from dorsum.function.measured.ranges import compare_ranges
from dorsum.function.measured.shares import shares_of
from dorsum.function.measured.strengths import compare_strengths
from dorsum.function.sensitivity import bent_forward, forward_course, full_flexion, sensitivity
from dorsum.function.validate import validate
from dorsum.ledger import Ledger, digests
from dorsum.motion.task import Task, built_in_names

LEDGER = Ledger(
    "function/measured/validation.json",
    code=(
        *(
            "units.py",
            "body/*.py",
            "kernel/source/*",
            "mechanics/*.py",
            "motion/*.py",
            "motion/recorded/*.py",
            "exchange/write/osim/*.py",
            "wanted.py",
        ),
        *("function/stimulate.py", "function/movements.py", "function/strength.py", "function/validate.py"),
        *(
            "function/limb_strength.py",
            "function/neck_test.py",
            "function/sensitivity.py",
            "function/null.py",
            "function/measured/*.py",
        ),
    ),
    make="make validation",
)
TASK = "task "  # before the name of a task among the facts that it rests on
WORST_TASKS = ("sitting_full_flexion", "sitting_slouched", "lifting_20kg_bent_knees")  # discussed on the page
PARTS = ("measured", "sensitivity", "lacking")  # of the validation, which do not need each other
FIGURES = 6  # of every stored number
DIGEST_FIGURES = 16  # of what names all that the rows rest on
# Tables of `evidence` that say why rows and claims came out as they did, and where all comes from.
AFTERWARDS = (
    "miss_causes",
    "claim_causes",
    "lifting_misses",
    "lesion_misses",
    "exercise_misses",
    "change_misses",
    "gaps",
    "sources",
    "model_comparisons",
)
COMPARISONS: Mapping[str, Callable[[Answers], Iterator[Compared]]] = MappingProxyType(
    {
        "pressure": compare_pressures,
        "strength": compare_strengths,
        "arm": compare_arms,
        "range": compare_ranges,
        "exercise": compare_exercises,
    }
)
assert set(COMPARISONS) == set(KINDS)


def compare(kinds: Sequence[str] = tuple(KINDS), answers: Answers | None = None) -> tuple[Compared, ...]:
    """Every measured row of the kinds asked for, beside the model."""
    answers = answers or Answers(load())
    return tuple(row for kind in kinds for row in COMPARISONS[kind](answers))


def gather(
    part: str, answers: Answers | None = None, recordings: Path | None = None
) -> Iterator[tuple[str, Any]]:
    """The values of one of the `PARTS` by name, as they are found; each part takes about half a minute.

    `recordings` is the folder of those that are looked at for what lacks; none are without it.
    """
    if part == "lacking":
        yield "lacks", [asdict(lack) for lack in held_lacks()]
        yield "recorded_lacks", [asdict(lack) for lack in recorded_lacks(recordings)] if recordings else []
        return
    if part == "sensitivity":
        yield "sensitivity", [asdict(effect) for effect in sensitivity()]
        yield "forward_course", [asdict(bent) for bent in forward_course()]
        yield "bent_forward", [[angle, mpa] for angle, mpa in bent_forward()]
        yield "full_flexion", [[share, mpa] for share, mpa in full_flexion()]
        return
    answers = answers or Answers(load())
    yield "wilke", validate(answers.model("wilke")).as_dict()
    yield "shares", {task: shares_of(answers, task) for task in WORST_TASKS}
    rows = compare(answers=answers)
    yield "comparisons", [asdict(row) for row in rows]
    yield "ranks", [asdict(rank) for rank in ranks(rows)]


def summary(rows: Sequence[Compared]) -> dict[str, dict[str, Any]]:
    """Kind → how many rows it has, how many of each verdict, and the median of ours over measured."""
    found = {}
    for kind in KINDS:
        chosen = [row for row in rows if row.kind == kind]
        if chosen:
            found[kind] = {"rows": len(chosen), **counts(chosen), "median_ratio": median_ratio(chosen)}
    return found


def with_causes(rows: Sequence[Compared], tables: Tables) -> list[dict[str, Any]]:
    """The rows as plain values; `cause` says why a row is missed, None for the others."""
    causes: dict[tuple[str, str], str] = {
        (row.compared, row.row): f"{row.cause}: {row.text}" for row in tables.miss_causes
    }
    return [{**asdict(row), "cause": causes.get((row.kind, row.row)) if row.missed else None} for row in rows]


def digest_of(tables: Tables, name: str) -> str:
    """A digest of one table, or of one built-in task without its title and assumptions."""
    if not name.startswith(TASK):
        return tables.digest_of(name)
    asked = replace(Task.named(name.removeprefix(TASK)), title="task", assumptions=())
    return hashlib.sha256(repr(asdict(asked)).encode()).hexdigest()


def digest_of_tree(tables: Tables) -> str:
    """Names all that the judged rows rest on: facts, built-in tasks, measured rows and what computes.

    What is written once they are scored (`AFTERWARDS`) and what only people read is left out.
    """
    names = [name for name, folder in FOLDERS.items() if folder == "body"]
    names += [name for name, folder in FOLDERS.items() if folder == "evidence" and name not in AFTERWARDS]
    names += [TASK + name for name in built_in_names()]
    rests_on = {name: digest_of(tables, name) for name in names} | dict(digests(LEDGER.code))
    return hashlib.sha256(repr(sorted(rests_on.items())).encode()).hexdigest()[:DIGEST_FIGURES]


def store(found: Mapping[str, Any], tables: Tables, asked: Iterable[str]) -> None:
    """Keep a validation that rests on the tables which were asked, numbers with six figures."""
    facts = (*asked, *(TASK + name for name in built_in_names()))
    LEDGER.store({"tree": digest_of_tree(tables), **rounded(found)}, facts, partial(digest_of, tables))


def stored() -> dict[str, Any]:
    """The validation made with the tables of the package."""
    return LEDGER.stored()


def stored_rows(found: Mapping[str, Any]) -> tuple[Compared, ...]:
    """The compared rows of a stored validation."""
    return tuple(Compared(**row) for row in found["comparisons"])


def rounded(value: Any) -> Any:
    """Plain values with every number cut to `FIGURES` figures."""
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}")
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value
