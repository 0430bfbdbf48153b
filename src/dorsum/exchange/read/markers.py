"""What all files of markers have in common: units, axes, names and gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_of
from dorsum.exchange.read.course import notes_on_gaps, notes_on_times
from dorsum.exchange.read.marker_names import marker_set, meanings
from dorsum.exchange.read.parts import Parts
from dorsum.exchange.read.persons import person_of
from dorsum.exchange.read.recording import FileFacts, ForcePlate, Markers
from dorsum.units import MM

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
TINY = (
    0.02  # m, less than two neighbouring vertebrae are apart: no markers of a body lie within that (assumed)
)
FULLEST = 0.9  # of the frames show fewer markers than those in which their extent is measured (assumed)
SHORTEST = 4  # letters of a unit that may be cut off
TRUNK = (0.2, 0.9)  # m from pelvis to shoulders and head, of a small child and of a tall person (assumed)
METRIC = {"mm": MM, "cm": 0.01, "m": 1.0}  # the units that are taken for each other


def metres(unit: str, path: Path) -> float:
    """The length of a unit in m."""
    name = unit.strip().lower().rstrip(".")
    length = LENGTHS.get(name)
    if length is None and len(name) >= SHORTEST:  # cut off, such as `mete`
        cut = {LENGTHS[full] for full in LENGTHS if full.startswith(name)}
        length = cut.pop() if len(cut) == 1 else None
    if length is None:
        raise BadInput(f"{path}: the unit {unit!r} is not known; known are {', '.join(LENGTHS)}")
    return length


@dataclass(frozen=True)
class Seen:
    """Markers of one person as a file has them, with names, length and anatomy recognised."""

    path: Path
    names: tuple[str, ...]
    positions: Floats  # (frames, n, 3) m, in the axes of the file
    unit: float  # m
    parts: Parts
    facts: FileFacts
    notes: tuple[str, ...]


def seen_in(
    path: Path, names: Sequence[str], positions: Floats, stated: str, asked: Asked, facts: FileFacts
) -> Seen:
    """Whose markers they are, what they mean, and how long the unit is.

    Args:
        positions: (frames, n, 3) in the unit of the file.
        stated: the unit that the file says.

    Raises:
        BadInput: there are several persons, or no such unit.
    """
    person = person_of(path, names, asked.person, asked.names)
    positions = positions[:, person.columns]
    known = meanings(person.names, asked.names)
    parts = Parts.of_markers(person.names, known)
    on_unit: list[str] = []
    if asked.unit is not None:
        unit, length = asked.unit, metres(asked.unit, path)
    else:
        unit, length, on_unit = true_unit(parts, positions, stated, path)
    facts = replace(facts, unit=unit, persons=person.persons, marker_set=marker_set(known))
    return Seen(path, person.names, positions * length, length, parts, facts, (*person.notes, *on_unit))


def true_unit(parts: Parts, positions: Floats, unit: str, path: Path) -> tuple[str, float, list[str]]:
    """The unit and its length in m; another one than stated, if the size of a person speaks against that.

    Args:
        positions: (frames, n, 3) in the unit.
    """
    stated = metres(unit, path)
    trunk = parts.trunk(positions)
    if np.isfinite(trunk) and trunk > 0:
        size, (least, most), what = trunk, TRUNK, "From pelvis to shoulders it is"
    else:
        size, (least, most), what = (
            _extent(positions),
            (SMALLEST, LARGEST),
            "The largest extent of all markers is",
        )
    if size == 0 or least <= size * stated <= most:
        return unit, stated, []
    said = f"{what} {size * stated:.3g} m in the stated unit {unit}"
    usual = (least, most) if what.startswith("From") else (0.5, 3.0)
    fitting = [name for name, length in METRIC.items() if usual[0] <= size * length <= usual[1]]
    small = (
        not what.startswith("From") and TINY <= size * stated < least
    )  # of a few markers, of the back alone
    if len(fitting) == 1 and not small:
        return fitting[0], METRIC[fitting[0]], [f"{said}: read as {fitting[0]}."]
    return unit, stated, [f"{said}; is it right? --unit says it."]


def _extent(positions: Floats) -> float:
    """The largest extent along an axis in the middle one of the frames that show most; 0 if none does."""
    shown = np.isfinite(positions).all(axis=-1).sum(axis=1)
    if not shown.any():
        return 0.0
    seen = np.flatnonzero(shown >= np.quantile(shown[shown > 0], FULLEST))
    some = positions[seen[:: max(1, len(seen) // 100)]]
    return float(np.median((np.nanmax(some, axis=1) - np.nanmin(some, axis=1)).max(axis=-1)))


def markers_of(
    seen: Seen,
    time: Floats,
    *,
    custom: str,
    asked: Asked,
    notes: Sequence[str],
    plates_of: Callable[[Floats], tuple[list[ForcePlate], list[str]]] = lambda matrix: ([], []),
    normal: Floats | None = None,
    subject: dict[str, float] | None = None,
) -> Markers:
    """The recording in our axes, with what there is to say of it.

    Args:
        custom: the axis that usually points up in files of this format.
        plates_of: the force plates, given the turn (3, 3) from the axes of the file to ours.
        normal: a vector out of the force plates, towards the markers.
    """
    turn = turn_of(seen.parts, seen.positions, custom, normal, asked.up, asked.forward)
    plates, on_plates = plates_of(turn.matrix)
    positions = seen.positions @ turn.matrix.T
    missing = np.asarray(np.isnan(positions).any(axis=-1))
    if missing.all():
        raise BadInput(f"{seen.path}: no marker is seen in any frame")
    positions[missing] = np.nan
    all_notes = [
        *notes,
        *seen.notes,
        *turn.notes,
        *on_plates,
        *notes_on_times(time),
        *notes_on_gaps("marker", seen.names, missing),
    ]
    facts = replace(seen.facts, up=turn.up, forward=turn.forward)
    return Markers(
        seen.path, time, seen.names, positions, tuple(plates), subject or {}, tuple(all_notes), facts
    )
