"""Small problems of muscle redundancy."""

from typing import Any

from dorsum.mechanics.problem import Problem


def toy(matrix: list[list[float]], moment: list[float], **changes: Any) -> Problem:
    """One frame; activations from 0 to 1 unless said."""
    given: dict[str, Any] = dict(matrices=[matrix], rhs=[moment], lower=0, upper=1, weights=1, power=3)
    given |= dict(reserve_scale=1.0, reserve_weight=100.0)
    given["coordinates"] = [f"coordinate {j}" for j in range(len(matrix))]
    given["variables"] = [f"muscle {i}" for i in range(len(matrix[0]))]
    return Problem(**(given | changes))
