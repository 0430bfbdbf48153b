"""The share of the strength that a posture needs: how weak all muscles alike may be and still hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dorsum.body.groups import GROUPS
from dorsum.body.names import CERVICAL, SIDES
from dorsum.body.skeleton import Floats
from dorsum.mechanics.columns import Columns, Pattern
from dorsum.mechanics.problem import Problem

# Places whose strength is told apart, and the joints of each as the tables call them; the trunk has all that
# are of no other. Those beside the spine are there where their group is balanced (`groups.GROUPS`); the
# weaker side counts.
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "trunk": (),
        "neck": (*CERVICAL, *GROUPS["hyoid"]),
        "shoulder": ("sternoclavicular", "acromioclavicular", "glenohumeral"),
        "elbow": ("elbow",),
        "hip": ("hip",),
        "knee": ("knee",),
    }
)
LOOKED_AT = 3  # frames, at 15 ms each: over the movements the greatest share is then missed by 4 % at most
HIGH = 12  # power of activations


def share_needed(problem: Problem, frame: int) -> float:
    """The least share α of every column's strength with which a frame can be balanced without reserves.

    min α over x:  M x = b,  lower ≤ x ≤ α upper; above 1 where the muscles do not suffice, NaN where no
    strength would. What muscles keep at least (tone, the wall against the abdominal pressure) they keep.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack, identity, vstack

    lower, upper = problem.lower[frame], problem.upper[frame]
    n, m = len(problem.coordinates), len(problem.variables)
    either = np.flatnonzero(lower < 0.0)  # actuators, which turn both ways
    each = csr_array(identity(m))
    within = [hstack([each, -upper[:, None]]), hstack([-each[either], lower[either, None]])]
    found = linprog(
        np.append(np.zeros(m), 1.0),
        A_ub=vstack(within),
        b_ub=np.zeros(m + len(either)),
        A_eq=hstack([csr_array(problem.columns.frame(frame)), csr_array((n, 1))]),
        b_eq=problem.rhs[frame],
        bounds=np.column_stack(
            [np.append(np.where(lower < 0.0, -np.inf, lower), 0.0), np.full(m + 1, np.inf)]
        ),
    )
    return float(found.x[-1]) if found.status == 0 else float("nan")


def hardness(
    pattern: Pattern,
    coordinates: Sequence[str],
    place: str,
    activations: Floats,
    reserves: Floats,
    bound: float | Floats,
) -> Floats:
    """What tells hard frames from others before their share is looked for: (frames,), without a unit.

    Of the muscles that cross the joints of a place, whose activations are (frames, n_active): the least share
    is their least greatest activation, which a sum of high powers is like. What the rows lack beyond a bound,
    `reserves` (frames, n) and `bound` N·m, counts before all that.
    """
    rows = rows_of(coordinates, place)
    crossing = np.zeros(pattern.m)
    crossing[pattern.columns[rows[pattern.rows]]] = 1.0
    n = activations.shape[1]
    lack = (np.abs(reserves) / bound)[:, rows].max(axis=1)
    return np.asarray(activations**HIGH @ crossing[:n] + np.where(lack > 1.0, n * lack, 0.0))


def hardest_frames(of: Floats) -> NDArray[np.intp]:
    """The frames to look at, in order of time: the highest peaks of `hardness`, which are of different
    moments of a movement, else the next highest."""
    rises, falls = np.append(True, of[1:] >= of[:-1]), np.append(of[:-1] >= of[1:], True)
    return np.sort(np.lexsort((-of, ~(rises & falls)))[:LOOKED_AT])


def hardest_share(problem: Problem, place: str, which: NDArray[np.intp]) -> tuple[int, float]:
    """Which of some frames needs the greatest share of one of the `PLACES`, and that share; NaN where no
    strength would do."""
    each = [share_needed(region(problem, int(frame), place), 0) for frame in which]
    worst = int(np.argmax(each))  # no number comes before any
    return int(which[worst]), each[worst]


def rows_of(coordinates: Sequence[str], place: str) -> NDArray[np.bool_]:
    """Which of some coordinates (n,) turn the joints of one of the `PLACES`."""
    return np.array([_place_of(name) == place for name in coordinates])


def region(problem: Problem, frame: int, place: str) -> Problem:
    """One frame with the rows of one of the `PLACES` alone, of which there must be some."""
    rows = rows_of(problem.coordinates, place)
    columns = problem.columns
    one = Columns(columns.pattern, columns.values[[frame]])
    return replace(
        problem,
        matrices=Columns.of(one.dense()[:, rows]),
        rhs=problem.rhs[[frame]][:, rows],
        reserve_scale=np.broadcast_to(problem.reserve_scale, len(rows))[rows],
        coordinates=[name for name, kept in zip(problem.coordinates, rows, strict=True) if kept],
        **{name: getattr(problem, name)[[frame]] for name in ("lower", "upper", "weights")},
    )


def _place_of(coordinate: str) -> str:
    """Where a coordinate such as `hip_left z` belongs."""
    joint = coordinate.rsplit(" ", 1)[0]
    kind, _, side = joint.rpartition("_")
    kind = kind if side in SIDES else joint
    return next((place for place, joints in PLACES.items() if kind in joints), "trunk")
