"""A few results that the tests of the report look at, computed once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from dorsum.body.skeleton import Floats
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task, parse_task
from dorsum.report import picture
from dorsum.report.drawing import Picture
from dorsum.report.figure import Figure

MOVEMENT = """
title = "A small bow"
frames = 7

[[keyframes]]
time_s = 0
posture = { trunk_inclination = 0 }

[[keyframes]]
time_s = 2
posture = { trunk_inclination = 20 }
"""


@pytest.fixture(scope="session")
def standing() -> Result:
    return analyze("standing_relaxed")


@pytest.fixture(scope="session")
def holding() -> Result:
    return analyze("holding_20kg_close")


@pytest.fixture(scope="session")
def moving() -> Result:
    return analyze(parse_task(MOVEMENT, "bow"))


@pytest.fixture(scope="session")
def weak() -> Result:
    """Bent forward with 60 kg in the hands: more than the muscles can hold."""
    return analyze(Task.named("standing_bent_forward").with_load(60), posture="exact")


@pytest.fixture
def heavier() -> Callable[[Result, float], Result]:
    """The same result as if every disc bore so many times as much."""

    def altered(result: Result, factor: float) -> Result:
        analysis = result.analysis
        return replace(result, analysis=analysis._replace(compression=analysis.compression * factor))

    return altered


@pytest.fixture(scope="module")
def without_bodies() -> Iterator[None]:
    """Pictures without bones and muscles, for tests that look at all else of many reports."""

    def undrawn(_: Picture, figure: Figure, *_more: object) -> Floats:
        return figure.side_camera.flat(figure.origin)[[0, -1]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "_draw_body", undrawn)
        patch.setattr(picture, "skin", lambda view: ("M0 0l1 1z", view.flat[:2]))
        yield
