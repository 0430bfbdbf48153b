"""Names and shares in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

FEW = 6  # names in a sentence that could have many


def listed(names: Iterable[str], last: str = "and", most: int | None = None) -> str:
    """`a, b and c`; of more than `most` names the first and how many are left: `a, b and 7 more`."""
    shown = list(names)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def lowered(name: str) -> str:
    """A name in the middle of a sentence."""
    return name[:1].lower() + name[1:]


def percent(share: float) -> str:
    """`12 %`, one digit more below 1 %."""
    return f"{100 * share:.1f} %" if 0 < abs(share) < 0.01 else f"{100 * share:.0f} %"
