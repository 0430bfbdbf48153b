"""What all files of markers have in common: units, axes, names and gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.axes import turn_of
from dorsum.exchange.read.course import notes_on_gaps, notes_on_times
from dorsum.exchange.read.recording import ForcePlate, Markers
from dorsum.units import MM
from dorsum.words import FEW, listed

INCH = 0.0254  # m, by definition
LENGTHS = {
    "mm": MM,
    "cm": 0.01,
    "dm": 0.1,
    "m": 1.0,
    "in": INCH,
    "inch": INCH,
    "inches": INCH,
    "ft": 12 * INCH,
}
LENGTHS |= {"millimeters": MM, "millimetres": MM, "centimeters": 0.01, "meters": 1.0, "metres": 1.0}
SMALLEST, LARGEST = 0.15, 8.0  # m, the extent of all markers; a trunk alone, and a person with a room
METRIC = {"mm": MM, "cm": 0.01, "m": 1.0}  # the units that are taken for each other


def metres(unit: str, path: Path) -> float:
    """The length of a unit in m."""
    length = LENGTHS.get(unit.strip().lower().rstrip("."))
    if length is None:
        raise BadInput(f"{path}: the unit {unit!r} is not known; known are {', '.join(LENGTHS)}")
    return length


def true_unit(positions: Floats, unit: str, path: Path) -> tuple[float, list[str]]:
    """The length of the unit in m; another one than stated, if the size of a person speaks against that.

    Args:
        positions: (frames, n, 3) in the unit.
    """
    stated = metres(unit, path)
    extent = _extent(positions)
    if extent == 0 or SMALLEST <= extent * stated <= LARGEST:
        return stated, []
    said = f"The markers are {extent * stated:.3g} m apart in the stated unit {unit}"
    fitting = [name for name, length in METRIC.items() if 0.5 <= extent * length <= 3.0]
    if len(fitting) == 1:
        return METRIC[fitting[0]], [f"{said}: read as {fitting[0]}."]
    return stated, [f"{said}; is it right?"]


def _extent(positions: Floats) -> float:
    """The largest extent along an axis in the middle one of the frames; 0 if nothing is seen."""
    seen = np.flatnonzero(np.isfinite(positions).all(axis=-1).sum(axis=1))
    if not len(seen):
        return 0.0
    some = positions[seen[:: max(1, len(seen) // 100)]]
    return float(np.median((np.nanmax(some, axis=1) - np.nanmin(some, axis=1)).max(axis=-1)))


def named(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The names without a subject's prefix that all share; each name only once."""
    notes = []
    prefixes = {name.partition(":")[0] for name in names if ":" in name}
    if len(prefixes) == 1 and all(":" in name for name in names):
        names = [name.partition(":")[2] for name in names]
        notes.append(f"Names are read without their prefix {prefixes.pop()}:.")
    once: dict[str, None] = {}  # a set that keeps the order
    again: dict[str, int] = {}  # and the last number given
    for name in names:
        own = name or "unnamed"
        while own in once:
            again[name] = again.get(name, 1) + 1
            own = f"{name or 'unnamed'}_{again[name]}"
        once[own] = None
    if again:
        notes.append(f"Markers of the same name are numbered: {listed(again, most=FEW)}.")
    return tuple(once), notes


def markers_of(
    path: Path,
    time: Floats,
    names: Sequence[str],
    positions: Floats,
    *,
    custom: str,
    notes: Sequence[str],
    plates_of: Callable[[Floats], tuple[list[ForcePlate], list[str]]] = lambda matrix: ([], []),
    normal: Floats | None = None,
    subject: dict[str, float] | None = None,
    up: str | None = None,
    forward: str | None = None,
) -> Markers:
    """The recording in our axes, with what there is to say of it.

    Args:
        positions: (frames, n, 3) in m and the axes of the file.
        custom: the axis that usually points up in files of this format.
        plates_of: the force plates, given the turn (3, 3) from the axes of the file to ours.
        normal: a vector out of the force plates, towards the markers.
    """
    names, on_names = named(names)
    turn = turn_of(names, positions, custom, normal, up, forward)
    plates, on_plates = plates_of(turn.matrix)
    positions = positions @ turn.matrix.T
    missing = np.asarray(np.isnan(positions).any(axis=-1))
    if missing.all():
        raise BadInput(f"{path}: no marker is seen in any frame")
    positions[missing] = np.nan
    all_notes = [
        *notes,
        *on_names,
        *turn.notes,
        *on_plates,
        *notes_on_times(time),
        *notes_on_gaps("marker", names, missing),
    ]
    return Markers(path, time, names, positions, tuple(plates), subject or {}, tuple(all_notes))
