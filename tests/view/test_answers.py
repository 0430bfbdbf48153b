"""The answers of the server are those of the command line."""

import csv
import json
import re
from io import StringIO

import numpy as np
import pytest

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.sheet import sheet
from dorsum.mechanics.gives import Gives
from dorsum.motion.analyze import analyze
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.task import Task, built_in_names
from dorsum.report.data import result_as_dict
from dorsum.report.gives import assumed_of_postures
from dorsum.view.api.atlas import MuscleFacts

FAST = dict(rtol=1e-6, atol=1e-6)  # f32 on the way


@pytest.fixture(scope="session")
def held(male):
    return analyze(Task.named("upright_standing").with_load(10), male)


def asked(client, **question):
    response = client.post("/api/analyze", json=question)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_task_gives_the_loads_of_the_command_line(client, held):
    found = asked(client, task="upright_standing", mass_kg=10)
    loads = [level["compression"] for level in found["levels"][0]]
    np.testing.assert_allclose(loads, held.compression[0], rtol=1e-9)
    assert found["levels"][0][0]["pressure"] == pytest.approx(held.pressure[0, 0])
    assert found["levels"][0][-1]["pressure"] is None
    assert found["headline"].startswith("L5/S1 bears ")


def test_activations_are_null_exactly_for_fascicles_left_out(client, held):
    found = asked(client, task="upright_standing", mass_kg=10)["frames"][0]
    for name in ("activation", "tension", "stress"):
        assert [value is None for value in found[name]] == [not f.takes_part for f in held.body.fascicles]
    np.testing.assert_allclose(
        np.array(found["tension"], dtype=float), held.forces[0], rtol=1e-9, equal_nan=True
    )


def test_stress_at_full_force_is_the_specific_tension(client, held):
    """At 100 % and optimal length a fascicle pulls with its specific tension, whatever the subject's size."""
    found = asked(client, task="upright_standing", mass_kg=10)["frames"][0]
    i = int(np.nanargmax(held.activations[0]))
    fascicle = held.body.fascicles[i]
    share = found["tension"][i] / fascicle.maximal_force
    assert found["stress"][i] == pytest.approx(share * fascicle.row.specific_tension_n_cm2 * 1e4)


def test_how_far_joints_gave_is_answered_and_an_exact_posture_can_be_asked(client, held, male):
    giving, exact = (
        asked(client, task="upright_standing", mass_kg=10),
        asked(client, task="upright_standing", mass_kg=10, posture="exact"),
    )
    own = analyze(Task.named("upright_standing").with_load(10), male, posture="exact")
    loads = [level["compression"] for level in exact["levels"][0]]
    np.testing.assert_allclose(loads, own.compression[0], rtol=1e-9)
    assert exact["gives"] is None
    np.testing.assert_allclose(
        [level["exact_compression"] for level in giving["levels"][0]], loads, rtol=1e-9
    )
    gives = giving["gives"]
    assert gives["largest_deg"] == pytest.approx(np.degrees(np.abs(held.gives).max()))
    assert gives["exact_compression_n"] == pytest.approx(max(loads[:5]))
    (words,) = assumed_of_postures([Gives.of(held)])  # as the terminal has it among what is assumed
    assert gives["words"].lower() == f"{words}.".lower()
    assert f"joints give up to {gives['largest_deg']:.1f}° (taken exactly: {max(loads[:5]):.0f} N" in words


def test_transforms_place_the_bodies_as_kinematics_does(client, held):
    rows = np.array(asked(client, task="upright_standing", mass_kg=10)["frames"][0]["transforms"])
    rows = rows.reshape(-1, 3, 4)
    posed = held.analysis.equations.posed
    np.testing.assert_allclose(rows[:, :, 3], posed.origin[0], **FAST)
    np.testing.assert_allclose(rows[:, :, :3], posed.rotation[0], **FAST)


def test_more_mass_in_the_hands_loads_the_spine_more(client):
    light, heavy = (asked(client, mass_kg=m, reach_m=0.3)["levels"][0][0]["compression"] for m in (2, 15))
    assert heavy > light + 13 * 9.8


def test_a_movement_has_its_frames(client):
    found = asked(client, task="side_bending")
    assert [len(found["frames"]), len(found["levels"])] == [41, 41]
    assert found["frames"][-1]["time_s"] == 4.0
    assert 0 < found["peak_frame"] < 41


def test_where_muscles_lack_strength_it_is_answered_and_said(client, male):
    """The same shortfall as the command line finds; the load is a lower bound and says so."""
    sliders = {"mass_kg": 60, "reach_m": 0.6, "trunk_inclination": 30}
    found = asked(client, **sliders)
    result = analyze(task_of(male, Controls(**sliders)), male)
    assert found["balanced"] == [False]
    assert found["short_nm"] == pytest.approx(result.short_nm.tolist())
    assert found["short_at"] == list(result.short_at)
    assert found["shortfall"] == result.shortfall.words
    assert f"{found['short_nm'][0]:.1f} N·m" in found["shortfall"]
    assert re.search(r"bears at least [\d.]+ kN.*: muscles lack ", found["headline"])
    assert found["levels"][0][0]["compression"] == pytest.approx(result.compression[0, 0])


def test_what_muscles_hold_lacks_nothing(client):
    found = asked(client, task="side_bending")
    assert found["balanced"] == [True] * 41
    assert found["short_nm"] == [0.0] * 41
    assert found["short_at"] == [""] * 41
    assert found["shortfall"] is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"task": "upright_standin"}, "no task is called 'upright_standin'; did you mean upright_standing"),
        ({"subject": "mal"}, "no subject is called 'mal'; did you mean male"),
        ({"task": "upright_standing", "bending": 3}, "a task takes its own posture: leave out bending"),
        ({"reach_m": 1.5}, "its arm reaches 0.63 m"),
        ({"knee_flexion": 179}, "knee would turn 179.0° in flexion"),
        ({"bending": 1e3}, "bending: Input should be less than or equal to 180"),
        ({"bendin": 1}, "bendin: Extra inputs are not permitted"),
        ({"height_m": 0.1}, "give reach_m, too"),
        ({"task": "/etc/passwd"}, "no task is called '/etc/passwd'"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(client, question, words):
    response = client.post("/api/analyze", json=question)
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_the_file_is_that_of_the_command_line(client, held):
    query = {"task": "upright_standing", "mass_kg": 10}
    response = client.post("/api/result", json=query | {"format": "csv"})
    rows = list(csv.DictReader(StringIO(response.text)))
    assert float(rows[0]["compression_n"]) == pytest.approx(held.compression[0, 0])
    assert response.headers["content-disposition"] == 'attachment; filename="upright_standing.csv"'
    response = client.post("/api/result", json=query | {"format": "json"})
    found, here = response.json(), json.loads(json.dumps(result_as_dict(held)))
    assert found["frames"][0]["levels"] == here["frames"][0]["levels"]
    for form, start in (("parquet", b"PAR1"), ("nc", b"\x89HDF"), ("sto", b"upright_standing\nversion=1")):
        assert client.post("/api/result", json=query | {"format": form}).content.startswith(start)


def test_the_sheet_of_every_muscle_is_that_of_the_atlas(client):
    """Every fact of every part goes through, under the names that the page knows."""
    atlas = Atlas()
    names = client.get("/api/muscles").json()
    assert {part for name in names for part in name["parts"]} == set(atlas.ids)
    for name in names:
        assert MuscleFacts.model_validate(sheet(atlas.muscle(name["id"]))).name == name["name"]
    found = client.get("/api/muscles/MULTIFIDUS").json()
    assert found == json.loads(json.dumps(sheet(atlas.muscle("multifidus"))))


def test_tasks_are_those_of_the_library(client):
    tasks = {task["name"]: task for task in client.get("/api/tasks").json()}
    assert set(tasks) == set(built_in_names())
    assert tasks["side_bending"]["moving"]
    assert not tasks["upright_standing"]["moving"]
