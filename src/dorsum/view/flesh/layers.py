"""From the bone outward: every layer of muscles is laid on what lies beneath it."""

from __future__ import annotations

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.view.flesh.course import Course, courses
from dorsum.view.flesh.hull import Hull, bare_hull, curve_points
from dorsum.view.flesh.intercostal import REACH, intercostal
from dorsum.view.flesh.parts import Part
from dorsum.view.flesh.profile import Profile
from dorsum.view.flesh.sheets import sheet_over
from dorsum.view.flesh.strips import sheets_of
from dorsum.view.flesh.tubes import Tube, tubes_over

OVER_SERRATUS = 5  # depth from which muscles lie over the shoulder blade


def right_parts(body: Body) -> list[Part]:
    """The parts of all fascicles of the right side, deepest first."""
    depths = sorted({row.depth for row in body.tables.muscle_forms})
    ways = courses(body)
    hull, parts = bare_hull(body), []
    for depth in depths:
        if depth == OVER_SERRATUS:
            hull = hull.raised(_shoulder_blade(body))
        made, laid = _layer(body, ways, depth, hull)
        parts += made
        if laid:
            hull = hull.raised(np.concatenate(laid))
    return parts


def _layer(body: Body, ways: tuple[Course, ...], depth: int, hull: Hull) -> tuple[list[Part], list[Floats]]:
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
            tubes.append(Tube(i, ways[i], profile, row.form))
    if tubes:
        made, points = tubes_over(tubes, hull, lifted=depth > 0)
        parts += made
        laid.append(points)
        hull = hull.raised(points) if depth > 0 else hull
    for strips in sheets.values():
        for sheet in sheets_of(body, list(dict.fromkeys(s[0] for s in strips)), strips):
            made, points = sheet_over(sheet, hull)
            parts += made
            laid.append(points)
    return parts, laid


def _shoulder_blade(body: Body) -> Floats:
    """Points (n, 3) on the plate of the right shoulder blade between its borders."""
    medial, lateral = (curve_points(body, f"scapula_outline_{b}_border") for b in ("medial", "lateral"))
    low, high = max(c[:, 1].min() for c in (medial, lateral)), min(c[:, 1].max() for c in (medial, lateral))
    heights = np.linspace(low, high, 40)
    medial, lateral = (c[np.argsort(c[:, 1])] for c in (medial, lateral))
    edges = [
        np.column_stack([np.interp(heights, c[:, 1], c[:, k]) for k in range(3)]) for c in (medial, lateral)
    ]
    share = np.linspace(0.0, 1.0, 20)[:, None, None]
    plate = (1.0 - share) * edges[0] + share * edges[1]
    return np.concatenate([plate.reshape(-1, 3), curve_points(body, "scapula_outline_spine_ridge")])
