"""Loads in moving hands weigh and resist, and measured forces act on them where they were measured."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.transform import Rotation

from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.recording import FileFacts, ForcePlate
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import SmoothMotion
from dorsum.motion.recorded.hands import Hands, HeldLoad, Push
from dorsum.motion.recorded.source import source_of
from motion.recorded.made_up import TIME, bow, chain_of, recording, rising, write_trc

UNFILTERED = Smoothing(low_pass_hz=0.0)


def test_a_load_weighs_and_resists_while_it_is_held(male: Model) -> None:
    hands = Hands((HeldLoad(8.0, "both", 0.5, 1.2), HeldLoad(2.0, "left")))
    smooth = SmoothMotion(rising(male), male, 0.0, hands)
    frames = smooth.frames(TIME)
    right, left = (frames.external[:, male.body.skeleton.index(f"hand_{s}"), :3] for s in ("right", "left"))
    held = (TIME >= 0.5) & (TIME <= 1.2)
    grip = smooth.ways[0].at(TIME)
    acceleration = np.gradient(np.gradient(grip, TIME, axis=0), TIME, axis=0)
    inside = held & (TIME > 0.1) & (TIME < 1.9)
    assert_allclose(right[inside], 4.0 * (male.gravity - acceleration)[inside], atol=0.3)
    assert_allclose(right[~held], 0.0)
    assert_allclose((left - right)[10:-10], 2.0 * (male.gravity - acceleration)[10:-10], atol=0.3)
    moment = frames.external[100, male.body.skeleton.index("hand_right"), 3:]
    posed = male.place(frames.angles[100:101])
    middle = np.mean([male.grip_in(posed, side)[0] for side in ("right", "left")], axis=0)
    assert_allclose(moment, np.cross(middle, right[100]), atol=1e-9)


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


def test_forces_in_a_file_turn_as_the_markers_beside_it_did(
    male: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = chain_of(male, "Plug-in Gait")
    recorded = recording(chain, bow(chain, 40), "Plug-in Gait")
    recorded = replace(recorded, facts=FileFacts(".trc", up="z", forward="-y"))
    monkeypatch.setattr("dorsum.motion.recorded.source.read_as", lambda path, asked: recorded)
    write_trc(recorded, tmp_path / "bow.trc")
    (part,) = source_of(tmp_path / "bow.trc", None, Asked(), UNFILTERED).parts(male)
    assert_allclose(part.motion.room, [[0, -1, 0], [0, 0, 1], [-1, 0, 0]])
