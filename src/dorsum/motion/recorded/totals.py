"""What is kept of every frame of a recording, in memory that does not grow with its length."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.mechanics.derived import whole_muscles
from dorsum.mechanics.result import Result

MOST_BINS = 2048  # of a course, after which two and two become one
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
    """Loads of the levels over the frames that count: mean, peak, load times time, time above limits.

    Each frame stands for half of the steps to both sides. Load times time is linear in the load, as
    cumulative load is told in the literature (Kumar 1990). A level that is `balanced` in no frame has lower
    bounds; `other_peak` and `other_shear` are the greatest of the frames that lack something, lower bounds
    as well.
    """

    limits: tuple[float, float]  # N: action limit and maximum
    duration: Floats = field(default_factory=lambda: np.zeros(25))  # s
    cumulative: Floats = field(default_factory=lambda: np.zeros(25))  # N·s
    above: Floats = field(default_factory=lambda: np.zeros((2, 25)))  # s
    peak: Floats = field(default_factory=lambda: np.full(25, -np.inf))  # N
    peak_time: Floats = field(default_factory=lambda: np.full(25, np.nan))  # s
    shear_peak: Floats = field(default_factory=lambda: np.zeros(25))  # N, forward and sideways together
    balanced: Flags = field(default_factory=lambda: np.zeros(25, dtype=bool))
    other_peak: Floats = field(default_factory=lambda: np.full(25, -np.inf))  # N
    other_time: Floats = field(default_factory=lambda: np.full(25, np.nan))  # s
    other_shear: Floats = field(default_factory=lambda: np.zeros(25))  # N

    def add(
        self,
        time: Floats,
        weight: Floats,
        compression: Floats,
        shear: Floats,
        good: Flags,
        counted: Flags,
        others: Flags,
    ) -> None:
        """Frames in order with the time (frames,) s that each stands for.

        `good` (frames, 25) are balanced, `counted` are the same, or all of a level that never is; `others`
        are not balanced, but not out of balance either.
        """
        stands = weight[:, None] * counted
        self.duration += stands.sum(axis=0)
        self.cumulative += (stands * compression).sum(axis=0)
        for k, limit in enumerate(self.limits):
            self.above[k] += (stands * (compression > limit)).sum(axis=0)
        self.peak, self.peak_time = _greater(time, compression, counted, self.peak, self.peak_time)
        higher = _greater(time, compression, others & ~counted, self.other_peak, self.other_time)
        self.other_peak, self.other_time = higher
        self.shear_peak = np.maximum(self.shear_peak, np.where(counted, shear, 0.0).max(axis=0))
        others = others & ~counted
        self.other_shear = np.maximum(self.other_shear, np.where(others, shear, 0.0).max(axis=0))
        self.balanced = self.balanced | good.any(axis=0)

    @property
    def greatest(self) -> Floats:
        """Greatest of all frames, lower bounds among them (25,), N."""
        return np.maximum(self.peak, self.other_peak)

    @property
    def greatest_shear(self) -> Floats:
        """Greatest shear of all frames, lower bounds among them (25,), N."""
        return np.maximum(self.shear_peak, self.other_shear)

    @property
    def greatest_time(self) -> Floats:
        """When that is (25,), s."""
        return np.where(self.other_peak > self.peak, self.other_time, self.peak_time)

    @property
    def mean(self) -> Floats:
        """Mean compression over time (25,), N."""
        lasting = np.where(self.duration > 0, self.duration, 1.0)
        return np.where(self.duration > 0, self.cumulative / lasting, self.peak)


def _greater(time: Floats, load: Floats, which: Flags, peak: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Greatest of a peak (25,) and of some loads (frames, 25), with its time."""
    known = np.where(which, load, -np.inf)
    best = known.argmax(axis=0)
    value = known[best, np.arange(known.shape[1])]
    return np.maximum(peak, value), np.where(value > peak, time[best], at)


@dataclass
class MusclePeaks:
    """Greatest activation of every fascicle (n,); greatest effort and force of all fascicles of a muscle.

    Effort is the mean activation, weighted by maximal isometric force.
    """

    names: tuple[str, ...]  # of the whole muscles, as `derived.whole_muscles` has them
    activation: Floats
    force: Floats  # (whole muscles,) N; NaN where none of it takes part
    effort: Floats  # (whole muscles,)

    @classmethod
    def of(cls, result: Result) -> MusclePeaks:
        """Nothing yet, for the body of a result."""
        names, n = tuple(whole_muscles(result.body)), len(result.body.fascicles)
        return cls(names, np.full(n, np.nan), np.full(len(names), np.nan), np.full(len(names), np.nan))

    def add(self, result: Result, good: Flags) -> None:
        """The balanced frames of a result."""
        if not good.any():
            return
        self.activation = np.fmax(self.activation, result.array("activation")[good].max(axis=0))
        self.force = np.fmax(self.force, result.array("muscle_force")[good].max(axis=0))
        self.effort = np.fmax(self.effort, result.array("muscle_activation")[good].max(axis=0))

    def whole(self, muscle: str, side: str) -> tuple[float, float]:
        """Effort and force, N, of a muscle."""
        k = self.names.index(f"{muscle}_{side}")
        return float(self.effort[k]), float(self.force[k])
