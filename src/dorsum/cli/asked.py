"""What a command was given, looked at before anything is imported that takes time."""

from __future__ import annotations

from pathlib import Path

from dorsum.inputs import opened


def check_input(path: Path | str | None, what: str = "") -> None:
    """Refuse a file that does not exist or may not be read; `what` it is stands in the message.

    Raises:
        BadInput: with the reason that the system gives, or for it is a folder, a device or a pipe.
    """
    if path is not None:
        with opened(Path(path), what):
            pass


def check_subject(name: str | None) -> None:
    """Refuse a subject that does not exist or makes no sense."""
    if name is not None:
        from dorsum.body.subject import Subject

        Subject.find(name)


def check_objective(name: str) -> None:
    """Refuse a rule of sharing the work that does not exist."""
    from dorsum.mechanics.objectives import Objective

    Objective.of(name)
