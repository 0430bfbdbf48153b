"""How much markers err from frame to frame, and the cut-off of the filter that this asks for.

The noise of an acceleration grows with the noise of the place, √(time between frames) and the cut-off to the
power 5/2. Practice is 6 Hz for cameras that err by about 1 mm a hundred times a second: with more noise the
cut-off is lowered so far that accelerations are as sure as there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.filter import LOW_PASS, Smoothing, step_of
from dorsum.units import MM

USUAL_NOISE, USUAL_STEP = 1 * MM, 0.01  # m along each axis, and s between frames (assumed)
SHORTEST = 2.0  # periods of the cut-off: a shorter recording is not filtered more, for its ends are left out
LEAST = 2.0  # Hz: below, people's own movement would be filtered away; a squat has most of its below 1 Hz
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
    cut_off = max(LEAST, round(float(asked), 1))
    if np.ptp(time) < SHORTEST / cut_off:
        return smoothing, []
    told = (
        f"Markers err by {noise / MM:.1f} mm along each axis from frame to frame: filtered at {cut_off:g} Hz"
        f" in place of {LOW_PASS:g}, so that accelerations can be told; --lowpass states another."
    )
    return replace(smoothing, low_pass_hz=cut_off), [told]
