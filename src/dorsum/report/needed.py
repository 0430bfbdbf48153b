"""The share of the strength that a posture needs, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dorsum.mechanics.readings import USED
from dorsum.mechanics.result import Result
from dorsum.motion.recorded.needed import Needed
from dorsum.words import listed, percent

LIMBS = ("shoulder", "elbow", "hip", "knee")  # told in the plural: the weaker side counts


def needed(result: Result) -> list[str]:
    """How much of the strength the hardest frames need; nothing where it is not known."""
    shares = shares_of(result)
    if not shares:
        return []
    more = beyond(shares) if bool(np.all(result.balanced)) else ""
    if len(result.times) == 1:
        return [f"It takes {shares_words(shares)}.{more}"]
    times = {p: float(result.times[np.nanargmax(result.array(n))]) for n, p in USED.items() if p in shares}
    return [f"In its hardest moments it takes {shares_words(shares, times)}.{more}"]


def shares_of(result: Result) -> dict[str, float]:
    """By place the share of the strength that its hardest frame needs, of those for which it is known."""
    known = {place: result.array(name) for name, place in USED.items()}
    return {place: float(np.nanmax(of)) for place, of in known.items() if np.isfinite(of).any()}


def beyond(shares: Mapping[str, float]) -> str:
    """What a share above 100 % means where loads count as balanced; a sentence behind a space, or none."""
    if not any(round(share, 2) > 1.0 for share in shares.values()):
        return ""
    return " Above 100 % muscles lack some of the moment, so little that it counts as balanced."


def needed_words(found: Needed) -> str:
    """The same of a recording, and what it took to find."""
    shares = shares_words(found.shares, found.times)
    return f"In its hardest moments it takes {shares}; found in {found.seconds:.1f} s."


def shares_words(shares: Mapping[str, float], times: Mapping[str, float] | None = None) -> str:
    """`18 % of the trunk's strength and 15 % of the neck's`, with `(at 1.20 s)` behind each share."""
    when = {place: "" if times is None else f" (at {times[place]:.2f} s)" for place in shares}
    first, *more = (f"{percent(share)} of the {_whose(place)}" for place, share in shares.items())
    told = zip([f"{first} strength", *more], when.values(), strict=True)
    return listed([f"{text}{at}" for text, at in told])


def _whose(place: str) -> str:
    return f"{place}s'" if place in LIMBS else f"{place}'s"
