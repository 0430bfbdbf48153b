"""Write `docs/validation.md`.

make validation
"""

from pathlib import Path

from dorsum.report.validation import validation_page

if __name__ == "__main__":
    page = Path(__file__).parent / "validation.md"
    page.write_text(validation_page(), encoding="utf-8")
    print(page.name)
