"""Hips of a recording are balanced where the force on each foot is measured, and left out where it is not."""

from pathlib import Path

import numpy as np
import pytest

from dorsum.body.groups import BY_NAME, GROUPS
from dorsum.body.skeleton import SIDES
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for

TIME = np.linspace(0.0, 1.0, 51)
AHEAD = 0.04  # m: the force acts so far in front of the hips
HIPS = Options(free=("hips",), posture="exact")


@pytest.fixture(scope="module")
def hips() -> Model:
    return model_for("male", HIPS)


def storage(path: Path, columns: dict[str, np.ndarray]) -> Path:
    rows = np.column_stack(list(columns.values()))
    lines = ["\t".join(f"{value:.9g}" for value in row) for row in rows]
    head = [path.stem, "version=1", f"nRows={len(lines)}", f"nColumns={len(columns)}", "inDegrees=yes"]
    path.write_text("\n".join([*head, "endheader", "\t".join(columns), *lines]) + "\n")
    return path


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    still = np.zeros(len(TIME))
    columns = {"time": TIME, "pelvis_tilt": still, "lumbar_extension": still}
    columns |= {f"pelvis_t{axis}": still + (0.95 if axis == "y" else 0.0) for axis in "xyz"}
    return storage(tmp_path_factory.mktemp("still") / "still.mot", columns)


def feet(model: Model, standing: Path) -> Path:
    """Half of the weight under each hip, farther in front, as a file beside the recording."""
    skeleton, half = model.body.skeleton, model.body.weight / 2
    place = analyze(standing, model, posture="exact", to_s=0.2).frames.root_place[0]
    columns, text = {"time": TIME}, ""
    for side in SIDES:
        hip = place + skeleton.centre[skeleton.joint_index(f"hip_{side}")] - skeleton.centre[0]
        point = hip * [1.0, 0.0, 1.0] + [AHEAD, 0.0, 0.0]
        for kind, values in (("v", (0.0, half, 0.0)), ("p", point)):
            names = [f"{side}_force_{kind}{axis}" for axis in "xyz"]
            columns |= {name: np.full(len(TIME), value) for name, value in zip(names, values, strict=True)}
        text += f'[[forces]]\nfile = "feet.sto"\ncolumns = "{side}"\nbody = "foot_{side}"\n'
    storage(standing.parent / "feet.sto", columns)
    path = standing.parent / "feet.toml"
    path.write_text(text)
    return path


def test_without_forces_on_the_feet_hips_that_are_asked_for_are_left_out(standing: Path) -> None:
    found = analyze(standing, "male", options=Options(free="all", posture="exact"), to_s=0.1)
    assert found.options.free == tuple(group for group in GROUPS if group not in ("hips", *BY_NAME))
    assert any("Hips and knees are left out" in said for said in found.assumptions)
    assert found.balanced.all()


def test_without_them_a_body_with_free_hips_is_balanced_without_and_says_so(
    standing: Path, hips: Model, male: Model
) -> None:
    found, spine = (analyze(standing, model, posture="exact", to_s=0.2) for model in (hips, male))
    assert found.body.free == ()
    assert any("Hips and knees are left out" in said for said in found.assumptions)
    assert found.array("compression") == pytest.approx(spine.array("compression"), abs=1e-9)


def test_forces_on_the_feet_balance_the_hips_as_the_free_leg_asks(standing: Path, hips: Model) -> None:
    found = analyze(standing, hips, hands=feet(hips, standing), posture="exact", to_s=0.2)
    assert found.body.free == ("hips",)
    skeleton, masses = hips.body.skeleton, hips.body.masses
    for side in SIDES:
        hip = skeleton.joint_index(f"hip_{side}")
        leg = skeleton.carried()[hip]
        behind = masses.mass[leg] @ (masses.centre[leg] + skeleton.centre[leg] - skeleton.centre[hip])[:, 0]
        asked = -(AHEAD * hips.body.weight / 2 + behind * hips.gravity[1])
        assert found.net_moments[:, hip, 0] == pytest.approx(asked, abs=0.05)
        assert asked < -5.0  # N·m: hips extend
    assert found.shortfall is None
