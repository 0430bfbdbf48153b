"""Which way a joint lacks strength: turned far beyond it, and the word for what would hold, everywhere."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from dorsum.mechanics.result import Result
from dorsum.motion.acting import Force, Moment
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.report.data import result_as_dict
from dorsum.report.text import print_result

# N·m on T6 by the right hand about x forward, y up, z right, and what holds against it.
COUPLES = {
    "extension": (0.0, 0.0, -400.0),  # forward over, as a weight in front
    "flexion": (0.0, 0.0, 400.0),
    "left bending": (300.0, 0.0, 0.0),  # over to the right
    "right bending": (-300.0, 0.0, 0.0),
    "right twist": (0.0, 300.0, 0.0),  # round to the left
    "left twist": (0.0, -300.0, 0.0),
}


def pushed(way: str) -> Result:
    couple = Moment(body="T6", moment_nm=COUPLES[way])
    return analyze(replace(Task.named("upright_standing"), moments=(couple,)), "male")


@pytest.mark.parametrize("way", COUPLES)
def test_the_word_is_that_of_what_would_hold(way: str) -> None:
    result = pushed(way)
    assert result.shortfall is not None
    assert result.shortfall.direction == way
    assert result.short_at[0] == f"{result.shortfall.joint} {way}"


@pytest.mark.parametrize("way", ["extension", "flexion"])
def test_both_outputs_say_it(way: str) -> None:
    result = pushed(way)
    shown = StringIO()
    print_result(result, Console(file=shown, width=500))
    assert result.shortfall is not None
    sentence = f"{result.shortfall.moment:.1f} N·m of {way} at {result.shortfall.joint}"
    assert sentence in shown.getvalue()
    known = result_as_dict(result)
    assert sentence in known["shortfall"]
    assert known["frames"][0]["short_at"] == f"{result.shortfall.joint} {way}"


def test_a_push_at_the_back_lacks_extension_and_one_at_the_breast_flexion() -> None:
    """The same with forces: their arms above the lumbar spine are hand's breadths."""
    for forward, way in ((800.0, "extension"), (-800.0, "flexion")):
        force = Force(body="T6", force_n=(forward, 0.0, 0.0))
        short = analyze(replace(Task.named("upright_standing"), forces=(force,)), "male").shortfall
        assert short is not None
        assert short.direction == way


def test_weight_held_in_front_lacks_extension() -> None:
    """The same with a weight instead of a push."""
    short = analyze(Task.named("holding_20kg_close").with_load(150), "male").shortfall
    assert short is not None
    assert short.direction == "extension"
