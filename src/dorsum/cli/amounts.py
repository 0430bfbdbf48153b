"""Times, rates and shares as people write them on a command line: `20m`, `6/min`, `50%`."""

from __future__ import annotations

import math
import re

from dorsum.errors import BadInput

SECONDS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
NUMBER = r"([0-9]*\.?[0-9]+)"


def minutes(option: str, text: str) -> float:
    """`20m`, `90s`, `1h`; a bare number is minutes.

    Raises:
        BadInput: it is no time, or none above 0.
    """
    found = re.fullmatch(rf"{NUMBER}\s*([a-z]*)", text.strip().lower())
    unit = found[2] or "min" if found else ""
    if found is None or unit not in SECONDS:
        raise BadInput(f"{option} {text}: must be a time such as 20m, 90s or 1h")
    return _above_nought(option, text, float(found[1]) * SECONDS[unit] / 60.0)


def per_minute(option: str, text: str) -> float:
    """`6/min`, `30/h`; a bare number is a minute's.

    Raises:
        BadInput: it is no rate, or none above 0.
    """
    found = re.fullmatch(rf"{NUMBER}\s*(?:/\s*([a-z]+))?", text.strip().lower())
    unit = found[2] or "min" if found else ""
    if found is None or unit not in SECONDS:
        raise BadInput(f"{option} {text}: must be a rate such as 6/min or 30/h")
    return _above_nought(option, text, float(found[1]) * 60.0 / SECONDS[unit])


def share(option: str, text: str) -> float:
    """`50%` or `0.5`.

    Raises:
        BadInput: it is no share above 0 and up to 100 %.
    """
    found = re.fullmatch(rf"{NUMBER}\s*(%?)", text.strip())
    value = float(found[1]) / (100.0 if found[2] else 1.0) if found else math.nan
    if not 0.0 < value <= 1.0:
        raise BadInput(f"{option} {text}: must be a share above 0 and up to 100 %, such as 50%")
    return value


def what_is_left(option: str, text: str) -> float:
    """`60%` or `0.6` of a muscle's force, nothing of it and all of it as well.

    Raises:
        BadInput: it is no share from 0 to 100 %.
    """
    found = re.fullmatch(rf"{NUMBER}\s*(%?)", text.strip())
    value = float(found[1]) / (100.0 if found[2] else 1.0) if found else math.nan
    if not 0.0 <= value <= 1.0:
        raise BadInput(f"{option} {text!r}: must be a share from 0 to 100 %: write 60% or 0.6")
    return value


def _above_nought(option: str, text: str, value: float) -> float:
    if not 0.0 < value < math.inf:
        raise BadInput(f"{option} {text}: must be above 0")
    return value
