"""What can go wrong, in the words of the user. All errors of Dorsum are `DorsumError`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby


class DorsumError(Exception):
    """An error that the user can understand and mend; the command line prints its text and nothing else."""

    exit_code = 2


class BadInput(DorsumError):
    """An argument, file or option that makes no sense."""


def nearest(name: str, known: Collection[str], n: int = 3) -> list[str]:
    """Names of `known` that look like `name`, best first, case aside."""
    wanted = SequenceMatcher(b=name.lower())
    alike = 0.5 if len(name) < 4 else 0.6  # `L6` has one letter of two in common with `L5`

    def unlikeness(other: str) -> tuple[float, bool]:
        wanted.set_seq1(other.lower())
        hopeless = wanted.real_quick_ratio() < alike or wanted.quick_ratio() < alike
        return -0.0 if hopeless else -wanted.ratio(), other[:1].lower() != name[:1].lower()

    close = {other: unlikeness(other) for other in sorted(known, reverse=True)}
    return sorted((other for other in close if -close[other][0] >= alike), key=close.__getitem__)[:n]


class UnknownName(DorsumError):
    """A muscle, bone, joint, task … that does not exist."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        near = nearest(name, known)
        if near:
            hint = f"; did you mean {' or '.join(near)}?"
        elif 0 < len(known) <= 12:
            hint = f"; there are {', '.join(sorted(known))}"
        else:
            hint = ""
        super().__init__(f"no {kind} is called {name!r}{hint}")
        self.kind, self.name, self.near = kind, name, near


class NoEquilibrium(DorsumError):
    """The muscles cannot balance what is asked of them.

    `joint` names the joint that fails, `missing_moment` is the moment it lacks, in N·m.
    """

    exit_code = 3

    def __init__(
        self, message: str, *, joint: str | None = None, missing_moment: float | None = None
    ) -> None:
        super().__init__(message)
        self.joint, self.missing_moment = joint, missing_moment


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a table; line 1 is the header, an empty column means the whole line."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        cell = f", {self.column} = {self.value}" if self.column else ""
        return f"line {self.line}{cell}: {self.message}"


class TableError(DorsumError):
    """A folder of tables that is refused whole; `faults` lists everything wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)
        blocks = []
        for file, group in groupby(self.faults, key=lambda fault: fault.file):
            lines = [f"  {fault}" for fault in group]
            blocks.append("\n".join([f"{file}: {len(lines)} fault{'s' * (len(lines) > 1)}", *lines]))
        super().__init__("\n".join(blocks))
