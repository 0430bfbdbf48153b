"""Hold every exercise anew: write src/dorsum/clinic/exercises.json and docs/exercises.md.

make clinic            four minutes on one core; --page-only writes the page from what is stored
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.anatomy.rows import ExerciseRow
from dorsum.clinic.exercises import LEDGER, compute, plain_of, stored
from dorsum.report.exercises import exercises_page

PAGE = Path(__file__).with_name("exercises.md")


def told(rows: Iterable[ExerciseRow], of: int) -> Iterator[ExerciseRow]:
    """The rows, and how long each took."""
    for i, row in enumerate(rows, 1):
        began = time.perf_counter()
        yield row
        print(f"{i} of {of}: {row.task} {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        found = compute(told(tables.exercises, len(tables.exercises)))
        LEDGER.store(plain_of(found), tables.asked, tables.digest_of)
        stored.cache_clear()
    PAGE.write_text(exercises_page(tables, stored()), encoding="utf-8")
    print(PAGE.name)
