"""Judges every mechanical claim anew and writes src/dorsum/function/claims.json and docs/claims.md."""

import sys
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.cli.terminal import each
from dorsum.function.claims import judge_one, store, stored
from dorsum.motion.analyze import model_for
from dorsum.report.claims import page

PAGE = Path(__file__).with_name("claims.md")

if __name__ == "__main__":
    if "--page-only" not in sys.argv:
        model, known = model_for("male"), {}
        rows = model.body.tables.mechanical_claims
        ids = [row.mechanical_claim for row in rows]
        store(model.body.tables, (judge_one(model, row, known) for row in each(rows, "judging", ids)))
    PAGE.write_text(page(load(), stored()), encoding="utf-8")
