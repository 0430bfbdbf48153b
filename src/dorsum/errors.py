"""What can go wrong, in the words of the user. All errors of Dorsum are `DorsumError`."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from types import MappingProxyType

from dorsum.words import listed

SEPARATORS = re.compile(r"[\s_-]+")
SHORTEST_PART = 3  # letters of a name that say which one is meant
# The commands that list the names of a kind that has many.
LISTED_BY: Mapping[str, str] = MappingProxyType(
    {
        "task": "dorsum tasks",
        "muscle": "dorsum tree",
        "body": "dorsum sql 'SELECT body FROM bodies'",
        "bone": "dorsum sql 'SELECT bone FROM bones'",
        "joint": "dorsum sql 'SELECT joint FROM joints'",
        "fascicle": "dorsum sql 'SELECT fascicle FROM fascicles'",
        "constant": "dorsum sql 'SELECT name FROM constants'",
        "sign": "dorsum pain --signs",
        "source": "dorsum sql 'SELECT key FROM sources'",
    }
)


class DorsumError(Exception):
    """An error that the user can understand and mend; the command line prints its text and nothing else."""

    exit_code = 2


class BadInput(DorsumError):
    """An argument, file or option that makes no sense."""


class LostOnItsWay(BadInput):
    """A load that hands reach at the keyframes of a movement, and not in between."""


class OutOfReach(BadInput):
    """A place that no posture brings the hands to."""


def nearest(name: str, known: Collection[str], n: int = 3) -> list[str]:
    """Names of `known` that hold `name` or are held in it, then those that look like it, best first.

    Case, spaces, underscores and hyphens make no difference.
    """
    asked = _folded(name)
    wanted = SequenceMatcher(b=asked)
    # `L6` has one letter of two in common with `L5`; long names have many in common by chance.
    alike = 0.5 if len(name) < 4 else 0.6 if len(name) < 10 else 0.7

    def unlikeness(other: str) -> tuple[bool, float, bool]:
        folded = _folded(other)
        wanted.set_seq1(folded)
        held = _holds(folded, asked) or _holds(asked, folded)
        hopeless = not held and (wanted.real_quick_ratio() < alike or wanted.quick_ratio() < alike)
        return not held, -0.0 if hopeless else -wanted.ratio(), folded[:1] != asked[:1]

    found = {other: unlikeness(other) for other in sorted(known, reverse=True)}
    close = [other for other, (not_held, ratio, _) in found.items() if not not_held or -ratio >= alike]
    return sorted(close, key=found.__getitem__)[:n]


def _folded(name: str) -> str:
    return SEPARATORS.sub(" ", name.lower()).strip()


def _holds(long: str, short: str) -> bool:
    return len(short) >= SHORTEST_PART and short in long


class UnknownName(DorsumError):
    """A muscle, bone, joint, task … that does not exist."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        near = nearest(name, known)
        some = sorted(known)
        if near:
            hint = f"; did you mean {listed(near, 'or')}?"
        elif 0 < len(some) <= 12:
            hint = f"; there are {', '.join(some)}"
        elif kind in LISTED_BY:
            hint = f"; see `{LISTED_BY[kind]}`"
        else:
            hint = f"; there are {len(some)}, such as {', '.join(some[:3])}" if some else ""
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
