"""How far markers lie from being their own mirror image, whatever way the body stands and faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.chain import Chain

SAME = 0.03  # m: a landmark and the mirror image of its partner
FEWEST = 4  # markers, two of them in pairs: fewer lie symmetric in any posture
MIRROR = np.array([1.0, 1.0, -1.0])


def partners(chain: Chain, of: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Of each marker (n_markers,) among `of` the one on the other side, itself in the middle; −1 for none."""
    at = chain.standing
    apart = np.linalg.norm(at[:, None] * MIRROR - at[None], axis=2)
    apart[:, ~of] = np.inf
    nearest = apart.argmin(axis=1)
    mutual = nearest[nearest] == np.arange(len(at))
    return np.where(of & mutual & (apart.min(axis=1) < SAME), nearest, -1)


def off_symmetry(chain: Chain, seen: Floats, of: NDArray[np.bool_]) -> Floats | None:
    """Distance (frames,) m of the farthest marker among `of` from a symmetric place.

    The mirror image of the markers (frames, n_markers, 3), right and left exchanged, is laid on them as well
    as it can be; half of what is left between the two is how far each lies from symmetry. Infinite in frames
    that lack one, None of a set that cannot tell.
    """
    partner = partners(chain, of)
    here = np.flatnonzero(partner >= 0)
    if len(here) < FEWEST or (partner[here] == here).all():
        return None
    points, mirrored = seen[:, here], seen[:, partner[here]] * MIRROR
    whole = ~np.isnan(points).any(axis=(1, 2))
    off = np.full(len(seen), np.inf)
    a, b = (x[whole] - x[whole].mean(axis=1, keepdims=True) for x in (points, mirrored))
    u, _, v = np.linalg.svd(np.swapaxes(b, -1, -2) @ a)
    flip = np.linalg.det(u @ v)
    u[:, :, 2] *= flip[:, None]
    off[whole] = np.linalg.norm(b @ (u @ v) - a, axis=2).max(axis=1) / 2.0
    return off
