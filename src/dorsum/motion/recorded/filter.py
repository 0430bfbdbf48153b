"""From recorded values to smooth ones with their rates: gaps, even frames, a low-pass filter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.motion.curves import Curve, bridge, spline
from dorsum.motion.recorded.low_pass import low_pass

LONGEST_GAP = 0.2  # s that are bridged; common practice in gait analysis is 10 to 20 frames at 100 Hz
# Hz; posture and walking have next to nothing above, and noise grows with the square of the frequency in
# accelerations (Winter 2009: residual analysis gives 4 to 6 Hz for gait).
LOW_PASS = 6.0
# Moves the cut-off of each run of a filter of second order, so that both together have the stated one.
ATTENUATION = (2**0.5 - 1) ** (1 / 4)
UNEVEN = 0.01  # of a step: frames that lie further from an even grid are brought onto it
FEWEST = 8  # frames
# Periods of the cut-off: so near to its ends a recording does not tell the acceleration. Of squats cut
# anywhere it is wrong by its own size at the cut, by a tenth after 0.4 periods and by 6 % after half a one.
EDGE = 0.5
LONGEST_PAD = 6.0  # periods of the cut-off by which the ends are continued, mirrored in their last point


@dataclass(frozen=True)
class Smoothing:
    """How a recording is smoothed and which frames of it are analysed."""

    low_pass_hz: float = LOW_PASS  # 0: none
    rate_hz: float | None = None  # frames a second that are analysed; None: those recorded
    from_s: float | None = None
    to_s: float | None = None
    stated: bool = False  # whether the filter is; else noisy markers lower its cut-off (`noise`)

    def __post_init__(self) -> None:
        if not 0 <= self.low_pass_hz <= 1000:
            raise BadInput(f"lowpass = {self.low_pass_hz:g} Hz: allowed is 0 (none) to 1000 Hz")
        if self.rate_hz is not None and not 0 < self.rate_hz <= 10_000:
            raise BadInput(f"rate = {self.rate_hz:g} Hz: allowed is more than 0, up to 10000 Hz")
        for name, time in (("from", self.from_s), ("to", self.to_s)):
            if time is not None and not np.isfinite(time):
                raise BadInput(f"{name} = {time:g} s: must be a finite number")
        if self.from_s is not None and self.to_s is not None and self.from_s >= self.to_s:
            raise BadInput(f"from {self.from_s:g} to {self.to_s:g} s: the end must be later than the start")

    @property
    def asked(self) -> tuple[float, float]:
        """First and last time that may be analysed."""
        return -np.inf if self.from_s is None else self.from_s, np.inf if self.to_s is None else self.to_s

    @property
    def margin_s(self) -> float:
        """How far to both sides a value hangs on its neighbours: the filter has forgotten 1 − 10⁻¹⁰."""
        return 6.0 / self.low_pass_hz if self.low_pass_hz else 0.2

    def edge_s(self, rate: float) -> float:
        """How near to the ends of a recording at a rate in Hz no frame is analysed, s; see `EDGE`."""
        return EDGE / self.low_pass_hz if self._filters(rate) else 0.0

    def stretch(self, time: Floats) -> tuple[float, float]:
        """First and last time that is analysed of a recording at times (frames,).

        Raises:
            BadInput: there is none.
        """
        refuse_few(time)
        edge = self.edge_s(1.0 / step_of(time))
        whole = time[(time >= time[0] + edge) & (time <= time[-1] - edge)]
        first, last = self.asked
        if not ((whole >= first) & (whole <= last)).any():
            raise BadInput(self.why_none(float(time[0]), float(time[-1]), edge))
        return float(max(first, whole[0])), float(min(last, whole[-1]))

    def why_none(self, first: float, last: float, edge: float) -> str:
        """Why no frame is analysed of a recording between two times whose ends are left out."""
        stated = [f"{word} {t:g}" for word, t in (("from", self.from_s), ("to", self.to_s)) if t is not None]
        why = f"nothing is recorded {' '.join(stated)} s" if stated else "the recording is too short"
        ends = f", and the filter (--lowpass) needs {edge:.2f} s at each end" if edge else ""
        return f"{why}: it goes from {first:g} to {last:g} s{ends}"

    def _filters(self, rate: float) -> bool:
        return 0 < self.low_pass_hz < ATTENUATION * rate / 2

    def words(self, rate: float) -> str:
        """What was done, for frames recorded at a rate in Hz."""
        if not self.low_pass_hz:
            return "Angles are not filtered: rates and accelerations hold all noise of the recording."
        if not self._filters(rate):
            return f"Not filtered: at {rate:.4g} frames a second nothing above {rate / 2:.4g} Hz is recorded."
        return (
            f"Low-pass filter at {self.low_pass_hz:g} Hz, Butterworth, fourth order without delay,"
            f" before rates are taken; frames nearer than {self.edge_s(rate):.2f} s to the first or last one"
            " recorded are left out, since accelerations cannot be told there."
        )


def bridged(time: Floats, values: Floats) -> Floats:
    """Values (frames, n) with gaps of up to `LONGEST_GAP` filled by a smooth curve; longer ones stay NaN.

    At the start or end the nearest value goes on.
    """
    missing = np.isnan(values)
    if not missing.any():
        return values
    values = values.copy()
    for column in np.flatnonzero(missing.any(axis=0) & ~missing.all(axis=0)):
        gap = missing[:, column]
        known = np.flatnonzero(~gap)
        short = gap & ~np.isin(np.arange(len(gap)), _long(time, gap))
        inner = short & (np.arange(len(gap)) > known[0]) & (np.arange(len(gap)) < known[-1])
        values[short, column] = np.interp(time[short], time[known], values[known, column])
        if inner.any() and len(known) > 1:
            values[inner, column] = bridge(time[known], values[known, column]).at(time[inner])
    return values


def _long(time: Floats, gap: np.ndarray) -> np.ndarray:
    """Frames of the gaps that are too long to bridge."""
    found = [np.arange(a, b + 1) for a, b in gaps(gap) if _length(time, a, b) > LONGEST_GAP]
    return np.concatenate(found) if found else np.zeros(0, dtype=int)


def gaps(missing: np.ndarray) -> list[tuple[int, int]]:
    """First and last frame of every gap."""
    edges = np.flatnonzero(np.diff(np.pad(missing.astype(np.int8), 1)))
    return list(zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True))


def _length(time: Floats, first: int, last: int) -> float:
    """Time between the values to both sides of a gap, s."""
    return float(time[min(last + 1, len(time) - 1)] - time[max(first - 1, 0)])


def whole_around(time: Floats, missing: np.ndarray, start: float, end: float) -> slice:
    """The frames around start ≤ time < end as far as nothing is `missing` (frames,)."""
    before = np.flatnonzero(missing & (time < start))
    after = np.flatnonzero(missing & (time >= end))
    return slice(int(before[-1]) + 1 if len(before) else 0, int(after[0]) if len(after) else len(time))


def refuse_gap(path: Path, what: str, time: Floats, missing: np.ndarray) -> None:
    """Refuse the longest gap in frames that are analysed.

    Raises:
        BadInput: something is missing.
    """
    if not missing.any():
        return
    first, last = max(gaps(missing), key=lambda gap: _length(time, *gap))
    raise BadInput(
        f"{path}: {what} from {time[first]:.2f} to {time[last]:.2f} s; gaps up to {LONGEST_GAP:g} s are"
        " bridged: use --from and --to to leave this one out"
    )


def refuse_few(time: Floats) -> None:
    """Refuse a recording of too few frames for rates.

    Raises:
        BadInput: there are fewer than `FEWEST`.
    """
    if len(time) < FEWEST:
        raise BadInput(f"a movement has {FEWEST} frames or more, this recording has {len(time)}")


def step_of(time: Floats) -> float:
    """Usual time between frames, s."""
    return float(np.median(np.diff(time)))


@dataclass(frozen=True)
class Smooth:
    """A smoothed curve (frames, …) with its derivatives at any time."""

    times: Floats  # even
    curve: Curve

    @classmethod
    def through(cls, times: Floats, values: Floats) -> Smooth:
        """A curve through values that are smooth already."""
        return cls(times, spline(times, values))

    @classmethod
    def of(cls, time: Floats, values: Floats, low_pass_hz: float) -> Smooth:
        """A curve along values with frames first, brought to even times and filtered."""
        times, values = _even(time, values)
        step = step_of(times)
        if 0 < low_pass_hz < 0.5 * ATTENUATION / step:
            around = min(len(times) - 1, round(LONGEST_PAD / low_pass_hz / step))
            values = low_pass(values, low_pass_hz / ATTENUATION * step, around)
        return cls.through(times, values)

    def at(self, time: Floats, derivative: int = 0) -> Floats:
        """Value or derivative at times."""
        return self.curve.at(time, derivative)


def _even(time: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Even times and the values there; as they are if the frames are even already."""
    step = step_of(time)
    even = time[0] + step * np.arange(round((time[-1] - time[0]) / step) + 1)
    if len(even) == len(time) and np.abs(even - time).max() <= UNEVEN * step:
        return even, values
    even = even[even <= time[-1]]
    return even, spline(time, values).at(even)
