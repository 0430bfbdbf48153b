"""Tests of endurance as their protocols say, set down before they were computed.

Sørensen: face down, the trunk beyond the edge of a bench, three straps over buttocks and legs, arms folded
over the chest. Hip extensors tire in it as the back does (Champagne 2008), so the straps are taken to hold
the legs and not the pelvis. Flexors: sitting, the trunk 60° from the bench, feet held, arms folded (McGill
1999). Side bridge: on forearm and foot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from dorsum.errors import UnknownName
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task, built_in_names

ARMS_FOLDED = Posture(
    shoulder_flexion_right=20.0,
    shoulder_flexion_left=20.0,
    elbow_flexion_right=140.0,
    elbow_flexion_left=140.0,
)


class Test(NamedTuple):
    """A test of endurance as its protocol says."""

    task: Task
    free: tuple[str, ...]  # groups of joints that are balanced beside the spine
    legs_held: bool


TESTS: Mapping[str, Test] = MappingProxyType(
    {
        "sorensen": Test(
            Task(
                name="sorensen",
                title="Sørensen test",
                posture=replace(ARMS_FOLDED, stance="prone"),
                assumptions=(
                    "face down, trunk and pelvis level beyond the edge of a bench, legs strapped",
                    "arms folded over the chest: upper arms 20° forward, elbows bent by 140°",
                    "straps hold the legs alone: hip extensors bear all that lies beyond the edge",
                ),
            ),
            ("hips",),
            True,
        ),
        "trunk_flexors": Test(
            Task(
                name="trunk_flexors",
                title="Trunk flexors, sitting 60° up",
                posture=replace(ARMS_FOLDED, stance="sitting", trunk_inclination=-30),
                assumptions=("trunk leaning back by 30°, no backrest, pelvis and feet held, arms folded",),
            ),
            ("hyoid",),
            False,
        ),
        "side_bridge": Test(replace(Task.named("side_plank"), name="side_bridge"), ("hips",), False),
    }
)


def find(name: str | Path) -> Test:
    """A test by its name, else a built-in task or that of a file, held as it is.

    Raises:
        UnknownName: neither a test nor a task is called so.
    """
    text = str(name)
    if text in TESTS:
        return TESTS[text]
    try:
        return Test(Task.find(text), (), False)
    except UnknownName:
        if Path(text).suffix:
            raise  # something in the file
        raise UnknownName("task", text, (*TESTS, *built_in_names())) from None
