"""A result as an Excel workbook: who and what, and a sheet for each table."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.errors import BadInput
from dorsum.exchange.write.results.tables import TABLES, table
from dorsum.exchange.write.results.text import DIGITS, DUST
from dorsum.mechanics.dataset import attributes
from dorsum.mechanics.result import Result

MOST_ROWS = 1_048_576  # of a sheet


def write_excel(result: Result, path: Path) -> None:
    """Sheets `about`, `levels`, `muscles`, `fascicles`, `joints` and `frames`.

    Raises:
        BadInput: the extra `excel` is not installed, or a sheet would be too long.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped]
    except ImportError:
        raise BadInput("an .xlsx file needs the extra excel: pip install 'dorsum[excel]'") from None
    rows = len(result.times) * len(result.body.fascicles)
    if rows >= MOST_ROWS:
        raise BadInput(f"a sheet holds {MOST_ROWS} rows, not {rows}: save as .parquet or .nc")
    book = Workbook()
    about = book.active
    about.title = "about"
    for key, value in attributes(result).items():
        about.append([key, value])
    for kind in TABLES:
        sheet = book.create_sheet(kind)
        columns = table(result, kind)
        units = [name.rpartition("_")[2] for name in columns]
        sheet.append(list(columns))
        for row in zip(*columns.values(), strict=True):
            sheet.append([_value(value, unit) for value, unit in zip(row, units, strict=True)])
    packed = BytesIO()  # on a full disk openpyxl would leave an archive that cannot be closed
    book.save(packed)
    path.write_bytes(packed.getvalue())


def _value(value: Any, unit: str) -> Any:
    """A cell; empty where there is no value, rounded as in text."""
    if isinstance(value, np.floating):
        if np.isnan(value):
            return None
        return 0.0 if abs(value) < DUST.get(unit, 0.0) else float(f"{value:.{DIGITS}g}")
    return value.item() if isinstance(value, np.generic) else value
