"""From a task to frames for the mechanics: joint angles over time, and the wrenches of loads and supports."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from scipy.interpolate import CubicSpline

from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE, Floats, sided
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.model import Model, PosedArrays
from dorsum.tasks.posture import LYING, Posture, aim, shoulder_line, spine_angles
from dorsum.tasks.task import HANDS, Force, Keyframe, Load, Support, Task
from dorsum.units import DEGREE, KPA, MM

DOWN = np.array([0.0, -1.0, 0.0])
SIDES = ("right", "left")
MOST_BALANCE_STEPS = 25
BALANCED_WITHIN = 1e-6  # m
# The joints that share flexion freely in a relaxed posture: those the rib cage does not hold.
RELAXING = (*LUMBAR, "T12/L1", "T11/T12")
RELAXING_STEP = 1e-3  # rad, for differences
LARGEST_RELAXING_STEP = 0.05  # rad in one step of Newton's method
MOST_RELAXING_STEPS = 30
KEPT_FLEXION = 1e4  # N·m/rad: how stiffly the stated lumbar flexion is kept


def frames_of(task: Task, model: Model) -> Frames:
    """Angles, rates, external wrenches and abdominal pressure of a task for a body."""
    body = model.body
    if len(task.keyframes) == 1:
        times, postures = np.zeros(1), [task.keyframes[0].posture]
    else:
        times, postures = _between(task.keyframes, task.frames)
    angles = np.stack([_spine(body, posture) for posture in postures])
    if postures[0].relaxed:
        postures[0], angles = _relaxed(model, task, postures[0], angles)
    else:
        _tilt_pelvis(model, postures, angles)
        _raise_arms(model, postures, task.loads, angles)
    _bend_legs(body, postures, angles)
    if postures[0].stance == "standing":
        _stand(model, task, postures, angles)
        _flatten_feet(body, angles)
    velocities, accelerations = _rates(times, angles)
    external = _external(model, task, postures, angles)
    pressure = np.full(len(times), np.nan)
    if task.abdominal_pressure_kpa is not None:
        pressure[:] = task.abdominal_pressure_kpa * KPA
    return Frames(times, angles, velocities, accelerations, external, pressure)


def _between(keyframes: tuple[Keyframe, ...], frames: int) -> tuple[Floats, list[Posture]]:
    """Postures along minimum-jerk paths from keyframe to keyframe."""
    at = np.array([k.time_s for k in keyframes])
    times = np.linspace(at[0], at[-1], frames)
    postures = []
    for t in times:
        i = min(int(np.searchsorted(at, t, side="right")) - 1, len(at) - 2)
        s = (t - at[i]) / (at[i + 1] - at[i])
        smooth = s**3 * (10 - 15 * s + 6 * s**2)
        postures.append(_blend(keyframes[i].posture, keyframes[i + 1].posture, smooth))
    return times, postures


def _blend(a: Posture, b: Posture, share: float) -> Posture:
    """A posture between two; an angle stated in only one of them counts as 0 in the other."""
    mixed: dict[str, Any] = {}
    for f in fields(Posture):
        if f.name in ("stance", "joints", "relaxed"):
            continue
        x, y = getattr(a, f.name), getattr(b, f.name)
        mixed[f.name] = None if x is None and y is None else (1 - share) * (x or 0.0) + share * (y or 0.0)
    joints = {
        joint: {
            d: (1 - share) * a.joints.get(joint, {}).get(d, 0.0) + share * b.joints.get(joint, {}).get(d, 0.0)
            for d in {*a.joints.get(joint, {}), *b.joints.get(joint, {})}
        }
        for joint in {*a.joints, *b.joints}
    }
    return replace(a, joints=joints, **mixed)


def _spine(body: Body, posture: Posture) -> Floats:
    """Angles (n_bodies, 3) with the spine set."""
    angles = np.zeros((len(body.skeleton.names), 3))
    for joint, values in spine_angles(body.tables, posture).items():
        angles[body.skeleton.joint_index(joint)] = values
    if posture.stance in LYING:
        angles[0] = np.array(LYING[posture.stance]) * DEGREE
    return angles


def _tilt_pelvis(model: Model, postures: list[Posture], angles: Floats) -> None:
    """Turn the pelvis so that the trunk has the stated inclination; flexion turns every bone above it."""
    stated = [posture.trunk_inclination for posture in postures]
    if any(value is not None for value in stated):
        s1, c7 = model.joint("L5/S1"), model.joint("C7/T1")
        upright = model.body.skeleton.centre[c7] - model.body.skeleton.centre[s1]
        line = model.place(angles).origin
        line = line[:, c7] - line[:, s1]
        leaning = np.arctan2(line[:, 0], line[:, 1]) - np.arctan2(upright[0], upright[1])
        for i, value in enumerate(stated):
            if value is not None:
                angles[i, 0, 0] = -(value * DEGREE - leaning[i])
    for i, posture in enumerate(postures):
        if posture.pelvis_tilt is not None:
            angles[i, 0, 0] -= posture.pelvis_tilt * DEGREE


def _raise_arms(model: Model, postures: list[Posture], loads: tuple[Load, ...], angles: Floats) -> None:
    """Arms as stated, hanging, or reaching for the load."""
    skeleton = model.body.skeleton
    posed = model.place(angles)
    for side in SIDES:
        reach = next((load for load in loads if side in HANDS[load.hands] and load.reference), None)
        parent = skeleton.index(f"scapula_{side}")
        humerus, forearm = skeleton.index(f"humerus_{side}"), skeleton.index(f"forearm_{side}")
        for i, posture in enumerate(postures):
            elbow = getattr(posture, f"elbow_flexion_{side}") * DEGREE
            stated = getattr(posture, f"shoulder_flexion_{side}")
            if reach is not None:
                target = load_position(model, reach, posed.origin[i])
                target = target + _hand_offset(reach, side)
                angles[i, humerus], elbow = _reach(
                    model, side, posed.rotation[i, parent], target - posed.origin[i, humerus], reach
                )
            elif stated is not None:
                abduction = getattr(posture, f"shoulder_abduction_{side}") * (-1 if side == "right" else 1)
                angles[i, humerus] = np.array([stated, -abduction, 0.0]) * DEGREE
            elif posture.stance not in LYING:
                arm, bend = _arm(model, side, elbow)
                angles[i, humerus] = aim(
                    posed.rotation[i, parent],
                    skeleton.axes[humerus],
                    arm,
                    bend,
                    DOWN,
                    np.array([-1.0, 0.0, 0.0]),
                )
            angles[i, forearm, 0] = elbow


def _hand_offset(load: Load, side: str) -> Floats:
    """Two hands hold a load at shoulder width, one hand at its centre."""
    if load.hands != "both":
        return np.zeros(3)
    return np.array([0.0, 0.0, 0.15 if side == "right" else -0.15])


def load_position(model: Model, load: Load, origin: Floats) -> Floats:
    """Where the centre of a load is, from the joint centres (n_bodies, 3) of a posed body."""
    skeleton = model.body.skeleton
    if load.reference == "shoulders":
        base = shoulder_line(skeleton, origin)
    elif load.reference in SPINE:
        base = origin[model.joint(str(load.reference))]
    else:
        raise UnknownName("reference of a load", str(load.reference), (*SPINE, "shoulders"))
    return np.asarray(base + np.array([load.forward_m, load.up_m, load.right_m]))


def _arm(model: Model, side: str, elbow: float) -> tuple[Floats, Floats]:
    """From shoulder to grip with the elbow bent, and from that line to the elbow; standing axes."""
    skeleton = model.body.skeleton
    shoulder, joint = (skeleton.centre[skeleton.index(f"{b}_{side}")] for b in ("humerus", "forearm"))
    axes = skeleton.axes[skeleton.index(f"forearm_{side}")]
    c, s = np.cos(elbow), np.sin(elbow)
    turn = axes @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ axes.T
    upper = joint - shoulder
    whole = upper + turn @ (model.grip(side) - joint)
    away = upper - whole * (upper @ whole) / (whole @ whole)
    if np.linalg.norm(away) < 1e-3:
        away = np.array([-1.0, 0.0, 0.0])
    return whole, away


def _reach(model: Model, side: str, parent: Floats, target: Floats, load: Load) -> tuple[Floats, float]:
    """Shoulder angles and elbow flexion that bring the grip to the target (from the shoulder).

    The elbow points down and back.
    """
    distance = float(np.linalg.norm(target))
    low, high = 0.0, 145.0 * DEGREE
    longest, shortest = (float(np.linalg.norm(_arm(model, side, e)[0])) for e in (low, high))
    if not shortest <= distance <= longest:
        raise BadInput(
            f"the {side} hand cannot reach the load: {distance:.2f} m from the shoulder, the arm reaches from"
            f" {shortest:.2f} to {longest:.2f} m (reference {load.reference})"
        )
    for _ in range(50):
        middle = (low + high) / 2
        if np.linalg.norm(_arm(model, side, middle)[0]) > distance:
            low = middle
        else:
            high = middle
    arm, away = _arm(model, side, low)
    axes = model.body.skeleton.axes[model.body.skeleton.index(f"humerus_{side}")]
    return aim(parent, axes, arm, away, target, np.array([-0.5, -1.0, 0.0])), low


def _bend_legs(body: Body, postures: list[Posture], angles: Floats) -> None:
    """Thighs and shanks: horizontal and upright in sitting, knees as stated in standing."""
    skeleton = body.skeleton
    for i, posture in enumerate(postures):
        for side in SIDES:
            femur, shank = skeleton.index(f"femur_{side}"), skeleton.index(f"shank_{side}")
            if posture.stance == "sitting":
                thigh, knee = 90.0, 90.0
            else:
                # Shank and thigh lean by equal angles to the two sides of the vertical.
                thigh, knee = posture.knee_flexion / 2, posture.knee_flexion
            angles[i, femur, 0] = thigh * DEGREE - (angles[i, 0, 0] if posture.stance not in LYING else 0.0)
            angles[i, shank, 0] = -knee * DEGREE


def _stand(model: Model, task: Task, postures: list[Posture], angles: Floats) -> None:
    """The balance rule: the centre of mass of body and load stays over the same point of the feet.

    The body turns about the ankles as one piece until it does. Where the trunk's or pelvis's inclination is
    stated only the legs turn, and the trunk keeps the inclination it was given.
    """
    skeleton = model.body.skeleton
    femurs = [skeleton.index(f"femur_{side}") for side in SIDES]
    foot = skeleton.index("foot_right")
    rest = _ahead_of_ankle(model, (), np.zeros((1, *angles.shape[1:])), foot)[0]
    free = np.array([p.trunk_inclination is None and p.pelvis_tilt is None for p in postures])
    turn, last_turn, last_off = np.zeros(len(angles)), np.zeros(len(angles)), np.zeros(len(angles))
    start = angles.copy()
    for step in range(MOST_BALANCE_STEPS):
        angles[free, 0, 0] = (start[:, 0, 0] + turn)[free]
        for femur in femurs:
            angles[~free, femur, 0] = (start[:, femur, 0] + turn)[~free]
        off = _ahead_of_ankle(model, task.loads, angles, foot) - rest
        if np.abs(off).max() < BALANCED_WITHIN:
            break
        changed = turn - last_turn
        slope = np.where(np.abs(changed) > 1e-12, (off - last_off) / np.where(changed == 0, 1, changed), -1.0)
        slope = np.where(slope < -0.1, slope, -1.0)  # m per rad: about the height of the centre of mass
        last_turn, last_off = turn, off
        turn = turn - off / (slope if step else -np.ones_like(off))


def _ahead_of_ankle(model: Model, loads: tuple[Load, ...], angles: Floats, foot: int) -> Floats:
    """How far the centre of mass of body and loads lies in front of the ankles (frames,), m."""
    posed = model.place(angles)
    masses = model.body.masses
    moment = model.centres_in(posed)[..., 0] @ masses.mass
    total = masses.mass.sum()
    for load in loads:
        total += load.mass_kg
        moment = moment + load.mass_kg * _load_points(model, load, posed)[:, 0]
    return np.asarray(moment / total - posed.origin[:, foot, 0])


def _flatten_feet(body: Body, angles: Floats) -> None:
    skeleton = body.skeleton
    for side in SIDES:
        femur, shank, foot = (skeleton.index(f"{name}_{side}") for name in ("femur", "shank", "foot"))
        angles[:, foot, 0] = -(angles[:, 0, 0] + angles[:, femur, 0] + angles[:, shank, 0])


def _rates(times: Floats, angles: Floats) -> tuple[Floats, Floats]:
    """First and second derivatives of the angles over time."""
    if len(times) == 1:
        return np.zeros_like(angles), np.zeros_like(angles)
    spline = CubicSpline(times, angles, axis=0)
    return spline(times, 1), spline(times, 2)


def _external(model: Model, task: Task, postures: list[Posture], angles: Floats) -> Floats:
    """Wrenches (frames, n_bodies, 6) about the world origin of loads, forces and supports."""
    posed = model.place(angles)
    wrench = np.zeros((*angles.shape[:2], 6))
    for load in task.loads:
        at = _load_points(model, load, posed)
        sides = HANDS[load.hands]
        for side in sides:
            hand = model.body.skeleton.index(f"hand_{side}")
            _push(wrench, hand, at, load.mass_kg / len(sides) * model.gravity)
    for force in task.forces:
        _apply_force(model, force, posed.origin, posed.rotation, wrench)
    for support in task.supports:
        _support(model, support, angles, wrench)
    return wrench


def _load_points(model: Model, load: Load, posed: PosedArrays) -> Floats:
    """Where a load is in every frame (frames, 3), m."""
    if load.reference is not None:
        return np.stack([load_position(model, load, frame) for frame in posed.origin])
    return np.asarray(np.mean([model.grip_in(posed, side) for side in HANDS[load.hands]], axis=0))


def _push(wrench: Floats, body: int, at: Floats, force: Floats) -> None:
    force = np.broadcast_to(force, at.shape)
    wrench[:, body, :3] += force
    wrench[:, body, 3:] += np.cross(at, force)


def _apply_force(model: Model, force: Force, origin: Floats, rotation: Floats, wrench: Floats) -> None:
    names = model.body.skeleton.names
    if force.body not in names:
        raise UnknownName("body", force.body, names)
    body = names.index(force.body)
    at = origin[:, body] + rotation[:, body] @ (np.array(force.at_mm) * MM)
    _push(wrench, body, at, np.array(force.force_n))


def _support(model: Model, support: Support, angles: Floats, wrench: Floats) -> None:
    names = model.body.skeleton.names
    for name in (*support.bodies, *([support.body] if support.body else [])):
        if name not in names:
            raise UnknownName("body", name, names)
    if support.relieves not in LUMBAR:
        raise UnknownName("lumbar joint", support.relieves, LUMBAR)
    if support.kind == "couch":
        chosen = [names.index(name) for name in support.bodies] or list(range(len(names)))
        wrench[:, chosen] -= model.weights(angles)[:, chosen]
        return
    posed = model.place(angles)
    if support.kind == "backrest":
        bodies = [names.index(str(support.body))]
        direction = posed.rotation[:, bodies[0]] @ np.array([1.0, 0.0, 0.0])
    else:
        bodies = [names.index(sided("forearm", side)) for side in SIDES]
        direction = np.broadcast_to(-DOWN, (len(angles), 3))
    unit = np.zeros_like(wrench)
    for body in bodies:
        _push(unit, body, posed.origin[:, body], direction / len(bodies))
    joint = model.joint(support.relieves)
    per_newton = model.moment_about_z(angles, unit, joint)
    force = np.maximum(_asked(model, angles, wrench)[:, SPINE.index(support.relieves)] / per_newton, 0.0)
    wrench += unit * force[:, None, None]


def _asked(model: Model, angles: Floats, external: Floats) -> Floats:
    """Extending moments (frames, 25) that a posture asks of the muscles, N·m."""
    still = np.zeros_like(angles)
    frames = Frames(np.zeros(len(angles)), angles, still, still, external, np.full(len(angles), np.nan))
    required = set_up(model, frames, Options(), moving=False).required
    return np.asarray(required.reshape(len(angles), len(SPINE), 3)[:, :, 0])


def _relaxed(model: Model, task: Task, posture: Posture, angles: Floats) -> tuple[Posture, Floats]:
    """The posture in which passive tissue carries the trunk, near the one stated.

    The joints that no rib cage holds share their flexion so that nothing is asked of the muscles there, and
    the trunk, where its inclination is not stated, sinks forward until that is so. The stated lumbar flexion
    is kept. Newton's method on the moments asked, with differences of `RELAXING_STEP`.
    """
    chosen = [model.joint(joint) for joint in RELAXING]
    rows = [SPINE.index(joint) for joint in RELAXING]
    lumbar = np.array([joint in LUMBAR for joint in RELAXING], dtype=float)
    sinks = posture.trunk_inclination is None
    n = len(RELAXING) + sinks

    def asked(change: Floats) -> tuple[Floats, list[Posture], Floats]:
        """Moments asked (and lumbar flexion gained, weighed) for several changes (k, n) in rad."""
        inclination = (posture.trunk_inclination or 0.0) + (
            change[:, -1] / DEGREE if sinks else np.zeros(len(change))
        )
        postures = [replace(posture, trunk_inclination=float(x)) for x in inclination]
        moved = np.repeat(angles, len(change), axis=0)
        moved[:, chosen, 0] += change[:, : len(RELAXING)]
        _tilt_pelvis(model, postures, moved)
        _raise_arms(model, postures, (), moved)
        moments = _asked(model, moved, _external(model, task, postures, moved))[:, rows]
        kept = KEPT_FLEXION * change[:, : len(RELAXING)] @ lumbar
        return np.column_stack([moments, kept]), postures, moved

    change = np.zeros(n)
    for _ in range(MOST_RELAXING_STEPS):
        steps = np.vstack([np.zeros(n), RELAXING_STEP * np.eye(n)])
        values, _, _ = asked(change + steps)
        slope = (values[1:] - values[0]).T / RELAXING_STEP
        step = np.linalg.lstsq(slope, -values[0], rcond=None)[0]
        change = change + step * min(1.0, LARGEST_RELAXING_STEP / np.abs(step).max())
        if np.abs(step).max() < 1e-4:
            break
    _, postures, moved = asked(change[None])
    return postures[0], moved
