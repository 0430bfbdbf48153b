"""Random movements of our body seen through markers that err, and how far the fit stays from the truth.

    nice python tests/motion/recorded/truth.py [--count 200] [--first 0] [--parts]

Every movement has its own spine, off the rhythm by as much as people are, markers sewn beside their
landmarks, noise of 10 mm, skin that slides over the bones as it does in people (Zemp 2014) and gaps. Printed
are the 95th percentiles of the root mean square errors over the movements, for each marker set, smoothed and
not; what no estimate can do better, told much that nobody knows (`truth_bound`); with `--parts` the errors of
each cause alone. Exit code 1 where those of all are more than asked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import net_moments
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import Part, frames_of
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.inverse import SPREADS
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.noise import lowered
from dorsum.motion.recorded.recorded import trunk_inclination
from dorsum.motion.recorded.spine import TRUNK
from dorsum.motion.turns import turns_zxy

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
from motion.recorded.made_up import RATE, SETS, STILL, chain_of, coordinate, names_of
from motion.recorded.truth_bound import drawn_errors, spline_weights

SECONDS = 4.0
STEP = 0.8  # s between the postures that a movement goes through
NOISE = 0.010  # m, length of the mean error
SEWN = 0.015  # m, from the landmark
SLIDES, SLIDES_SD = 0.0102, 0.0061  # m of the skin at 60° of lean
SHORT_GAP, LONG_GAP = 0.16, 0.5  # s
ASKED_DEG, ASKED_SHARE = 2.5, 0.08
RAW = Smoothing(low_pass_hz=0.0)
TIMES = np.arange(0.0, SECONDS, 1.0 / RATE)
KNOTS = np.concatenate([[0.0, STILL], np.arange(STILL + STEP, SECONDS + STEP, STEP)])
OFF_AT = np.radians([22.0, 10.0, 12.0])  # of the thorax, where the whole of the spread is reached
BOUND_EVERY, BOUND_DRAWS = 5, 8  # movements, of which one tells the bound, for it takes long; draws of each


@dataclass(frozen=True)
class Causes:
    """How much of each cause a movement has, 0 or 1."""

    noise: float = 1.0
    sewn: float = 1.0
    slides: float = 1.0
    gaps: float = 1.0
    off: float = 1.0  # of the spine from the rhythm


NONE = Causes(0.0, 0.0, 0.0, 0.0, 0.0)
PARTS = {name: replace(NONE, **{name: 1.0}) for name in ("noise", "sewn", "slides", "gaps", "off")}


@dataclass(frozen=True)
class Errors:
    """Root mean square errors over a movement."""

    angles: Floats  # (4,) °: flexion, bending and twist of the trunk on the pelvis; inclination in space
    moment: float  # of the net moment at L5/S1, over the root mean square moment

    @property
    def angle(self) -> float:
        """The greatest of the angles, °."""
        return float(self.angles.max())


def spread_of(chain: Chain) -> Floats:
    """How far the spines of people are off the rhythm (3,), rad, standard deviation."""
    return np.radians([chain.model.body.tables.constant(spread) for spread in SPREADS])


def movement(chain: Chain, rng: np.random.Generator, causes: Causes = Causes()) -> Floats:
    """Coordinates (frames, n) of a person who stands, and goes through random postures."""
    low, high = chain.bounds()
    at = np.zeros((len(KNOTS), chain.n))
    bows = rng.uniform(-1.0, 0.15, len(KNOTS) - 2)
    off = causes.off * rng.normal(size=3) * spread_of(chain)
    trunk = np.stack(
        [bows * np.radians(50.0), *np.radians(12.0) * rng.uniform(-1, 1, (2, len(bows)))], axis=-1
    )
    turns = chain.spine.shared(trunk)[:, :2]
    turns[:, 1] += off * np.clip(np.abs(turns[:, 1]) / OFF_AT, 0.0, 1.0)
    at[2:, FIRST_TURN : FIRST_TURN + 6] = turns.reshape(-1, 6)
    at[2:, 3] = bows * np.radians(rng.uniform(10.0, 40.0))
    at[2:, 4:6] = np.radians(8.0) * rng.uniform(-1, 1, (len(bows), 2))
    at[2:, 0] = 0.1 * bows
    for side in ("right", "left"):
        for body, by in (("femur", 60.0), ("shank", -50.0), ("humerus", 70.0), ("forearm", 50.0)):
            at[2:, coordinate(chain, f"{body}_{side}", "z")] = -bows * np.radians(by) * rng.uniform(0.5, 1.2)
    return np.clip(CubicSpline(KNOTS, at, bc_type="clamped")(TIMES), low, high)


def seen_through_markers(
    chain: Chain, q: Floats, marker_set: str, rng: np.random.Generator, causes: Causes = Causes()
) -> Markers:
    """What cameras see of it."""
    shape = chain.local.shape
    sewn = chain.at(chain.local + causes.sewn * rng.normal(0.0, SEWN / np.sqrt(3.0), shape))
    way = rng.normal(size=shape)
    way *= rng.normal(SLIDES, SLIDES_SD, (shape[0], 1)) / np.linalg.norm(way, axis=1, keepdims=True)
    positions = sewn.place(q).marker + causes.slides * slide_share(chain, q)[:, None, None] * way
    positions += causes.noise * rng.normal(0.0, NOISE / np.sqrt(3.0), positions.shape)
    for length in (SHORT_GAP, SHORT_GAP, SHORT_GAP, LONG_GAP):
        start = rng.integers(round(STILL * RATE), len(q) - round(length * RATE))
        marker = rng.integers(shape[0])
        if causes.gaps:
            positions[start : start + round(length * RATE), marker] = np.nan
    return Markers(Path("made_up.trc"), np.arange(len(q)) / RATE, names_of(marker_set), positions)


def slide_share(chain: Chain, q: Floats) -> Floats:
    """How much of its slide the skin has (frames,)."""
    return trunk_inclination(chain.model, chain.angles(q)) / 60.0


def errors(chain: Chain, q: Floats, found: Motion, smoothing: Smoothing) -> Errors:
    """How far what was found stays from the truth, in the frames that are analysed."""
    model = chain.model
    truth = Motion(found.time, chain.angles(q), chain.place(q).origin[:, 0])
    start, end = (smoothing if smoothing.low_pass_hz else Smoothing()).stretch(found.time)
    (turns, moments, lean), (turns_true, moments_true, lean_true) = (
        told(model, Part(motion, start, end), of) for motion, of in ((found, smoothing), (truth, RAW))
    )
    off = np.column_stack([turns - turns_true, np.radians(lean - lean_true)])
    share = np.sqrt(np.sum((moments - moments_true) ** 2) / np.sum(moments_true**2))
    return Errors(np.degrees(np.sqrt(np.mean(off**2, axis=0))), float(share))


def told(model: Model, part: Part, smoothing: Smoothing) -> tuple[Floats, Floats, Floats]:
    """Turns of the trunk (frames, 3) rad, net moments at L5/S1 (frames, 3) N·m, inclination (frames,) °."""
    turns, moments, lean = [], [], []
    trunk = model.body.spine[:TRUNK]
    for frames in frames_of(part, model, smoothing, Hands(), part.start):
        turns.append(frames.angles[:, trunk].sum(axis=1))
        moments.append(net_moments(model, frames)[:, model.joint("L5/S1")])
        lean.append(trunk_inclination(model, frames.angles))
    return np.concatenate(turns), np.concatenate(moments), np.concatenate(lean)


def bound(model: Model, marker_set: str, seed: int) -> list[Errors]:
    """Errors of a random movement that no estimate avoids, some draws of them."""
    rng = np.random.default_rng(seed)
    chain = chain_of(model, marker_set)
    q = movement(chain, rng)
    weights = spline_weights(KNOTS, TIMES)
    spreads = NOISE / np.sqrt(3.0), SEWN / np.sqrt(3.0), np.hypot(SLIDES, SLIDES_SD) / np.sqrt(3.0)
    off = spread_of(chain), np.clip(np.abs(q[:, FIRST_TURN + 3 : FIRST_TURN + 6]) / OFF_AT, 0.0, 1.0)
    drawn = drawn_errors(chain, q, weights, slide_share(chain, q), spreads, off, rng, BOUND_DRAWS)
    return [
        errors(chain, q, Motion(TIMES, chain.angles(near), chain.place(near).origin[:, 0]), RAW)
        for near in q + drawn
    ]


def one(model: Model, marker_set: str, seed: int, causes: Causes = Causes()) -> tuple[Errors, Errors]:
    """Errors of a random movement, smoothed as usual and not at all."""
    rng = np.random.default_rng(seed)
    chain = chain_of(model, marker_set)
    q = movement(chain, rng, causes)
    recorded = seen_through_markers(chain, q, marker_set, rng, causes)
    found = motion_of_markers(tracked(recorded, model), model)
    assert found.root is not None
    assert len(found.time) == len(q)  # no long gap at its ends
    angles = found.angles.copy()
    angles[:, 0] = without_heading(found)
    turned = Motion(found.time, angles, found.root @ found.heading, arms=found.arms)
    smoothing, _ = lowered(Smoothing(), recorded.time, recorded.positions)
    return errors(chain, q, turned, smoothing), errors(chain, q, turned, RAW)


def without_heading(found: Motion) -> Floats:
    """Turns of the pelvis in the axes of the recording."""

    z, x, y = found.angles[:, 0].T
    turns = Rotation.from_euler("ZXY", np.stack([z, x, y], axis=-1)).as_matrix()
    return turns_zxy(found.heading.T @ turns)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--parts", action="store_true", help="each cause of error alone, too")
    options = parser.parse_args()
    from dorsum.motion.analyze import model_for

    model = model_for("male")
    seeds = range(options.first, options.first + options.count)
    print(
        "95th percentile of root mean square errors: trunk flexion, bending, twist, inclination, °; moment, %"
    )
    found = _told_by_set({(seed, 0): one(model, _set_of(seed), seed) for seed in seeds}, "")
    if options.parts:
        for name, causes in PARTS.items():
            each = {(seed, 0): one(model, _set_of(seed), seed, causes) for seed in seeds}
            _told_by_set(each, f" {name} alone")
    few = [seed for seed in seeds if seed // len(SETS) % BOUND_EVERY == 0]
    least = {(seed, k): (e,) for seed in few for k, e in enumerate(bound(model, _set_of(seed), seed))}
    best = _told_by_set(least, " bound")
    for words, each in (("found", found), ("bound", best)):
        angle, moment = _worst(each)
        print(f"{words}: greatest of the angles {angle:.2f}°, asked {ASKED_DEG}°; ", end="")
        print(f"moment {100 * moment:.1f} %, asked {100 * ASKED_SHARE:.0f} %")
    angle, moment = _worst(found)
    return int(angle > ASKED_DEG or moment > ASKED_SHARE)


def _set_of(seed: int) -> str:
    return list(SETS)[seed % len(SETS)]


def _worst(found: Sequence[Errors]) -> tuple[float, float]:
    """95th percentile of the greatest angle, °, and of the moment."""
    return (
        float(np.percentile([error.angle for error in found], 95)),
        float(np.percentile([error.moment for error in found], 95)),
    )


def _told_by_set(found: Mapping[tuple[int, int], tuple[Errors, ...]], what: str) -> list[Errors]:
    """Print a line for each set and all together, of errors by seed and draw; the first of each."""
    for name in (*SETS, "all"):
        those = [each for (seed, _), each in found.items() if name in (_set_of(seed), "all")]
        for word, each in zip(("", " not smoothed"), zip(*those, strict=True), strict=False):
            angles = np.percentile([error.angles for error in each], 95, axis=0)
            moment = np.percentile([error.moment for error in each], 95)
            told = "  ".join(f"{a:5.2f}" for a in angles)
            print(f"{name + what + word:34}{told}  {100 * moment:5.1f}", flush=True)
    return [each[0] for each in found.values()]


if __name__ == "__main__":
    sys.exit(main())
