"""A body told by numbers, and hands told by their place: the answers are those of the command line."""

import json
import sys

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.strength import ALL
from dorsum.body.subject import RANGES, STRENGTH_RANGE, Subject
from dorsum.cli.main import main
from dorsum.clinic.nerves import cut_nerve
from dorsum.clinic.weakening import weak_muscle, weakened
from dorsum.errors import UnknownName
from dorsum.motion.analyze import analyze
from dorsum.report.answer import person
from dorsum.view.api.questions import AnalyzeQuestion, BodyAsked, WeakAsked
from dorsum.view.office import KEPT_BODIES, Office

WOMAN = {"sex": "female", "height_m": 1.6, "mass_kg": 60, "age_years": 50, "strength": 0.8}
HELD = {"mass_kg": 8, "reach_m": 0.35, "above_floor_m": 0.9, "side_m": -0.1, "trunk_inclination": 15}


def asked(client, **question):
    response = client.post("/api/analyze", json=question)
    assert response.status_code == 200, response.text
    return response.json()


def printed(monkeypatch, capsys, *words):
    """What the command line prints as JSON."""
    monkeypatch.setattr(sys, "argv", ["dorsum", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    return json.loads(capsys.readouterr().out)


def test_a_body_told_by_numbers_bears_what_the_command_line_finds(client, tmp_path, monkeypatch, capsys):
    who = tmp_path / "woman.toml"
    who.write_text(
        'sex = "female"\nheight_m = 1.6\nmass_kg = 60\nage_years = 50\nstrength = { all = 0.8 }\n',
        encoding="utf-8",
    )
    own = printed(monkeypatch, capsys, "analyze", "carrying_one_hand", "--subject", who, "--json")
    found = asked(client, task="carrying_one_hand", body=WOMAN)
    loads = [level["compression"] for level in found["levels"][0]]
    np.testing.assert_allclose(loads, [level["compression_n"] for level in own["frames"][0]["levels"]])
    assert found["whose"] == "woman of 50, 1.60 m, 60 kg, 80 % of the usual strength"
    assert any("the age of 50 changes no load here" in text for text in found["assumptions"])
    usual = asked(client, task="carrying_one_hand", body=WOMAN | {"strength": 1})
    assert usual["hardest"][0]["activation"] < found["hardest"][0]["activation"]


def test_the_file_of_a_posture_holds_body_and_hands(client, tmp_path, monkeypatch, capsys):
    path = tmp_path / "own.toml"
    path.write_bytes(client.post("/api/result", json=HELD | {"body": WOMAN, "format": "toml"}).content)
    own = printed(monkeypatch, capsys, "analyze", path, "--json")
    found = asked(client, **HELD, body=WOMAN)
    loads = [level["compression"] for level in found["levels"][0]]
    np.testing.assert_allclose(loads, [level["compression_n"] for level in own["frames"][0]["levels"]])
    assert found["peak"] == {
        "level": "L5/S1", "compression_n": pytest.approx(max(loads[:5])), "words": found["peak"]["words"],
        "known": True,
    }  # fmt: skip
    assert f"L5/S1 bears {found['peak']['words']}" in found["headline"]


def test_hands_aside_load_the_other_way_on_the_other_side(client):
    right, left = (
        asked(client, mass_kg=10, reach_m=0.3, side_m=side)["levels"][0][0] for side in (0.25, -0.25)
    )
    assert right["compression"] == pytest.approx(left["compression"], rel=1e-4)
    assert right["right_shear"] == pytest.approx(-left["right_shear"], rel=1e-3)
    assert abs(right["right_shear"]) > 5


def test_the_back_of_the_picture_takes_the_angles_of_another_body(client, male):
    own = asked(client, task="upright_standing", body={"height_m": 2.0})
    found = asked(client, task="upright_standing", body={"height_m": 2.0}, shown="male")
    assert found["levels"] == own["levels"]
    tall, here = (np.array(f["frames"][0]["transforms"]).reshape(-1, 3, 4) for f in (own, found))
    np.testing.assert_allclose(here[..., :3], tall[..., :3], atol=1e-6)
    heights = [np.ptp(rows[:, 1, 3]) for rows in (tall, here)]
    assert heights[0] / heights[1] == pytest.approx(2.0 / 1.75, rel=1e-3)
    words = "The picture moves another body, a man of 1.75 m, 75 kg, in the same posture."
    assert words in found["assumptions"]
    assert words not in own["assumptions"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"height_m": 1.2}, "body.height_m: Input should be greater than or equal to 1.4"),
        ({"mass_kg": "heavy"}, "body.mass_kg: Input should be a valid number"),
        ({"strength": 4}, "body.strength: Input should be less than or equal to 3"),
        ({"sex": "man"}, "body.sex: Input should be 'male' or 'female'"),
        ({"weight": 4}, "body.weight: Extra inputs are not permitted"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_one_sentence(client, body, words):
    response = client.post("/api/analyze", json={"body": body})
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_the_fields_of_a_body_come_with_the_ranges_that_the_engine_takes(client):
    fields = {field["name"]: (field["low"], field["high"]) for field in client.get("/api/body_fields").json()}
    assert fields == {name: RANGES[name][:2] for name in ("height_m", "mass_kg", "age_years")} | {
        "strength": STRENGTH_RANGE
    }


def test_of_bodies_told_by_numbers_only_the_last_are_kept(monkeypatch):
    """And those that have names stay, however many others come."""
    compiled = []
    monkeypatch.setattr(Office, "_compile", lambda _, *who: compiled.append(who) or object())
    office = Office(Subject.named("male"))
    named = office.model(None)
    bodies = [BodyAsked(height_m=1.5 + k / 100) for k in range(KEPT_BODIES + 1)]
    models = [office.model("male", body) for body in bodies]
    assert office.model("male") is office.model("male", BodyAsked()) is named
    assert office.model("male", bodies[-1]) is models[-1]
    assert office.model("male", bodies[0]) is not models[0]
    assert len(compiled) == 1 + len(bodies) + 1


def test_another_build_has_no_measured_disc_and_another_strength_keeps_it():
    office = Office(Subject.named("wilke"))
    assert office.subject(None, BodyAsked(strength=0.5)).disc_area_l4_l5_mm2 == 1800
    assert office.subject(None, BodyAsked(mass_kg=70)).disc_area_l4_l5_mm2 == 1800
    assert office.subject(None, BodyAsked(mass_kg=71)).disc_area_l4_l5_mm2 is None


def test_strength_of_all_muscles_multiplies_every_one():
    usual = Body.of(Subject())
    weak = Body.of(Subject(strength={ALL: 0.5, "multifidus": 0.5}))
    share = np.array(
        [f.maximal_force / u.maximal_force for f, u in zip(weak.fascicles, usual.fascicles, strict=True)]
    )
    of_it = np.array(
        ["multifidus" in (weak.tables.muscle(f.muscle).part_of, f.muscle) for f in weak.fascicles]
    )
    np.testing.assert_allclose(share, np.where(of_it, 0.25, 0.5))
    assert person(weak.subject).endswith("strength of all muscles × 0.5, multifidus × 0.5")
    with pytest.raises(UnknownName, match="did you mean all"):
        Body.of(Subject(strength={"al": 0.5}))


def test_a_question_about_a_body_can_be_kept():
    assert hash(AnalyzeQuestion(body=BodyAsked(**WOMAN))) == hash(AnalyzeQuestion(body=BodyAsked(**WOMAN)))


WEAK = {"muscle": "multifidus", "to": 0.3, "side": "right"}
CUT = {"nerve": "accessory", "side": "left"}


def test_a_weakened_body_bears_what_python_and_the_saved_file_find(client, tmp_path, monkeypatch, capsys):
    taken = (weak_muscle("multifidus", 0.3, "right"), cut_nerve("accessory", side="left"))
    expected = analyze("carrying_one_hand", weakened("male", *taken)).compression[0]
    body = {"weak": [WEAK, CUT]}
    found = asked(client, task="carrying_one_hand", body=body, shown="male")
    np.testing.assert_allclose([level["compression"] for level in found["levels"][0]], expected)
    assert found["whose"] == (
        "man of 1.75 m, 75 kg, Multifidus weak, 30 % left, right, accessory nerve cut, left"
    )
    assert "Multifidus weak, 30 % left, right." in found["assumptions"]
    assert not any("The picture moves another body" in text for text in found["assumptions"])
    assert found["warnings"] == []

    path = tmp_path / "own.toml"
    question = {"task": "carrying_one_hand", "body": body, "format": "toml"}
    path.write_bytes(client.post("/api/result", json=question).content)
    own = printed(monkeypatch, capsys, "analyze", path, "--json")
    np.testing.assert_allclose([level["compression_n"] for level in own["frames"][0]["levels"]], expected)


def test_what_takes_no_part_in_the_balance_is_said(client):
    found = asked(client, task="upright_standing", body={"weak": [{"nerve": "long thoracic"}]})
    assert any("long thoracic nerve cut, both sides: changes nothing here" in w for w in found["warnings"])


def test_a_lift_is_of_the_weakened_body(client):
    lift = {"mass_kg": 5, "start": {"horizontal_cm": 30, "vertical_cm": 100}, "body": {"weak": [WEAK]}}
    text = client.post("/api/lift", json=lift).json()["file"]["text"]
    assert '"multifidus_lumborum right" = 0.3' in text


@pytest.mark.parametrize(
    ("weak", "words"),
    [
        ({}, "name a muscle or a nerve, one of them"),
        (WEAK | CUT, "name a muscle or a nerve, one of them"),
        ({"muscle": "multifidus"}, "`to` says what is left of multifidus"),
        (CUT | {"to": 0.5}, "a nerve is cut"),
        (WEAK | {"to": 1.5}, "body.weak.0.to: Input should be less than or equal to 1"),
        (WEAK | {"muscle": "mulifidus"}, "did you mean multifidus"),
        ({"nerve": "optic"}, "no nerve is called 'optic'"),
    ],
)
def test_a_weakening_that_makes_no_sense_is_refused_in_one_sentence(client, weak, words):
    response = client.post("/api/analyze", json={"body": {"weak": [weak]}})
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_every_nerve_that_is_offered_can_be_cut(client):
    names = [nerve["name"] for nerve in client.get("/api/nerves").json()]
    assert "long thoracic nerve" in names
    assert "optic nerve" not in names
    office = Office(Subject.named("male"))
    for name in names:
        assert office.subject(None, BodyAsked(weak=(WeakAsked(nerve=name),))).active
