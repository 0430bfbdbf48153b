"""Pictures of one frame: the whole body from the side, and a closer view onto the back."""

from __future__ import annotations

from html import escape

import numpy as np

from dorsum.body.skeleton import SIDES, Floats
from dorsum.mechanics.result import Result
from dorsum.report.bones import OVER, draw_bones, draw_spine
from dorsum.report.drawing import UNITS_PER_M, Camera, Picture, polyline
from dorsum.report.effort import STEPS, step_words
from dorsum.report.figure import Figure, ResultFigure
from dorsum.report.flesh import Flesh
from dorsum.report.limits import bounded
from dorsum.report.props import FRONT, draw_ground, draw_loads, draw_pushes, held_loads
from dorsum.report.strands import draw_muscles

MARGIN = 30.0  # half-millimetres
LABEL_GAP, LETTER = 330.0, 34.0  # half-millimetres: from a disc to its label, and across a letter of it


def posture_view(result: Result, frame: int = 0, *, spine: bool = True) -> str:
    """The whole body in one tone with spine, load and ground, as a bystander sees it; for small pictures."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.behind_camera if moves_sideways(result) else figure.side_camera)
    flesh = Flesh(figure)
    limbs = [part for side in SIDES for part in (*flesh.arm(side), *flesh.leg(side))]
    picture.solid(0, [*limbs, *flesh.trunk(), *flesh.head()], "ghost")
    if spine:
        draw_spine(picture, figure)
        draw_pushes(picture, figure, labels=False)
        draw_ground(picture, figure)
    draw_loads(picture, figure, labels=False)
    return _svg(picture, picture.extent(), f"{result.title}, {result.times[frame]:.1f} s")


def side_view(result: Result, frame: int = 0) -> str:
    """Hips to head with arms and load from the right; from behind where the body lies on its side."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.side_camera)
    _draw_flesh(picture, figure)
    draw_bones(picture, figure, faint_arm=_near(figure))
    draw_muscles(picture, figure)
    draw_loads(picture, figure)
    draw_pushes(picture, figure)
    draw_ground(picture, figure)
    label = draw_callout(picture, figure)
    title = "From the right" if figure.from_the_side else "From behind"
    return _svg(picture, _around(_side_window(figure, picture.camera), label), f"{title}: {result.title}")


def back_view(result: Result, frame: int = 0) -> str:
    """Hips to head seen onto the back; the picture turns with the trunk."""
    figure = ResultFigure.of(result, frame)
    picture = Picture(figure.back_camera)
    flesh = Flesh(figure)
    limbs = [part for side in SIDES for part in (*flesh.arm(side), *flesh.leg(side))]
    picture.solid(0, limbs, "flesh far")
    picture.solid(0, [*flesh.trunk(), *flesh.head()], "flesh")
    draw_bones(picture, figure)
    draw_muscles(picture, figure)
    draw_loads(picture, figure)
    return _svg(picture, _trunk_window(figure, picture.camera), f"Onto the back: {result.title}")


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
        FRONT + 1, 2.0, f'<circle class="mark" cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="16"/>{line}{lines}'
    )
    width = LETTER * len(words)
    left = end[0] - width * (1.0 if sideways else 0.5)
    return np.array([[left, end[1] - 80.0], [left + width, end[1] + 20.0]])


def moves_sideways(result: Result) -> bool:
    """Whether the head goes more to a side than forward or back, so that it is best seen from behind."""
    origin = result.posed.origin
    lean = origin[:, result.body.skeleton.index("skull")] - origin[:, 0]
    forward, _, sideways = np.abs(lean).max(axis=0)
    return bool(sideways > forward and ResultFigure.of(result, 0).from_the_side)


def _near(figure: Figure) -> str:
    return "right" if figure.from_the_side else "left"


def _draw_flesh(picture: Picture, figure: Figure) -> None:
    flesh = Flesh(figure)
    near = _near(figure)
    far = "left" if near == "right" else "right"
    picture.solid(-1, [*flesh.arm(far), *flesh.leg(far)], "flesh far")
    picture.solid(0, [*flesh.trunk(), *flesh.head(), *flesh.leg(near)], "flesh")
    picture.solid(OVER, flesh.arm(near), "flesh over")


def _side_window(figure: ResultFigure, camera: Camera) -> Floats:
    """Hips, trunk, head, arms and loads with some room."""
    names = ("femur", "humerus", "forearm", "hand")
    points = [figure.joint(f"{name}_{side}") for name in names for side in SIDES]
    hips = np.mean(points[:2], axis=0)
    points += [hips - 0.16 * figure.trunk_axes[0], figure.joint("T8")]
    flat = [camera.flat(np.array(points))]
    room = 0.11 * UNITS_PER_M * figure.skeleton.scale
    boxes = [np.array([f.min(axis=0) - room, f.max(axis=0) + room]) for f in flat]
    boxes += [camera.flat(Flesh(figure).head()[0].centres) + shift for shift in (-0.9 * room, 0.9 * room)]
    boxes += [
        camera.flat(load.at[None]) + shift * room for load in held_loads(figure) for shift in (-3.2, 3.2)
    ]
    return _around(*boxes)


def _around(*boxes: Floats) -> Floats:
    corners = np.concatenate([box.reshape(-1, 2) for box in boxes])
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def _trunk_window(figure: ResultFigure, camera: Camera) -> Floats:
    """From the hips to the crown, as wide as the shoulders."""
    names = ("femur_right", "femur_left", "humerus_right", "humerus_left", "skull", "L3", "T6")
    points = camera.flat(np.array([figure.joint(name) for name in names]))
    crown = camera.flat(figure.shape("skull", (6, 712, 0, 0)).centres)[0]
    hips = points[:2].mean(axis=0)
    room = 0.11 * UNITS_PER_M * figure.skeleton.scale
    top = min(float(crown[1]), float(points[:, 1].min())) - 0.3 * room
    left, right = points[:, 0].min() - room, points[:, 0].max() + room
    window = np.array([[left, top], [right, hips[1] + 1.7 * room]])
    low = np.array([0.0, 0.33, 0.0])  # the bottom of a bag
    bags = [camera.flat((load.at - low)[None]) for load in held_loads(figure) if len(load.hands) == 1]
    return _around(window, *bags)


def _svg(picture: Picture, extent: Floats, title: str) -> str:
    (left, top), (right, bottom) = extent + np.array([[-MARGIN], [MARGIN]])
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    inner = f"<title>{escape(title)}</title>{picture.elements()}"
    return f'<svg class="body" viewBox="{box}" role="img">{inner}</svg>'


def legend() -> list[tuple[int, str]]:
    """Classes of effort with their words, weakest first."""
    return [(i, step_words(i)) for i in range(len(STEPS))]
