"""MuJoCo as a judge: what it computes from the exported model, beside what we compute.

Postures are random, every coordinate anywhere in its range, the pelvis turned by up to 60° about each axis.
The judgement is kept with digests of what it rests on, so that documents are written without MuJoCo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.mjcf import mjcf
from dorsum.exchange.write.mjcf.balance import path_lengths
from dorsum.exchange.write.mjcf.coordinates import Coordinate, free_coordinates
from dorsum.judges.agreement import Agreement
from dorsum.ledger import Ledger
from dorsum.mechanics.arms import all_moment_arms
from dorsum.mechanics.inertia import rates_of_momentum, weights
from dorsum.mechanics.kinematics import joint_axes
from dorsum.mechanics.lines import screws
from dorsum.mechanics.model import Model
from dorsum.simulation.engine import compiled, mujoco
from dorsum.units import DEGREE

LEDGER = Ledger(
    "judges/mujoco.json",
    code=(
        *("units.py", "body/*.py", "kernel/source/*", "mechanics/*.py", "exchange/write/mjcf/*.py"),
        *("simulation/engine.py", "judges/agreement.py", "judges/mujoco.py"),
    ),
    make="make judges",
)
POSTURES, SEED = 50, 1
# Set before the first comparison.
ALLOWED = {"length": 1e-9, "moment arm": 1e-9, "gravity": 1e-8, "motion": 1e-8}  # m, m, N·m, N·m
FREELY = 60 * DEGREE  # either way, for the pelvis in space and joints without a range
FASTEST = (1.0, 5.0)  # rad/s and rad/s², spread of the rates of every angle


def judge(model: Model, postures: int = POSTURES, seed: int = SEED) -> tuple[Agreement, ...]:
    """Lengths, moment arms, and the moments of weight and of motion, in random postures.

    Raises:
        BadInput: MuJoCo is not installed.
    """
    coordinates = free_coordinates(model.body, "all")
    rng = np.random.default_rng(seed)
    angles = random_angles(model, coordinates, rng, postures)
    rates = [_rates(angles, coordinates, rng, spread) for spread in FASTEST]
    theirs = _Judge(model, coordinates)
    found: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in ALLOWED}
    bodies, axes = np.array([c.body for c in coordinates]), np.array([c.axis for c in coordinates])
    arms = np.nan_to_num(all_moment_arms(model, angles, range(len(model.body.skeleton.names))))
    for f in range(postures):
        theirs.pose(angles[f])
        found["length"].append((path_lengths(model, angles[f]), theirs.lengths()))
        found["moment arm"].append((arms[f, bodies, axes], theirs.moment_arms().T))
        weight, motion = moments(model, angles[f], rates[0][f], rates[1][f])
        found["gravity"].append((weight[bodies, axes], theirs.moments()))
        found["motion"].append((motion[bodies, axes], theirs.moments(rates[0][f], rates[1][f])))
    names = [f.name for f in model.body.fascicles]
    joints = [c.name for c in coordinates]
    return (
        _compare("fascicle lengths", found["length"], ALLOWED["length"], "m", [names]),
        _compare("moment arms", found["moment arm"], ALLOWED["moment arm"], "m", [joints, names]),
        _compare("moments of weight", found["gravity"], ALLOWED["gravity"], "N·m", [joints]),
        _compare("moments of weight in motion", found["motion"], ALLOWED["motion"], "N·m", [joints]),
    )


def random_angles(
    model: Model, coordinates: Sequence[Coordinate], rng: np.random.Generator, frames: int
) -> Floats:
    """Angles (frames, n_bodies, 3) rad, each anywhere in its range."""
    angles = np.zeros((frames, len(model.body.skeleton.names), 3))
    for c in coordinates:
        low, high = c.range or (-FREELY, FREELY)
        angles[:, c.body, c.axis] = rng.uniform(low, high, frames)
    return angles


def _rates(
    angles: Floats, coordinates: Sequence[Coordinate], rng: np.random.Generator, spread: float
) -> Floats:
    rates = np.zeros_like(angles)
    for c in coordinates:
        rates[:, c.body, c.axis] = rng.normal(0.0, spread, len(angles))
    return rates


def moments(model: Model, angles: Floats, velocities: Floats, accelerations: Floats) -> tuple[Floats, Floats]:
    """Moments (n_bodies, 3: z x y) N·m that weight asks at every angle, still and in motion."""
    mech, motion = model.mech, tuple(a[None] for a in (angles, velocities, accelerations))
    posed = model.place(motion[0])
    screw = screws(posed, joint_axes(mech.tree, posed, motion[0]), np.arange(len(angles)))[0]
    weight = weights(mech.masses, posed, model.gravity)[0]
    momentum = rates_of_momentum(mech.tree, mech.masses, *motion)[0]

    def asked(wrench: Floats) -> Floats:
        return np.asarray(-(screw * (mech.above @ wrench)[:, None]).sum(axis=-1))

    return asked(weight), asked(weight - momentum)


class _Judge:
    """The exported model in MuJoCo, without springs, dampers, actuators and inertia that is only there."""

    def __init__(self, model: Model, coordinates: Sequence[Coordinate]) -> None:
        self.mujoco = mujoco()
        self.model = compiled(mjcf(model, free="all"))
        self.model.dof_armature[:] = 0.0
        off = self.mujoco.mjtDisableBit
        self.model.opt.disableflags |= off.mjDSBL_SPRING | off.mjDSBL_DAMPER | off.mjDSBL_ACTUATION
        self.data = self.mujoco.MjData(self.model)
        self.coordinates = coordinates
        self.at = np.array([self.model.joint(c.name).qposadr[0] for c in coordinates])
        self.tendons = np.array([self.model.tendon(f.name).id for f in model.body.fascicles])

    def pose(self, angles: Floats) -> None:
        """Turn every joint."""
        self.data.qpos[self.at] = self._picked(angles)
        self.mujoco.mj_fwdPosition(self.model, self.data)

    def lengths(self) -> Floats:
        """Of all fascicles (n,), m."""
        return np.array(self.data.ten_length[self.tendons])

    def moment_arms(self) -> Floats:
        """r = −∂ℓ/∂q (n_fascicles, n_coordinates), m."""
        arms = np.zeros((self.model.ntendon, self.model.nv))
        of = self.model
        for row, (start, count) in enumerate(zip(of.ten_J_rowadr, of.ten_J_rownnz, strict=True)):
            arms[row, of.ten_J_colind[start : start + count]] = -self.data.ten_J[start : start + count]
        return np.asarray(arms[np.ix_(self.tendons, self.at)])

    def moments(self, velocities: Floats | None = None, accelerations: Floats | None = None) -> Floats:
        """Moments (n_coordinates,) N·m by inverse dynamics."""
        self.data.qvel[self.at] = 0.0 if velocities is None else self._picked(velocities)
        self.data.qacc[self.at] = 0.0 if accelerations is None else self._picked(accelerations)
        self.mujoco.mj_inverse(self.model, self.data)
        return np.array(self.data.qfrc_inverse[self.at])

    def _picked(self, angles: Floats) -> Floats:
        return np.array([angles[c.body, c.axis] for c in self.coordinates])


def _compare(
    what: str,
    pairs: Sequence[tuple[Floats, Floats]],
    allowed: float,
    unit: str,
    names: Sequence[Sequence[str]],
) -> Agreement:
    ours, theirs = (np.array(side) for side in zip(*pairs, strict=True))
    off = np.abs(ours - theirs)
    posture, *place_of = np.unravel_index(off.argmax(), off.shape)
    where = ", ".join(of[i] for of, i in zip(names, place_of, strict=True))
    largest, size = float(off.max()), float(np.abs(ours).max())
    where = f"posture {posture}: {where}"
    return Agreement(what, len(ours), off.size, largest, allowed, unit, size=size, where=where)


def store(tables: Tables, found: Sequence[Agreement]) -> None:
    """Keep a judgement on the tables which were asked; differences with two figures."""
    rows = [
        row._asdict() | {"largest": float(f"{row.largest:.1e}"), "size": round(row.size or 0.0, 3)}
        for row in found
    ]
    LEDGER.store({"mujoco": mujoco().__version__, "found": rows}, tables.asked, tables.digest_of)


def stored() -> dict[str, Any]:
    """The stored judgement: `mujoco`, its version, and `found`, a tuple of agreements."""
    kept = LEDGER.stored()
    return kept | {"found": tuple(Agreement(**row) for row in kept["found"])}
