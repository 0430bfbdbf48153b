"""Parts of a picture as SVG paths: areas that say their name, and the outline of the body."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.report.drawing import UNITS_PER_M, polygon
from dorsum.report.drawn.paint import FINER, Painted, View
from dorsum.report.drawn.posed import Posed

CELL = 5  # dots of a picture each way that are told apart when the pointer rests on it
SMALLEST = 3  # cells of an area
ROOMY = 0.95  # of the greatest distance from the edge, where there is as good as most room
GRID = 10.0  # half-millimetres between places where the outline is looked for
# Soft tissue over what is drawn of a part of the body, m: assumed, for the eye alone. Limbs have few muscles.
SKIN = {
    "skull": 0.009, "mandible": 0.009, "humerus": 0.026, "forearm": 0.024, "hand": 0.015, "femur": 0.036,
    "shank": 0.036, "foot": 0.016,
}  # fmt: skip
SKIN_ELSEWHERE = 0.011


def named_areas(posed: Posed, painted: Painted, classes: str = "name") -> str:
    """Paths without colour over all that is seen opaque in a picture; each says what it is."""
    from scipy.ndimage import find_objects

    coarse = painted.thing[FINER * CELL // 2 :: FINER * CELL, FINER * CELL // 2 :: FINER * CELL]
    titles: dict[str, int] = {}
    number = np.array([*(titles.setdefault(t.title, len(titles) + 1) for t in posed.things), 0])
    label = np.pad(number[coarse], 1)
    step = (painted.window[1] - painted.window[0])[0] / (painted.thing.shape[1] / FINER) * CELL
    out = []
    boxes = find_objects(label)
    for title, k in titles.items():
        if k > len(boxes) or boxes[k - 1] is None:
            continue
        rows, columns = (slice(s.start - 1, s.stop + 1) for s in boxes[k - 1])
        mask = label[rows, columns] == k
        if mask.sum() < SMALLEST:
            continue
        corner = painted.window[0] + (np.array([columns.start, rows.start]) - 0.5) * step
        d = _outline(mask.astype(float), 0.5, corner, float(step))
        out.append(f'<path class="{classes}" d="{d}"><title>{escape(title)}</title></path>')
    return "".join(out)


def roomiest(painted: Painted, wanted: NDArray[np.bool_]) -> Floats | None:
    """The place in the drawing farthest inside what is seen of some things; None where none is."""
    from scipy.ndimage import distance_transform_edt

    mask = np.append(wanted, False)[painted.thing]
    if not mask.any():
        return None
    inside = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    spots = np.argwhere(inside > ROOMY * inside.max())
    spot = spots[np.argmin(((spots - spots.mean(axis=0)) ** 2).sum(axis=1))]
    size = (painted.window[1] - painted.window[0]) / mask.shape[::-1]
    return np.asarray(painted.window[0] + (spot[::-1] + 0.5) * size)


def skin(view: View) -> tuple[str, Floats]:
    """The outline of the body around all that is drawn, as the data of a path, and its corners (2, 2)."""
    from scipy.ndimage import distance_transform_edt, gaussian_filter

    thick = _thickness(view.posed)
    room = UNITS_PER_M * max(SKIN.values()) + 2 * GRID
    low = view.flat.min(axis=0) - room
    spot = np.rint((view.flat - low) / GRID - 0.5).astype(int)
    shape = np.rint((view.flat.max(axis=0) + room - low) / GRID).astype(int)[::-1] + 1
    away = np.full(shape, np.inf)
    for size in np.unique(thick):
        empty = ~view.covered(low, 1.0 / GRID, (int(shape[0]), int(shape[1])), thick == size)
        some = spot[thick[view.posed.owner_of_vertex] == size]
        empty[some[:, 1], some[:, 0]] = False
        away = np.minimum(away, distance_transform_edt(empty) * GRID - UNITS_PER_M * size)
    field = gaussian_filter(-away, 1.0)
    inside = np.argwhere(field > 0)[:, ::-1] * GRID + low
    return _outline(field, 0.0, low + GRID / 2, GRID), np.array([inside.min(axis=0), inside.max(axis=0)])


def _thickness(posed: Posed) -> Floats:
    """Of every thing, m: of a bone that of its body, of a muscle that of the trunk."""
    stems = [thing.body.removesuffix("_right").removesuffix("_left") for thing in posed.things]
    return np.array([SKIN.get(stem, SKIN_ELSEWHERE) for stem in stems])


def _outline(field: NDArray[np.float64], level: float, corner: Floats, step: float) -> str:
    """The line at which a field (rows, columns) of places `step` apart has a value, as the data of a path."""
    from contourpy import contour_generator

    lines = contour_generator(z=field).lines(level)
    return "".join(polygon(np.asarray(line)[:-1] * step + corner) for line in lines)
