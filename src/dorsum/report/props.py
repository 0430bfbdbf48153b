"""What surrounds the body: loads in the hands, other outer forces, floor, seat and couch.

They are read from the outer forces of the frame, so a picture shows what was computed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.report.drawing import UNITS_PER_M, Picture, path, polygon
from dorsum.report.drawn.areas import roomiest
from dorsum.report.drawn.paint import Painted
from dorsum.report.drawn.posed import Posed, Thing
from dorsum.report.drawn.solids import Solid, box, tube
from dorsum.report.figure import ResultFigure

FRONT = 4  # layer
LABEL_ROOM = 140.0  # half-millimetres, half as wide as the label of a load
STRAP = 0.004  # m, half as thick as the strap of a bag
LEAST_LOAD = 0.05  # kg
LEAST_FORCE = 15.0  # N, for an arrow
ARROW = 0.0006  # m per N
LONGEST_ARROW = 0.22  # m
SEATED = ("pelvis", "femur", "foot")  # what seat and floor bear is no arrow


@dataclass(frozen=True)
class HeldLoad:
    """A weight that hangs on the hands."""

    mass_kg: float
    at: Floats  # (3,) where its weight acts, m
    hands: tuple[str, ...]


@dataclass(frozen=True)
class Push:
    """Another force on a body."""

    body: str
    at: Floats  # (3,) the point of its line nearest to the joint of the body, m
    force_n: Floats  # (3,)

    @property
    def bone(self) -> str:
        """The body without its side."""
        return self.body.removesuffix("_right").removesuffix("_left")


def held_loads(figure: ResultFigure) -> list[HeldLoad]:
    """The loads of the frame; two hands that pull at one point hold one load."""
    external = figure.result.frames.external[figure.frame]
    gravity = figure.body.tables.constant("gravity")
    found: list[HeldLoad] = []
    for side in SIDES:
        force, moment = np.split(external[figure.skeleton.index(f"hand_{side}")], 2)
        mass = -float(force[1]) / gravity
        if mass < LEAST_LOAD:
            continue
        height = figure.hand(side)[:2, 1].mean()
        at = np.array([moment[2] / force[1], height, -moment[0] / force[1]])
        if found and np.allclose(found[0].at, at, atol=1e-3):
            at[1] = (at[1] + found[0].at[1]) / 2
            found = [HeldLoad(found[0].mass_kg + mass, at, SIDES)]
        else:
            found.append(HeldLoad(mass, at, (side,)))
    return found


def lies(figure: ResultFigure) -> bool:
    """Whether something bears the weight of the pelvis itself, and no seat does."""
    return bool(figure.result.frames.external[figure.frame, 0, 1] > LEAST_FORCE) and not _sits(figure)


def pushes(figure: ResultFigure) -> list[Push]:
    """Outer forces other than loads in the hands and the couch."""
    external = figure.result.frames.external[figure.frame]
    found = []
    for i, name in enumerate(figure.skeleton.names):
        force, moment = np.split(external[i], 2)
        size = float(np.linalg.norm(force))
        if size < LEAST_FORCE or name.startswith(("hand", *SEATED * _sits(figure))) or lies(figure):
            continue
        foot = np.cross(force, moment) / size**2
        at = foot + force * ((figure.origin[i] - foot) @ force) / size**2
        found.append(Push(name, at, force))
    return found


def load_solids(figure: ResultFigure) -> list[tuple[Thing, Solid]]:
    """A crate for two hands, a bag with its strap for one."""
    found = []
    for load in held_loads(figure):
        thing = Thing("load", _title(load))
        centre, size = _box(load)
        found.append((thing, box(centre, size)))
        if len(load.hands) == 1:
            for end in (-0.4, 0.4):
                corner = centre + size * np.array([end, 0.5, 0.0])
                found.append((thing, tube(np.array([corner, load.at]), np.full(2, STRAP))))
    return found


def draw_load_labels(picture: Picture, figure: ResultFigure, posed: Posed, painted: Painted) -> None:
    """The mass on each load, where there is most room on what is seen of it."""
    for load in held_loads(figure):
        title = _title(load)
        spot = roomiest(painted, np.array([thing.title == title for thing in posed.things]))
        if spot is None:
            continue
        narrow = "" if len(load.hands) == 2 else " small"
        left, right = painted.window[:, 0] + [
            LABEL_ROOM,
            -LABEL_ROOM,
        ]  # whole, also where only a corner is seen
        x, y = round(float(np.clip(spot[0], left, max(left, right)))), round(float(spot[1]))
        label = f'<text class="load-label{narrow}" x="{x}" y="{y}">{load.mass_kg:.3g} kg</text>'
        picture.add(FRONT, 0.5, label)


def _title(load: HeldLoad) -> str:
    where = "both hands" if len(load.hands) == 2 else f"the {load.hands[0]} hand"
    return f"{load.mass_kg:.3g} kg in {where}"


def _box(load: HeldLoad) -> tuple[Floats, Floats]:
    """Centre and size of what is held, m; a heavier one is larger."""
    small = min(1.0, 0.55 + load.mass_kg / 40)
    if len(load.hands) == 2:
        return load.at + np.array([0.0, -0.04, 0.0]) * small, np.array([0.34, 0.22, 0.40]) * small
    return load.at - np.array([0.0, 0.20, 0.0]) * small, np.array([0.24, 0.24, 0.12]) * small


def draw_pushes(picture: Picture, figure: ResultFigure, *, labels: bool = True) -> None:
    """An arrow that ends where the force acts, with its size; equal forces left and right share one label."""
    found = pushes(figure)
    bones = Counter(push.bone for push in found)
    for push in found:
        size = float(np.linalg.norm(push.force_n))
        times = f"{bones[push.bone]} × " if bones[push.bone] > 1 else ""
        length = min(max(size * ARROW, 0.06), LONGEST_ARROW)
        tail = push.at - push.force_n / size * length
        start, end = picture.camera.flat(np.array([tail, push.at]))
        along = (end - start) / max(float(np.linalg.norm(end - start)), 1.0)
        across = np.array([along[1], -along[0]])
        head = end - 50 * along
        one = [start + 7 * across, head + 7 * across, head + 26 * across]
        other = [head - 26 * across, head - 7 * across, start - 7 * across]
        shaft = np.array([*one, end, *other])
        title = f"{push.body.replace('_', ' ')}: {size:.0f} N"
        picture.add(FRONT, 1.0, path(polygon(shaft), "arrow", title), shaft)
        x, y = (start - 46 * along).round().astype(int)
        label = f'<text class="force-label" x="{x}" y="{y}">{times}{size:.0f} N</text>'
        if labels and bones.pop(push.bone, 0):
            picture.add(FRONT + 1, 1.0, label)


def draw_ground(picture: Picture, figure: ResultFigure) -> None:
    """Floor, seat or couch beneath a side view; call it when everything else is drawn."""
    (left, _), (right, bottom) = picture.extent()
    if lies(figure):
        slab = _plate(left - 60, bottom, right + 60, bottom + 70)
        legs = [_plate(x - 20, bottom + 70, x + 20, bottom + 300) for x in (left + 120, right - 120)]
        picture.add(0, 0.0, path("".join(map(polygon, [slab, *legs])), "furniture"), slab)
        return
    floor = -figure.floor * UNITS_PER_M
    if _sits(figure):
        hip = picture.camera.flat(figure.joint("femur_right")[None])[0]
        seat = hip[1] + 0.10 * UNITS_PER_M * figure.skeleton.scale
        plate = _plate(hip[0] - 360, seat, hip[0] + 420, seat + 60)
        post = _plate(hip[0] - 30, seat + 60, hip[0] + 30, floor)
        foot = _plate(hip[0] - 260, floor - 34, hip[0] + 260, floor)
        picture.add(0, 0.0, path("".join(map(polygon, [plate, post, foot])), "furniture"), plate)
    ground = _plate(left - 140, floor, right + 140, floor + 14)
    picture.add(0, 0.0, path(polygon(ground), "floor"), ground)


def _plate(left: float, top: float, right: float, bottom: float) -> Floats:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _sits(figure: ResultFigure) -> bool:
    """Thighs near level and shanks near upright."""
    hip, knee, ankle = (figure.joint(f"{name}_right") for name in ("femur", "shank", "foot"))
    thigh, shank = (knee - hip) / np.linalg.norm(knee - hip), (ankle - knee) / np.linalg.norm(ankle - knee)
    return bool(abs(thigh[1]) < 0.15 and shank[1] < -0.98)
