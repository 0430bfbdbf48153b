"""What hands hold where it is: a handle beyond the grip, a box by markers on it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import SIDES, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import SmoothMotion
from dorsum.motion.recorded.hands import Hands, HeldLoad
from dorsum.motion.recorded.held import held_markers
from dorsum.motion.recorded.source import of_recording, source_of
from motion.recorded.made_up import TIME, bow, chain_of, recording, rising

SET = "Plug-in Gait"
BOX = ("Box:1", "Box:2")
UNFILTERED = Smoothing(low_pass_hz=0.0, stated=True)


def hand(model: Model, wrench: Floats, side: str) -> Floats:
    return wrench[:, model.body.skeleton.index(f"hand_{side}")]


def test_a_handle_acts_so_far_from_the_wrist(male: Model) -> None:
    """On the line from the wrist through the grip, and it moves as that point does."""
    motion, beyond = rising(male), 0.3
    smooth = SmoothMotion(motion, male, 0.0, Hands((HeldLoad(5.0, "right", beyond_m=beyond),)))
    frames = smooth.frames(TIME)
    found = hand(male, frames.external, "right")
    posed = male.place(frames.angles)
    skeleton = male.body.skeleton
    wrist = posed.origin[:, skeleton.index("hand_right")]
    grip = male.grip_in(posed, "right")
    along = (grip - wrist) / np.linalg.norm(grip - wrist, axis=1, keepdims=True)
    at = grip + beyond * along
    assert_allclose(found[:, 3:], np.cross(at, found[:, :3]), atol=1e-9)
    way = at + motion.root
    acceleration = np.gradient(np.gradient(way, TIME, axis=0), TIME, axis=0)
    assert_allclose(found[10:-10, :3], 5.0 * (male.gravity - acceleration)[10:-10], atol=0.2)


def boxed(model: Model, mass: float, **change: object) -> tuple[Markers, Floats]:
    """A bow of our body with two corners of a box, 0.4 m apart, before it; and the way of their middle."""
    chain = chain_of(model, SET)
    found = recording(chain, bow(chain, 100), SET)
    t = found.time[:, None]
    middle = np.concatenate([0.5 + 0.05 * np.sin(3 * t), 0.9 - 0.1 * np.sin(2 * t), 0.02 * t], axis=1)
    half = np.array([0.0, 0.0, 0.2])
    corners = np.stack([middle + half, middle - half], axis=1)
    positions = np.concatenate([found.positions, corners], axis=1)
    return replace(found, names=(*found.names, *BOX), positions=positions), middle


def test_a_box_weighs_and_resists_in_the_middle_of_its_markers(male: Model) -> None:
    recorded, middle = boxed(male, 10.0)
    hands = Hands((HeldLoad(10.0, markers=BOX),))
    (part,) = of_recording(recorded, None, Asked(), UNFILTERED, hands).parts(male)
    smooth = SmoothMotion(part.motion, male, 0.0, hands)
    time = part.motion.time
    frames = smooth.frames(time)
    turned = middle @ part.motion.heading.T
    both = sum(hand(male, frames.external, side) for side in SIDES)
    acceleration = np.gradient(np.gradient(turned, time, axis=0), time, axis=0)
    inside = slice(10, -10)
    assert_allclose(both[inside, :3], 10.0 * (male.gravity - acceleration)[inside], atol=0.3)
    assert_allclose(both[:, 3:], np.cross(turned - part.motion.root, both[:, :3]), atol=1e-6)
    in_hands = SmoothMotion(part.motion, male, 0.0, Hands((HeldLoad(10.0),))).frames(time)
    assert np.abs(frames.external - in_hands.external).max() > 1.0


def test_a_marker_that_is_missing_while_its_load_is_held_is_refused_and_short_gaps_are_bridged(
    male: Model,
) -> None:
    recorded, middle = boxed(male, 10.0)
    time, eye, every = recorded.time, np.eye(3), (-np.inf, np.inf)
    at = recorded.names.index("Box:2")
    short, long = recorded.positions.copy(), recorded.positions.copy()
    short[40:44, at] = np.nan
    long[:50, at] = np.nan
    hands = Hands((HeldLoad(10.0, markers=BOX),))
    ways = held_markers(hands, replace(recorded, positions=short), time, eye, every)
    assert_allclose((ways["Box:1"] + ways["Box:2"]) / 2, middle, atol=2e-4)
    gone = replace(recorded, positions=long)
    with pytest.raises(BadInput, match="Box:2, a marker of what is held, is missing from"):
        held_markers(hands, gone, time, eye, every)
    later = Hands((HeldLoad(10.0, from_s=float(time[50]), markers=BOX),))
    ways = held_markers(later, gone, time, eye, every)
    assert_allclose(ways["Box:2"][50:], recorded.positions[50:, at])
    assert np.isfinite(ways["Box:2"]).all()
    with pytest.raises(UnknownName, match="no marker is called 'Box:3'"):
        held_markers(Hands((HeldLoad(10.0, markers=("Box:3",)),)), recorded, time, eye, every)


def test_a_task_file_says_where_a_load_is(tmp_path: Path) -> None:
    file = tmp_path / "hands.toml"
    file.write_text(
        '[[loads]]\nmass_kg = 5\nbeyond_mm = 120\nhands = "left"\n'
        '[[loads]]\nmass_kg = 9\nmarkers = ["a", "b"]\n'
    )
    assert Hands.read(file).loads == (
        HeldLoad(5.0, "left", beyond_m=0.12),
        HeldLoad(9.0, markers=("a", "b")),
    )
    file.write_text('[[loads]]\nmass_kg = 5\nbeyond_mm = 120\nmarkers = ["a"]\n')
    with pytest.raises(BadInput, match="give beyond_mm or markers, not both"):
        Hands.read(file)
    squats = Path(__file__).parents[3] / "examples" / "recordings" / "opencap_squats1.mot"
    with pytest.raises(BadInput, match=r"loads\[0\].markers goes with recorded markers"):
        source_of(squats, None, None, UNFILTERED, Hands((HeldLoad(5.0, markers=("a",)),)))


def test_a_box_with_markers_needs_no_recorded_hands() -> None:
    """Where it is is recorded."""
    assert Hands((HeldLoad(5.0, markers=("a",)),)).unseen(()) == []
    assert not Hands((HeldLoad(5.0, markers=("a",)),)).unheld((), np.arange(3.0)).any()
