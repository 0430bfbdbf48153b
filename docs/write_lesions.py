"""Hold published nerve lesions against the model anew: write clinic/compared.json and docs/lesions.md.

make clinic            two minutes on one core; --page-only writes the page from what is stored
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.clinic.compared import LEDGER, compare, plain, stored
from dorsum.report.lesions import lesions_page

PAGE = Path(__file__).with_name("lesions.md")

if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        found = []
        for held in compare(tables):
            print(held, flush=True)
            found.append(plain(held))
        LEDGER.store({"held": found}, tables.asked, tables.digest_of)
    PAGE.write_text(lesions_page(tables, stored()), encoding="utf-8")
    print(PAGE.name)
