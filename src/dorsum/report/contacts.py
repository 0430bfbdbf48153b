"""What is not known of a load because it is not known what contacts bear, in words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import LUMBAR
from dorsum.mechanics.result import Result
from dorsum.report.limits import kilonewton

POINT = 0.10  # of the greatest load: where least and greatest differ by less, the load stands for both


class Between(NamedTuple):
    """Least and greatest load (N) of a disc over admissible contact forces, too far apart for one value."""

    least: float
    greatest: float

    @property
    def words(self) -> str:
        """`between 0.36 and 0.86 kN`."""
        return f"between {kilonewton(self.least).removesuffix(' kN')} and {kilonewton(self.greatest)}"


def between(result: Result, frame: int, level: int) -> Between | None:
    """The two loads of a lumbar disc in a frame; None where the load itself stands for both, or is all that
    is known."""
    least, greatest = (
        float(result.array(f"{end}_compression")[frame, level]) for end in ("least", "greatest")
    )
    apart = greatest - least >= POINT * abs(greatest)
    return Between(least, greatest) if np.isfinite(least) and greatest > least and apart else None


def contacts_words(result: Result) -> tuple[str, ...]:
    """A sentence for the certificate; none where nothing is borne by contacts."""
    least, greatest = (result.array(f"{end}_compression")[:, : len(LUMBAR)] for end in ("least", "greatest"))
    frame = result.peak[0]
    if not (greatest > least).any():
        return ()
    discs = [
        f"{level} {low:.0f} to {high:.0f} N"
        for level, low, high in zip(LUMBAR, least[frame], greatest[frame], strict=True)
    ]
    more = result.body.tables.constant("contact_effort")
    return (
        "Over all contact forces that balance the body with a mean muscle force of at most"
        f" {100 * more:g} % of strength above the least, loads are {', '.join(discs)}.",
    )
