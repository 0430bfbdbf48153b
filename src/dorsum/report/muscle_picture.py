"""One muscle on the standing skeleton: its neighbourhood, and a small body that shows where this is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from dorsum.anatomy.rows import View
from dorsum.body.body import Body
from dorsum.body.routes import stop_of
from dorsum.body.skeleton import SIDES, Floats
from dorsum.report.bones import MAIN, RIB_WIDTH, draw_bones
from dorsum.report.drawing import UNITS_PER_M, Camera, Picture, path, polygon, ribbon
from dorsum.report.figure import UP, Figure
from dorsum.report.flesh import Flesh
from dorsum.report.standalone import svg_file
from dorsum.report.strands import half_widths, resampled

TOWARD: dict[View, tuple[float, float, float]] = {
    "behind": (-1.0, 0.0, 0.0),
    "front": (1.0, 0.0, 0.0),
    "right": (0.0, 0.0, 1.0),
}
VIEW_WORDS: dict[View, str] = {"behind": "from behind", "front": "from the front", "right": "from the right"}

HEIGHT, WIDTH, PLACE_WIDTH = 600.0, 560.0, 200.0  # pixels of the picture, of its large and its small part
LINE = 1.8  # pixels, width of the edges of bones in the large picture
FRAME = np.array([[-8.0], [8.0]])  # half-millimetres around the small body
BEHIND_STRANDS = 0.002  # m by which a sheet lies behind the strands that it joins
GAP = 14.0  # pixels around and between them
ROOM = 0.18  # free part of the window on each side of the muscle
LEAST_WINDOW = 0.20  # m; nearer, the bones around could not be recognized
THINNEST = 0.0035  # half-width of a strand over the height of the window; less would not be seen
PLACE_THINNEST = 0.006  # the same in the small picture
SHEET = (0.35, 0.7)  # farthest apart, over their length, that neighbours are one sheet: middles, ends
SLIP_AREA_CM2 = 1.0  # drawn for a slip of which no area is known
STYLE = """
.muscle{fill:#bc2a17;stroke:#fbfaf7;stroke-opacity:.6}
.sheet{fill:#bc2a17;fill-opacity:.45}
.through{fill-opacity:.45;stroke:none}
.window{fill:none;stroke:#23211e;stroke-width:14}
.frame{fill:none;stroke:#b9b3a8}
"""


@dataclass(frozen=True)
class Strand:
    """A fascicle, or a slip of a muscle that has no fascicles: points (n, 3) in m, area in cm²."""

    side: str
    points: Floats
    area_cm2: float


def camera(view: View) -> Camera:
    """The level view of a standing body from one of its sides."""
    return Camera.looking(np.array(TOWARD[view]), UP)


class MusclePictures:
    """Pictures of the muscles of one standing body; skeleton and outline are drawn once a view."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.figure = Figure.standing(body)
        self._views = {row.muscle: row.view for row in body.tables.muscle_views}
        self._scenes: dict[View, _Scene] = {}

    def view(self, muscle: str) -> View:
        """From where a muscle part is best seen: from behind, if `muscle_views.csv` says nothing else."""
        return self._views.get(muscle, "behind")

    def svg(self, muscle: str) -> str:
        """The picture of a muscle part, a whole SVG file; the muscle is not named in it.

        Raises:
            UnknownName: if no muscle part has this id.
        """
        self.body.tables.muscle(muscle)
        view = self.view(muscle)
        scene = self._scenes.setdefault(view, _Scene(self.figure, view))
        return scene.svg([s for s in self.strands(muscle) if view != "right" or s.side == "right"])

    def strands(self, muscle: str) -> tuple[Strand, ...]:
        """A muscle part, right side first: its fascicles, or straight lines between the ends of its slips."""
        found = [
            Strand(fascicle.side, points, fascicle.row.pcsa_cm2)
            for _, fascicle, points in self.figure.paths()
            if fascicle.muscle == muscle
        ]
        return tuple(sorted(found or self._slips(muscle), key=lambda strand: SIDES.index(strand.side)))

    def _slips(self, muscle: str) -> Iterator[Strand]:
        tables, skeleton = self.body.tables, self.body.skeleton
        for row in tables.slips:
            if row.muscle != muscle:
                continue
            for side in SIDES if row.side == "both" else (row.side,):
                stops = (
                    stop_of(tables, muscle, bone, landmark, side)
                    for bone, landmark in (
                        (row.origin_bone, row.origin_landmark),
                        (row.insertion_bone, row.insertion_landmark),
                    )
                )
                ends = [skeleton.to_standing(stop.body, stop.at) for stop in stops]
                yield Strand(side, np.array(ends), SLIP_AREA_CM2)


class _Scene:
    """The body from one side, with what all its pictures share."""

    def __init__(self, figure: Figure, view: View) -> None:
        self.view, self.camera, self.figure = view, camera(view), figure
        self.bones = Picture(self.camera)
        draw_bones(self.bones, figure, faint_arm="right" if view == "right" else "")

    @cached_property
    def flesh(self) -> Picture:
        """The outline of the whole body."""
        picture, flesh = Picture(self.camera), Flesh(self.figure)
        limbs = [part for side in SIDES for part in (*flesh.arm(side), *flesh.leg(side))]
        picture.solid(0, [*limbs, *flesh.trunk(), *flesh.head()], "flesh")
        return picture

    def svg(self, strands: Sequence[Strand]) -> str:
        flat = np.concatenate([self.camera.flat(strand.points) for strand in strands])
        box = window(flat)
        near = Picture(self.camera, [*self.flesh.items, *self.bones.items])
        self._draw(near, strands, THINNEST * (box[1, 1] - box[0, 1]))
        body = self.flesh.extent()
        place = np.array([np.minimum(body[0], box[0]), np.maximum(body[1], box[1])]) + FRAME
        small = Picture(self.camera, list(self.flesh.items))
        self._draw(small, strands, PLACE_THINNEST * (place[1, 1] - place[0, 1]))
        (left, top), (right, bottom) = box
        small.add(
            MAIN + 3, 0.0, path(polygon(np.array([box[0], (right, top), box[1], (left, bottom)])), "window")
        )
        words = VIEW_WORDS[self.view]
        middle = 2 * GAP + WIDTH + PLACE_WIDTH / 2
        parts = (
            panel("near", near, box, (GAP, GAP, WIDTH, HEIGHT)),
            f'<rect class="frame" x="{GAP:g}" y="{GAP:g}" width="{WIDTH:g}" height="{HEIGHT:g}"/>',
            panel("place", small, place, (2 * GAP + WIDTH, GAP, PLACE_WIDTH, HEIGHT - 40)),
            f'<text x="{middle:g}" y="{HEIGHT + GAP - 8:g}">{words}</text>',
        )
        width, height = 3 * GAP + WIDTH + PLACE_WIDTH, 2 * GAP + HEIGHT
        line = LINE * (bottom - top) / HEIGHT
        return svg_file(width, height, f"A muscle {words}", "".join(parts), STYLE + widths(line))

    def _draw(self, picture: Picture, strands: Sequence[Strand], thinnest: float) -> None:
        """Strands among the bones at their depth, and once more over all so that nothing hides them."""
        outlines = []
        for one, other in pairwise(strands):
            if one.side == other.side and beside(one, other):
                lines = [resampled(self.camera.flat(strand.points)) for strand in (one, other)]
                depth = self.camera.depth(np.concatenate([one.points, other.points])) - BEHIND_STRANDS
                picture.add(MAIN, depth, path(polygon(np.concatenate([lines[0], lines[1][::-1]])), "sheet"))
        for strand in strands:
            line = resampled(self.camera.flat(strand.points))
            outline = polygon(ribbon(line, half_widths(strand.area_cm2, thinnest)))
            outlines.append(outline)
            picture.add(MAIN, self.camera.depth(strand.points), path(outline, "muscle"))
        picture.add(MAIN + 2, 0.0, path("".join(outlines), "muscle through"))


def window(flat: Floats) -> Floats:
    """Corners of what the large picture shows: the muscle with room, in the picture's shape."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = np.maximum((high - low) / (1.0 - 2.0 * ROOM), LEAST_WINDOW * UNITS_PER_M)
    height = max(size[1], size[0] * HEIGHT / WIDTH)
    half = np.array([height * WIDTH / HEIGHT, height]) / 2.0
    return np.array([(low + high) / 2.0 - half, (low + high) / 2.0 + half])


def beside(one: Strand, other: Strand) -> bool:
    """Whether two strands lie so close that the muscle fills the space between them."""
    ends = np.linalg.norm(one.points[[0, -1]] - other.points[[0, -1]], axis=1)
    middle = np.linalg.norm(one.points[[0, -1]].mean(axis=0) - other.points[[0, -1]].mean(axis=0))
    length = min(float(np.linalg.norm(strand.points[-1] - strand.points[0])) for strand in (one, other))
    return bool(middle < SHEET[0] * length and ends.max() < SHEET[1] * length)


def widths(line: float) -> str:
    """Style of lines that are `line` half-millimetres wide in the large picture, whatever it shows."""
    return (
        f".near .flesh,.near .bone{{stroke-width:{2 * line:.1f}}}"
        f".near .muscle{{stroke-width:{0.7 * line:.1f}}}"
        f".near .rib.edge{{stroke-width:{RIB_WIDTH + 2 * line:.1f}}}"
    )


def panel(name: str, picture: Picture, box: Floats, place: tuple[float, float, float, float]) -> str:
    """A part of a drawing in a place of another: x, y, width and height there."""
    (left, top), (right, bottom) = box
    x, y, width, height = place
    return (
        f'<svg class="{name}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" overflow="hidden" '
        f'viewBox="{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}">{picture.elements()}</svg>'
    )
