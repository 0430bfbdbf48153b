"""Between which heights, and at which reaches, the trunk begins to lean: a change of style, told by name.

There the trunk takes over from the arms, and what the back bears changes by more from one centimetre to the
next than where it leans already, or not yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.lifting.bending import bent, places_of, rule
from dorsum.lifting.lift import FARTHEST_CM, HIGHEST_CM, Hands, Lift
from dorsum.lifting.posture import Stance, knees_of
from dorsum.lifting.search import ROUGH
from dorsum.mechanics.model import Model

APART = 4.0  # cm, of places that are tried
Span = tuple[float, float]


class Beginning(NamedTuple):
    """Where the trunk begins to lean, about a place: heights of the hands at its reach, and reaches at its
    height, cm, from where it stands upright to where it leans `lean_begins`."""

    heights: Span
    reaches: Span

    @property
    def words(self) -> str:
        """`between 78 and 92 cm above the floor at this reach, and between 27 and 44 cm ...`."""
        low, high = sorted(self.heights)
        near, far = sorted(self.reaches)
        return (
            f"between {low:.0f} and {high:.0f} cm above the floor at this reach, and between {near:.0f} and"
            f" {far:.0f} cm in front of the ankles at this height; there loads change by more from one"
            " centimetre to the next than elsewhere"
        )


def beginning(model: Model, lift: Lift, place: Hands, stance: Stance) -> Beginning | None:
    """Where the trunk begins to lean about a place; None where it stands upright there, or leans by more."""
    if not 0.0 < stance.trunk_inclination <= rule(model, "lean_begins"):
        return None
    heights = np.arange(0.0, HIGHEST_CM + APART / 2, APART)
    reaches = np.arange(rule(model, "trunk_front"), FARTHEST_CM + APART / 2, APART)
    tried = [replace(place, vertical_cm=float(v)) for v in heights]
    tried += [replace(place, horizontal_cm=float(h)) for h in reaches]
    upright, leant = _short(model, lift, tried)
    n = len(heights)
    return Beginning(
        _span(heights, upright[:n], leant[:n], place.vertical_cm),
        _span(reaches, upright[n:], leant[n:], place.horizontal_cm),
    )


def _short(model: Model, lift: Lift, tried: list[Hands]) -> tuple[Floats, Floats]:
    """What hands are short of places (n,) m, the trunk upright and inclined by `lean_begins`."""
    places = places_of(model, [lift] * len(tried), tried)
    knees = knees_of(model, places)
    trunks = 0.0, rule(model, "lean_begins")
    upright, leant = (bent(model, places, trunk, knees, ROUGH).excess for trunk in trunks)
    return upright, leant


def _span(at: Floats, upright: Floats, leant: Floats, here: float) -> Span:
    """The ends of the stretch about `here` in which who is upright is short and who leans is not."""
    within = np.minimum(upright, -leant)  # above 0: in it
    i = int(np.searchsorted(at, here))
    ends = []
    for step in (-1, 1):
        j = min(max(i - 1 if step < 0 else i, 0), len(at) - 1)
        while within[j] > 0.0 and 0 <= j + step < len(at):
            j += step
        k = j - step
        if within[j] > 0.0 or not 0 <= k < len(at) or within[k] <= 0.0:
            ends.append(float(at[j]) if within[j] > 0.0 else here)
        else:
            ends.append(float(at[j] + (at[k] - at[j]) * within[j] / (within[j] - within[k])))
    return ends[0], ends[1]
