"""A recording whose analysis is stopped: what was computed stays readable, and another run goes on."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dorsum
from dorsum.errors import BadInput
from dorsum.exchange.read import unfinished
from dorsum.exchange.read.unfinished import PIECES as LINES
from dorsum.exchange.read.unfinished import Pieces, checksum
from dorsum.files import Part, parts_of
from dorsum.mechanics.variables import READ
from dorsum.motion.recorded import analyze as module
from dorsum.motion.recorded.analyze import Request, analyze_to_file
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import CHUNK

RECORDING = Path(__file__).parents[2] / "examples/recordings/opencap_squats1.mot"
STRETCH = Smoothing(from_s=1.7, to_s=3.1)  # 141 frames
PIECES = [CHUNK, CHUNK, 141 - 2 * CHUNK]
STOPPED_AFTER = 2  # pieces
COMMAND = (
    "analyze",
    str(RECORDING),
    "--from",
    "1.7",
    "--to",
    "3.1",
    "--workers",
    "2",
    "--json",
    "--save",
    "out.csv",
)
STOPPING = f"""
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started without it
from dorsum.motion.recorded.resume import Computed
real = Computed.add
def add(self, piece):
    real(self, piece)
    if piece.piece + 1 == {STOPPED_AFTER}:
        print("here", file=sys.stderr, flush=True)
        time.sleep(60)
Computed.add = add
"""


def stopped(folder, number):
    """Exit code and what stands on stderr of a run that a signal ends after `STOPPED_AFTER` pieces."""
    start = f"import sys; sys.argv[1:] = {COMMAND!r}; from dorsum.cli.main import main; main()"
    command = [sys.executable, "-c", f"{STOPPING}\n{start}"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        assert run.stderr.readline() == "here\n"
        run.send_signal(number)
        told = run.stderr.read()
    return run.returncode, told


def request(path=RECORDING, smoothing=STRETCH, **more):
    return Request(path=path, smoothing=smoothing, **more)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A run from the first frame to the last, and the file it has written."""
    path = tmp_path_factory.mktemp("undisturbed") / "out.csv"
    return analyze_to_file(request(), path), path


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """What a run leaves that is killed."""
    folder = tmp_path_factory.mktemp("killed")
    code, told = stopped(folder, signal.SIGKILL)
    assert (code, told) == (-signal.SIGKILL, "")
    (part,) = parts_of(folder / "out.csv")
    assert os.listdir(folder) == [part.name]
    return part


@pytest.fixture
def left(killed, tmp_path):
    """A copy of it beside a file to come."""
    copy = tmp_path / killed.name
    copy.mkdir()
    for file in killed.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


@pytest.fixture
def analysed(monkeypatch):
    """How many frames each call of the mechanics has balanced."""
    found, real = [], module.analyse_recorded

    def analyse_recorded(model, frames, *rest):
        found.append(len(frames.times))
        return real(model, frames, *rest)

    monkeypatch.setattr(module, "analyse_recorded", analyse_recorded)
    return found


def changed(left, name, how):
    """The second piece of an array that a run has left, changed."""
    values = np.fromfile(left / name)
    values[len(values) // STOPPED_AFTER :] = how(values[len(values) // STOPPED_AFTER :])
    values.tofile(left / name)


def same(a, b):
    return all(
        np.array_equal(a.array(name), b.array(name), equal_nan=a.array(name).dtype.kind == "f")
        for name in READ
    )


def test_after_a_kill_another_run_goes_on_to_the_same_file(undisturbed, left, tmp_path, analysed):
    told = []
    found = analyze_to_file(request(), tmp_path / "out.csv", resume=True, say=told.append)
    assert sorted(analysed) == sorted(PIECES[2:])
    assert told == [f"going on with {left}"]
    assert same(found, undisturbed[0])
    assert found.assumptions == undisturbed[0].assumptions
    assert (tmp_path / "out.csv").read_bytes() == undisturbed[1].read_bytes()
    assert os.listdir(tmp_path) == ["out.csv"]


def test_what_is_left_is_a_result_of_its_frames(undisturbed, left):
    found, whole = dorsum.open_result(left), undisturbed[0]
    assert same(found, whole.at(slice(0, CHUNK * STOPPED_AFTER)))
    assert found.warnings[0].startswith("Unfinished")
    assert found.subject == whole.subject
    found.save(left.parent / "until_then.csv")
    lines = (left.parent / "until_then.csv").read_text().splitlines()
    assert lines == undisturbed[1].read_text().splitlines()[: len(lines)]
    assert len(lines) == 1 + CHUNK * STOPPED_AFTER * 25


def test_an_interrupt_tells_where_it_is_and_the_command_goes_on(tmp_path):
    code, told = stopped(tmp_path, signal.SIGINT)
    (name,) = os.listdir(tmp_path)
    assert re.fullmatch(r"out\.part-[0-9a-f]{8}", name)
    assert code == 130
    assert told == (
        f"dorsum: interrupted; what was computed until then is in {tmp_path / name};"
        " with --resume the same command goes on\n"
    )
    again = [sys.executable, "-m", "dorsum", *COMMAND, "--resume"]
    done = subprocess.run(again, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == [f"going on with {tmp_path / name}", "saved: out.csv"]
    assert os.listdir(tmp_path) == ["out.csv"]


def test_an_error_tells_where_it_is(tmp_path, monkeypatch):
    real = module.analyse_recorded

    def fail(model, frames, *rest):
        if frames.times[0] > 2.0:
            raise KeyboardInterrupt
        return real(model, frames, *rest)

    monkeypatch.setattr(module, "analyse_recorded", fail)
    with pytest.raises(KeyboardInterrupt) as raised:
        analyze_to_file(request(), tmp_path / "out.csv")
    (part,) = parts_of(tmp_path / "out.csv")
    assert str(part) in raised.value.__notes__[0]


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({"smoothing": Smoothing(from_s=1.7, to_s=3.2)}, "smoothing or times"),
        ({"subject": "female"}, "subject"),
        ({"objective": "stress_cubed"}, "objective"),
        ({"options": dorsum.Options(ligaments=False)}, "options"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_was_asked_otherwise_is_refused(left, differs, words):
    with pytest.raises(BadInput, match=f"{left} cannot be gone on with: it differs in {words};"):
        analyze_to_file(request(**differs), left.parent / "out.csv", resume=True)
    assert [left] == parts_of(left.parent / "out.csv")


def test_another_recording_is_refused_and_another_name_is_not(left, tmp_path, analysed):
    other, renamed = tmp_path / "other.mot", tmp_path / "renamed.mot"
    renamed.write_bytes(RECORDING.read_bytes())
    text = RECORDING.read_text()
    other.write_text(text.rstrip()[:-1] + ("1" if text.rstrip()[-1] != "1" else "2") + "\n")
    with pytest.raises(BadInput, match="it differs in recording;"):
        analyze_to_file(request(other), tmp_path / "out.csv", resume=True)
    analyze_to_file(request(renamed), tmp_path / "out.csv", resume=True)
    assert sorted(analysed) == sorted(PIECES[2:])


def test_a_part_of_another_version_or_other_facts_is_refused(left, monkeypatch):
    monkeypatch.setattr(module, "__version__", "0.0.0")
    with pytest.raises(BadInput, match="it differs in version;"):
        analyze_to_file(request(), left.parent / "out.csv", resume=True)


def test_two_runs_at_once_do_not_mix(undisturbed, left, tmp_path, analysed):
    """One has what is left; another may not take it, and may begin anew beside it."""
    part = Part.claim(left)
    assert part is not None
    part.pieces = STOPPED_AFTER
    with pytest.raises(BadInput, match="what another run is computing just now"):
        analyze_to_file(request(), tmp_path / "out.csv", resume=True)
    assert analysed == []
    found = analyze_to_file(request(), tmp_path / "out.csv")
    assert sorted(analysed) == sorted(PIECES)
    assert same(found, undisturbed[0])
    assert parts_of(tmp_path / "out.csv") == [left]
    part.remove()


def test_a_damaged_piece_is_computed_anew(undisturbed, left, tmp_path, analysed):
    changed(left, "compression", lambda frames: -frames)
    with pytest.raises(BadInput, match=f"piece 1 of {left} is damaged: its sum is another"):
        dorsum.open_result(left)
    found = analyze_to_file(request(), tmp_path / "out.csv", resume=True)
    assert sorted(analysed) == sorted(PIECES[1:])
    assert same(found, undisturbed[0])


def test_what_a_power_cut_tears_is_computed_anew(undisturbed, left, tmp_path, analysed):
    """An array that ends too early, and the list within a line: both are of the second piece."""
    with (left / "force").open("r+b") as array, (left / LINES).open("r+b") as lines:
        array.truncate(array.seek(0, os.SEEK_END) - 1)
        lines.truncate(lines.seek(0, os.SEEK_END) - 5)
    assert len(dorsum.open_result(left).times) == CHUNK
    found = analyze_to_file(request(), tmp_path / "out.csv", resume=True)
    assert sorted(analysed) == sorted(PIECES[1:])
    assert same(found, undisturbed[0])


def test_a_piece_of_other_frames_is_computed_anew(undisturbed, left, tmp_path, analysed):
    """Sound in itself, but of other times than those that are due."""
    changed(left, "time", lambda frames: frames + 1.0)
    known = Pieces.read(left)
    damaged = known.known[1]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(unfinished, "checksum", lambda arrays: damaged.crc32)
        moved = known.arrays(1)
    with (left / LINES).open("ab") as lines:
        lines.write(damaged._replace(crc32=checksum(moved)).line())
    found = analyze_to_file(request(), tmp_path / "out.csv", resume=True)
    assert sorted(analysed) == sorted(PIECES[1:])
    assert same(found, undisturbed[0])


def test_where_nothing_is_left_it_begins_at_the_first_frame(tmp_path, analysed):
    told = []
    analyze_to_file(request(), tmp_path / "out.csv", resume=True, say=told.append)
    assert sorted(analysed) == sorted(PIECES)
    assert "beginning at the first frame" in told[0]
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("analyze", str(RECORDING), "--resume"), "--resume goes with --save"),
        (("analyze", "standing_relaxed", "--resume"), "--resume goes with a recording"),
    ],
)
def test_resume_goes_with_a_saved_recording(tmp_path, arguments, words):
    command = [sys.executable, "-m", "dorsum", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr
