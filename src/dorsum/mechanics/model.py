"""A body made ready to compute with: its arrays, functions and small questions about a posture."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.coordinates import Coordinates
from dorsum.body.masses import grip
from dorsum.body.muscles import Fascicles
from dorsum.body.scan import fixed
from dorsum.body.skeleton import SIDES, Floats
from dorsum.kernel.library import kernel
from dorsum.mechanics import inertia, kinematics
from dorsum.mechanics.chest import Chest
from dorsum.mechanics.kinematics import Posed, moment_about_z
from dorsum.mechanics.mechanism import Mechanism, actuators_of, mechanism, restrengthened
from dorsum.mechanics.objectives import Weighed
from dorsum.mechanics.rows import Actuators
from dorsum.mechanics.sockets import Sockets
from dorsum.mechanics.topology import topology_of


class Model:
    """A body with its arrays; the functions here take angles (frames, n_bodies, 3) in rad."""

    def __init__(self, body: Body, rows: Coordinates | None = None, active: Ints | None = None) -> None:
        """`rows` are balanced, those of the body unless given, by the fascicles `active`, those that take
        part."""
        self.body = body
        self.rows = body.rows if rows is None else rows
        self.active: Ints = body.active if active is None else active
        self.topology = topology_of(body, self.rows, self.active)
        self.mech: Mechanism = mechanism(body, self.topology)
        self.gravity = np.array([0.0, -body.tables.constant("gravity"), 0.0])

    def restrengthened(self, fascicles: Fascicles) -> Model:
        """The same with fascicles that differ in strength alone, and without the search for all else."""
        made = Model.__new__(Model)
        made.__dict__.update(
            {name: vars(self)[name] for name in ("rows", "active", "topology", "gravity")},
            body=(body := replace(self.body, fascicles=fascicles)),
            mech=restrengthened(self.mech, body, self.topology),
        )
        return made

    @cached_property
    def actuators(self) -> Actuators:
        """Columns of the balance besides the muscles."""
        return actuators_of(self.body, self.topology)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Names of the columns: fascicles that take part, then actuators."""
        return (*self.topology.names, *self.actuators.names)

    @cached_property
    def sockets(self) -> Sockets | None:
        """Those of the shoulders, where the girdle is balanced."""
        return Sockets.of(self.body) if self.body.rows is self.rows else None

    @cached_property
    def chest(self) -> Chest:
        """Its wall, for what a pressure in it does."""
        return Chest.of(self.body, self.topology.diaphragm)

    @cached_property
    def weighed(self) -> Weighed:
        """What an objective may know of the fascicles that take part, with gains of no frame."""
        fascicles, topology = self.body.fascicles, self.topology
        return Weighed(
            names=topology.names,
            muscles=topology.muscles,
            maximal_force=fixed(fascicles.maximal_force[self.active]),
            specific_tension=fixed(fascicles.make.specific_tension[self.active]),
            optimal_length=fixed(fascicles.optimal_fibre_length[self.active]),
            gain=np.empty((0, len(self.active))),
        )

    @cached_property
    def tone(self) -> Floats:
        """Least activation of the fascicles that take part (n_active,)."""
        return fixed(self.body.tone[self.active])

    def __repr__(self) -> str:
        return f"<Model of {self.body!r}>"

    def joint(self, name: str) -> int:
        """The body that hangs on a joint."""
        return self.body.skeleton.joint_index(name)

    def place(self, angles: Floats) -> Posed:
        """Rotations and joint centres of all bodies."""
        if isinstance(angles, np.ndarray) and (library := kernel()):
            return Posed(*self.mech.native.place(library, angles))
        return kinematics.place(self.mech.tree, angles)

    @cached_property
    def upright(self) -> Posed:
        """One frame with every angle 0."""
        return self.place(np.zeros((1, len(self.body.skeleton.names), 3)))

    def joint_axes(self, angles: Floats) -> Floats:
        """World axes of the rotations z, x, y of all joints, (frames, n_bodies, 3, 3)."""
        return np.asarray(kinematics.joint_axes(self.mech.tree, self.place(angles), angles))

    def centres_in(self, posed: Posed) -> Floats:
        """Centres of mass of all bodies, (frames, n_bodies, 3) m."""
        return np.asarray(inertia.centres_of_mass(self.body.masses, posed))

    def weights(self, angles: Floats) -> Floats:
        """Wrenches of weight about the world origin (frames, n_bodies, 6)."""
        return np.asarray(inertia.weights(self.body.masses, self.place(angles), self.gravity))

    def moment_about_z(self, angles: Floats, wrench: Floats, joint: int) -> Floats:
        """Moment of all that a joint carries about its z axis (frames,), N·m; extending positive."""
        posed = self.place(angles)
        carried = np.einsum("b,fbc->fc", self.mech.above[joint], wrench)
        skeleton = self.body.skeleton
        return np.asarray(moment_about_z(posed, skeleton.parent[joint], skeleton.axes[joint], joint, carried))

    @cached_property
    def _grip(self) -> dict[str, Floats]:
        return {side: grip(self.body.tables, self.body.skeleton, side) for side in SIDES}

    def grip(self, side: str) -> Floats:
        """Where a hand holds a load, standing, m: the middle of the hand."""
        return self._grip[side]

    def grip_in(self, posed: Posed, side: str, beyond: float = 0.0) -> Floats:
        """Where a hand holds in every frame, (frames, 3) m, or `beyond` it on the line from the wrist, m."""
        skeleton = self.body.skeleton
        hand = skeleton.index(f"hand_{side}")
        local = self.grip(side) - skeleton.centre[hand]
        local = local * (1.0 + beyond / np.linalg.norm(local))
        return np.asarray(posed.origin[:, hand] + posed.rotation[:, hand] @ local)
