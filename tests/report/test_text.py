"""What the terminal shows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.function.validate import Comparison, Score, Validation
from dorsum.motion.analyze import analyze
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.report.certificate import rounded
from dorsum.report.summary import Summary, percent, summaries_of
from dorsum.report.text import print_comparison, print_result, print_validation
from printed import bearing, shown


def test_a_result_shows_every_level_and_the_hardest_muscles(standing):
    lines = shown(print_result, standing, True).splitlines()
    start = next(i for i, line in enumerate(lines) if "Load of every level" in line)
    for k, level in enumerate(standing.levels):
        (line,) = (line for line in lines[start:] if line.strip().startswith(f"{level} "))
        assert line.split()[1] == f"{standing.compression[0, k]:.0f}"
    start = next(i for i, line in enumerate(lines) if "Muscles that work hardest" in line)
    muscles = [line for line in lines[start + 2 : start + 14] if " %" in line]
    assert len(muscles) == 12
    best = max(m.peak for m in Summary(standing).muscles if not np.isnan(m.peak))
    assert f" {percent(best)} " in muscles[0]
    assert "Not a diagnosis" in lines[-1]


def test_the_effort_of_a_muscle_is_the_share_of_its_strength_in_use(standing):
    fascicles = standing.body.fascicles
    for muscle in Summary(standing).muscles:
        for side in ("right", "left"):
            own = [i for i, f in enumerate(fascicles) if (f.muscle, f.side) == (muscle.row.muscle, side)]
            taking = [i for i in own if fascicles[i].takes_part]
            if taking:
                strength = sum(fascicles[i].maximal_force for i in taking)
                used = sum(fascicles[i].maximal_force * standing.activations[0, i] for i in taking)
                assert muscle.activation[side] == pytest.approx(used / strength, rel=1e-12)
                assert muscle.greatest[side] == standing.activations[0, taking].max()
    row = next(m for m in Summary(standing).muscles if m.row.muscle == "multifidus_lumborum")
    assert row.activation["right"] < 0.8 * row.greatest["right"]  # its fascicles differ


def test_limits_are_marked_in_words(standing, heavier):
    assert "above action limit" not in shown(print_result, standing, True)
    once = float(standing.compression[0, :5].max())
    assert "above action limit" in shown(print_result, heavier(standing, 4000.0 / once), True)
    assert "above maximum" in shown(print_result, heavier(standing, 8000.0 / once), True)


def test_titles_are_not_taken_for_markup(standing):
    odd = replace(standing, title="Lift [red]20 kg[/blue]")
    assert odd.title in shown(print_result, odd, True)
    assert "[/blue]" in shown(print_comparison, [odd, standing])


def test_a_comparison_has_a_column_per_task(standing, holding):
    words = shown(print_comparison, [standing, holding], True)
    (line,) = (line for line in words.splitlines() if line.strip().startswith("greatest compression"))
    assert line.split()[2::4] == [f"{r.compression[0, 0]:.0f}" for r in (standing, holding)]
    assert "Relaxed standing loads L5/S1 with" in words


@pytest.mark.parametrize("width", [80, 120])
def test_a_comparison_shows_the_load_of_every_level(standing, holding, width):
    words = shown(print_comparison, [standing, holding], True, width=width)
    for k, level in enumerate(SPINE):
        rows = (line for line in words.splitlines() if line.startswith(f"{level} "))
        (line,) = (line for line in rows if line.split()[1].lstrip("-").isdigit())  # no sentence
        expected = [
            f"{number:.0f}" if unit == "N" else f"{number / 1e6:.2f}"
            for result in (standing, holding)
            for number, unit in (
                (result.compression[0, k], "N"),
                (result.anterior_shear[0, k], "N"),
                (result.right_shear[0, k], "N"),
                (result.pressure[0, k], "Pa"),
            )
            if unit == "N" or level in LUMBAR
        ]
        assert line.split()[1:] == [number if number != "-0" else "0" for number in expected]


def test_many_tasks_wrap_onto_several_tables(standing, holding):
    lines = shown(print_comparison, [standing, holding] * 2, True, width=80).splitlines()
    assert len([line for line in lines if line.startswith("L4/L5 ")]) == 2


def test_a_comparison_marks_and_says_which_limits_are_passed(standing):
    tasks = [bearing(standing, 7000, -1200, 3), bearing(standing, 4000, 10, 800), standing]
    words = " ".join(shown(print_comparison, tasks, True).split())
    assert "L5/S1 **7000 **-1200 3 " in words
    assert " *4000 10 *800 " in words
    assert "C7/T1 7000 -1200 3 4000 10 800 " in words  # limits are for lumbar discs
    discs = f"{', '.join(LUMBAR[:-1])} and {LUMBAR[-1]}"
    assert f"Compression is above the NIOSH maximum of 6400 N at {discs}. " in words
    assert f"Shear is above the limit of 1000 N for occasional loading at {discs}. " in words
    assert f"Compression is above the NIOSH action limit of 3400 N at {discs}. " in words
    assert f"Shear is above the limit of 700 N for frequent loading at {discs}. " in words
    assert "Relaxed standing: Compression is below the NIOSH action limit of 3400 N at every" in words


def test_a_shear_of_almost_nothing_has_no_sign(standing):
    odd = bearing(standing, 500, -0.2, -1e-9)
    assert "-0" not in shown(print_result, odd, True)
    assert "-0" not in shown(print_comparison, [odd, odd], True).replace("10⁻", "")


def test_measured_pressure_is_that_of_the_task_and_not_of_its_name(standing):
    own = summaries_of([standing], [None])
    assert "measured" not in shown(print_result, own[0], True)
    assert "0.5 MPa" not in shown(print_comparison, [*own, *own], True)
    assert "measured 0.5 MPa" in shown(print_result, standing, True)
    assert "0.5 MPa" in shown(print_comparison, [standing, standing], True)


def test_a_validation_lists_tasks_and_scores():
    score = Score(0.12, 0.98, 1.0, -0.02, 0.1, 0.1, "standing_relaxed", 2, 1)
    rows = (
        Comparison("standing_relaxed", "relaxed standing", 0.5, 0.41, True, "read"),
        Comparison("lying_supine", "lying supine", 0.1, None, True, "read", "no balance at L4/L5"),
    )
    words = shown(print_validation, Validation(rows, (), *[score] * 5, {"tone": score}))
    assert "0.50" in words
    assert "-0.09" in words
    assert "no balance" in words
    assert "without tone" in words


def test_the_course_of_a_movement_is_summed_up(moving):
    summary = Summary(moving)
    load = moving.compression[:, 0]
    assert summary.peak_frame == load.argmax()
    assert summary.cumulative("L5/S1") == pytest.approx(np.trapezoid(load, moving.times))
    right, left = summary.result.erector_effort("right"), summary.result.erector_effort("left")
    assert right == pytest.approx(left, abs=1e-6)
    assert 0.0 < right.max() <= 1.0


@pytest.mark.parametrize(("number", "words"), [(0.0, "0"), (0.25, "0.25"), (3.2e-13, "3·10⁻¹³")])
def test_small_numbers_can_be_read(number, words):
    assert rounded(number) == words


def test_what_lacks_in_the_neck_alone_is_said_so(weak):
    bent = Task(title="neck", posture=Posture(neck_flexion=40.0))
    words = Summary(analyze(bent, "male", posture="exact")).headline
    assert re.search(r"muscles lack [\d.]+ N·m of flexion at C0/C1, in the neck alone\.$", words)
    assert "in the neck alone" not in Summary(weak).headline
