"""Pictures of one frame, from the shapes of the page: the whole body from the side, and its back."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.result import Result
from dorsum.report.drawing import UNITS_PER_M, Picture, polyline
from dorsum.report.drawn.areas import named_areas, skin
from dorsum.report.drawn.colours import IDLE, LOADED, by_activation, rgb
from dorsum.report.drawn.paint import Coat, View
from dorsum.report.drawn.posed import Posed, Thing
from dorsum.report.figure import ResultFigure
from dorsum.report.limits import bounded
from dorsum.report.props import FRONT, draw_ground, draw_load_labels, draw_pushes, held_loads, load_solids

MARGIN = 30.0  # half-millimetres
LABEL_GAP, LETTER = 330.0, 52.0  # half-millimetres: from a disc to its label, and across a letter of it
HEIGHT, WIDTH = (
    900.0,
    900.0,
)  # dots of a picture at most: 260 to an inch, printed as high as a third of a page
DISC_THROUGH = 0.65  # how much of the lumbar discs is seen through what covers them
OUTER = ("partner", "superficial", "intermediate")  # layers before the erector spinae


def posture_view(result: Result, frame: int = 0) -> str:
    """The outline of the whole body with its load, as a bystander sees it; for small pictures."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.behind_camera if moves_sideways(result) else figure.side_camera)
    posed = Posed.of(figure)
    outline, corners = skin(View(posed, picture.camera))
    picture.add(0, 0.0, f'<path class="ghost" d="{outline}"/>', corners)
    for _, solid in load_solids(figure):
        picture.solid(FRONT, solid.vertices, "load")
    return _svg(picture, picture.extent(), f"{result.title}, {result.times[frame]:.1f} s")


def side_view(result: Result, frame: int = 0) -> str:
    """The whole body with what it holds from the right; from behind where it lies on its side."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.side_camera)
    extent = _draw_body(picture, figure, lambda _: True)
    draw_pushes(picture, figure)
    picture.add(0, 0.0, "", extent)
    draw_ground(picture, figure)
    label = draw_callout(picture, figure)
    title = "From the right" if figure.from_the_side else "From behind"
    return _svg(picture, _around(picture.extent(), label), f"{title}: {result.title}")


def back_view(result: Result, frame: int = 0, *, deep: bool = False) -> str:
    """Hips to head seen onto the back, which turns with the trunk; `deep`: without outer muscles."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.back_camera)
    layers = {row.muscle: row.system for row in figure.body.tables.muscles}
    extent = _draw_body(
        picture,
        figure,
        lambda t: not (deep and layers.get(t.muscle) in OUTER),
        _trunk_window(figure, picture),
    )
    words = "Onto the deep muscles of the back" if deep else "Onto the back"
    return _svg(picture, extent, f"{words}: {result.title}")


def _draw_body(
    picture: Picture, figure: ResultFigure, shown: Callable[[Thing], bool], window: Floats | None = None
) -> Floats:
    """Bones, muscles by activation and loads, with areas that say their names; the window that they fill."""
    result, activation = figure.result, figure.result.activations[figure.frame]
    posed = Posed.of(figure).with_solids(load_solids(figure))
    view = View(posed, picture.camera)
    idle = posed.chosen(lambda t: t.kind == "muscle" and bool(np.isnan(activation[t.fascicle])))
    seen = posed.chosen(shown)
    discs = posed.chosen(lambda t: t.kind == "disc" and t.title.rpartition(" ")[2] in LUMBAR)
    colours = by_activation(posed, activation)
    level = result.levels[result.at([figure.frame]).peak[1]]
    colours[posed.chosen(lambda t: t.kind == "disc" and t.title.endswith(level))] = rgb(LOADED)
    window = view.extent(seen) if window is None else window
    size = window[1] - window[0]
    dots = float(min(WIDTH / size[0], HEIGHT / size[1]))
    coats = [Coat(seen & ~idle), Coat(discs, through=DISC_THROUGH), Coat(seen & idle, veil=IDLE)]
    painted = view.painted(window, dots, colours, coats)
    picture.add(1, 0.0, painted.image(), painted.window)
    picture.add(1, 1.0, named_areas(posed, painted))
    draw_load_labels(picture, figure, posed, painted)
    return painted.window


def draw_callout(picture: Picture, figure: ResultFigure) -> Floats:
    """What the lumbar disc bears that bears most, written behind it; the corners of the label."""
    result = figure.result.at([figure.frame])
    level = result.peak[1]
    joint, newton = result.levels[level], float(result.compression[0, level])
    words = f"{joint} {bounded(newton, not result.balanced[0])}"
    at = picture.camera.flat(figure.joint(joint.partition("/")[0])[None])[0]
    backward = picture.camera.flat(-figure.rotation[0][None, :, 0])[0]
    if np.linalg.norm(backward) < UNITS_PER_M / 2 or backward[1] > 0.8 * UNITS_PER_M:  # write above
        backward = np.array([0.0, -1.0])
    end = at + backward / np.linalg.norm(backward) * LABEL_GAP
    sideways = backward[0] < -abs(backward[1])
    line = f'<path class="leader" d="{polyline(np.array([at, end]))}"/>'
    where = (
        f'text-anchor="{"end" if sideways else "middle"}" x="{end[0] - 12 * sideways:.0f}" y="{end[1]:.0f}"'
    )
    lines = f'<text class="callout" {where} dy="{6 if sideways else -14}">{words}</text>'
    picture.add(
        FRONT + 1, 2.0, f'<circle class="mark" cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="22"/>{line}{lines}'
    )
    width = LETTER * len(words)
    left = end[0] - width * (1.0 if sideways else 0.5)
    return np.array([[left, end[1] - 110.0], [left + width, end[1] + 30.0]])


def moves_sideways(result: Result) -> bool:
    """Whether the head goes more to a side than forward or back, so that it is best seen from behind."""
    origin = result.posed.origin
    lean = origin[:, result.body.skeleton.index("skull")] - origin[:, 0]
    forward, _, sideways = np.abs(lean).max(axis=0)
    return bool(sideways > forward and ResultFigure.of(result, 0).from_the_side)


def _around(*boxes: Floats) -> Floats:
    corners = np.concatenate([box.reshape(-1, 2) for box in boxes])
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def _trunk_window(figure: ResultFigure, picture: Picture) -> Floats:
    """From the hips to the crown, as wide as the shoulders, with bags that hang beside."""
    camera = picture.camera
    names = ("femur_right", "femur_left", "humerus_right", "humerus_left", "skull", "L3", "T6")
    points = camera.flat(np.array([figure.joint(name) for name in names]))
    room = 0.11 * UNITS_PER_M * figure.skeleton.scale
    crown = points[4] + 1.6 * room * _upward(figure, picture)
    top = min(float(crown[1]), float(points[:, 1].min())) - 0.3 * room
    left, right = points[:, 0].min() - room, points[:, 0].max() + room
    window = np.array([[left, top], [right, points[:2].mean(axis=0)[1] + 1.7 * room]])
    low = np.array([0.0, 0.33, 0.0])  # the bottom of a bag
    bags = [camera.flat((load.at - low)[None]) for load in held_loads(figure) if len(load.hands) == 1]
    return _around(window, *bags)


def _upward(figure: ResultFigure, picture: Picture) -> Floats:
    """Where the top of the skull points in the picture."""
    turn = figure.rotation[figure.skeleton.index("skull")]
    return np.asarray(picture.camera.flat(turn[None, :, 1])[0] / UNITS_PER_M)


def _svg(picture: Picture, extent: Floats, title: str) -> str:
    (left, top), (right, bottom) = extent + np.array([[-MARGIN], [MARGIN]])
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    inner = f"<title>{escape(title)}</title>{picture.elements()}"
    return f'<svg class="body" viewBox="{box}" role="img">{inner}</svg>'
