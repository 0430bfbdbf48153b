"""The relaxed posture: passive tissue carries the trunk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import LUMBAR, SPINE, Floats
from dorsum.mechanics.model import Model
from dorsum.motion.external import external_wrenches, moments_asked
from dorsum.motion.posture import Posture
from dorsum.motion.reach import raise_arms
from dorsum.motion.stance import tilt_pelvis
from dorsum.motion.task import Task
from dorsum.units import DEGREE

# The joints that share flexion freely in a relaxed posture: those the rib cage does not hold.
RELAXING = (*LUMBAR, "T12/L1", "T11/T12")
DIFFERENCE = 1e-3  # rad, for slopes
LARGEST_STEP = 0.05  # rad in one step of Newton's method
MOST_STEPS = 30
ARRIVED = 1e-4  # rad: where Newton stops
KEPT_FLEXION = 1e4  # N·m/rad: how stiffly the stated lumbar flexion is kept


def relaxed(model: Model, task: Task, posture: Posture, angles: Floats) -> tuple[Posture, Floats]:
    """The posture in which passive tissue carries the trunk, near the one stated.

    The joints that no rib cage holds share their flexion so that nothing is asked of the muscles there, and
    the trunk, where its inclination is not stated, sinks forward until that is so. The stated lumbar flexion
    is kept. Newton's method on the moments asked, with differences of `DIFFERENCE`.
    """
    chosen = [model.joint(joint) for joint in RELAXING]
    rows = [SPINE.index(joint) for joint in RELAXING]
    lumbar = np.array([joint in LUMBAR for joint in RELAXING], dtype=float)
    sinks = posture.trunk_inclination is None
    n = len(RELAXING) + sinks

    def asked(change: Floats) -> tuple[Floats, list[Posture], Floats]:
        """Moments asked (and lumbar flexion gained, weighed) for several changes (k, n) in rad."""
        inclination = np.full(len(change), posture.trunk_inclination or 0.0)
        if sinks:
            inclination += change[:, -1] / DEGREE
        postures = [replace(posture, trunk_inclination=float(x)) for x in inclination]
        moved = np.repeat(angles, len(change), axis=0)
        moved[:, chosen, 0] += change[:, : len(RELAXING)]
        tilt_pelvis(model, postures, moved)
        raise_arms(model, postures, (), moved)
        moments = moments_asked(model, moved, external_wrenches(model, task, moved))[:, rows]
        kept = KEPT_FLEXION * change[:, : len(RELAXING)] @ lumbar
        return np.column_stack([moments, kept]), postures, moved

    change = np.zeros(n)
    for _ in range(MOST_STEPS):
        steps = np.vstack([np.zeros(n), DIFFERENCE * np.eye(n)])
        values, _, _ = asked(change + steps)
        slope = (values[1:] - values[0]).T / DIFFERENCE
        step = np.linalg.lstsq(slope, -values[0], rcond=None)[0]
        change = change + step * min(1.0, LARGEST_STEP / np.abs(step).max())
        if np.abs(step).max() < ARRIVED:
            break
    _, postures, moved = asked(change[None])
    return postures[0], moved
