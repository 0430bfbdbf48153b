"""What is known of the angles of a posture: how far joints may give, and what goes with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the angles of the rows, over frames.

    Attributes:
        covariance: Σ, (frames, n_rows, n_rows) rad²; of no rank where sums are known.
        limited: (m, n_rows) what of the deviations has bounds: they themselves and differences of neighbours.
        lower, upper: those bounds, (frames, m) rad.
        upright: whether the whole body turns about the root's z axis so that the trunk's inclination stays.
        hung_at: (n_bodies,) the body at whose joint the weight of each acts, −1 where it turns with the bone
            that carries it; arms that hang or reach do not.
        reacts: whether what acts from outside, or how the arms reach, hangs on the posture: its slopes are
            then found by differences.
        aims: whether all of that are arms that aim at a load fixed to the feet (`aiming`).
    """

    covariance: Floats
    limited: Floats
    lower: Floats
    upper: Floats
    upright: bool
    hung_at: Ints
    reacts: bool
    aims: bool = False
