"""Reading C3D files: markers, force plates and what is said of the subject."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.c3d_frames import Frames, frames_of
from dorsum.exchange.read.c3d_parameters import Description, describe
from dorsum.exchange.read.c3d_plates import Surface, plate_of, surfaces_of
from dorsum.exchange.read.c3d_points import markers_among
from dorsum.exchange.read.c3d_subject import subject_of
from dorsum.exchange.read.files import opened
from dorsum.exchange.read.markers import Seen, markers_of, seen_in, true_unit
from dorsum.exchange.read.recording import FileFacts, ForcePlate, Markers


def read_c3d(path: Path, asked: Asked) -> Markers:
    """The markers and plates, in m and N, x forward, y up, z right; time begins with frame 1 of the trial.

    Raises:
        BadInput: the file is no C3D file or is damaged beyond mending.
    """
    asked.refuse(path, "confidence")
    with opened(path) as handle:
        content = handle.read()
    file = describe(content, path)
    frames = frames_of(content, file)
    names, markers, on_outputs = markers_among(file, frames.positions.shape[1])
    positions = frames.positions[:, markers]
    stated = next(iter(file.texts("POINT:UNITS")), "")
    vendor = next(iter(file.texts("MANUFACTURER:COMPANY") + file.texts("MANUFACTURER:SOFTWARE")), "")
    facts = FileFacts(".c3d", vendor)
    seen = seen_in(path, names, positions, stated or "mm", asked, facts)
    notes = [*frames.notes, *on_outputs]
    if asked.unit is None and _sized_by_header(seen, stated or "mm", frames.by_header):
        seen = seen_in(path, names, positions * frames.by_header, stated or "mm", asked, facts)
        notes.append(
            f"The header's scale is {frames.by_header:.4g} times POINT:SCALE: the header's counts, for by it"
            " the markers are as far apart as a person's."
        )
    if not stated:
        notes.append("The file does not say its unit of length: mm, as usual in C3D files.")
    subject, on_subject = subject_of(file)
    surfaces, on_surfaces = surfaces_of(file, seen.unit)

    def plates_of(turn: Floats) -> tuple[list[ForcePlate], list[str]]:
        return _plates(file, frames, surfaces, seen.unit, turn)

    return markers_of(
        seen,
        (np.arange(len(positions)) + max(frames.first - 1, 0)) / frames.rate,
        custom="z",
        asked=asked,
        notes=[*notes, *on_subject, *on_surfaces],
        plates_of=plates_of,
        normal=_normal(surfaces, seen.positions),
        subject=subject,
    )


def _sized_by_header(seen: Seen, unit: str, by_header: float) -> bool:
    """Whether a person has the right size by the scale of the header, and not by POINT:SCALE."""
    if by_header == 1.0:
        return False
    raw = seen.positions / seen.unit
    first, second = (true_unit(seen.parts, raw * times, unit, seen.path)[2] for times in (1.0, by_header))
    return bool(first) and not second


def _normal(surfaces: dict[int, Surface], positions: Floats) -> Floats | None:
    """Out of the plates, to the side on which the markers are."""
    seen = positions[np.isfinite(positions).all(axis=-1)]
    first = next(iter(surfaces.values()), None)
    if first is None or not len(seen):
        return None
    normal = first.axes[:, 2]
    above = (seen.mean(axis=0) - first.middle) @ normal
    return np.asarray(normal * (np.sign(above) or 1.0))


def _plates(
    file: Description, frames: Frames, surfaces: dict[int, Surface], unit: float, turn: Floats
) -> tuple[list[ForcePlate], list[str]]:
    plates: list[ForcePlate] = []
    notes: list[str] = []
    samples = frames.rate * frames.samples
    start = max(frames.first - 1, 0) / frames.rate
    for i, surface in surfaces.items():
        if not len(frames.analog):
            notes.append("The file describes force plates and holds no samples of them.")
            break
        time = start + np.arange(len(frames.analog)) / samples
        try:
            plates.append(plate_of(file, i, frames.analog, time, surface, unit, turn))
        except BadInput as error:
            notes.append(f"A force plate is left out: {error}.")
    return plates, notes
