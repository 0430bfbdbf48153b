"""A made-up recording whose truth is known: what the files in `files/` hold, written by other programs."""

from typing import NamedTuple

import numpy as np

RATE, FRAMES, SAMPLES = 100.0, 25, 10  # Hz, frames, samples a frame
TIME = np.arange(FRAMES) / RATE
SAMPLE_TIME = np.arange(FRAMES * SAMPLES) / (RATE * SAMPLES)
HEIGHT_MM, MASS_KG, AGE_Y = 1650.0, 61.5, 34.0

# Joint angles in degrees and lengths in m.
COORDINATES = {
    "pelvis_tilt": 12 * np.sin(7 * TIME),
    "pelvis_tx": 0.4 * TIME,
    "pelvis_ty": 0.95 - 0.1 * TIME,
    "lumbar_extension": -80 * TIME / TIME[-1],
    "lumbar_bending": 4 * np.cos(9 * TIME),
}
TRANSLATIONS = ("pelvis_tx", "pelvis_ty")

# m, x forward, y up, z right, of a person who stands.
STANDING = {
    "LASI": (0.10, 0.98, -0.12), "RASI": (0.10, 0.98, 0.12), "LPSI": (-0.09, 1.00, -0.05),
    "RPSI": (-0.09, 1.00, 0.05), "C7": (-0.06, 1.45, 0.0), "T10": (-0.11, 1.20, 0.0),
    "STRN": (0.11, 1.25, 0.0), "LSHO": (0.0, 1.40, -0.18), "RSHO": (0.0, 1.40, 0.18),
    "LHEE": (-0.07, 0.04, -0.10), "RHEE": (-0.07, 0.04, 0.10), "LTOE": (0.16, 0.04, -0.11),
    "RTOE": (0.16, 0.04, 0.11),
}  # fmt: skip
MARKERS = tuple(STANDING)
GAPS = {"T10": slice(5, 10), "STRN": slice(20, 21)}
# Rows are x, y and z of the laboratory in our axes: it has z up, and the person faces -y.
LABORATORY = np.array([[0, 0, -1.0], [-1.0, 0, 0], [0, 1.0, 0]])


class Plate(NamedTuple):
    """A force plate in our axes, and the ground's force on the foot that stands on it."""

    kind: int  # type of the C3D format
    middle: tuple[float, float, float]  # m
    axes: np.ndarray  # (3, 3), columns are x, y and z (down) of the plate
    size: tuple[float, float]  # m, along its x and y
    origin: tuple[float, float, float]  # m, as FORCE_PLATFORM:ORIGIN has it
    writes_reaction: bool  # the ground's force on the foot, not the foot's on the plate


FORTH_DOWN = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])  # x forward, y right, z down
LEFT_DOWN = np.array([[0, 1.0, 0], [0, 0, -1.0], [-1.0, 0, 0]])  # x left, y forward, z down
PLATES = (
    Plate(1, (0.1, 0.0, 0.3), FORTH_DOWN, (0.6, 0.4), (0.0, 0.0, 0.0), False),
    Plate(2, (0.1, 0.0, -0.3), LEFT_DOWN, (0.5, 0.6), (0.002, -0.001, -0.041), False),
    Plate(3, (0.9, 0.01, 0.3), FORTH_DOWN, (0.6, 0.4), (0.12, 0.2, -0.054), True),
    Plate(4, (0.9, 0.0, -0.3), FORTH_DOWN, (0.6, 0.4), (-0.003, 0.001, -0.038), False),
)
STANDS = slice(50, 200)  # samples


def markers() -> np.ndarray:
    """Positions in our axes, (frames, n, 3), m; NaN in gaps."""
    standing = np.array(list(STANDING.values()))
    sway = np.stack([0.03 * np.sin(5 * TIME), 0.01 * np.cos(4 * TIME), 0.02 * np.sin(3 * TIME)], axis=-1)
    positions = standing + sway[:, None] * standing[:, 1, None]  # the higher the more
    for name, frames in GAPS.items():
        positions[frames, MARKERS.index(name)] = np.nan
    return positions


def ground_force(plate: Plate) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Force of the ground on the foot, its point and the free moment, in our axes, (samples, 3) each."""
    n = len(SAMPLE_TIME)
    phase = SAMPLE_TIME * (6 + plate.kind)
    force = np.stack([40 * np.sin(phase), 500 + 90 * np.cos(phase), 20 + 10 * np.sin(2 * phase)], axis=-1)
    along = np.stack([0.1 * np.sin(phase), 0 * phase, 0.05 * np.cos(phase)], axis=-1)
    moment = np.stack([0 * phase, 3 * np.cos(phase), 0 * phase], axis=-1)
    stands = np.zeros((n, 1), dtype=bool)
    stands[STANDS] = True
    return force * stands, np.where(stands, plate.middle + along, np.nan), moment * stands


def calibration() -> np.ndarray:
    """From the channels of the plate of type 4 to force and moment: nearly diagonal, with cross-talk."""
    i, j = np.indices((6, 6))
    return np.diag([1.0, 1.1, 0.9, 1.2, 0.8, 1.0]) + 0.01 * np.sin(1 + 3 * i + j)
