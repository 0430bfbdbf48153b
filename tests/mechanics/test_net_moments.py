"""Net joint moments by three roads: what balance asks of the muscles, energy, and Newton and Euler."""

import numpy as np
import pytest

from dorsum.body.skeleton import SPINE
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.net import net_moments, on_bodies, pressure_wrench, standing_on_ground

STEP = 1e-5  # rad
MOMENT = {"rtol": 0, "atol": 1e-6}  # N·m: double precision, differences of energies near 1e3 J by 1e-5 rad


def frames_of(model, angles, velocities=None, accelerations=None, external=None, root=None):
    n, bodies = angles.shape[:2]
    still = np.zeros_like(angles)
    return Frames(
        np.arange(n) * 0.1,
        angles,
        still if velocities is None else velocities,
        still if accelerations is None else accelerations,
        np.zeros((n, bodies, 6)) if external is None else external,
        np.full(n, np.nan),
        root,
    )


@pytest.fixture
def turned(male, rng):
    """Random postures and rates of all joints but the legs and the root."""
    bodies = len(male.body.skeleton.names)
    free = np.array([[axis in turns for axis in "zxy"] for turns in male.body.skeleton.freedoms])
    free[standing_on_ground(male.body)] = False
    return [scale * rng.uniform(-1, 1, (3, bodies, 3)) * free for scale in (0.2, 1.0, 4.0)]


def test_they_are_what_the_balance_asks_with_springs_fibres_and_pressure(male, turned, rng):
    """Required of the active fibres = net − springs − stretched fibres − pressure."""
    external = rng.normal(0, 20, (*turned[0].shape[:2], 6))
    root = rng.normal(0, 2, (3, 3))
    frames = frames_of(male, *turned, external=external, root=root)
    eq = set_up(male, frames, Options(fibre_passive=False))
    thrust = pressure_wrench(male, male.place(frames.angles), eq.pressure)
    above = np.einsum("jb,fbc->fjc", np.asarray(male.mech.above), thrust)
    spine = [male.joint(joint) for joint in SPINE]
    about = above[:, spine, 3:] - np.cross(eq.posed.origin[:, spine], above[:, spine, :3])
    by_pressure = np.einsum("fjkc,fjc->fjk", male.joint_axes(frames.angles)[:, spine], about)
    required, passive = (part.reshape(by_pressure.shape) for part in (eq.required, eq.passive))
    assert np.abs(by_pressure).max() > 1
    assert np.allclose(net_moments(male, frames)[:, spine], required + passive + by_pressure, **MOMENT)
    assert np.allclose(on_bodies(male, frames, male.place(frames.angles)) + thrust, eq.carried, **MOMENT)


def test_at_rest_they_are_the_slope_of_potential_energy(male, turned):
    angles = turned[0][:1]
    net = net_moments(male, frames_of(male, angles))[0]
    mass, up = male.body.masses.mass, -male.gravity[1]

    def height_energy(q):
        return mass @ male.centres_in(male.place(q))[0, :, 1] * up

    for name in ("L5/S1", "T7/T8", "C2/C3", "glenohumeral_right", "elbow_left", "sternoclavicular_left"):
        joint = male.joint(name)
        for axis in range(3):
            there, back = angles.copy(), angles.copy()
            there[0, joint, axis] += STEP
            back[0, joint, axis] -= STEP
            slope = (height_energy(there) - height_energy(back)) / (2 * STEP)
            assert net[joint, axis] == pytest.approx(slope, abs=1e-5), (name, axis)


def test_moving_they_are_newton_and_euler_by_differences(male, turned):
    """Rates of momentum by differences along the motion, summed over all above each joint."""
    angles, rates, second = (part[:1] for part in turned)
    inertia, mass = male.body.masses.inertia, male.body.masses.mass
    h = 1e-4

    def at(t):
        posed = male.place(angles + t * rates + t**2 / 2 * second)
        return male.centres_in(posed)[0], posed.rotation[0]

    def momentum(t):
        (c0, r0), (c, r), (c1, r1) = at(t - h), at(t), at(t + h)
        spin = (r1 - r0) / (2 * h) @ np.swapaxes(r, 1, 2)
        omega = np.stack([spin[:, 2, 1], spin[:, 0, 2], spin[:, 1, 0]], axis=-1)
        linear = mass[:, None] * (c1 - c0) / (2 * h)
        turned = np.einsum("bij,bj->bi", r @ inertia @ np.swapaxes(r, 1, 2), omega)
        return np.concatenate([linear, np.cross(c, linear) + turned], axis=-1)

    centre, _ = at(0.0)
    force = mass[:, None] * male.gravity
    acting = np.concatenate([force, np.cross(centre, force)], axis=-1)
    acting -= (momentum(h) - momentum(-h)) / (2 * h)
    posed = male.place(angles)
    above = np.asarray(male.mech.above) @ acting
    moment = above[:, 3:] - np.cross(posed.origin[0], above[:, :3])
    expected = -np.einsum("jkc,jc->jk", male.joint_axes(angles)[0], moment)
    net = net_moments(male, frames_of(male, angles, rates, second))[0]
    known = ~standing_on_ground(male.body)
    assert np.abs(net[known] - net_moments(male, frames_of(male, angles))[0][known]).max() > 1
    assert np.abs(net - expected)[known].max() < 1e-4  # N·m: differences of second order over 1e-4 s


def test_legs_and_root_are_unknown(male):
    bodies = len(male.body.skeleton.names)
    net = net_moments(male, frames_of(male, np.zeros((1, bodies, 3))))[0]
    joints = male.body.skeleton.joints
    unknown = {joint for joint, row in zip(joints, net, strict=True) if np.isnan(row).all()}
    legs = {f"{joint}_{side}" for joint in ("hip", "knee", "ankle") for side in ("right", "left")}
    assert unknown == {"root", *legs}
    assert np.isfinite(net[~np.isnan(net[:, 0])]).all()
