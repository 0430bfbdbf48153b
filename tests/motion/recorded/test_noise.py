"""Noisy markers are filtered more, so far that accelerations are told best; a stated filter stays."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.skeleton import Floats
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.filter import Smooth, Smoothing
from dorsum.motion.recorded.noise import LEAST, lowered, noise_of
from motion.recorded.made_up import bow, chain_of, recording, write_trc

FRAMES = 150


@pytest.fixture(scope="module")
def seen(male: Model) -> Floats:
    chain = chain_of(male, "Plug-in Gait")
    return chain.place(bow(chain, FRAMES)).marker


@pytest.mark.parametrize("noise", [0.0005, 0.002, 0.010])
def test_noise_is_told_from_movement(seen: Floats, rng: np.random.Generator, noise: float) -> None:
    found = noise_of(seen + rng.normal(0.0, noise, seen.shape))
    assert found == pytest.approx(noise, rel=0.1)
    assert noise_of(seen) < 0.0001


def test_the_cut_off_keeps_the_noise_of_accelerations(rng: np.random.Generator) -> None:
    """White noise of 1 mm at 100 Hz, filtered at 6 Hz, against 5 mm at 50 Hz as it is filtered then.

    A gap in every marker leaves no spectrum, so that the noise alone tells.
    """
    spread = []
    for noise, step in ((0.001, 0.01), (0.005, 0.02)):
        time = np.arange(4000) * step
        places = rng.normal(0.0, noise, (4000, 4, 3))
        gappy = places.copy()
        gappy[1000] = np.nan
        smoothing, notes = lowered(Smoothing(), time, gappy)
        assert (smoothing.low_pass_hz < 5.0) == (noise > 0.001) == bool(notes)
        smooth = Smooth.of(time, places.reshape(4000, -1), smoothing.low_pass_hz)
        spread.append(smooth.at(time, 2)[100:-100].std())
    assert spread[1] == pytest.approx(spread[0], rel=0.15)


@pytest.mark.parametrize("fastest", [0.4, 1.2])
def test_the_cut_off_tells_accelerations_best(rng: np.random.Generator, fastest: float) -> None:
    """Waves of up to `fastest` Hz seen with 6 mm of noise: no other cut-off comes 5 % nearer to the truth."""
    time = np.arange(0.0, 8.0, 0.02)
    turning = 2.0 * np.pi * np.linspace(0.2, fastest, 4)[:, None]
    phase = rng.uniform(0.0, 2.0 * np.pi, (4, 60))
    waves = np.sin(turning[..., None] * time + phase[..., None])  # waves, columns, frames
    true, faster = 0.05 * waves.sum(axis=0).T, -0.05 * (turning[..., None] ** 2 * waves).sum(axis=0).T
    seen = true + rng.normal(0.0, 0.006, true.shape)

    def error(cut_off: float) -> float:
        """Of the accelerations away from the ends, root mean square."""
        return float((Smooth.of(time, seen, cut_off).at(time, 2) - faster)[50:-50].std())

    found = lowered(Smoothing(), time, seen.reshape(-1, 20, 3))[0].low_pass_hz
    assert error(found) < 1.05 * min(error(cut_off) for cut_off in np.arange(1.0, 4.0, 0.1))
    assert error(found) < 0.9 * error(lowered(Smoothing(), time, _with_gaps(seen))[0].low_pass_hz)


def _with_gaps(seen: Floats) -> Floats:
    """The same markers, none of which is always seen."""
    gappy = seen.reshape(-1, 20, 3).copy()
    gappy[100] = np.nan
    return gappy


def test_a_stated_filter_stays_and_the_note_says_how(
    male: Model, seen: Floats, rng: np.random.Generator, tmp_path
) -> None:
    chain = chain_of(male, "Plug-in Gait")
    noisy = recording(chain, bow(chain, FRAMES), "Plug-in Gait", rng.normal(0.0, 0.005, seen.shape))
    assert lowered(Smoothing(stated=True), noisy.time, noisy.positions) == (Smoothing(stated=True), [])
    assert lowered(Smoothing(low_pass_hz=4.0), noisy.time, noisy.positions)[0].low_pass_hz == 4.0
    assert lowered(Smoothing(), noisy.time[:30], noisy.positions[:30])[1] == []  # too short
    write_trc(noisy, tmp_path / "noisy.trc")
    found = analyze_recording(Request(path=tmp_path / "noisy.trc", smoothing=Smoothing(rate_hz=10)))
    (note,) = [text for text in found.recorded.notes if text.startswith("Markers err by")]
    cut_off = float(note.partition("filtered at ")[2].partition(" Hz")[0])
    assert LEAST <= cut_off < 4.0
    assert any(f"Low-pass filter at {cut_off:g} Hz" in text for text in found.recorded.notes)
    whole = replace(noisy, positions=seen)
    assert lowered(Smoothing(), whole.time, whole.positions)[1] == []
