"""Compare lifts anew: write src/dorsum/lifting/compared.json, docs/lifting.md and its picture.

make lifting           four minutes on one core; --page-only writes the page from what is stored
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
from pathlib import Path
from typing import Any

from dorsum.anatomy.read import load
from dorsum.lifting import regressions
from dorsum.lifting.compared import LEDGER, Asked, compare, plain, stored
from dorsum.report.lifting_compared import lifting_page
from dorsum.report.lifting_regressions import picture

PAGE = Path(__file__).with_name("lifting.md")
PICTURE = Path(__file__).with_name("pictures") / "lifting_regressions.svg"


def told(rows: Any, of: int) -> Any:
    """The rows, and how far they are as they come."""
    for i, row in enumerate(rows, 1):
        print(f"{i} of {of}: {row}", flush=True)
        yield row


if __name__ == "__main__":
    tables = load()
    if "--page-only" not in sys.argv:
        asked = Asked()
        found = {
            "posed": [plain(row) for row in told(compare(tables, asked), len(tables.lifting_trials) // 2)],
            "held": [
                regressions.plain(row)
                for row in told(
                    regressions.hold(tables, asked), len(regressions.grid()) * len(regressions.places())
                )
            ],
        }
        LEDGER.store(found, tables.asked, tables.digest_of)
    PAGE.write_text(lifting_page(tables, stored(), regressions.stored()), encoding="utf-8")
    PICTURE.write_text(picture(tables, regressions.stored()), encoding="utf-8")
    print(PAGE.name)
