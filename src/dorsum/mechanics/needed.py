"""The share of the strength that a posture needs: how weak all muscles alike may be and still hold it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.names import CERVICAL
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.problem import Problem, Solution


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


def hardest(problem: Problem, solution: Solution) -> int:
    """The frame in which the muscles, and what they lack, cost most."""
    return int(problem.objective(solution.values, solution.reserves).argmax())


def region(problem: Problem, frame: int, neck: bool) -> Problem:
    """One frame with the rows of the neck alone, or without them."""
    rows = np.array([(name.rsplit(" ", 1)[0] in CERVICAL) is neck for name in problem.coordinates])
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
