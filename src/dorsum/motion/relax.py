"""The relaxed posture: passive tissue carries the trunk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.model import Model
from dorsum.motion.arms import raise_arms
from dorsum.motion.asked import FREE, moments_left
from dorsum.motion.pose import Pose
from dorsum.motion.roots import newton
from dorsum.motion.trunk import tilt_pelvis
from dorsum.units import DEGREE

KEPT_FLEXION = 1e4  # N·m/rad: how stiffly the stated lumbar flexion is kept
UNSAID = 0.1  # N·m that muscles may hold in a posture called relaxed without a word


def relax(model: Model, pose: Pose) -> Pose:
    """The pose in which passive tissue carries the trunk, near the one stated.

    The joints that no rib cage holds share their flexion so that nothing is asked of the muscles there, and
    the trunk, where its inclination is not stated, sinks forward until that is so. The stated lumbar flexion
    is kept. Arms reach for a load as they do elsewhere. Where no inclination does that, or the stated one
    does not, the pose asks least of the muscles, and a note says how much.
    """
    chosen = np.array([model.joint(joint) for joint in FREE])
    lumbar = KEPT_FLEXION * np.array([joint in LUMBAR for joint in FREE])
    sinks = not pose.words.stated("trunk_inclination").any()
    inclination = float(pose.words.or_zero("trunk_inclination")[0])

    def changed(change: Floats) -> Pose:
        """The pose with changes (k, n) in rad of the flexions and of the inclination, k frames."""
        leaning = np.full(len(change), inclination)
        if sinks:
            leaning += change[:, -1] / DEGREE
        moved = pose.saying("trunk_inclination", leaning)
        moved = moved.turned(chosen, moved.angles[:, chosen, 0] + change[:, : len(FREE)])
        return raise_arms(model, tilt_pelvis(model, moved))

    last: list[tuple[Floats, Pose]] = []  # the changes that were asked for last, and their pose

    def asked(change: Floats) -> Floats:
        """Moments asked, and lumbar flexion gained, weighed."""
        last[:] = [(change, changed(change))]
        angles = last[0][1].angles
        values = np.empty((len(change), len(FREE) + 1))
        values[:, :-1] = moments_left(model, pose.task, angles)
        values[:, -1] = change[:, : len(FREE)] @ lumbar
        return values

    change, (*held, _) = newton(asked, len(FREE) + sinks)
    asked_last, at = last[0]
    arrived = len(asked_last) == 1 and bool((asked_last[0] == change).all())
    found = replace(at if arrived else changed(change[None]), times=pose.times)
    most = int(np.abs(held).argmax())
    if abs(held[most]) < UNSAID:
        return found
    which = "no inclination of the trunk is" if sinks else "the stated inclination of the trunk is not"
    way = "extension" if held[most] > 0 else "flexion"
    return found.noted(
        f"{which} borne by passive tissue alone: muscles hold up to"
        f" {abs(held[most]):.1f} N·m ({way} at {FREE[most]})"
    )
