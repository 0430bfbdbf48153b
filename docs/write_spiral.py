"""Compute loop, published changes and steps of the spiral anew: clinic/spiral.json and docs/spiral.md.

make clinic            half a minute on one core; --page-only writes the page from what is stored
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.clinic.spiral_steps import LEDGER, find, stored
from dorsum.report.spiral_page import spiral_page

PAGE = Path(__file__).with_name("spiral.md")

if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        LEDGER.store(find(tables).kept(), tables.asked, tables.digest_of)
    PAGE.write_text(spiral_page(tables, stored()), encoding="utf-8")
    print(PAGE.name)
