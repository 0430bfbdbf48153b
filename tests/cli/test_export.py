"""`dorsum export` as users call it."""

import os
from xml.etree.ElementTree import parse

import pytest
import trimesh

from dorsum.body.subject import Subject


def test_a_posture_and_a_subject_are_written(dorsum, tmp_path):
    out = tmp_path / "back.osim"
    who = ("--subject", "female", "--posture", "standing_bent_forward")
    ran = dorsum("export", "--format", "osim", *who, "--out", out)
    assert ran.code == 0
    assert "1266 fascicles" in ran.out
    coordinates = {c.get("name"): c for c in parse(out).iter("Coordinate")}
    assert float(coordinates["L4_L5_FE"].findtext("default_value")) < -0.05
    mass = sum(float(body.findtext("mass")) for body in parse(out).iter("Body"))
    assert mass == pytest.approx(Subject.named("female").mass_kg, abs=1e-3)


def test_without_a_posture_the_body_stands_with_hanging_arms(dorsum, tmp_path):
    out = tmp_path / "back.osim"
    assert dorsum("export", "--format", "osim", "--out", out).code == 0
    angle = {c.get("name"): float(c.findtext("default_value")) for c in parse(out).iter("Coordinate")}
    assert {value for name, value in angle.items() if name.endswith(("_FE", "_LB", "_AR"))} == {0.0}
    turned = {name[:-2] for name, value in angle.items() if abs(value) > 0.01 and name != "pelvis_ty"}
    assert turned == {"glenohumeral_flexion", "glenohumeral_adduction"}


def test_mujoco_gets_the_muscles_with_their_activations(dorsum, tmp_path):
    out = tmp_path / "back.xml"
    assert dorsum("export", "--format", "mjcf", "--out", out).code == 0
    root = parse(out).getroot()
    controls = [float(word) for word in root.find("keyframe/key").get("ctrl").split()]
    assert len(root.findall("tendon/spatial")) >= 1266  # and what holds the scapulae
    assert max(controls) > 0.01


@pytest.mark.slow
def test_the_surfaces_of_the_posture_are_written(dorsum, tmp_path):
    out = tmp_path / "back.glb"
    ran = dorsum("export", "--format", "glb", "--posture", "standing_bent_forward", "--out", out)
    assert ran.code == 0
    low, high = trimesh.load_scene(out).bounds
    assert 0.8 < high[1] - low[1] < 1.7  # bent: lower than the man is tall


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "osm", "--out", "a.osim"], "no format is called 'osm'; did you mean osim"),
        (["--format", "osim", "--out", "a.xml"], "cannot write a.xml: the name must end in .osim"),
        (["--format", "osim", "--out", "nowhere/a.osim"], "there is no folder nowhere"),
        (["--format", "osim", "--out", "a.osim", "--posture", "standing_relaxd"], "standing_relaxed"),
        (["--format", "osim", "--out", "a.osim", "--subject", "child"], "no subject is called 'child'"),
        (["--format", "osim", "--out", "a.osim", "--posture", "x.toml"], "x.toml"),
        (["--format", "mjcf", "--out", "a.xml", "--coupled"], "coupled goes with osim, not with mjcf"),
        (["--format", "osim", "--out", "a.osim", "--flat"], "flat goes with glb, not with osim"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing_behind(refused, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert message in refused("export", *arguments)
    assert os.listdir(tmp_path) == []
