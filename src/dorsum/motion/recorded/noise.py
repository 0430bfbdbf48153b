"""How much markers err from frame to frame, and the cut-off of the filter that this asks for.

The noise of an acceleration grows with the noise of the place, √(time between frames) and the cut-off to the
power 5/2. Practice is 6 Hz for cameras that err by about 1 mm a hundred times a second: with more noise the
cut-off is lowered so far that accelerations are as sure as there, and farther where their error is least:
what the filter takes from the movement and what it leaves of the noise, both told by the spectrum of the
markers (the unbiased estimate of risk, Stein 1981), weighed by the fourth power of the frequency.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.filter import ATTENUATION, LOW_PASS, Smoothing, step_of
from dorsum.units import MM

USUAL_NOISE, USUAL_STEP = 1 * MM, 0.01  # m along each axis, and s between frames (assumed)
SHORTEST = 2.0  # periods of the cut-off: a shorter recording is not filtered more, for its ends are left out
# Hz: half a second is left out at each end then; a squat has most of its movement below (assumed). By the
# spectrum alone, else 2 Hz: people's own movement is not to be filtered away unseen.
LEAST, LEAST_UNSEEN = 1.0, 2.0
LONGEST_SEEN = 2**14  # frames whose spectrum is taken: minutes, and what a recording is like is told by then
STEP_HZ = 0.1  # between cut-offs that are tried
DIFFERENCES = 3  # movement is smooth over as many steps, noise is not
GROWTH = np.sqrt(20.0)  # of the standard deviation of noise in third differences: 1 + 9 + 9 + 1
MEDIAN = 0.6745  # the median of the size of normal errors, in standard deviations


def noise_of(positions: Floats) -> float:
    """Standard deviation of the noise along an axis, m, the median of all markers (frames, n, 3).

    The median over time counts, so that jerks and gaps do not.
    """
    jumps = np.abs(np.diff(positions, DIFFERENCES, axis=0)).reshape(-1, positions.shape[1] * 3)
    known = ~np.isnan(jumps).all(axis=0)
    if not len(jumps) or not known.any():
        return 0.0
    return float(np.median(np.nanmedian(jumps[:, known], axis=0)) / MEDIAN / GROWTH)


def lowered(smoothing: Smoothing, time: Floats, positions: Floats) -> tuple[Smoothing, list[str]]:
    """The filter with a cut-off that the noise of the markers asks for, where none is stated; and a note."""
    noise = noise_of(positions)
    if smoothing.stated or smoothing.low_pass_hz != LOW_PASS or noise == 0.0:
        return smoothing, []
    usual = USUAL_NOISE * np.sqrt(USUAL_STEP)
    asked = LOW_PASS * (usual / (noise * np.sqrt(step_of(time)))) ** 0.4
    if asked >= LOW_PASS:
        return smoothing, []
    cut_off = _least_risk(time, positions, asked) or max(LEAST_UNSEEN, round(float(asked), 1))
    if np.ptp(time) < SHORTEST / cut_off:
        return smoothing, []
    told = (
        f"Markers err by {noise / MM:.1f} mm along each axis from frame to frame: filtered at {cut_off:g} Hz"
        f" in place of {LOW_PASS:g}, so that accelerations can be told; --lowpass states another."
    )
    return replace(smoothing, low_pass_hz=cut_off), [told]


def _least_risk(time: Floats, positions: Floats, most: float) -> float | None:
    """The cut-off, Hz, of up to `most` with which the error of accelerations is least; None if nothing tells.

    The spectrum is that of the markers that are always seen; all above `LOW_PASS` is noise, and below there
    is as much of it.
    """
    columns = positions[:LONGEST_SEEN].reshape(min(len(positions), LONGEST_SEEN), -1)
    columns = columns[:, ~np.isnan(columns).any(axis=0)]
    frames, step = len(columns), step_of(time)
    if not columns.shape[1] or 1.0 / step <= 4.0 * LOW_PASS:
        return None
    window = np.hanning(frames + 2)[1:-1]  # else the ends look like jerks
    waves = np.fft.rfft((columns - columns.mean(axis=0)) * window[:, None], axis=0)
    power = np.mean(np.abs(waves) ** 2, axis=1) / np.sum(window**2)
    frequency = np.fft.rfftfreq(frames, step)
    noise = power[frequency > LOW_PASS].mean()
    below = (frequency > 0.0) & (frequency <= LOW_PASS)
    frequency, movement = frequency[below], power[below] - noise
    tried = np.arange(LEAST, max(most, LEAST) + STEP_HZ / 2, STEP_HZ)
    passed = 1.0 / (1.0 + (frequency / tried[:, None] * ATTENUATION) ** 4)
    risk = ((1.0 - passed) ** 2 * movement + passed**2 * noise) @ frequency**4
    return round(float(tried[risk.argmin()]), 1)
