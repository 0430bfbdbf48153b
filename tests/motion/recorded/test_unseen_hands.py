"""A load in a hand that was not recorded is told: as a note and as a warning, in every kind of recording."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Coordinates, Rig
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.recorded import coordinates, rig
from dorsum.motion.recorded.analyze import Request, analyze_recording
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.hands import Hands, HeldLoad
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.recorded import Recording
from dorsum.motion.recorded.segments import motion_of
from dorsum.report.answer import doubts
from dorsum.report.recording import RecordedSummary

RECORDINGS = Path(__file__).parents[3] / "examples" / "recordings"
SQUATS = RECORDINGS / "opencap_squats1.mot"
SHORT = Smoothing(rate_hz=10, from_s=2.8, to_s=3.0)


@pytest.fixture(scope="module")
def short_recording() -> Result:
    return analyze_recording(Request(path=SQUATS, smoothing=Smoothing(rate_hz=50, from_s=0.2, to_s=0.6)))


def without_columns(path: Path, to: Path, beginning: tuple[str, ...]) -> Path:
    """A copy of a .mot file without the columns whose names begin so."""
    head, _, body = path.read_text().partition("endheader\n")
    rows = [line.split() for line in body.splitlines() if line.strip()]
    kept = [i for i, name in enumerate(rows[0]) if not name.startswith(beginning)]
    head = head.replace(f"nColumns={len(rows[0])}", f"nColumns={len(kept)}")
    to.write_text(head + "endheader\n" + "\n".join("\t".join(row[i] for i in kept) for row in rows) + "\n")
    return to


@pytest.mark.parametrize(
    ("lost", "arms"), [((), ("right", "left")), (("arm_flex_r",), ("left",)), (("arm_",), ())]
)
def test_coordinates_tell_which_arms_they_hold(male: Model, tmp_path: Path, lost, arms) -> None:
    found = read(without_columns(SQUATS, tmp_path / "some.mot", lost) if lost else SQUATS)
    assert isinstance(found, Coordinates)
    found = replace(found, time=found.time[:3], values=found.values[:3])
    assert motion_of(coordinates.segments_of(found, male), male)[0].arms == arms


def test_a_rig_without_arms_holds_none(male: Model) -> None:
    names = ("Hips", "Neck", "LeftUpLeg", "LeftLeg", "LeftFoot", "RightUpLeg", "RightLeg", "RightFoot")
    at = [(0, 1, 0), (0, 1.5, 0), *((0, y, z) for z in (-0.1, 0.1) for y in (0.9, 0.5, 0.1))]
    arms = [(0, 1.4, 0.2), (0, 1.1, 0.2), (0, 0.9, 0.2)]
    for more, places, told in (((), [], ()), (("RightArm", "RightForeArm", "RightHand"), arms, ("right",))):
        positions = np.tile(np.array([*at, *places], dtype=float), (2, 1, 1))
        turns = np.tile(np.eye(3), (2, positions.shape[1], 1, 1))
        joints = (*names, *more)
        parents = tuple(range(-1, len(joints) - 1))
        found = Rig(Path("x.bvh"), np.array([0, 0.01]), joints, parents, positions[0], turns, positions)
        assert motion_of(rig.segments_of(found), male, np.eye(3))[0].arms == told


def test_markers_on_an_arm_tell_of_its_hand(male: Model) -> None:
    found = read(RECORDINGS / "rehazenter_2014001_static.c3d")
    found = replace(found, time=found.time[:2], positions=found.positions[:2], plates=())
    track = tracked(found, male)
    assert motion_of_markers(track, male).arms == ("right", "left")
    skeleton = male.body.skeleton
    of_right = skeleton.carried()[skeleton.index("humerus_right")]
    kept = [i for i, place in enumerate(track.places) if not of_right[place.body]]
    fewer = replace(
        track, columns=tuple(track.columns[i] for i in kept), places=tuple(track.places[i] for i in kept)
    )
    assert motion_of_markers(fewer, male).arms == ("left",)


def test_each_load_without_its_arm_is_a_sentence() -> None:
    hands = Hands((HeldLoad(10.0), HeldLoad(2.0, "left")))
    assert hands.unseen(("right", "left")) == []
    both, left = hands.unseen(())
    assert both.startswith(
        "A hand load without recorded hands: 10 kg are held where the right and left arms hang"
    )
    assert "2 kg are held where the left arm hangs" in left
    assert len(Hands((HeldLoad(2.0, "right"),)).unseen(("right",))) == 0


def test_the_result_notes_and_warns(tmp_path: Path) -> None:
    hands = tmp_path / "hands.toml"
    hands.write_text("[[loads]]\nmass_kg = 5\n")
    bare = without_columns(SQUATS, tmp_path / "bare.mot", ("arm_", "elbow_"))
    found = analyze_recording(Request(path=bare, smoothing=SHORT, hands=hands))
    (said,) = found.warnings
    assert "5 kg are held where the right and left arms hang" in said
    assert said in found.recorded.notes
    assert Recording.of(found).as_dict()["warnings"] == [said]
    assert analyze_recording(Request(path=bare, smoothing=SHORT)).warnings == ()
    assert analyze_recording(Request(path=SQUATS, smoothing=SHORT, hands=hands)).warnings == ()


def test_report_text_and_json_warn(dorsum, tmp_path: Path) -> None:
    hands = tmp_path / "hands.toml"
    hands.write_text("[[loads]]\nmass_kg = 5\n")
    bare = without_columns(SQUATS, tmp_path / "bare.mot", ("arm_", "elbow_"))
    short = ("--task", hands, "--rate", 10, "--from", 2.8, "--to", 3.0)
    ran = dorsum("analyze", bare, *short, "--report", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "5 kg are held where the right and left arms hang" in " ".join(ran.out.split())
    assert "5 kg are held where the right and left arms hang" in page
    (said,) = json.loads(dorsum("analyze", bare, *short, "--json").out)["warnings"]
    assert "5 kg are held where the right and left arms hang" in said


def test_text_and_report_doubt_every_frame_not_only_those_shown(short_recording: Result) -> None:
    """A disc that is pulled in one frame, which is none of the moments."""
    whole = short_recording
    moments = Recording.of(whole).moments.times
    pulled = next(k for k, time in enumerate(whole.times) if time not in moments)
    compression = whole.array("compression").copy()
    compression[pulled, 3] = -50.0
    changed = replace(whole, kept=whole.kept | {"compression": compression})
    found = RecordedSummary.of(changed)
    assert found.result.doubts.sentences(whole.levels) == ()
    neck, *rest = found.warnings
    assert neck.startswith("in the neck alone muscles lack up to ")
    assert tuple(rest) == changed.warnings
    assert len(rest) == 1
    assert any("tension" in sentence or "pull" in sentence for sentence in doubts(found))
