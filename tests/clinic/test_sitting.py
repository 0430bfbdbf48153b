"""Sitting with breaks and without, in Python, on the command line and in a report."""

import json

import numpy as np
import pytest

from dorsum.cli.main import main
from dorsum.clinic.sitting import NOT_SHOWN, sit
from dorsum.errors import BadInput
from dorsum.report.course_page import write_endurance_report, write_sitting_report
from dorsum.report.endurance import duration
from dorsum.report.sitting import headline, lines


@pytest.fixture(scope="module")
def hour(male):
    return sit(0.7, 15.0, 5.0, subject=male)


def test_breaks_let_tissue_come_back(hour):
    straight, broken = (course.of("sunk_deg") for course in (hour.straight, hour.broken))
    assert (np.diff(straight) >= 0.0).all()
    assert broken.mean() < straight.mean()
    seated = hour.broken.of("seated") > 0.5
    before = np.flatnonzero(seated[:-1] & ~seated[1:])
    after = np.flatnonzero(~seated[:-1] & seated[1:])
    assert len(before) == 2
    assert broken[after[0]] < 0.75 * broken[before[0]]


def test_tissue_hands_over_to_muscles(hour):
    first, last = hour.straight.stands[0], hour.straight.stands[-1]
    assert last.tissue_nm < first.tissue_nm
    assert last.muscles_nm > first.muscles_nm
    assert last.muscles_nm - first.muscles_nm == pytest.approx(first.tissue_nm - last.tissue_nm, abs=0.1)
    share = [stand.tissue_nm / (stand.tissue_nm + stand.muscles_nm) for stand in (first, last)]
    assert share[1] < share[0] - 0.02


def test_full_flexion_sinks_by_what_was_measured(male):
    found = sit(1.0 / 3.0, posture="sitting_full_flexion", subject=male)
    assert found.straight.stands[-1].sunk_deg == pytest.approx(5.5, abs=1e-6)


def test_no_interval_is_promised(hour):
    assert NOT_SHOWN in headline(hour)
    without, with_breaks, axis = lines(hour)
    assert without.count("█") > with_breaks.count("█")
    assert "full height" in axis


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"hours": 0.0}, "hours = 0"),
        ({"hours": -1.0}, "hours = -1"),
        ({"breaks": 0.0}, "breaks = 0"),
        ({"breaks": 10.0, "break_minutes": 10.0}, "a break must be shorter than the 10 min"),
        ({"hours": 0.5, "breaks": 40.0}, "the first would come after the 0.5 h"),
        ({"posture": "slow_flexion"}, "moves"),
        ({"posture": "standing_bent_backward"}, "does not flex the lumbar spine"),
    ],
)
def test_what_makes_no_sense_is_refused(male, asked, said):
    with pytest.raises(BadInput, match=said):
        sit(subject=male, **asked)


def test_times_as_people_say_them():
    assert [duration(s) for s in (4.25, 42, 60, 154.2, 3600, 11100)] == [
        "4.2 s",
        "42 s",
        "1 min",
        "2 min 34 s",
        "1 h",
        "3 h 5 min",
    ]


def test_reports_stand_alone(hour, male, tmp_path):
    from dorsum.clinic.endurance import endure

    write_sitting_report(hour, tmp_path / "sit.html")
    text = (tmp_path / "sit.html").read_text(encoding="utf-8")
    assert text.count("<svg") == 2
    assert NOT_SHOWN in text
    assert "http" not in text.replace("http-equiv", "")
    write_endurance_report(endure("sorensen", male, most_minutes=0.5), tmp_path / "endure.html")
    text = (tmp_path / "endure.html").read_text(encoding="utf-8")
    assert "gluteus maximus" in text
    assert "BieringSorensen" not in text or "<svg" in text


def run(*arguments):
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code


def test_commands_print_what_python_finds(capsys):
    assert run("sit", "--hours", "0.4", "--breaks", "10m", "--break-length", "120s", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["not_shown"] == NOT_SHOWN
    assert found["break_every_min"] == 10.0
    assert found["with_breaks"][-1]["sunk_deg"] < found["without_breaks"][-1]["sunk_deg"]
    assert run("endure", "trunk_held_over_edge", "--most=30s", "--repeat=6/min", "--work=50%") == 0
    assert "held for all 30 s" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["sit", "--hours", "0"], "hours = 0"),
        (["sit", "--breaks", "soon"], "must be a time such as 20m"),
        (["sit", "--breaks", "5m", "--break-length", "6m"], "a break must be shorter"),
        (["endure", "sorensen", "--repeat", "0/min"], "must be above 0"),
        (["endure", "sorensen", "--repeat", "6/min", "--work", "0%"], "must be a share above 0"),
        (["endure", "sorensen", "--mass", "5"], "held without a load"),
        (["endure", "sorenson"], "did you mean sorensen"),
    ],
)
def test_commands_refuse_with_2(command, said, capsys):
    assert run(*command) == 2
    assert said in capsys.readouterr().err
