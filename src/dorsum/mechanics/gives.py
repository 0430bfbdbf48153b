"""How far the joints of a result gave, and what the disc that bears most bears without that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dorsum.body.skeleton import AXES, Floats
from dorsum.mechanics.result import Result
from dorsum.units import DEGREE

WAYS = {
    "z": ("flexion", "extension"),
    "x": ("left bending", "right bending"),
    "y": ("right twist", "left twist"),
}


@dataclass(frozen=True, kw_only=True)
class Gives:
    """How far the balanced joints stand off their stated angles, over all frames.

    `exact_compression_n` is what the disc at `exact_level` bears at `exact_time_s` with every joint at its
    stated angle, beside `compression_n` as the joints give: the lumbar disc that bears most, at its moment,
    of a recording at the nearest moment at which both are known. None where it is known at no moment.
    """

    mean_deg: float
    largest_deg: float
    largest: str  # what it is, such as `flexion at L5/S1`
    largest_time_s: float
    at_bound_share: float  # of all angles: those that would give farther than they may
    stiffest: float  # times the springs of a joint, through its compression
    frames: int
    frames_not_settled: int  # in which the search for how far joints give did not come to rest
    wanted_deg: float  # by which some angle still wanted to turn; where it did not rest, there
    exact_level: str | None
    exact_time_s: float | None
    compression_n: float | None
    exact_compression_n: float | None

    @classmethod
    def of(cls, result: Result, peak: tuple[int, int] | None = None) -> Gives | None:
        """None where the posture is taken exactly; `peak`: frame and level, of the result unless given."""
        if result.options.posture == "exact":
            return None
        total = bound = count = moving = 0
        largest, where, when, stiffest = -1.0, "", 0.0, 1.0
        rest = unrest = 0.0
        for piece in result.pieces():
            gives, at_bound = piece.array("give"), piece.array("give_at_bound")
            total, bound, count = total + np.abs(gives).sum(), bound + at_bound.sum(), count + gives.size
            stiffest = max(stiffest, float(piece.array("spring_factor").max()))
            settled, wanted = piece.array("give_settled").astype(bool), piece.array("give_wanted")
            moving += int((~settled).sum())
            rest = max(rest, float(wanted[settled].max(initial=0.0)))
            unrest = max(unrest, float(wanted[~settled].max(initial=0.0)))
            frame, level, axis = np.unravel_index(int(np.abs(gives).argmax()), gives.shape)
            size = float(gives[frame, level, axis])
            if abs(size) > largest:
                way = WAYS[AXES[axis]][int(size > 0)]
                largest, where = abs(size), f"{way} at {result.levels[level]}"
                when = float(piece.times[frame])
        return cls(
            mean_deg=float(total / count / DEGREE),
            largest_deg=largest / DEGREE,
            largest=where,
            largest_time_s=when,
            at_bound_share=float(bound / count),
            stiffest=stiffest,
            frames=len(result.times),
            frames_not_settled=moving,
            wanted_deg=(unrest if moving else rest) / DEGREE,
            **_exactly(result, *(result.peak if peak is None else peak)),
        )


def as_recorded(result: Result) -> Floats:
    """The angles (frames, n_bodies, 3) rad of a recording before joints gave."""
    angles = result.array("joint_angle").copy()
    angles[:, result.body.spine] -= result.array("give")
    return np.asarray(angles)


def _exactly(result: Result, frame: int, level: int) -> dict[str, Any]:
    """The load of a disc with every joint at its stated angle, at the known moment nearest to a frame."""
    exact = np.asarray(result.array("exact_compression")[:, level])
    known = np.flatnonzero(np.isfinite(exact))
    if not len(known):
        return dict.fromkeys(("exact_level", "exact_time_s", "compression_n", "exact_compression_n"))
    at = int(known[np.abs(result.times[known] - result.times[frame]).argmin()])
    return {
        "exact_level": result.levels[level],
        "exact_time_s": float(result.times[at]),
        "compression_n": float(result.array("compression")[at, level]),
        "exact_compression_n": float(exact[at]),
    }
