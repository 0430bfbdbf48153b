"""From frames to forces: balance, solution, reactions and their certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.groups import groups_of
from dorsum.body.skeleton import Floats
from dorsum.errors import UnknownName
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.doubts import Doubts
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, LEAST_GAIN, Objective
from dorsum.mechanics.of_ring import borne, strained
from dorsum.mechanics.problem import Problem, Solution
from dorsum.mechanics.rows import without_stand_in
from dorsum.mechanics.shortfall import Shortfalls
from dorsum.mechanics.sockets import with_sockets, within
from dorsum.mechanics.solve import solve
from dorsum.mechanics.statics import Equations, Motion, Reactions, Switches, equations, reactions

if TYPE_CHECKING:
    from dorsum.mechanics.bearing import Borne

# Weight of the reserves where they are switched off. They stay, next to nothing, so that the solver finds an
# answer where the muscles cannot balance a joint and the missing moment can be told.
WITHOUT_RESERVES = 1e9
POSTURES = {"giving": "joints give as far as the posture is known", "exact": "the angles are as stated"}


class Frames(NamedTuple):
    """What is analysed: a held posture (one frame) or a movement."""

    times: Floats  # (frames,) s
    angles: Floats  # (frames, n_bodies, 3) rad
    velocities: Floats
    accelerations: Floats
    external: Floats  # (frames, n_bodies, 6) wrenches about the world origin, N, N·m
    pressure: Floats  # (frames,) abdominal pressure, Pa; NaN where it follows from the load
    root_acceleration: Floats | None = None  # (frames, 3) of the root's joint centre, m/s²; None: it rests
    root_place: Floats | None = None  # (frames, 3) m, where that is, for other programs; None: not told
    doubtful: NDArray[np.bool_] | None = None  # (frames,) whether the posture is; None: it is stated
    stiffening: Floats | None = None  # (frames, n_rows) times the springs (`preload`); None: once


@dataclass(frozen=True)
class Options:
    """Parts of the model that can be switched off, to see what each does to a result."""

    reserves: bool = True
    abdominal_pressure: bool = True
    ligaments: bool = True
    fibre_passive: bool = True
    tone: bool = True
    posture: str = "giving"  # joints stand off their stated angles as far as these are known; or "exact"
    free: str | tuple[str, ...] | None = None  # groups balanced beside the spine, or "all"; None: the body's

    def __post_init__(self) -> None:
        if self.free is not None:
            object.__setattr__(self, "free", groups_of(self.free))
        if self.posture not in POSTURES:
            raise UnknownName("way to take a posture", self.posture, POSTURES)

    def switches(self) -> Switches:
        """Factors for the equations; without ligaments the springs and stretched fibres go too."""
        stretched = self.ligaments and self.fibre_passive
        return Switches(float(self.ligaments), float(self.abdominal_pressure), float(stretched))


class Analysis(NamedTuple):
    """Everything computed, arrays with frames first."""

    frames: Frames
    equations: Equations
    problem: Problem
    solution: Solution  # of the moments at the rows
    whole: Solution  # with the forces in the sockets of free shoulders: that which the solver found
    reactions: Reactions
    tension: Floats  # (frames, n_active) N, along the path
    activation: Floats  # (frames, n_active)
    rib_cage: Floats  # (frames, n, 3) N·m, rib cage and girdle at the joints of `rib_cage.csv`, axes z x y
    compression: Floats  # (frames, n_levels) N, muscles, weight and ligaments
    anterior_shear: Floats  # (frames, n_levels) N
    right_shear: Floats  # (frames, n_levels) N
    pressure: Floats  # (frames, n_levels) Pa; NaN outside the lumbar spine
    shortfalls: Shortfalls  # the frames that the muscles cannot hold, whose loads are lower bounds
    doubts: Doubts  # what every frame should be doubted for
    given: Given | None = None  # what the joints gave; None: the posture is taken exactly
    borne: Borne | None = None  # what contacts bear, of `frames.external`; None: there are none


class Given(NamedTuple):
    """What the joints gave (`give`)."""

    stated: Frames  # the posture taken exactly
    deviation: Floats  # Δ, (frames, n_rows) rad, from the stated angle
    at_bound: NDArray[np.bool_]  # (frames, n_rows)
    settled: NDArray[np.bool_]  # (frames,) whether no angle wants to turn by more than 0.05°
    wanted: Floats  # (frames,) rad, by which some angle still wants to turn
    exact_compression: Floats  # (frames, n_levels) N, at the stated angles; NaN where it is not computed


def analyse_frames(
    model: Model,
    frames: Frames,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
    given: Given | None = None,
    start: Floats | None = None,
) -> Analysis:
    """Balance the frames; where the muscles cannot, find the least that they lack and say so (`shortfalls`).

    The angles are taken as they are; `given` says how they came from others. `start`, multipliers (frames,
    n_rows) from nearby, saves the solver steps.

    Raises:
        UnknownName: no such objective.
    """
    rule = Objective.of(objective)
    options = options or Options()
    eq = set_up(model, frames, options)
    problem = build_problem(model, eq, rule, options)
    solution, whole = in_sockets(model, eq, problem, start)
    bound = model.body.tables.constant("reserve_bound")
    n_active = len(model.active)
    x = solution.values[:, :n_active]
    tension, reaction, compression = loads(model, eq, x)
    force = reaction.force
    factor = model.body.tables.constant("force_correction_factor")
    return Analysis(
        frames=frames,
        equations=eq,
        problem=problem,
        solution=solution,
        whole=whole,
        reactions=reaction,
        tension=tension,
        activation=x / np.maximum(eq.gains.active, LEAST_GAIN),
        rib_cage=_rib_cage_moments(model, solution.values[:, n_active:]),
        compression=compression,
        anterior_shear=force[..., 0],
        right_shear=force[..., 2],
        pressure=np.asarray(compression / (factor * model.body.levels.disc_area)),
        shortfalls=Shortfalls.of(solution, frames.times, model.rows.names, bound),
        doubts=Doubts.of(
            frames.times,
            compression,
            np.asarray(eq.pressure),
            frames.pressure,
            model.mech.abdomen.holds,
            solution.converged,
            None if given is None else given.settled,
            None if given is None else given.wanted,
            strained(model, borne(model, frames.angles, eq.posed, tension)),
        ),
        given=given,
    )


def in_sockets(
    model: Model, eq: Equations, problem: Problem, start: Floats | None
) -> tuple[Solution, Solution]:
    """The solution of a balance, and that of which it is a part: with the forces in the sockets of free
    shoulders."""
    sockets = model.sockets
    if sockets is None:
        found = solve(problem, start=start)
        return found, found
    whole = with_sockets(sockets, model.mech, eq, eq.carried, problem)
    if start is not None:
        start = np.concatenate([start, np.zeros((len(start), whole.shape[1] - start.shape[1]))], axis=1)
    found = solve(whole, start=start)
    return within(found, problem), found


def loads(model: Model, eq: Equations, x: Floats) -> tuple[Floats, Reactions, Floats]:
    """Of x (frames, n_active): tensions, reactions and the compression of the levels (frames, n_levels) N."""
    tension = model.mech.fibres.maximal_force * eq.gains.cosine * x + eq.fibre_passive
    reaction = reactions(model.mech, eq.posed, eq.carried, tension)
    return tension, reaction, np.asarray(eq.ligament_tension - reaction.force[..., 1])


def set_up(model: Model, frames: Frames, options: Options, moving: bool | None = None) -> Equations:
    """The equations of all frames; rates count where there are any, unless `moving` says."""
    if moving is None:
        moving = bool(frames.velocities.any() or frames.accelerations.any())
    motion = Motion(frames.angles, frames.velocities, frames.accelerations)
    gravity = apparent_gravity(model, frames)[:, None]
    switches = options.switches()
    given = frames.external, frames.pressure, switches, moving, frames.stiffening
    return equations(model.mech, motion, gravity, *given)


def apparent_gravity(model: Model, frames: Frames) -> Floats:
    """Gravity less the acceleration of the root (frames, 3), m/s².

    An acceleration that all bodies share acts on them as gravity does, with the sign turned.
    """
    still = np.empty((len(frames.times), 3))
    still[...] = model.gravity
    return still if frames.root_acceleration is None else still - frames.root_acceleration


def build_problem(model: Model, eq: Equations, objective: Objective, options: Options) -> Problem:
    """The optimisation of every frame: fascicles, then actuators."""
    tables = model.body.tables
    gain, actuators = eq.gains.active, model.actuators
    tone = model.tone if options.tone else 0.0
    wall = model.mech.abdomen.wall * np.minimum(eq.hoop_activation, 1.0)[:, None]
    frames, n = gain.shape
    lower, upper, weights = np.ones((3, frames, n + len(actuators.names)))
    np.multiply(np.maximum(tone, wall), gain, out=lower[:, :n])
    lower[:, n:] = actuators.lower
    weights[:, n:] = actuators.weight
    upper[:, :n] = gain
    weights[:, :n] = objective.weigh(model.weighed._replace(gain=gain))
    return Problem(
        matrices=columns_of(model, eq),
        rhs=eq.required,
        lower=lower,
        upper=upper,
        weights=weights,
        power=objective.power,
        reserve_scale=tables.constant("reserve_bound"),
        reserve_weight=tables.constant("reserve_weight") if options.reserves else WITHOUT_RESERVES,
        coordinates=model.rows.names,
        variables=model.variables,
    )


def columns_of(model: Model, eq: Equations) -> Columns:
    """What each unknown does at each row it touches, N·m per unit: fascicles, then actuators."""
    return Columns(model.topology.pattern[0], eq.entries)


def _rib_cage_moments(model: Model, values: Floats) -> Floats:
    """(frames, elements, 3: z x y) N·m; NaN where a joint of the rib cage is no row, nought where no moment
    stands in for muscles."""
    actuators = model.actuators
    shape = len(values), len(model.body.tables.rib_cage), 3
    found = np.full(shape, 0.0 if without_stand_in(model.body.free) else np.nan)
    cage = actuators.element >= 0
    found[:, actuators.element[cage], actuators.axis[cage]] = (values * actuators.capacity)[:, cage]
    return found
