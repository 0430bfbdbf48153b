"""Writing a file: whole or not at all, with the old one's permissions, and never through somebody's link."""

import errno
import os
import re
import stat
import subprocess
import sys

import pytest

from dorsum import files
from dorsum.errors import BadInput
from dorsum.files import Part, parts_of, whole, write_whole


def names(folder):
    return sorted(os.listdir(folder))


def fail(path, error):
    """Half a file, and then an error."""
    with whole(path) as temporary:
        temporary.write_text("half")
        raise error


def test_what_is_written_takes_the_place_of_the_old_file(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    with whole(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".csv"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["out.csv"]


def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o604)
    mask = os.umask(0o027)
    try:
        for path in (old, new):
            write_whole(path, lambda temporary: temporary.write_text("new"))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o604
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


def test_what_replaces_a_secret_file_is_secret_from_its_first_byte(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o600)
    with whole(path) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600


def test_a_chain_of_links_is_followed_to_its_end(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "first").symlink_to("second")
    (tmp_path / "second").symlink_to("far/file")
    write_whole(tmp_path / "first", lambda temporary: temporary.write_text("new"))
    assert (tmp_path / "far" / "file").read_text() == "new"
    assert names(tmp_path / "far") == ["file"]
    assert (tmp_path / "first").is_symlink()
    assert (tmp_path / "second").is_symlink()


def test_two_at_once_do_not_mix(tmp_path):
    path = tmp_path / "out.csv"
    with whole(path) as first, whole(path) as second:
        assert first != second
        first.write_text("first")
        second.write_text("second")
    assert path.read_text() == "first"  # which was the last to end
    assert names(tmp_path) == ["out.csv"]


def test_a_link_planted_under_the_temporary_name_is_not_followed(tmp_path, monkeypatch):
    planted, victim = iter(("aaaaaaaa", "bbbbbbbb")), tmp_path / "victim"
    victim.write_text("mine")
    monkeypatch.setattr(files, "_random", lambda: next(planted))
    (tmp_path / ".aaaaaaaa.csv").symlink_to(victim)
    with whole(tmp_path / "out.csv") as temporary:
        assert "bbbbbbbb" in temporary.name
        temporary.write_text("new")
    assert victim.read_text() == "mine"
    assert (tmp_path / ".aaaaaaaa.csv").is_symlink()


def test_a_link_put_in_place_of_the_temporary_file_is_refused(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")

    def swap(temporary):
        temporary.unlink()
        temporary.symlink_to(victim)

    with pytest.raises(BadInput, match="cannot write"):
        write_whole(tmp_path / "out.csv", swap)
    assert names(tmp_path) == ["victim"]


def test_an_error_leaves_nothing_and_the_old_file(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    for error in (ValueError("no"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            fail(path, error)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.csv"]


def begun(path):
    """A part with one piece."""
    part = Part.begin(path)
    (part.folder / "piece").write_text("done")
    part.pieces = 1
    return part


def test_a_part_is_kept_under_a_name_that_is_told(tmp_path):
    part = begun(tmp_path / "out.csv")
    told = part.keep()
    (name,) = names(tmp_path)
    assert re.fullmatch(r"out\.part-[0-9a-f]{8}", name)
    assert told.startswith(f"what was computed until then is in {tmp_path / name};")
    assert (tmp_path / name / "piece").read_text() == "done"
    assert parts_of(tmp_path / "out.parquet") == [tmp_path / name]
    assert parts_of(tmp_path / "other.csv") == []


def test_a_part_without_pieces_and_one_that_is_done_go(tmp_path):
    assert Part.begin(tmp_path / "out.csv").keep() == ""
    begun(tmp_path / "out.csv").remove()
    assert names(tmp_path) == []


def test_a_part_has_one_run_at_a_time(tmp_path):
    first, second = begun(tmp_path / "out.csv"), begun(tmp_path / "out.csv")
    assert first.folder != second.folder
    assert Part.claim(first.folder) is None
    first.keep()
    claimed = Part.claim(first.folder)
    assert claimed is not None
    assert Part.claim(first.folder) is None
    claimed.remove()
    second.remove()
    assert Part.claim(first.folder) is None


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("HDF")])
def test_a_full_disk_is_named_whatever_the_library_says(tmp_path, monkeypatch, error):
    monkeypatch.setattr(files, "_is_full", lambda folder: isinstance(error, RuntimeError))
    with pytest.raises(BadInput, match=f"cannot write {tmp_path}/out.nc: no space left on /"):
        fail(tmp_path / "out.nc", error)
    assert names(tmp_path) == []


def test_an_error_that_explains_itself_stays_as_it_is(tmp_path):
    with pytest.raises(BadInput, match=r"^the recording is odd$"):
        fail(tmp_path / "out.csv", BadInput("the recording is odd"))
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "out.csv", ZeroDivisionError())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("loop", "its links go round in a circle"),
        ("x" * 300 + ".csv", "File name too long"),
        ("x/" * 3000 + "y.csv", "(there is no folder|File name too long)"),
        ("zero\0byte.csv", "null byte"),
        ("nowhere/out.csv", "there is no folder"),
        ("folder", "it is a folder"),
        ("pipe", "it is not a file that can be replaced"),
        ("file/out.csv", "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(tmp_path, name, reason):
    (tmp_path / "loop").symlink_to("pool")
    (tmp_path / "pool").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    before = names(tmp_path)
    with pytest.raises(BadInput, match=f"^cannot write .*: .*{reason}") as refused:
        write_whole(tmp_path / name, lambda temporary: temporary.write_text("new"))
    assert len(str(refused.value)) < 600
    assert names(tmp_path) == before


def test_a_read_only_folder_is_one_sentence(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")  # the superuser may write everywhere

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(BadInput, match=r"^cannot write .*out\.csv: Permission denied$"):
        write_whole(tmp_path / "out.csv", lambda temporary: temporary.write_text("new"))


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    path, synced = tmp_path / "out.csv", []

    def note(handle):
        synced.append((os.readlink(f"/proc/self/fd/{handle}"), path.exists()))

    monkeypatch.setattr(files.os, "fsync", note)
    with whole(path) as temporary:
        temporary.write_text("new")
    assert synced == [(str(temporary), False), (str(tmp_path), True)]


ENDED_BY_A_SIGNAL = """
import os, sys
from pathlib import Path
from dorsum.files import Part, abandon, scratch, whole
with scratch() as folder, whole("gone.csv") as gone:
    empty, part = Part.begin(Path("empty.csv")), Part.begin(Path("out.csv"))
    part.pieces = 1
    gone.write_text("half")
    print(folder, abandon(), sep="|", flush=True)
    os._exit(0)
"""


def test_what_a_signal_ends_is_kept_or_removed_and_told(tmp_path):
    """As the command line does: no exception, everything at once."""
    done = subprocess.run(
        [sys.executable, "-c", ENDED_BY_A_SIGNAL], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    folder, told = done.stdout.rstrip().split("|")
    (name,) = names(tmp_path)
    assert re.fullmatch(r"out\.part-[0-9a-f]{8}", name)
    assert told.startswith(f"what was computed until then is in {tmp_path / name};")
    assert not os.path.exists(folder)


def test_only_what_is_to_last_waits_for_the_disk(tmp_path, monkeypatch):
    waited = []
    monkeypatch.setattr("os.fsync", lambda handle: waited.append(handle))
    write_whole(tmp_path / "piece", lambda file: file.write_text("a"), lasting=False)
    assert not waited
    assert (tmp_path / "piece").read_text() == "a"
    write_whole(tmp_path / "piece", lambda file: file.write_text("b"))
    assert waited
