"""A body made ready to compute with: its arrays, compiled functions and small questions about a posture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import jax
import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.coordinates import Coordinates
from dorsum.body.masses import grip
from dorsum.body.skeleton import Floats
from dorsum.cache import compiled_code_folder
from dorsum.mechanics import inertia, kinematics
from dorsum.mechanics.kinematics import Posed, moment_about_z
from dorsum.mechanics.mechanism import Mechanism, mechanism
from dorsum.mechanics.objectives import Weighed
from dorsum.mechanics.precision import in_double
from dorsum.mechanics.rows import Actuators

# Frames are padded to these numbers so that each function is compiled for few shapes. The arrays of 16 frames
# stay in the cache: 0.33 ms a frame for the equations, 0.87 in batches of 128 (one core of an AMD EPYC).
BATCHES = (1, 16)


def _keep_compiled_code() -> None:
    """Tell JAX where to keep compiled code between runs, if this process asked for it."""
    folder = compiled_code_folder()
    if folder is not None:
        _keep_in(str(folder))


@lru_cache(maxsize=1)
def _keep_in(folder: str) -> None:
    jax.config.update("jax_compilation_cache_dir", folder)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)


def _chunks(frames: int) -> Iterator[tuple[slice, int]]:
    """Slices of the frames and the batch each is padded to."""
    largest = BATCHES[-1]
    for start in range(0, frames, largest):
        stop = min(start + largest, frames)
        yield slice(start, stop), next(b for b in BATCHES if b >= stop - start)


def _padded(array: Any, size: int) -> Any:
    """An array with its last frame repeated up to `size` frames."""
    missing = size - array.shape[0]
    return array if not missing else np.concatenate([array, np.repeat(array[-1:], missing, axis=0)])


@in_double
def in_batches(function: Callable[..., Any], *trees: Any) -> Any:
    """Call a function of arrays with frames first, or trees of such, and join what it gives as NumPy arrays.

    The frames are cut and padded to the batch sizes.
    """
    parts = []
    for where, size in _chunks(jax.tree.leaves(trees)[0].shape[0]):
        out = function(*jax.tree.map(lambda a, w=where, s=size: _padded(a[w], s), trees))
        count = where.stop - where.start
        parts.append(jax.tree.map(lambda x, n=count: np.asarray(x)[:n], out))
    return parts[0] if len(parts) == 1 else jax.tree.map(lambda *x: np.concatenate(x), *parts)


@jax.jit
def _place(tree: kinematics.Tree, angles: jax.Array) -> kinematics.Posed:
    return kinematics.place(tree, angles)


@jax.jit
def _joint_axes(tree: kinematics.Tree, angles: jax.Array) -> jax.Array:
    return kinematics.joint_axes(tree, kinematics.place(tree, angles), angles)


class Model:
    """A body with its arrays; the functions here take angles (frames, n_bodies, 3) in rad."""

    def __init__(self, body: Body, rows: Coordinates | None = None, active: Ints | None = None) -> None:
        """`rows` are balanced, the spine unless given, by the fascicles `active`, those that take part."""
        _keep_compiled_code()
        self.body = body
        self.rows = Coordinates.of(body, "spine") if rows is None else rows
        self.active: Ints = body.active if active is None else active
        self.mech: Mechanism = mechanism(body, self.rows, self.active)
        self.gravity = np.array([0.0, -body.tables.constant("gravity"), 0.0])

    @cached_property
    def actuators(self) -> Actuators:
        """Columns of the balance besides the muscles."""
        return Actuators.of_rib_cage(self.body.tables.rib_cage, self.rows)

    @cached_property
    def weighed(self) -> Weighed:
        """What an objective may know of the fascicles that take part, with gains of no frame."""
        found = Weighed.of([self.body.fascicles[i] for i in self.active], np.empty((0, len(self.active))))
        for array in (found.maximal_force, found.specific_tension, found.optimal_length):
            array.flags.writeable = False
        return found

    def __repr__(self) -> str:
        return f"<Model of {self.body!r}>"

    def joint(self, name: str) -> int:
        """The body that hangs on a joint."""
        return self.body.skeleton.joint_index(name)

    def place(self, angles: Floats) -> Posed:
        """Rotations and joint centres of all bodies."""
        posed = in_batches(lambda q: _place(self.mech.tree, q), angles)
        return Posed(posed.rotation, posed.origin)

    @cached_property
    def upright(self) -> Posed:
        """One frame with every angle 0."""
        return self.place(np.zeros((1, len(self.body.skeleton.names), 3)))

    def joint_axes(self, angles: Floats) -> Floats:
        """World axes of the rotations z, x, y of all joints, (frames, n_bodies, 3, 3)."""
        return np.asarray(in_batches(lambda q: _joint_axes(self.mech.tree, q), angles))

    def centres_in(self, posed: Posed) -> Floats:
        """Centres of mass of all bodies, (frames, n_bodies, 3) m."""
        return np.asarray(inertia.centres_of_mass(self.body.masses, posed))

    def weights(self, angles: Floats) -> Floats:
        """Wrenches of weight about the world origin (frames, n_bodies, 6)."""
        return np.asarray(inertia.weights(self.body.masses, self.place(angles), self.gravity))

    def moment_about_z(self, angles: Floats, wrench: Floats, joint: int) -> Floats:
        """Moment of all that a joint carries about its z axis (frames,), N·m; extending positive."""
        posed = self.place(angles)
        carried = np.einsum("b,fbc->fc", np.asarray(self.mech.above)[joint], wrench)
        skeleton = self.body.skeleton
        return np.asarray(moment_about_z(posed, skeleton.parent[joint], skeleton.axes[joint], joint, carried))

    @cached_property
    def _grip(self) -> dict[str, Floats]:
        return {side: grip(self.body.tables, self.body.skeleton, side) for side in ("right", "left")}

    def grip(self, side: str) -> Floats:
        """Where a hand holds a load, standing, m: the middle of the hand."""
        return self._grip[side]

    def grip_in(self, posed: Posed, side: str) -> Floats:
        """Where a hand holds in every frame, (frames, 3) m."""
        skeleton = self.body.skeleton
        hand = skeleton.index(f"hand_{side}")
        local = self.grip(side) - skeleton.centre[hand]
        return np.asarray(posed.origin[:, hand] + posed.rotation[:, hand] @ local)
