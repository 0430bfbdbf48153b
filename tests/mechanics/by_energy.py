"""The energy of a pulled body, differentiated by machine: another road to what `settle` finds.

Lengths of paths, springs, fibres and gliding from the formulas, with no moment arm in it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import erf

from dorsum.mechanics.kinematics import carry, place
from dorsum.mechanics.lines import draw
from dorsum.mechanics.passive import Springs, stored
from dorsum.mechanics.settle import Pull


class Energy:
    """U of a pull by angles, activation and factors (n,) of its springs, and its derivatives; use with JAX in
    float64."""

    def __init__(self, pull: Pull) -> None:
        body, mech = pull.model.body, pull.balance.mech
        self.pull, self.n_bodies = pull, len(body.skeleton.names)
        self.tree, self.paths, self.fibres = (
            jax.tree.map(jnp.asarray, part) for part in (mech.tree, mech.paths, mech.fibres)
        )
        at = [
            pull.coordinates.index_of(f"{body.skeleton.joints[b]} {'zxy'[k]}")
            for b, k in zip(mech.coupled.body, mech.coupled.axis, strict=True)
        ]
        self.ringed, self.ring = np.array(at), jnp.asarray(mech.coupled.stiffness)
        self.springs = Springs(jnp.asarray(pull.coordinates.slope), jnp.asarray(pull.coordinates.rate))
        self.of = jax.jit(self._of)
        self.gradient = jax.jit(jax.grad(self._of))
        self.hessian = jax.jit(jax.jacfwd(jax.grad(self._of)))
        self.length_slopes = jax.jit(jax.jacfwd(lambda q: draw(self.paths, self._posed(q)).length[0]))

    def _posed(self, q: Any) -> Any:
        at = self.pull.coordinates
        return place(self.tree, jnp.zeros((1, self.n_bodies, 3)).at[0, at.body, at.axis].set(q))

    def _of(self, q: Any, activation: Any, factors: Any) -> Any:
        posed = self._posed(q)
        each = stored(self.springs, jnp.stack([-q, q], axis=1)).sum(axis=1)
        ring = 0.5 * q[self.ringed] @ self.ring @ q[self.ringed]
        length = draw(self.paths, posed).length[0]
        return factors @ each + ring + self._fibres(length, activation) + self._gliding(posed)

    def _fibres(self, path_length: Any, activation: Any) -> Any:
        """Σ l₀ ∫ (F₀ a f_L + A σ_P f_P) dl of paths that are longer than their tendons."""
        fibres, curves = self.fibres, self.pull.balance.mech.curves
        height = fibres.optimal_length * jnp.sin(fibres.pennation)
        along = path_length - fibres.slack_length
        length = jnp.sqrt(along**2 + height**2) / fibres.optimal_length
        width = curves.active_width
        active = 0.5 * jnp.sqrt(jnp.pi) * width * erf((length - 1.0) / width)
        strain = jnp.maximum(length - fibres.passive_onset, 0.0)
        shape, full = curves.passive_shape, fibres.passive_strain
        passive = (full / shape * jnp.expm1(shape * strain / full) - strain) / jnp.expm1(shape)
        stored_in = activation * active + fibres.passive_share * passive
        return jnp.sum(fibres.maximal_force * fibres.optimal_length * stored_in)

    def _gliding(self, posed: Any) -> Any:
        """Σ ½ k (d − d₀)², d how far a corner stands outside the ellipsoid, by its mean radius."""
        glide = self.pull.glide.gliding
        point = carry(posed, glide.body, jnp.asarray(glide.point))[0]
        turn = posed.rotation[0, glide.carrier]
        centre = posed.origin[0, glide.carrier] + glide.centre @ turn.T
        across = (point - centre) @ (turn @ glide.axes) / glide.semi_axes
        out = (jnp.sqrt(jnp.sum(across**2, axis=1)) - 1.0) * jnp.prod(glide.semi_axes) ** (1 / 3)
        return 0.5 * glide.stiffness * jnp.sum((out - self.pull.glide.before) ** 2)
