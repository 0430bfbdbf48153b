"""Odd command lines end with words; `make soak` runs many more."""

import os
import random

import pytest

from cli.fuzz import COMMANDS, STARTS, command_line, run

COUNT = int(os.environ.get("DORSUM_FUZZ", "120"))


@pytest.mark.slow
def test_odd_command_lines_end_with_words():
    ran, bad = run(COUNT, seed=5, computes=False)
    assert bad == []
    assert ran.total() == COUNT


def test_every_command_has_its_turn():
    rng = random.Random(0)
    drawn = {arguments[0] for arguments in (command_line(rng, computes=False) for _ in range(2000))}
    assert {path[0] for path in COMMANDS} <= drawn
    assert set(STARTS) <= drawn
