"""Strength of the neck, with girdle and hyoid in the balance, and what each muscle does in a test."""

from dataclasses import replace

import pytest

from dorsum.function.neck_test import HELD_WITHIN, OF_NECK
from dorsum.function.strength import EFFORTS, greatest_push, strength
from dorsum.mechanics.analysis import Options, analyse_frames
from dorsum.motion.analyze import model_for
from dorsum.motion.posture import Posture

STRICT = Options(reserves=False)  # a reserve only where the muscles cannot
EXACT = Options(posture="exact")


def most(model, direction, options):
    """The greatest push, upright."""
    return greatest_push(model, "C7/T1", EFFORTS[direction], Posture(), options)


@pytest.mark.parametrize("options", [EXACT, Options()])
@pytest.mark.parametrize("direction", ["flexion", "twist"])
def test_the_solver_holds_the_neck_with_girdle_and_hyoid(direction, options):
    """What the scapulae lean on pushes as the program found it; nothing is left to reserves."""
    model = model_for("male", replace(options, free=OF_NECK))
    found = most(model, direction, options)
    held = analyse_frames(model, found.frames, options=STRICT)
    assert held.solution.largest_reserve().max() < 0.03  # N·m
    assert held.solution.bound_violation().max() < 1e-9


def test_the_neck_is_stronger_by_what_pulls_on_girdle_and_hyoid(male):
    """Of flexion the hyoid is the greater part: without it the upper neck has nearly nothing in front."""
    whole = strength("male", "C7/T1", "flexion", options=EXACT)
    assert whole.held == HELD_WITHIN
    assert "sternohyoid" in whole.limits
    assert next(iter(whole.gives_nm)) == "sternocleidomastoid"
    assert whole.gives_nm["sternohyoid"] > 1.0
    assert whole.gives_nm["semispinalis_capitis"] < 0.0  # its tone
    freed = model_for("male", replace(EXACT, free=("girdle",)))
    girdle = most(freed, "flexion", EXACT).times
    alone = most(male, "flexion", EXACT).times
    assert whole.push > 3.0 * max(girdle, alone)


@pytest.mark.parametrize(("joint", "direction"), [("C7/T1", "flexion"), ("L5/S1", "bending")])
def test_what_muscles_and_springs_give_is_what_pad_and_weight_ask(joint, direction, male):
    """The moment about the joint, summed by another road: nothing is left over but springs and pressure."""
    found = strength(male, joint, direction, options=EXACT)
    assert list(found.gives_nm.values()) == sorted(found.gives_nm.values(), key=abs, reverse=True)
    assert sum(found.gives_nm.values()) == pytest.approx(found.total_nm, abs=2.0)
    assert sum(nm for nm in found.gives_nm.values() if nm > 0) <= found.all_nm + 1.0
