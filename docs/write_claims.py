"""Judges every mechanical claim anew and writes src/dorsum/function/claims.json and docs/claims.md.

    make claims        on all cores, about three seconds of one for a claim

Claims that pull the same muscles are judged by one process, which pulls once.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.anatomy.rows import MechanicalClaimRow
from dorsum.function.claims import Judgement, judge_one, store, stored
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.report.claims import page

PAGE = Path(__file__).with_name("claims.md")


def groups(rows: Sequence[MechanicalClaimRow]) -> list[list[MechanicalClaimRow]]:
    """Claims that pull the same muscles with the same bones held, the largest groups first."""
    found: dict[tuple[object, ...], list[MechanicalClaimRow]] = {}
    for row in rows:
        found.setdefault((row.members, row.mode, row.fixed_end), []).append(row)
    return sorted(found.values(), key=len, reverse=True)


@cache
def the_model() -> Model:
    """The model that is asked, built once in each process."""
    return model_for("male")


def judged(rows: Sequence[MechanicalClaimRow]) -> tuple[list[Judgement], tuple[str, ...]]:
    """Judgements of a group, and the tables that this process has read so far."""
    model, known = the_model(), {}
    return [judge_one(model, row, known) for row in rows], model.body.tables.asked


def judge_all(rows: Sequence[MechanicalClaimRow]) -> tuple[list[Judgement], list[str]]:
    """Judgements in the order of the rows, and all tables that were read for them."""
    found: dict[str, Judgement] = {}
    asked = set(load().asked)  # the claims themselves are read here
    start = time.monotonic()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(judged, group) for group in groups(rows)]):
            judgements, tables = done.result()
            found |= {judgement.claim: judgement for judgement in judgements}
            asked |= set(tables)
            print(f"{len(found)} of {len(rows)} claims judged, {time.monotonic() - start:.0f} s", flush=True)
    return [found[row.mechanical_claim] for row in rows], sorted(asked)


if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        store(tables, *judge_all(tables.mechanical_claims))
    PAGE.write_text(page(tables, stored()), encoding="utf-8")
    print(PAGE.name)
