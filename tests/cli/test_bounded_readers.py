"""Every file that a user names: a folder, a device, a pipe and what is too large are one sentence each."""

import os
from pathlib import Path

import pytest

from dorsum import inputs
from dorsum.exchange.read import surface_files
from dorsum.simulation import activations

ENDLESS = Path("/dev/zero")
TASK = "standing_relaxed"


def arguments(kind: str, file: Path) -> tuple[object, ...]:
    """A command that reads a file of a kind before it does anything long."""
    return {
        "task": ("analyze", file),
        "subject": ("analyze", TASK, "--subject", file),
        "recording": ("analyze", file),
        "hands": ("analyze", *recorded(file), "--task", file),
        "marker map": ("analyze", *recorded(file), "--markers", file),
        "surface": ("meshes", "add", file),
        "surface in a folder": ("meshes", "add", file.parent),
        "notes": ("meshes", "add", file.parent),
        "names": ("meshes", "add", file.parent),
        "elements": ("meshes", "add", file.parent),
    }[kind]


def recorded(file: Path) -> tuple[Path]:
    """A recording of markers, and of joint angles."""
    name = "markers.trc" if "map" in file.name else "degrees.mot"
    return (Path(__file__).parents[1] / "exchange" / "files" / name,)


NAMES = {
    "task": "mine.toml",
    "subject": "mine.toml",
    "recording": "mine.mot",
    "hands": "hands.toml",
    "marker map": "map.toml",
    "surface": "L3.obj",
    "surface in a folder": "L3.obj",
    "notes": "pack.toml",
    "names": "names.csv",
    "elements": "isa_element_parts.txt",
}
EITHER = pytest.mark.parametrize("kind", NAMES)


@pytest.fixture
def mine(kind, tmp_path) -> Path:
    """Where the file lies; a pack holds a bone beside it."""
    if NAMES[kind] != "L3.obj":
        (tmp_path / "L3.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    return tmp_path / NAMES[kind]


@EITHER
def test_a_link_to_an_endless_device(refused, kind, mine):
    mine.symlink_to(ENDLESS)
    assert f"{mine}: " in (message := refused(*arguments(kind, mine)))
    assert message.endswith(("it is a device", "it is not a file"))


@EITHER
def test_a_pipe_is_not_waited_for(refused, kind, mine):
    os.mkfifo(mine)
    assert refused(*arguments(kind, mine)).endswith(("it is a pipe", "it is not a file"))


@EITHER
def test_a_folder(refused, kind, mine):
    mine.mkdir()
    assert str(mine.parent) in refused(*arguments(kind, mine))


@pytest.mark.parametrize("kind", [kind for kind in NAMES if kind != "recording"])  # which is read in blocks
def test_what_is_too_large_is_not_read(refused, kind, mine, monkeypatch):
    monkeypatch.setattr(surface_files, "MOST_BYTES", 5_000_000)
    mine.touch()
    os.truncate(mine, 10**12)  # a hole: takes no room
    assert "it is larger than" in refused(*arguments(kind, mine))


@pytest.mark.parametrize("suffix", activations.SUFFIXES)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda file: file.symlink_to(ENDLESS), "it is a device"),
        (os.mkfifo, "it is a pipe"),
        (Path.mkdir, "Is a directory"),
    ],
)
def test_activations(male, tmp_path, suffix, make, reason):
    file = tmp_path / f"mine{suffix}"
    make(file)
    with pytest.raises(activations.BadInput, match=f"cannot read the activations .*: {reason}"):
        activations.read_activations(file, male.body)


def test_activations_too_large(male, tmp_path):
    file = tmp_path / "mine.csv"
    file.touch()
    os.truncate(file, 10**12)
    with pytest.raises(activations.BadInput, match="it is larger than 100 MB"):
        activations.read_activations(file, male.body)


def test_a_file_that_may_not_be_read(refused, tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")  # the superuser may read everything

    monkeypatch.setattr(inputs.os, "open", refuse)
    message = refused("analyze", TASK, "--subject", tmp_path / "mine.toml")
    assert message.endswith("mine.toml: Permission denied")
