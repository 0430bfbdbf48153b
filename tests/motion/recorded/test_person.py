"""The person is the recorded one: as tall as markers or joints stand, as heavy as plates bear in standing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.skeleton import sided
from dorsum.errors import BadInput
from dorsum.exchange.read.recording import ForcePlate, Rig
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded import rig
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.idle import without_offsets
from dorsum.motion.recorded.person import height_of, mass_of
from dorsum.motion.recorded.source import source_of
from motion.recorded.made_up import bow, chain_of, recording, write_trc

SET = "Plug-in Gait"
FAST = Smoothing(rate_hz=10)


def plate(force: np.ndarray, name: str = "FP1") -> ForcePlate:
    """A plate at 100 Hz that bears a vertical force (samples,) N."""
    zeros = np.zeros((len(force), 3))
    whole = np.column_stack([0.01 * force, force, 0.0 * force])
    return ForcePlate(name, np.arange(len(force)) / 100, whole, zeros, zeros)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bow of the built-in woman, who is 1.63 m tall."""
    path = tmp_path_factory.mktemp("small") / "small.trc"
    chain = chain_of(model_for("female"), SET)
    write_trc(recording(chain, bow(chain, 40), SET), path)
    return path


def test_a_person_is_as_tall_as_the_markers_stand_unless_stated(small: Path) -> None:
    found, stated = (
        analyze_recording(Request(path=small, smoothing=FAST, subject=who)) for who in (None, "male")
    )
    assert_allclose(found.subject.height_m, 1.63, atol=0.015)
    assert "from how high" in found.recorded.who
    assert "--subject" in found.recorded.who
    assert (stated.subject.height_m, stated.recorded.who) == (1.75, "as stated")
    rms = [np.mean([row.rms_mm for row in result.recorded.residuals]) for result in (found, stated)]
    assert rms[0] < 0.5 * rms[1]


def test_the_height_of_the_file_comes_first(small: Path) -> None:
    source = source_of(small, None, None, FAST, Hands())
    source.recording = replace(source.recording, subject={"height_m": 1.70, "mass_kg": 61.0})
    subject, who = source.subject()
    assert (subject.height_m, subject.mass_kg) == (1.70, 61.0)
    assert who.startswith("height m and mass kg from the file")


def test_a_child_is_refused_with_the_option_that_takes_another_body(small: Path) -> None:
    source = source_of(small, None, None, FAST, Hands())
    source.recording = replace(source.recording, subject={"height_m": 1.45, "mass_kg": 32.0})
    with pytest.raises(BadInput, match=r"small\.trc: of the recorded person mass_kg = 32 .*--subject"):
        source.subject()


def test_who_bends_or_shows_only_the_trunk_tells_no_height(male: Model) -> None:
    chain = chain_of(male, SET)
    standing, bent = chain.standing[:, 1], chain.place(bow(chain, 40, 90.0)[32:33]).marker[0, :, 1]
    assert height_of(1.06 * standing, standing, 1.75) == pytest.approx(1.855, abs=0.006)
    assert height_of(bent, standing, 1.75) is None
    assert height_of(standing[:4], standing[:4], 1.75) is None
    assert height_of(1.5 * standing, standing, 1.75) is None
    assert height_of(np.full_like(standing, np.nan), standing, 1.75) is None


def test_mass_is_what_the_plates_bear_in_quiet_standing() -> None:
    still = np.full(100, 310.0)
    both = [plate(still), plate(still + 10.0)]
    assert mass_of(both, 0.5, 1.70, 9.80665) == pytest.approx(630 / 9.80665, abs=0.06)
    assert mass_of(both, 0.5, 1.70, 9.80665, 10.0) == pytest.approx(630 / 9.80665 - 10, abs=0.06)
    assert mass_of(both, 0.0, 1.70, 9.80665) is None  # one frame, which may be of a step
    assert mass_of(both[:1], 0.5, 1.70, 9.80665) is None  # half of a person
    shaking = plate(2.0 * still * (1.0 + 0.1 * np.sin(np.arange(100))))
    assert mass_of([shaking], 0.5, 1.70, 9.80665) is None
    assert mass_of([], 0.5, 1.70, 9.80665) is None


def test_what_an_idle_plate_says_is_taken_off() -> None:
    step = np.concatenate([np.zeros(80), np.full(60, 700.0), np.zeros(60)])
    (found, full), notes = without_offsets([plate(step - 15.0), plate(np.full(200, 690.0), "FP2")])
    assert_allclose(found.force[:, 1], step, atol=1e-9)
    assert_allclose(full.force[:, 1], 690.0)
    assert notes == ["Force plates are not at zero while nobody stands on them; taken off: FP1 -15 N upward."]
    never = without_offsets([plate(np.full(200, 30.0))])[0][0]
    assert_allclose(never.force, 0.0, atol=1e-9)
    assert without_offsets([plate(step)])[1] == []


def test_a_rig_is_as_tall_as_its_joints_stand(male: Model) -> None:
    skeleton = male.body.skeleton
    parts = {"UpLeg": "femur", "Leg": "shank", "Foot": "foot", "Arm": "humerus"}
    names = ["Hips", "Neck", *(f"{side.title()}{part}" for side in ("left", "right") for part in parts)]
    at = [skeleton.centre[0], skeleton.centre[male.joint("C7/T1")]]
    at += [skeleton.centre[skeleton.index(sided(b, s))] for s in ("left", "right") for b in parts.values()]
    places = 1.1 * np.array([at])
    turns = np.tile(np.eye(3), (1, len(names), 1, 1))
    parents = tuple(range(-1, len(names) - 1))
    made = Rig(Path("x.bvh"), np.zeros(1), tuple(names), parents, places[0], turns, places)
    seen, body = rig.heights_of(made, None, None, male)
    assert len(seen) == 8
    assert height_of(seen, body, 1.75) == pytest.approx(1.925, abs=0.006)
