"""Many tasks in one call: the numbers of one by one, and a bad one does not take the others down."""

import numpy as np
import pytest

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.result import Result
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze, analyze_many, model_for
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

HEAVY = Task(title="heavy", posture=Posture(trunk_inclination=60), loads=[Load(mass_kg=40)])
BENT = Posture(trunk_inclination=30)
SMALL = Subject(name="small", sex="female", height_m=1.55, mass_kg=55)


def test_each_is_what_it_is_alone_whatever_stands_before_it() -> None:
    found = analyze_many([HEAVY, BENT, "upright_standing"], "female")
    back = analyze_many(["upright_standing", BENT, HEAVY], "female")[::-1]
    alone = [analyze(task, "female") for task in (HEAVY, Task(posture=BENT), Task.named("upright_standing"))]
    for one, other, expected in zip(found, back, alone, strict=True):
        assert isinstance(one, Result)
        assert isinstance(other, Result)
        for name in ("compression", "force", "activation", "reserve", "joint_angle"):
            np.testing.assert_array_equal(one.array(name), expected.array(name))
            np.testing.assert_array_equal(other.array(name), expected.array(name))
    assert [result.title for result in found] == ["heavy", "Posture 1", "Upright standing"]


def test_a_bad_one_is_named_by_its_index_and_the_others_answer() -> None:
    stiff = Posture(lumbar_flexion=150)
    good, bad, unknown = analyze_many([BENT, stiff, "upright_standng"])
    assert isinstance(good, Result)
    assert isinstance(bad, BadInput)
    assert str(bad).startswith("tasks[1]: ")
    assert "flexion" in str(bad)
    assert isinstance(unknown, BadInput)
    assert str(unknown).startswith(
        "tasks[2]: no task is called 'upright_standng'; did you mean upright_standing"
    )


def test_a_subject_for_each_is_compiled_once() -> None:
    same = Subject(name="small", sex="female", height_m=1.55, mass_kg=55)
    found = analyze_many([BENT, BENT, BENT], [SMALL, "male", same])
    assert all(isinstance(result, Result) for result in found)
    small, male, again = found
    assert small.body is again.body
    assert small.compression[0, 0] == again.compression[0, 0] < male.compression[0, 0]
    assert [result.subject.name for result in found] == ["small", "male", "small"]


def test_what_makes_no_sense_for_all_is_refused() -> None:
    with pytest.raises(UnknownName, match="no subject is called 'mail'; did you mean male"):
        analyze_many([BENT], "mail")
    with pytest.raises(BadInput, match="2 tasks and 1 subjects: one for all, or one for each"):
        analyze_many([BENT, BENT], [SMALL])
    with pytest.raises(UnknownName, match="objective"):
        analyze_many([BENT], objective="none")
    with pytest.raises(BadInput, match="must be a list; `analyze` takes one task"):
        analyze_many("upright_standing")
    assert analyze_many([]) == []


def test_a_body_is_compiled_once_and_another_anew() -> None:
    body, same = Body.of(SMALL), Body.of(SMALL)
    model = model_for(body)
    assert model_for(body) is model
    assert model_for(same) is not model
    assert analyze(Task(posture=BENT), body).model is model
    for other in [Body.of(SMALL) for _ in range(8)]:
        assert model_for(other).body is other
    again = model_for(body)
    assert again is not model  # only the last few are kept
    assert again.body is body
