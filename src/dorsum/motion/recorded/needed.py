"""The share of the strength that a recording needs in its hardest frames: only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from dorsum.mechanics.analysis import Frames, build_problem, set_up
from dorsum.mechanics.needed import PLACES, hardest_frames, hardest_share, hardness, rows_of
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.result import Result


@dataclass(frozen=True)
class Needed:
    """The greatest share of the strength that any of the hardest frames needs, by `needed.PLACES`."""

    shares: Mapping[str, float]  # NaN where no strength would do
    times: Mapping[str, float]  # s, of the frame that needs it
    seconds: float  # that it took

    def as_dict(self) -> dict[str, dict[str, float | None]]:
        """Plain values for JSON, by place; a share is None where no strength would do."""
        return {
            place: {"share": share if isfinite(share) else None, "time_s": self.times[place]}
            for place, share in self.shares.items()
        }


def needed_of(result: Result) -> Needed:
    """Look at the frames that are hardest for each place.

    They are set up anew from what is kept of them, so that it can be asked of a file as well.
    """
    began = perf_counter()
    model, shares, times = result.model, dict[str, float](), dict[str, float]()
    for place, of in _hardness(result).items():
        some = result.at(hardest_frames(of))
        eq = set_up(model, _stiffened(some), result.options)
        problem = build_problem(model, eq, Objective.of(DEFAULT), result.options)  # whatever is kept small
        frame, shares[place] = hardest_share(problem, place, np.arange(len(some.times)))
        times[place] = float(some.times[frame])
    return Needed(shares, times, perf_counter() - began)


def _hardness(result: Result) -> dict[str, NDArray[np.float64]]:
    """Of the places that are balanced, of all frames (frames,), piece by piece."""
    model, body = result.model, result.body
    pattern, names, rows = model.topology.pattern[0], model.rows.names, body.rows
    bound = body.tables.constant("reserve_bound")
    places = [place for place in PLACES if rows_of(names, place).any()]
    found: dict[str, list[NDArray[np.float64]]] = {place: [] for place in places}
    for piece in result.pieces():
        activations = np.nan_to_num(piece.array("activation")[:, body.active])
        reserves = np.nan_to_num(piece.array("joint_reserve")[:, rows.body, rows.axis])
        for place, parts in found.items():
            parts.append(hardness(pattern, names, place, activations, reserves, bound))
    return {place: np.concatenate(parts) for place, parts in found.items()}


def _stiffened(some: Result) -> Frames:
    """The frames, with springs as stiff as they were found; joints beside the spine have them once."""
    frames, model = some.frames, some.model
    times = np.ones((len(frames.times), len(model.rows.names)))
    of_spine = some.array("spring_factor").reshape(len(times), -1)
    times[:, : of_spine.shape[1]] = of_spine
    return frames._replace(stiffening=times)
