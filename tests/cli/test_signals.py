"""Ctrl-C at any moment: one exit code, no traceback, nothing half-written; a reader may leave."""

import os
import signal
import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-m", "dorsum")
HERE = "import sys, time\nprint('here', file=sys.stderr, flush=True)\ntime.sleep(60)\n"
COMPUTING = """
import dorsum.motion.analyze as module, sys
real = module.analyze
def analyze(*arguments, **options):
    print("here", file=sys.stderr, flush=True)
    while True:
        real(*arguments, **options)
module.analyze = analyze
"""
WRITING = """
import os, sys, time
def fsync(handle):
    print("here", file=sys.stderr, flush=True)
    time.sleep(60)
os.fsync = fsync
"""


def interrupted(command, cwd, number=signal.SIGINT, **options):
    """Exit code and what stands on stderr after a signal that comes when the command says `here`."""
    with subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, text=True, **options) as run:
        assert run.stderr is not None
        assert run.stderr.readline() == "here\n"
        run.send_signal(number)
        told = run.stderr.read()
    return run.returncode, told


def patched(patch, *arguments):
    """A command in which something is replaced before it starts."""
    start = f"import sys; sys.argv[1:] = {arguments!r}; from dorsum.cli.main import main; main()"
    return [sys.executable, "-c", f"{patch}\n{start}"]


def without(module, folder):
    """An environment in which importing a module says `here` and takes a minute."""
    (folder / f"{module}.py").write_text(HERE)
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("typer", ["analyze", "standing_relaxed"]),
        ("numpy", ["analyze", "standing_relaxed"]),
        ("jax", ["export", "--format", "mjcf", "--out", "standing.xml", "--posture", "standing_relaxed"]),
    ],
)
def test_during_imports(tmp_path, module, command):
    assert interrupted([*COMMAND, *command], tmp_path, env=without(module, tmp_path)) == (130, "")


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_each_signal_has_its_exit_code(tmp_path, name, code):
    command, environment = [*COMMAND, "tasks"], without("typer", tmp_path)
    assert interrupted(command, tmp_path, getattr(signal, name), env=environment) == (code, "")


@pytest.mark.slow
def test_while_it_computes(tmp_path):
    assert interrupted(patched(COMPUTING, "analyze", "standing_relaxed"), tmp_path) == (130, "")


def test_while_it_writes_the_old_file_stays_and_nothing_else(tmp_path):
    (tmp_path / "map.svg").write_text("old")
    assert interrupted(patched(WRITING, "regions", "--picture", "map.svg"), tmp_path) == (130, "")
    assert os.listdir(tmp_path) == ["map.svg"]
    assert (tmp_path / "map.svg").read_text() == "old"


def test_a_process_that_nobody_may_interrupt_goes_on(tmp_path):
    """As under `nohup` or in the background of a script."""
    command = f"trap '' INT; exec {' '.join(COMMAND)} tasks"
    environment = without("typer", tmp_path)
    with subprocess.Popen(command, shell=True, env=environment, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert run.stderr.readline() == "here\n"
        run.send_signal(signal.SIGINT)
        run.send_signal(signal.SIGTERM)
        assert run.stderr.read() == ""
    assert run.returncode == 143


@pytest.mark.parametrize(
    "arguments",
    [
        ("tables", "schema"),
        ("sql", "SELECT * FROM fascicles", "--csv"),
        ("tree",),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_reader_who_leaves_early_is_no_fault(tmp_path, arguments):
    command = [*COMMAND, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.read(1)
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0
