"""The rig of a BVH file: its joints as a tree, and the numbers that move them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dorsum.errors import BadInput
from dorsum.exchange.read.files import MOST_OF_A_HEADER, as_text, start_of
from dorsum.inputs import shown

MOST_JOINTS = 1_000
CHANNELS = {f"{axis}{kind}": axis.lower() for axis in "XYZ" for kind in ("position", "rotation")}
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
MOTION = re.compile(rb"(?:^|[\r\n])[ \t]*MOTION[ \t]*(?:\r\n|\n|\r)")
COUNTS = re.compile(rb"\s*Frames:([^\r\n]*)[\r\n]\s*Frame[ \t]+Time:([^\r\n]*)(?:\r\n|\n|\r|\Z)")


@dataclass
class Joint:
    """One joint, or the end of a chain, which has no channels."""

    name: str
    parent: int  # -1 for the root
    offset: tuple[float, ...]  # from the parent in the rest pose, in the file's unit
    channels: tuple[str, ...] = ()  # such as Zrotation, in the order in which they stand in a row


@dataclass(frozen=True)
class Header:
    """All that stands above the rows."""

    joints: tuple[Joint, ...]  # parents before children
    frames: str  # as stated
    step: float  # s
    size: int  # bytes up to the first row
    line: int  # of the first row, from 1


def header_of(path: Path) -> Header:
    """Read the hierarchy and the heading of the motion.

    Raises:
        BadInput: the hierarchy makes no sense, or there is no motion; the message says on which line.
    """
    content = start_of(path)
    motion = MOTION.search(content)
    if motion is None:
        as_text(content, path)
        least = "" if len(content) < MOST_OF_A_HEADER else f" in its first {MOST_OF_A_HEADER:,} bytes"
        raise BadInput(f"{path} has no line MOTION{least}")
    text, _ = as_text(content[: motion.start()], path)
    joints = _Parser(text, path).joints()
    counts = COUNTS.match(content, motion.end())
    line = _lines(content[: motion.end()]) + 1
    if counts is None:
        raise BadInput(f"{path}, line {line}: after MOTION there must be `Frames: …` and `Frame Time: …`")
    frames, step = (group.decode("latin-1").strip() for group in counts.groups())
    if not NUMBER.fullmatch(step) or not 0 < float(step) < float("inf"):
        raise BadInput(f"{path}, line {line + 1}: the frame time {shown(step)} is no time in s")
    return Header(tuple(joints), frames, float(step), counts.end(), _lines(content[: counts.end()]) + 1)


def _lines(content: bytes) -> int:
    return len(re.findall(rb"\r\n|\n|\r", content))


class _Parser:
    """Reads the hierarchy word by word, names to the end of their line."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        self.lines = enumerate(re.split(r"\r\n|\n|\r", text), 1)
        self.line = 1
        self.words: list[str] = []  # of that line, not yet read

    def joints(self) -> list[Joint]:
        """All joints, in the order of the file; the end of a chain is called after its parent, with _end."""
        self._expect("HIERARCHY")
        found: list[Joint] = []
        self._figure(found)
        while self._more():
            self._figure(found)
        return found

    def _figure(self, found: list[Joint]) -> None:
        self._expect("ROOT")
        first = len(found)
        chain: list[int] = []  # from the root to the joint that is open
        self._open(found, first, chain, self._name())
        while chain:
            word = self._next()
            if word == "}":
                chain.pop()
            elif word == "JOINT":
                self._open(found, first, chain, self._name())
            elif word == "End":
                self._expect("Site")
                end = f"{found[chain[-1]].name}_end"
                ends = sum(joint.name.startswith(end) for joint in found[first:])
                self._open(found, first, chain, f"{end}{ends + 1}" if ends else end)
            elif word == "CHANNELS":
                found[chain[-1]].channels = self._channels()
            else:
                raise self._error(f"{shown(word)} is no word of a hierarchy")

    def _open(self, found: list[Joint], first: int, chain: list[int], name: str) -> None:
        if len(found) == MOST_JOINTS:
            raise self._error(f"there are more than {MOST_JOINTS:,} joints")
        if any(joint.name == name for joint in found[first:]):
            raise self._error(f"two joints are called {shown(name)}")
        self._expect("{")
        self._expect("OFFSET")
        found.append(Joint(name, chain[-1] if chain else -1, tuple(self._number() for _ in range(3))))
        chain.append(len(found) - 1)

    def _channels(self) -> tuple[str, ...]:
        count = self._next()
        if count not in tuple("0123456789"):
            raise self._error(f"a joint has 0 to 9 channels, not {shown(count)}")
        channels = tuple(self._next() for _ in range(int(count)))
        for channel in channels:
            if channel not in CHANNELS:
                raise self._error(f"{shown(channel)} is no channel; such are {', '.join(CHANNELS)}")
        return channels

    def _number(self) -> float:
        word = self._next()
        if not NUMBER.fullmatch(word) or abs(float(word)) > 1e9:
            raise self._error(f"{shown(word)} is no length")
        return float(word)

    def _expect(self, expected: str) -> None:
        word = self._next()
        if word != expected:
            raise self._error(f"{shown(word)} stands where {expected} must stand")

    def _name(self) -> str:
        """A name goes on to the end of its line, for some programs write blanks in it."""
        name = [self._next()]
        while self.words and self.words[0] != "{":
            name.append(self.words.pop(0))
        return " ".join(name)

    def _next(self) -> str:
        if not self._more():
            raise self._error("the hierarchy ends too early")
        return self.words.pop(0)

    def _more(self) -> bool:
        """Whether there is another word; goes on to its line."""
        while not self.words:
            line = next(self.lines, None)
            if line is None:
                return False
            if words := line[1].split():
                self.line, self.words = line[0], words
        return True

    def _error(self, what: str) -> BadInput:
        return BadInput(f"{self.path}, line {self.line}: {what}")
