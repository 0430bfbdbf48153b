"""The equations of balance: what the muscles can do at every joint, and what is asked of them.

For each coordinate that is balanced, a row (`rows`):

    Σ r F₀ cos α · s  +  Σ r F₀ cos α · f_P  +  passive moment  +  n · (moment of all that is carried)  =  0

The unknown of a fascicle is s = a f_L f_V, its active force over F₀. "All that is carried" is weight,
external forces and abdominal pressure on the bodies above the joint, less their rates of momentum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.kernel.library import kernel
from dorsum.mechanics import hill, passive
from dorsum.mechanics.geometry import geometry, screws_of
from dorsum.mechanics.inertia import momentum_rates, weights
from dorsum.mechanics.kinematics import Posed, carry, moment_about_z, place, turning_axes
from dorsum.mechanics.lines import ends
from dorsum.mechanics.mechanism import Abdomen, Mechanism
from dorsum.mechanics.namespace import cross, sum_by

T = TypeVar("T")

PIECE = 16  # frames computed at once, whose arrays stay in the cache


class Motion(NamedTuple):
    """Angles and their rates over frames, each (frames, n_bodies, 3)."""

    angles: Floats  # rad
    velocities: Floats  # rad/s
    accelerations: Floats  # rad/s²


class Switches(NamedTuple):
    """Parts of the model that a sensitivity run may turn off; factors of 1 or 0."""

    ligaments: float = 1.0
    abdominal_pressure: float = 1.0
    fibre_passive: float = 1.0


class Equations(NamedTuple):
    """Everything the solver and the reactions need, frames first."""

    posed: Posed
    point: Floats  # (frames, n_points, 3) m, path points of all fascicles, in order
    path_length: Floats  # (frames, n_fascicles) m, of all fascicles
    gains: hill.Gains  # of the fascicles that take part
    entries: (
        Floats  # (frames, n_entries) N·m per unit, of the columns: fascicles per unit of s, then actuators
    )
    required: Floats  # (frames, n_rows) N·m the active forces must supply
    passive: Floats  # (frames, n_rows) moments of the springs and of the ring of the ribs, N·m
    fibre_passive: Floats  # (frames, n_active) passive fibre force along the path, N
    ligament_tension: Floats  # (frames, n_levels) N
    carried: Floats  # (frames, n_bodies, 6) wrench on every body without muscles, about the world origin
    pressure: Floats  # (frames,) Pa, in the abdomen
    transversus_activation: Floats  # (frames,) that holds the pressure as a hoop
    hoop_activation: Floats  # (frames,) of the obliques, for what transversus cannot hold


def equations(
    mech: Mechanism,
    motion: Motion,
    gravity: Floats,
    external: Floats,
    pressure: Floats,
    switches: Switches,
    moving: bool,
    stiffening: Floats | None = None,
) -> Equations:
    """Set up the balance of a posture or motion of any number of frames.

    `gravity` is (3,) or (frames, 1, 3) m/s²; `external` (frames, n_bodies, 6) wrenches about the world
    origin, N and N·m; `pressure` (frames,) abdominal pressure in Pa, NaN to let it follow from the moment at
    L4/L5. With `moving` false the rates of motion are not looked at. `stiffening` (frames, n_rows) multiplies
    the moments of the springs (`preload`), 1 unless given.
    """
    if library := kernel():
        given = motion, gravity, external, pressure, switches
        rotation, origin, point, path, *rest = mech.native.equations(library, *given, moving, stiffening)
        return Equations(Posed(rotation, origin), point, path, hill.Gains(*rest[:5]), *rest[5:])

    def some(motion: Motion, gravity: Floats, external: Floats, pressure: Floats, times: Floats) -> Equations:
        return _balance(mech, motion, gravity, external, pressure, switches, moving, times)

    gravity = np.broadcast_to(gravity, (len(pressure), 1, 3))
    times = np.ones((len(pressure), 1)) if stiffening is None else stiffening
    return _in_pieces(some, len(pressure), motion, gravity, external, pressure, times)


def required(
    mech: Mechanism,
    angles: Floats,
    gravity: Floats,
    external: Floats,
    pressure: Floats,
    stiffening: Floats | None = None,
) -> Floats:
    """Of held postures what `equations` says the active forces must supply (frames, n_rows) N·m, alone."""
    if library := kernel():
        return mech.native.required(library, angles, gravity, external, pressure, stiffening)
    motion = Motion(angles, np.zeros_like(angles), np.zeros_like(angles))
    return equations(mech, motion, gravity, external, pressure, Switches(), False, stiffening).required


def _in_pieces(work: Callable[..., T], frames: int, *trees: Any) -> T:
    """What is computed of arrays with frames first, or tuples of such, a few frames at a time."""
    pieces = (slice(start, start + PIECE) for start in range(0, max(frames, 1), PIECE))
    found: T = _joined([work(*(_some(tree, piece) for tree in trees)) for piece in pieces])
    return found


def _some(tree: Any, piece: slice) -> Any:
    return type(tree)(*(_some(part, piece) for part in tree)) if isinstance(tree, tuple) else tree[piece]


def _joined(parts: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], tuple):
        return type(parts[0])(*map(_joined, zip(*parts, strict=True)))
    return np.concatenate(parts)


def _balance(
    mech: Mechanism,
    motion: Motion,
    gravity: Floats,
    external: Floats,
    pressure: Floats,
    switches: Switches,
    moving: bool,
    stiffening: Floats,
) -> Equations:
    """`equations` of a few frames."""
    angles = motion.angles
    posed, axes, screw, lines, arms = geometry(mech, angles)
    carried = weights(mech.masses, posed, gravity) + external
    if moving:
        carried -= momentum_rates(mech.tree, mech.masses, posed, axes, *motion[1:])
    pressure, thrust = _abdominal_pressure(mech, posed, carried, pressure)
    pressure = switches.abdominal_pressure * pressure
    carried += switches.abdominal_pressure * thrust
    length = lines.length[:, mech.active]
    speed = _speeds(mech, arms, motion.velocities) if moving else np.zeros_like(length)
    gains = hill.gains(mech.fibres, mech.curves, length, speed)
    strength = mech.fibres.maximal_force * gains.cosine
    pair_moments = arms * strength[:, None, mech.pair_column]
    rows = mech.rows
    springs = stiffening * passive.moments(rows.springs, angles[:, rows.body, rows.axis])
    springs += mech.coupled.by_rows(mech.coupled.moments(angles), len(rows.body))
    springs *= switches.ligaments
    ligaments = passive.ligament_tension(mech.ligaments, angles[:, mech.levels, 0])
    by_fibres = _moments_of_fibres(mech, pair_moments, gains.passive * switches.fibre_passive)
    load = _moments_of_carried(mech, screw, carried)
    return Equations(
        posed,
        np.ascontiguousarray(lines.point),
        lines.length,
        gains,
        mech.packing.pack(pair_moments),
        -(load + springs + by_fibres),
        springs,
        switches.fibre_passive * strength * gains.passive,
        switches.ligaments * ligaments,
        carried,
        pressure,
        *_wall_activations(mech.abdomen, pressure),
    )


def moments_of_carried(mech: Mechanism, angles: Floats, gravity: Floats, external: Floats) -> Floats:
    """Moments (frames, n_rows) N·m about the rows' axes of weight, by gravity (frames, 3), and of wrenches
    (frames, n_bodies, 6) about the world origin."""
    library = kernel()
    posed = Posed(*mech.native.place(library, angles)) if library else place(mech.tree, angles)
    screw = screws_of(mech.rows, posed, turning_axes(mech.tree, posed, angles))
    return _moments_of_carried(mech, screw, weights(mech.masses, posed, gravity[:, None]) + external)


def _moments_of_carried(mech: Mechanism, screw: Floats, carried: Floats) -> Floats:
    """Moments (frames, n_rows) about the rows' axes of all that moves with them, N·m."""
    on_above = mech.above[mech.rows.subtree] @ carried
    return _by_row(mech, (screw * on_above[:, :, None, :]).sum(axis=-1))


def _by_row(mech: Mechanism, slots: Floats) -> Floats:
    """(frames, n_rows) of (frames, n_subtrees, most)."""
    return slots.reshape(len(slots), -1)[:, mech.rows.cell]


def _moments_of_fibres(mech: Mechanism, pair_moments: Floats, stretch: Floats) -> Floats:
    """Moments (frames, n_rows), N·m, of stretched fibres; `stretch` is f_P (frames, n_active)."""
    stretched = pair_moments * stretch[:, None, mech.pair_column]
    by_subtree = sum_by(mech.crossing.pair_joint, stretched, len(mech.rows.subtree))
    return _by_row(mech, np.swapaxes(by_subtree, 1, 2))


def _wall_activations(abdomen: Abdomen, pressure: Floats) -> tuple[Floats, Floats]:
    """Activation (frames,) of transversus against a pressure, and of the obliques for what it cannot hold."""
    hoop = pressure * abdomen.hoop_radius * abdomen.hoop_height
    transversus = np.minimum(_share(hoop, abdomen.transversus_capacity), 1.0)
    rest = hoop - transversus * abdomen.transversus_capacity
    return transversus, _share(rest, abdomen.obliques_capacity)


def _share(asked: Floats, strength: float) -> Floats:
    """Activation that bears a force, above 1 where strength does not suffice; of no strength, ∞ or 0."""
    return asked / strength if strength > 0.0 else np.where(asked > 0.0, np.inf, 0.0)


def _speeds(mech: Mechanism, arms: Floats, velocities: Floats) -> Floats:
    """Rates of path length (frames, n_active), m/s: −r q̇ over the rows; what is no row is held."""
    rows = mech.rows
    by_slot = velocities[:, rows.subtree[:, None], rows.slot_axis] * rows.used
    turning = np.take(np.swapaxes(by_slot, 1, 2), mech.crossing.pair_joint, axis=2, mode="clip")
    rates: Floats = -sum_by(mech.pair_column, (arms * turning).sum(axis=1), len(mech.active))
    return rates


def _abdominal_pressure(
    mech: Mechanism, posed: Posed, carried: Floats, given: Floats
) -> tuple[Floats, Floats]:
    """Pressure (frames,) and the wrenches of its forces, whose sum is none (frames, n_bodies, 6)."""
    abdomen = mech.abdomen
    above = mech.above[abdomen.joint] @ carried
    parent, axes = mech.tree.parent[abdomen.joint], mech.tree.axes[abdomen.joint]
    flexing = -moment_about_z(posed, parent, axes, abdomen.joint, above)
    follows = np.maximum(
        abdomen.resting_pressure, abdomen.pressure_per_moment * flexing - abdomen.pressure_offset
    )
    pressure = np.where(np.isnan(given), follows, given)
    top = carry(posed, abdomen.upper_body, abdomen.upper_point)
    apart = top - carry(posed, np.array([0]), abdomen.lower_point[None])
    area = abdomen.area * abdomen.share
    force = (pressure[:, None] * area)[..., None] * apart / np.linalg.norm(apart, axis=-1, keepdims=True)
    wrench = np.concatenate([force, cross(top, force)], axis=-1)
    thrust = np.zeros_like(carried)
    thrust[:, abdomen.upper_body] += wrench
    thrust[:, 0] -= wrench.sum(axis=1)
    return pressure, thrust


class Reactions(NamedTuple):
    """What crosses every joint, and how far each bone is from balance."""

    wrench: Floats  # (frames, n_bodies, 6) of the carried bodies on the parent, about the world origin
    force: Floats  # (frames, n_levels, 3) on the lower bone in its endplate axes x y z, N, muscles and weight
    moment: Floats  # (frames, n_levels, 3) about the joint centre in the same axes, N·m


def reactions(mech: Mechanism, posed: Posed, carried: Floats, tension: Floats) -> Reactions:
    """Joint reactions of a posed body in any number of frames.

    `carried` (frames, n_bodies, 6) is all that acts on each body but muscles; `tension` (frames, n_active)
    that of every fascicle that takes part, N.
    """
    if library := kernel():
        return Reactions(*mech.native.reactions(library, posed, carried, tension))

    def some(posed: Posed, carried: Floats, tension: Floats) -> Reactions:
        return _reactions(mech, posed, carried, tension)

    return _in_pieces(some, len(tension), posed, carried, tension)


def _reactions(mech: Mechanism, posed: Posed, carried: Floats, tension: Floats) -> Reactions:
    """`reactions` of a few frames."""
    wrench = mech.above @ (carried + _muscle_wrenches(mech, posed, tension))
    told = wrench[:, mech.levels]
    parent = mech.tree.parent[mech.levels]
    lower = posed.rotation[:, parent] @ mech.tree.axes[mech.levels]
    moment = told[..., 3:] - cross(posed.origin[:, mech.levels], told[..., :3])
    return Reactions(
        wrench,
        (lower * told[..., :3, None]).sum(axis=-2),
        (lower * moment[..., :, None]).sum(axis=-2),
    )


def _muscle_wrenches(mech: Mechanism, posed: Posed, tension: Floats) -> Floats:
    """Pull of all pieces on the bodies at their two ends: (frames, n_bodies, 6) about the world origin."""
    paths, fascicle, start, end = mech.pulling
    at, force = ends(paths, posed)
    force *= (tension[:, fascicle] / np.sqrt((force * force).sum(axis=1)))[:, None]
    pull = np.concatenate([force, cross(at, force, axis=1)], axis=1)
    on_bodies = sum_by(start, pull, len(mech.above)) - sum_by(end, pull, len(mech.above))
    return np.swapaxes(on_bodies, 1, 2)
