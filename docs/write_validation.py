"""Validate anew: write src/dorsum/function/measured/validation.json, docs/validation.md and its pictures.

make validation
"""

import sys
from pathlib import Path

from dorsum.anatomy.read import load
from dorsum.function.measured.results import gather, store, stored
from dorsum.report.measured_figures import figures
from dorsum.report.validation import validation_page

PAGE = Path(__file__).with_name("validation.md")
PICTURES = Path(__file__).with_name("pictures")

if __name__ == "__main__":
    if "--page-only" not in sys.argv:
        store(gather(), load())
    PAGE.write_text(validation_page(stored(), load()), encoding="utf-8")
    for name, picture in figures(stored()).items():
        (PICTURES / name).write_text(picture, encoding="utf-8")
    print(PAGE.name)
