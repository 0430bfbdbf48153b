"""How what is asked of the muscles changes as the joints turn: the tangent of the balance.

Of the moments that the rows lack, g(θ) = b(θ) − A(θ) x, the tangent is J = ∂g/∂θ, with the muscles' s = x and
the forces from outside as they are:

    J_rs = M'_r δ_rs + Σ (dT/dℓ) ∂ℓ/∂θ_r ∂ℓ/∂θ_s + Σ T ∂²ℓ/∂θ_r∂θ_s − Σ f · (n_r × (n_s × (p − o_s)))

the springs' slopes; fibres and tension that change with length; tensions whose lines turn, the thrust of the
abdominal pressure among them; and forces f at points p that both carry, r being the nearer to the root. A
straight piece with its end E beyond both joints and unit direction u towards E has, with the velocities
V = n × (E − o),

    ∂²ℓ/∂θ_r∂θ_s = V_r · (1 − u uᵀ) V_s / ℓ + u · (n_r × V_s).

Where r and s are on two branches, r carries the start of the piece instead: turned the other way about the
start it is nearer to it than s, so that the same holds with the sign turned; of strings round balls
`winding` tells. With screws (o × n, n) all this
is screw_r · W screw_s, with one 6 × 6 matrix W of a piece or force. So the W of all pieces that cross both
joints are added first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.scan import Ints
from dorsum.body.skeleton import Floats
from dorsum.kernel.library import kernel
from dorsum.mechanics import hill, passive
from dorsum.mechanics.columns import Columns
from dorsum.mechanics.geometry import screws_of
from dorsum.mechanics.inertia import centres_of_mass
from dorsum.mechanics.kinematics import Posed, carry, turning_axes
from dorsum.mechanics.lines import ends
from dorsum.mechanics.mechanism import Abdomen, Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross, sum_by
from dorsum.mechanics.statics import Equations, Switches
from dorsum.mechanics.winding import Winding, winding
from dorsum.units import DEGREE

TRUNK = ("L5/S1", "C7/T1")  # the ends of the line whose inclination is the trunk's
# The slopes of a spring jump at its rest and those of a stretched fibre at its onset, between which a search
# for the best angle would go to and fro: so they are taken as those of a chord, over so much each way.
CHORD = 0.5 * DEGREE
STRETCH = 2.5e-4  # m, what half a degree stretches 3 cm from a joint


class Tangent(NamedTuple):
    """Slopes of what is asked at the rows, b − A x; frames first."""

    by_rows: Floats  # (frames, n_rows, n_rows) N·m/rad, by the angles of the rows
    by_tilt: Floats  # (frames, n_rows) N·m/rad, by the turn of the whole body about the root's z axis


def tangent(
    model: Model,
    angles: Floats,
    eq: Equations,
    x: Floats,
    switches: Switches,
    carried: tuple[Floats, Floats] | None = None,
    stiffening: Floats | None = None,
) -> Tangent:
    """At angles (frames, n_bodies, 3), with x (frames, n_active) of the fascicles.

    Rows may branch; a joint comes before those that it carries. Abdominal pressure stays as it is, its line
    turns. `carried` are the forces on the bodies but its thrust, and the points that move with them (frames,
    n_bodies, 3), N and m: unless told, all that acts on a body at its centre of mass. `stiffening` (frames,
    n_rows) multiplies the springs.

    Raises:
        ValueError: a row comes before one that carries it.
    """
    mech, rows = model.mech, model.mech.rows
    tension, stretching = _tensions(mech, eq, x, switches)
    force, at = carried or (without_thrust(mech, eq), centres_of_mass(mech.masses, eq.posed))
    if library := kernel():
        by_rows, by_tilt = mech.native.tangent(library, angles, eq.point, tension, eq.pressure, force, at)
    else:
        by_rows, by_tilt = of_lines(mech, angles, eq.posed, tension, force, at)
        by_rows += _of_thrust(mech, angles, eq)
    columns = Columns(model.topology.pattern[0], eq.entries)
    scales = np.zeros((len(x), columns.pattern.m))
    scales[:, : x.shape[1]] = stretching
    columns.add_square(scales, by_rows)
    diagonal = np.arange(len(rows.body))
    springs = _chords(rows.springs, angles[:, rows.body, rows.axis])
    times = switches.ligaments * (1.0 if stiffening is None else stiffening)
    by_rows[:, diagonal, diagonal] += times * springs
    coupled = mech.coupled.by_rows(mech.coupled.stiffness, len(rows.body))
    by_rows += switches.ligaments * mech.coupled.by_rows(coupled.T, len(rows.body))
    return Tangent(by_rows, by_tilt)


def of_lines(
    mech: Mechanism, angles: Floats, posed: Posed, tension: Floats, force: Floats, at: Floats
) -> tuple[Floats, Floats]:
    """`Tangent` of lines of constant tension (frames, n_active) N and of forces (frames, n_bodies, 3) N at
    points that bodies carry, m: all but springs and what stretches."""
    rows = mech.rows
    axes = turning_axes(mech.tree, posed, angles)
    screw = screws_of(rows, posed, axes)
    turning = _turning(force, at).reshape(len(angles), -1, 36)
    loads = (mech.above[rows.subtree] @ turning).reshape(len(angles), -1, 6, 6)
    carries = mech.above[rows.subtree[:, None], rows.subtree]
    between = _of_pieces(mech, posed, tension, carries) - carries[:, :, None, None] * loads[:, None]
    blocks = np.einsum("fkai,fklij,flbj->fkalb", screw, between, screw, optimize=True)
    n = rows.used.size
    half = blocks.reshape(len(angles), n, n)[:, rows.cell[:, None], rows.cell]
    by_rows = np.triu(half) + np.swapaxes(np.triu(half, 1), 1, 2)
    upright = axes[:, 0, 0].T
    root = np.concatenate([cross(posed.origin[:, 0], upright), upright], axis=-1)
    tilting = -np.einsum("fi,fkij,fkbj->fkb", root, loads, screw, optimize=True)
    return by_rows, tilting.reshape(len(angles), -1)[:, rows.cell]


def dead_loads(mech: Mechanism, eq: Equations, hung_at: Ints) -> tuple[Floats, Floats]:
    """Forces on the bodies but the thrust of the abdominal pressure, N, and the points that carry them as
    joints turn, m, both (frames, n_bodies, 3): centres of mass, or the joint at which an arm hangs or reaches
    (`Known.hung_at`)."""
    at, hung = np.asarray(centres_of_mass(mech.masses, eq.posed)), hung_at >= 0
    at[:, hung] = eq.posed.origin[:, hung_at[hung]]
    return without_thrust(mech, eq), at


def without_thrust(mech: Mechanism, eq: Equations) -> Floats:
    """Forces on the bodies (frames, n_bodies, 3) N but that of the abdominal pressure."""
    force = eq.carried[..., :3].copy()
    thrust = _thrust(mech.abdomen, eq)[0]
    force[:, mech.abdomen.upper_body] -= thrust
    force[:, 0] += thrust.sum(axis=1)
    return force


def _thrust(abdomen: Abdomen, eq: Equations) -> tuple[Floats, Floats, Floats]:
    """The abdominal pressure's forces on what holds the diaphragm, N, where they act and whence they push, m;
    (frames, n, 3)."""
    at = carry(eq.posed, abdomen.upper_body, abdomen.upper_point)
    start = carry(eq.posed, np.array([0]), abdomen.lower_point[None])
    way = at - start
    size = eq.pressure[:, None] * abdomen.area * abdomen.share / np.sqrt((way * way).sum(axis=-1))
    return size[..., None] * way, at, start


def _of_thrust(mech: Mechanism, angles: Floats, eq: Equations) -> Floats:
    """Slopes (frames, n_rows, n_rows) of the thrust, lines that push from the pelvis."""
    rows, n = mech.rows, mech.rows.used.size
    thrust, at, start = _thrust(mech.abdomen, eq)
    length = np.sqrt(((at - start) ** 2).sum(axis=-1))
    unit = (at - start) / length[..., None]
    push = np.sqrt((thrust * thrust).sum(axis=-1))
    line = _swinging(unit, at, -push / length)
    line[..., 3:, :] -= _turning(thrust, at)[..., 3:, :]
    screw = screws_of(rows, eq.posed, turning_axes(mech.tree, eq.posed, angles))
    half = np.zeros((len(angles), len(rows.body), len(rows.body)))
    for k, body in enumerate(mech.abdomen.upper_body):
        moved = screw * np.asarray(mech.above[rows.subtree, body])[:, None, None]
        flat = moved.reshape(len(angles), n, 6)[:, rows.cell]
        half += flat @ line[:, k] @ np.swapaxes(flat, 1, 2)
    return np.asarray(np.triu(half) + np.swapaxes(np.triu(half, 1), 1, 2))


def add_leaning(model: Model, angles: Floats, posed: Posed, by_tilt: Floats, by_rows: Floats) -> None:
    """Add to slopes by the angles of the rows (frames, n_rows, n_rows) those by the turn of the whole body,
    which keeps the trunk's inclination; `by_tilt` (frames, n_rows) are by that turn."""
    if library := kernel():
        line = model.joint(TRUNK[0]), model.joint(TRUNK[1])
        model.mech.native.lean(library, angles, line, by_tilt, by_rows)
    else:
        by_rows += by_tilt[..., None] * leaning(model, angles, posed)[:, None]


def leaning(model: Model, angles: Floats, posed: Posed) -> Floats:
    """Slopes (frames, n_rows) of the trunk's inclination forward, the line from L5/S1 to C7/T1 in the world's
    x y, by the angles of the rows; the joint of L5/S1 stands still."""
    mech, rows = model.mech, model.mech.rows
    axes = turning_axes(mech.tree, posed, angles)
    low, top = (posed.origin[:, model.joint(joint)] for joint in TRUNK)
    screw = screws_of(rows, posed, axes)
    motion = screw[..., :3] + cross(screw[..., 3:], top[:, None, None])  # of C7/T1, m/rad
    motion *= np.asarray(mech.above[rows.subtree, model.joint(TRUNK[1])])[:, None, None]
    x, y, _ = (top - low).T
    slopes = (motion[..., 0] * y[:, None, None] - motion[..., 1] * x[:, None, None]) / (x * x + y * y)[
        :, None, None
    ]
    return np.asarray(slopes.reshape(len(angles), -1)[:, rows.cell])


def _chords(springs: passive.Springs, angles: Floats) -> Floats:
    """Slopes (frames, n_rows) of the springs' moments over `CHORD` each way, N·m/rad, positive."""
    fall = passive.moments(springs, angles - CHORD) - passive.moments(springs, angles + CHORD)
    return np.asarray(fall / (2 * CHORD))


def _tensions(mech: Mechanism, eq: Equations, x: Floats, switches: Switches) -> tuple[Floats, Floats]:
    """Of every fascicle its tension along the path, N, and how that grows with length at the same x, N/m,
    over the square of its strength, N²."""
    if library := kernel():
        return mech.native.tensions(library, eq.path_length, x, switches.fibre_passive, STRETCH)
    length, still = eq.path_length[:, mech.active], np.zeros_like(eq.gains.length)

    def pull(change: float) -> Floats:
        gains = hill.gains(mech.fibres, mech.curves, length + change, still)
        stretched = switches.fibre_passive * gains.passive
        return np.asarray(mech.fibres.maximal_force * gains.cosine * (x + stretched))

    grows = np.maximum(pull(STRETCH) - pull(-STRETCH), 0.0)  # less than none is rounding
    strength = mech.fibres.maximal_force * eq.gains.cosine
    return pull(0.0), grows / (2 * STRETCH) / np.where(strength > 0.0, strength, np.inf) ** 2


def _of_pieces(mech: Mechanism, posed: Posed, tension: Floats, carries: Floats) -> Floats:
    """W of all pieces that cross both of two joints (frames, k, k, 6, 6), where the first is not beyond the
    second; `carries` (k, k) is 1 where the first carries the second."""
    node, above = _nodes(mech)
    pulling, n = mech.pulling, len(above)
    start, way = ends(pulling.paths, posed)
    length = np.sqrt((way * way).sum(axis=1))
    unit = way / length[:, None]
    from_, to = node[pulling.start], node[pulling.end]
    piece = np.flatnonzero(from_ != to)
    # Every piece once seen from its start, once from its end.
    seen = np.concatenate([from_[piece] * n + to[piece], to[piece] * n + from_[piece]])
    end = np.concatenate([(start + way)[..., piece], start[..., piece]], axis=-1).swapaxes(1, 2)
    unit = np.concatenate([unit[..., piece], -unit[..., piece]], axis=-1).swapaxes(1, 2)
    piece = np.tile(piece, 2)
    pull = tension[:, pulling.fascicle[piece]]
    stretching = _swinging(unit, end, pull / length[:, piece])
    stretching[..., 3:, :] += _turning(pull[..., None] * unit, end)[..., 3:, :]
    if len(pulling.paths.wraps.point):
        _wind(stretching, winding(pulling, posed, start, way), piece, pull)
    each = np.swapaxes(stretching.reshape(*pull.shape, 36), 1, 2)
    table = sum_by(seen, each, n * n).reshape(len(pull), 6, 6, n, n)
    for i in range(n - 1, 0, -1):
        table[..., above[i], :] += table[..., i, :]
    for i in range(n - 1, 0, -1):
        table[..., above[i]] += table[..., i]
    met = carries * table[..., :1, 1:] - table[..., 1:, 1:]
    return np.asarray(np.moveaxis(met, (3, 4), (1, 2)))


def _wind(stretching: Floats, balls: Winding, piece: Ints, pull: Floats) -> None:
    """Put in the W of pieces that end on a ball, seen from their start and from their end (`winding`).

    Seen from the start the ball's body carries the point at which the piece starts: it turns u with it."""
    half = len(piece) // 2
    crosses = np.flatnonzero(np.isin(balls.piece, piece[:half]))
    at = np.searchsorted(piece[:half], balls.piece[crosses])
    near, unit, turns = (of[:, crosses] for of in balls[1:])
    moved = np.concatenate([np.broadcast_to(np.eye(3), turns.shape), -_crossed(near)], axis=-1)
    swings = np.swapaxes(moved, -1, -2) @ turns @ moved
    turned = np.concatenate([np.zeros_like(turns), -_crossed(unit)], axis=-1)
    tension = pull[:, at, None, None]
    stretching[:, at] = tension * (swings + np.swapaxes(moved, -1, -2) @ turned)
    stretching[:, half + at] = tension * swings
    stretching[:, half + at, 3:] -= _turning(pull[:, at, None] * unit, near)[..., 3:, :]


def _swinging(unit: Floats, end: Floats, per_length: Floats) -> Floats:
    """W (…, 6, 6) of lines that turn as their ends move, tensions over lengths (…) N/m."""
    across = np.eye(3) - unit[..., :, None] * unit[..., None, :]
    moved = np.concatenate([np.broadcast_to(np.eye(3), across.shape), -_crossed(end)], axis=-1)
    return np.asarray(np.swapaxes(moved, -1, -2) @ across @ moved * per_length[..., None, None])


def _nodes(mech: Mechanism) -> tuple[Ints, Ints]:
    """The node of each body (n_bodies,): 0 where no joint of the rows carries it, i + 1 where joint i does
    and none beyond it; and the node (k + 1,) that carries each node, −1 for the first.

    Raises:
        ValueError: a row comes before one that carries it.
    """
    subtree = mech.rows.subtree
    carries = np.asarray(mech.above)[subtree] > 0.0
    if np.tril(carries[:, subtree], -1).any():
        raise ValueError("a row comes before one that carries it")
    each = np.arange(1, len(subtree) + 1)
    node = np.max(np.where(carries, each[:, None], 0), axis=0, initial=0)
    beyond = np.where(np.triu(carries[:, subtree], 1), each[:, None], 0)
    return node, np.concatenate([[-1], np.max(beyond, axis=0, initial=0)])


def _turning(force: Floats, at: Floats) -> Floats:
    """W (…, 6, 6) of forces (…, 3) at points (…, 3): n_r · W screw_s is f · (n_r × (n_s × (p − o_s)))."""
    found = np.zeros((*force.shape[:-1], 6, 6))
    found[..., 3:, :3] = -_crossed(force)
    along = (force * at).sum(axis=-1)[..., None, None] * np.eye(3)
    found[..., 3:, 3:] = at[..., :, None] * force[..., None, :] - along
    return found


def _crossed(v: Floats) -> Floats:
    """[v]×: the matrices (…, 3, 3) that take b to v × b."""
    found = np.zeros((*v.shape, 3))
    found[..., [2, 0, 1], [1, 2, 0]] = v
    found[..., [1, 2, 0], [2, 0, 1]] = -v
    return found
