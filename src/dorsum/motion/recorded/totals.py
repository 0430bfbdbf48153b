"""What is kept of every frame of a recording, in memory that does not grow with its length."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.analysis import Frames
from dorsum.mechanics.result import Result, shares_of_strength

MOST_BINS = 2048  # of a course, after which two and two become one
MOST_SAMPLES = 64  # postures kept for pictures
Flags = np.ndarray


class Course:
    """Quantities over time in at most `MOST_BINS` equal bins: least, mean and greatest of each."""

    def __init__(self, names: tuple[str, ...], step: float) -> None:
        self.names, self.width, self.start = names, step, np.nan
        self.count = np.zeros(MOST_BINS)
        self.total = np.zeros((MOST_BINS, len(names)))
        self.least = np.full((MOST_BINS, len(names)), np.inf)
        self.greatest = np.full((MOST_BINS, len(names)), -np.inf)

    def add(self, time: Floats, values: Floats) -> None:
        """Values (frames, n_names) at rising times."""
        if not len(time):
            return
        if np.isnan(self.start):
            self.start = float(time[0]) - self.width / 2
        while (time[-1] - self.start) / self.width >= MOST_BINS:
            self._halve()
        at = ((time - self.start) / self.width).astype(int)
        np.add.at(self.count, at, 1)
        np.add.at(self.total, at, values)
        np.minimum.at(self.least, at, values)
        np.maximum.at(self.greatest, at, values)

    def _halve(self) -> None:
        self.width *= 2
        half = MOST_BINS // 2
        for name, empty in (("count", 0.0), ("total", 0.0), ("least", np.inf), ("greatest", -np.inf)):
            old = getattr(self, name)
            pairs = old.reshape(half, 2, *old.shape[1:])
            joined = {"least": pairs.min, "greatest": pairs.max}.get(name, pairs.sum)(axis=1)
            old[:half], old[half:] = joined, empty

    @property
    def times(self) -> Floats:
        """Middles of the bins that hold something, s."""
        return np.asarray(self.start + self.width * (np.flatnonzero(self.count) + 0.5))

    def of(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Least, mean and greatest of a quantity in the bins that hold something."""
        k, filled = self.names.index(name), self.count > 0
        mean = self.total[filled, k] / self.count[filled]
        return self.least[filled, k], mean, self.greatest[filled, k]


@dataclass
class LevelTotals:
    """Loads of the levels over all balanced frames: mean, peak, load times time, time above limits.

    Load times time is linear in the load, as cumulative load is told in the literature (Kumar 1990), and
    runs over the intervals between two balanced frames.
    """

    limits: tuple[float, float]  # N: action limit and maximum
    duration: Floats = field(default_factory=lambda: np.zeros(25))  # s between balanced frames
    cumulative: Floats = field(default_factory=lambda: np.zeros(25))  # N·s
    above: Floats = field(default_factory=lambda: np.zeros((2, 25)))  # s
    peak: Floats = field(default_factory=lambda: np.full(25, -np.inf))  # N
    peak_time: Floats = field(default_factory=lambda: np.full(25, np.nan))  # s
    shear_peak: Floats = field(default_factory=lambda: np.zeros(25))  # N, forward and sideways together
    before: tuple[float, Floats, Flags] | None = None

    def add(self, time: Floats, compression: Floats, shear: Floats, good: Flags) -> None:
        """Frames in order; loads that are not `good` (frames, 25) count as a gap."""
        if self.before is not None:
            time = np.concatenate([[self.before[0]], time])
            compression = np.concatenate([self.before[1][None], compression])
            good, shear = np.concatenate([self.before[2][None], good]), np.concatenate([shear[:1] * 0, shear])
        self.before = float(time[-1]), compression[-1], good[-1]
        between = np.diff(time)[:, None] * (good[1:] & good[:-1])
        self.duration += between.sum(axis=0)
        self.cumulative += np.sum(between * (compression[1:] + compression[:-1]), axis=0) / 2
        for k, limit in enumerate(self.limits):
            over = compression > limit
            self.above[k] += np.sum(between * (over[1:].astype(float) + over[:-1]), axis=0) / 2
        known = np.where(good, compression, -np.inf)
        at = known.argmax(axis=0)
        best = known[at, np.arange(25)]
        self.peak_time = np.where(best > self.peak, time[at], self.peak_time)
        self.peak = np.maximum(self.peak, best)
        self.shear_peak = np.maximum(self.shear_peak, np.where(good, shear, 0.0).max(axis=0))

    @property
    def mean(self) -> Floats:
        """Mean compression over time (25,), N."""
        return np.where(self.duration > 0, self.cumulative / np.maximum(self.duration, 1e-12), self.peak)


@dataclass
class MusclePeaks:
    """Greatest activation of every fascicle (n,); greatest effort and force of all fascicles of a muscle.

    Effort is the mean activation, weighted by maximal isometric force.
    """

    activation: Floats
    muscles: dict[tuple[str, str], Floats]  # (muscle, side) → indices of fascicles that take part
    force: dict[tuple[str, str], float] = field(default_factory=dict)  # N
    effort: dict[tuple[str, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, result: Result) -> MusclePeaks:
        """Nothing yet, for the body of a result."""
        members: dict[tuple[str, str], list[int]] = {}
        for i, fascicle in enumerate(result.body.fascicles):
            if fascicle.takes_part:
                members.setdefault((fascicle.muscle, fascicle.side), []).append(i)
        found = {key: np.array(indices) for key, indices in members.items()}
        return cls(np.full(len(result.body.fascicles), np.nan), found)

    def add(self, result: Result, good: Flags) -> None:
        """The balanced frames of a result."""
        if not good.any():
            return
        activations, forces = result.activations[good], result.forces[good]
        self.activation = np.fmax(self.activation, activations.max(axis=0))
        for key, members in self.muscles.items():
            effort = activations[:, members] @ shares_of_strength(result.body, members.tolist())
            self.effort[key] = max(self.effort.get(key, 0.0), float(effort.max()))
            most = float(forces[:, members].sum(axis=1).max())
            self.force[key] = max(self.force.get(key, 0.0), most)


@dataclass
class Samples:
    """Frames at about equal steps of time, at most `MOST_SAMPLES`, and the frame that loads L5/S1 most."""

    every: int = 1
    seen: int = 0
    kept: list[Frames] = field(default_factory=list)
    peak: tuple[float, Frames] | None = None

    def add(self, frames: Frames, load: Floats) -> None:
        """Frames with the compression of L5/S1 (frames,), NaN where they are not balanced."""
        for i in range((-self.seen) % self.every, len(frames.times), self.every):
            if not np.isnan(load[i]):
                self.kept.append(one(frames, i))
        self.seen += len(frames.times)
        if len(self.kept) > MOST_SAMPLES:
            self.kept, self.every = self.kept[::2], self.every * 2
        if not np.isnan(load).all():
            best = int(np.nanargmax(load))
            if self.peak is None or load[best] > self.peak[0]:
                self.peak = float(load[best]), one(frames, best)

    def chosen(self, number: int) -> list[Frames]:
        """Some frames at equal steps with the peak among them, in order of time."""
        assert self.peak is not None  # asked for only where a frame is balanced
        at = np.unique(np.linspace(0, len(self.kept) - 1, number).round().astype(int))
        frames = {float(self.kept[i].times[0]): self.kept[i] for i in at}
        frames[float(self.peak[1].times[0])] = self.peak[1]
        return [frames[time] for time in sorted(frames)]


def one(frames: Frames, i: int) -> Frames:
    """A single frame, copied."""
    parts: list[Any] = [None if part is None else part[i : i + 1].copy() for part in frames]
    return Frames(*parts)


def joined(frames: list[Frames]) -> Frames:
    """Frames one after the other."""
    parts: list[Any] = [None if of[0] is None else np.concatenate(of) for of in zip(*frames, strict=True)]
    return Frames(*parts)
