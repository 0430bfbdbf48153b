"""Validate anew: write src/dorsum/function/measured/validation.json, docs/validation.md, its pictures and the
lines of the README that say what to trust the model for.

make validation        a minute on two cores
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dorsum.anatomy.read import load
from dorsum.function.measured.results import PARTS, gather, store, stored
from dorsum.report.measured_figures import figures
from dorsum.report.trust import trust_section, with_section
from dorsum.report.validation import validation_page

PAGE = Path(__file__).with_name("validation.md")
RECORDINGS = Path(__file__).parents[1] / "examples" / "recordings"
README = Path(__file__).parents[1] / "README.md"
PICTURES = Path(__file__).with_name("pictures")


def gathered(part: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of a part, and the tables that were read for them."""
    found = {}
    for name, values in gather(part, recordings=RECORDINGS):
        print(f"{name} computed", flush=True)
        found[name] = values
    return found, load().asked


if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            parts = list(pool.map(gathered, PARTS))
        found = {name: values for part, _ in parts for name, values in part.items()}
        store(found, tables, sorted({table for _, asked in parts for table in asked}))
    PAGE.write_text(validation_page(stored(), tables), encoding="utf-8")
    readme = with_section(README.read_text(encoding="utf-8"), trust_section(stored()))
    README.write_text(readme, encoding="utf-8")
    for name, picture in figures(stored()).items():
        (PICTURES / name).write_text(picture, encoding="utf-8")
    print(PAGE.name)
