"""Which frame of markers stands: the first while nothing moves, a stated one; one that does not is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from dorsum.errors import BadInput
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.markers import motion_of_markers, standing_of, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.recorded import trunk_inclination
from dorsum.motion.recorded.standing import still_frames
from dorsum.motion.recorded.static import static_of
from motion.recorded.made_up import bow, chain_of, coordinate, recording, write_trc

SET = "Plug-in Gait"
FRAMES = 40
EXACT = Options(posture="exact")  # how far joints give is no question here


@pytest.fixture(scope="module")
def chain(male: Model) -> Chain:
    return chain_of(male, SET)


def motion(male: Model, recorded: Markers) -> Motion:
    return motion_of_markers(tracked(recorded, male), male)


def test_a_person_who_lies_in_the_first_frame_does_not_stand(male: Model, chain: Chain) -> None:
    lying = Rotation.from_euler("z", -90, degrees=True).as_matrix()
    recorded = recording(chain, bow(chain, FRAMES), SET)
    found = motion(male, replace(recorded, positions=recorded.positions @ lying.T))
    assert "The first frame leans by 90°: that is no standing; --up" in found.failed[0]
    assert found.doubtful.all()


@pytest.mark.parametrize(
    ("deg", "told"),
    [(0.0, ""), (10.0, "knee is bent"), (36.0, "leans by 3")],
    ids=["stands", "squats", "leans"],
)
def test_a_first_frame_that_is_not_standing_is_told(male: Model, chain: Chain, deg: float, told: str) -> None:
    q = np.tile(bow(chain, FRAMES, deg)[32], (10, 1))
    if told.startswith("knee"):
        q = np.tile(bow(chain, FRAMES, 60.0)[32], (10, 1))
        q[:, 3] = q[:, FIRST_TURN] = q[:, FIRST_TURN + 3] = 0.0
    found = motion(male, recording(chain, q, SET))
    assert told in " ".join(found.doubts)
    assert bool(found.doubts) == bool(told)
    assert all("--static" in doubt for doubt in found.doubts)


def test_a_recording_that_begins_in_a_stride_has_the_middle_of_its_strides_for_standing(
    male: Model, chain: Chain
) -> None:
    """Pelvis and shoulders turn against each other; in the first frame by 12°, in the mean not at all."""
    swing = np.cos(np.linspace(0.0, 4.0 * np.pi, 61))
    q = np.zeros((len(swing), chain.n))
    turns = np.radians([0.0, 3.0, 12.0]) * swing[:, None]
    q[:, 4:6] = -0.5 * turns[:, 1:]
    q[:, FIRST_TURN : FIRST_TURN + 6] = chain.spine.shared(turns)[:, :2].reshape(-1, 6)
    for side, way in (("right", 1.0), ("left", -1.0)):
        q[:, coordinate(chain, f"femur_{side}", "z")] = way * np.radians(20.0) * swing
    found = motion(male, recording(chain, q, SET))
    off = found.angles[:, male.body.spine].sum(axis=1) - chain.angles(q)[:, male.body.spine].sum(axis=1)
    assert np.degrees(np.sqrt(np.mean(off**2, axis=0))).max() < 2.0
    (doubt,) = found.doubts
    assert "one thigh is" in doubt
    assert "the middle of the frames with an upright trunk" in doubt
    first = motion(male, recording(chain, np.tile(q[0], (3, 1)), SET))  # too few: as it is
    assert "but taken as such" in first.doubts[0]


@pytest.mark.parametrize("trial", [True, False], ids=["a trial", "the first frame"])
def test_how_the_head_is_held_leans_no_trunk(male: Model, chain: Chain, trial: bool) -> None:
    """A head held 12 cm forward and 6 cm low in standing, as of people who look at the ground."""
    q = bow(chain, FRAMES)
    of_head = chain.body == male.body.skeleton.index("skull")
    assert of_head.sum() == 4
    moved = np.where(of_head[:, None], [0.12, -0.06, 0.0], 0.0)
    recorded = recording(chain, q, SET, moved)
    stands = tracked(recording(chain, q[:5], SET, moved), male) if trial else None
    found = motion_of_markers(tracked(recorded, male), male, stands)
    leans = trunk_inclination(male, found.angles) - trunk_inclination(male, chain.angles(q))
    assert np.abs(leans[:20]).max() < 0.5


def test_a_frame_may_stand_for_standing(male: Model, chain: Chain, tmp_path: Path) -> None:
    """The first frames lean by 36°, frame 41 stands."""
    q = bow(chain, FRAMES)[::-1]
    q = np.concatenate([q[8:], np.zeros((10, chain.n))])
    path = tmp_path / "leans.trc"
    write_trc(recording(chain.at(chain.local + 0.02), q, SET), path)
    plain, stood = (
        analyze_recording(Request(path=path, smoothing=Smoothing(rate_hz=10), static=static, options=EXACT))
        for static in (None, 41)
    )
    assert any("The first frame leans" in text for text in plain.warnings)
    assert stood.warnings == ()
    assert any(note.startswith("Frame 41 is taken as upright standing") for note in stood.recorded.notes)
    assert all(row.rms_mm < 5.0 for row in stood.recorded.residuals)
    with pytest.raises(BadInput, match=r"--static 99: .*leans.trc has the frames 1 to 42"):
        analyze_recording(Request(path=path, static=99))
    with pytest.raises(BadInput, match=r"--static rest goes with a rig"):
        analyze_recording(Request(path=path, static="rest"))


def test_standing_is_the_mean_while_the_person_is_still(
    male: Model, chain: Chain, rng: np.random.Generator
) -> None:
    """25 frames stand still; markers that err by 10 mm then lie as they should to 4 mm on average."""
    recorded = recording(chain, bow(chain, FRAMES), SET)
    noisy = replace(recorded, positions=recorded.positions + rng.normal(0, 0.0058, recorded.positions.shape))
    standing = standing_of(tracked(noisy, male), male)
    assert standing.seen is not None
    off = np.linalg.norm(standing.seen - recorded.positions[0], axis=1)
    assert off.mean() < 0.004
    assert any(note.startswith("Standing is the mean of 2") for note in standing.notes)
    walks = recorded.positions[:1] + np.arange(FRAMES)[:, None, None] * [0.02, 0.0, 0.0]
    assert still_frames(recorded.time, recorded.positions) > 20
    assert still_frames(recorded.time, walks) == 1


def test_what_static_says() -> None:
    assert [static_of(text) for text in ("rest", "12", "a.c3d")] == ["rest", 12, Path("a.c3d")]
