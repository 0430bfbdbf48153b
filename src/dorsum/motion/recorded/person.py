"""The person from the recording: height from how high markers stand, mass from what plates bear.

Lengths of segments are found by `proportions`; what a user says of them comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.body.subject import RANGES, Subject
from dorsum.errors import BadInput
from dorsum.exchange.read.recording import ForcePlate
from dorsum.units import MM

TALL = 0.7  # m between the lowest and the highest point: fewer tell the trunk or the legs alone (assumed)
# Points off the heights of the scaled body, RMS: in standing with straight legs soft tissue, sewing and
# proportions make 15 mm of it; who bends or sits is off by more (assumed).
MISFIT = 40 * MM
STEADY = 0.03  # of the mean: a plate's force that varies by more is not of quiet standing (assumed)
SHORTEST = 0.1  # s of standing; one frame of walking bears any weight
BY_HEIGHT = "height"  # what `--lengths` says where all are to be as the height has them
Who = TypeVar("Who")  # a subject, or a body or model that is made already
LEAST_BMI = 16.0  # kg/m²: severe thinness (WHO); whose plates bear less stands beside them with one foot


def height_of(seen: Floats, body: Floats, height: float) -> float | None:
    """Stature, m, of a person whose points stand at heights (n,) m where those of a body of `height` stand
    at `body`; None where they do not tell."""
    known = ~np.isnan(seen)
    a, b = body[known], seen[known]
    if len(a) < 3 or np.ptp(a) < TALL:
        return None
    a, b = a - a.mean(), b - b.mean()
    ratio = float(a @ b / (a @ a))
    low, high, _ = RANGES["height_m"]
    fits = np.sqrt(np.mean((b - ratio * a) ** 2)) < MISFIT
    return round(ratio * height, 2) if fits and low <= ratio * height <= high else None


def mass_of(
    plates: Sequence[ForcePlate], until_s: float, height: float, gravity: float, held_kg: float = 0.0
) -> float | None:
    """Mass, kg, of who stands still on plates from the beginning to a time and holds something; None where
    they do not tell."""
    if not plates or until_s < SHORTEST:
        return None
    bearing = [plate.force[plate.time <= plate.time[0] + until_s, 1] for plate in plates]
    samples = min(len(force) for force in bearing)
    total = np.sum([force[:samples] for force in bearing], axis=0)
    if samples == 0 or not np.isfinite(total).all() or total.std() > STEADY * total.mean():
        return None
    mass = float(total.mean()) / gravity - held_kg
    low, high, _ = RANGES["mass_kg"]
    return round(mass, 1) if low <= mass <= high and mass / height**2 >= LEAST_BMI else None


def with_lengths(who: Who, told: str, stated: Mapping[str, float] | str) -> tuple[Who, str]:
    """A person with lengths, m, that the user states in place of those found, and who says so.

    Args:
        who: the person.
        told: who says so of the rest.
        stated: by name, or `thigh=0.43,trunk=0.48`, or `height` for none but what the height says.

    Raises:
        BadInput: it is none of these, or a body is built already.
    """
    if not isinstance(who, Subject):
        raise BadInput(
            "lengths go with a person, by a name, a file or a `Subject`, not with a body that is built"
        )
    if stated == BY_HEIGHT:
        return replace(who, lengths={}), f"{told}; lengths as the height has them, as stated"
    given = dict(stated) if isinstance(stated, Mapping) else _lengths_in(stated)
    words = ", ".join(f"{name.replace('_', ' ')} {length:g} m" for name, length in given.items())
    return replace(who, lengths={**who.lengths, **given}), f"{told}; as stated: {words}"


def _lengths_in(text: str) -> dict[str, float]:
    found = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise BadInput(
                f"--lengths {text}: takes `{BY_HEIGHT}`, or lengths in m, such as thigh=0.43,trunk=0.48"
            ) from None
    return found
