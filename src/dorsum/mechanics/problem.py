"""The question put to the solver, and its answer with a certificate.

For every frame: minimise Σ wᵢ |xᵢ|ᵖ / p + W Σ |rⱼ / R|ᵖ / p subject to M x + r = b and lower ≤ x ≤ upper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.errors import BadInput
from dorsum.mechanics.columns import Columns

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Muscle redundancy of a sequence of frames.

    Attributes:
        matrices: M, (F, n, m) N·m of coordinate per unit of variable: moment arm · strength.
            Given as such, or as `Columns`, of which the matrices are then made when asked for.
        rhs: b, (F, n) N·m, the moments that muscles must supply.
        lower, upper: bounds of x, anything that broadcasts to (F, m); equal bounds fix a variable.
        weights: w, positive, anything that broadcasts to (F, m).
        power: p, 2 or 3.
        reserve_scale: R, N·m, a number or one per coordinate.
        reserve_weight: W, the weight of a reserve moment of size R.
        coordinates, variables: names, used in messages.
        compliance: C, (F, n, n), how far the rows give: what is asked of row i falls by Σ C_ij λ_j, at the
            cost ½ λᵀ C λ. Symmetric, no eigenvalue below nought. None: the rows are as stiff as stated.
    """

    matrices: Any  # given: matrices or Columns; kept: an array
    rhs: Floats
    lower: Any  # given: anything that spreads; kept: an array
    upper: Any
    weights: Any
    power: int
    reserve_scale: Any
    reserve_weight: float
    coordinates: Sequence[str]
    variables: Sequence[str]
    compliance: Any = None  # given: anything that spreads; kept: an array, or None

    def __post_init__(self) -> None:
        if isinstance(self.matrices, Columns):
            object.__setattr__(self, "columns", self.matrices)
            object.__delattr__(self, "matrices")  # made when asked for, by `__getattr__`
            self._store("rhs", _floats("rhs", self.rhs))
        else:
            self._store("matrices", _floats("matrices", self.matrices))
            self._store("rhs", _floats("rhs", self.rhs))
            if self.matrices.ndim != 3 or 0 in self.matrices.shape:
                raise BadInput(
                    f"matrices must be (frames, coordinates, variables), not {self.matrices.shape}"
                )
        frames, n, m = self._check_shapes()
        for field in ("lower", "upper", "weights"):
            self._store(field, _spread(field, getattr(self, field), (frames, m)))
        self._store("reserve_scale", _spread("reserve_scale", self.reserve_scale, (n,)))
        if self.compliance is not None:
            self._store("compliance", _spread("compliance", self.compliance, (frames, n, n)))
        self._check_numbers()

    def __getattr__(self, name: str) -> Any:
        if name != "matrices" or "columns" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self._store("matrices", self.columns.dense())
        return self.matrices

    @cached_property
    def columns(self) -> Columns:
        """M without its zeros."""
        return Columns.of(self.matrices)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames F, coordinates n, variables m."""
        given = self.__dict__.get("columns", self.__dict__.get("matrices"))
        frames, n, m = given.shape  # type: ignore[union-attr]
        return frames, n, m

    def _store(self, field: str, array: Floats) -> None:
        view = array.view()
        view.flags.writeable = False
        object.__setattr__(self, field, view)

    def _check_shapes(self) -> tuple[int, int, int]:
        frames, n, m = self.shape
        if self.rhs.shape != (frames, n):
            raise BadInput(f"rhs is {self.rhs.shape}, but matrices {self.shape} need {(frames, n)}")
        for kind, names, count in (("coordinates", self.coordinates, n), ("variables", self.variables, m)):
            object.__setattr__(self, kind, tuple(names))
            if len(names) != count:
                raise BadInput(f"{len(names)} names for {count} {kind}")
        return frames, n, m

    def _check_numbers(self) -> None:
        if self.power not in (2, 3):
            raise BadInput(f"power must be 2 or 3, not {self.power!r}")
        if not (np.isfinite(self.reserve_weight) and self.reserve_weight > 0):
            raise BadInput(f"reserve_weight must be a positive number, not {self.reserve_weight!r}")
        scale, lower, upper, weights = self.reserve_scale, self.lower, self.upper, self.weights
        given = self.__dict__.get("matrices")
        entries = self.columns.values if given is None else given
        arrays = (self.rhs, entries, lower, upper, weights, scale)
        good = all(_all(np.isfinite(array)) for array in arrays)
        good = good and (self.compliance is None or _all(np.isfinite(self.compliance)))
        if not (good and _all(lower <= upper) and _all(weights > 0) and _all(scale > 0)):
            self._say_what_is_wrong()

    def _say_what_is_wrong(self) -> None:
        scale, lower, upper, weights = self.reserve_scale, self.lower, self.upper, self.weights
        self._refuse(~np.isfinite(self.rhs), "rhs", self.rhs, "must be finite", self.coordinates)
        if not np.isfinite(self.matrices).all():
            f, j, i = np.argwhere(~np.isfinite(self.matrices))[0]
            where = f"frame {f}, coordinate {self.coordinates[j]!r}, variable {self.variables[i]!r}"
            raise BadInput(f"matrices must be finite, but are {self.matrices[f, j, i]} in {where}")
        self._refuse(~np.isfinite(lower), "lower", lower, "must be finite", self.variables)
        self._refuse(~np.isfinite(upper), "upper", upper, "must be finite", self.variables)
        if self.compliance is not None and not np.isfinite(self.compliance).all():
            f, i, j = np.argwhere(~np.isfinite(self.compliance))[0]
            where = f"frame {f}, coordinates {self.coordinates[i]!r} and {self.coordinates[j]!r}"
            raise BadInput(f"compliance must be finite, but is {self.compliance[f, i, j]} in {where}")
        self._refuse(lower > upper, "lower", lower, "must not be above upper", self.variables)
        good = np.isfinite(weights) & (weights > 0)
        self._refuse(~good, "weights", weights, "must be positive and finite", self.variables)
        good = np.isfinite(scale) & (scale > 0)
        self._refuse(~good[None], "reserve_scale", scale[None], "must be positive", self.coordinates)

    @staticmethod
    def _refuse(bad: NDArray[np.bool_], field: str, array: Floats, rule: str, names: Sequence[str]) -> None:
        if bad.any():
            f, i = np.argwhere(bad)[0]
            where = f"frame {f}, {names[i]!r}"
            raise BadInput(f"{field} {rule}, but is {array[f, i]} in {where} ({bad.sum()} such entries)")

    def part(self, frame: int, rhs: Floats, compliance: Floats) -> "Problem":
        """One of the frames, of which other moments (n,) are asked and whose rows give (n, n)."""
        some = slice(frame, frame + 1)
        columns = Columns(self.columns.pattern, self.columns.values[some])
        parts = {field: getattr(self, field)[some] for field in ("lower", "upper", "weights")}
        return replace(self, matrices=columns, rhs=rhs[None], compliance=compliance[None], **parts)

    def objective(self, values: Floats, reserves: Floats) -> Floats:
        """Cost of each frame, (F,), without that of the give."""
        x, r = (_power(each, self.power) for each in (values, reserves / self.reserve_scale))
        cost: Floats = (self.weights * x).sum(1) + self.reserve_weight * r.sum(1)
        return cost / self.power

    def dual_objective(self, multipliers: Floats) -> Floats:
        """Lower bound of `objective` that any multipliers λ (F, n) prove, (F,)."""
        root = 1 / (self.power - 1)
        pull = self.columns.pull(multipliers)
        free = np.sign(pull) * (np.abs(pull) / self.weights) ** root
        x = np.clip(free, self.lower, self.upper)
        size = np.abs(multipliers) * self.reserve_scale
        r = (size / self.reserve_weight) ** root
        of_x = (pull * x - self.weights * np.abs(x) ** self.power / self.power).sum(1)
        of_r = (size * r - self.reserve_weight * r**self.power / self.power).sum(1)
        bound: Floats = (multipliers * self.rhs).sum(1) - of_x - of_r
        of_give: Floats = (multipliers * self.given_way(multipliers)).sum(1) / 2
        return bound - of_give

    def given_way(self, multipliers: Floats) -> Floats:
        """C λ of λ (F, n): (F, n) N·m by which what is asked of the rows falls as they give."""
        if self.compliance is None:
            return np.zeros_like(multipliers)
        moments: Floats = np.einsum("fij,fj->fi", self.compliance, multipliers)
        return moments


@dataclass(frozen=True)
class Certificate:
    """The worst frame of each measure of a solution; all but the reserve should be rounding."""

    moment_imbalance: float  # N·m
    bound_violation: float  # in units of x
    duality_gap: float  # relative
    largest_reserve: float  # N·m
    where: str  # coordinate and frame of the largest reserve


@dataclass(frozen=True, eq=False)
class Solution:
    """What `solve` found. The certificate is computed from x, r and λ alone, not from the solver's word."""

    problem: Problem
    values: Floats  # x, (F, m)
    reserves: Floats  # r, (F, n) N·m
    multipliers: Floats  # λ, (F, n) cost per N·m of rhs
    iterations: NDArray[np.int64]  # (F,) linear systems solved
    converged: NDArray[np.bool_]  # (F,)

    def moment_imbalance(self) -> Floats:
        """Largest |M x + r + C λ − b| of each frame, (F,) N·m."""
        moments = self.problem.columns.moments(self.values) + self.problem.given_way(self.multipliers)
        worst: Floats = np.abs(moments + self.reserves - self.problem.rhs).max(1)
        return worst

    def bound_violation(self) -> Floats:
        """How far the worst variable of each frame lies outside its bounds, (F,)."""
        below, above = self.problem.lower - self.values, self.values - self.problem.upper
        worst: Floats = np.maximum(np.maximum(below, above).max(1), 0)
        return worst

    def duality_gap(self) -> Floats:
        """Cost minus the bound that the multipliers prove, relative to the cost, (F,)."""
        cost = self.problem.objective(self.values, self.reserves)
        cost = cost + (self.multipliers * self.problem.given_way(self.multipliers)).sum(1) / 2
        gap: Floats = (cost - self.problem.dual_objective(self.multipliers)) / np.maximum(cost, 1e-9)
        return gap

    def largest_reserve(self) -> Floats:
        """Largest |r| of each frame, (F,) N·m."""
        worst: Floats = np.abs(self.reserves).max(1)
        return worst

    def certificate(self) -> Certificate:
        """The worst of all frames."""
        f, j = (int(i) for i in np.unravel_index(np.abs(self.reserves).argmax(), self.reserves.shape))
        return Certificate(
            moment_imbalance=float(self.moment_imbalance().max()),
            bound_violation=float(self.bound_violation().max()),
            duality_gap=float(np.abs(self.duality_gap()).max()),
            largest_reserve=float(abs(self.reserves[f, j])),
            where=f"{self.problem.coordinates[j]}, frame {f}",
        )


def _floats(field: str, array: ArrayLike) -> Floats:
    try:
        return (
            np.ascontiguousarray(array, dtype=np.float64)
            if np.ndim(array)
            else np.asarray(array, dtype=np.float64)
        )
    except (TypeError, ValueError) as error:
        raise BadInput(f"{field} must be an array of numbers: {error}") from error


def _power(x: Floats, power: int) -> Floats:
    """|x|², or |x|³ as a product, which is much quicker than the power of a number."""
    found: Floats = x * x if power == 2 else x * x * np.abs(x)
    return found


def _all(good: NDArray[np.bool_]) -> bool:
    return bool(np.logical_and.reduce(good, axis=None))


def _spread(field: str, array: ArrayLike, shape: tuple[int, ...]) -> Floats:
    given = _floats(field, array)
    if given.shape == shape:
        return given
    try:
        return np.ascontiguousarray(np.broadcast_to(given, shape))
    except ValueError:
        raise BadInput(f"{field} is {given.shape}, which does not spread to {shape}") from None
