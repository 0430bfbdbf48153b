"""Broad ends of bellies and straps: mechanics ends them in a point, muscles end along a stretch of bone.

A tube gets an edge at an end where `attachment_lines.csv` has a line, which the fascicles of the part share
evenly, or where `attachment_widths.csv` says how broad it is. Its course is moved so that it ends in the
middle of the edge, its outermost ring lies along it, and between the ends its width goes over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import Course, rise, unit
from dorsum.shape.flesh.strips import ENDS, attachment_line, landmark_at
from dorsum.units import MM

THINNEST = 0.0005  # m: half the thickness of a broad end; assumed, for the eye
TURNED = 0.3  # share of the course over which a width turns from along the bone to across the fibres


@dataclass(frozen=True, eq=False)
class Edge:
    """The stretch of bone along which a tube ends in the picture, standing, m."""

    middle: Floats  # (3,)
    half: Floats  # (3,) from its middle to one of its ends


Edges = tuple[Edge | None, Edge | None]  # of origin and insertion
NO_EDGES: Edges = (None, None)


def edges_of(body: Body, muscle: str, courses: Mapping[int, Course]) -> dict[int, Edges]:
    """The edges of the fascicles of a muscle part, whose courses are given."""
    found = {end: _along_a_line(body, muscle, end, courses) for end in ENDS}
    wide = {row.end: row for row in body.tables.attachment_widths if row.muscle == muscle}
    for end, row in wide.items():
        known = landmark_at(body, row.bone, row.landmark)
        assert known is not None  # the table check knows landmarks of bones alone here
        for fascicle, course in courses.items():
            at = course.points[ENDS[end]]
            half = row.width_mm * MM * body.skeleton.scale / 2
            found[end].setdefault(fascicle, Edge(at, unit(known[1] - at) * half))
    return {f: (found["origin"].get(f), found["insertion"].get(f)) for f in courses}


def _along_a_line(body: Body, muscle: str, end: str, courses: Mapping[int, Course]) -> dict[int, Edge]:
    """Shares of the line of attachment, in the order in which the fascicles end along it."""
    line = attachment_line(body, muscle, end)
    if line is None:
        return {}
    order = sorted(courses, key=lambda f: line.place(courses[f].points[ENDS[end]]))
    found = {}
    for rank, fascicle in enumerate(order):
        first, middle, last = (line.at((rank + part) / len(order))[0] for part in (0.0, 0.5, 1.0))
        found[fascicle] = Edge(middle, (last - first) / 2)
    return found


def moved(line: Floats, edges: Edges) -> Floats:
    """A course (samples, 3) moved so that it ends in the middle of its edges."""
    share = np.linspace(0.0, 1.0, len(line))[:, None]
    out = line.copy()
    for edge, end, weight in zip(edges, (0, -1), (1.0 - share, share), strict=True):
        if edge is not None:
            out += weight * (edge.middle - line[end])
    return out


def fanned(edges: Edges, share: Floats, area: Floats, half: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Half widths (rings, 3) and half thicknesses (rings,) of a tube with edges.

    share, area, along: of its rings; half: their half widths if it had none.
    """
    first, last = (_as(own, edge) for own, edge in zip((half[0], half[-1]), edges, strict=True))
    way = (1.0 - share)[:, None] * first + share[:, None] * last
    size = np.maximum(np.linalg.norm(way, axis=1), np.linalg.norm(half, axis=1))
    turned = rise(share, TURNED)[:, None]
    way = unit(way - turned * np.sum(way * along, axis=1, keepdims=True) * along)
    return size[:, None] * way, np.maximum(area / (np.pi * size), THINNEST)


def _as(own: Floats, edge: Edge | None) -> Floats:
    """Half the width of an end, on the side on which it lies without an edge."""
    if edge is None:
        return own
    return edge.half if edge.half @ own >= 0.0 else -edge.half


def any_edge(edges: Sequence[Edge | None]) -> bool:
    """Whether a tube has an edge at either end."""
    return any(edge is not None for edge in edges)
