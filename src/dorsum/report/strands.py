"""The muscles of a figure as tapered strands along their paths, coloured by effort."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import Floats
from dorsum.report.bones import MAIN
from dorsum.report.drawing import UNITS_PER_M, Picture, path, polygon, polyline, ribbon
from dorsum.report.effort import effort_class
from dorsum.report.figure import ResultFigure
from dorsum.units import CM2

NARROWEST, WIDEST = 1.4, 15.0  # half-width of a strand, half-millimetres
SLENDER = 0.62  # drawn width over that of a round muscle belly of the same area
TENDON = 0.22  # width at the ends over width in the middle
SHARES = np.linspace(0.0, 1.0, 7)


def draw_muscles(picture: Picture, figure: ResultFigure) -> None:
    """All fascicles, one element per muscle, side, effort and depth; those beyond the spine faint."""
    activation = figure.result.activations[figure.frame]
    groups: dict[tuple[str, str, int, int], list[tuple[float, str]]] = defaultdict(list)
    middle = picture.camera.depth(figure.joint("T10")[None])
    for i, fascicle, points in figure.paths():
        effort = effort_class(float(activation[i]))
        depth = picture.camera.depth(points)
        d = _strand(picture, fascicle, points, effort)
        groups[fascicle.muscle, fascicle.side, effort, round(depth / 0.02)].append((depth, d))
    for (muscle, side, effort, _), found in groups.items():
        row = figure.body.tables.muscle(muscle)
        depth = float(np.mean([at for at, _ in found]))
        classes = f"m e{effort}" if effort >= 0 else "m idle"
        if depth < middle - 0.004:
            classes += " far"
        picture.add(MAIN, depth, path("".join(d for _, d in found), classes, f"{row.name}, {side}"))


def _strand(picture: Picture, fascicle: Fascicle, points: Floats, effort: int) -> str:
    flat = picture.camera.flat(points)
    if effort < 0:
        return polyline(flat)
    return polygon(ribbon(resampled(flat), half_widths(fascicle.row.pcsa_cm2, NARROWEST)))


def half_widths(area_cm2: float, narrowest: float) -> Floats:
    """Half-widths at `SHARES` of a belly of that area, half-millimetres; `narrowest` holds for its middle."""
    half = SLENDER * np.sqrt(area_cm2 * CM2 / np.pi) * UNITS_PER_M
    half = float(np.clip(half, narrowest, max(WIDEST, narrowest)))
    belly = TENDON + (1.0 - TENDON) * np.sin(np.pi * SHARES) ** 0.8
    return np.asarray(half * belly)


def resampled(line: Floats) -> Floats:
    """Points of a path (n, 2) at `SHARES` of its length."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = SHARES * along[-1]
    return np.column_stack([np.interp(at, along, line[:, c]) for c in range(2)])
