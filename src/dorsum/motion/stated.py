"""Masses that the words of a task state, kept true when the task is given another load."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dorsum.motion.acting import Load

MASS = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?) ?kg\b")
SAME = 1e-6  # relative


def restated(text: str, masses: Mapping[float, float]) -> tuple[str, bool]:
    """A text with each mass (kg) that is a key put as its value, and whether it named one at all."""
    named = False

    def new(found: re.Match[str]) -> str:
        nonlocal named
        for old, now in masses.items():
            if abs(float(found[1]) - old) <= SAME * old:
                named = True
                return f"{now:.4g} kg"
        return found[0]

    return MASS.sub(new, text), named


def masses_of(before: Sequence[Load], after: Sequence[Load]) -> dict[float, float]:
    """What the words may mean, in kg, and what it becomes: a hand's part, a load, and all loads together."""
    found: dict[float, float] = {}
    for old, new in zip(before, after, strict=True):
        hands = 2 if old.hands == "both" else 1
        found[old.mass_kg / hands] = new.mass_kg / hands
    for old, new in zip(before, after, strict=True):
        found[old.mass_kg] = new.mass_kg
    found[sum(load.mass_kg for load in before)] = sum(load.mass_kg for load in after)
    return found


def title_with(title: str, before: Sequence[Load], after: Sequence[Load]) -> str:
    """The title of a task whose loads become others: the mass that it states, or the new one behind it."""
    told, named = restated(title, masses_of(before, after)) if before else (title, False)
    total = sum(load.mass_kg for load in after)
    if named or (not before and not total):
        return told
    return f"{title}, with {total:.4g} kg" if total else f"{title}, without a load"
