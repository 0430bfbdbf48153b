"""Plates that carry the body agree with it, in force and in the moment at L5/S1."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.exchange.read.recording import ForcePlate
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import on_bodies
from dorsum.mechanics.recorded import GroundCheck
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import NOTHING
from dorsum.motion.recorded.ground import compare, ground_check
from dorsum.motion.recorded.hands import Hands, HeldLoad
from dorsum.motion.recorded.motion import Motion
from motion.recorded.made_up import TIME, rising

EXAMPLES = Path(__file__).parents[3] / "examples" / "recordings"
UNFILTERED = Smoothing(low_pass_hz=0.0)


def wrench(model: Model, motion: Motion) -> np.ndarray:
    """What Newton and Euler ask of the ground (frames, 6) about the room's origin, by differences."""
    mass, posed = model.body.masses.mass, model.place(motion.angles)
    centre = model.centres_in(posed) + motion.root[:, None]
    way = np.gradient(centre, TIME, axis=0)
    spinning = np.gradient(posed.rotation, TIME, axis=0) @ np.swapaxes(posed.rotation, -1, -2)
    spin = np.stack([spinning[..., 2, 1], spinning[..., 0, 2], spinning[..., 1, 0]], axis=-1)
    inertia = posed.rotation @ model.body.masses.inertia @ np.swapaxes(posed.rotation, -1, -2)
    momentum = mass[:, None] * way
    angular = np.cross(centre, momentum) + np.einsum("fbij,fbj->fbi", inertia, spin)
    rates = np.gradient(np.concatenate([momentum, angular], axis=-1).sum(axis=1), TIME, axis=0)
    weight = np.broadcast_to(mass[:, None] * model.gravity, centre.shape)
    return rates - np.concatenate([weight, np.cross(centre, weight)], axis=-1).sum(axis=1)


def plates(model: Model, factor: float = 1.0) -> list[ForcePlate]:
    """Two plates under the feet that carry what Newton and Euler ask of the rising body."""
    total = wrench(model, rising(model))
    found = []
    for side in ("right", "left"):
        foot = model.body.skeleton.centre[model.body.skeleton.index(f"foot_{side}")]
        at = np.tile(foot * [1, 0, 1], (len(TIME), 1))
        free = total[:, 3:] / 2 - np.cross(at, total[:, :3] / 2)
        found.append(ForcePlate(side, TIME, factor * total[:, :3] / 2, at, factor * free))
    return found


def checked(
    model: Model,
    motion: Motion,
    on: Sequence[ForcePlate],
    own: tuple[float, float] = (-np.inf, np.inf),
    hands: Hands = NOTHING,
) -> GroundCheck:
    found = ground_check(model, compare(model, motion, on, UNFILTERED, own, hands))
    assert found is not None
    return found


def test_the_ground_carries_weight_and_inertia(male: Model) -> None:
    found = checked(male, rising(male), plates(male))
    assert found is not None
    assert found.frames == len(TIME)
    assert found.rms.max() < 5.0
    assert found.moment_rms.max() < 0.1
    assert found.extension_below == pytest.approx(found.extension_above, abs=0.1)
    assert found.extension_above > 10.0
    part = checked(male, rising(male), plates(male), (0.5, 1.0))
    assert part is not None
    assert part.frames == part.of == np.sum((TIME >= 0.5) & (TIME < 1.0))
    heavier = checked(male, rising(male), plates(male, 1.1))
    assert heavier is not None
    assert heavier.rms_percent[1] == pytest.approx(10, abs=1.5)


def test_a_force_further_ahead_extends_l5_s1_from_the_ground(male: Model) -> None:
    """What the ground does 4 cm ahead of where it should, muscles at L5/S1 would have to hold, too."""
    ahead = np.array([0.04, 0.0, 0.0])
    moved = [replace(plate, point=plate.point + ahead) for plate in plates(male)]
    found = checked(male, rising(male), moved)
    assert found is not None
    expected = 0.04 * found.weight
    assert_allclose(found.moment_rms, [expected, 0.0, 0.0], atol=1.0)
    assert found.extension_below - found.extension_above == pytest.approx(expected, abs=4.0)


def test_what_the_hands_hold_is_carried_by_the_ground(male: Model) -> None:
    held = Hands((HeldLoad(10.0),))
    without = checked(male, rising(male), plates(male), hands=held)
    assert without is not None
    assert without.mean_computed - without.mean_measured == pytest.approx(98.1, abs=3.0)  # they rise and fall
    posed = male.place(np.zeros((1, len(male.body.skeleton.names), 3)))
    ahead = male.grip_in(posed, "right")[0, 0] - posed.origin[0, male.joint("L5/S1"), 0]
    assert without.moment_rms[0] == pytest.approx(98.1 * abs(ahead), rel=0.1)
    assert (without.extension_above - without.extension_below) * ahead > 0.0


def test_plates_are_turned_as_the_motion_is(male: Model) -> None:
    """The person walks off a metre ahead and faces another way in the recording: the check is the same."""
    motion, ahead, push = rising(male), np.array([1.0, 0.0, 0.4]), np.array([40.0, 0.0, -15.0])
    motion = replace(motion, root=motion.root + ahead)
    pushed = [replace(p, force=p.force + push, point=p.point + ahead) for p in plates(male)]
    heading = Rotation.from_euler("y", 70, degrees=True).as_matrix()
    turned = [
        replace(p, force=p.force @ heading, point=p.point @ heading, free_moment=p.free_moment @ heading)
        for p in pushed
    ]
    expected = checked(male, motion, pushed)
    found = checked(male, replace(motion, heading=heading), turned)
    assert found.frames == expected.frames == len(TIME)
    assert_allclose(found.rms, expected.rms, atol=1e-6)
    assert_allclose(found.moment_rms, expected.moment_rms, atol=1e-6)
    assert expected.rms[0] > 60


def test_frames_in_which_a_foot_stands_beside_the_plates_do_not_count(male: Model) -> None:
    right, _ = plates(male)
    found = checked(male, rising(male), [right])
    assert found is not None
    assert found.frames == 0
    assert "check nothing" in found.words()


def storage(path: Path, columns: dict[str, np.ndarray]) -> Path:
    lines = ["\t".join(f"{value:.9g}" for value in row) for row in np.column_stack(list(columns.values()))]
    head = [
        path.stem,
        "version=1",
        f"nRows={len(lines)}",
        f"nColumns={len(columns)}",
        "inDegrees=yes",
    ]
    path.write_text("\n".join([*head, "endheader", "\t".join(columns), *lines]) + "\n")
    return path


@pytest.mark.parametrize("ahead", [0.0, 0.03])
def test_forces_in_a_file_beside_the_coordinates_check_both_roads(
    male: Model, tmp_path: Path, ahead: float
) -> None:
    """Of a body that bows while it walks off to the left of the room: what weight and inertia ask for."""
    motion = {
        "time": TIME,
        "pelvis_tilt": -20 * np.sin(3 * TIME),
        "pelvis_rotation": np.full(len(TIME), 50.0),
        "pelvis_tx": 2.0 + 0 * TIME,
        "pelvis_ty": 0.95 + 0.02 * np.sin(5 * TIME),
        "pelvis_tz": -1.0 + 0 * TIME,
        "lumbar_extension": -10 * np.sin(3 * TIME),
    }
    file = storage(tmp_path / "bow.mot", motion)
    found = analyze(file, male, low_pass_hz=0.0, posture="exact")
    facing = Rotation.from_euler("y", 50, degrees=True).as_matrix()
    asked = -on_bodies(male, found.frames, found.posed).sum(axis=1).reshape(-1, 2, 3) @ facing.T
    pelvis = found.frames.root_place @ facing.T
    under = pelvis * [1, 0, 1]
    force, free = asked[:, 0], asked[:, 1] - np.cross(under - pelvis, asked[:, 0])
    columns = {"time": found.times}
    measured = {
        "ground_force_v": force,
        "ground_force_p": under + ahead * facing[:, 0],
        "ground_torque_": free,
    }
    for stem, values in measured.items():
        columns |= {f"{stem}{axis}": values[:, k] for k, axis in enumerate("xyz")}
    forces = storage(tmp_path / "grf.mot", columns)
    ground = analyze(file, male, low_pass_hz=0.0, forces=forces).recorded.ground
    assert ground.frames > 0.5 * len(found.times)
    assert ground.rms.max() < 1e-4
    assert np.linalg.norm(ground.moment_rms) == pytest.approx(ahead * ground.weight, rel=0.02, abs=1e-4)
    assert ground.extension_below - ground.extension_above == pytest.approx(ahead * ground.weight, abs=0.8)


def test_a_force_through_l5_s1_has_no_moment_about_it(male: Model) -> None:
    """Of two tonnes too many the roads part in force, and not in moment."""
    motion = rising(male)
    at = male.place(motion.angles).origin[:, male.joint("L5/S1")] + motion.root
    much = np.tile([0.0, 20000.0, 0.0], (len(TIME), 1))
    found = checked(male, motion, [*plates(male), ForcePlate("more", TIME, much, at, np.zeros_like(at))])
    assert found.rms[1] == pytest.approx(20000.0, rel=1e-3)
    assert found.moment_rms.max() < 0.1


def test_a_recording_counts_what_the_hands_hold_against_the_ground(tmp_path: Path) -> None:
    (tmp_path / "hands.toml").write_text("[[loads]]\nmass_kg = 10\n")
    trial = {"static": EXAMPLES / "rehazenter_2014001_static.c3d", "rate_hz": 5, "from_s": 1.0, "to_s": 2.0}
    walk = EXAMPLES / "rehazenter_2014001_walk.c3d"
    empty, full = (
        analyze(walk, "male", **trial, **more).recorded.ground
        for more in ({}, {"hands": tmp_path / "hands.toml"})
    )
    assert full.mean_computed - empty.mean_computed == pytest.approx(98.1, abs=10.0)  # hands swing
    assert full.mean_measured == empty.mean_measured


def test_the_walk_of_the_example_has_one_moment_by_both_roads() -> None:
    """11 N·m apart; 15 with the legs' centres between their joints, more with them in front."""
    walk, static = (EXAMPLES / f"rehazenter_2014001_{name}.c3d" for name in ("walk", "static"))
    result = analyze(walk, static=str(static), rate_hz=1)
    assert result.recorded is not None
    ground = result.recorded.ground
    assert ground is not None
    assert ground.moment_rms[0] < 12.5
    assert ground.moment_rms[1:].max() < 4.0


def test_legs_and_pelvis_weigh_behind_the_line_of_their_joints(male: Model) -> None:
    skeleton, centre = male.body.skeleton, male.body.masses.centre
    for bone, next_bone, share in (("femur", "shank", 0.041), ("shank", "foot", 0.048)):
        for side in ("right", "left"):
            at, end = (skeleton.index(f"{name}_{side}") for name in (bone, next_bone))
            line = skeleton.centre[end] - skeleton.centre[at]
            on_line = line * (centre[at] @ line) / (line @ line)
            behind = on_line[0] - centre[at][0]
            assert behind == pytest.approx(share * np.linalg.norm(line), rel=0.02)  # Dumas 2007
    hips = (
        skeleton.centre[skeleton.index("femur_right")] + skeleton.centre[skeleton.index("femur_left")]
    ) / 2
    assert -0.016 < (skeleton.centre[0] + centre[0] - hips)[0] < -0.010
