"""Recordings that are sent to the server are read, analysed and saved as the command line does it."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from recorded_files import SQUATS, WALK, body, bow, held, opened, two_persons

import dorsum.view.recorded
from dorsum.body.subject import Subject
from dorsum.exchange.read.asked import Asked
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded.recognised import recognised
from dorsum.view.desk import Gone
from dorsum.view.office import Office
from dorsum.view.recorded import RecordedMotion
from dorsum.view.recordings import Recordings, Sent
from dorsum.view.settings import Bounds
from exchange.osim_models import four
from exchange.test_model_markers import setup, standalone

SHORT = {"from_s": 1.7, "to_s": 2.0}


def ask(client, what, content):
    return client.post(f"/api/recordings/{what}", content=content)


@pytest.fixture(scope="module")
def squat(client):
    return opened(ask(client, "analyze", body(SQUATS, **SHORT)).content)


def test_what_is_recognised_is_what_the_command_tells(client):
    found = ask(client, "facts", body(WALK, up="z")).json()
    own = recognised(WALK, Asked(up="z")).as_dict()
    told = ("kind", "marker_set", "unit", "up", "forward", "rate_hz", "known", "gaps", "plates", "subject")
    assert {name: found[name] for name in told} == {name: own[name] for name in told}
    assert (found["path"], found["command"]) == (WALK.name, f"dorsum analyze {WALK.name} --up z")


def test_loads_are_those_of_the_command_line(squat, male):
    head, arrays = squat
    own = analyze(SQUATS, "male", **SHORT)
    assert head["frames"] == head["of"] == len(own.times)
    np.testing.assert_allclose(arrays["times"], own.times, rtol=1e-6)
    np.testing.assert_allclose(arrays["compression"], np.ravel(own.compression), rtol=2e-5)
    assert head["balanced"] == np.asarray(own.balanced).tolist()
    assert (head["failed"], any(head["doubtful"])) == ([], False)
    turns = arrays["transforms"].reshape(len(own.times), -1, 3, 4)[..., :3]
    np.testing.assert_allclose(turns, own.posed.rotation, atol=1e-6)


def test_the_joints_of_a_recording_can_be_taken_exactly(client, squat):
    head, arrays = opened(ask(client, "analyze", body(SQUATS, posture="exact", **SHORT)).content)
    own = analyze(SQUATS, "male", posture="exact", **SHORT)
    np.testing.assert_allclose(arrays["compression"], np.ravel(own.compression), rtol=2e-5)
    assert head["gives"] is None
    assert "joints give up to" in squat[0]["gives"]["words"]
    assert Sent.read(body(SQUATS, posture="exact")).key != Sent.read(body(SQUATS)).key
    commands = [
        ask(client, "facts", body(SQUATS, **said)).json()["command"] for said in ({"posture": "exact"}, {})
    ]
    assert commands == [f"dorsum analyze {SQUATS.name} --posture exact", f"dorsum analyze {SQUATS.name}"]


def test_the_picture_moves_the_back_that_is_shown_and_loads_are_of_the_person(client, squat):
    """A woman's joints turn as the man's do, whose loads they are."""
    head, arrays = opened(ask(client, "analyze", body(SQUATS, shown="female", **SHORT)).content)
    np.testing.assert_array_equal(arrays["compression"], squat[1]["compression"])
    there, here = (a["transforms"].reshape(head["frames"], -1, 3, 4) for a in (arrays, squat[1]))
    np.testing.assert_allclose(there[..., :3], here[..., :3], atol=1e-5)
    assert np.abs(there[..., 3] - here[..., 3]).max() > 0.01
    assert any("The picture moves another body" in text for text in head["assumptions"])
    assert "man of 1.75 m" in head["person"]


def test_two_persons_are_a_question_that_an_option_answers(client, tmp_path):
    two = two_persons(tmp_path)
    refused = ask(client, "analyze", body(two))
    assert refused.status_code == 422
    assert (
        refused.json()["detail"] == "two.c3d has 2 persons: Anna and Ben; choose one, such as --person Anna"
    )
    assert ask(client, "facts", body(two)).json()["persons"] == ["Anna", "Ben"]
    head, _ = opened(ask(client, "analyze", body(two, person="Ben")).content)
    assert "Of 2 persons Ben is read." in head["assumptions"]


def test_no_sentence_names_the_folder_in_which_files_lie_for_a_while(client, tmp_path):
    content = body(bow(tmp_path), {"task": held(tmp_path, "mass = ")})
    told = [ask(client, "analyze", content).json()["detail"]]
    two = two_persons(tmp_path)
    found = ask(client, "facts", body(two)).json()
    told += [*found["missing"], *found["notes"]]
    told += opened(ask(client, "analyze", body(two, person="Ben")).content)[0]["assumptions"]
    assert told[0].startswith("hands.toml is not valid TOML")
    assert not [text for text in told if tempfile.gettempdir() in text]


def test_a_model_and_a_set_up_with_what_lies_beside_it_are_read(client, tmp_path):
    (tmp_path / "small.osim").write_text(four())
    (tmp_path / "set.xml").write_text(standalone(4))
    files = {"markers": setup(tmp_path, model="Unassigned"), "model": tmp_path / "small.osim"}
    found = ask(client, "facts", body(WALK, files | {"beside": tmp_path / "set.xml"})).json()
    told = " ".join(found["notes"])
    assert "setup.xml says of the person: mass 72.6 kg" in told
    assert "small.osim says where 5 markers lie" in told
    assert found["command"].endswith("--markers setup.xml --model small.osim")
    assert tempfile.gettempdir() not in json.dumps(found)


def test_a_weight_in_hands_that_are_not_recorded_gets_no_verdict_and_its_frames_are_doubtful(
    client, tmp_path
):
    head, arrays = opened(ask(client, "analyze", body(bow(tmp_path), {"task": held(tmp_path)})).content)
    assert head["headline"].startswith("No verdict about limits. As computed all the same, L5/S1 bears")
    (why,) = head["failed"]
    assert "--markers" in why
    assert why not in head["warnings"]
    assert head["limits"] == []
    np.testing.assert_array_equal(head["doubtful"], arrays["times"] > 0.5 - 1e-6)


def test_a_long_recording_shows_some_frames_the_peak_among_them(monkeypatch, tmp_path, male):
    """What is doubtful in any frame is in the one that is shown for it."""
    monkeypatch.setattr(dorsum.view.recorded, "MOST_SHOWN", 5)
    whole = analyze(bow(tmp_path), "male", hands=held(tmp_path))
    found = RecordedMotion(whole, male)
    n, peak = len(whole.times), whole.peak[0]
    even = set(np.linspace(0, n - 1, 5).round().astype(int).tolist())
    assert set(found.frames.tolist()) == even | {peak}
    one = np.zeros(n, dtype=bool)
    one[int(found.frames[2]) - 1] = True
    assert found.any_near(one) == [i == 2 for i in range(len(found.frames))]
    assert found.any_near(np.ones(n, dtype=bool)) == [True] * len(found.frames)


def test_forces_beside_a_task_are_those_that_were_sent(client, tmp_path):
    """No file of the server is read."""
    other = tmp_path / "grf.mot"
    other.write_text("secret", encoding="utf-8")
    for name in (str(other), "../grf.mot", "grf.mot"):
        task = held(tmp_path, f'[[forces]]\nfile = "{name}"\nbody = "hand_right"\n')
        refused = ask(client, "analyze", body(bow(tmp_path), {"task": task}))
        assert refused.status_code == 422
        assert refused.json()["detail"] == f"hands.toml: the file {name} was not given beside it"
    beside = body(bow(tmp_path), {"task": task, "beside": other})
    assert "grf.mot" in ask(client, "analyze", beside).json()["detail"]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "The request cannot be read."),
        (b"{}\n", 422, "files: Field required"),
        (b'{"files": [{"role": "recording", "name": "a.trc", "bytes": 3}]}\nab', 422, "3 bytes"),
        (b'{"files": [{"role": "recording", "name": "../a.trc", "bytes": 0}]}\n', 422, "pattern"),
        (b'{"files": [{"role": "static", "name": "a.trc", "bytes": 0}]}\n', 422, "give one recording"),
        (
            b'{"files": [{"role": "recording", "name": "a.trc", "bytes": 0}], "static": "/etc/passwd"}\n',
            422,
            "static: String should match",
        ),
        (
            b'{"files": [{"role": "recording", "name": "a.jpg", "bytes": 2}]}\nab',
            422,
            "a.jpg is no recording",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(client, content, status, words):
    for what in ("facts", "analyze", "result"):
        response = ask(client, what, content)
        assert response.status_code == status
        assert words in response.json()["detail"]


def test_a_recording_may_be_larger_than_other_questions_and_has_its_own_bound(bounded):
    import httpx

    with (
        bounded(recording_bytes=400_000) as server,
        httpx.Client(base_url=server.settings.address, timeout=60) as client,
    ):
        least = Bounds().body_bytes
        for size, status in ((least + 1, 422), (400_001, 413)):
            assert ask(client, "facts", b"{}\n" + b" " * (size - 3)).status_code == status


@pytest.mark.parametrize(("suffix", "start"), [("csv", b"time_s,"), ("json", b'{\n  "format"')])
def test_files_of_the_result(client, squat, suffix, start):
    response = ask(client, "result", body(SQUATS, format=suffix, **SHORT))
    assert response.content[: len(start)] == start
    name = f'attachment; filename="opencap_squats1.{suffix}"'
    assert response.headers["content-disposition"] == name
    assert tempfile.gettempdir().encode() not in response.content


def test_who_leaves_ends_the_analysis(male):
    office = Office(Subject.named("male"))
    recordings, stop = Recordings(office), Event()
    stop.set()
    with pytest.raises(Gone):
        recordings.analyze(Sent.read(body(SQUATS, **SHORT)), stop)
    assert recordings.progress.doing == ""


def test_no_file_is_left(client, squat, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ask(client, "analyze", body(SQUATS, from_s=1.7, to_s=1.9))
    assert list(Path(tmp_path).iterdir()) == []


def test_the_same_question_is_computed_once(monkeypatch, male):
    recordings = Recordings(Office(Subject.named("male")))
    sent, stop = Sent.read(body(SQUATS, **SHORT)), Event()
    first = recordings.analyze(sent, stop)
    asked = replace(sent, question=sent.question.model_copy(update={"format": "csv"}))
    assert recordings.analyze(asked, stop) is first
    other = Sent.read(body(SQUATS, from_s=1.7, to_s=1.95))
    assert recordings.analyze(other, stop) is not first
