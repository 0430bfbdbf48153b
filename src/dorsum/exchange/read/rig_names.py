"""What the joints of a character rig are, by the names of `rig_joints` or by a map of the user's.

Rigs write a prefix of the program or of the person before all names, a side before or after them, whole or by
its letter, and numbers; what is left is looked up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from dorsum.anatomy.read import load
from dorsum.body.skeleton import SIDES
from dorsum.exchange.read.name_maps import NameMap

LETTERS = re.compile(r"[^a-z]")
PREFIX = re.compile(r"^(.+?[_ .:|-])(?=.)")
MOST = 0.6  # of the names that have a prefix, from which on it is one of all
MIDDLE = ("hips", "neck", "head")  # joints that have no side
MIDDLE_WORDS = ("", "c", "center", "mid")  # what some programs write in place of a side


def rig_joints(names: Sequence[str], own: NameMap | None = None) -> dict[tuple[str, str], int]:
    """Which of the joints are known, by what they are and their side; hips, neck and head are mid."""
    at: dict[str, int] = {}
    for i, name in enumerate(without_prefix(names)):
        at.setdefault(LETTERS.sub("", name.lower()), i)  # the first of a name counts
    found: dict[tuple[str, str], int] = {}
    for joint, known in _known().items():
        for side in ("mid",) if joint in MIDDLE else SIDES:
            place = next((at[full] for name in known for full in _with_side(name, side) if full in at), None)
            if place is not None and place not in found.values():
                found[joint, side] = place
    for i, name in enumerate(names):
        if own is not None and name in own.joints:
            found[own.joints[name]] = i
    return found


def without_prefix(names: Sequence[str]) -> list[str]:
    """The names without what a program or a person's name puts before most of them."""
    short = [name.rsplit(":", 1)[-1].rsplit("|", 1)[-1] for name in names]
    for _ in range(2):
        prefixes = Counter(match[1] for name in short if (match := PREFIX.match(name)))
        prefix, times = max(prefixes.items(), key=lambda item: item[1], default=("", 0))
        if times < MOST * len(short):
            break
        short = [name.removeprefix(prefix) for name in short]
    return short


def _with_side(name: str, side: str) -> tuple[str, ...]:
    if side == "mid":
        return tuple(word + name for word in MIDDLE_WORDS)
    return side + name, name + side, side[0] + name, name + side[0]


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in load().rig_joints:
        found[row.joint] = (*found.get(row.joint, ()), row.name)
    return found
