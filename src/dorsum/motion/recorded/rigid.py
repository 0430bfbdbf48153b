"""Where a body with markers is when it keeps its shape."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats


def laid_on(local: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Rotation (frames, 3, 3) and place (frames, 3) that bring points nearest to those seen.

    Points are `local` (n, 3) from the place; of those `seen` (frames, n, 3) NaN stands for none. The least
    sum of squares, by singular values (Kabsch 1976).
    """
    there = np.asarray(~np.isnan(seen).any(axis=2))
    weight = there / there.sum(axis=1, keepdims=True)
    seen = np.where(there[..., None], seen, 0.0)
    middle, own = np.einsum("fm,fmi->fi", weight, seen), weight @ local
    product = np.einsum("fmi,fm,mj->fij", seen - middle[:, None], weight, local)
    left, _, right = np.linalg.svd(product)
    left[..., -1] *= np.sign(np.linalg.det(left) * np.linalg.det(right))[:, None]
    rotation = left @ right
    return rotation, middle - (rotation @ own[..., None])[..., 0]
