"""The picture of a recording's first frame: what is seen lies on the body that is fitted behind it."""

import re
from pathlib import Path

import numpy as np
import pytest
from recorded_files import SQUATS, WALK, bow

from dorsum.body.skeleton import SIDES, Floats
from dorsum.exchange.read.asked import Asked
from dorsum.motion.recorded.first_frame import FirstFrame, first_frame
from dorsum.motion.recorded.recognised import opened
from dorsum.report.first_frame import first_frame_svg
from exchange import scene
from exchange.test_marker_files import trc
from motion.recorded.test_rigs import ARM, posed

BEND = Path(__file__).parents[2] / "tests" / "exchange" / "files" / "bend.bvh"
NEAR = 0.06  # m, skin over a joint centre, of a person of other proportions


def of(path: Path, **asked: str) -> FirstFrame:
    said = Asked(**asked)
    return first_frame(path, opened(path, said).recording, said)


def joint(found: FirstFrame, name: str) -> Floats:
    assert found.body is not None
    return found.body.origin[found.body.model.body.skeleton.index(name)]


def point(found: FirstFrame, *names: str) -> Floats:
    return found.points[[found.names.index(name) for name in names]].mean(axis=0)


def test_markers_lie_on_the_body_that_faces_forward_and_stands_upright() -> None:
    """Of a walk along -x with z up."""
    found = of(WALK)
    for side, of_side in (("L", "left"), ("R", "right")):
        knee = point(found, f"{side}_FLE", f"{side}_FME")
        assert np.linalg.norm(knee - joint(found, f"shank_{of_side}")) < NEAR
        ankle = point(found, f"{side}_FAL", f"{side}_TAM")
        assert np.linalg.norm(ankle - joint(found, f"foot_{of_side}")) < NEAR
    assert point(found, "SJN")[0] > point(found, "CV7")[0]
    assert point(found, "R_IAS")[2] > point(found, "L_IAS")[2] + 0.1
    assert point(found, "CV7")[1] > point(found, "R_IAS")[1] + 0.3


@pytest.mark.parametrize("facing", [0.0, 130.0])
def test_a_rig_hangs_at_its_hips_and_is_joined_as_its_file_says(facing: float) -> None:
    """Whichever way the figure faces in its room."""
    rig = posed({name: np.tile(turns[1], (10, 1)) for name, turns in ARM.items()}, facing)
    found = first_frame(rig.path, rig, Asked())
    hips = [joint(found, f"femur_{side}") for side in SIDES]
    middle = point(found, "LeftUpLeg", "RightUpLeg")
    np.testing.assert_allclose(np.mean(hips, axis=0), middle, atol=1e-9)
    assert point(found, "RightUpLeg")[2] > point(found, "LeftUpLeg")[2]
    assert len(found.joined) == len(found.names) - 1
    carried = {found.names[child]: found.names[parent] for child, parent in found.joined}
    assert carried["RightForeArm"] == "RightArm"


def test_coordinates_have_a_body_and_no_points(tmp_path: Path) -> None:
    nowhere = bow(tmp_path)  # does not say where the pelvis is
    assert not of(nowhere).level
    assert '<path class="ground"' not in first_frame_svg(of(nowhere))
    assert '<path class="ground"' in first_frame_svg(of(WALK))
    found = of(SQUATS)
    assert found.level
    assert (found.names, found.why) == ((), "")
    assert joint(found, "skull")[1] > joint(found, "foot_right")[1] + 1.2


def test_where_no_body_can_be_fitted_the_picture_shows_the_points_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "few.trc"
    names = [name if name in ("LASI", "RASI", "C7") else f"nobody{i}" for i, name in enumerate(scene.MARKERS)]
    path.write_text(trc("Frame#\tTime\t" + "\t\t\t".join(names) + "\n", "mm"), encoding="utf-8")
    found = of(path, up="y", forward="x")
    assert found.body is None
    assert "markers on the pelvis are needed" in found.why
    svg = first_frame_svg(found, "y", "x")
    assert "no body is fitted" in svg
    assert '<text class="left unknown"' in svg or '<text class="right unknown"' in svg


@pytest.mark.parametrize("path", [WALK, BEND])
def test_the_picture_has_each_point_and_its_name_in_both_views(path: Path) -> None:
    found = of(path)
    svg = first_frame_svg(found)
    seen = int(np.isfinite(found.points).all(axis=1).sum())
    assert svg.count('<circle class="point') == 2 * seen
    for name in found.names:
        if len(name) < 16:
            assert svg.count(f">{name}<") == 2
    width, height = (float(v) for v in re.findall(r'(?:width|height)="([\d.]+)"', svg)[:2])
    at = np.array([[float(v) for v in xy] for xy in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg)])
    assert (at > 0).all()
    assert (at < [width / 2 + 1, height]).all()


def test_forward_is_to_the_right_from_the_right_and_the_right_side_to_the_left_from_the_front() -> None:
    found = of(WALK)
    _, side, front = re.split(r'<g transform="translate\(\d+ 0\)">', first_frame_svg(found))
    order = [name for name, p in zip(found.names, found.points, strict=True) if np.isfinite(p).all()]

    def x(svg: str, name: str) -> float:
        return float(re.findall(r'<circle class="point[^"]*" cx="([-\d.]+)"', svg)[order.index(name)])

    assert x(side, "SJN") > x(side, "CV7")
    assert x(front, "R_IAS") < x(front, "L_IAS")
