"""Loads in moving hands weigh and resist; plates that carry the body agree with it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.recording import ForcePlate
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import on_bodies
from dorsum.mechanics.recorded import GroundCheck
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import NOTHING, SmoothMotion
from dorsum.motion.recorded.ground import compare, ground_check
from dorsum.motion.recorded.hands import Hands, HeldLoad, Push
from dorsum.motion.recorded.motion import Motion

TIME = np.arange(200) / 100
UNFILTERED = Smoothing(low_pass_hz=0.0)


def rising(model: Model) -> Motion:
    """The body goes up and down by 5 cm while the trunk bows a little."""
    angles = np.zeros((len(TIME), len(model.body.skeleton.names), 3))
    angles[:, model.joint("L4/L5"), 0] = -0.1 * np.sin(3 * TIME)
    root = np.zeros((len(TIME), 3))
    root[:, 1] = 0.05 * np.sin(5 * TIME)
    return Motion(TIME, angles, root)


def test_a_load_weighs_and_resists_while_it_is_held(male: Model) -> None:
    hands = Hands((HeldLoad(8.0, "both", 0.5, 1.2), HeldLoad(2.0, "left")))
    smooth = SmoothMotion(rising(male), male, 0.0, hands)
    frames = smooth.frames(TIME)
    right, left = (frames.external[:, male.body.skeleton.index(f"hand_{s}"), :3] for s in ("right", "left"))
    held = (TIME >= 0.5) & (TIME <= 1.2)
    grip = smooth.grips["right"].at(TIME)
    acceleration = np.gradient(np.gradient(grip, TIME, axis=0), TIME, axis=0)
    inside = held & (TIME > 0.1) & (TIME < 1.9)
    assert_allclose(right[inside], 4.0 * (male.gravity - acceleration)[inside], atol=0.3)
    assert_allclose(right[~held], 0.0)
    assert_allclose((left - right)[10:-10], 2.0 * (male.gravity - acceleration)[10:-10], atol=0.3)
    moment = frames.external[100, male.body.skeleton.index("hand_right"), 3:]
    posed = male.place(frames.angles[100:101])
    middle = np.mean([male.grip_in(posed, side)[0] for side in ("right", "left")], axis=0)
    assert_allclose(moment, np.cross(middle, right[100]), atol=1e-9)


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


def test_a_measured_push_acts_where_and_while_it_was_measured(male: Model) -> None:
    """A handle pulled down by 80 N where the right hand is weighs there as a mass without inertia does."""
    heading = Rotation.from_euler("y", 70, degrees=True).as_matrix()
    motion = replace(rising(male), heading=heading)
    posed = male.place(motion.angles)
    at = male.grip_in(posed, "right") + motion.root
    on = (TIME >= 0.5) & (TIME <= 1.2)
    force = on[:, None] * np.array([0.0, -80.0, 0.0])
    handle = ForcePlate("handle", TIME, force @ heading, at @ heading, np.zeros_like(at))
    smooth = SmoothMotion(motion, male, 0.0, Hands(forces=(Push("hand_right", handle),)))
    found = smooth.frames(TIME).external[:, male.body.skeleton.index("hand_right")]
    grip = male.grip_in(posed, "right")
    assert_allclose(found, np.concatenate([force, np.cross(grip, force)], axis=1), atol=1e-9)
    other = SmoothMotion(motion, male, 0.0, Hands(forces=(Push("handle", handle),)))
    with pytest.raises(UnknownName, match="no body is called 'handle'"):
        other.frames(TIME)
    nowhere = SmoothMotion(replace(motion, root=None), male, 0.0, Hands(forces=(Push("hand_right", handle),)))
    with pytest.raises(BadInput, match="acts nowhere"):
        nowhere.frames(TIME)


def test_a_task_file_names_measured_forces(tmp_path: Path) -> None:
    columns = [f"{hand}_force_{kind}{axis}" for hand in ("left", "right") for kind in "vp" for axis in "xyz"]
    rows = [[0.0, *range(12)], [0.1, *range(12, 24)]]
    lines = ["\t".join(map(str, row)) for row in (["time", *columns], *rows)]
    (tmp_path / "handles.sto").write_text("\n".join(["forces", "version=1", "endheader", *lines]) + "\n")
    task = tmp_path / "hands.toml"
    task.write_text("[[forces]]\nfile = 'handles.sto'\ncolumns = 'right'\nbody = 'hand_right'\n")
    (push,) = Hands.read(task).forces
    assert push.body == "hand_right"
    assert_allclose(push.force.force, [[6, 7, 8], [18, 19, 20]])
    assert_allclose(push.force.point, [[9, 10, 11], [21, 22, 23]])
    task.write_text("[[forces]]\nfile = 'handles.sto'\nbody = 'hand_right'\n")
    with pytest.raises(
        BadInput, match=r"forces\[0\] lacks columns: handles.sto has the forces left and right"
    ):
        Hands.read(task)


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


def test_a_task_file_names_loads_and_times(tmp_path: Path) -> None:
    file = tmp_path / "hands.toml"
    file.write_text("[[loads]]\nmass_kg = 5\nhands = 'left'\nfrom_s = 1\n\n[subject]\nmass_kg = 60\n")
    found = Hands.read(file)
    assert found.loads == (HeldLoad(5.0, "left", 1.0),)
    assert found.subject is not None
    assert found.subject.mass_kg == 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[loads]]\nhands = 'left'", r"loads\[0\] lacks mass_kg"),
        ("[[loads]]\nmass_kg = 5\nfrom_s = 3\nto_s = 2", "must be later than"),
        ("[[loads]]\nmass_kg = 5\nreference = 'L4/L5'", "reference"),
        ("[posture]\nlumbar_flexion = 3", "posture has no place beside a recording"),
        ('[[ground]]\nbody = "foot_left"', "ground has no place beside a recording"),
        ("[[loads]]\nmass_kg = 5000", "allowed is 0 to 500 kg"),
    ],
)
def test_a_faulty_task_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "hands.toml").write_text(text)
    with pytest.raises(BadInput, match=message) as raised:
        Hands.read(tmp_path / "hands.toml")
    assert "hands.toml" in str(raised.value)


def test_the_pelvis_accelerates_as_its_way_says(male: Model) -> None:
    smooth = SmoothMotion(rising(male), male, 0.0)
    frames = smooth.frames(TIME)
    assert frames.root_acceleration is not None
    inside = slice(5, -5)
    assert_allclose(frames.root_acceleration[inside, 1], -1.25 * np.sin(5 * TIME)[inside], atol=1e-3)
    bow = frames.accelerations[inside, male.joint("L4/L5"), 0]
    assert_allclose(bow, 0.9 * np.sin(3 * TIME)[inside], atol=1e-3)


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
    found = analyze(file, male, low_pass_hz=0.0)
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
