"""C3D files by kineticstoolkit, and by the package c3d, which writes whole numbers, too."""

from __future__ import annotations

from pathlib import Path

import c3d
import kineticstoolkit.lab as ktk
import numpy as np

from dorsum.exchange.read.c3d_frames import frames_of
from dorsum.exchange.read.c3d_parameters import describe
from dorsum.exchange.read.markers import LENGTHS
from exchange.others.agreement import (
    Array,
    agree,
    axes,
    cloud,
    equal,
    names,
    read_markers,
    same_names,
    same_points,
)
from exchange.others.c3d_files import is_cut

RATES = (50.0, 100.0, 120.0, 128.0, 200.0, 250.0, 1000.0)  # Hz
SINGLE = 6e-8  # relative rounding of a real of 32 bits
WHOLE = 32_000  # the largest whole number of 16 bits that is used


def kineticstoolkit_file(rng: np.random.Generator, folder: Path) -> None:
    """A file that kineticstoolkit writes, with signals and turns beside the points."""
    path, unit = folder / "it.c3d", str(rng.choice(["m", "mm", "cm"]))
    n, rate, first = int(rng.integers(1, 9)), float(rng.choice(RATES)), int(rng.choice([0, 0, 1, 50, 999]))
    points, labels = cloud(rng, int(rng.integers(3, 21)), n, LENGTHS[unit]), names(rng, n)
    frames = len(points)
    given = ktk.TimeSeries(time=(first + np.arange(frames)) / rate)
    for label, course in zip(labels, points.swapaxes(0, 1), strict=True):
        given.data[label] = np.column_stack([course, np.where(np.isnan(course[:, 0]), np.nan, 1.0)])
        given = given.add_info(label, "Unit", unit)
    if rng.random() < 0.5:
        given = given.add_event(float(given.time[-1]), "an event")
    samples = int(rng.choice([k for k in range(1, 11) if not is_cut(rate, k)]))
    signals = rng.normal(size=(frames * samples, int(rng.integers(1, 5))))
    analogs = ktk.TimeSeries(time=first / rate + np.arange(frames * samples) / (rate * samples))
    analogs.data |= {f"signal {i}": course for i, course in enumerate(signals.T)}
    has_analogs = rng.random() < 0.5
    turns = ktk.TimeSeries(time=given.time)
    turns.data |= {
        "a": np.tile(np.eye(4), (frames, 1, 1)),
        "b": np.tile(np.diag([1.0, -1, -1, 1]), (frames, 1, 1)),
    }
    ktk.write_c3d(str(path), given, analogs if has_analogs else None, turns if rng.random() < 0.3 else None)
    ours, theirs = read_markers(path, **axes(rng)), ktk.read_c3d(str(path), convert_point_unit=True)
    same_names(ours.names, labels)
    same_names(ours.names, list(theirs["Points"].data))
    read_by_them = np.stack([theirs["Points"].data[label][:, :3] for label in labels], axis=1)
    same_points(ours, read_by_them / LENGTHS[unit], unit)
    equal("time", ours.time, theirs["Points"].time, atol=1e-9)
    if has_analogs:
        content = path.read_bytes()
        analog = frames_of(content, describe(content, path)).analog
        equal("analog", analog, np.stack(list(theirs["Analogs"].data.values()), axis=1))
        equal("analog as given", analog, signals, rtol=SINGLE)


def c3d_file(rng: np.random.Generator, folder: Path) -> None:
    """A file that c3d writes, in reals or in whole numbers of a scale."""
    path, unit = folder / "it.c3d", str(rng.choice(["mm", "cm", "m"]))
    n, rate, samples = int(rng.integers(1, 9)), float(rng.choice(RATES)), int(rng.integers(1, 9))
    points = cloud(rng, int(rng.integers(2, 21)), n, LENGTHS[unit])
    labels = names(rng, n, foreign=False)
    whole = rng.random() < 0.6
    scale = float(np.float32(np.nanmax(np.abs(points)) / WHOLE)) if whole else -1.0
    writer = c3d.Writer(rate, rate * samples, scale, unit, gen_scale=float(rng.choice([1.0, 0.5])))
    channels = n % 6 + 1 if rng.random() < 0.5 else n + 1  # not n: add_frames would take both for one array
    writer.set_point_labels(labels)
    writer.set_analog_labels(names(rng, channels, foreign=False))
    gains, offsets = rng.choice([0.25, 1.0, 4.0], channels), rng.integers(-2000, 2000, channels)
    writer.set_analog_scales(gains)
    writer.set_analog_offsets(offsets)
    first = int(rng.choice([1, 1, 2, 77, 4000]))
    writer.set_start_frame(first)
    signals = np.rint(rng.normal(size=(len(points), channels, samples)) * 1000) * gains[None, :, None]
    for frame, signal in zip(points, signals, strict=True):
        row = np.zeros((n, 5))
        row[:, :3], missing = np.nan_to_num(frame), np.isnan(frame[:, 0])
        row[:, 3] = np.where(missing, -1, rng.integers(0, 9) * abs(scale))
        row[:, 4] = np.where(missing, -1, rng.integers(0, 127))
        writer.add_frames((row, signal))
    with path.open("wb") as handle:
        writer.write(handle)
    ours = read_markers(path, **axes(rng))
    with path.open("rb") as handle:
        reader = c3d.Reader(handle)
        read_by_them = list(reader.read_frames())
        agree("first frame", reader.first_frame, first)
        agree("rate", reader.point_rate, rate)
        same_names(ours.names, [label.strip() for label in reader.point_labels])
    same_names(ours.names, labels)
    theirs = np.array([_seen(frame) for _, frame, _ in read_by_them])
    same_points(ours, theirs, unit, SINGLE * 3)
    off = abs(scale) if whole else np.nanmax(np.abs(points)) * SINGLE
    same_points(ours, points, unit, off * LENGTHS[unit])
    equal("time", ours.time, (np.arange(len(points)) + first - 1) / rate)
    content = path.read_bytes()
    analog = frames_of(content, describe(content, path)).analog
    equal("analog", analog, np.concatenate([signal.T for _, _, signal in read_by_them]), rtol=SINGLE)
    equal("analog as given", analog, signals.swapaxes(1, 2).reshape(-1, channels), rtol=SINGLE, atol=4.1)


def _seen(frame: Array) -> Array:
    return np.where(frame[:, 3:4] < 0, np.nan, frame[:, :3])
