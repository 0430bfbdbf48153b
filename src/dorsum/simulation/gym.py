"""A back that a policy moves by its muscles: a posture, a lift or a push, as an environment of Gymnasium."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.analyze import model_for
from dorsum.motion.task import Task
from dorsum.simulation.plan import Plan
from dorsum.simulation.run import FALLEN
from dorsum.simulation.simulator import COORDINATES, Simulator
from dorsum.units import DEGREE

CONTROL_TIME = 0.02  # s
DISTURBED = 0.5 * DEGREE  # spread of the angles at the start of an episode
NEAR = 2 * DEGREE  # distance at which the reward of the posture has fallen to 1/e
EFFORT = 1.0  # weight of the mean square of activation
FASTEST = 50.0  # rad/s, where observed speeds are cut off
PUSHED = "T4"
PUSH_N = (30.0, 80.0)
PUSH_AT = (0.5, 1.0)  # s
PUSH_FOR = 0.1  # s
ACTIONS = ("fascicles", "muscles")
LIFT = "lift"

Action = NDArray[np.float32]
Observation = NDArray[np.float32]


class BackEnv(gymnasium.Env[Observation, Action]):
    """Keep the spine on a planned posture or movement.

    Action (n,), 0 to 1: activation of every fascicle that takes part in the balance, or with
    `action="muscles"` of every muscle part of a side, whose fascicles then share it; held for 20 ms. Numbers
    beyond are cut to 0 and 1, infinite ones too; what is no number is refused.

    Observation: angles of the 75 spinal coordinates less those of the plan (rad), their speeds (rad/s), the
    plan's angles and speeds, and the share of the plan's time that has passed (1 for a posture).

    Reward a step: exp(−(d/2°)²) − ē², where d is the root mean square distance from the plan and ē² the mean
    square of activation; both stand in `info`. An episode ends where a coordinate is 30° off.

    With `feedback` ("reflex" or "joints", see `simulator.FEEDBACK`) reflexes or springs help the policy.
    `solved_action` is what static optimisation does: with reflexes it holds, without it falls.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012, Gymnasium's own

    def __init__(
        self,
        task: str = "upright_standing",
        *,
        subject: str = "male",
        action: str = "fascicles",
        feedback: str = "none",
        pushed: bool = False,
    ) -> None:
        """
        Args:
            task: `lift`, a name of a built-in task or a task file.
            subject: a built-in subject or a file.
            action: fascicles or muscles.
            feedback: none, reflex or joints.
            pushed: whether T4 is pushed once, horizontally, by 30 to 80 N for 0.1 s.

        Raises:
            BadInput, UnknownName: one of these makes no sense, or MuJoCo is not installed.
        """
        if action not in ACTIONS:
            raise UnknownName("kind of action", action, ACTIONS)
        self.plan = _plan(task, subject)
        self.simulator = Simulator(self.plan, feedback)
        self.pushed = pushed
        body = self.plan.model.body
        names = [body.fascicles[i].name for i in body.active]
        if action == "muscles":
            names = [f"{body.fascicles[i].muscle} {body.fascicles[i].side}" for i in body.active]
        self.action_names = tuple(dict.fromkeys(names))
        self._of_action = np.array([self.action_names.index(name) for name in names])
        self.action_space = gymnasium.spaces.Box(0.0, 1.0, (len(self.action_names),), np.float32)
        n = len(COORDINATES)
        most = np.concatenate([np.full(n, np.pi), np.full(n, FASTEST)])
        high = np.concatenate([most, most, [1.0]]).astype(np.float32)
        low = np.concatenate([-most, -most, [0.0]]).astype(np.float32)
        self.observation_space = gymnasium.spaces.Box(low, high, dtype=np.float32)
        self._push = (0.0, np.zeros(3))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """The first posture of the plan, every spinal angle off by about 0.5°; push drawn anew."""
        super().reset(seed=seed)
        self.simulator.reset()
        self.simulator.disturb(DISTURBED, self.np_random)
        direction, size = self.np_random.uniform(0.0, 2.0 * np.pi), self.np_random.uniform(*PUSH_N)
        force = size * np.array([np.cos(direction), 0.0, np.sin(direction)])
        self._push = (self.np_random.uniform(*PUSH_AT), force)
        return self._observe(), {"push_at_s": self._push[0], "push_n": force} if self.pushed else {}

    def step(self, action: Action) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Hold an action for 20 ms.

        Raises:
            BadInput: the action has another shape, or a value in it is no number.
        """
        activation = self._activation(action)
        self.simulator.activation = activation
        start, force = self._push
        on = self.pushed and start <= self.simulator.time < start + PUSH_FOR
        self.simulator.push(PUSHED, force if on else np.zeros(3))
        self.simulator.advance(CONTROL_TIME)
        off = self.simulator.angles - self.simulator.planned
        fallen = not np.isfinite(off).all() or bool(np.abs(off).max() > FALLEN)
        distance = np.pi if fallen else float(np.sqrt(np.mean(off**2)))
        posture, effort = float(np.exp(-((distance / NEAR) ** 2))), float(np.mean(activation**2))
        cost = -EFFORT * effort
        info = {"reward_posture": posture, "reward_effort": cost, "distance_deg": distance / DEGREE}
        return self._observe(), posture + cost, fallen, False, info

    def _activation(self, action: Action) -> NDArray[np.float64]:
        """Activation of every fascicle, (n_active,)."""
        try:
            given = np.asarray(action, dtype=float)
        except (TypeError, ValueError) as error:
            raise BadInput("an action must be an array of numbers") from error
        wanted = (len(self.action_names),)
        if given.shape != wanted:
            raise BadInput(f"an action of shape {given.shape}: must be {wanted}")
        lacking = np.flatnonzero(np.isnan(given))
        if len(lacking):
            raise BadInput(f"action[{lacking[0]}] of {self.action_names[lacking[0]]} is no number (NaN)")
        return np.asarray(np.clip(given, 0.0, 1.0)[self._of_action])

    def solved_action(self) -> Action:
        """The activations that static optimisation finds for this moment, as an action.

        With `action="muscles"` the mean of a muscle's fascicles, which balances only nearly.
        """
        solved = self.plan.activation_at(self.simulator.time)
        total = np.bincount(self._of_action, weights=solved)
        return (total / np.bincount(self._of_action)).astype(np.float32)

    def _observe(self) -> Observation:
        simulator, time = self.simulator, self.simulator.time
        angles, speeds, _ = (
            values[simulator.body_of, simulator.axis_of][simulator.spine] for values in self.plan.motion(time)
        )
        phase = min(1.0, time / self.plan.times[-1]) if self.plan.moves else 1.0
        speed = simulator.data.qvel[simulator.spine]
        seen = np.concatenate([simulator.angles - angles, speed, angles, speeds, [phase]])
        space = self.observation_space
        assert isinstance(space, gymnasium.spaces.Box)
        seen = np.nan_to_num(seen).astype(np.float32)
        return np.asarray(np.clip(seen, space.low, space.high))


@lru_cache(maxsize=8)
def _plan(task: str, subject: str) -> Plan:
    """A solved task; solving takes seconds, so that environments share it."""
    chosen = Task.read(Path(__file__).with_name("lift.toml")) if task == LIFT else Task.find(task)
    return Plan(model_for(Subject.find(subject)), chosen)
