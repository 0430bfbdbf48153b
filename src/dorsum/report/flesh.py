"""The soft outline of the body around the bones. For the eye alone: no mechanics rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.report.bones import CRANIUM, FACE, JAW, TEETH
from dorsum.report.drawing import Balls, balls
from dorsum.report.figure import Figure
from dorsum.units import MM

SKIN = 0.012  # m over bones and muscles of the trunk
NECK = (0.052, 0.052)  # half depth and half width, m
REFERENCE_GIRTH = 70.0 / 1.65  # kg/m at which the radii below hold
LIMBS = {
    "upper arm": (("humerus", "forearm"), (0.050, 0.046, 0.040)),
    "forearm": (("forearm", "hand"), (0.041, 0.040, 0.027)),
    "thigh": (("femur", "shank"), (0.085, 0.078, 0.056)),
    "lower leg": (("shank", "foot"), (0.054, 0.056, 0.036)),
}
NOSE = ((98, 618, 0, 7), (112, 592, 0, 9), (94, 580, 8, 9))
LIPS = ((92, 566, 8, 11), (88, 548, 8, 11))
TURN = np.linspace(0.0, 2.0 * np.pi, 20, endpoint=False)


@dataclass(frozen=True, eq=False)
class Flesh:
    """Soft tissue of a figure, as parts to be drawn in one outline."""

    figure: Figure

    def trunk(self) -> list[Balls]:
        """Pelvis, abdomen, thorax and neck as slices carried by the vertebrae, wrapped two by two."""
        rims = [self.figure.carry(body, rim) for body, rim in self.slices]
        parts = [Balls(np.concatenate(pair), np.zeros(2 * len(TURN))) for pair in pairwise(rims)]
        return [*parts, *self._pelvis(), *self._shoulders()]

    @cached_property
    def slices(self) -> tuple[tuple[int, Floats], ...]:
        """Slices of standing, each with the body that carries it, caudal → cranial."""
        skeleton = self.figure.skeleton
        cloud = _cloud(self.figure.body)
        found = []
        for level in (f"{r}{i}" for r, n in (("L", 5), ("T", 12), ("C", 7)) for i in range(n, 0, -1)):
            if level in ("C1", "C2"):
                continue
            index = skeleton.index(level)
            middle = skeleton.middle(level)
            near = cloud[np.abs(cloud[:, 1] - middle[1]) < 0.02]
            if level[0] == "C" or level in ("T1", "T2"):
                thick = {"T2": 1.5, "T1": 1.25, "C7": 1.08}.get(level, 1.0)
                back, front, half = (
                    middle[0] - NECK[0] * thick * 1.1,
                    middle[0] + NECK[0] * thick,
                    NECK[1] * thick,
                )
            else:
                back, front = near[:, 0].min() - SKIN, near[:, 0].max() + SKIN
                half = np.abs(near[:, 2]).max() + SKIN
            found.append([index, middle[1], back, front, half])
        rows = np.array(found)
        rows[:17, 2:] = _softened(rows[:17, 2:])
        return tuple((int(i), _rim(*rest)) for i, *rest in rows)

    def _pelvis(self) -> list[Balls]:
        lowest = self.slices[0]
        waist = self.figure.carry(*lowest)
        rows = (
            (52, 0, 82, 40),
            (-30, 0, 80, 50),
            (-44, -60, 62, 64),
            (-38, -112, 60, 64),
            (40, -95, 50, 44),
            (6, -118, 92, 56),
        )
        hips = self.figure.shape("pelvis", *rows)
        return [
            Balls(np.concatenate([waist, hips.centres]), np.concatenate([np.zeros(len(waist)), hips.radii]))
        ]

    def _shoulders(self) -> list[Balls]:
        neck = self.figure.carry(*self.slices[-5])
        chest = self.figure.carry(*self.slices[13])
        parts = []
        for side in SIDES:
            shoulder = self.figure.joint(f"humerus_{side}")
            for rim in (neck, chest):
                away = shoulder - rim.mean(axis=0)
                half = rim[(rim - rim.mean(axis=0)) @ away > -0.03 * np.linalg.norm(away)]
                parts.append(
                    Balls(np.concatenate([half, shoulder[None]]), np.append(np.zeros(len(half)), 0.048))
                )
        return parts

    def head(self) -> list[Balls]:
        """Head and face."""
        rows = [
            tuple((x, y, z, r + 7) for x, y, z, r in part)
            for part in (CRANIUM, (*FACE, *LIPS), (*LIPS, *JAW, *TEETH))
        ]
        parts = [self.figure.shape("skull", *part) for part in (*rows, NOSE)]
        neck = self.figure.carry(*self.slices[-1])
        throat = self.figure.shape("skull", (-50, 590, 20, 26), (30, 560, 20, 30))
        return [
            *parts,
            Balls(
                np.concatenate([neck, throat.centres]), np.concatenate([np.zeros(len(neck)), throat.radii])
            ),
        ]

    def arm(self, side: str) -> list[Balls]:
        """Upper arm, forearm and hand."""
        wrist, knuckles, tips = self.figure.hand(side)
        hand = [balls((wrist, 0.024), (knuckles, 0.032)), balls((knuckles, 0.03), (tips, 0.014))]
        return [*self._limb("upper arm", side), *self._limb("forearm", side), *hand]

    def leg(self, side: str) -> list[Balls]:
        """Thigh, lower leg and foot."""
        ankle = self.figure.joint(sided("foot", side))
        heel, ball, toes = self.figure.sole(side)
        up = ankle - (heel + ball) / 2
        up = up / np.linalg.norm(up)
        foot = [
            balls((ankle, 0.036), (heel + 0.024 * up, 0.024), (ball + 0.026 * up, 0.026)),
            balls((ball + 0.024 * up, 0.024), (toes + 0.014 * up, 0.014)),
        ]
        return [*self._limb("thigh", side), *self._limb("lower leg", side), *foot]

    def _limb(self, name: str, side: str) -> list[Balls]:
        (first, second), radii = LIMBS[name]
        subject = self.figure.body.subject
        girth = np.sqrt(subject.mass_kg / subject.height_m / REFERENCE_GIRTH)
        start, end = (self.figure.joint(sided(bone, side)) for bone in (first, second))
        middle = start + 0.35 * (end - start)
        (a, b, c) = (r * girth for r in radii)
        return [balls((start, a), (middle, b)), balls((middle, b), (end, c))]


def _softened(rows: Floats) -> Floats:
    """Each slice with its neighbours, twice, so that the outline has no steps."""
    for _ in range(2):
        rows[1:-1] = (rows[:-2] + 2 * rows[1:-1] + rows[2:]) / 4
    return rows


def _rim(height: float, back: float, front: float, half: float) -> Floats:
    middle, deep = (back + front) / 2, (front - back) / 2
    round_off = 0.8  # below 1 the slice is squarer than an ellipse
    c, s = np.cos(TURN), np.sin(TURN)
    x = middle + deep * np.sign(c) * np.abs(c) ** round_off
    z = half * np.sign(s) * np.abs(s) ** round_off
    return np.column_stack([x, np.full(len(TURN), height), z])


def _cloud(body: Body) -> Floats:
    """Points along the trunk's muscles and ribs in standing, m."""
    names = body.skeleton.names
    trunk_bones = ("pelvis", "sternum", "rib", "L", "T")
    points = []
    for fascicle in body.fascicles:
        line = np.array([p.position for p in fascicle.path])
        if all(names[p.body].startswith(trunk_bones) for p in fascicle.path):
            share = np.linspace(0, len(line) - 1, 8 * len(line))
            points.append(
                np.column_stack([np.interp(share, np.arange(len(line)), line[:, c]) for c in range(3)])
            )
    skeleton = body.skeleton
    for row in body.tables.curves:
        if row.curve.startswith("rib") and row.outer_x_mm is not None:
            rib = skeleton.index(f"{row.bone}_right")
            at = np.array([row.outer_x_mm, row.outer_y_mm, row.outer_z_mm], dtype=float) * MM
            points.append(skeleton.to_standing(rib, at)[None])
    return np.concatenate(points)
