"""One muscle on the standing body of the page: its neighbourhood, and where on the body this is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.rows import View as Side
from dorsum.body.body import Body
from dorsum.body.routes import stop_of
from dorsum.body.skeleton import SIDES, Floats
from dorsum.report.drawing import UNITS_PER_M, Camera, path, polygon
from dorsum.report.drawn.areas import skin
from dorsum.report.drawn.colours import THROUGH, natural, rgb
from dorsum.report.drawn.paint import Coat, Painted, View
from dorsum.report.drawn.posed import Posed, Thing
from dorsum.report.drawn.solids import tube
from dorsum.report.figure import UP, Figure
from dorsum.report.standalone import svg_file
from dorsum.units import CM2

TOWARD: dict[Side, tuple[float, float, float]] = {
    "behind": (-1.0, 0.0, 0.0),
    "front": (1.0, 0.0, 0.0),
    "right": (0.0, 0.0, 1.0),
}
VIEW_WORDS: dict[Side, str] = {"behind": "from behind", "front": "from the front", "right": "from the right"}

# Pixels of the picture, of its large and its small part; on a phone they are half as many.
HEIGHT, WIDTH, PLACE_WIDTH = 560.0, 440.0, 150.0
FINE = 1.0  # dots of the large part for a pixel
WORDS = 70.0  # pixels under the small part, for two lines
FRAME = np.array([[-8.0], [8.0]])  # half-millimetres around the small body
GAP = 14.0  # pixels around and between them
ROOM = 0.18  # free part of the window on each side of the muscle
LEAST_WINDOW = 0.20  # m; nearer, the bones around could not be recognized
CHOSEN = rgb(0xC22E1B)  # flesh that stands out
NEIGHBOUR = 0.22  # how much of the muscles around is seen
SLIP_AREA_CM2 = 1.0  # drawn for a slip of which no area is known
THINNER = np.array([0.35, 0.8, 1.0, 0.8, 0.35])  # thickness along such a slip
ALONG = np.linspace(0.0, 1.0, len(THINNER))[:, None]
STYLE = """
.window{fill:none;stroke:#23211e;stroke-width:14}
.frame{fill:none;stroke:#b9b3a8}
text{font-size:25px}
.flesh{fill:#f3e6da;stroke:#d9c4b1;stroke-width:10}
"""


def camera(view: Side) -> Camera:
    """The level view of a standing body from one of its sides."""
    return Camera.looking(np.array(TOWARD[view]), UP)


@dataclass(frozen=True)
class Shown:
    """A picture with what it is made of."""

    svg: str
    posed: Posed
    near: Painted
    place: Painted


class MusclePictures:
    """Pictures of the muscles of one standing body; what all share is made once a view."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._views = {row.muscle: row.view for row in body.tables.muscle_views}
        self._scenes: dict[Side, _Scene] = {}

    def view(self, muscle: str) -> Side:
        """From where a muscle part is best seen: from behind, if `muscle_views.csv` says nothing else."""
        return self._views.get(muscle, "behind")

    def svg(self, muscle: str) -> str:
        """The picture of a muscle part, a whole SVG file; the muscle is not named in it.

        Raises:
            UnknownName: if no muscle part has this id.
        """
        return self.shown(muscle).svg

    def shown(self, muscle: str) -> Shown:
        """The same with the picture's dots.

        Raises:
            UnknownName: if no muscle part has this id.
        """
        self.body.tables.muscle(muscle)
        view = self.view(muscle)
        if view not in self._scenes:
            self._scenes[view] = _Scene(self.posed, view)
        return self._scenes[view].shown(muscle)

    @cached_property
    def posed(self) -> Posed:
        """Bones and muscles; what has no fascicles is a round bar between the ends of its slips."""
        drawn = {fascicle.muscle for fascicle in self.body.fascicles}
        bars = [
            (Thing("muscle", f"{row.name}, {side}", muscle=row.muscle, side=side), tube(line, radii))
            for row in self.body.tables.muscles
            if row.muscle not in drawn
            for side, line, radii in self._slips(row.muscle)
        ]
        return Posed.of(Figure.standing(self.body)).with_solids(bars)

    def _slips(self, muscle: str) -> Iterator[tuple[str, Floats, Floats]]:
        tables, skeleton = self.body.tables, self.body.skeleton
        radii = np.sqrt(SLIP_AREA_CM2 * CM2 / np.pi) * THINNER
        for row in tables.slips:
            if row.muscle != muscle:
                continue
            for side in SIDES if row.side == "both" else (row.side,):
                first, last = (
                    stop_of(tables, muscle, bone, landmark, side)
                    for bone, landmark in (
                        (row.origin_bone, row.origin_landmark),
                        (row.insertion_bone, row.insertion_landmark),
                    )
                )
                start, end = (skeleton.to_standing(stop.body, stop.at) for stop in (first, last))
                yield side, start + ALONG * (end - start), radii


class _Scene:
    """The body from one side, with what all its pictures share."""

    def __init__(self, posed: Posed, side: Side) -> None:
        self.side, self.view = side, View(posed, camera(side))
        self.colours = natural(posed)
        self.bones = posed.chosen(lambda thing: thing.kind != "muscle" and not self._before(thing))
        self.muscles = posed.chosen(lambda thing: thing.kind == "muscle")

    def _before(self, thing: Thing) -> bool:
        """Whether it is of the arm that hangs before the trunk."""
        return self.side == "right" and thing.body in ("humerus_right", "forearm_right", "hand_right")

    @cached_property
    def outline(self) -> tuple[str, Floats]:
        """Of the whole body."""
        return skin(self.view)

    def shown(self, muscle: str) -> Shown:
        posed = self.view.posed
        mine = posed.chosen(
            lambda thing: thing.muscle == muscle and (self.side != "right" or thing.side == "right")
        )
        colours = self.colours.copy()
        colours[mine] = CHOSEN
        box = window(self.view.extent(mine))
        near = self.view.painted(box, FINE * HEIGHT / (box[1, 1] - box[0, 1]), colours, self._coats(mine))
        outline, body = self.outline
        place = np.array([np.minimum(body[0], box[0]), np.maximum(body[1], box[1])]) + FRAME
        alone = [Coat(mine)]
        small = self.view.painted(place, HEIGHT / (place[1, 1] - place[0, 1]), colours, alone)
        (left, top), (right, bottom) = box
        frame = path(polygon(np.array([box[0], (right, top), box[1], (left, bottom)])), "window")
        words = VIEW_WORDS[self.side]
        first, _, second = words.partition(" ")
        middle = 2 * GAP + WIDTH + PLACE_WIDTH / 2
        where = path(outline, "flesh") + small.image() + frame
        parts = (
            panel("near", near.image(), box, (GAP, GAP, WIDTH, HEIGHT)),
            f'<rect class="frame" x="{GAP:g}" y="{GAP:g}" width="{WIDTH:g}" height="{HEIGHT:g}"/>',
            panel("place", where, place, (2 * GAP + WIDTH, GAP, PLACE_WIDTH, HEIGHT - WORDS)),
            f'<text x="{middle:g}" y="{HEIGHT + GAP - 34:g}">{first}'
            f'<tspan x="{middle:g}" dy="1.15em">{second}</tspan></text>',
        )
        width, height = 3 * GAP + WIDTH + PLACE_WIDTH, 2 * GAP + HEIGHT
        svg = svg_file(width, height, f"A muscle {words}", "".join(parts), STYLE)
        return Shown(svg, posed, near, small)

    def _coats(self, mine: NDArray[np.bool_]) -> list[Coat]:
        """Bones, the muscles around as a veil, and the muscle, which is seen through both."""
        return [Coat(self.bones), Coat(self.muscles & ~mine, veil=NEIGHBOUR), Coat(mine, through=THROUGH)]


def window(flat: Floats) -> Floats:
    """Corners of what the large picture shows: the muscle with room, in the picture's shape."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = np.maximum((high - low) / (1.0 - 2.0 * ROOM), LEAST_WINDOW * UNITS_PER_M)
    height = max(size[1], size[0] * HEIGHT / WIDTH)
    half = np.array([height * WIDTH / HEIGHT, height]) / 2.0
    return np.array([(low + high) / 2.0 - half, (low + high) / 2.0 + half])


def panel(name: str, content: str, box: Floats, place: tuple[float, float, float, float]) -> str:
    """A part of a drawing in a place of another: x, y, width and height there."""
    (left, top), (right, bottom) = box
    x, y, width, height = place
    return (
        f'<svg class="{name}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" overflow="hidden" '
        f'viewBox="{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}">{content}</svg>'
    )
