"""Markers to coordinates: least squares over all markers, with what is known of bodies before.

A posture is the likelier the nearer the markers lie, the nearer the thoracic turns stand to the lumbar ones
as in most people, and the less the shoulder girdle turns. All are weighed by their variance, told in m:
markers as they are, a turn by `marker_error` along an axis over its standard deviation. A marker that lies
far off counts less: first all are fitted alike, then the frames in which one lies far off by Huber's rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import Floats
from dorsum.kernel.library import kernel
from dorsum.motion.recorded.chain import FIRST_TURN, N_TURNS, Chain
from dorsum.motion.recorded.compiled import Marked
from dorsum.motion.recorded.fit import Residual, least_squares
from dorsum.motion.recorded.rigid import laid_on
from dorsum.motion.turns import turns_zxy
from dorsum.units import DEGREE, MM

# Of some frames seen, the last ones before, where to start and from where on markers count less.
Nearest = Callable[[Floats, Floats, Floats, float], Floats]
PLACE = 3  # coordinates of the pelvis's place, which nothing holds
BLOCK = 16  # frames fitted at a time, from the last solution before
# m/rad: keeps what no marker tells of where it was; far below the noise of any camera (assumed).
REST_WEIGHT = 1e-6
# Marker errors: a marker that lies farther off counts less, as Huber's estimator has it. Of normal errors
# one in a hundred thousand does.
FAR_OFF = 3.0
GIRDLE = ("clavicle", "scapula")
SPREADS = ("thoracic_spread_flexion", "thoracic_spread_bending", "thoracic_spread_twist")


def fit(chain: Chain, seen: Floats, still_spine: bool = False) -> Floats:
    """Coordinates (frames, n) that put the markers nearest to those seen (frames, n_markers, 3)."""
    nearest = _nearest(chain, *chain.bounds(still_spine))
    last = np.zeros(chain.n)
    found = np.zeros((len(seen), chain.n))
    blocks = [slice(0, 1), *(slice(i, i + BLOCK) for i in range(1, len(seen), BLOCK))]
    for block in blocks:
        start = np.tile(last, (len(seen[block]), 1))
        start[:, :6] = _pelvis_start(chain, seen[block])
        found[block] = nearest(seen[block], last, start, np.inf)
        last = found[block][-1]
    _astray(chain, seen, found, nearest)
    return _robust(chain, seen, found, nearest)


def _astray(chain: Chain, seen: Floats, found: Floats, nearest: Nearest) -> None:
    """Fit anew, in place, frames that stay far from the markers, from the frame after or the one before.

    A limb that moved fast, or began bent, may have gone the wrong way round and hang at its limits until the
    markers come back to it. The nearer posture is kept.
    """
    far = far_off(chain.model.body.tables)
    apart = _apart(chain, seen, found)
    for way in (-1, 1):
        for i in range(len(seen))[::way]:
            neighbour = i - way
            if apart[i] <= far or not 0 <= neighbour < len(seen) or apart[neighbour] > far:
                continue
            start = found[neighbour : neighbour + 1].copy()
            start[:, :6] = _pelvis_start(chain, seen[i : i + 1])
            anew = nearest(seen[i : i + 1], start[0], start, np.inf)
            closer = float(_apart(chain, seen[i : i + 1], anew)[0])
            if closer < apart[i]:
                found[i], apart[i] = anew[0], closer


def _apart(chain: Chain, seen: Floats, q: Floats) -> Floats:
    """How far (frames,) the markers that are seen lie from the body, root mean square, m."""
    square = np.sum((chain.place(q).marker - seen) ** 2, axis=2)
    count = np.maximum((~np.isnan(square)).sum(axis=1), 1)
    return np.asarray(np.sqrt(np.nansum(square, axis=1) / count))


def _nearest(chain: Chain, low: Floats, high: Floats) -> Nearest:
    """What fits some frames: the compiled function, or the same in NumPy."""
    if library := kernel():
        rest = np.where(np.arange(chain.n) < PLACE, 0.0, REST_WEIGHT)
        marked = Marked(chain, known_before(chain), rest, low, high)
        return partial(marked.least_squares, library)
    return lambda seen, last, start, far: least_squares(_distances(chain, seen, last, far), start, low, high)


def _robust(chain: Chain, seen: Floats, found: Floats, nearest: Nearest) -> Floats:
    """The same, fitted again where a marker lies far off."""
    far = far_off(chain.model.body.tables)
    distance = np.linalg.norm(chain.place(found).marker - seen, axis=2)
    again = np.flatnonzero((np.nan_to_num(distance) > far).any(axis=1))
    for block in np.split(again, range(BLOCK, len(again), BLOCK)):
        if len(block):
            start = found[block]
            found[block] = nearest(seen[block], start, start, far)
    return found


def far_off(tables: Tables) -> float:
    """Distance of a marker, m, beyond which it counts less than the others."""
    return FAR_OFF * tables.constant("marker_error") * MM


def weights(distance: Floats, far: float) -> Floats:
    """How much markers at some distances from the fitted body count, 0 to 1; NaN stays NaN."""
    return np.asarray(far / np.maximum(distance, far))


def _distances(chain: Chain, seen: Floats, last: Floats, far: float = np.inf) -> Residual:
    """Residuals of the fit: markers, m; what is known before; what nothing tells of stays at `last`.

    Markers that lie farther off than `far` count less.
    """
    prior = known_before(chain)
    last = np.broadcast_to(last, (len(seen), chain.n))

    def residual(frames: NDArray[np.integer], q: Floats, slopes: bool) -> tuple[Floats, Floats | None]:
        placed = chain.place(q, slopes)
        off = placed.marker - seen[frames]
        unseen = np.isnan(off)
        off[unseen] = 0.0
        near, bend = _huber(off, far)
        free = np.concatenate(
            [near.reshape(len(q), -1), q @ prior.T, REST_WEIGHT * (q - last[frames])[:, PLACE:]], axis=1
        )
        if placed.slope is None:
            return free, None
        slope = np.where(unseen[..., None], 0.0, placed.slope)
        slope = slope if bend is None else bend @ slope
        rest = np.broadcast_to(REST_WEIGHT * np.eye(chain.n)[PLACE:], (len(q), chain.n - PLACE, chain.n))
        rows = [slope.reshape(len(q), -1, chain.n), np.broadcast_to(prior, (len(q), *prior.shape)), rest]
        return free, np.concatenate(rows, axis=1)

    return residual


def _huber(off: Floats, far: float) -> tuple[Floats, Floats | None]:
    """Residuals (…, 3) whose squares sum to Huber's function of `off` (…, 3), and their slopes (…, 3, 3).

    Up to the distance `far` they are `off` itself, d; beyond √(2·far·d − far²) long. None where all are near.
    """
    distance = np.linalg.norm(off, axis=-1, keepdims=True)
    if not (distance > far).any():
        return off, None
    d = np.maximum(distance, far)
    length = np.sqrt(far * (2.0 * d - far))
    along = (off / d)[..., None]
    along = along * np.swapaxes(along, -1, -2)
    across, ahead = (length / d)[..., None], (far / length)[..., None]
    bend = across * np.eye(3) + (ahead - across) * along
    beyond = distance > far
    return np.where(beyond, off * length / d, off), np.where(beyond[..., None], bend, np.eye(3))


def known_before(chain: Chain) -> Floats:
    """Rows (…, n), m/rad, which a likely posture keeps small.

    The first three are zero where thoracic turns stand to lumbar ones as the rhythm has it. The others are
    the turns of the girdle: any within its range are alike, so that their standard deviation is the range
    over √12.
    """
    spine, tables = chain.spine, chain.model.body.tables
    lumbar, thoracic = spine.shared(-10.0 * DEGREE * np.eye(3))[..., :2, :].diagonal(axis1=0, axis2=2)
    error = tables.constant("marker_error") * MM / np.sqrt(3.0)  # along each axis
    girdle = [
        k for k, c in enumerate(chain.limbs) if chain.model.body.skeleton.names[c.body].startswith(GIRDLE)
    ]
    rows = np.zeros((3 + len(girdle), chain.n))
    for axis, spread in enumerate(SPREADS):
        weight = error / (tables.constant(spread) * DEGREE)
        rows[axis, FIRST_TURN + 3 + axis] = weight
        rows[axis, FIRST_TURN + axis] = -weight * thoracic[axis] / lumbar[axis]
    for row, k in enumerate(girdle, 3):
        rows[row, FIRST_TURN + N_TURNS + k] = error * np.sqrt(12.0) / chain.limbs.range[k].sum()
    return rows


def _pelvis_start(chain: Chain, seen: Floats) -> Floats:
    """Place and turn (frames, 6) of the pelvis from its own markers alone."""
    mine = chain.body == 0
    turn, place = laid_on(chain.local[mine], seen[:, mine])
    return np.concatenate([place - chain.model.body.skeleton.centre[0], turns_zxy(turn)], axis=1)


def pelvis_turn(chain: Chain, seen: Floats) -> Floats:
    """Rotation (3, 3) of the pelvis's markers since standing."""
    mine = chain.body == 0
    turn, _ = laid_on(chain.local[mine], seen[None, mine])
    return np.asarray(turn[0])
