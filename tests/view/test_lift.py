"""A lift of the page is the task and the rules of `dorsum lift`."""

import numpy as np
import pytest

from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.lift import Hands, Lift
from dorsum.report.lift import LiftAnswer

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
