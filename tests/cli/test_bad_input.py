"""Bad input on the command line: one clear message, exit code 2, and no file left behind."""

import os

import pytest

from dorsum.cli.files import check_output

TASK = "standing_relaxed"


def test_unknown_task_offers_the_nearest(refused):
    assert "no task is called 'standing_relaxd'; did you mean standing_relaxed" in refused(
        "analyze", "standing_relaxd"
    )


def test_unknown_objective_offers_the_nearest(refused):
    assert "no objective is called 'relative_force_cubd'; did you mean relative_force_cubed" in refused(
        "analyze", TASK, "--objective", "relative_force_cubd"
    )


def test_unknown_subject_offers_the_nearest(refused):
    assert "no subject is called 'femal'; did you mean female" in refused(
        "analyze", TASK, "--subject", "femal"
    )


def test_unknown_muscle_of_a_subject_offers_the_nearest(refused, tmp_path):
    (tmp_path / "weak.toml").write_text("[strength]\nquadratus_lumborm = 0.5\n")
    message = refused("analyze", TASK, "--subject", tmp_path / "weak.toml")
    assert "no muscle is called 'quadratus_lumborm'; did you mean quadratus lumborum" in message


def test_a_load_on_a_body_that_does_not_exist_offers_the_nearest(refused, tmp_path):
    (tmp_path / "pull.toml").write_text("[[forces]]\nbody = 'sternm'\nforce_n = [50, 0, 0]\n")
    message = refused("analyze", tmp_path / "pull.toml")
    assert "no body is called 'sternm'; did you mean sternum" in message


def test_a_level_that_does_not_exist_offers_the_nearest(refused, tmp_path):
    (tmp_path / "box.toml").write_text("[[loads]]\nmass_kg = 5\nreference = 'L5S1'\nforward_m = 0.4\n")
    message = refused("analyze", tmp_path / "box.toml")
    assert "no reference of a load is called 'L5S1'; did you mean L5/S1" in message


def test_malformed_toml_names_the_line(refused, tmp_path):
    (tmp_path / "mine.toml").write_text("title = 'x'\n[posture\n")
    message = refused("analyze", tmp_path / "mine.toml")
    assert "mine.toml is not valid TOML: " in message
    assert "line 2" in message


@pytest.mark.parametrize("name", ["", "folder/", "missing.toml", "x" * 5_000])
def test_what_is_no_file_is_refused(refused, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    refused("analyze", name)
    refused("analyze", TASK, "--subject", name)


@pytest.mark.parametrize(
    "arguments",
    [
        *(("tables", "check"), ("analyze", "x.mot"), ("read", "x.c3d"), ("analyze", "x.mot", "y.mot")),
        *(("meshes", "add"), ("simulate", TASK, "--activations", "x.sto")),
    ],
)
def test_a_name_too_long_for_any_file_is_refused(dorsum, arguments):
    """Some questions about a file fail where its name is too long: none ends the program."""
    *first, last = arguments
    suffix = last if "." in last else ""
    ran = dorsum(*first, *([] if suffix else [last]), "x" * 5_000 + suffix)
    assert ran.code == 2, ran
    assert "Traceback" not in ran.err
    assert "too long" in ran.err or "there are no tables" in ran.err


@pytest.mark.parametrize("load", ["nan", "inf", "-5", "1e9"])
def test_a_load_is_a_mass_that_hands_can_hold(refused, load):
    assert refused("analyze", TASK, "--load", load).startswith("load = ")


def test_two_loads_in_one_hand(refused, tmp_path):
    (tmp_path / "bags.toml").write_text("[[loads]]\nmass_kg = 5\n[[loads]]\nmass_kg = 5\nhands = 'right'\n")
    assert "two loads in the right hand" in refused("analyze", tmp_path / "bags.toml")


@pytest.mark.parametrize(
    ("option", "name", "expected"),
    [
        ("--report", "out.pdf", "the name must end in .html"),
        ("--report", "out", "the name must end in .html"),
        ("--report", "nowhere/out.html", "there is no folder nowhere"),
        ("--report", "taken.html", "it is a folder"),
        ("--save", "out.txt", "the name must end in .nc, .parquet, .sto, .csv, .xlsx or .mot"),
        ("--save", "nowhere/out.nc", "there is no folder nowhere"),
        ("--save", "/proc/out.csv", "cannot write /proc/out.csv: "),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_the_work(
    refused, tmp_path, monkeypatch, option, name, expected
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken.html").mkdir()
    assert expected in refused("analyze", TASK, option, name)
    assert os.listdir(tmp_path) == ["taken.html"]


def test_a_task_beyond_the_muscles_answers_with_what_they_lack(dorsum, tmp_path):
    """500 kg held at arm's length: a lower bound, its report, and with --strict exit code 3."""
    (tmp_path / "heavy.toml").write_text(
        "[[loads]]\nmass_kg = 500\nreference = 'shoulders'\nforward_m = 0.4\nup_m = -0.2\n"
    )
    report = tmp_path / "out.html"
    ran = dorsum("analyze", tmp_path / "heavy.toml", "upright_standing", "--report", report)
    assert ran.code == 0
    assert report.exists()
    ran = dorsum("analyze", tmp_path / "heavy.toml")
    assert "bears at least" in ran.out
    strict = dorsum("analyze", tmp_path / "heavy.toml", "--strict")
    assert (strict.code, strict.out) == (3, ran.out)
    answer = " ".join(ran.out.partition("At full strength")[0].split())
    assert strict.err == f"dorsum: {answer}\n"
    assert ": muscles lack " in answer


def test_no_output_asked_for_is_no_fault():
    check_output(None, (".html",))
