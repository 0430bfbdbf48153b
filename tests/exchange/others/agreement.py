"""What it means that two programs read the same from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dorsum.exchange.read import read
from dorsum.exchange.read.axes import turn_by
from dorsum.exchange.read.markers import LENGTHS
from dorsum.exchange.read.recording import Markers
from exchange import scene

Array = np.ndarray
Trial = Callable[[np.random.Generator, Path], None]  # writes a file into a folder, reads and compares it
# Both sides hold the same doubles; a unit, a quarter turn and one order of a product lie between them.
SAME = 1e-14  # relative
AXES = ("x", "y", "z", "-x", "-y", "-z")
LETTERS = list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WITHIN = [*LETTERS, *"0123456789_*#+()/"]
FOREIGN = list("äéñøµ°Ж手")


class Disagreement(Exception):
    """Ours and another program's reading of a file differ."""


def agree(what: str, ours: object, theirs: object) -> None:
    """Both are the same words or counts."""
    if ours != theirs:
        raise Disagreement(f"{what}: ours {str(ours)[:300]}, theirs {str(theirs)[:300]}")


def equal(what: str, ours: Array, theirs: Array, atol: float = 0.0, rtol: float = SAME) -> None:
    """Both are the same numbers, and are missing at the same places."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    agree(f"shape of {what}", ours.shape, theirs.shape)
    if (other := np.argwhere(np.isnan(ours) != np.isnan(theirs))).size:
        at = tuple(other[0])
        raise Disagreement(
            f"{what}: {len(other)} gaps differ, at {at}: ours {ours[at]!r}, theirs {theirs[at]!r}"
        )
    off = np.abs(ours - theirs) - (atol + rtol * np.abs(theirs))
    if off.size and np.nanmax(off, initial=-1.0) > 0:
        at = np.unravel_index(np.nanargmax(off), off.shape)
        raise Disagreement(f"{what} at {at}: ours {ours[at]!r}, theirs {theirs[at]!r}")


def axes(rng: np.random.Generator) -> dict[str, str]:
    """An axis that points up and one that points forward."""
    up, forward = rng.choice(AXES, 2)
    while up[-1] == forward[-1]:
        forward = rng.choice(AXES)
    return {"up": str(up), "forward": str(forward)}


def names(rng: np.random.Generator, n: int, foreign: bool = True) -> list[str]:
    """Different names of nothing."""
    found: dict[str, None] = {}
    while len(found) < n:
        letters = WITHIN + FOREIGN if foreign and rng.random() < 0.1 else WITHIN
        found["q" + "".join(rng.choice(letters, rng.integers(1, 20)))] = None
    return list(found)


def cloud(rng: np.random.Generator, frames: int, n: int, unit: float) -> Array:
    """Points of a room, (frames, n, 3), in a unit of so many m, with gaps as NaN; frame 0 has none."""
    size = rng.uniform(0.6, 2.5)
    points = rng.uniform(-0.5, 0.5, (frames, n, 3)) * size + rng.uniform(-1, 1, 3)
    points[:, 0, 0] -= size / 2  # an extent that can be a person's
    points[:, n - 1, 0] += size / 2
    if rng.random() < 0.6:
        gaps = rng.random((frames, n)) < rng.uniform(0, 0.5)
        gaps[0] = False
        points[gaps] = np.nan
    return points / unit


def person(rng: np.random.Generator, unit: float, laboratory: dict[str, str]) -> Array:
    """The person of the scene in some laboratory, (frames, n, 3), in a unit of so many m."""
    frames = int(rng.integers(1, scene.FRAMES + 1))
    return scene.markers()[:frames] * rng.uniform(0.8, 1.15) @ turn_by(**laboratory) / unit


def read_markers(path: Path, **asked: str) -> Markers:
    """Ours."""
    found = read(path, **asked)
    if not isinstance(found, Markers):
        raise Disagreement(f"read as {type(found).__name__}")
    return found


def same_points(ours: Markers, theirs: Array, unit: str, atol: float = 0.0) -> None:
    """The positions, to `atol` m.

    Args:
        theirs: (frames, n, 3) in the axes and the unit of the file, NaN or the origin where nothing is seen.
    """
    agree("unit", LENGTHS.get(ours.facts.unit), LENGTHS[unit])
    theirs = np.array(theirs, float)
    theirs[np.isnan(theirs).any(axis=-1) | ~theirs.any(axis=-1)] = np.nan
    turned = theirs * LENGTHS[unit] @ turn_by(ours.facts.up, ours.facts.forward).T
    equal("positions", ours.positions, turned, atol)


def same_names(ours: Sequence[str], theirs: Sequence[str]) -> None:
    """The names, in order."""
    agree("names", list(ours), list(theirs))
