"""Ribs, costal cartilages and sternum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, pulled, resampled, tube
from dorsum.shape.bones.shapes import Array, sheet, xyz

# Looks only, no mechanics rests on these. mm.
AROUND = 10  # points around a rib
SPACING = 10.0  # between rings along a rib
REACH = 9.0
THINNEST = 0.45  # of the half-height: no section of a rib is flatter
HEAD = 1.15  # a rib's head against its neck
CARTILAGE = {1: (8.0, 5.0), 2: (6.5, 4.5)}  # half-height and half-thickness at the sternum; others below
OTHER_CARTILAGE = (5.5, 4.5)
WITH_RIB = 0.2  # share of a cartilage that goes with its rib alone
FINE = 80  # points of its line among which the nearest to a vertex is looked for
FREE_END = (2.5, 2.0)  # of the cartilages of ribs 8 to 10, which taper to the one above
STERNUM_STEP = 2.4
# The sternum's mid-line: x, y, half-width and half-thickness, from the jugular notch to the xiphoid's tip.
STERNUM = (
    (59.0, 422.0, 17.0, 6.0), (67.0, 411.0, 28.0, 6.5), (76.0, 398.0, 20.0, 6.5), (88.0, 385.5, 13.5, 5.5),
    (91.0, 374.0, 16.5, 6.0), (97.0, 345.0, 18.0, 6.8), (103.0, 325.0, 19.5, 6.8), (111.0, 296.0, 22.0, 6.6),
    (115.0, 282.0, 19.0, 6.0), (118.0, 272.0, 8.0, 4.5), (122.0, 260.0, 4.5, 2.8), (125.0, 252.5, 2.0, 2.4),
)  # fmt: skip
CLAVICLE_NOTCH = (54.0, 425.0, 16.0)


def rib(m: Measured, number: int) -> Model:
    """The bony part of a right rib, a flat tube through its measured sections."""
    curve = f"rib{number}_centreline"
    centre = m.curve(curve)
    tall = (m.curve(curve, "upper") - m.curve(curve, "lower")) / 2
    thick = _across(centre, tall, (m.curve(curve, "outer") - m.curve(curve, "inner")) / 2)
    for part in (tall, thick):  # the ends are measured as points
        part[0], part[-1] = part[1] * HEAD, part[-2]
    length = float(np.linalg.norm(np.diff(centre, axis=0), axis=1).sum())
    count = max(int(length / SPACING), 16)
    rings = [resampled(centre, count), _along(tall, centre, count), _along(thick, centre, count)]
    points = [at for name, at in m.landmarks(f"rib{number}").items() if name.startswith("rib_")]
    return pulled(tube(rings[0], rings[1], rings[2], AROUND), np.array(points), REACH)


def cartilage(m: Measured, number: int) -> Model:
    """A costal cartilage, from the end of its rib to the sternum or to the cartilage above.

    Its weight is the share of what it joins.
    """
    line = m.curve(f"costal_cartilage{number}_line")
    curve = f"rib{number}_centreline"
    tall = (m.curve(curve, "upper") - m.curve(curve, "lower"))[-2] / 2
    thick = (m.curve(curve, "outer") - m.curve(curve, "inner"))[-2] / 2
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    count = max(int(length / SPACING), 6)
    centres = resampled(line, count)
    end = CARTILAGE.get(number, OTHER_CARTILAGE if number < 8 else FREE_END)
    share = np.linspace(0, 1, count)[:, None]
    tangent = np.gradient(centres, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    start = thick - (thick * tangent).sum(1, keepdims=True) * tangent
    front = np.array([1.0, 0.0, 0.3]) - tangent * (tangent @ [1.0, 0.0, 0.3])[:, None]
    outward = _unit(_unit(start) * (1 - share) + _unit(front) * share)
    upward = np.cross(tangent, outward) * np.sign(np.cross(tangent[0], outward[0]) @ tall or 1.0)
    high = np.linalg.norm(tall) * (1 - share) + end[0] * share
    deep = np.linalg.norm(thick) * (1 - share) + end[1] * share
    points = [at for name, at in m.landmarks(f"rib{number}").items() if name.startswith("costal")]
    model = pulled(tube(centres, upward * high, outward * deep, AROUND), np.array(points), REACH)
    return replace(model, weight=_held(model.vertices, resampled(line, FINE)))


def _held(vertices: Array, line: Array) -> Array:
    """How far each vertex (n,) goes with what the cartilage joins: not beside its rib, wholly at its end."""
    near = np.argmin(np.linalg.norm(vertices[:, None] - line[None], axis=2), axis=1) / (len(line) - 1)
    x = np.clip((near - WITH_RIB) / (1.0 - WITH_RIB), 0.0, 1.0)
    return np.asarray(x * x * (3.0 - 2.0 * x))


def sternum(m: Measured) -> Clay:
    """Manubrium, body and xiphoid process in one."""
    rows = np.array(STERNUM)
    middle = np.column_stack([rows[:, 0], rows[:, 1], np.zeros(len(rows))])
    half = np.maximum(rows[:, 2] - rows[:, 3] * 0.7, 0.2)
    side = middle + np.column_stack([-0.05 * half, np.zeros(len(rows)), half])
    side[0] = np.array(CLAVICLE_NOTCH) + xyz(0.0, 3.0, 0.0)
    shapes = sheet(np.stack([middle, side]), [rows[:, 3], rows[:, 3] * 0.85])
    clay = Clay(shapes, STERNUM_STEP, middle=True).add(shapes, 2.0).smooth(1.2)
    return clay.pull(np.array(list(m.landmarks("sternum").values())), REACH)


def _across(centre: Array, tall: Array, thick: Array) -> Array:
    """Half-thickness upright on the way of the rib and on its half-height, (n, 3).

    Where a rib is round (at its neck) the highest and the outermost point of a section nearly coincide.
    """
    way = np.gradient(centre, axis=0)
    side = np.cross(way, tall)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    share = np.sum(side * thick, axis=1, keepdims=True)
    least = THINNEST * np.linalg.norm(tall, axis=1, keepdims=True)
    return np.asarray(side * np.sign(np.sum(share) or 1.0) * np.maximum(np.abs(share), least))


def _along(vectors: Array, centre: Array, count: int) -> Array:
    """Half-axes carried from the measured sections to even distances."""
    chord = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(centre, axis=0), axis=1))]
    even = np.linspace(0, chord[-1], count)
    return np.column_stack([np.interp(even, chord, vectors[:, k]) for k in range(3)])


def _unit(v: Array) -> Array:
    return np.asarray(v / np.linalg.norm(v, axis=1, keepdims=True))
