"""How long a solved posture or movement lasts when it is let go, and what it takes to keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from dorsum import inputs
from dorsum.body.skeleton import Floats
from dorsum.simulation.plan import Plan
from dorsum.simulation.simulator import COORDINATES, FEEDBACK, Simulator
from dorsum.units import DEGREE

SAMPLE = 0.02  # s between what is kept of a run
FALLEN = 30 * DEGREE  # off the plan: a run ends here
WINDOWS = (1.0, 5.0)  # °
HELD_FOR = 5.0  # s, of a posture
MOST_SECONDS = 120.0
MOST_DISTURBED = 5.0  # °
SEED = 0


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A simulated posture or movement; arrays with samples first, 75 spinal coordinates, rad and N·m."""

    feedback: str
    seconds: float  # asked for
    times: Floats  # (n,) s
    angles: Floats  # (n, 75)
    planned: Floats  # (n, 75)
    feedback_moments: Floats  # (n, 75)
    asked: Floats  # (n, 75) what the plan asks of the muscles

    def __repr__(self) -> str:
        end = "fell" if self.fell else "ended"
        off = f"{self.rms:.3f}° from the plan (RMS)"
        return f"<dorsum.Run: feedback {self.feedback}, {end} after {self.times[-1]:.2f} s, {off}>"

    @property
    def off(self) -> Floats:
        """Distance from the plan (n, 75), °."""
        return np.asarray(np.abs(self.angles - self.planned) / DEGREE)

    @property
    def fell(self) -> bool:
        """Whether the run ended early, far from the plan."""
        return bool(self.times[-1] < self.seconds - SAMPLE)

    def window(self, degrees: float) -> float | None:
        """Time at which a spinal joint first is this far from the plan, s; None if none ever is."""
        beyond = np.flatnonzero(self.off.max(axis=1) > degrees)
        return float(self.times[beyond[0]]) if len(beyond) else None

    @property
    def rms(self) -> float:
        """Root mean square distance from the plan of all coordinates, °."""
        return float(np.sqrt(np.mean(self.off**2)))

    @property
    def largest(self) -> tuple[float, str]:
        """Largest distance from the plan, °, and its coordinate."""
        sample, place = np.unravel_index(self.off.argmax(), self.off.shape)
        return float(self.off[sample, place]), COORDINATES[place]

    @property
    def share(self) -> float:
        """Sum of the sizes of all moments of the feedback over those asked of the muscles."""
        return float(np.abs(self.feedback_moments).sum() / np.abs(self.asked).sum())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; angles in °."""
        largest, where = self.largest
        gains = FEEDBACK[self.feedback]
        return {
            "feedback": self.feedback,
            "what": gains.what,
            "stiffness_nm_per_rad": gains.stiffness,
            "damping_nms_per_rad": gains.damping,
            "short_range_stiffness": gains.short_range,
            "activation_per_stretch": gains.stretch,
            "activation_per_stretch_per_s": gains.speed,
            "delay_s": gains.delay,
            "simulated_s": float(self.times[-1]),
            "fell": self.fell,
            "windows": [{"within_deg": d, "until_s": self.window(d)} for d in WINDOWS],
            "rms_deg": self.rms,
            "largest_deg": largest,
            "largest_at": where,
            "feedback_share": self.share,
        }

    def columns(self) -> dict[str, Floats]:
        """Time in s, angles and planned angles in °, moments of the feedback in N·m; each (n,)."""
        columns = {"time": self.times}
        for kind, values in (
            ("deg", self.angles / DEGREE),
            ("planned_deg", self.planned / DEGREE),
            ("feedback_nm", self.feedback_moments),
        ):
            columns |= {f"{c.replace(' ', '_')}_{kind}": values[:, i] for i, c in enumerate(COORDINATES)}
        return columns


def refuse(seconds: float | None, disturbed_deg: float) -> None:
    """Refuse what `simulate` would, before there is a plan."""
    if seconds is not None:
        inputs.within("seconds", seconds, SAMPLE, MOST_SECONDS, "s")
    inputs.within("disturb", disturbed_deg, 0.0, MOST_DISTURBED, "°")


def simulate(
    plan: Plan,
    feedback: str = "reflex",
    *,
    seconds: float | None = None,
    disturbed_deg: float = 0.1,
    watch: Callable[[Sequence[int]], Iterable[int]] = iter,
) -> Run:
    """Let a plan go in MuJoCo.

    Args:
        plan: what is to be followed.
        feedback: none, joints or reflex, see `simulator.FEEDBACK`.
        seconds: how long; default the movement's own time, or 5 s of a posture.
        disturbed_deg: spread of what is added to the spinal angles at the start, the same in every run. A
            balance that nothing disturbs would stand for long even if it is unstable.
        watch: gives the samples one by one and may show how far the run is.

    Raises:
        BadInput, UnknownName: a number out of bounds, no such feedback, or MuJoCo is not installed.
    """
    refuse(seconds, disturbed_deg)
    if seconds is None:
        seconds = min(float(plan.times[-1]), MOST_SECONDS) if plan.moves else HELD_FOR
    spread = disturbed_deg * DEGREE
    simulator = Simulator(plan, feedback)
    simulator.disturb(spread, np.random.default_rng(SEED))
    kept: list[tuple[float, Floats, Floats, Floats, Floats]] = []
    for _ in watch(range(round(seconds / SAMPLE))):
        simulator.advance(SAMPLE)
        time = simulator.time
        angles, planned = simulator.angles, simulator.planned
        if not isfinite(angles.sum()):
            break
        kept.append((time, angles, planned, simulator.feedback_moments, plan.at(plan.required, time)))
        if np.abs(angles - planned).max() > FALLEN:
            break
    return Run(feedback, seconds, *(np.array(column) for column in zip(*kept, strict=True)))
