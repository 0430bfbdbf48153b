"""How the loads of a level change with every angle and every force from outside, through the balance.

The muscles answer to each change as they share the work at the optimum: in closed form, by one pass backwards
through what was computed (`kernel/source/slopes.h`), not by trying.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.body.names import AXES, XYZ
from dorsum.body.skeleton import Floats
from dorsum.errors import UnknownName
from dorsum.kernel.library import Kernel
from dorsum.mechanics.analysis import Analysis, Frames, Options, apparent_gravity
from dorsum.mechanics.frame import RESOLUTION
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.labelled import Labelled
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import Objective
from dorsum.mechanics.problem import Problem
from dorsum.words import listed

if TYPE_CHECKING:
    import xarray

LOADS = ("compression", "anterior_shear", "right_shear")
CLOSE = 1e-6  # of x: a variable whose unbounded value is so near to a bound is at a kink
STEP = 1e-6  # relative, of the gains in the slope of the weights


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of the loads of one level, frames first, locally and all else equal.

    The loads are `LOADS`, signed as in the result. Pressure in the abdomen follows the load where it did; the
    forces from outside stay where they are when angles change, and so do rates and accelerations. Frames
    that are not balanced are NaN. A spring or a passive fibre just at its onset has the mean of its slopes to
    both sides; where a fascicle is just at a bound (`at_kink`) the slopes hold to one side only. A muscle or
    rib cage element at zero costs nothing at first, where the objective is cubed, and takes all of a first
    small change: by twist and side bending of a mirrored posture the slopes hold for the smallest angles.
    """

    level: str
    by_angle: Labelled  # (frames, loads, joints, rotations z x y) N/rad
    by_force: Labelled  # (frames, loads, n_bodies, 3) N/N, of a force through the world origin
    by_moment: Labelled  # (frames, loads, n_bodies, 3) N/(N·m)
    at_kink: NDArray[np.bool_]  # (frames,)
    bodies: tuple[str, ...]
    posed: Posed

    def __repr__(self) -> str:
        frames = f"{len(self.at_kink)} frame{'s' * (len(self.at_kink) != 1)}"
        return f"<Slopes of {listed(LOADS)} at {self.level} by angles, forces and moments, {frames}>"

    def by_force_at(self, body: str, local: ArrayLike = (0.0, 0.0, 0.0)) -> Floats:
        """Slopes (frames, loads, 3), N/N, by a force in world axes at a point of a body.

        `local` is the point's standing position from the joint centre of the body, m.

        Raises:
            UnknownName: no such body.
        """
        if body not in self.bodies:
            raise UnknownName("body", body, self.bodies)
        b = self.bodies.index(body)
        point = self.posed.origin[:, b] + self.posed.rotation[:, b] @ np.asarray(local, dtype=np.float64)
        return np.asarray(self.by_force[:, :, b] + np.cross(self.by_moment[:, :, b], point[:, None]))


def slopes_of(
    model: Model, analysis: Analysis, objective: Objective, options: Options, level: str, library: Kernel
) -> Slopes:
    """The slopes at a level of what was analysed by an objective, with options.

    Raises:
        UnknownName: no such level.
    """
    names = model.body.levels.names
    if level not in names:
        raise UnknownName("level", level, names)
    frames, problem, solution = analysis.frames, analysis.problem, analysis.solution
    pattern, gather = model.topology.pattern
    capacity = np.zeros(len(pattern.rows))
    capacity[len(gather) :] = model.actuators.capacity
    order, ends = pattern.groups
    by_gain, by_wall = _by_bounds_and_weights(model, analysis, objective, options)
    by_angle, by_wrench = model.mech.native.slopes(
        library,
        _asked(model, frames, options),
        (names.index(level), pattern.m, len(ends) - 1),
        *(pattern.starts, pattern.rows, order, ends),
        *(capacity, solution.values, solution.multipliers),
        _of_values(problem, solution.values),
        _of_reserves(problem, solution.reserves),
        *(by_gain, by_wall),
    )
    unsolved = ~(analysis.shortfalls.balanced & solution.converged)
    by_angle[unsolved] = by_wrench[unsolved] = np.nan
    bodies = model.body.skeleton.names

    def labelled(slopes: Floats, unit: str, **axes: Sequence[str]) -> Labelled:
        slopes = np.moveaxis(slopes, -1, 1)

        def label() -> xarray.DataArray:
            import xarray

            names = {axis: list(known) for axis, known in axes.items()}
            coords = {"time": frames.times, "load": list(LOADS), **names}
            return xarray.DataArray(slopes, coords, tuple(coords), attrs={"units": unit})

        return Labelled.of(slopes, label)

    return Slopes(
        level=level,
        by_angle=labelled(by_angle, "N/rad", joint=model.body.skeleton.joints, rotation=AXES),
        by_force=labelled(by_wrench[:, :, :3], "N/N", body=bodies, axis=XYZ),
        by_moment=labelled(by_wrench[:, :, 3:], "N/(N·m)", body=bodies, axis=XYZ),
        at_kink=_at_kink(problem, solution.multipliers),
        bodies=tuple(bodies),
        posed=analysis.equations.posed,
    )


def _asked(model: Model, frames: Frames, options: Options) -> tuple[object, ...]:
    """What `statics.equations` was asked."""
    moving = bool(frames.velocities.any() or frames.accelerations.any())
    motion = frames.angles, frames.velocities, frames.accelerations
    gravity = apparent_gravity(model, frames)
    return motion, gravity, frames.external, frames.pressure, options.switches(), moving, frames.stiffening


def _of_values(problem: Problem, x: Floats) -> Floats:
    """dx/dy of the columns, zero at a bound."""
    inside = (x > problem.lower) & (x < problem.upper)
    return np.asarray(np.where(inside, _stretch(problem.power, x), 0.0) / problem.weights)


def _of_reserves(problem: Problem, reserves: Floats) -> Floats:
    """Slopes of the reserve moments by their multipliers."""
    scale = problem.reserve_scale
    return np.asarray(scale**2 * _stretch(problem.power, reserves / scale) / problem.reserve_weight)


def _stretch(power: int, x: Floats) -> Floats:
    """w dx/dy without bounds; the chord about zero, as the solver has it."""
    size = np.abs(x)
    chord = np.where(size < RESOLUTION, RESOLUTION, 2.0 * size)
    return np.ones_like(x) if power == 2 else np.asarray(1.0 / chord)


def _by_bounds_and_weights(
    model: Model, analysis: Analysis, objective: Objective, options: Options
) -> tuple[Floats, Floats]:
    """Slopes of x, λ and M held, by the gain and by the activation of the wall, (frames, n_active) each."""
    problem, eq, n = analysis.problem, analysis.equations, len(model.active)
    x, gain = analysis.solution.values[:, :n], eq.gains.active
    low = x <= problem.lower[:, :n]
    high = (x >= problem.upper[:, :n]) & ~low
    tone = model.tone if options.tone else 0.0
    hoop = eq.hoop_activation[:, None]
    wall = model.mech.abdomen.wall * np.minimum(hoop, 1.0)

    def weights(factor: float) -> Floats:
        return objective.weigh(model.weighed._replace(gain=gain * factor))

    more, less = weights(1.0 + STEP), weights(1.0 - STEP)
    follows = not np.array_equal(more, less)
    exponent = (np.log(more) - np.log(less)) / (2.0 * STEP) if follows else np.zeros(1)
    inside = -x * exponent / ((problem.power - 1) * np.where(gain > 0.0, gain, np.inf))
    by_gain = np.where(low, np.maximum(tone, wall), np.where(high, 1.0, inside))
    by_wall = np.where(low & (wall > tone) & (hoop < 1.0), model.mech.abdomen.wall * gain, 0.0)
    return by_gain, by_wall


def _at_kink(problem: Problem, multipliers: Floats) -> NDArray[np.bool_]:
    """(frames,) some variable is within rounding of leaving or meeting a bound."""
    pull = problem.columns.pull(multipliers)
    free = np.sign(pull) * (np.abs(pull) / problem.weights) ** (1.0 / (problem.power - 1))
    near = np.minimum(np.abs(free - problem.lower), np.abs(free - problem.upper)) < CLOSE
    return np.asarray((near & (problem.lower < problem.upper)).any(axis=1))
