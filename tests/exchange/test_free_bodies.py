"""Bodies whose hips, or all of whose joints, are balanced, as files of other programs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.groups import GROUPS
from dorsum.exchange.write.osim.coordinates import values_of
from dorsum.judges import mujoco
from dorsum.judges.opensim.geometry import Judged, compare_all_arms, compare_lengths, judged
from dorsum.mechanics.model import Model
from dorsum.view.export import export, not_in

SHARE_OF_RANGE = 0.3  # so that no spring is at forces which nobody has


@pytest.fixture(scope="module", params=[pytest.param("hips", marks=pytest.mark.slow), "all"])
def case(request: pytest.FixtureRequest) -> Iterator[Judged]:
    with judged(Model(Body.of("male", free=request.param)), postures=2) as opened:
        yield opened


def test_opensim_computes_their_lengths_and_moment_arms(case: Judged) -> None:
    for found in (compare_lengths(case), compare_all_arms(case)):
        assert found.compared >= 2 * len(case.model.body.fascicles)
        assert found.holds, found


def test_opensim_computes_their_passive_moments(case: Judged) -> None:
    opened, springs = case.opened, Coordinates.of(case.model.body, "elastic")
    angles = SHARE_OF_RANGE * case.angles[1]
    opened.pose(values_of(case.found, angles[None])[0])
    forces = opened.model.getForceSet()
    sign = {(c.body, c.axis): (c.name, c.sign) for c in case.found}
    for i, (body, axis) in enumerate(zip(springs.body, springs.axis, strict=True)):
        name, turned = sign[int(body), int(axis)]
        force = opened.opensim.ExpressionBasedCoordinateForce.safeDownCast(forces.get(f"passive_{name}"))
        angle = angles[body, axis]
        k, c = (each[i, int(angle > 0)] for each in (springs.slope, springs.rate))
        expected = -np.sign(angle) * (k * np.expm1(c * abs(angle)) / c if c else k * abs(angle))
        assert turned * force.calcExpressionForce(opened.state) == pytest.approx(
            expected, rel=1e-9, abs=1e-12
        )


@pytest.mark.parametrize("free", [pytest.param("hips", marks=pytest.mark.slow), "all"])
def test_mujoco_computes_their_lengths_arms_and_moments(free: str) -> None:
    for row in mujoco.judge(Model(Body.of("male", free=free)), postures=1, seed=7):
        assert row.holds, row
        assert row.size > 0.1, "something was compared"


@pytest.mark.parametrize(("form", "name"), [("osim", "back.osim"), ("mjcf", "back.xml")])
def test_a_file_says_what_it_cannot_hold(form: str, name: str, tmp_path: Path) -> None:
    body = Body.of("male", free="all")
    export(form, tmp_path / name, body)
    said = not_in(body, form)
    assert "scapulae" in said
    assert "hyoid" in said
    assert said in (tmp_path / name).read_text(encoding="utf-8")
    assert [not_in(Body.of("male", free=free), form) for free in ((), ("hips",))] == ["", ""]


def test_every_group_is_known_to_what_is_said() -> None:
    """A new group of joints asks what files hold of it."""
    assert set(GROUPS) == {"hips", "girdle", "ribs", "hyoid", "sternum"}
