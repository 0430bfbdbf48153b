"""Force plates in a C3D file: the ground's force on the foot, its point and the free moment.

By the format's description a plate has x and y along its edges and z down into the ground; corner 1 lies at
+x +y, then -x +y, -x -y, +x -y. ORIGIN goes from the transducers to the middle of the surface (type 3: half
distances of the sensors, and the height). Programs write the foot's force on the plate or the plate's on the
foot: the weight on it tells which, for the ground pushes up. Type 7 is type 3 with a calibration matrix
(Visual3D, documentation of its force commands, FP Type 7: an 8 × 8 CAL_MATRIX is all that it has more).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.c3d_parameters import Description
from dorsum.exchange.read.markers import LENGTHS, metres
from dorsum.exchange.read.recording import ForcePlate

STANDS = 10.0  # N upward; below that the centre of pressure is noise
FORCES = {"n": 1.0, "kn": 1000.0, "lbf": 4.4482216152605, "lb": 4.4482216152605}  # N; the pound by definition
CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6, 5: 8, 6: 12, 7: 8}  # by type
CALIBRATED = {
    4: (6, 6),
    5: (6, 8),
    6: (12, 12),
    7: (8, 8),
}  # what comes out of their channels, and how many there are
MOST_PLATES = 64


@dataclass(frozen=True)
class Wrench:
    """Force and moment on a plate about the middle of its surface, in its own axes, N and N·m."""

    force: Floats  # (samples, 3)
    moment: Floats


@dataclass(frozen=True)
class Surface:
    """Where a plate lies, in the axes of the file, m."""

    middle: Floats  # (3,)
    axes: Floats  # (3, 3), columns are x, y and z of the plate


def surfaces_of(file: Description, unit: float) -> tuple[dict[int, Surface], list[str]]:
    """The plates that the file describes, by number from 0, and what is said of those that lie nowhere."""
    used = file.number("FORCE_PLATFORM:USED")
    n = int(used) if used is not None and 0 <= used <= MOST_PLATES else 0
    corners = file.reals("FORCE_PLATFORM:CORNERS")
    found, notes = {}, []
    for i in range(n):
        surface = _surface(corners[12 * i : 12 * i + 12] * unit)
        if surface is None:
            notes.append(f"Force plate {i + 1} is left out: its four corners span no surface.")
        else:
            found[i] = surface
    return found, notes


def _surface(corners: Floats) -> Surface | None:
    if len(corners) < 12 or not np.isfinite(corners).all():
        return None
    corners = corners.reshape(4, 3)
    x, y = corners[0] - corners[1], corners[0] - corners[3]
    z = np.cross(x, y)
    if not np.linalg.norm(z) > 0:
        return None
    x, z = x / np.linalg.norm(x), z / np.linalg.norm(z)
    return Surface(corners.mean(axis=0), np.column_stack([x, np.cross(z, x), z]))


def plate_of(
    file: Description, i: int, analog: Floats, time: Floats, surface: Surface, unit: float, turn: Floats
) -> ForcePlate:
    """What plate i measured.

    Args:
        analog: (samples, channels), scaled.
        time: (samples,), s.
        unit: of the file's lengths, m.
        turn: (3, 3) from the axes of the file to x forward, y up, z right.

    Raises:
        BadInput: its type is not one of 1 to 7, or its channels are missing.
    """
    wrench = _wrench(file, i, analog, unit)
    axes = turn @ surface.axes
    force = wrench.force @ axes.T
    loaded = np.abs(force[:, 1]) > STANDS
    sign = 1.0 if force[loaded, 1].sum() > 0 else -1.0
    point, free = _pressure(wrench)
    carries = sign * force[:, 1] > STANDS
    point[~carries] = np.nan
    free[~carries] = 0.0
    return ForcePlate(
        f"plate {i + 1}",
        time,
        sign * force + 0.0,
        point @ axes.T + turn @ surface.middle,
        sign * free @ axes.T,
    )


def _pressure(wrench: Wrench) -> tuple[Floats, Floats]:
    """The point on the surface about which only the vertical moment is left, and that moment."""
    fx, fy, fz = wrench.force.T
    mx, my, mz = wrench.moment.T
    pressed = np.where(fz == 0, np.nan, fz)
    x, y = -my / pressed, mx / pressed
    free = mz - x * fy + y * fx
    none = np.zeros_like(x)
    return np.column_stack([x, y, none]), np.column_stack([none, none, free])


def _wrench(file: Description, i: int, analog: Floats, unit: float) -> Wrench:
    types, channels = file.array("FORCE_PLATFORM:TYPE").ravel(), file.array("FORCE_PLATFORM:CHANNEL")
    kind = int(types[i]) if len(types) > i and np.isfinite(types[i]) else 0
    if kind not in CHANNELS:
        raise BadInput(f"{file.path}: force plate {i + 1} is of type {kind}; read are types 1 to 7")
    n = CHANNELS[kind]
    if channels.ndim != 2 or channels.shape[0] < n or channels.shape[1] <= i:
        raise BadInput(f"{file.path}: FORCE_PLATFORM:CHANNEL names no {n} channels for plate {i + 1}")
    numbers = channels[:n, i]
    if not ((numbers >= 1) & (numbers <= analog.shape[1])).all():
        raise BadInput(
            f"{file.path}: force plate {i + 1} names a channel that is not one of the {analog.shape[1]}"
        )
    chosen = numbers.astype(int) - 1
    origin = _origin(file, i, kind) * unit
    raw = analog[:, chosen]
    if kind in CALIBRATED:
        raw = raw @ _calibration(file, i, *CALIBRATED[kind]).T  # it is given for the units of the channels
    raw = raw * _units(file, chosen, kind, unit)
    if kind == 1:
        return _of_type_1(raw)
    if kind in (3, 7):
        return _of_type_3(raw, origin)
    if kind == 6:
        return _of_type_6(raw, origin)
    if kind == 5:
        origin = origin * [0.0, 0.0, 1.0]  # x and y are those of the sensors, which are in the matrix
    force = raw[:, :3]
    return Wrench(force, raw[:, 3:] + np.cross(force, origin))


def _of_type_1(raw: Floats) -> Wrench:
    """Force, point and free moment are measured as such."""
    force, point = raw[:, :3], raw[:, 3:5]
    arm = np.column_stack([point, np.zeros(len(raw))])
    moment = np.cross(arm, force)
    moment[:, 2] += raw[:, 5]
    return Wrench(force, moment)


def _of_type_3(raw: Floats, origin: Floats) -> Wrench:
    """Eight sensors: x12, x34, y14, y23, z1, z2, z3, z4; they lie at (±a, ±b) under the surface."""
    x12, x34, y14, y23, z1, z2, z3, z4 = raw.T
    a, b, height = np.abs(origin[0]), np.abs(origin[1]), -np.abs(origin[2])
    force = np.column_stack([x12 + x34, y14 + y23, z1 + z2 + z3 + z4])
    moment = np.column_stack(
        [b * (z1 + z2 - z3 - z4), a * (z2 + z3 - z1 - z4), b * (x34 - x12) + a * (y14 - y23)]
    )
    return Wrench(force, moment + np.cross(force, [0.0, 0.0, height]))


def _of_type_6(raw: Floats, origin: Floats) -> Wrench:
    """Four sensors of three axes: all x, then all y, then all z; they lie as those of type 3."""
    a, b, height = np.abs(origin[0]), np.abs(origin[1]), -np.abs(origin[2])
    forces = raw.reshape(-1, 3, 4).swapaxes(1, 2)
    sensors = np.array([[a, b, -height], [-a, b, -height], [-a, -b, -height], [a, -b, -height]])
    return Wrench(forces.sum(axis=1), np.cross(sensors, forces).sum(axis=1))


def _origin(file: Description, i: int, kind: int) -> Floats:
    """From the transducers up to the surface, against z; some programs write it the other way."""
    origins = file.reals("FORCE_PLATFORM:ORIGIN")
    if kind == 1:
        return np.zeros(3)
    if len(origins) < 3 * i + 3 or not np.isfinite(origins[3 * i : 3 * i + 3]).all():
        raise BadInput(f"{file.path}: FORCE_PLATFORM:ORIGIN has no origin of plate {i + 1}")
    origin = origins[3 * i : 3 * i + 3]
    return -origin if origin[2] > 0 else origin


def _calibration(file: Description, i: int, rows: int, columns: int) -> Floats:
    """The matrix (rows, columns) from channels to what is measured; some programs write it the other way."""
    matrices = file.array("FORCE_PLATFORM:CAL_MATRIX")
    known = {(rows, columns), (columns, rows)}
    if matrices.ndim != 3 or matrices.shape[:2] not in known or matrices.shape[2] <= i:
        raise BadInput(
            f"{file.path}: FORCE_PLATFORM:CAL_MATRIX has no {rows} × {columns} matrix of plate {i + 1}"
        )
    matrix = np.asarray(matrices[:, :, i], dtype=float)
    return matrix if matrix.shape == (rows, columns) else matrix.T


def _units(file: Description, chosen: np.ndarray, kind: int, unit: float) -> Floats:
    """N, m and N·m for each channel; without a word on it, N, and N times the unit of length."""
    if kind in (5, 6, 7):  # the matrix makes forces, and moments in the unit of length
        return np.array([1.0] * 3 + [unit] * 3) if kind == 5 else np.ones(CHANNELS[kind])
    stated = file.texts("ANALOG:UNITS")
    in_si = []
    for place, channel in enumerate(chosen):
        text = stated[channel] if channel < len(stated) else ""
        if kind == 1 and place in (3, 4):
            in_si.append(metres(text, file.path) if text else unit)
        elif place < 3 or kind == 3:
            in_si.append(_force_unit(text))
        else:
            in_si.append(_moment_unit(text, unit))
    return np.array(in_si)


def _force_unit(text: str) -> float:
    return FORCES.get(text.strip().lower(), 1.0)


def _moment_unit(text: str, unit: float) -> float:
    """Nmm, N.m, N*m, Nm …"""
    letters = text.strip().lower().replace(".", "").replace("*", "").replace("·", "").replace(" ", "")
    for force in sorted(FORCES, key=len, reverse=True):
        length = LENGTHS.get(letters.removeprefix(force))
        if letters.startswith(force) and length is not None:
            return FORCES[force] * length
    return unit
