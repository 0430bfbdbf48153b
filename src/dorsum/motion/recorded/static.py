"""What the option --static says."""

from __future__ import annotations

from pathlib import Path

from dorsum.errors import BadInput

REST = "rest"  # the pose in which a rig is built
Static = (
    Path | int | str | None
)  # a standing trial: a file, a frame counted from 1, `REST`, or the first frame


def static_of(text: str) -> Path | int | str:
    """`rest`, the number of a frame, or a file."""
    return REST if text == REST else int(text) if text.isdecimal() else Path(text)


def frame_of(number: int, frames: int, path: Path) -> int:
    """Index of a frame that is counted from 1.

    Raises:
        BadInput: the recording has no such frame.
    """
    if not 1 <= number <= frames:
        raise BadInput(f"--static {number}: {path} has the frames 1 to {frames}")
    return number - 1
