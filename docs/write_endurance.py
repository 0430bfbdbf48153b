"""Compute endurance, creep and sitting anew: write src/dorsum/clinic/endurance.json and docs/endurance.md.

make clinic            some minutes on one core; --page-only writes the page from what is stored
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from pathlib import Path
from typing import Any

from dorsum.anatomy.read import load
from dorsum.clinic.measured import LEDGER, all_of, stored
from dorsum.report.endurance_page import endurance_page

PAGE = Path(__file__).with_name("endurance.md")


def compute() -> dict[str, list[Any]]:
    """Everything, told as it comes."""
    found: dict[str, list[Any]] = {}
    for name, row in all_of():
        print(f"{name}: {row}", flush=True)
        found.setdefault(name, []).append(row)
    return found


if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        LEDGER.store(compute(), tables.asked, tables.digest_of)
    PAGE.write_text(endurance_page(tables, stored()), encoding="utf-8")
    print(PAGE.name)
