"""Jobs of lifts and held postures: how they are read, and what is refused."""

import pytest
from openpyxl import Workbook

from dorsum import Job
from dorsum.errors import BadInput, UnknownName
from dorsum.lifting.job_sheet import COLUMNS, write_template
from dorsum.lifting.lift import Hands
from dorsum.motion.task import Task


def test_one_job_in_three_kinds_of_file_is_the_same(tmp_path):
    for suffix in (".toml", ".csv", ".xlsx"):
        write_template(tmp_path / f"job{suffix}")
    toml, text, excel = (Job.read(tmp_path / f"job{suffix}") for suffix in (".toml", ".csv", ".xlsx"))
    assert toml.parts == text.parts == excel.parts
    first, second, third, fourth = toml.parts
    assert first.lift.start == Hands(horizontal_cm=45.0, vertical_cm=30.0)
    assert (first.times, second.times, second.lift.grip, first.lift.grip) == (240.0, 120.0, "good", "fair")
    assert (third.what.hands, third.seconds, third.times) == ("right", 20.0, 60.0)
    assert (fourth.what.name, fourth.seconds) == ("sitting_relaxed", 1.5 * 3600.0)
    assert (toml.subject.name, toml.hours, text.subject, text.hours) == ("female", 4.0, None, None)


def test_columns_are_called_by_plain_words_with_units_in_any_writing(tmp_path):
    table = tmp_path / "shift.csv"
    table.write_text(
        "Part;Mass (kg);From_horizontal [cm];from height, cm;To horizontal cm;to height cm;per minute;hours\n"
        "Crate;7,5;40;75;40;105;0,5;2\n\n",
        encoding="utf-8-sig",
    )
    (only,) = Job.read(table).parts
    assert (only.title, only.lift.mass_kg, only.times, only.hours) == ("Crate", 7.5, 60.0, 2.0)


def test_held_parts_take_tasks_postures_and_loads(tmp_path):
    (tmp_path / "own.toml").write_text("[posture]\ntrunk_inclination = 30\n")
    (tmp_path / "job.toml").write_text(
        '[[held]]\ntask = "own.toml"\nhours = 1\ntimes = 4\n'
        "[[held]]\nposture = { trunk_inclination = 20 }\nseconds = 9\n"
        '[[held]]\ntask = "slow_flexion"\ntimes = 5\n'
    )
    own, posture, moves = Job.read(tmp_path / "job.toml").parts
    assert (own.seconds, own.times, own.what.posture.trunk_inclination) == (900.0, 4.0, 30)
    assert (posture.seconds, posture.times) == (9.0, 1.0)
    frames = Task.named("slow_flexion").keyframes
    assert moves.seconds == frames[-1].time_s - frames[0].time_s


ROW = {
    "part": "Crate",
    "mass kg": "8",
    "from horizontal cm": "40",
    "from height cm": "75",
    "to horizontal cm": "40",
    "to height cm": "105",
    "times": "9",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"from height cm": ""}, r"row 2 \(Crate\): from height cm is missing: a number belongs there"),
        ({"from height cm": "low"}, r"row 2 \(from height cm\): 'low' is text where a number belongs"),
        ({"mass kg": "-3"}, r"row 2 \(Crate\): mass_kg = -3 kg: allowed is 0 to"),
        ({"mass kg": "nan"}, r"row 2 \(mass kg\) = nan: must be a finite number"),
        ({"times": "0"}, "times = 0: must be more than 0"),
        ({"times": ""}, "times is missing: how often a shift; or per_minute with hours"),
        ({"per minute": "2", "hours": "1"}, "times and per_minute are both told: give one of them"),
        ({"times": "", "per minute": "2"}, "hours is missing"),
        ({"from heigth cm": "4"}, "no column is called 'from heigth cm'; did you mean from height cm"),
        ({"mass lb": "4"}, "no column is called 'mass lb'; did you mean mass kg"),
        ({"style": "sqat"}, "no style is called 'sqat'; did you mean squat"),
        ({"held": "sitting_relaxed"}, "`held` names a task, that has its own loads"),
        ({"to height cm": ""}, "to height cm is missing"),
        ({"seconds": "99"}, r"seconds = 99 s: allowed is 0 to 60 s"),
        ({"": "4"}, "stands in a column without a name"),
        ({"to horizontal cm": "", "to height cm": ""}, "seconds and hours are missing"),
    ],
)
def test_a_bad_table_is_refused_by_row_and_column(tmp_path, change, words):
    row = ROW | change
    table = tmp_path / "shift.csv"
    table.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    with pytest.raises(BadInput, match=words) as refused:
        Job.read(table)
    assert str(table) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "is empty: no sheet of it holds anything"),
        ([list(ROW)], "has a header and no row below it"),
        ([[*ROW, "Part "], [*ROW.values(), "x"]], "two columns are called"),
        ([list(ROW), ["Crate", "=4+4", 40, 75, 40, 105, 9]], "B2: the value of this formula is not"),
        ([list(ROW), ["Crate", 8, "40 cm", 75, 40, 105, 9]], r"C2 \(from horizontal cm\): '40 cm' is text"),
        ([list(ROW), ["Crate", True, 40, 75, 40, 105, 9]], r"B2 \(mass kg\) = True: must be a finite number"),
    ],
)
def test_a_bad_workbook_is_refused_by_sheet_and_cell(tmp_path, cells, words):
    book = Workbook()
    for row in cells:
        book.active.append(row)
    book.save(tmp_path / "shift.xlsx")
    with pytest.raises(BadInput, match=words) as refused:
        Job.read(tmp_path / "shift.xlsx")
    assert not cells or "sheet Sheet" in str(refused.value)


def test_merged_cells_several_sheets_and_what_is_no_workbook(tmp_path):
    path, book = tmp_path / "shift.xlsx", Workbook()
    for row in (list(ROW), ["Crate", 8, 40, 75, 40, 105, 9], ["Crate", 9, 40, 75, 40, 105, 9]):
        book.active.append(row)
    book.create_sheet("notes").append(["by whom"])
    book.save(path)
    with pytest.raises(BadInput, match=r"several sheets \(Sheet and notes\): call the one that counts `job`"):
        Job.read(path)
    book.active.title = "Job"
    book.save(path)
    assert [part.lift.mass_kg for part in Job.read(path).parts] == [8.0, 9.0]
    book.active.merge_cells("A2:A3")
    book.save(path)
    with pytest.raises(BadInput, match=r"sheet Job: the cells A2:A3 are merged"):
        Job.read(path)
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(BadInput, match="it is no Excel workbook"):
        Job.read(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "job file .* is empty"),
        ("hours = 4", "the job has no part"),
        ("[[lifts]]\nmass_kg = 3", "no entry of a job is called 'lifts'; did you mean lift"),
        ('[[held]]\ntitle = "Bench"\ntask = "sitting"', r"held\[0\] \(Bench\): no task is called 'sitting'"),
        ('[[held]]\ntask = "sitting_relaxed"\nmass_kg = 3\nhours = 1', "mass_kg goes with start"),
        ('[[held]]\ntask = "sitting_relaxed"\nhours = 1\nseconds = 4', "both told"),
        ('[[held]]\ntask = "sitting_relaxed"\nseconds = 3000\ntimes = 40', "a shift has at most 24 h"),
        ('[[held]]\ntask = "slow_flexion"\nhours = 1', "moves and takes its own time"),
        ("[[lift]]\nmass_kg = 3\ntimes = 4", r"lift\[0\]: start is missing"),
        ("[[lift]]\nmass_kg = 3\ntimes = 4\nstart = { horizontal_cm = 40, vertical_cm = 70 }", "held part"),
    ],
)
def test_a_bad_job_file_is_refused_by_its_entry(tmp_path, text, words):
    (tmp_path / "job.toml").write_text(text)
    with pytest.raises(BadInput, match=words):
        Job.read(tmp_path / "job.toml")


def test_a_name_of_a_subject_that_does_not_exist(tmp_path):
    (tmp_path / "job.toml").write_text('subject = "mail"\n[[held]]\ntask = "sitting_relaxed"\nhours = 1')
    with pytest.raises((BadInput, UnknownName), match="did you mean male"):
        Job.read(tmp_path / "job.toml")


def test_the_columns_of_a_table_are_those_of_the_template(tmp_path):
    write_template(tmp_path / "job.csv")
    assert (tmp_path / "job.csv").read_text().splitlines()[0] == ",".join(COLUMNS)
