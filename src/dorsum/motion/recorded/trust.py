"""Whether a fitted body is the recorded one: the fit judged as a whole, frame by frame where it can be.

What is doubtful is marked in its frames; where most are, or nothing can be believed, no verdict rests on the
loads, and the sentence names the option that mends it. The bounds were set before any file was judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.motion.recorded.chain import FIRST_TURN, N_TURNS, Chain
from dorsum.motion.recorded.symmetry import off_symmetry
from dorsum.units import DEGREE, MM
from dorsum.words import FEW, listed

# m: OpenSim's advice on inverse kinematics is an RMS error of markers below 2 cm, none above 4 cm (recalled).
MOST_OFF, MARKER_OFF = 20 * MM, 40 * MM
MOSTLY = 0.5  # of all frames: where more are doubtful none is believed (assumed)
ASKEW = 5.0 * DEGREE  # that the spine is bent or twisted while its markers lie …
SYMMETRIC = 5 * MM  # … so near to symmetry; markers 0.4 m apart are off by 35 mm then (assumed)
UNDER_FLOOR = 100 * MM  # that a foot sinks below where it stood; soft tissue and noise make 30 mm (assumed)
OVER_FLOOR = 300 * MM  # that both feet stay above it; two steps of a stair are as high
SIZE = 1.25  # times as large or small as the body: no person of its height has such proportions (assumed)
REGIONS = ("lumbar spine", "thoracic spine", "neck")
TRUNK_REGIONS = 2  # the neck bears little
AWAY = (
    "humerus",
    "forearm",
    "hand",
    "skull",
    "femur",
    "shank",
    "foot",
)  # bones that tell nothing of the trunk


@dataclass
class Judgement:
    """What is to be doubted of frames, and why no verdict rests on them."""

    doubtful: NDArray[np.bool_]
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def doubt(self, frames: NDArray[np.bool_], what: str, mends: str) -> None:
        """Mark frames; `what` is wrong in them, in words that go on with `in 3 of 10 frames`."""
        if not frames.any():
            return
        self.doubtful = self.doubtful | frames
        told = f"{what} in {int(frames.sum())} of {len(frames)} frames"
        if frames.mean() > MOSTLY:
            self.fail(f"{told}: {mends}.")
        else:
            self.doubts.append(f"{told}: those are doubtful; {mends} may mend it.")

    def fail(self, why: str) -> None:
        """Nothing can be believed."""
        self.failed.append(why)
        self.doubtful = np.ones_like(self.doubtful)


class Fit(NamedTuple):
    """A fitted recording as it is judged; frames that help the filter alone are left out."""

    chain: Chain
    names: Sequence[str]  # of the markers
    seen: Floats  # (frames, n_markers, 3) m
    q: Floats  # (frames, n) coordinates
    distance: Floats  # (frames, n_markers) m; NaN where a marker was not seen
    standing: Floats | None  # (n_markers, 3) m, the frame of standing


def judged(fit: Fit) -> Judgement:
    """Everything that can be told from the fit itself."""
    found = Judgement(np.zeros(len(fit.q), dtype=bool))
    _residuals(fit, found)
    _limits(fit, found)
    _askew(fit, found)
    _floor(fit, found)
    return found


def of_trunk(chain: Chain) -> NDArray[np.bool_]:
    """Markers (n_markers,) that tell of pelvis and trunk."""
    names = chain.model.body.skeleton.names
    return np.array([not names[body].startswith(AWAY) for body in chain.body])


def _residuals(fit: Fit, found: Judgement) -> None:
    """Markers of pelvis and trunk that lie far from the body, and all of them twice as far."""
    core = of_trunk(fit.chain)
    off = (_rms(fit.distance[:, core]) > MOST_OFF) | (_rms(fit.distance) > MARKER_OFF)
    by_marker = _rms(fit.distance.T)
    worst = sorted(range(len(fit.names)), key=lambda k: -by_marker[k])
    far = [f"{fit.names[k]} {by_marker[k] / MM:.0f} mm" for k in worst if by_marker[k] > MARKER_OFF]
    told = far or [f"{fit.names[worst[0]]} {by_marker[worst[0]] / MM:.0f} mm"]
    what = f"The body stays far from the markers ({listed(told, most=FEW)}, root mean square)"
    found.doubt(off, what, _cause(fit, far))
    if far and not off.any():
        found.doubts.append(f"Markers lie far from the body: {listed(far, most=FEW)}; --markers says where.")


def _cause(fit: Fit, far: Sequence[str]) -> str:
    """What is likely to be wrong, and the option that mends it."""
    if wrong := wrong_size(fit.chain, fit.seen):
        return wrong
    if far:
        return "--markers map.toml says where they lie, --static FILE shows them in standing"
    return "--static FILE shows the markers in standing, --subject says whose body it is"


def wrong_size(chain: Chain, seen: Floats) -> str:
    """What mends markers that lie much farther apart than on the body, or much nearer; else empty."""
    ratio = size_ratio(chain, seen)
    if 1.0 / SIZE < ratio < SIZE:
        return ""
    return f"they lie {ratio:.2f} times as far apart as on the body: --unit, or --person of several people"


def size_ratio(chain: Chain, seen: Floats) -> float:
    """How far apart the markers of pelvis and of trunk lie, over how far they do on the standing body."""
    core = of_trunk(chain)
    local = chain.place(np.zeros((1, chain.n))).marker[:, core]
    there = [_apart(of) for of in (local, seen[:, core])]
    known = np.isfinite(there[1])
    return (
        float((there[1][known] / np.broadcast_to(there[0], there[1].shape)[known]).mean())
        if known.any()
        else 1.0
    )


def _apart(points: Floats) -> Floats:
    """Size of a cloud (frames,): distances from its middle, root mean square."""
    middle = points.mean(axis=1, keepdims=True)
    return np.asarray(np.sqrt(np.mean(np.sum((points - middle) ** 2, axis=2), axis=1)))


def _limits(fit: Fit, found: Judgement) -> None:
    """Regions of the spine at the end of their range: of bending, twist and extension always, of flexion
    where they are most of the time, for people do bend so far; limbs most of the time."""
    low, high = fit.chain.bounds()
    at_low, at_high = ((fit.q <= low) & (low < high)), ((fit.q >= high) & (low < high))
    for region in range(TRUNK_REGIONS):
        first = FIRST_TURN + 3 * region
        stopped = (at_low | at_high)[:, first : first + 3]
        bent = at_high[:, first] | stopped[:, 1:].any(axis=1)
        ended = stopped.any(axis=1)
        frames = np.asarray(ended if ended.mean() > MOSTLY else bent)
        what = f"The {REGIONS[region]} is at the end of its range"
        found.doubt(
            frames, what, "--static FILE or a frame of standing, --markers, or --up if the axis is wrong"
        )
    limbs = (at_low | at_high)[:, FIRST_TURN + N_TURNS :].mean(axis=0)
    told = [f"{c.name} in {of:.0%}" for c, of in zip(fit.chain.limbs, limbs, strict=True) if of > MOSTLY]
    if told:
        found.notes.append(
            f"Joints that stand at the end of their range in most frames: {listed(told, most=FEW)}."
        )


def _askew(fit: Fit, found: Judgement) -> None:
    """A spine that bends or twists while the markers of pelvis and trunk lie symmetric."""
    off = off_symmetry(fit.chain, fit.seen, of_trunk(fit.chain))
    if off is None:
        return
    turns = fit.q[:, FIRST_TURN : FIRST_TURN + 3 * TRUNK_REGIONS].reshape(-1, TRUNK_REGIONS, 3)
    askew = np.abs(turns[..., 1:]).max(axis=(1, 2)) > ASKEW
    what = f"The spine is bent or twisted by more than {ASKEW / DEGREE:.0f}° where the markers lie symmetric"
    found.doubt(askew & (off < SYMMETRIC), what, "more markers on the trunk, or --markers map.toml")


def _floor(fit: Fit, found: Judgement) -> None:
    """Feet that sink below the floor on which they stood, or stay far above it."""
    skeleton = fit.chain.model.body.skeleton
    of_feet = np.isin(fit.chain.body, [skeleton.index(sided("foot", side)) for side in SIDES])
    if fit.standing is None or not of_feet.any():
        return
    height = fit.seen[:, of_feet, 1] - np.nanmin(fit.standing[of_feet, 1])
    lowest = np.where(np.isnan(height), np.inf, height).min(axis=1)
    what = f"A foot is more than {UNDER_FLOOR / MM:.0f} mm below the floor of the standing frame"
    found.doubt(lowest < -UNDER_FLOOR, what, "--up, if another axis points up, or --static with this floor")
    high = np.isfinite(lowest) & (lowest > OVER_FLOOR)
    if high.mean() > MOSTLY:
        found.doubts.append(
            f"Both feet are more than {OVER_FLOOR / MM:.0f} mm above the floor of the standing frame in"
            f" {int(high.sum())} of {len(high)} frames: stairs, or --up, if another axis points up."
        )


def _rms(distance: Floats) -> Floats:
    """Root mean square along the last axis, of what is known; 0 where nothing is."""
    known = ~np.isnan(distance)
    return np.asarray(np.sqrt(np.nan_to_num(distance**2).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)))
