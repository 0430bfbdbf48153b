"""The first frame of a recording as a picture: markers or segments with their names, our body behind them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.motion.recorded.first_frame import FirstFrame
from dorsum.report.body_map import spread
from dorsum.report.drawing import UNITS_PER_M, Camera, path
from dorsum.report.drawn.areas import skin
from dorsum.report.drawn.paint import View
from dorsum.report.drawn.posed import Posed
from dorsum.report.figure import UP, Figure
from dorsum.report.standalone import svg_file

VIEWS = (("From the right", (0.0, 0.0, 1.0)), ("From the front", (1.0, 0.0, 0.0)))
HEIGHT, WIDTH = 620.0, 300.0  # pixels that all points and the body fill at most
LABELS, GAP, TOP, BOTTOM = 104.0, 18.0, 44.0, 40.0  # pixels beside, between, above and below
PITCH = 11.5  # pixels from a label to the next
MOST_LABELS = 100  # of a view; more would run into each other
LONGEST = 16  # letters of a label
RULER = 0.5  # m
LETTER = 6.2  # pixels of a letter of a note
LEAST = 0.2  # m, the least that the picture is of
STYLE = """
text{font:500 10px "DejaVu Sans",Verdana,sans-serif;fill:#23211e;text-anchor:start}
text.left{text-anchor:end}
text.view{font-size:15px;font-weight:600;text-anchor:middle}
text.note{font-size:11px;fill:#6c665d}
text.unknown{fill:#a3210f}
.flesh{fill:#efe3d6;stroke:#d9c4b1;stroke-width:4}
.point{fill:#1f5f9f}
.point.unknown{fill:#c8402f}
.joined{stroke:#1f5f9f;stroke-width:2;stroke-opacity:.6}
.leader{fill:none;stroke:#6c665d;stroke-width:.5;stroke-opacity:.7}
.ground,.ruler{stroke:#6c665d;stroke-width:1}
"""


def first_frame_svg(found: FirstFrame, up: str = "", forward: str = "") -> str:
    """The frame from the side and from the front, a whole SVG file; `up` and `forward`: axes of the file."""
    at = found.body
    posed = None if at is None else Posed.of(Figure(at.model.body, at.rotation, at.origin))
    views = [_View(found, posed, words, np.array(toward)) for words, toward in VIEWS]
    scale = min(view.fitting for view in views)
    height = scale * max(float(view.high[1] - view.low[1]) for view in views)
    left, content = 0.0, []
    for view in views:
        content.append(f'<g transform="translate({left:g} 0)">{view.content(scale, height)}</g>')
        left += view.width
    axes = f"up is {up}, forward {forward} of the file; " if up else ""
    lies = f"no body is fitted: {found.why}" if found.why else "behind: the built-in body, fitted"
    lost = "red: names that nobody knows; " if set(found.names) - found.known else ""
    note = f"{axes}{lost}{lies}"[: int(left / LETTER)]
    whole = TOP + height + BOTTOM
    content.append(f'<text class="note" x="14" y="{whole - 8:.0f}">{escape(note)}</text>')
    title = f"The first frame of {found.title}"
    return svg_file(left, whole, title, "".join(content), STYLE)


@dataclass
class _View:
    """The frame from one side, with labels at both sides of it."""

    found: FirstFrame
    posed: Posed | None
    words: str
    toward: Floats

    def __post_init__(self) -> None:
        self.camera = Camera.looking(self.toward, UP)
        self.seen: NDArray[np.intp] = np.flatnonzero(np.isfinite(self.found.points).all(axis=1))
        self.flat = self.camera.flat(self.found.points[self.seen]) / UNITS_PER_M
        self.flesh = ""
        corners = [self.flat] if len(self.flat) else []
        if self.posed is not None:
            outline, extent = skin(View(self.posed, self.camera))
            self.flesh = path(outline, "flesh")
            corners.append(extent / UNITS_PER_M)
        every = np.concatenate(corners) if corners else np.array([[-1.0, -1.0], [1.0, 1.0]])
        self.low, self.high = every.min(axis=0), every.max(axis=0)

    width = WIDTH + 2 * (LABELS + GAP)

    @property
    def fitting(self) -> float:
        """Pixels for a metre with which all is in the picture."""
        return float(np.min([WIDTH, HEIGHT] / np.maximum(self.high - self.low, LEAST)))

    def content(self, scale: float, height: float) -> str:
        """Everything drawn, with so many pixels for a metre, in a height."""
        shift = np.array([self.width / 2, TOP + height]) - scale * np.array(
            [(self.low[0] + self.high[0]) / 2, self.high[1]]
        )
        body = (
            f'<g transform="translate({shift[0]:.1f} {shift[1]:.1f}) scale({scale / UNITS_PER_M:.6f})">'
            f"{self.flesh}</g>"
        )
        spots = shift + scale * self.flat
        place = {int(k): at for k, at in zip(self.seen, spots, strict=True)}
        lines = "".join(
            f'<path class="joined" d="M{_pair(place[a])}L{_pair(place[b])}"/>'
            for a, b in self.found.joined
            if a in place and b in place
        )
        points = "".join(
            f'<circle class="point{self._unknown(k)}" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
            for k, (x, y) in place.items()
        )
        words = f'<text class="view" x="{self.width / 2:.0f}" y="26">{self.words}</text>'
        ruler = self._ruler(scale, float(shift[1]), height)
        return f"{words}{ruler}{body}{lines}{self._labels(place, height)}{points}"

    def _unknown(self, k: int) -> str:
        return "" if self.found.names[k] in self.found.known else " unknown"

    def _ruler(self, scale: float, floor: float, height: float) -> str:
        """The height 0 of the recording, if it is in the picture, and half a metre."""
        left, right = LABELS + GAP, self.width - LABELS - GAP
        inside = self.found.level and TOP <= floor <= TOP + height + 1
        ground = f'<path class="ground" d="M{left:.0f} {floor:.1f}H{right:.0f}"/>' if inside else ""
        y, end = TOP + height + 12, right - RULER * scale
        if end < left:
            return ground
        return (
            f'{ground}<path class="ruler" d="M{end:.1f} {y}H{right:.1f}"/>'
            f'<text class="note left" x="{end - 5:.0f}" y="{y + 4}">{RULER:g} m</text>'
        )

    def _labels(self, place: dict[int, Floats], height: float) -> str:
        """Those left of the middle at the left, the others at the right, in the order of their height."""
        order = sorted(place, key=lambda k: float(place[k][0]))[:MOST_LABELS]
        out = []
        for left, chosen in ((True, order[: len(order) // 2]), (False, order[len(order) // 2 :])):
            chosen.sort(key=lambda k: float(place[k][1]))
            heights = spread([float(place[k][1]) for k in chosen], TOP, TOP + height, PITCH)
            out += [self._label(k, place[k], y, left) for k, y in zip(chosen, heights, strict=True)]
        return "".join(out)

    def _label(self, k: int, at: Floats, y: float, left: bool) -> str:
        x = LABELS if left else self.width - LABELS
        bend = x + (GAP if left else -GAP)
        name = self.found.names[k]
        short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        classes = f"{'left' if left else 'right'}{self._unknown(k)}"
        return (
            f'<path class="leader" d="M{x:.0f} {y:.1f}H{bend:.0f}L{_pair(at)}"/>'
            f'<text class="{classes}" x="{x + (-3 if left else 3):.0f}" y="{y + 3.5:.1f}">'
            f"{escape(short)}</text>"
        )


def _pair(at: Floats) -> str:
    return f"{at[0]:.1f} {at[1]:.1f}"
