"""The body map: a person from the front and from behind with every region marked and named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.rows import RegionMarkRow
from dorsum.anatomy.rows import View as Side
from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.report.drawing import UNITS_PER_M, Balls, Camera, balls, path
from dorsum.report.drawn.areas import skin
from dorsum.report.drawn.colours import natural
from dorsum.report.drawn.paint import Coat, View
from dorsum.report.drawn.posed import Posed
from dorsum.report.figure import Figure
from dorsum.report.muscle_picture import camera
from dorsum.report.standalone import svg_file
from dorsum.units import MM

MAPS: tuple[Side, ...] = ("front", "behind")
WORDS = {"front": "Front", "behind": "Back"}
PIXELS = 920.0 / UNITS_PER_M / 1.75  # a half-millimetre in the picture: 1.75 m are 920 pixels
FINE = 1.1  # dots of the body for a pixel
LABELS, GAP = 232.0, 26.0  # pixels: room for the labels on either side, and between them and the body
TOP, BOTTOM = 50.0, 24.0  # pixels above and below the bodies
PITCH = 34.0  # pixels from a label to the next
MIDDLE = 0.01  # m; a mark nearer to the midline is one mark, not a pair
STYLE = """
text{font-size:13px;fill:#23211e;text-anchor:start}
text.left{text-anchor:end}
text.view{font-size:20px;text-anchor:middle}
.plain{font-weight:400;font-size:11px;fill:#6c665d}
.flesh{fill:#f3e6da;stroke:#d9c4b1;stroke-width:4}
.pale{opacity:.5}
.mark{fill:#3f6f9f;fill-opacity:.34;stroke:#2d5377;stroke-width:.9}
.mark.contour{fill-opacity:.06;stroke-dasharray:5 4}
.mark.here{fill:#bc2a17;fill-opacity:.75;stroke:#7f141d}
.leader{fill:none;stroke:#6c665d;stroke-width:.8}
.leader.here{stroke:#a3210f;stroke-width:1.6}
.dot{fill:#23211e}
text.here{fill:#a3210f}
"""


class _Label(NamedTuple):
    """A region with its plain words, and where it lies in the picture."""

    region: str
    plain: str
    at: Floats


def body_map(body: Body, here: Collection[str] = ()) -> str:
    """All regions on both sides of a standing body, a whole SVG file; those of `here` stand out."""
    figure = Figure.standing(body)
    posed = Posed.of(figure)
    maps = [_Map(figure, posed, view, here) for view in MAPS]
    width, height = sum(m.width for m in maps), max(m.height for m in maps)
    left, content = 0.0, []
    for one in maps:
        content.append(f'<g transform="translate({left:g} 0)">{one.content()}</g>')
        left += one.width
    return svg_file(width, height, "Regions of the body", "".join(content), STYLE)


def band(figure: Figure, row: RegionMarkRow, side: str) -> Balls:
    """The band of a region on one side, in space."""
    start = _anchor(figure, row.start_bone, row.start_landmark, row.start_body, side)
    end = _anchor(figure, row.end_bone, row.end_landmark, row.end_body, side)
    size = MM * figure.skeleton.scale
    first, last = (start + share * (end - start) for share in (row.start_share, row.end_share))
    return balls((first, row.start_radius_mm * size), (last, row.end_radius_mm * size))


def bands(figure: Figure, row: RegionMarkRow) -> list[Balls]:
    """Its bands on both sides; one where it lies in the midline."""
    found = [band(figure, row, side) for side in SIDES]
    return found[:1] if np.abs(found[0].centres[:, 2]).max() < MIDDLE else found


def _anchor(figure: Figure, bone: str | None, landmark: str | None, body: str | None, side: str) -> Floats:
    if bone is not None and landmark is not None:
        return figure.landmark(bone, landmark, side)
    row = figure.body.tables.body(str(body))
    return figure.joint(sided(row.body, side if row.side == "right" else "mid"))


class _Map:
    """One side of the body with its marks, and labels left and right of it."""

    def __init__(self, figure: Figure, posed: Posed, side: Side, here: Collection[str]) -> None:
        self.figure, self.posed, self.side, self.here = figure, posed, side, here
        self.camera: Camera = camera(side)
        self.view = View(posed, self.camera)
        self.outline, extent = skin(self.view)
        (self.left, self.top), (self.right, self.bottom) = extent

    @property
    def width(self) -> float:
        """Pixels of the body and its labels."""
        return float(self.right - self.left) * PIXELS + 2 * (LABELS + GAP)

    @property
    def height(self) -> float:
        """Pixels of the body and its title."""
        return float(self.bottom - self.top) * PIXELS + TOP + BOTTOM

    def place(self, flat: Floats) -> Floats:
        """Pixels of points of the drawing."""
        return np.asarray((flat - [self.left, self.top]) * PIXELS + [LABELS + GAP, TOP])

    def content(self) -> str:
        """Everything drawn, in pixels."""
        rows = [row for row in self.figure.body.tables.region_marks if row.view == self.side]
        rows.sort(key=lambda row: (not row.contour, row.region in self.here))
        shift = self.place(np.zeros((1, 2)))[0]
        moved = f"translate({shift[0]:.1f} {shift[1]:.1f}) scale({PIXELS:.5f})"
        body = f'<g transform="{moved}">{path(self.outline, "flesh")}{self._body()}</g>'
        marks = "".join(self._mark(row) for row in rows)
        words = f'<text class="view" x="{self.width / 2:.0f}" y="32">{WORDS[self.side]}</text>'
        return words + body + marks + self._labels(rows)

    def _body(self) -> str:
        """Bones and muscles, pale: the marks on them are the subject."""
        window = np.array([[self.left, self.top], [self.right, self.bottom]])
        coat = Coat(self.posed.chosen(lambda _: True))
        picture = self.view.painted(window, PIXELS * FINE, natural(self.posed), [coat])
        return f'<g class="pale">{picture.image()}</g>'

    def _mark(self, row: RegionMarkRow) -> str:
        classes = " ".join(["mark", *["contour"] * row.contour, *["here"] * (row.region in self.here)])
        outlines = [polygon_of(self.place(b.outline(self.camera))) for b in bands(self.figure, row)]
        return path("".join(outlines), classes, row.region)

    def _spot(self, row: RegionMarkRow, band: Balls) -> Floats:
        """Where the leader of a label ends: amid the band, or at its end where others lie inside it."""
        ends = self.place(self.camera.flat(band.centres))
        return np.asarray(ends[-1] if row.contour else ends.mean(axis=0))

    def _labels(self, rows: Iterable[RegionMarkRow]) -> str:
        """Half of the labels at either side, in the order of their height."""
        plain = {row.region: row.plain_words[0] for row in self.figure.body.tables.regions}
        spots = {row.region: [self._spot(row, b) for b in bands(self.figure, row)] for row in rows}
        names = sorted(spots, key=lambda name: float(spots[name][0][1]))
        out = []
        for left, chosen in ((True, names[::2]), (False, names[1::2])):
            labels = [
                _Label(name, plain[name], sorted(spots[name], key=lambda at: float(at[0]))[0 if left else -1])
                for name in chosen
            ]
            heights = spread([float(label.at[1]) for label in labels], TOP, self.height - BOTTOM)
            out += [self._label(label, y, left) for label, y in zip(labels, heights, strict=True)]
        return "".join(out)

    def _label(self, label: _Label, y: float, left: bool) -> str:
        x = LABELS if left else self.width - LABELS
        bend = x + (GAP if left else -GAP)
        here = " here" * (label.region in self.here)
        at = label.at
        words = escape(label.region.replace("_", " "))
        text = (
            f'class="{"left" if left else "right"}{here}" x="{x + (-5 if left else 5):.0f}" y="{y + 1:.0f}"'
        )
        plain = (
            f'<tspan class="plain" x="{x + (-5 if left else 5):.0f}" dy="13">{escape(label.plain)}</tspan>'
        )
        return (
            f'<path class="leader{here}" d="M{x:.0f} {y:.0f}H{bend:.0f}L{at[0]:.1f} {at[1]:.1f}"/>'
            f'<circle class="dot" cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="2"/><text {text}>{words}{plain}</text>'
        )


def polygon_of(points: Floats) -> str:
    """A closed path in tenths of a pixel."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z"


def spread(heights: Sequence[float], top: float, bottom: float, pitch: float = PITCH) -> list[float]:
    """Heights, in ascending order, moved as little as needed to stand `pitch` apart between two bounds."""
    groups: list[list[float]] = []  # wanted height of the first label of a block, and number of labels
    for wanted in heights:
        groups.append([wanted, 1.0])
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] * pitch > groups[-1][0]:
            start, count = groups.pop()
            before = groups[-1]
            total = before[1] + count
            before[0] = (before[0] * before[1] + (start - before[1] * pitch) * count) / total
            before[1] = total
    out = [start + i * pitch for start, count in groups for i in range(int(count))]
    for i in range(len(out)):
        out[-1 - i] = min(out[-1 - i], bottom - i * pitch)
    return [max(height, top + i * pitch) for i, height in enumerate(out)]
