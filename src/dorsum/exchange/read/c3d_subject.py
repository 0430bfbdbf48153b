"""Height, mass and age of the subject, where a C3D file says them.

There is no fixed place: programs write SUBJECTS:HEIGHT, or LABELS and VALUES, or PROCESSING:Bodymass.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dorsum.exchange.read.c3d_parameters import Description

GROUPS = ("SUBJECT", "SUBJECTS", "PROCESSING")
KINDS = {
    "height_m": ("height", "bodyheight", "stature"),
    "mass_kg": ("mass", "bodymass", "weight", "bodyweight"),
    "age_y": ("age",),
}
# What a person can have, in the unit of the key: outside is another unit, or a field that nobody filled.
PLAUSIBLE = {"height_m": (0.4, 2.6), "mass_kg": (2.0, 400.0), "age_y": (0.5, 120.0)}
SMALLER_UNITS = {"height_m": (1.0, 0.01, 0.001), "mass_kg": (1.0,), "age_y": (1.0,)}  # cm and mm


def subject_of(file: Description) -> tuple[dict[str, float], list[str]]:
    """What is said, in m, kg and years, and what is said and makes no sense."""
    found: dict[str, float] = {}
    notes = []
    for name, value in _entries(file):
        key = next((key for key, names in KINDS.items() if name in names), None)
        if key is None or value == 0 or key in found:
            continue
        low, high = PLAUSIBLE[key]
        fitting = [value * unit for unit in SMALLER_UNITS[key] if low <= value * unit <= high]
        if fitting:
            found[key] = fitting[0]
        else:
            notes.append(f"The subject's {name} of {value:g} makes no sense and is left out.")
    return found, notes


def _entries(file: Description) -> Iterator[tuple[str, float]]:
    """Names without blanks, in small letters, and the numbers that stand there."""
    for group in GROUPS:
        labels, values = file.texts(f"{group}:LABELS"), file.reals(f"{group}:VALUES")
        yield from ((_plain(label), float(value)) for label, value in zip(labels, values, strict=False))
        for name, entry in file.parameters.items():
            if name.startswith(f"{group}:") and isinstance(entry, np.ndarray) and entry.size == 1:
                yield _plain(name.partition(":")[2]), float(entry.flat[0])


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("_", "")
