"""Bellies and straps: a tapered tube around the course of each fascicle.

Tubes are rounded off at via points, pushed out of bone (`hull`) and packed side by side (`packing`); their
ends stay at the attachments. Cross-sections are ellipses, flat towards the trunk; straps are flatter, and so
are tendons. An end that is broad on the bone is drawn along it (`fans`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Ints
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import Course, eased, rise, unit
from dorsum.shape.flesh.fans import NO_EDGES, Edges, any_edge, fanned, moved
from dorsum.shape.flesh.hull import Hull
from dorsum.shape.flesh.packing import SAMPLES, packed
from dorsum.shape.flesh.parts import Hold, Part, volume
from dorsum.shape.flesh.profile import Profile

WIDE = {"belly": 1.3, "strap": 2.4}  # width over thickness of the cross-section; assumed, for the eye
TENDON_WIDE = 8.0  # the same of a tendon
INSIDE = ("iliacus",)  # lie on the inside of bone, which the hull shows from outside
BONE = 0.006  # m, thickness of that bone
ON_BLADE = {
    "supraspinatus": 0.0,
    "infraspinatus": 1.0,
    "subscapularis": -1.0,
}  # half thicknesses behind the line
ROUNDING = 12  # rounds of easing at via points
MOST_LIFT = 0.1  # share of its length by which a tube is lifted on to the hull at most
HELD_END = 0.25  # share of the course at either end over which a tube rises to the hull
PACKED_END = 0.3  # the same over which it is set beside others
MOST_ROUND = 0.2  # share of the course over which an end is round at most
ROUND_RING = 0.028  # share of the course from a fleshy end to its second ring
BLUNT = 0.2  # width of an end over that of the tube beside it
SMALL = 1.2e-6  # m³: a fascicle below this volume gets a coarser tube
SIDES, STATIONS = (6, 8), (5, 9)  # corners of a ring and rings along the belly, small and large


@dataclass(frozen=True, eq=False)
class Tube:
    """A fascicle to be drawn as a tube."""

    fascicle: int
    muscle: str
    course: Course
    profile: Profile
    form: str
    edges: Edges = NO_EDGES  # where its ends are broad


def tubes_over(tubes: Sequence[Tube], hull: Hull, depth: int) -> tuple[list[Part], Floats]:
    """The parts of tubes that lie at one depth, and points (tubes, n, 3) on each for the layer above.

    Above depth 0 they lie on the hull; at depth 0 they lie between bones as their lines do.
    """
    share = np.linspace(0.0, 1.0, SAMPLES)
    lines = eased(np.array([moved(tube.course.at(share), tube.edges) for tube in tubes]), ROUNDING)
    length = _length(lines)
    radii = np.sqrt(
        np.array([t.profile.area(share, length) for t, length in zip(tubes, length, strict=True)]) / np.pi
    )
    most = MOST_LIFT * length[:, None]
    blade = np.array([tube.muscle in ON_BLADE for tube in tubes])
    free, lifted = rise(share, HELD_END), (depth > 0) & ~blade[:, None, None]
    lines = np.where(_inside(tubes), hull.pulled(lines, radii + BONE, free[None], most), lines)
    lines = np.where(lifted, eased(hull.pushed(lines, radii, free[None], most), 3), lines)
    placed = blade | np.array([depth == 0 and any_edge(tube.edges) for tube in tubes])
    lines = packed(lines, radii, rise(share, PACKED_END) * ~placed[:, None])
    lines = np.where(lifted, eased(hull.pushed(lines, 0.8 * radii, free[None], most), 2), lines)
    parts = []
    for small in (False, True):
        chosen = [i for i, tube in enumerate(tubes) if (tube.profile.volume < SMALL) is small]
        if chosen:
            parts += _meshes([tubes[i] for i in chosen], lines[chosen], hull, small)
    around = np.linspace(0.0, 2.0 * np.pi, 6, endpoint=False)
    _, across, up = _frames(lines, hull)
    rims = (np.cos(around)[:, None] * across[:, :, None] + np.sin(around)[:, None] * up[:, :, None]) * radii[
        ..., None, None
    ]
    return parts, (lines[:, :, None] + rims).reshape(len(lines), -1, 3)


def _inside(tubes: Sequence[Tube]) -> NDArray[np.bool_]:
    """Which tubes lie on the inside of bone, (n, 1, 1)."""
    return np.array([t.muscle in INSIDE for t in tubes])[:, None, None]


def _meshes(tubes: Sequence[Tube], lines: Floats, hull: Hull, small: bool) -> list[Part]:
    """Tubes of the same number of rings and corners, made together."""
    corners, rings = SIDES[1 - small], STATIONS[1 - small]
    share = np.array([_stations(tube.profile, rings) for tube in tubes])  # (n, rings)
    fine = np.linspace(0.0, 1.0, lines.shape[1])
    centre = np.array(
        [[np.interp(s, fine, line[:, c]) for c in range(3)] for s, line in zip(share, lines, strict=True)]
    ).transpose(0, 2, 1)
    length = _length(lines)
    area = np.array([t.profile.area(s, n) for t, s, n in zip(tubes, share, length, strict=True)])
    flesh = np.array([t.profile.shape(s) for t, s in zip(tubes, share, strict=True)])
    wide = np.array([WIDE[t.form] for t in tubes])[:, None] * flesh + TENDON_WIDE * (1.0 - flesh)
    along, across, up = _frames(centre, hull)
    turn = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    thick = np.sqrt(area / (np.pi * wide))
    rounded = _round_ends(share * length[:, None], thick * wide)
    half = (rounded * thick * wide)[..., None] * across
    faces = _tube_faces(share.shape[1], corners)
    parts = []
    for i, tube in enumerate(tubes):
        fan = any_edge(tube.edges)
        if fan:
            half[i], thick[i] = fanned(tube.edges, share[i], area[i], half[i], along[i])
            up[i] = unit(np.cross(along[i], half[i]))
        flat = np.cos(turn)[:, None] * half[i][:, None]
        high = np.sin(turn)[:, None] * (rounded[i] * thick[i])[:, None, None] * up[i][:, None]
        more = _filled(centre[i], flat + high, faces, tube, length[i])
        rim = flat + more * high if fan else np.sqrt(more) * (flat + high)
        middle = centre[i] + _off_the_blade(tube, share[i], rim)
        position = _vertices(middle, rim)
        parts.append(_part(tube, share[i], flesh[i], position, _normals(rim, middle, along[i]), faces))
    return parts


def _off_the_blade(tube: Tube, share: Floats, rim: Floats) -> Floats:
    """How far the rings (rings, 3) of a muscle on the shoulder blade lie off it: half their thickness."""
    quarter = rim[:, rim.shape[1] // 4]
    return ON_BLADE.get(tube.muscle, 0.0) * rise(share, HELD_END)[:, None] * quarter


def _round_ends(way: Floats, half_width: Floats) -> Floats:
    """Factors on rims (n, rings) by which both ends of tubes are round, not cut off across the fibres.

    way: place of the rings in m.
    """
    factor = np.ones(way.shape)
    for from_end, end in ((way, 2), (way[:, -1:] - way, -3)):  # the rings at which the bellies begin
        reach = np.minimum(half_width[:, [end]], MOST_ROUND * way[:, -1:])
        left = 1.0 - np.clip(from_end / reach, 0.0, 1.0)
        factor *= np.maximum(np.sqrt(1.0 - left**2), BLUNT)
    return factor


def _filled(centre: Floats, rim: Floats, faces: Ints, tube: Tube, length: float) -> float:
    """Factor on the areas that gives the coarse tube the volume of fascicle and tendon."""
    fine = np.linspace(0.0, 1.0, 201)
    wanted = length * float(np.trapezoid(tube.profile.area(fine, length), fine))
    return wanted / volume(_vertices(centre, rim), faces)


def _part(tube: Tube, share: Floats, flesh: Floats, position: Floats, normal: Floats, faces: Ints) -> Part:
    corners = (len(position) - 2) // len(share)
    point, t = tube.course.hang(share)
    wide = np.tile(_section(position, corners), (len(share), 1))
    wide = np.concatenate([wide[:1] * 0.0, wide, wide[:1] * 0.0]) + _own_place(tube.fascicle)
    each = np.concatenate([[0], np.repeat(np.arange(len(share)), corners), [len(share) - 1]])
    return Part(tube.fascicle, position, normal, Hold.one(point, t)[each], flesh[each], wide, faces)


def _section(position: Floats, corners: int) -> Floats:
    """Corners (corners, 2) in m of the greatest cross-section of a tube."""
    rings = position[1:-1].reshape(-1, corners, 3)
    wide, thick = (
        np.linalg.norm(rings[:, k] - rings[:, k + corners // 2], axis=1).max() / 2 for k in (0, corners // 4)
    )
    turn = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    return np.column_stack([wide * np.cos(turn), thick * np.sin(turn)])


def _own_place(fascicle: int) -> Floats:
    """A place of its own for the grain of every fascicle, m: all of the tube lies above 0."""
    return np.array([0.1 + 0.1 * (fascicle * 0.618 % 1.0), 0.1])


def _vertices(centre: Floats, rim: Floats) -> Floats:
    """First end, rings, last end."""
    return np.concatenate([centre[:1], (centre[:, None] + rim).reshape(-1, 3), centre[-1:]])


def _normals(rim: Floats, centre: Floats, along: Floats) -> Floats:
    """Normals of the vertices of a tube from its rings (rings, corners, 3)."""
    surface = centre[:, None] + rim
    around = np.roll(rim, -1, axis=1) - np.roll(rim, 1, axis=1)
    normal = unit(np.cross(around, np.gradient(surface, axis=0)))
    return np.concatenate([-along[:1], normal.reshape(-1, 3), along[-1:]])


def _tube_faces(rings: int, corners: int) -> Ints:
    """Triangles of a tube closed by a vertex at either end."""
    ring = 1 + np.arange(rings)[:, None] * corners + np.arange(corners)
    on = np.roll(ring, -1, axis=1)
    a, b, c, d = ring[:-1], on[:-1], ring[1:], on[1:]
    sides = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([b, d, c], -1).reshape(-1, 3)])
    start = np.stack([np.zeros(corners, int), on[0], ring[0]], -1)
    end = np.stack([np.full(corners, ring[-1, -1] + 1), ring[-1], on[-1]], -1)
    return np.concatenate([sides, start, end])


def _stations(profile: Profile, rings: int) -> Floats:
    """Shares of the way at which rings stand: ends, tendons, and the belly, closer where it swells."""
    start, end = profile.belly
    belly = start + (end - start) * (1.0 - np.cos(np.linspace(0.0, np.pi, rings))) / 2.0
    inner = np.clip(belly, ROUND_RING, 1.0 - ROUND_RING)
    return np.concatenate([[0.0, 0.5 * inner[0]], inner, [0.5 * (1.0 + inner[-1]), 1.0]])


def _frames(lines: Floats, hull: Hull) -> tuple[Floats, Floats, Floats]:
    """Directions along the lines (n, stations, 3), across them on the surface of the trunk, and outward."""
    along = unit(np.gradient(lines, axis=1))
    _, _, outward = hull.polar(lines)
    whole = unit(
        unit(np.cross(outward, along)).sum(axis=1, keepdims=True)
    )  # one per line, so that none twists
    across = unit(whole - np.sum(whole * along, axis=-1, keepdims=True) * along)
    return along, across, np.cross(along, across)


def _length(lines: Floats) -> Floats:
    return np.asarray(np.linalg.norm(np.diff(lines, axis=1), axis=-1).sum(axis=1))
