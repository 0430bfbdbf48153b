"""Sheets: fascicles side by side as flat strips that meet half way to their neighbours.

A sheet is a lattice of columns along the fibres and stations across them. It starts as straight lines between
the attachments, is pushed out to lie on what is beneath (`hull`), and is cut into strips, one per fascicle,
each closed by itself. Neighbours share positions and normals along their seam, so that they read as one.
Its thickness follows area over width.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.interpolate import PchipInterpolator

from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import eased, rise, unit
from dorsum.shape.flesh.cut import cut_strips
from dorsum.shape.flesh.hull import Beneath
from dorsum.shape.flesh.parts import Part
from dorsum.shape.flesh.strips import Strip
from dorsum.shape.flesh.trunk import SHARES, Trunk

# All assumed, for the eye.
COLUMN, STATION = 0.011, 0.014  # m between columns and stations
MOST_COLUMNS, FEWEST_STATIONS, MOST_STATIONS = 7, 9, 26
NARROWEST = 0.002  # m a strip is wide where many end at one point
EDGE = 0.012  # m a sheet reaches beyond its outermost fascicle at most
THINNEST = 0.0009  # m, an aponeurosis
THICKEST = 1.7  # of the mean thickness of the sheet
SLIMMEST = 0.5  # thickness over width of a strip at most: none stands on its edge
MOST_THICK = 0.036  # m: what the gluteals have beyond it lies in the hollows of the bone
EDGE_THICKNESS = 0.3  # thickness at a free edge over that beside it
RAMP = 0.06  # share of the course over which a sheet rises from its attachment to its place on the hull
DRAPE_RAMP = 0.5  # share of the course over which a sheet that hugs what is beneath sinks on to it
BED_RAMP = 0.45  # share of the course over which a sheet rises on to its bed
EVENING = 0.004  # m of thickness for each round by which a thick sheet evens out what is beneath
CLEAR = 0.0012  # m between a sheet and what is beneath
MIDDLE = 0.0002  # m from the middle plane, which no sheet crosses
PARTS = 21  # of the way from a straight line to a course, looked at
ROUND_RAMP = 0.2  # share of the course over which a sheet leaves its attachment to go round a joint
NEAR = 0.015  # m over the trunk beyond which a sheet begins to leave it
LIFT = 0.0005  # m for every layer, so that sheets with the same attachment lie over each other


def sheet_over(
    strips: Sequence[Strip], hull: Beneath, depth: int, trunk: Trunk, roof: Beneath | None = None
) -> tuple[list[Part], Floats]:
    """The parts of one sheet laid on a hull and under a roof, and points (n, 3) on it for the layer above."""
    hull = next((strip.ball for strip in strips if strip.ball is not None), hull)
    columns = _columns(strips)
    where = np.linspace(0.0, len(strips), columns * len(strips) + 1)
    starts, ends = _edges(strips, where)
    length = float(np.mean(np.linalg.norm(ends - starts, axis=1)))
    stations = int(np.clip(np.ceil(length / STATION), FEWEST_STATIONS, MOST_STATIONS))
    share = np.linspace(0.0, 1.0, stations)
    flat = starts[:, None] + share[:, None] * (ends - starts)[:, None]
    round_joints = np.array([_round(s, share) for s in strips])
    flat = flat + np.stack([_blended(round_joints[..., c], columns) for c in range(3)], axis=-1)
    thick = np.full(flat.shape[:2], 2 * THINNEST)
    middle = _laid(flat, hull, 0.5 * thick + CLEAR, columns)
    thick = _thickness(strips, middle, share, columns)
    clear = 0.5 * thick + CLEAR
    middle = _draped(strips, middle, hull, clear)
    clear = clear + _blended(np.array([s.bed * rise(share, BED_RAMP) for s in strips]), columns)
    middle = _laid(middle, hull, clear, columns)
    for _ in range(int(thick.mean() / EVENING)):
        middle = eased(eased(middle, 1).transpose(1, 0, 2), 1).transpose(1, 0, 2)
    middle = hull.pushed(middle, clear, _ends(thick), _most_rise(strips[0], thick.shape))
    if roof is not None:
        middle = eased(roof.pulled(middle, 0.5 * thick + CLEAR, np.ones(thick.shape)), 1)
    middle[..., 2] = np.maximum(middle[..., 2], MIDDLE)
    normal = _normals(middle, hull)
    middle = middle + (depth * LIFT * _near(middle, hull))[..., None] * normal
    thick = np.where(_folded(middle, normal), EDGE_THICKNESS * THINNEST, thick)
    outer, inner = (middle + sign * 0.5 * thick[..., None] * normal for sign in (1.0, -1.0))
    flesh = _blended(np.array([s.profile.shape(share) for s in strips]), columns)
    held = _blended(np.array([trunk.share(s.fascicle, s.course, share) for s in strips]), columns)
    hold = trunk.level(middle), np.rint(held * SHARES) / SHARES
    light = _shading(outer, inner, normal)
    return cut_strips(strips, middle, (outer, inner), light, flesh, *hold), _dense(outer)


def _round(strip: Strip, share: Floats) -> Floats:
    """By how much (n, 3) a strip that goes round a joint starts off the straight line.

    It starts as its course. One that the picture spreads along the bone leaves its straight line only where
    that cuts through the ball, as far as it must: the bundles of mechanics do not cover the joint.
    """
    if strip.ball is None:
        return np.zeros((len(share), 3))
    straight = strip.origin + share[:, None] * (strip.insertion - strip.origin)
    off = strip.course.at(share) - straight
    part = np.linspace(0.0, 1.0, PARTS)
    away = np.linalg.norm(straight[:, None] + part[:, None] * off[:, None] - strip.ball.centre, axis=-1)
    clear = away >= strip.ball.radius
    spread = not np.allclose(strip.origin, strip.course.points[0])
    least = np.where(clear.any(axis=1) & spread, part[np.argmax(clear, axis=1)], 1.0)
    return np.asarray(rise(share, ROUND_RAMP)[:, None] * least[:, None] * off)


def _near(lattice: Floats, hull: Beneath) -> Floats:
    """1 on the trunk and 0 where a sheet has left it for a limb, (columns, stations)."""
    away = hull.polar(lattice)[0] - hull.beneath(lattice)
    return np.clip(2.0 - away / NEAR, 0.0, 1.0)


def _ends(lattice: Floats) -> Floats:
    """1 at the attachments and 0 between, for a lattice (columns, stations)."""
    ends = np.zeros(lattice.shape)
    ends[:, [0, -1]] = 1.0
    return ends


def _most_rise(strip: Strip, shape: tuple[int, ...]) -> Floats:
    """How far ends may rise, for a lattice (columns, stations): what counts is at the ends."""
    most = np.full(shape, strip.rise[0])
    most[:, -1] = strip.rise[1]
    return most


def _columns(strips: Sequence[Strip]) -> int:
    """Columns of each strip."""
    gaps = [
        max(float(np.linalg.norm(a.origin - b.origin)), float(np.linalg.norm(a.insertion - b.insertion)))
        for a, b in pairwise(strips)
    ]
    return int(np.clip(np.ceil(np.mean(gaps or [EDGE]) / COLUMN), 2, MOST_COLUMNS))


def _edges(strips: Sequence[Strip], where: Floats) -> tuple[Floats, Floats]:
    """Where the columns begin and end, (columns, 3) each; strip i reaches from i to i + 1 of `where`."""
    origin, insertion = np.array([s.origin for s in strips]), np.array([s.insertion for s in strips])
    fibre = unit((insertion - origin).mean(axis=0))
    least = np.array([_least_width(s) for s in strips])
    spans = origin[-1] - origin[0], insertion[-1] - insertion[0]
    longest = max(spans, key=lambda v: float(np.linalg.norm(v)))
    across = unit(longest - (longest @ fibre) * fibre)
    first, last = (np.minimum(least, [s.broadest[end] for s in strips]) for end in (0, 1))
    return _spaced(origin, where, first, across), _spaced(insertion, where, last, across)


def _least_width(strip: Strip) -> float:
    """Width in m that a strip keeps where it shares its end: as much as it is thick there."""
    length = float(np.linalg.norm(strip.insertion - strip.origin))
    ends = strip.profile.area(np.array([0.02, 0.98]), length)
    return max(NARROWEST, float(np.sqrt(ends.min())))


def _spaced(at: Floats, where: Floats, least: Floats, across: Floats) -> Floats:
    """Ends of strips (n, 3) as ends of columns, fanned out where several meet in one point."""
    n = len(at)
    if n > 1:
        wanted = (least[1:] + least[:-1]) / 2
        lack = np.maximum(wanted - np.linalg.norm(np.diff(at, axis=0), axis=1), 0.0)
        shift = np.concatenate([[0.0], np.cumsum(lack)])
        at = at + (shift - shift.mean())[:, None] * across
    centre = np.arange(n) + 0.5
    if n == 1:
        half = max(float(least[0]) / 2, EDGE / 2)
        return np.asarray(at[0] + ((where - 0.5) * 2 * half)[:, None] * across)
    inner = PchipInterpolator(centre, at)(np.clip(where, centre[0], centre[-1]))
    first, last = (_reach(a - b) for a, b in ((at[0], at[1]), (at[-1], at[-2])))
    before = np.maximum(centre[0] - where, 0.0)[:, None] * 2 * first
    after = np.maximum(where - centre[-1], 0.0)[:, None] * 2 * last
    return np.asarray(inner + before + after)


def _reach(step: Floats) -> Floats:
    """Half a step to the neighbour, at most `EDGE`."""
    half = step / 2
    return np.asarray(half * min(1.0, EDGE / max(float(np.linalg.norm(half)), 1e-9)))


def _laid(lattice: Floats, hull: Beneath, clear: Floats, across: int) -> Floats:
    """A lattice (columns, stations, 3) laid `clear` over the hull, eased across, its ends all but held."""
    share = np.linspace(0.0, 1.0, lattice.shape[1])
    weight = np.broadcast_to(rise(share, RAMP), lattice.shape[:2])
    for _ in range(4):
        lattice = hull.pushed(lattice, clear, weight)
        lattice = _even(eased(lattice, 2))
        lattice[:, 1:-1] = eased(lattice.transpose(1, 0, 2), across).transpose(1, 0, 2)[:, 1:-1]
    return hull.pushed(lattice, clear, weight)


def _draped(strips: Sequence[Strip], lattice: Floats, hull: Beneath, clear: Floats) -> Floats:
    """A lattice sunk on to the hull where its strips hug what is beneath."""
    most = _blended(np.array([[s.drape] for s in strips]), (len(lattice) - 1) // len(strips))
    weight = np.broadcast_to(rise(np.linspace(0.0, 1.0, lattice.shape[1]), DRAPE_RAMP), clear.shape)
    return hull.pulled(lattice, -clear, weight, most)


def _even(lattice: Floats) -> Floats:
    """The same columns with their stations evenly spaced."""
    out = lattice.copy()
    for column in out:
        way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(column, axis=0), axis=1))])
        even = np.linspace(0.0, way[-1], len(way))
        column[:] = np.column_stack([np.interp(even, way, column[:, c].copy()) for c in range(3)])
    return out


def _thickness(strips: Sequence[Strip], middle: Floats, share: Floats, columns: int) -> Floats:
    """Thickness (columns, stations): area over width of each strip, blended across the sheet."""
    seams = middle[::columns]
    width = np.linalg.norm(np.diff(seams, axis=0), axis=-1)
    lines = middle[columns // 2 :: columns][: len(strips)]
    length = np.linalg.norm(np.diff(lines, axis=1), axis=-1).sum(axis=1)
    area = np.array([s.profile.area(share, n) for s, n in zip(strips, length, strict=True)])
    whole = float((width.mean(axis=1) * length).sum())
    mean = sum(s.profile.volume for s in strips) / whole
    each = np.clip(area / np.maximum(width, NARROWEST / 2), THINNEST, max(THICKEST * mean, 2 * THINNEST))
    each = np.minimum(each, np.maximum(SLIMMEST * width, 2 * THINNEST))
    each = each / (1.0 + (each / MOST_THICK) ** 3) ** (1.0 / 3.0)
    thick = _blended(each, columns)
    thick[[0, -1]] *= EDGE_THICKNESS
    thick[:, 1:-1] = eased(thick[..., None], 4)[:, 1:-1, 0]
    return np.asarray(np.maximum(thick, EDGE_THICKNESS * THINNEST))


def _blended(each: Floats, columns: int) -> Floats:
    """Values of strips (strips, stations) as values of columns, blended across the sheet."""
    centre = np.arange(len(each)) + 0.5
    where = np.linspace(0.0, len(each), columns * len(each) + 1)
    return np.column_stack([np.interp(where, centre, each[:, k]) for k in range(each.shape[1])])


def _normals(lattice: Floats, hull: Beneath) -> Floats:
    """Unit normals of a lattice, away from the axis of the trunk."""
    normal = np.cross(np.gradient(lattice, axis=0), np.gradient(lattice, axis=1))
    _, _, outward = hull.polar(lattice)
    normal = unit(normal)
    normal *= np.sign(np.einsum("ijk,ijk->", normal, outward)) or 1.0
    return unit(normal + np.pad(normal[:, :-1], ((0, 0), (1, 0), (0, 0)), mode="edge"))


def _folded(lattice: Floats, normal: Floats) -> Floats:
    """Where a lattice looks against its normals: columns nearer than what they are lifted by may cross."""
    own = np.cross(np.gradient(lattice, axis=0), np.gradient(lattice, axis=1))
    facing = np.einsum("ijk,ijk->ij", own, normal)
    return np.asarray(facing * (np.sign(facing.sum()) or 1.0) <= 0.0)


def _shading(outer: Floats, inner: Floats, normal: Floats) -> tuple[Floats, Floats]:
    """Normals of the outside and the inside for light, turned outward at the free edges."""
    found = []
    for surface, sign in ((outer, 1.0), (inner, -1.0)):
        own = np.cross(np.gradient(surface, axis=0), np.gradient(surface, axis=1))
        own = unit(own) * np.sign(np.einsum("ijk,ijk->", own, normal)) * sign
        side = unit(surface[[0, -1]] - surface[[1, -2]])
        own[[0, -1]] = unit(own[[0, -1]] + side)
        found.append(own)
    return found[0], found[1]


def _dense(surface: Floats, between: int = 4) -> Floats:
    """Points on a lattice, closer than the cells of the hull."""
    out = surface
    for axis in (0, 1):
        n = out.shape[axis]
        fine = np.linspace(0.0, n - 1.0, between * (n - 1) + 1)
        low = np.minimum(fine.astype(int), n - 2)
        part = (fine - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        out = (1.0 - part) * np.take(out, low, axis) + part * np.take(out, low + 1, axis)
    return out.reshape(-1, 3)
