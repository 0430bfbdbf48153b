"""`dorsum read`: what is recognised in a recording, what is missing, and the command that analyses it."""

import json
from pathlib import Path

import numpy as np
import pytest

from exchange import scene
from exchange.c3d_bytes import c3d, written
from exchange.test_marker_names import two

RECORDINGS = Path(__file__).parents[2] / "examples" / "recordings"
WALK, SQUATS = RECORDINGS / "rehazenter_2014001_walk.c3d", RECORDINGS / "opencap_squats1.mot"
BEND = Path(__file__).parents[1] / "exchange" / "files" / "bend.bvh"
ANALOG = np.empty((scene.FRAMES, 1, 0))


def found(dorsum, *arguments: object) -> dict:
    return json.loads(dorsum("read", *arguments, "--json").out)


def test_markers_with_plates_and_a_subject(dorsum):
    walk = found(dorsum, WALK)
    assert (walk["format"], walk["kind"], walk["marker_set"]) == (".c3d", "markers", "ISB landmarks")
    assert (walk["unit"], walk["up"], walk["forward"]) == ("mm", "z", "-x")
    assert (walk["frames"], walk["rate_hz"]) == (387, pytest.approx(100))
    assert (walk["start_s"], walk["end_s"]) == (0, pytest.approx(3.86))
    assert walk["plates"] == ["plate 1", "plate 2"]
    assert walk["subject"] == pytest.approx({"age_y": 30, "mass_kg": 67, "height_m": 1.655}, abs=1e-3)
    assert walk["known"]["L_IAS"] == "asis, left"
    assert (walk["unknown"], walk["gaps"], walk["missing"]) == ({}, [], [])
    assert walk["command"] == f"dorsum analyze {WALK}"


def test_coordinates_by_what_they_mean(dorsum):
    squats = found(dorsum, SQUATS)
    assert (squats["kind"], squats["unit"], squats["frames"], squats["missing"]) == (
        *("coordinates", "degrees", 801),
        [],
    )
    assert squats["known"]["lumbar_extension"] == "trunk_extension"
    assert squats["known"]["knee_angle_r"] == "knee, right"


def test_a_rig_by_its_joints(dorsum):
    bend = found(dorsum, BEND)
    assert (bend["kind"], bend["unit"], bend["up"], bend["forward"]) == ("rig", "cm", "y", "z")
    assert bend["known"]["LeftFoot"] == "foot, left"
    assert len(bend["missing"]) == 1
    assert "no joint called neck" in bend["missing"][0]


def test_names_that_nobody_knows_have_the_nearest_beside_them_and_gaps_are_told(dorsum, tmp_path):
    labels = ["LASSI" if name == "LASI" else name for name in scene.MARKERS]
    content = c3d(scene.markers() * 1000, ANALOG, extra={"POINT:LABELS": labels})
    path = written(tmp_path, "it.c3d", content)
    read = found(dorsum, path)
    assert list(read["unknown"]) == ["LASSI"]
    assert "LASI" in read["unknown"]["LASSI"]
    assert read["gaps"][0] == {"name": "T10", "frames": 5, "longest": 5}
    text = dorsum("read", path).out
    assert "unknown:     1: LASSI (LASI?)" in text
    assert "gaps:        T10 in 5 frames, 5 in a row" in text


def test_several_persons_are_a_question_and_the_command_answers_it(dorsum, tmp_path):
    path = two(":", tmp_path)
    read = found(dorsum, path)
    assert read["persons"] == ["Anna", "Ben"]
    assert read["missing"] == [f"{path} has 2 persons: Anna and Ben; choose one, such as --person Anna"]
    assert read["command"].endswith("--person Anna")
    ben = found(dorsum, path, "--person", "Ben")
    assert ben["missing"] == []
    assert ben["command"] == f"dorsum analyze {path} --person Ben"


def test_what_an_analysis_lacks_names_the_option_that_mends_it(dorsum, tmp_path):
    content = c3d(scene.markers()[:, 4:] * 1000, ANALOG, extra={"POINT:LABELS": list(scene.MARKERS[4:])})
    (lack,) = found(dorsum, written(tmp_path, "it.c3d", content))["missing"]
    assert "3 markers on the pelvis are needed" in lack
    assert "--markers map.toml" in lack


def test_options_change_what_is_recognised(dorsum, refused):
    turned = found(dorsum, WALK, "--up", "y", "--forward", "x", "--unit", "cm")
    assert (turned["up"], turned["forward"], turned["unit"]) == ("y", "x", "cm")
    assert turned["command"].endswith("--up y --forward x --unit cm")
    assert "--up goes with markers and rigs; opencap_squats1.mot has none" in refused(
        "read", SQUATS, "--up", "z"
    )
    assert "the unit 'ell' is not known" in refused("read", WALK, "--unit", "ell")


def test_what_is_no_recording_is_refused(refused, tmp_path):
    assert "is no recording that can be read" in refused("read", written(tmp_path, "it.txt", "words"))
    assert "nothing.trc" in refused("read", "nothing.trc")
