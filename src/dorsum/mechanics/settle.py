"""Where the body comes to rest when muscles pull and gravity is off: the posture of least energy.

Springs of joints, stretched and active fibres, and the scapulae on the thorax all store energy that depends
on posture alone:

    U(q) = Σ springs + Σ l₀ ∫ (F₀ a f_L + A σ_P f_P) dl + Σ ½ k (d − d₀)²,

and rest is where ∂U/∂q = 0, a minimum. The gradient is the sum of all moments by another road than the
moment arms of `lines`: automatic differentiation of path lengths. Newton's method descends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import erf
from numpy.linalg import LinAlgError
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from dorsum.body.body import Paths
from dorsum.body.coordinates import Coordinates
from dorsum.body.gliding import build_gliding
from dorsum.body.skeleton import Floats
from dorsum.errors import NoEquilibrium
from dorsum.mechanics.hill import Curves, Fibres
from dorsum.mechanics.kinematics import Posed, Tree, carry, place
from dorsum.mechanics.lines import draw
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import Numbers
from dorsum.mechanics.passive import Springs, stored
from dorsum.mechanics.precision import in_double
from dorsum.mechanics.ring import Ring

RESIDUAL = 1e-6  # N·m, the largest moment that may be left over at rest
ARRIVED = 1e-8  # N·m, where the descent stops
MOST_STEPS = 100
LARGEST_STEP = 0.2  # rad in one step
SLACK_FADE = 0.02  # of optimal fibre length
LEAST_DAMPING, MOST_DAMPING = 0.1, 1e6  # N·m/rad
EASE = 5.0  # by which damping grows and falls
ROUNDING = 1e-13  # of the energy, relative
RISE = 0.5  # activation rises in steps of at most this, so that the posture follows one path


class Elastic(NamedTuple):
    """All that stores energy, as arrays; coordinates are those of `Pull`."""

    tree: Tree
    paths: Paths
    body: Numbers  # (n,)
    axis: Numbers  # (n,)
    slope: Numbers  # (n, 2) N·m/rad
    rate: Numbers  # (n, 2) 1/rad
    ringed: Numbers  # (m,) positions of the angles that the ring of the ribs couples
    ring: Numbers  # (m, m) N·m/rad, its stiffness
    fibres: Fibres  # of all fascicles
    curves: Curves
    gliding_body: Numbers  # (m + 1,) the scapulae, last the bone that carries the thorax
    gliding_point: Numbers  # (m, 3)
    gliding_centre: Numbers  # (m, 3)
    gliding_axes: Numbers  # (3, 3)
    gliding_semi_axes: Numbers  # (3,)
    gliding_stiffness: float  # N/m


@dataclass(frozen=True, eq=False)
class Rest:
    """A posture of rest and its certificate."""

    angles: Floats  # (n_bodies, 3) rad, pelvis unmoved
    coordinates: Floats  # (n,) rad, of `Pull.names`
    residual: float  # N·m, largest moment left over
    least_stiffness: float  # N·m/rad, least curvature of the energy: positive for a stable rest
    steps: int


class Pull:
    """A body ready to be pulled: muscles by activation, joints by what is locked."""

    @in_double
    def __init__(self, model: Model) -> None:
        self.model = model
        self.coordinates = free = Coordinates.of(model.body, "elastic")
        self.names = free.names
        ring = Ring.of(model.body)
        glide = build_gliding(model.body.tables, model.body.skeleton)
        elastic = Elastic(
            tree=model.mech.tree,
            paths=model.mech.paths,
            body=free.body,
            axis=free.axis,
            slope=free.slope,
            rate=free.rate,
            ringed=np.array([free.index_of(name) for name in ring.names], dtype=np.int64),
            ring=ring.stiffness,
            fibres=fibres_of(model.body.fascicles),
            curves=model.mech.curves,
            gliding_body=np.append(glide.body, glide.carrier),
            gliding_point=glide.point,
            gliding_centre=glide.centre,
            gliding_axes=glide.axes,
            gliding_semi_axes=glide.semi_axes,
            gliding_stiffness=glide.stiffness,
        )
        self.elastic = jax.tree.map(jnp.asarray, elastic)

    def angles(self, coordinates: Floats) -> Floats:
        """Joint angles (n_bodies, 3) of coordinates (n,), rad."""
        return self.coordinates.angles(coordinates, len(self.model.body.skeleton.names))

    def settle(self, activation: Floats, locked: NDArray[np.bool_], start: Floats | None = None) -> Rest:
        """Rest under activations (n_fascicles,) with some coordinates (n,) locked at zero.

        From standing the activations rise in steps; from a `start` (n,) near rest they do not.

        Raises:
            NoEquilibrium: the energy has no minimum that the method finds.
        """
        free = ~locked
        rises = 1 if start is not None else max(1, int(np.ceil(activation.max(initial=0.0) / RISE)))
        q, steps = (np.zeros(len(self.names)) if start is None else np.where(free, start, 0.0)), 0
        for rise in np.arange(1, rises + 1) / rises:
            q, taken = self._descend(q, rise * activation, free)
            steps += taken
        slope, curvature = self.gradient(q, activation), self.hessian(q, activation)
        residual = float(np.abs(slope[free]).max(initial=0.0))
        if residual > RESIDUAL:
            worst = self.names[int(np.abs(np.where(free, slope, 0.0)).argmax())]
            raise NoEquilibrium(
                f"the pulled body does not come to rest: {residual:.2g} N·m are left at {worst}",
                joint=worst.rsplit(" ", 1)[0],
                missing_moment=residual,
            )
        least = float(np.linalg.eigvalsh(curvature[np.ix_(free, free)])[0]) if free.any() else np.inf
        return Rest(self.angles(q), q, residual, least, steps)

    @in_double
    def lengths(self, q: Floats) -> Floats:
        """Path lengths (n_fascicles,), m."""
        return np.asarray(_lengths(self.elastic, q))

    @in_double
    def moment_arms(self, q: Floats) -> Floats:
        """r = −∂ℓ/∂q of every fascicle about every coordinate (n_fascicles, n), m."""
        return -np.asarray(_length_slopes(self.elastic, q))

    @in_double
    def gradient(self, q: Floats, activation: Floats) -> Floats:
        """∂U/∂q (n,), N·m: what is left over, with the sign turned."""
        return np.asarray(_gradient(self.elastic, q, activation))

    @in_double
    def hessian(self, q: Floats, activation: Floats) -> Floats:
        """∂²U/∂q² (n, n), N·m/rad."""
        return np.asarray(_hessian(self.elastic, q, activation))

    def _descend(self, q: Floats, activation: Floats, free: NDArray[np.bool_]) -> tuple[Floats, int]:
        """Newton's method with as much damping as it takes to go downhill."""
        damping, here = 0.0, self.energy(q, activation)
        for step in range(MOST_STEPS):
            slope = self.gradient(q, activation)[free]
            if np.abs(slope).max(initial=0.0) < ARRIVED:
                return q, step
            curvature = self.hessian(q, activation)[np.ix_(free, free)]
            while damping < MOST_DAMPING:
                move = _downhill(curvature, slope, damping)
                if move is not None:
                    there = _put(q, free, q[free] + move)
                    energy = self.energy(there, activation)
                    if energy <= here + ROUNDING * (1.0 + abs(here)):
                        q, here, damping = there, energy, damping / EASE if damping > LEAST_DAMPING else 0.0
                        break
                damping = max(damping * EASE, LEAST_DAMPING)
            else:
                return q, step
        return q, MOST_STEPS

    @in_double
    def energy(self, q: Floats, activation: Floats) -> float:
        """U, J; zero of each part in standing."""
        return float(_energy(self.elastic, q, activation))

    @in_double
    def spring_moments(self, q: Floats) -> Floats:
        """Share of the joints' springs in ∂U/∂q (n,), N·m."""
        return np.asarray(jax.grad(_of_springs, argnums=1)(self.elastic, jnp.asarray(q)))

    @in_double
    def gliding_energy(self, q: Floats) -> float:
        """Share of the scapulae on the thorax in U, J."""
        return float(_of_gliding(self.elastic, _placed(self.elastic, jnp.asarray(q))))


def _downhill(curvature: Floats, slope: Floats, damping: float) -> Floats | None:
    """A damped Newton step, no longer than allowed; None where the damped curvature is not positive."""
    try:
        move = -cho_solve(cho_factor(curvature + damping * np.eye(len(slope))), slope)
    except LinAlgError:
        return None
    return np.asarray(move * min(1.0, LARGEST_STEP / np.abs(move).max()))


def _put(q: Floats, free: NDArray[np.bool_], x: Floats) -> Floats:
    out = q.copy()
    out[free] = x
    return out


def energy(elastic: Elastic, q: Array, activation: Array) -> Array:
    """U(q) of coordinates (n,) and activations (n_fascicles,), J; zero of each part in standing."""
    posed = _placed(elastic, q)
    length = draw(elastic.paths, posed).length[0]
    return _of_springs(elastic, q) + _of_fibres(elastic, length, activation) + _of_gliding(elastic, posed)


def _placed(elastic: Elastic, q: Array) -> Posed:
    n_bodies = elastic.tree.parent.shape[0]
    return place(elastic.tree, jnp.zeros((1, n_bodies, 3)).at[0, elastic.body, elastic.axis].set(q))


def path_lengths(elastic: Elastic, q: Array) -> Array:
    """Lengths of all paths (n_fascicles,), m."""
    lengths: Array = draw(elastic.paths, _placed(elastic, q)).length[0]
    return lengths


_lengths = jax.jit(path_lengths)
_length_slopes = jax.jit(jax.jacfwd(path_lengths, argnums=1))
_energy = jax.jit(energy)
_gradient = jax.jit(jax.grad(energy, argnums=1))
_hessian = jax.jit(jax.jacfwd(jax.grad(energy, argnums=1), argnums=1))


def _of_springs(elastic: Elastic, q: Array) -> Array:
    ringed = q[elastic.ringed]
    of_ring = 0.5 * ringed @ elastic.ring @ ringed
    turned = jnp.stack([-q, q], axis=1)
    total: Array = jnp.sum(stored(Springs(elastic.slope, elastic.rate), turned)) + of_ring
    return total


def _of_fibres(elastic: Elastic, path_length: Array, activation: Array) -> Array:
    """Σ l₀ ∫ (F₀ a f_L + A σ_P f_P) dl with the curves of `hill`."""
    fibres, curves = elastic.fibres, elastic.curves
    height = fibres.optimal_length * jnp.sin(fibres.pennation)
    # A path shorter than its tendon is slack. The force fades there instead of stopping at once, so that a
    # rest exists; at 0.4 optimal lengths and more this is `hill` to rounding.
    fade = SLACK_FADE * fibres.optimal_length
    along = fade * jax.nn.softplus((path_length - fibres.slack_length) / fade)
    length = jnp.sqrt(along**2 + height**2) / fibres.optimal_length
    width = curves.active_width
    active = 0.5 * jnp.sqrt(jnp.pi) * width * erf((length - 1.0) / width)
    strain = jnp.maximum(length - fibres.passive_onset, 0.0)
    shape, full = curves.passive_shape, fibres.passive_strain
    passive = (full / shape * jnp.expm1(shape * strain / full) - strain) / jnp.expm1(shape)
    stored_in = activation * active + fibres.passive_share * passive
    return jnp.sum(fibres.maximal_force * fibres.optimal_length * stored_in)


def _of_gliding(elastic: Elastic, posed: Posed) -> Array:
    """Σ ½ k (d − d₀)², d how far a point stands outside the ellipsoid, by its mean radius."""
    carrier = elastic.gliding_body[-1]

    def outside(point: Array, centre: Array, turn: Array) -> Array:
        semi_axes = elastic.gliding_semi_axes
        across = (point - centre) @ (turn @ elastic.gliding_axes) / semi_axes
        return (jnp.sqrt(jnp.sum(across**2, axis=1)) - 1.0) * jnp.prod(semi_axes) ** (1 / 3)

    point = carry(posed, elastic.gliding_body[:-1], elastic.gliding_point)[0]
    turn = posed.rotation[0, carrier]
    centre = posed.origin[0, carrier] + elastic.gliding_centre @ turn.T
    still = _placed(elastic, jnp.zeros(elastic.body.shape))
    from_carrier = still.origin[0, elastic.gliding_body[:-1]] - still.origin[0, carrier]
    before = outside(from_carrier + elastic.gliding_point, elastic.gliding_centre, jnp.eye(3))
    return 0.5 * elastic.gliding_stiffness * jnp.sum((outside(point, centre, turn) - before) ** 2)
