"""No fascicle runs through a vertebral body, in any extreme of posture."""

import numpy as np
import pytest

from dorsum.anatomy.rows import VertebraRow
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.model import Model
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

DEPTH = 3e-3  # m: as well as the bodies are known, they agree with published sizes to 2 to 3 mm
EXTREMES = {
    "standing": Posture(),
    "flexion": Posture(trunk_inclination=110, lumbar_flexion=52, thoracic_flexion=22, neck_flexion=40),
    "extension": Posture(lumbar_flexion=-16, thoracic_flexion=-15, neck_flexion=-40),
    "bending": Posture(lumbar_bending=20, thoracic_bending=25, neck_bending=30),
    "twist": Posture(lumbar_twist=6, thoracic_twist=30, neck_twist=60),
}


def depth_inside(model: Model, row: VertebraRow, points: np.ndarray) -> float:
    """How deep points (n, 3), from the joint centre in standing axes, lie inside an elliptic cylinder, m."""
    skeleton = model.body.skeleton
    upper, lower = (skeleton.at(row.level, f"{end}_endplate_centre") for end in ("upper", "lower"))
    height = np.linalg.norm(upper - lower)
    up = (upper - lower) / height
    forward = np.array([up[1], -up[0], 0.0])
    assert row.upper_endplate_width_mm is not None
    assert row.upper_endplate_depth_mm is not None
    half_width, half_depth = (
        x * 1e-3 * skeleton.scale / 2 for x in (row.upper_endplate_width_mm, row.upper_endplate_depth_mm)
    )
    local = points - ((upper + lower) / 2 - skeleton.centre[skeleton.index(row.level)])
    out = np.hypot(local @ forward / half_depth, local[:, 2] / half_width)
    inside = (np.abs(local @ up) < height / 2) & (out < 1)
    return float((1 - out[inside].min()) * min(half_width, half_depth)) if inside.any() else 0.0


def posed(model: Model, posture: Posture) -> Frames:
    return frames_of(Task(posture=posture), model)


@pytest.mark.parametrize("name", EXTREMES)
def test_no_path_runs_through_a_vertebral_body(male: Model, name: str) -> None:
    body = male.body
    eq = set_up(male, posed(male, EXTREMES[name]), Options())
    rows = [
        row
        for row in body.tables.vertebrae
        if row.lower_endplate_centre_x_mm and row.level not in ("C1", "C2")
    ]
    deep = {}
    for piece, start in enumerate(body.paths.piece_start):
        fascicle = body.fascicles[body.paths.piece_fascicle[piece]]
        if fascicle.side == "left":
            continue
        ends = {int(body.paths.point_body[start]), int(body.paths.point_body[start + 1])}
        line = np.linspace(eq.point[0, start], eq.point[0, start + 1], 50)
        for row in rows:
            index = body.skeleton.index(row.level)
            if index not in ends:
                local = (line - eq.posed.origin[0, index]) @ eq.posed.rotation[0, index]
                if (depth := depth_inside(male, row, local)) > DEPTH:
                    deep[fascicle.name, row.level] = depth
    assert deep == {}


def test_the_check_finds_a_path_through_a_body(male: Model) -> None:
    row = next(row for row in male.body.tables.vertebrae if row.level == "L3")
    middle = male.body.skeleton.middle("L3") - male.body.skeleton.centre[male.body.skeleton.index("L3")]
    assert depth_inside(male, row, np.array([middle])) > 10e-3
