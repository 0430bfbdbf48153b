"""Forward dynamics of the spine in MuJoCo, with our own curves.

MuJoCo moves the bones. Before each step the tension of every fascicle is computed as in `mechanics.hill` from
its path length and velocity in MuJoCo, and the moment of every spinal unit as in `mechanics.passive`, as
stiff as the compression of the plan makes it (`mechanics.preload`); both replace what MuJoCo's own shapes
would give. The slope of tension over velocity is handed on, so that the damping of muscles is integrated
implicitly.

The 25 spinal joints are free. Pelvis, limbs, ribs and girdle follow the plan, for the balance of tasks takes
them as held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from dorsum.body.skeleton import AXES, SPINE, Floats
from dorsum.errors import UnknownName
from dorsum.exchange.write.mjcf import mjcf
from dorsum.mechanics import passive
from dorsum.mechanics.hill import short_range
from dorsum.mechanics.preload import factors
from dorsum.simulation.curves import Muscles
from dorsum.simulation.engine import compiled, mujoco
from dorsum.simulation.plan import Plan

STEP_TIME = 5e-3  # s; with 2 ms a fall of standing is within 0.1° of the same after a second
DRIVEN = 1e6  # kg·m² added to a joint that follows the plan, so that nothing turns it aside
COORDINATES = tuple(f"{joint} {axis}" for joint in SPINE for axis in AXES)


@dataclass(frozen=True)
class Feedback:
    """What brings the spine back to the plan.

    `stiffness` and `damping` act as a moment at every spinal coordinate. `short_range` adds tension to a
    stretched fascicle at once, as cross-bridges do (`hill.ShortRange`). `stretch` and `speed` are reflexes:
    activation per relative lengthening of the path and per lengthening a second, `delay` later.
    """

    what: str
    stiffness: float = 0.0  # N·m/rad
    damping: float = 0.0  # N·m·s/rad
    short_range: bool = False
    stretch: float = 0.0  # activation per relative lengthening
    speed: float = 0.0  # activation per relative lengthening per second
    delay: float = 0.0  # s


# Gains are assumed: about twice the least that holds upright standing (400 N·m/rad; for reflexes half the
# stretch, on stiffer thoracic springs). On those of now reflexes hold with 0.75 to 1.5 times theirs
# (docs/settings_tried.md). Reflexes of the trunk muscles with short latency take about 30 ms.
FEEDBACK: Mapping[str, Feedback] = MappingProxyType(
    {
        "none": Feedback("open loop"),
        "joints": Feedback("a spring and damper at every spinal joint", stiffness=1000.0, damping=20.0),
        "reflex": Feedback(
            "short-range stiffness and stretch reflex of the muscles",
            short_range=True,
            stretch=1.0,
            speed=0.03,
            delay=0.03,
        ),
    }
)


def named_feedback(name: str) -> Feedback:
    """One of `FEEDBACK`."""
    if name not in FEEDBACK:
        raise UnknownName("feedback", name, FEEDBACK)
    return FEEDBACK[name]


class Simulator:
    """A plan, followed in MuJoCo from its first posture on.

    `activation` (n_active,), if set, takes the place of the plan's.
    """

    def __init__(self, plan: Plan, feedback: Feedback | str = "reflex", step_time: float = STEP_TIME) -> None:
        """
        Raises:
            BadInput: MuJoCo is not installed.
            UnknownName: no such feedback.
        """
        self.plan = plan
        self.feedback = named_feedback(feedback) if isinstance(feedback, str) else feedback
        self.mujoco = mujoco()
        self.fibres = Muscles(plan.model.mech.fibres, plan.model.mech.curves)
        model, body = plan.model, plan.model.body
        text = mjcf(model, plan.result, free="all" if plan.moves else "spine", left_out=False)
        self.engine = compiled(text)
        self.engine.opt.disableflags |= self.mujoco.mjtDisableBit.mjDSBL_AUTORESET
        self.data = self.mujoco.MjData(self.engine)
        self.step_time = self.engine.opt.timestep = step_time
        self.activation: Floats | None = None
        joints = [self.engine.joint(i).name for i in range(self.engine.njnt)]
        at = {name: i for i, name in enumerate(joints)}  # hinges: one coordinate a joint
        self.springs = passive.Springs(plan.model.rows.slope, plan.model.rows.rate)
        self.spine = np.array([at[name] for name in COORDINATES])
        self.driven = np.array([i for name, i in at.items() if name not in COORDINATES], dtype=int)
        places = [name.rsplit(" ", 1) for name in joints]
        self.body_of = np.array([body.skeleton.joint_index(joint) for joint, _ in places])
        self.axis_of = np.array([AXES.index(axis) for _, axis in places])
        self._prepare_actuators()
        self.engine.dof_armature[self.driven] = DRIVEN
        self.capacity = np.repeat([row.capacity_nm for row in body.tables.rib_cage], len(AXES))
        self.short_range = short_range(body.tables) if self.feedback.short_range else None
        self.reset()

    def _prepare_actuators(self) -> None:
        """Fascicles pull with the tension of their control; the stabiliser has the gains of the feedback."""
        engine, kinds = self.engine, self.mujoco
        group = np.asarray(engine.actuator_group)
        self.muscles, self.stabilisers, self.ribs = (np.flatnonzero(group == g) for g in (0, 1, 2))
        (self.abdomen,) = np.flatnonzero(group == 3)
        self.pushes = np.flatnonzero(group == 4)
        names = [engine.actuator(i).name.removeprefix("external ") for i in self.pushes]
        self.pushed = [self.plan.model.body.skeleton.index(name) for name in names]
        engine.actuator_gaintype[self.muscles] = kinds.mjtGain.mjGAIN_FIXED
        engine.actuator_biastype[self.muscles] = kinds.mjtBias.mjBIAS_AFFINE
        engine.actuator_gainprm[self.muscles] = 0.0
        engine.actuator_gainprm[self.muscles, 0] = 1.0
        engine.actuator_biasprm[self.muscles] = 0.0
        engine.actuator_ctrllimited[self.muscles] = 0
        engine.actuator_gainprm[self.stabilisers, 0] = 1.0
        engine.actuator_biasprm[self.stabilisers, 1:3] = -self.feedback.stiffness, -self.feedback.damping
        self.tendons = np.asarray(engine.actuator_trnid[self.muscles, 0])

    def reset(self) -> None:
        """Back to the first posture of the plan, at its speed."""
        self.mujoco.mj_resetData(self.engine, self.data)
        angles, velocities, _ = self.plan.motion(0.0)
        self.data.qpos[:] = self._picked(angles)
        self.data.qvel[:] = self._picked(velocities)
        self.past: list[Floats] = []

    @property
    def time(self) -> float:
        """Since the start, s."""
        return float(self.data.time)

    @property
    def angles(self) -> Floats:
        """Angles (75,) of the spinal coordinates, rad."""
        return np.array(self.data.qpos[self.spine])

    @property
    def planned(self) -> Floats:
        """The same by the plan."""
        return np.asarray(self._picked(self.plan.motion(self.time)[0])[self.spine])

    @property
    def feedback_moments(self) -> Floats:
        """Moments (75,) of the feedback at the spinal coordinates in the last step, N·m."""
        if self.feedback.short_range or self.feedback.stretch:
            return self._moments_of(self.added)
        moments = np.zeros(self.engine.nv)
        moments[self.engine.actuator_trnid[self.stabilisers, 0]] = self.data.actuator_force[self.stabilisers]
        return np.asarray(moments[self.spine])

    def step(self) -> None:
        """One time step."""
        engine, data, time, plan = self.engine, self.data, self.time, self.plan
        motion = [self._picked(values) for values in plan.motion(time)]
        data.qpos[self.driven], data.qvel[self.driven] = motion[0][self.driven], motion[1][self.driven]
        self.mujoco.mj_step1(engine, data)
        data.qfrc_applied[self.driven] = DRIVEN * motion[2][self.driven]
        springs = passive.moments(self.springs, data.qpos[self.spine])
        springs = springs * factors(plan.model.body.tables, springs, plan.at(plan.pressed, time))
        coupled = plan.model.mech.coupled
        ring = -data.qpos[self.spine][coupled.row] @ coupled.stiffness
        springs = springs + coupled.by_rows(ring, len(springs))
        own = springs - data.qfrc_spring[self.spine]
        data.qfrc_applied[self.spine] = own + plan.at(plan.reserves, time)
        self._pull(time)
        joint = engine.actuator_trnid[self.stabilisers, 0]
        gains = self.feedback.stiffness, self.feedback.damping
        data.ctrl[self.stabilisers] = gains[0] * motion[0][joint] + gains[1] * motion[1][joint]
        data.ctrl[self.ribs] = plan.at(plan.rib_cage, time) / self.capacity
        data.ctrl[self.abdomen] = plan.at(plan.pressure, time)
        data.ctrl[self.pushes] = 1.0
        engine.actuator_gear[self.pushes] = plan.at(plan.pushes, time)[self.pushed]
        self.mujoco.mj_step2(engine, data)

    def push(self, body: str, force: Floats) -> None:
        """From now on a force (3,) in N, constant in space, on the centre of mass of a body."""
        self.data.xfrc_applied[self.engine.body(body).id, :3] = force

    def disturb(self, spread: float, rng: np.random.Generator) -> None:
        """Turn every spinal coordinate by a random angle of this spread, rad."""
        self.data.qpos[self.spine] += rng.normal(0.0, spread, len(self.spine))

    def advance(self, seconds: float) -> None:
        """Steps up to a time later."""
        end = self.time + seconds - 0.5 * self.step_time
        while self.time < end:
            self.step()

    def _pull(self, time: float) -> None:
        """Tension of every fascicle, and its slope over velocity, as controls."""
        length, velocity = self.data.ten_length[self.tendons], self.data.ten_velocity[self.tendons]
        planned = self.plan.activation_at(time) if self.activation is None else self.activation
        reflex = self._reflex(length, velocity, time)
        activation = np.clip(planned + reflex, 0.0, 1.0)
        tension, slope = self.fibres.tension(activation, length, velocity)
        before = tension
        if self.short_range or self.feedback.stretch:
            before, _ = self.fibres.tension(planned, length, velocity)
            tension = np.maximum(tension + self._short_range(planned, length, time), 0.0)
        self.added = tension - before
        self.data.ctrl[self.muscles] = slope * velocity - tension
        self.engine.actuator_biasprm[self.muscles, 2] = -slope

    def _short_range(self, activation: Floats, length: Floats, time: float) -> Floats:
        """Tension (n_active,) that the cross-bridges of the plan add where they are stretched, N."""
        if self.short_range is None:
            return np.zeros_like(length)
        rest, f = self.plan.at(self.plan.lengths, time), self.fibres
        force = f.isometric(activation, rest)
        stiffness = self.short_range.stiffness(f.force, f.optimal, f.slack, force)
        return np.asarray(np.minimum(stiffness * (length - rest), self.short_range.most(force)))

    def _reflex(self, length: Floats, velocity: Floats, time: float) -> Floats:
        """Activation (n_active,) that stretch adds, felt `delay` ago."""
        gains = self.feedback
        if not gains.stretch and not gains.speed:
            return np.zeros_like(length)
        rest = self.plan.at(self.plan.lengths, time)
        rate = (self.plan.at(self.plan.lengths, time + self.step_time) - rest) / self.step_time
        self.past.append((gains.stretch * (length - rest) + gains.speed * (velocity - rate)) / rest)
        late = round(gains.delay / self.step_time)
        return self.past.pop(0) if len(self.past) > late else np.zeros_like(length)

    def _moments_of(self, tension: Floats) -> Floats:
        """Moments (75,) of tensions (n_active,), N·m."""
        force = np.zeros(self.engine.nu)
        force[self.muscles] = -tension
        moments = np.zeros(self.engine.nv)
        rows = zip(self.data.moment_rowadr, self.data.moment_rownnz, strict=True)
        for i, (start, count) in enumerate(rows):
            if force[i]:
                where = self.data.moment_colind[start : start + count]
                moments[where] += force[i] * self.data.actuator_moment[start : start + count]
        return np.asarray(moments[self.spine])

    def _picked(self, angles: Floats) -> Floats:
        """Values (n_coordinates,) of MuJoCo's coordinates from (n_bodies, 3)."""
        return np.asarray(angles[self.body_of, self.axis_of])
