"""The rhythm of the girdle: how clavicle and scapula turn when an arm is raised.

What people did with pins in their bones (`scapular_rhythm.csv`) is given by the elevation of the upper arm
against the thorax, whatever the plane. On this skeleton the scapula would leave the ribs by it, so the turns
taken are those nearest to the measured ones with which its corners keep their distance from the thorax:
least Σ (turn/5°)² + Σ (distance/rms of the surface)², at each row of the table; smooth between the rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.gliding import Gliding, build_gliding
from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.model import Model
from dorsum.motion.pose import per_model
from dorsum.motion.turns import joint_turns, rotation_of
from dorsum.units import DEGREE

THORAX = "sternum"  # on which the clavicles hang
MIRRORED = np.array([1.0, -1.0, -1.0])  # angles z, x, y of the left side over those of the right
STEPS, SAME, STEP = 20, 1e-8, 1e-6  # rounds at most; rad: what no longer counts, and a difference


class Rhythm(NamedTuple):
    """Turns of clavicle and scapula on the right side, k of them, and how they change with elevation."""

    elevation: Floats  # (k,) rad, of the upper arm against the thorax; the first is that of the hanging arm
    turns: Floats  # (k, 2: clavicle, scapula, 3: z x y) rad
    slopes: Floats  # (k, 2, 3)

    def at(self, elevation: Floats) -> Floats:
        """Turns (…, 2, 3) rad at elevations (…) rad; beyond the table as at its ends."""
        at = np.clip(elevation, self.elevation[0], self.elevation[-1])
        i = np.clip(np.searchsorted(self.elevation, at, side="right") - 1, 0, len(self.elevation) - 2)
        wide = self.elevation[i + 1] - self.elevation[i]
        t = (at - self.elevation[i]) / wide
        t, wide = t[..., None, None], wide[..., None, None]
        lower, upper = self.turns[i], self.turns[i + 1]
        begins, ends = self.slopes[i] * wide, self.slopes[i + 1] * wide
        rest = 1.0 - t
        return np.asarray(
            rest**2 * ((1.0 + 2.0 * t) * lower + t * begins) + t**2 * ((3.0 - 2.0 * t) * upper - rest * ends)
        )


class Girdle(NamedTuple):
    """What the right girdle is, standing, m, and where it glides."""

    clavicle: Floats  # (3,) from the sternoclavicular to the acromioclavicular joint
    scapula: Floats  # (3,) from there to the shoulder
    axes: Floats  # (2, 3, 3) of the two joints
    centre: Floats  # (3,) of the sternoclavicular joint
    corners: Floats  # (3, 3) from the acromioclavicular joint
    gliding: Gliding
    ellipsoid: Floats  # (3,) centre
    hanging: Floats  # (3,) direction of the upper arm

    def outside(self, clavicle: Floats, scapula: Floats) -> Floats:
        """How far the corners of the scapula stand off the thorax (…, 3) m, with rotations (…, 3, 3) of both
        bones against it."""
        joint = self.centre + clavicle @ self.clavicle
        at = joint[..., None, :] + self.corners @ np.swapaxes(scapula, -1, -2)
        return self.gliding.outside(at - self.ellipsoid)

    def moved(self, clavicle: Floats, scapula: Floats) -> Floats:
        """How far the shoulder goes (…, 3) m."""
        found = clavicle @ self.clavicle + scapula @ self.scapula
        return np.asarray(found - self.clavicle - self.scapula)


@per_model
def girdle_of(model: Model) -> Girdle:
    """The right girdle of a model."""
    return build_girdle(model.body)


@per_model
def rhythm_of(model: Model) -> Rhythm:
    """The rhythm of a model's girdle."""
    return build_rhythm(model.body, girdle_of(model))


def build_girdle(body: Body) -> Girdle:
    """The right girdle of a body."""
    skeleton = body.skeleton
    glide = build_gliding(body.tables, skeleton)
    clavicle, scapula, humerus, forearm = (
        skeleton.index(f"{bone}_right") for bone in ("clavicle", "scapula", "humerus", "forearm")
    )
    centre, arm = skeleton.centre, skeleton.centre[forearm] - skeleton.centre[humerus]
    own = glide.body == scapula
    return Girdle(
        clavicle=centre[scapula] - centre[clavicle],
        scapula=centre[humerus] - centre[scapula],
        axes=skeleton.axes[[clavicle, scapula]],
        centre=centre[clavicle],
        corners=glide.point[own],
        gliding=glide,
        ellipsoid=centre[glide.carrier] + glide.centre[own][0],
        hanging=arm / np.linalg.norm(arm),
    )


def build_rhythm(body: Body, girdle: Girdle) -> Rhythm:
    """The rhythm of a body's girdle."""
    tables = body.tables
    rows = tables.scapular_rhythm
    turns = np.array([row.turns for row in rows]) * DEGREE
    found = _on_the_thorax(girdle, turns, tables.constant("rhythm_spread") * DEGREE, girdle.gliding.rms)
    elevation = np.array([row.elevation_deg for row in rows]) * DEGREE
    elevation[0] = np.arccos(-girdle.hanging[1])
    return Rhythm(elevation, found, _slopes(elevation, found))


def _on_the_thorax(girdle: Girdle, turns: Floats, spread: float, rms: float) -> Floats:
    """Turns (k, 2, 3) rad near the given ones with which the scapula stays on the thorax: by Gauss and
    Newton."""
    clavicle, scapula = rotations(girdle.axes, turns)
    before = girdle.outside(np.eye(3), np.eye(3))

    def left(x: Floats) -> Floats:
        off = girdle.outside(_turned(x[:, :3]) @ clavicle, _turned(x[:, 3:]) @ scapula) - before
        return np.concatenate([x / spread, off / rms], axis=1)

    x = np.zeros((len(turns), 6))
    for _ in range(STEPS):
        now = left(x)
        slopes = np.stack([(left(x + STEP * e) - now) / STEP for e in np.eye(6)], axis=-1)
        across = np.swapaxes(slopes, 1, 2)
        move = np.linalg.solve(across @ slopes, across @ now[..., None])[..., 0]
        x = x - move
        if np.abs(move).max() < SAME:
            break
    return turns_of(girdle.axes, _turned(x[:, :3]) @ clavicle, _turned(x[:, 3:]) @ scapula)


def rotations(axes: Floats, turns: Floats) -> tuple[Floats, Floats]:
    """Rotations (…, 3, 3) of clavicle and scapula against the thorax of turns (…, 2, 3: z x y) rad, with the
    axes (2, 3, 3) of their joints."""
    each = rotation_of(axes, turns)
    return each[..., 0, :, :], each[..., 0, :, :] @ each[..., 1, :, :]


def turns_of(axes: Floats, clavicle: Floats, scapula: Floats) -> Floats:
    """Turns (…, 2, 3: z x y) rad of rotations (…, 3, 3) of clavicle and scapula against the thorax."""
    own = joint_turns(np.eye(3), axes[0], clavicle), joint_turns(clavicle, axes[1], scapula)
    return np.stack(own, axis=-2)


def _turned(vector: Floats) -> Floats:
    """Rotations (…, 3, 3) about vectors (…, 3) by their length, rad."""
    angle = np.sqrt(np.vecdot(vector, vector) + np.finfo(float).tiny)[..., None, None]
    x, y, z = (vector[..., k] for k in range(3))
    still = np.zeros_like(x)
    across = np.stack([still, -z, y, z, still, -x, -y, x, still], axis=-1).reshape(*x.shape, 3, 3)
    half = np.sinc(angle / (2.0 * np.pi))
    return np.asarray(np.eye(3) + np.sinc(angle / np.pi) * across + half**2 / 2.0 * across @ across)


def _slopes(at: Floats, values: Floats) -> Floats:
    """Slopes (k, …) with which cubic pieces through values (k, …) have no hill between two; nought at the
    ends, so that an arm that swings through hanging does so smoothly."""
    wide = np.diff(at).reshape(-1, *[1] * (values.ndim - 1))
    rise = np.diff(values, axis=0) / wide
    found = np.zeros_like(values)
    before, after = rise[:-1], rise[1:]
    alike = before * after > 0.0
    one, other = 2.0 * wide[1:] + wide[:-1], wide[1:] + 2.0 * wide[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        found[1:-1] = np.where(alike, (one + other) / (one / before + other / after), 0.0)
    return found


def elevation_of(model: Model, thorax: Floats, humerus: Floats) -> Floats:
    """Elevation (sides, frames) rad of the upper arms against the thorax: nought where they point down it.

    Rotations (frames, 3, 3) and (sides, frames, 3, 3) in the world.
    """
    hanging = girdle_of(model).hanging
    both = np.array([hanging if side == "right" else hanging * [1.0, 1.0, -1.0] for side in SIDES])
    along = (humerus @ both[:, None, :, None])[..., 0]
    return np.asarray(np.arccos(np.clip(-np.vecdot(along, thorax[..., 1]), -1.0, 1.0)))


class Shoulders(NamedTuple):
    """Where a raised arm hangs: of both sides, frames second."""

    turns: Floats  # (sides, frames, 2: clavicle, scapula, 3: z x y) rad
    scapula: Floats  # (sides, frames, 3, 3) rotations in the world
    moved: Floats  # (sides, frames, 3) m, of the shoulder from where it is with the arm hanging


def shoulders(model: Model, thorax: Floats, elevation: Floats) -> Shoulders:
    """Of elevations (sides, frames) rad, with the rotations (frames, 3, 3) of the thorax in the world."""
    girdle, found = girdle_of(model), rhythm_of(model).at(elevation)
    clavicle, scapula = rotations(girdle.axes, found)
    moved = girdle.moved(clavicle, scapula)
    for i, side in enumerate(SIDES):
        if side == "left":
            flip = np.diag([1.0, 1.0, -1.0])
            found[i] *= MIRRORED
            scapula[i] = flip @ scapula[i] @ flip
            moved[i] *= [1.0, 1.0, -1.0]
    return Shoulders(found, thorax @ scapula, (thorax @ moved[..., None])[..., 0])
