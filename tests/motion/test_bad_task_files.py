"""Task and subject files that make no sense: each is refused with one message that names file and entry."""

import math

import pytest

from dorsum.body.subject import Subject
from dorsum.errors import DorsumError
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

# What stands in the file, and what the message must say.
BAD_TASKS = {
    "unknown entry": ("tilte = 'x'", "no entry is called 'tilte'; did you mean title"),
    "malformed": ("title = 'x", "is not valid TOML: "),
    "twice": ("frames = 1\nframes = 2", "is not valid TOML: "),
    "nested without end": ("title = " + "[" * 10_000, "is not valid TOML: "),
    "thousands of digits": ("frames = " + "9" * 5_000, "is not valid TOML: "),
    "title a number": ("title = 3", "title = 3: must be text in quotes"),
    "measured a list": ("measured = []", "measured = []: must be text in quotes"),
    "assumptions a text": ("assumptions = 'none'", "assumptions = 'none': must be a list of texts"),
    "assumption a number": ("assumptions = [1]", "assumptions = [1]: must be a list of texts"),
    "pressure nan": ("abdominal_pressure_kpa = nan", "abdominal_pressure_kpa = nan: must be a finite number"),
    "pressure negative": ("abdominal_pressure_kpa = -1", "= -1 kPa: allowed is 0 to 40 kPa"),
    "pressure true": ("abdominal_pressure_kpa = true", "= True: must be a finite number"),
    "pressure a date": ("abdominal_pressure_kpa = 2020-01-01", "must be a finite number"),
    # subject
    "subject a text": ("subject = 'wilke'", "subject = 'wilke': must be a table: [subject]"),
    "subject unknown": ("[subject]\nname = 'wilk'", "no subject is called 'wilk'; did you mean wilke"),
    "subject name a list": ("[subject]\nname = []", "name = []: must be text in quotes"),
    "subject field unknown": ("[subject]\nheight = 1.7", "no subject field is called 'height'; did you mean"),
    "subject tall": ("[subject]\nheight_m = 17", "height_m = 17 m: allowed is 1.4 to 2.1 m"),
    "subject negative": ("[subject]\nmass_kg = -70", "mass_kg = -70 kg: allowed is 38 to 150 kg"),
    "subject nan": ("[subject]\nmass_kg = nan", "mass_kg = nan: must be a finite number"),
    "subject text": ("[subject]\nmass_kg = '70'", "mass_kg = '70': must be a finite number"),
    "subject huge": ("[subject]\nmass_kg = 1" + "0" * 400, "must be a finite number"),
    "subject sex": ("[subject]\nsex = 'mal'", "no sex is called 'mal'; did you mean male"),
    "subject sex a list": ("[subject]\nsex = ['male']", "no sex is called"),
    "strength a number": ("[subject]\nstrength = 2", "strength = 2: must be a table: [strength]"),
    "strength negative": ("[subject.strength]\nrectus_abdominis = -1", "= -1 times: allowed is 0 to 3"),
    # posture
    "posture a number": ("posture = 3", "posture = 3: must be a table: [posture]"),
    "posture unknown": ("[posture]\nlumbar_flexon = 1", "'lumbar_flexon'; did you mean lumbar_flexion"),
    "posture text": ("[posture]\nlumbar_flexion = 'x'", "lumbar_flexion = 'x': must be a finite number"),
    "posture inf": ("[posture]\ntrunk_inclination = inf", "trunk_inclination = inf: must be a finite number"),
    "posture far": ("[posture]\ntrunk_inclination = 1e6", "= 1e+06 °: allowed is -180 to 180 °"),
    "posture both": ("[posture]\ntrunk_inclination = 1\npelvis_tilt = 1", "each sets the other"),
    "stance unknown": ("[posture]\nstance = 'siting'", "no stance is called 'siting'; did you mean sitting"),
    "stance a number": ("[posture]\nstance = 4", "no stance is called '4'"),
    "joints a number": ("[posture]\njoints = 4", "joints = 4: must be a table"),
    "joint a number": ("[posture.joints]\n'L4/L5' = 4", "joints.L4/L5 must be a table such as"),
    "joint unknown": ("[posture.joints]\n'L5/L6' = { flexion = 1 }", "no spinal joint is called 'L5/L6'"),
    "joint direction": ("[posture.joints]\n'L4/L5' = { flexon = 1 }", "'flexon'; did you mean flexion"),
    "joint nan": ("[posture.joints]\n'L4/L5' = { flexion = nan }", "joints.L4/L5.flexion = nan: must be"),
    # movement
    "posture and keyframes": ("posture = {}\n[[keyframes]]\ntime_s = 0", "not both"),
    "keyframes a table": ("[keyframes]\ntime_s = 0", "must be a list of tables: [[keyframes]]"),
    "keyframe without time": ("[[keyframes]]\nposture = {}", "keyframes[0] lacks time_s"),
    "keyframe unknown": ("[[keyframes]]\ntime = 0", "'time'; did you mean time_s"),
    "keyframe posture a text": ("[[keyframes]]\ntime_s = 0\nposture = 'up'", "'up': must be a table"),
    "keyframes back in time": ("[[keyframes]]\ntime_s = 1\n[[keyframes]]\ntime_s = 1", "must be later than"),
    "keyframe negative": ("[[keyframes]]\ntime_s = -1", "keyframes[0]: time_s = -1: allowed is 0 to"),
    "two stances": (
        "[[keyframes]]\ntime_s = 0\n[[keyframes]]\ntime_s = 1\nposture = { stance = 'sitting' }",
        "all keyframes of a task have one stance",
    ),
    "frames of a posture": ("frames = 10", "frames is for movements"),
    "few frames": ("frames = 4\n[[keyframes]]\ntime_s = 0\n[[keyframes]]\ntime_s = 1", "allowed is 5"),
    "half a frame": ("frames = 9.5\n[[keyframes]]\ntime_s = 0\n[[keyframes]]\ntime_s = 1", "a whole number"),
    # loads
    "loads a table": ("[loads]\nmass_kg = 1", "must be a list of tables: [[loads]]"),
    "load without mass": ("[[loads]]", "loads[0] lacks mass_kg"),
    "load unknown": ("[[loads]]\nmass = 1", "no loads[0] entry is called 'mass'; did you mean mass_kg"),
    "load nan": ("[[loads]]\nmass_kg = nan", "loads[0]: mass_kg = nan: must be a finite number"),
    "load infinite": ("[[loads]]\nmass_kg = inf", "loads[0]: mass_kg = inf: must be a finite number"),
    "load negative": ("[[loads]]\nmass_kg = -1", "loads[0]: mass_kg = -1 kg: allowed is 0 to 500 kg"),
    "load in a foot": ("[[loads]]\nmass_kg = 1\nhands = 'rigth'", "'rigth'; did you mean right"),
    "load hands a list": ("[[loads]]\nmass_kg = 1\nhands = ['right']", "must be text in quotes"),
    "load level": (
        "[[loads]]\nmass_kg = 1\nreference = 'L4L5'\nforward_m = 0.3",
        "no reference of a load is called 'L4L5'; did you mean L4/L5",
    ),
    "load level a number": ("[[loads]]\nmass_kg = 1\nreference = 5", "loads[0]: reference = 5: must be text"),
    "load position alone": ("[[loads]]\nmass_kg = 1\nforward_m = 0.3", "forward_m is a position without a"),
    "two loads in one hand": (
        "[[loads]]\nmass_kg = 1\n[[loads]]\nmass_kg = 1\nhands = 'left'",
        "two loads in the left hand: a hand holds one load",
    ),
    # forces, moments and supports
    "force without body": ("[[forces]]\nforce_n = [0, 0, 1]", "forces[0] lacks body"),
    "force body a number": ("[[forces]]\nbody = 5\nforce_n = [0, 0, 1]", "forces[0]: body = 5: must be text"),
    "force a number": ("[[forces]]\nbody = 'T8'\nforce_n = 5", "must be three numbers [x, y, z]"),
    "force of two": ("[[forces]]\nbody = 'T8'\nforce_n = [0, 1]", "must be three numbers [x, y, z]"),
    "force nan": ("[[forces]]\nbody = 'T8'\nforce_n = [0, 0, nan]", "force_n = nan: must be a finite"),
    "force far away": ("[[forces]]\nbody = 'T8'\nforce_n = [0, 0, 1]\nat_mm = [1e9, 0, 0]", "1e+09 mm"),
    "moment without body": ("[[moments]]\nmoment_nm = [0, 0, 1]", "moments[0] lacks body"),
    "moment without moment": ("[[moments]]\nbody = 'T8'", "moments[0] lacks moment_nm"),
    "moment a force": ("[[moments]]\nbody = 'T8'\nforce_n = [0, 0, 1]", "no moments[0] entry is called"),
    "moment a number": ("[[moments]]\nbody = 'T8'\nmoment_nm = 5", "moment_nm = 5: must be three numbers"),
    "moment large": ("[[moments]]\nbody = 'T8'\nmoment_nm = [0, 0, 1e4]", "allowed is -1000 to 1000 N·m"),
    "moment frame": (
        "[[moments]]\nbody = 'T8'\nmoment_nm = [0, 0, 1]\nframe = 'bones'",
        "moments[0]: no frame of a moment is called 'bones'; did you mean bone",
    ),
    "moments a table": ("[moments]\nbody = 'T8'", "must be a list of tables: [[moments]]"),
    "support unknown": ("[[supports]]\nkind = 'coach'", "no support is called 'coach'; did you mean couch"),
    "support without kind": ("[[supports]]\nbody = 'T8'", "supports[0] lacks kind"),
    "support bodies a text": ("[[supports]]\nkind = 'couch'\nbodies = 'T8'", "must be a list of texts"),
    "support relieves": ("[[supports]]\nkind = 'elbows'\nrelieves = 'L4/L5'", "supports[0]: relieves: "),
    "elbows on nothing": ("[[supports]]\nkind = 'elbows'\non = 'thigh'", "did you mean thighs"),
    "belly on a table": ("[[supports]]\nkind = 'belly'\nbody = 'L3'\non = 'thighs'", "is for elbows"),
    "belly without body": ("[[supports]]\nkind = 'belly'", "a belly needs the height"),
    "friction below nought": ("[[supports]]\nkind = 'seat'\nfriction = -1", "allowed is 0 to 2"),
    "backrest without body": ("[[supports]]\nkind = 'backrest'", "a backrest needs the body it touches"),
}  # fmt: skip

BAD_FILES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "truncated": (b"title = 'x'\n[[loads]]\nmass_", "is not valid TOML: "),
    "binary": (b"\x00\xff\xfe\x80", "it is not UTF-8 text"),
    "zeros": (b"\x00" * 100, "is not valid TOML: "),
    "huge": (b"#" * 1_100_000, "it is larger than 1 MB"),
}


def refusal(make) -> str:
    """The message of the error of ours that a call ends with."""
    with pytest.raises(DorsumError) as error:
        make()
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("name", BAD_TASKS)
def test_a_bad_task_is_refused_in_words(tmp_path, name):
    text, expected = BAD_TASKS[name]
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    message = refusal(lambda: Task.find(file))
    assert message.startswith(str(file))
    assert expected in message


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("kind", [Task, Subject])
def test_a_file_that_is_no_text_is_refused_in_words(tmp_path, kind, name):
    content, expected = BAD_FILES[name]
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    message = refusal(lambda: kind.find(str(file)))
    assert str(file) in message
    assert expected in message


@pytest.mark.parametrize("kind", [Task, Subject])
def test_a_folder_or_a_missing_file_is_refused_in_words(tmp_path, kind):
    assert refusal(lambda: kind.read(tmp_path)).endswith(f"{tmp_path}: Is a directory")
    missing = tmp_path / "none.toml"
    assert refusal(lambda: kind.find(str(missing))).endswith(f"{missing}: No such file or directory")


@pytest.mark.parametrize("name", ["", "x" * 10_000, "two\0parts"])
def test_no_file_and_no_task_has_an_odd_name(name):
    assert refusal(lambda: Task.find(name)) == f"no task is called {name!r}; see `dorsum tasks`"


def test_the_nearest_tasks_are_offered():
    assert "no task is called 'standing_relaxd'; did you mean standing_relaxed" in refusal(
        lambda: Task.find("standing_relaxd")
    )


@pytest.mark.parametrize("mass", [math.nan, math.inf, -1, 501])
@pytest.mark.parametrize("task", ["standing_relaxed", "lifting_20kg_round_back"])
def test_another_load_must_be_one_that_hands_can_hold(task, mass):
    assert refusal(lambda: Task.named(task).with_load(mass)).startswith("load = ")


def test_another_load_keeps_the_shares_of_the_hands(tmp_path):
    file = tmp_path / "bags.toml"
    file.write_text("[[loads]]\nmass_kg = 3\nhands = 'left'\n[[loads]]\nmass_kg = 1\nhands = 'right'")
    assert [load.mass_kg for load in Task.read(file).with_load(8).loads] == [6, 2]
    file.write_text("[[loads]]\nmass_kg = 0\nhands = 'left'\n[[loads]]\nmass_kg = 0\nhands = 'right'")
    assert [load.mass_kg for load in Task.read(file).with_load(8).loads] == [4, 4]


# What only the body can tell: entries of a task that names something real in a way that is not.
BAD_FOR_THE_BODY = {
    "moment on no body": (
        "[[moments]]\nbody = 'T13'\nmoment_nm = [0, 0, 1]",
        "moments[0]: no body is called 'T13'; did you mean T",
    ),
    "force on no body": ("[[forces]]\nbody = 'L6'\nforce_n = [0, 0, 1]", "no body is called 'L6'; did you"),
    "support of no body": ("[[supports]]\nkind = 'couch'\nbodies = ['pelvs']", "did you mean pelvis"),
    "strength of no muscle": ("[subject.strength]\nmultifidis = 1", "no muscle is called 'multifidis'"),
    "lumbar flexion": ("[posture]\nlumbar_flexion = 90", "L5/S1 would turn"),
    "lumbar extension": ("[posture]\nlumbar_flexion = -90", "in extension: its range is"),
    "neck twist": ("[posture]\nneck_twist = 170", "in twist: its range is"),
    "one joint": ("[posture.joints]\n'L4/L5' = { bending = 10 }", "L4/L5 would turn 10.0° in bending"),
    "knee": ("[posture]\nknee_flexion = -5", "knee would turn 5.0° in extension"),
    "elbow": ("[posture]\nelbow_flexion = 185", "allowed is -180 to 180"),
    "left elbow": ("[posture]\nelbow_flexion_left = -1", "elbow would turn 1.0° in extension"),
    "shoulder": ("[posture]\nshoulder_flexion = 179", "glenohumeral would turn 179.0° in flexion"),
    "shoulder back": ("[posture]\nshoulder_flexion_left = -90", "glenohumeral would turn 90.0° in extension"),
    "hands too far": ("[[loads]]\nmass_kg = 1\nreference = 'shoulders'\nup_m = 1.9", "cannot reach the load"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FOR_THE_BODY)
def test_a_task_that_the_body_cannot_do_is_refused_in_words(tmp_path, name):
    text, expected = BAD_FOR_THE_BODY[name]
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    assert expected in refusal(lambda: analyze(file))


def test_a_subject_file_takes_its_name_from_the_file(tmp_path):
    file = tmp_path / "anna.toml"
    file.write_text("sex = 'female'\nheight_m = 1.7\n[strength]\nrectus_abdominis = 0.5\n")
    found = Subject.find(str(file))
    assert (found.name, found.sex, found.height_m) == ("anna", "female", 1.7)
    assert found.strength == {"rectus_abdominis": 0.5}


def test_a_subject_file_may_start_from_a_built_in_subject(tmp_path):
    file = tmp_path / "heavier.toml"
    file.write_text("name = 'wilke'\nmass_kg = 80\n")
    found = Subject.find(str(file))
    assert (found.height_m, found.mass_kg, found.disc_area_l4_l5_mm2) == (1.68, 80, 1800)
