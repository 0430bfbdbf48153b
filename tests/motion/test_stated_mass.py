"""A task with another load states the new mass in title and assumptions, and forgets the old measurement."""

import pytest

from dorsum.motion.task import Task, built_in_names, parse_task


@pytest.mark.parametrize(
    ("task", "mass", "title"),
    [
        ("carrying_one_hand", 15, "Carrying 15 kg in the right hand"),
        ("carrying_each_hand", 15, "Carrying 7.5 kg in each hand"),
        ("lifting_20kg_round_back", 12, "Lifting 12 kg, bent over with round back"),
        ("holding_20kg_60cm", 0, "Holding 0 kg 60 cm in front of the chest"),
        ("standing_relaxed", 5, "Relaxed standing, with 5 kg"),
        ("standing_relaxed", 0, "Relaxed standing"),
    ],
)
def test_the_title_states_the_load(task, mass, title):
    assert Task.named(task).with_load(mass).title == title


def test_no_built_in_task_states_a_mass_that_it_does_not_have():
    for name in built_in_names():
        task = Task.named(name)
        if sum(load.mass_kg for load in task.loads) != 7:
            words = " ".join([task.with_load(7).title, *task.with_load(7).assumptions])
            assert "20 kg" not in words, words
            assert "10 kg" not in words, words
            assert "7 kg" in words or "3.5 kg" in words, words


def test_a_title_without_a_mass_gets_it_and_other_masses_stay():
    text = "title = 'A woman of 62 kg lifts a crate'\n[[loads]]\nmass_kg = 8\n"
    task = parse_task(text, "crate")
    assert task.with_load(9.5).title == "A woman of 62 kg lifts a crate, with 9.5 kg"
    assert task.with_load(0).title == "A woman of 62 kg lifts a crate, without a load"
    assert task.with_load(8) is task


def test_assumptions_state_the_new_mass():
    task = Task.named("standing_bent_20_with_20kg")
    assert any(text.startswith("10 kg hang in each hand") for text in task.assumptions)
    assert any(text.startswith("6 kg hang in each hand") for text in task.with_load(12).assumptions)


def test_what_was_measured_with_another_load_is_not_compared():
    task = Task.named("holding_20kg_close")
    assert (task.measured, task.with_load(20).measured) == ("holding_20kg_close",) * 2
    assert task.with_load(12).measured is None


def test_what_hangs_in_each_hand_is_a_load_of_that_hand():
    """One load between both hands would draw them together: it counts where the girdle is balanced."""
    for name in built_in_names():
        task = Task.named(name)
        if "each hand" in task.title:
            assert sorted(load.hands for load in task.loads) == ["left", "right"], name
