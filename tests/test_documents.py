"""What the documents say is run: the README's code and commands, its figures, and the validation page."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dorsum.function.measured.results import stored
from dorsum.function.validate import validate

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


COMMANDS = [
    line.split("#")[0].strip()
    for block in blocks("console")
    for line in block.splitlines()
    if line.startswith(".venv/bin/dorsum")
]


def test_the_readme_has_the_commands_it_should() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "crate.toml").write_text(blocks("toml")[0], encoding="utf-8")
    words = [sys.executable, "-m", "dorsum", *shlex.split(command)[1:]]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.slow
def test_the_python_of_the_readme_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    exec(compile(blocks("python")[0], "README.md", "exec"), {})
    assert "converged" in capsys.readouterr().out


def test_the_files_it_links_to_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.slow
def test_figures_of_the_documents_are_those_of_a_fresh_run() -> None:
    found = validate()
    sentence = r"RMSE ([\d.]+) MPa over fifteen held postures, correlation ([\d.]+\d), slope ([\d.]+\d)"
    stated = re.search(sentence, " ".join(README.split()))
    assert stated
    expected = [round(x, 2) for x in (found.score.rmse_mpa, found.score.r, found.score.slope)]
    assert [float(x) for x in stated.groups()] == expected
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for task in found.tasks:
        row = next(line for line in page.splitlines() if line.startswith(f"| {task.title} |"))
        assert float(row.split("|")[3]) == pytest.approx(task.predicted_mpa, abs=0.0151), task.task


def test_the_readme_counts_the_measured_rows() -> None:
    stated = re.search(r"all (\d+) measured rows", README)
    assert stated
    assert int(stated.group(1)) == len(stored()["comparisons"])


@pytest.mark.slow
def test_the_three_worst_tasks_are_discussed() -> None:
    from dorsum.report.validation import WORST

    worst = sorted(validate().tasks, key=lambda t: abs(t.predicted_mpa - t.measured_mpa))[-3:]  # type: ignore[operator]
    assert {task.task for task in worst} == set(WORST)
