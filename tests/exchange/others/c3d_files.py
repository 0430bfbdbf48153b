"""C3D files by ezc3d: points, analog signals, force plates and parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dorsum.exchange.read.c3d_frames import frames_of
from dorsum.exchange.read.c3d_parameters import describe
from dorsum.exchange.read.markers import LENGTHS
from dorsum.exchange.read.recording import Markers
from exchange import scene
from exchange.other_programs import ezc3d
from exchange.others.agreement import (
    Array,
    agree,
    axes,
    cloud,
    equal,
    names,
    person,
    read_markers,
    same_names,
    same_points,
)

UNITS = ("mm", "mm", "cm", "m", "in")
RATES = (50.0, 59.94, 100.0, 119.88, 120.0, 200.0, 240.0, 1000.0)  # Hz
MANY = 0.02  # of all files have more labels than one parameter can hold
MOST_OF_A_PARAMETER = 255
STANDS = 10.5  # N; ours tells the point of pressure from 10 N on
PLATE = 1e-9  # N, m, N·m: sums of products of doubles near 1e3


def ezc3d_file(rng: np.random.Generator, folder: Path) -> None:
    """A file that ezc3d writes."""
    path = folder / "it.c3d"
    c3d, unit = ezc3d.c3d(), str(rng.choice(UNITS))
    known = rng.random() < 0.3
    laboratory = axes(rng)
    if known:
        points, labels = person(rng, LENGTHS[unit], laboratory), list(scene.MARKERS)
    else:
        n = int(rng.integers(256, 520)) if rng.random() < MANY else int(rng.integers(1, 13))
        points, labels = cloud(rng, int(rng.integers(1, 31)), n, LENGTHS[unit]), names(rng, n)
        if len(points) > 1 and rng.random() < 0.2:
            points[-1, 0] = 0  # as many programs write what is not seen
    rate = float(rng.choice(RATES))
    _add_points(c3d, rng, points, labels, unit, rate)
    samples = _add_analog(c3d, rng, len(points), rate)
    if rng.random() < 0.5:
        _add_group(c3d, rng)
    if rng.random() < 0.3:
        c3d.add_event(time=[0.0, float(rng.uniform(0, 60))], context="Left", label="Foot Strike")
    first = int(rng.choice([0, 0, 1, 7, 499, 12_345]))
    c3d["header"]["points"]["first_frame"] = first
    c3d["header"]["analogs"]["first_frame"] = first * samples
    c3d.write(str(path))
    asked = {} if known and rng.random() < 0.7 else laboratory
    check(path, read_markers(path, **asked), labels, unit, rate, first)


def check(path: Path, ours: Markers, labels: list[str], unit: str, rate: float, first: int) -> None:
    """Ours against ezc3d's reading of the same file, and both against what was given."""
    theirs = ezc3d.c3d(str(path), extract_forceplat_data=True)
    points = theirs["data"]["points"][:3].transpose(2, 1, 0)
    same_names(ours.names, labels)
    same_names(ours.names, _all_of(theirs["parameters"]["POINT"], "LABELS")[: len(labels)])
    same_points(ours, points, unit)
    agree("first frame", first, theirs["header"]["points"]["first_frame"])
    stated = theirs["parameters"]["POINT"]["RATE"]["value"][0]
    equal("rate", np.array(stated), np.array(rate), rtol=1e-7)
    equal("time", ours.time, (np.arange(len(points)) + first) / stated)
    content = path.read_bytes()
    described = describe(content, path)
    analog = frames_of(content, described).analog
    equal("analog", analog, theirs["data"]["analogs"][0].T.reshape(analog.shape))
    _same_plates(ours, theirs["data"]["platform"], LENGTHS[unit])
    for group in theirs["parameters"]:
        for name, entry in theirs["parameters"][group].items():
            if name != "__METADATA__":
                _same_parameter(described.parameters.get(f"{group}:{name}".upper()), entry, f"{group}:{name}")


def _same_parameter(ours: Any, entry: dict[str, Any], where: str) -> None:
    theirs = entry["value"]
    if entry["type"] == -1:
        agree(where, [text for text in ours if text], [text for text in theirs if text])
    else:
        flat = np.asarray(ours, float).ravel(order="F")
        if entry["type"] == 2:  # ezc3d takes whole numbers for unsigned where its format needs that
            flat = flat % 2**16
            theirs = np.asarray(theirs) % 2**16
        equal(where, flat, np.asarray(theirs, float).ravel(order="F"))


def _same_plates(ours: Markers, theirs: list[dict[str, Array]], unit: float) -> None:
    from dorsum.exchange.read.axes import turn_by

    agree("number of plates", len(ours.plates), len(theirs))
    turn = turn_by(ours.facts.up, ours.facts.forward)
    for plate, other in zip(ours.plates, theirs, strict=True):
        force = (turn @ other["force"]).T
        sign = 1.0 if force[np.abs(force[:, 1]) > 10.0, 1].sum() > 0 else -1.0
        equal("force of a plate", plate.force, sign * force, atol=PLATE)
        stands = plate.force[:, 1] > STANDS
        pressed = (turn @ other["center_of_pressure"]).T * unit
        equal("point of pressure", plate.point[stands], pressed[stands], atol=PLATE)
        free = sign * (turn @ other["Tz"]).T * unit
        equal("free moment", plate.free_moment[stands], free[stands], atol=1e3 * PLATE)


def _all_of(group: dict[str, Any], name: str) -> list[str]:
    found = list(group[name]["value"])
    for i in range(2, 256):
        if f"{name}{i}" not in group:
            break
        found += group[f"{name}{i}"]["value"]
    return found


def _add_points(
    c3d: Any, rng: np.random.Generator, points: Array, labels: list[str], unit: str, rate: float
) -> None:
    frames, n, _ = points.shape
    given = np.ones((4, n, frames))
    given[:3] = points.transpose(2, 1, 0)
    group = c3d["parameters"]["POINT"]
    group["RATE"]["value"] = [rate]
    group["LABELS"]["value"] = labels
    group["UNITS"]["value"] = [unit]
    c3d["data"]["points"] = given
    if rng.random() < 0.5:
        residuals = rng.integers(0, 50, (1, n, frames)) / 4.0
        residuals[0, :, 1:][rng.random((n, frames - 1)) < 0.1] = -1  # not seen
        c3d["data"]["meta_points"]["residuals"] = residuals
        c3d["data"]["meta_points"]["camera_masks"] = rng.random((7, n, frames)) < 0.5


def _add_analog(c3d: Any, rng: np.random.Generator, frames: int, rate: float) -> int:
    """Signals, the first of them those of plates; returns samples a frame."""
    if rng.random() < 0.3:
        return 1
    samples = int(rng.choice([n for n in range(1, 21) if not is_cut(rate, n)]))
    kinds = [int(kind) for kind in rng.choice([2, 2, 4, 3], rng.integers(0, 4))] if rng.random() < 0.5 else []
    widths = [8 if kind == 3 else 6 for kind in kinds]
    channels = sum(widths) + int(rng.integers(0 if kinds else 1, 9))
    signals = rng.normal(size=(1, channels, frames * samples)) * rng.choice([1e-3, 1, 500])
    group = c3d["parameters"]["ANALOG"]
    group["RATE"]["value"] = [rate * samples]
    group["LABELS"]["value"] = names(rng, channels)
    group["UNITS"]["value"] = ["V"] * channels
    c3d["data"]["analogs"] = signals
    if kinds:
        _add_plates(c3d, rng, kinds, widths)
    return samples


def is_cut(rate: float, samples: int) -> bool:
    """Whether ezc3d reads too few samples a frame: it divides the rates, and cuts 14.9999990 to 14.

    Of such a file only ours can be believed; see `findings/ezc3d_ntsc_rates.sh`.
    """
    return float(np.float32(rate * samples)) / float(np.float32(rate)) < samples


def _add_plates(c3d: Any, rng: np.random.Generator, kinds: list[int], widths: list[int]) -> None:
    n, unit = len(kinds), LENGTHS[c3d["parameters"]["POINT"]["UNITS"]["value"][0]]
    channel, first = np.zeros((8, n)), 1
    corners, units = np.empty((3, 4, n)), []
    for i, (kind, width) in enumerate(zip(kinds, widths, strict=True)):
        channel[:width, i] = np.arange(first, first + width)
        c3d["data"]["analogs"][0, first - 1 : first - 1 + width] *= 100
        first += width
        frame, _ = np.linalg.qr(rng.normal(size=(3, 3)))  # any turn: its first two axes span the plate
        half = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * rng.uniform(0.2, 0.6, 2) / unit
        corners[:, :, i] = (half @ frame[:, :2].T + rng.normal(size=3) / unit).T
        units += (
            ["N"] * 8
            if kind == 3
            else ["N"] * 3 + [f"N{c3d['parameters']['POINT']['UNITS']['value'][0]}"] * 3
        )
    group = c3d["parameters"]["FORCE_PLATFORM"]
    group["USED"]["value"], group["TYPE"]["value"] = [n], kinds
    group["CORNERS"]["value"] = corners
    origin = np.array([[0.12, 0.2, -0.05]] * n).T * rng.uniform(0.5, 1.5, (3, n)) / unit
    group["ORIGIN"]["value"] = origin
    group["CHANNEL"]["value"] = channel
    group["CAL_MATRIX"]["value"] = np.stack(
        [np.eye(6) + 0.05 * rng.normal(size=(6, 6)) for _ in kinds], axis=-1
    )
    labels = c3d["parameters"]["ANALOG"]["LABELS"]["value"]
    c3d["parameters"]["ANALOG"]["UNITS"]["value"] = (units + ["V"] * len(labels))[: len(labels)]


def _add_group(c3d: Any, rng: np.random.Generator) -> None:
    """Parameters of all types that mean nothing."""
    for i in range(int(rng.integers(1, 5))):
        shape = tuple(int(n) for n in rng.integers(1, 5, rng.integers(1, 4)))
        kind = rng.integers(3)
        value: Any = names(rng, int(rng.integers(1, 6)))
        if kind == 1:
            value = rng.integers(0, 30_000, shape[:1]).tolist()
        elif kind == 2:
            value = rng.normal(size=shape).astype(np.float32).astype(float)
        c3d.add_parameter(f"OWN_{rng.integers(3)}", f"VALUE_{i}", value)
