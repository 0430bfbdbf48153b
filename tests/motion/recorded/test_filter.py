"""Smoothing: the stated cut-off without delay, rates, gaps, and windows that change nothing."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.errors import BadInput
from dorsum.exchange.read.recording import Coordinates
from dorsum.motion.recorded.filter import EDGE, Smooth, Smoothing, bridged, refuse_gap
from dorsum.motion.recorded.windows import windows

TIME = np.arange(1000) / 100
INSIDE = slice(200, 800)


def wave(hertz: float, time: np.ndarray = TIME) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * time)[:, None]


@pytest.mark.parametrize(("hertz", "amplitude"), [(0.5, 1.0), (6.0, 0.5**0.5), (12.0, 0.118)])
def test_a_wave_passes_by_its_frequency_and_is_not_delayed(hertz: float, amplitude: float) -> None:
    smooth = Smooth.of(TIME, wave(hertz), 6.0).at(TIME)
    assert_allclose(smooth[INSIDE], amplitude * wave(hertz)[INSIDE], atol=0.012)


def test_rates_are_those_of_the_wave() -> None:
    smooth = Smooth.of(TIME, wave(1.0), 0.0)
    pi = 2 * np.pi
    assert_allclose(smooth.at(TIME, 1)[INSIDE, 0], pi * np.cos(pi * TIME[INSIDE]), atol=1e-3)
    assert_allclose(smooth.at(TIME, 2)[INSIDE], -(pi**2) * wave(1.0)[INSIDE], atol=0.02)


def test_uneven_frames_are_brought_to_even_ones() -> None:
    uneven = np.delete(TIME, [400, 401, 777])
    assert_allclose(Smooth.of(uneven, wave(1.0, uneven), 6.0).at(TIME)[INSIDE], wave(1.0)[INSIDE], atol=2e-3)


def test_short_gaps_are_bridged_and_long_ones_stay() -> None:
    values = np.tile(wave(0.5), (1, 2))
    values[300:310, 0], values[300:350, 1], values[:5, 0] = np.nan, np.nan, np.nan
    filled = bridged(TIME, values)
    assert_allclose(filled[300:310, 0], wave(0.5)[300:310, 0], atol=2e-3)
    assert_allclose(filled[:5, 0], values[5, 0])
    assert np.isnan(filled[300:350, 1]).all()
    with pytest.raises(BadInput, match=r"T10 is missing from 3\.00 to 3\.49 s.*--from and --to"):
        refuse_gap(Path("x.trc"), "T10 is missing", TIME, np.isnan(filled[:, 1]))


@pytest.mark.parametrize("rows", [37, 150, 400, 5000])
@pytest.mark.parametrize("limits", [(None, None), (2.005, 7.5)])
def test_windows_hold_every_row_once_and_the_filter_does_not_see_them(
    rows: int, limits: tuple[float | None, float | None], rng: np.random.Generator
) -> None:
    noisy = wave(0.7) + rng.normal(0, 0.1, (1000, 1))
    pieces = [
        Coordinates(Path("x.mot"), TIME[i : i + rows], ("a",), noisy[i : i + rows])
        for i in range(0, 1000, rows)
    ]
    whole = Smooth.of(TIME, noisy, 6.0)
    times, values = [], []
    for window in windows(pieces, Smoothing(from_s=limits[0], to_s=limits[1])):
        time = window.recording.time
        own = time[(time >= window.start) & (time < window.end)]
        times.append(own)
        values.append(Smooth.of(time, window.recording.values, 6.0).at(own, 2))
    ends = (limits[0] or EDGE / 6.0), (limits[1] or TIME[-1] - EDGE / 6.0)
    expected = TIME[(ends[0] <= TIME) & (ends[1] >= TIME)]
    assert_allclose(np.concatenate(times), expected)
    inner = slice(20, -20)
    assert_allclose(np.concatenate(values)[inner], whole.at(expected, 2)[inner], atol=1e-3)


@pytest.mark.parametrize("cut_off", [3.0, 6.0])
def test_away_from_the_ends_a_cut_recording_accelerates_as_the_whole_one(cut_off: float) -> None:
    """What is left out at the ends is what cannot be told: there it is wrong by about its own size."""
    whole = Smooth.of(TIME, wave(0.8), cut_off)
    edge = Smoothing(low_pass_hz=cut_off).edge_s(100.0)
    largest = (2 * np.pi * 0.8) ** 2
    at_the_cut, kept = [], []
    for start in range(200, 350, 10):
        time = TIME[start : start + 300]
        off = Smooth.of(time, wave(0.8, time), cut_off).at(time, 2) - whole.at(time, 2)
        inside = (time >= time[0] + edge) & (time <= time[-1] - edge)
        at_the_cut.append(np.abs(off[[0, -1]]).max() / largest)
        kept.append(np.abs(off[inside]).max() / largest)
    assert max(at_the_cut) > 0.9
    assert max(kept) < 0.12


def test_the_ends_are_left_out_only_where_a_filter_needs_them() -> None:
    smoothing = Smoothing(low_pass_hz=5.0)
    assert smoothing.stretch(TIME) == pytest.approx((0.1, 9.89))
    assert Smoothing(low_pass_hz=5.0, from_s=2.0, to_s=3.0).stretch(TIME) == (2.0, 3.0)
    assert Smoothing(low_pass_hz=0.0).stretch(TIME) == (0.0, TIME[-1])
    assert Smoothing(low_pass_hz=50.0).stretch(TIME) == (0.0, TIME[-1])  # more than 100 frames a second tell
    assert "nearer than 0.10 s" in smoothing.words(100.0)
    with pytest.raises(BadInput, match=r"too short: it goes from 0 to 0\.15 s.*needs 0\.10 s at each end"):
        smoothing.stretch(TIME[:16])
    with pytest.raises(BadInput, match="8 frames or more, this recording has 1"):
        smoothing.stretch(TIME[:1])


def test_times_at_which_nothing_is_recorded_are_refused() -> None:
    piece = Coordinates(Path("x.mot"), TIME, ("a",), wave(1.0))
    with pytest.raises(BadInput, match=r"from 20 to 30 s: it goes from 0 to 9\.99 s"):
        list(windows([piece], Smoothing(from_s=20.0, to_s=30.0)))


@pytest.mark.parametrize(
    "given",
    [
        {"low_pass_hz": -1},
        {"rate_hz": 0},
        {"from_s": 3, "to_s": 2},
        {"low_pass_hz": float("nan")},
        {"from_s": float("nan")},
        {"to_s": float("inf")},
    ],
)
def test_options_that_make_no_sense_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        Smoothing(**given)
