"""A lift of the page is the task and the rules of `dorsum lift`."""

import threading

import httpx
import numpy as np
import pytest
from test_live import WAIT_S, wait_until

import dorsum.view.lift
from dorsum.lifting.advice import JOB, PERSON, STEPS, advise
from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.lift import Hands, Lift
from dorsum.motion.task import Task
from dorsum.report.lift import LiftAnswer
from dorsum.wanted import Unwanted

PARTS = ("job", "person", "beside", "masses", "people")

ASKED = {
    "mass_kg": 10,
    "start": {"horizontal_cm": 40, "vertical_cm": 70, "asymmetry_deg": 20},
    "end": {"horizontal_cm": 35, "vertical_cm": 115},
    "grip": "poor",
    "per_minute": 3,
    "hours": 2,
}
LIFT = Lift(
    mass_kg=10,
    start=Hands(horizontal_cm=40, vertical_cm=70, asymmetry_deg=20),
    end=Hands(horizontal_cm=35, vertical_cm=115),
    grip="poor",
    per_minute=3,
    hours=2,
)


def test_a_lift_is_that_of_the_command_line(client, male):
    told = client.post("/api/lift", json=ASKED).json()
    own = LiftAnswer.of(analyze_lift(LIFT, male, moving=False))
    assert told["info"]["moving"]
    assert set(told["lines"]) < set(own.lines)
    assert [rule["title"] for rule in told["rules"]] == [title for title, _ in own.sections][:2] + [
        title for title, _ in own.sections if "Liberty" in title
    ]
    assert told["assumptions"] == list(own.rules.assumed())
    assert any(line.startswith("NIOSH lifting index ") for line in told["lines"])


def test_its_task_is_analysed_as_a_file_is(client, male):
    told = client.post("/api/lift", json=ASKED | {"end": None}).json()
    found = client.post("/api/analyze", json={"file": told["file"]}).json()
    held = Lift(mass_kg=10, start=LIFT.start)
    loads = [level["compression"] for level in found["levels"][0]]
    np.testing.assert_allclose(loads, analyze_lift(held, male).held[0].compression[0], rtol=1e-6)
    assert found["warnings"] == []  # it is written for this very body


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": {"horizontal_cm": 110, "vertical_cm": 150}}, "out of reach"),
        ({"per_minute": 20}, "94-110"),
        ({"mass_kg": -1}, "mass_kg"),
        ({"end": None, "control": True}, "control at the destination"),
    ],
)
def test_what_makes_no_sense_is_refused(client, change, says):
    answer = client.post("/api/lift", json=ASKED | change)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_advice_is_that_of_the_command_line(client, monkeypatch):
    """Of the same lift and body, by the same sentences; how far it is can be asked meanwhile."""
    found = []

    def heard(result, tell):
        def both(doing, done):
            tell(doing, done)
            found.append((doing, done, client.get("/api/lift/progress").json()))

        found.append((result, advise(result, both)))
        return found[-1][1]

    monkeypatch.setattr(dorsum.view.lift, "advise", heard)
    told = client.post("/api/lift/advice", json=ASKED | {"end": None, "subject": "female"}).json()
    *steps, (result, advice) = found
    assert result.lift == Lift(mass_kg=10, start=LIFT.start, grip="poor", per_minute=3, hours=2)
    assert result.model.body.subject.name == "female"
    assert told["lines"] == advice.lines()
    apart = [told["head"], *(line for name in PARTS for line in told[name])]
    heads = [line for line in told["lines"] if line in (JOB, PERSON)]
    assert len(apart) + len(heads) == len(told["lines"])
    assert [line.removeprefix("- ") for line in told["lines"] if line not in heads] == apart
    assert [(doing, done) for doing, done, _ in steps] == list(STEPS)
    assert all(seen == {"doing": doing, "done": done} for doing, done, seen in steps)
    assert client.get("/api/lift/progress").json()["doing"] == ""


def test_advice_ends_where_nobody_waits_for_it(client, monkeypatch):
    begun, ends = threading.Event(), []

    def watched(result, tell):
        begun.set()
        try:
            return advise(result, tell)
        except Unwanted:
            ends.append("unwanted")
            raise

    monkeypatch.setattr(dorsum.view.lift, "advise", watched)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/api/lift/advice", json=ASKED | {"end": None}, timeout=1.5)
    assert begun.wait(WAIT_S)
    wait_until(lambda: client.get("/api/lift/progress").json()["doing"] == "")
    assert ends == ["unwanted"]


def test_a_lift_takes_the_time_that_is_told(client):
    told = client.post("/api/lift", json=ASKED | {"seconds": 4}).json()
    assert Task.written(told["file"]["text"], "lift.toml").keyframes[-1].time_s == 4
    assert client.post("/api/lift", json=ASKED | {"seconds": 0}).status_code == 422
