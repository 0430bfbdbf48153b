"""Pulled muscles, drawn by lot with their sides, and another road to their rests.

python tests/mechanics/pulls.py [--count 40] [--seed 0]

The other road: Newton rounds with the `tangent` of the balance, as joints give, and the slopes of gliding by
differences, while the pull grows; `settle` goes downhill by the equations alone. Exit code 1 where a rest
differs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dorsum.body.names import SIDES
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.settle import Pull, Rest
from dorsum.mechanics.tangent import tangent
from dorsum.motion.analyze import model_for

ROUNDS = 400  # of Newton in a step of the pull: where fibres begin to resist the tangent is that of a chord
ASIDE = 0.02  # rad, at most
HALVINGS = 8
SMALLEST = 1e-3  # step, share of the pull
FARTHEST = 0.5  # rad that a joint may turn in a step
LEAST = 1e-7  # N·m that rows may lack where the rounds end
SAME = 1e-6  # rad between the rests
STEP = 1e-5  # rad, of the differences
COUNT, SEED = 40, 0


def drawn(model: Model, count: int = COUNT, seed: int = SEED) -> list[tuple[str, str]]:
    """So many muscles that have a line of force, each once, and the side that is pulled."""
    rng = np.random.default_rng(seed)
    muscles = sorted(set(model.body.fascicles.muscles))
    chosen = rng.choice(len(muscles), count, replace=False)
    return [(muscles[i], SIDES[rng.integers(2)]) for i in chosen]


def pulled(pull: Pull, muscle: str, side: str) -> tuple[np.ndarray, Rest]:
    """Activations of a whole pull of a muscle, and the rest that is found; the pelvis held."""
    activation = np.zeros(len(pull.model.body.fascicles))
    activation[pull.model.body.of_muscle(muscle, side)] = 1.0
    return activation, pull.settle(activation, np.zeros(len(pull.names), dtype=bool))


def by_tangent(pull: Pull, activation: np.ndarray, rest: Rest) -> tuple[np.ndarray, float]:
    """The rest (coordinates,) rad by the other road, with the same springs, and what rows lack there.

    The pull grows in steps, each as large as Newton's rounds follow from the rest of the one before: large
    turns lead at once to another rest, or to none. Where no rest is near the one before, for a joint snaps
    from one to another, the rounds begin beside the rest that was found.
    """
    q, share, step, lacking = np.zeros(len(pull.names)), 0.0, 1.0, np.inf
    while share < 1.0 and step > SMALLEST:
        found, lacking = _rounds(pull, min(1.0, share + step) * activation, rest, q)
        if lacking < LEAST and np.abs(found - q).max() < FARTHEST:
            q, share, step = found, min(1.0, share + step), 2.0 * step
        else:
            step *= 0.5
    if share == 1.0:
        return q, lacking
    aside = np.random.default_rng(SEED).uniform(-ASIDE, ASIDE, len(q))
    return _rounds(pull, activation, rest, rest.coordinates + aside)


def _rounds(pull: Pull, activation: np.ndarray, rest: Rest, q: np.ndarray) -> tuple[np.ndarray, float]:
    """Newton rounds from a posture: where they end, and what rows lack there."""
    model, last = pull.balance, np.inf
    for _ in range(ROUNDS):
        lacking = pull.gradient(q, activation, rest.factors)
        last = float(np.abs(lacking).max())
        if last < LEAST:
            break
        angles, eq = pull._equations(q[None], rest.factors)
        x = activation * eq.gains.active
        k = tangent(model, angles, eq, x, Options().switches(), stiffening=rest.factors[None]).by_rows[0]
        move = -np.linalg.solve(k + gliding_curvature(pull, q), lacking)
        move *= min(1.0, 0.1 / np.abs(move).max())
        shorter = (move * 0.5**i for i in range(HALVINGS))
        size = np.linalg.norm(lacking)
        better = (each for each in shorter if _size(pull, q + each, activation, rest) < size)
        if (each := next(better, None)) is None:
            break
        q = q + each
    return q, last


def _size(pull: Pull, q: np.ndarray, activation: np.ndarray, rest: Rest) -> float:
    return float(np.linalg.norm(pull.gradient(q, activation, rest.factors)))


def gliding_curvature(pull: Pull, q: np.ndarray) -> np.ndarray:
    """By differences of its slopes."""
    each = np.concatenate([q + STEP * np.eye(len(q)), q - STEP * np.eye(len(q))])
    angles = pull.angles(each)
    slopes = pull.glide.slopes(pull.balance.mech, angles, pull.balance.place(angles))
    return np.asarray((slopes[: len(q)] - slopes[len(q) :]) / (2 * STEP))


def compared(pull: Pull, muscles: list[tuple[str, str]]) -> Iterator[tuple[str, float, float, float]]:
    """Of each pull its name, what rows lack, how far the rests are apart and the farthest turn, rad."""
    for muscle, side in muscles:
        activation, rest = pulled(pull, muscle, side)
        q, lacking = by_tangent(pull, activation, rest)
        apart, turned = (float(np.abs(each).max()) for each in (q - rest.coordinates, rest.coordinates))
        yield f"{muscle} {side}", lacking, apart, turned


def main() -> int:
    """All of them; what differs is told by its name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    model = model_for("male")
    wrong, farthest = 0, 0.0
    for name, lacking, apart, turned in compared(Pull(model), drawn(model, options.count, options.seed)):
        agrees = lacking < LEAST and apart <= SAME
        wrong, farthest = wrong + (not agrees), max(farthest, apart)
        print(
            f"{name}: turns by up to {np.degrees(turned):.2f}°, {apart:.1e} rad apart"
            f"{'' if agrees else f': DIFFERS, lacks {lacking:.1e} N·m'}",
            flush=True,
        )
    right = f"{options.count - wrong} of {options.count} pulls"
    print(f"{right}: both roads end within {SAME:g} rad, at most {farthest:.1e}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
