"""A task file of the user's, sent as text, is read and computed as the command line does it."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.view.api.questions import MOST_TASK_LETTERS, AnalyzeQuestion, TaskFile
from dorsum.view.own_task import MOST_FRAMES_HERE, download_name, takes_long
from dorsum.view.settings import Bounds

LIFT = """title = "My lift"
assumptions = ["held still"]
[posture]
trunk_inclination = 30
[[loads]]
mass_kg = 7
reference = "shoulders"
forward_m = 0.3
up_m = -0.4
"""
NOD = """title = "Nod"
frames = 5
[[keyframes]]
time_s = 0
[[keyframes]]
time_s = 2
posture = { trunk_inclination = 15 }
"""
OTHER = LIFT + '[subject]\nsex = "female"\nheight_m = 1.6\nmass_kg = 60\nname = "Ann"\n'


def file(text, name="lift.toml"):
    return {"name": name, "text": text}


def test_a_file_gives_the_loads_of_the_command_line(client, male, tmp_path):
    path = tmp_path / "lift.toml"
    path.write_text(LIFT, encoding="utf-8")
    own = analyze(path, male)
    found = client.post("/api/analyze", json={"file": file(LIFT)}).json()
    assert (found["task"], found["title"], found["assumptions"]) == ("lift", "My lift", ["held still"])
    loads = [level["compression"] for level in found["levels"][0]]
    np.testing.assert_allclose(loads, own.compression[0], rtol=1e-9)


def test_a_movement_of_a_file_has_its_frames_and_another_mass_can_be_held(client):
    found = client.post("/api/analyze", json={"file": file(NOD)}).json()
    assert [frame["time_s"] for frame in found["frames"]] == [0, 0.5, 1, 1.5, 2]
    heavy = client.post("/api/analyze", json={"file": file(NOD), "mass_kg": 10}).json()
    assert heavy["levels"][0][0]["compression"] > found["levels"][0][0]["compression"] + 98


def test_what_a_file_holds_is_told_before_it_is_computed(client):
    found = client.post("/api/task_files", json=file(NOD)).json()
    assert found == {"name": "lift", "title": "Nod", "moving": True, "loads": [], "assumptions": []}
    found = client.post("/api/task_files", json=file(LIFT)).json()
    assert found["loads"] == [{"mass_kg": 7, "hands": "both"}]


@pytest.mark.parametrize(
    "text",
    ["", " \n", "title = ", "[posture]\nlumbar_flexon = 3", "frames = 2", "x" * 999, LIFT + "[[loads]]"],
)
def test_a_fault_is_told_in_the_sentence_of_the_command_line(client, text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("lift.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        Task.read("lift.toml")
    for address, body in (("task_files", file(text)), ("analyze", {"file": file(text)})):
        response = client.post(f"/api/{address}", json=body)
        assert response.status_code == 422
        assert response.json()["detail"] == str(refused.value)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"file": file(LIFT), "task": "upright_standing"}, "give a task or a file, not both"),
        ({"file": file(LIFT), "bending": 3}, "leave out bending"),
        (
            {"file": file(NOD.replace("= 5", "= 201"))},
            f"lift.toml: frames = 201: the page takes up to {MOST_FRAMES_HERE}",
        ),
        ({"file": file(LIFT, "../lift.toml")}, "file.name: String should match pattern"),
        ({"file": file(LIFT, "a\nb.toml")}, "file.name: String should match pattern"),
        ({"file": file("#" * (MOST_TASK_LETTERS + 1))}, "file.text: String should have at most 60000"),
    ],
)
def test_what_the_page_does_not_take(client, question, words):
    response = client.post("/api/analyze", json=question)
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_a_file_as_long_as_may_be_fits_a_message_in_any_script():
    longest = AnalyzeQuestion(file=TaskFile(name="名" * 255, text="𠀀" * MOST_TASK_LETTERS))
    assert len(longest.model_dump_json().encode()) < Bounds().body_bytes


def test_a_task_for_another_body_says_so(client):
    found = client.post("/api/analyze", json={"file": file(OTHER)}).json()
    assert found["warnings"][0] == (
        "The task is written for a woman of 1.60 m, 60 kg (Ann);"
        " this is for the back shown, a man of 1.75 m, 75 kg."
    )
    same = OTHER.replace("female", "male").replace("1.6", "1.75").replace("60", "75")
    assert not client.post("/api/analyze", json={"file": file(same)}).json()["warnings"]


def test_the_sliders_are_downloaded_as_a_file_with_the_same_loads(client, tmp_path):
    sliders = {"trunk_inclination": 25, "turning": 10, "mass_kg": 6, "reach_m": 0.25}
    response = client.post("/api/result", json=sliders | {"format": "toml"})
    assert response.headers["content-disposition"] == 'attachment; filename="posture.toml"'
    assert tomllib.loads(response.text)["subject"]["name"] == "male"
    path = tmp_path / "posture.toml"
    path.write_bytes(response.content)
    shown = client.post("/api/analyze", json=sliders).json()["levels"][0][0]["compression"]
    assert analyze(path).compression[0, 0] == pytest.approx(shown, rel=1e-9)
    assert shown > 1000


def test_only_movements_go_to_the_slow_desk():
    def slow(**question):
        return takes_long(AnalyzeQuestion(**question))

    assert slow(task="slow_flexion")
    assert slow(file=TaskFile(name="a.toml", text=NOD))
    assert not slow(file=TaskFile(name="a.toml", text=LIFT))
    assert not slow(file=TaskFile(name="a.toml", text="["))
    assert not slow(task="upright_standing")
    assert not slow(task="no such")
    assert not slow(bending=5)


def test_a_download_has_a_name_for_every_system():
    own = AnalyzeQuestion(file=TaskFile(name='my "lift" é.toml', text=LIFT))
    assert download_name(own) == "my__lift___"
    assert download_name(AnalyzeQuestion(task="slow_flexion")) == "slow_flexion"
    assert download_name(AnalyzeQuestion()) == "posture"
