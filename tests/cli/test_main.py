"""How the command line starts and ends: at once, and with words instead of a traceback."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import dorsum as package
from dorsum.kernel.library import described

COMMAND = (sys.executable, "-m", "dorsum")
HEAVY = ("numpy", "scipy", "jax", "xarray", "pyarrow", "matplotlib", "rich")


def test_version_is_that_of_the_installed_package(dorsum):
    assert dorsum("--version") == (0, f"dorsum {version('dorsum')}\nkernel: {described()}\n", "")
    assert package.__version__ == version("dorsum")


def test_the_citation_names_the_same_version():
    citation = Path(__file__).parents[2] / "CITATION.cff"
    assert f"\nversion: {package.__version__}\n" in citation.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["analyze", "tasks", "validate", "tables"])
def test_help_names_every_command(dorsum, command):
    ran = dorsum("--help")
    assert ran.code == 0
    assert f"\n  {command} " in ran.out
    assert dorsum(command, "--help").code == 0


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("analyze", "--help")])
def test_help_imports_nothing_heavy(arguments):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dorsum", *arguments], capture_output=True, text=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "typer" in imported
    assert not imported & set(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [("analyse",), ("analyze",), ("analyze", "standing_relaxed", "--lod", "5"), ("tables", "chek")],
)
def test_wrong_usage_has_exit_code_2(dorsum, arguments):
    ran = dorsum(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Error: " in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("tasks",), ("tasks", "--json"), ("--help",)])
def test_a_full_disc_is_one_message(arguments):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "dorsum: [Errno 28] No space left on device\n")


def test_closed_output_is_no_fault():
    done = subprocess.run(f"{' '.join(COMMAND)} tasks >&-", shell=True, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_the_sign_gets_a_question_mark():
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "tasks"], capture_output=True, text=True, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Slow flexion to 90? and back" in done.stdout


@pytest.mark.parametrize("name", package.__all__)
def test_every_public_name_is_there(name):
    assert name in dir(package)
    assert getattr(package, name).__name__.rpartition(".")[2] == name


def test_other_names_are_not():
    with pytest.raises(AttributeError, match="'dorsum' has no attribute 'analyse'"):
        package.analyse  # noqa: B018
