"""Where everything is, in three compiled stages: bones, lines, moment arms.

Compiled as one function the compiler lays all arrays out for the frames-first results and takes twice as
long; between stages the arrays keep the frames last.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from dorsum.body.body import Crossing, Paths
from dorsum.mechanics.kinematics import Posed, joint_axes, place
from dorsum.mechanics.lines import Lines, draw, moment_arms, screws, wrenches
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.precision import in_double


class Geometry(NamedTuple):
    """A posed body with its lines and the arms of the fascicles that take part."""

    posed: Posed
    screw: Array  # (frames, n_subtrees, most, 6) of the rows in their slots, zero in empty ones
    lines: Lines
    arms: Array  # (n_pairs, most, frames) m


@in_double
def geometry(mech: Mechanism, angles: ArrayLike) -> Geometry:
    """Geometry for angles (frames, n_bodies, 3), rad."""
    posed, screw = _bones(mech, jnp.asarray(angles))
    lines = drawn(mech.paths, posed)
    return Geometry(posed, screw, lines, _arms(mech.crossing, lines, screw))


@jax.jit
def drawn(paths: Paths, posed: Posed) -> Lines:
    """The lines of every path, compiled."""
    return draw(paths, posed)


@jax.jit
def _bones(mech: Mechanism, angles: Array) -> tuple[Posed, Array]:
    posed = place(mech.tree, angles)
    rows = mech.rows
    every = screws(posed, joint_axes(mech.tree, posed, angles), rows.subtree)
    return posed, every[:, jnp.arange(len(rows.subtree))[:, None], rows.slot_axis] * rows.used[..., None]


@jax.jit
def _arms(crossing: Crossing, lines: Lines, screw: Array) -> Array:
    return moment_arms(crossing, wrenches(crossing, lines), screw)
