"""What all published rules share: how they are cited, what they refuse, and how numbers are checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import inf
from re import search

from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput
from dorsum.inputs import finite, shown
from dorsum.words import listed

INCH = 0.0254  # m, exact
POUND_FORCE = 4.4482216152605  # N, exact: 0.45359237 kg at 9.80665 m/s²
FOOT_POUND = 12 * INCH * POUND_FORCE  # N·m
NOISE = 1e-9  # what sums of decimal fractions may be off by


def cite(tables: Tables, key: str) -> str:
    """A source in a sentence: `DHHS (NIOSH) 94-110, revised 9/2021`, or with its authors and year."""
    source = tables.source(key)
    year = search(r"(?:19|20)\d\d$", key)
    if not year:
        return source.where
    names, _, _ = source.citation.partition(". ")
    authors = [name.split()[0] for name in names.split(", ")]
    several = len(authors) > 2 or names.endswith(" et al")
    return f"{f'{authors[0]} et al.' if several else ' and '.join(authors)} {year[0]}, {source.where}"


@dataclass(frozen=True)
class Refused:
    """No result: the rule does not hold for what was asked. It has no index, share or weight on purpose."""

    rule: str  # its name
    reasons: tuple[str, ...]  # each a sentence with the source
    source: str

    def lines(self) -> list[str]:
        """Why not, for terminal, page and report."""
        return [f"No result of the {self.rule}.", *self.reasons]


def number(
    name: str,
    value: object,
    unit: str,
    rule: str,
    low: float = -inf,
    high: float = inf,
    *,
    above: float = -inf,
) -> float:
    """A finite number from `low` to `high` and more than `above`; what refuses it names rule and source."""
    try:
        found = finite(name, value)
    except BadInput as error:
        raise BadInput(f"{error} ({rule})") from None
    unit = unit and f" {unit}"
    if not (low <= found <= high and found > above):
        bounds = [f"from {low:g}{unit}"] if low > -inf else []
        bounds += [f"above {above:g}{unit}"] if above > -inf else []
        bounds += [f"up to {high:g}{unit}"] if high < inf else []
        raise BadInput(f"{name} = {found:g}{unit}: must be {' '.join(bounds)} ({rule})")
    return found


def one_of(name: str, value: object, known: Sequence[object], rule: str) -> None:
    """One of a few words or numbers; True is not 1."""
    if isinstance(value, bool) != any(isinstance(item, bool) for item in known) or value not in known:
        raise BadInput(f"{name} = {shown(value)}: must be {listed(map(str, known), 'or')} ({rule})")


def share(percent: float) -> str:
    """`33 %`; at the ends `under 1 %` and `over 99 %`, for nothing here is sure."""
    return "under 1 %" if percent < 1.0 else "over 99 %" if percent > 99.0 else f"{percent:.0f} %"


def some(name: str, values: Iterable[object], rule: str) -> None:
    """At least one of them."""
    if not tuple(values):
        raise BadInput(f"{name} is empty: at least one is needed ({rule})")


def rounded(value: float, places: int) -> float:
    """Rounded as people round: halves go up. What floats are off by does not count."""
    exact = Decimal(repr(round(value, places + 7)))
    return float(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
