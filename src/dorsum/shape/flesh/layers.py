"""From the bone outward: every layer of muscles is laid on what lies beneath it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.course import Course, courses
from dorsum.shape.flesh.fans import Edges, edges_of
from dorsum.shape.flesh.hull import Hull, bare_hull, curve_points, roof
from dorsum.shape.flesh.intercostal import REACH, intercostal
from dorsum.shape.flesh.parts import Part
from dorsum.shape.flesh.profile import Profile
from dorsum.shape.flesh.sheets import sheet_over
from dorsum.shape.flesh.strips import sheets_of
from dorsum.shape.flesh.trunk import Trunk
from dorsum.shape.flesh.tubes import Tube, tubes_over

ARM = ("humerus", "forearm", "hand")  # hangs beside the trunk, not under what covers it
OVER_SERRATUS = 5  # depth from which muscles lie over the shoulder blade


def right_parts(body: Body) -> list[Part]:
    """The parts of all fascicles of the right side, deepest first."""
    depths = sorted({row.depth for row in body.tables.muscle_forms})
    ways = courses(body)
    hull, parts = bare_hull(body), []
    blade, trunk = roof(hull, _shoulder_blade(body)), Trunk.of(body, hull)
    for depth in depths:
        if depth == OVER_SERRATUS:
            hull = hull.raised(_shoulder_blade(body))
        over = blade if depth < OVER_SERRATUS else None
        made, laid = _layer(body, ways, depth, hull, over, trunk)
        parts += made
        if laid:
            hull = hull.raised(np.concatenate(laid))
    return parts


def _layer(
    body: Body, ways: tuple[Course, ...], depth: int, hull: Hull, over: Hull | None, trunk: Trunk
) -> tuple[list[Part], list[Floats]]:
    """The parts of one depth, and points on them."""
    tubes: list[Tube] = []
    sheets: dict[str, list[tuple[str, int, Course, Profile]]] = {}
    forms = {row.muscle: row for row in body.tables.muscle_forms if row.depth == depth}
    parts: list[Part] = []
    laid: list[Floats] = []
    for i, fascicle in enumerate(body.fascicles):
        row = forms.get(fascicle.muscle)
        if row is None or fascicle.side != "right":
            continue
        profile = Profile.of(fascicle, row.form, row.origin_tendon_share)
        if row.muscle in REACH:
            parts.append(intercostal(body, i, ways[i], profile))
            laid.append(parts[-1].position)
        elif row.form == "sheet":
            sheets.setdefault(row.sheet or row.muscle, []).append((row.muscle, i, ways[i], profile))
        else:
            tubes.append(Tube(i, row.muscle, ways[i], profile, row.form))
    tubes = _with_edges(body, tubes)
    if tubes:
        made, points = tubes_over(tubes, hull, depth)
        parts += made
        lying = [depth > 0 or not _of_the_arm(body, tube.fascicle) for tube in tubes]
        laid.append(points[lying].reshape(-1, 3))
        hull = hull.raised(laid[-1]) if depth > 0 else hull
    for strips in sheets.values():
        for sheet in sheets_of(body, list(dict.fromkeys(s[0] for s in strips)), strips):
            made, points = sheet_over(sheet, hull, depth, trunk, over)
            parts += made
            laid.append(points)
    return parts, laid


def _of_the_arm(body: Body, fascicle: int) -> bool:
    """Whether a fascicle begins or ends on the arm."""
    ends = body.fascicles[fascicle].path[0], body.fascicles[fascicle].path[-1]
    return any(body.skeleton.names[end.body].startswith(ARM) for end in ends)


def _with_edges(body: Body, tubes: list[Tube]) -> list[Tube]:
    """The tubes with what is known of how broad their ends are."""
    edges: dict[int, Edges] = {}
    for muscle in {tube.muscle for tube in tubes}:
        edges |= edges_of(body, muscle, {t.fascicle: t.course for t in tubes if t.muscle == muscle})
    return [replace(tube, edges=edges[tube.fascicle]) for tube in tubes]


def _shoulder_blade(body: Body) -> Floats:
    """Points (n, 3) on the plate of the right shoulder blade between its borders."""
    borders = (curve_points(body, f"scapula_outline_{b}_border") for b in ("medial", "lateral"))
    share = np.linspace(0.0, 1.0, 40)
    edges = [_along(border[np.argsort(border[:, 1])], share) for border in borders]
    across = np.linspace(0.0, 1.0, 24)[:, None, None]
    plate = (1.0 - across) * edges[0] + across * edges[1]
    return np.concatenate([plate.reshape(-1, 3), curve_points(body, "scapula_outline_spine_ridge")])


def _along(line: Floats, share: Floats) -> Floats:
    """Points (n, 3) at shares of the number of a line's points."""
    at = np.linspace(0.0, 1.0, len(line))
    return np.column_stack([np.interp(share, at, line[:, c]) for c in range(3)])
