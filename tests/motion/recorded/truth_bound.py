"""How near to the truth any estimate from markers can come: the second road to the errors of `truth`.

Told is what nobody knows of a recording: between which times the movement is a spline through postures, how
noise, slides and places of markers are spread and that a slide grows with the lean, that a spine is off the
rhythm in one way all along. Then what is unknown — postures at the knots, where markers are sewn and which
way they slide, how the spine is off — has a normal distribution after the markers were seen, whose inverse
covariance is the sum over frames of slopes times slopes (the slopes of the fit itself), and that from before
(the posterior Cramér-Rao bound, linear about the truth). Errors are drawn from it.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.chain import FIRST_TURN, N_TURNS, Chain

ANYWHERE = 10.0  # m or rad: of the pelvis, nothing is known before
SURE = 1e-6  # m or rad: of what is known
ON_RHYTHM = np.radians(0.05)  # of thoracic turns from the rhythm, beside what the person has
BENDS = np.radians(1.0)  # step of the slope of the rhythm


def spline_weights(knots: Floats, times: Floats) -> Floats:
    """Coordinates (times, postures) per posture: the first two knots are one, standing."""
    weights = CubicSpline(knots, np.eye(len(knots)), bc_type="clamped")(times)
    return np.column_stack([weights[:, :2].sum(axis=1), weights[:, 2:]])


def drawn_errors(
    chain: Chain,
    q: Floats,
    weights: Floats,
    lean: Floats,
    spreads: tuple[float, float, float],
    off: tuple[Floats, Floats],
    rng: np.random.Generator,
    draws: int = 1,
) -> Floats:
    """Errors (draws, frames, n) of coordinates q (frames, n), drawn from those that must be left.

    Args:
        weights: of `spline_weights`.
        lean: (frames,) the share of a slide.
        spreads: standard deviations along an axis of noise, places and slides, m.
        off: how far a spine is off the rhythm, rad (3,), and how much of it a frame has (frames, 3).
    """
    frames, postures = weights.shape
    markers, n = len(chain.body), chain.n
    noise, sewn, slide = (max(spread, SURE) for spread in spreads)
    at = chain.place(q, slopes=True)
    assert at.slope is not None
    slope = at.slope.reshape(frames, 3 * markers, n)
    thoracic = slice(FIRST_TURN + 3, FIRST_TURN + 6)
    places = np.zeros((frames, markers, 3, markers, 3))
    here = np.arange(markers)
    places[:, here, :, here] = np.swapaxes(at.rotation[:, chain.body], 0, 1)
    slides = lean[:, None, None] * np.eye(3 * markers)
    by_knot = [weights[:, k, None, None] * slope for k in range(postures)]
    rest = [places.reshape(frames, 3 * markers, -1), slides, slope[..., thoracic] * off[1][:, None]]
    seen = np.concatenate([*by_knot, *rest], axis=2).reshape(frames * 3 * markers, -1)
    before = np.concatenate(
        [
            *(_known(chain, standing=k == 0) for k in range(postures)),
            *(np.full(3 * markers, spread) for spread in (sewn, slide)),
            np.maximum(off[0], SURE),
        ]
    )
    information = seen.T @ seen / noise**2 + np.diag(before**-2.0)
    for k in range(postures):
        middle = q[int(np.argmax(weights[:, k]))]
        rows = _rhythm(chain, middle) / ON_RHYTHM
        here = slice(k * n, (k + 1) * n)
        information[here, here] += rows.T @ rows
    root = np.linalg.cholesky(information)
    found = np.linalg.solve(root.T, rng.normal(size=(len(before), draws))).T
    drawn = weights @ found[:, : postures * n].reshape(draws, postures, n)
    drawn[..., thoracic] += off[1] * found[:, None, -3:]
    return np.asarray(drawn)


def _known(chain: Chain, standing: bool) -> Floats:
    """Standard deviations (n,) of a posture before: any within the ranges of the limbs are alike."""
    known = np.full(chain.n, ANYWHERE)
    low, high = (bound[FIRST_TURN + 6 : FIRST_TURN + N_TURNS] for bound in chain.bounds())
    known[FIRST_TURN + 6 : FIRST_TURN + N_TURNS] = (high - low) / np.sqrt(12.0) + SURE
    known[FIRST_TURN + N_TURNS :] = chain.limbs.range.sum(axis=1) / np.sqrt(12.0) + SURE
    if standing:
        known[FIRST_TURN : FIRST_TURN + N_TURNS] = SURE
    return known


def _rhythm(chain: Chain, q: Floats) -> Floats:
    """Rows (3, n): zero where the turns change as the rhythm has it about a posture (n,)."""
    turns = q[FIRST_TURN : FIRST_TURN + 6].reshape(2, 3).sum(axis=0)
    rows = np.zeros((3, chain.n))
    for axis, step in enumerate(BENDS * np.eye(3)):
        lumbar, thoracic = (chain.spine.shared(turns + step) - chain.spine.shared(turns - step))[:2, axis]
        rows[axis, FIRST_TURN + 3 + axis], rows[axis, FIRST_TURN + axis] = lumbar, -thoracic
    return rows / (2.0 * BENDS)
