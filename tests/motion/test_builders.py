"""Tasks built in Python: the least that must be said, the same checks as a file, and their messages."""

import numpy as np
import pytest

from dorsum.errors import BadInput, DorsumError, UnknownName
from dorsum.motion.acting import Force, Load, Moment, Support
from dorsum.motion.posture import Posture
from dorsum.motion.task import Keyframe, Task, parse_task

HELD = """
title = "Holding 10 kg"
[posture]
trunk_inclination = 30
[[loads]]
mass_kg = 10
[[forces]]
body = "T8"
force_n = [0, 0, 5]
[[moments]]
body = "T8"
moment_nm = [0, 0, 5]
[[supports]]
kind = "couch"
bodies = ["pelvis"]
"""


def test_a_task_built_in_python_is_that_of_the_file():
    built = Task(
        title="Holding 10 kg",
        posture=Posture(trunk_inclination=30),
        loads=[Load(mass_kg=10)],
        forces=[Force(body="T8", force_n=[0, 0, 5])],
        moments=[Moment(body="T8", moment_nm=np.array([0, 0, 5]))],
        supports=[Support(kind="couch", bodies=["pelvis"])],
    )
    assert built == parse_task(HELD, "holding_10_kg")
    assert built.name == "holding_10_kg"
    assert hash(built.loads) == hash((Load(mass_kg=10),))


def test_a_movement_built_in_python_is_that_of_the_file():
    frames = [Keyframe(time_s=0), Keyframe(time_s=2, posture=Posture(lumbar_flexion=20))]
    text = "[[keyframes]]\ntime_s = 0\n[[keyframes]]\ntime_s = 2\nposture = { lumbar_flexion = 20 }"
    built = Task(name="bend", keyframes=frames)
    assert built == parse_task(text, "bend")
    assert (built.frames, built.title, built.moves) == (41, "bend", True)


def test_the_least_is_upright_standing():
    assert (Task().posture, Task().frames, Task().moves) == (Posture(), 1, False)
    assert Task(keyframes=[Keyframe(time_s=3, posture=Posture(neck_flexion=5))]) == Task(
        posture=Posture(neck_flexion=5)
    )


def test_numbers_of_numpy_are_numbers():
    assert Load(mass_kg=np.float32(2.5)) == Load(mass_kg=2.5)
    assert Posture(neck_flexion=np.int64(5)) == Posture(neck_flexion=5)


UP, BENT = Keyframe(time_s=0), Keyframe(time_s=1, posture=Posture(lumbar_flexion=20))
REFUSED = {
    "mass": (lambda: Load(mass_kg=-1), "mass_kg = -1 kg: allowed is 0 to 500 kg"),
    "mass text": (lambda: Load(mass_kg="1"), "mass_kg = '1': must be a finite number"),
    "mass true": (lambda: Load(mass_kg=True), "mass_kg = True: must be a finite number"),
    "hand": (lambda: Load(mass_kg=1, hands="third"), "no hand is called 'third'"),
    "reference": (lambda: Load(mass_kg=1, reference="L4L5"), "no reference of a load is called 'L4L5'"),
    "no reference": (lambda: Load(mass_kg=1, up_m=0.1), "up_m is a position without a reference"),
    "far": (lambda: Load(mass_kg=1, reference="shoulders", up_m=3), "up_m = 3 m: allowed is -2 to 2 m"),
    "force": (lambda: Force(body="T8", force_n=(0, 1)), "force_n = (0, 1): must be three numbers"),
    "force body": (lambda: Force(body=8, force_n=(0, 1, 0)), "body = 8: must be text"),
    "force place": (lambda: Force(body="T8", force_n=(0, 1, 0), at_mm=(0, 0, 1e4)), "at_mm = 10000 mm"),
    "moment": (lambda: Moment(body="T8", moment_nm=(0, np.nan, 0)), "moment_nm = nan: must be a finite"),
    "moment frame": (lambda: Moment(body="T8", moment_nm=(0, 1, 0), frame="x"), "no frame of a moment"),
    "support": (lambda: Support(kind="coach"), "no support is called 'coach'"),
    "backrest": (lambda: Support(kind="backrest"), "body: a backrest needs the body"),
    "floor": (lambda: Support(kind="floor"), "bodies: a floor needs the bodies"),
    "bodies": (lambda: Support(kind="floor", bodies="pelvis"), "bodies = 'pelvis': must be a list"),
    "relieves": (lambda: Support(kind="elbows", relieves="T1/T2"), "relieves: supports bear what"),
    "time": (lambda: Keyframe(time_s=-1), "time_s = -1: allowed is 0 to"),
    "keyframe posture": (lambda: Keyframe(time_s=0, posture={}), "posture = {}: must be a Posture"),
    "posture": (lambda: Task(posture={"neck_flexion": 5}), "must be a Posture"),
    "subject": (lambda: Task(subject="female"), "subject = 'female': must be a Subject"),
    "load": (lambda: Task(loads=[10]), "loads[0] = 10: must be a Load"),
    "one load": (lambda: Task(loads=Load(mass_kg=1)), "must be a list, each a Load"),
    "force as moment": (lambda: Task(moments=[Force(body="T8", force_n=(0, 0, 1))]), "moments[0] = Force("),
    "hands": (lambda: Task(loads=[Load(mass_kg=1), Load(mass_kg=1, hands="left")]), "two loads in the left"),
    "order": (lambda: Task(keyframes=[BENT, UP]), "keyframes[1].time_s = 0: must be later"),
    "both": (lambda: Task(posture=Posture(neck_flexion=1), keyframes=[UP, BENT]), "not both"),
    "relaxed": (
        lambda: Task(keyframes=[UP, Keyframe(time_s=1, posture=Posture(relaxed=True))]),
        "keyframes: a relaxed posture is held",
    ),
    "stances": (
        lambda: Task(keyframes=[UP, Keyframe(time_s=1, posture=Posture(stance="sitting"))]),
        "keyframes: all keyframes of a task have one stance",
    ),
    "frames": (lambda: Task(frames=10), "frames = 10: frames is for movements"),
    "few frames": (lambda: Task(keyframes=[UP, BENT], frames=3), "frames = 3: allowed is 5 to"),
    "pressure": (lambda: Task(abdominal_pressure_kpa=50), "abdominal_pressure_kpa = 50 kPa: allowed is"),
    "title": (lambda: Task(title=3), "title = 3: must be text"),
    "assumptions": (lambda: Task(assumptions="none"), "assumptions = 'none': must be a list of texts"),
    "angle": (lambda: Posture(lumbar_flexion=1e6), "lumbar_flexion = 1e+06 °: allowed is -180 to 180"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_where_it_is_built(name):
    make, words = REFUSED[name]
    with pytest.raises(DorsumError) as error:
        make()
    assert isinstance(error.value, BadInput | UnknownName)
    assert words in str(error.value)
