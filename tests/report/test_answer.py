"""The answer in three lines."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.body.skeleton import LUMBAR
from dorsum.body.subject import Subject
from dorsum.mechanics.analysis import Options
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.report.answer import assumed, comparison, limiting, nearest, person
from dorsum.report.summary import Summary, summaries_of
from dorsum.report.text import print_comparison, print_result
from dorsum.words import lowered
from printed import bearing, shown

pytestmark = pytest.mark.usefixtures("without_bodies")

EXACT = Options(posture="exact")


def lines_of(result, width=400):
    return shown(print_result, result, width=width).splitlines()


def test_three_lines_answer_and_a_fourth_says_how_to_see_more(standing):
    load, limits, premises, more = lines_of(standing)
    peak = standing.compression[0, :5].max()
    level = LUMBAR[int(standing.compression[0, :5].argmax())]
    share = f"{peak / 34:.0f} % of the NIOSH action limit of 3.4 kN."
    assert load == f"Relaxed standing. {level} bears {peak / 1000:.2f} kN: {share}"
    hardest = max((m for m in Summary(standing).muscles if not np.isnan(m.peak)), key=lambda m: m.peak)
    assert limits.startswith(("Nearest its strength: ", "Nearest their strength: "))
    assert limits.split(": ")[1].startswith(lowered(hardest.row.name))
    trunk, neck = (float(standing.array(f"{of}_strength_used")[0]) for of in ("trunk", "neck"))
    assert limits.endswith(
        f"It takes {round(100 * trunk)} % of the trunk's strength and {round(100 * neck)} % of the neck's."
    )
    exact = standing.exact_compression[0, LUMBAR.index(level)]
    most = np.degrees(np.abs(standing.gives)).max()
    assert premises.startswith(
        "Assumed: a man of 1.68 m and 70 kg; a posture is known to two or three degrees: joints give"
        f" up to {most:.1f}° (taken exactly: {exact:.0f} N at {level}); the age of 45 changes no "
    )
    assert "--full" in more
    assert "--report" in more


def test_the_worst_lumbar_level_is_told_and_not_always_the_lowest(standing):
    compression = np.array(standing.compression)
    compression[0, 2] = 5000.0
    compression[0, 20] = 9000.0  # of the neck: the limits do not hold there
    odd = replace(standing, analysis=standing.analysis._replace(compression=compression))
    words = lines_of(odd)[0]
    assert (
        "L3/L4 bears 5.0 kN: 147 % of the NIOSH action limit of 3.4 kN, below the maximum of 6.4 kN." in words
    )
    assert "109 % of the NIOSH maximum of 6.4 kN" in lines_of(bearing(standing, 7000.0, 0.0, 0.0))[0]


def test_what_the_muscles_lack_makes_the_load_a_lower_bound(weak):
    load, limits, *_ = lines_of(weak)
    assert f"bears at least {Summary(weak).compression / 1000:.1f} kN" in load
    assert load.endswith(f": {weak.shortfall.words}.")
    assert limits.startswith("At full strength: ")
    full = int((weak.activations[0] >= 0.995).sum())
    assert full > 50
    assert f"; {full} of 684 fascicles pull with all their strength." in limits
    assert "at least" in shown(print_result, weak, True)


def test_no_lower_bound_is_called_below_a_limit(weak):
    old = replace(weak, body=replace(weak.body, subject=replace(weak.body.subject, age_years=20.0)))
    for factor in (0.01, 1.0):
        summary = Summary(bearing(old, 4000.0 * factor, 900.0 * factor, 0.0))
        assert summary.lacks
        told = (summary.headline, summary.shear_words, summary.limits_passed)
        assert "below" not in " ".join(told)


def test_a_movement_tells_when_and_in_how_many_frames_it_lacks_something():
    task = Task.named("slow_flexion").with_load(40)
    result = analyze(replace(task, frames=9), posture="exact")
    lacking = int((~result.balanced).sum())
    assert 0 < lacking < 9
    short = result.shortfall
    end = f": {short.words} at {short.time:.1f} s ({lacking} of 9 frames lack something)."
    assert Summary(result).headline.endswith(end)


def test_shear_above_its_limit_stands_in_the_second_line(standing):
    assert "shear" not in limiting(Summary(standing))
    words = limiting(Summary(bearing(standing, 500.0, 800.0, 0.0)))
    assert "The greatest lumbar shear is 800 N at L5/S1: above the 700 N for frequent" in words


def test_shear_and_limits_are_those_of_all_frames(moving):
    forward = np.array(moving.anterior_shear)
    quiet = (Summary(moving).peak_frame + 3) % len(moving.times)
    forward[quiet, 3] = -1500.0
    odd = replace(moving, analysis=moving.analysis._replace(anterior_shear=forward))
    assert Summary(odd).shear == ("L2/L3", pytest.approx(1500.0, rel=0.01))
    assert "occasional loading at L2/L3" in Summary(odd).limits_passed


def test_warnings_are_told_in_the_second_line(standing):
    class Doubted(Summary):
        @property
        def warnings(self):
            return ("L5/S1 bears -168 N: tension, which no disc carries",)

    assert limiting(Doubted(standing)).endswith(" L5/S1 bears -168 N: tension, which no disc carries.")


def test_the_rule_of_sharing_is_told_where_it_is_not_the_usual_one(standing):
    assert "share the work" not in assumed([Summary(standing)])
    other = replace(standing, objective="activation_squared")
    assert "; muscles share the work by the least sum over their volume of squared activations; " in assumed(
        [Summary(other)]
    )


def test_long_assumptions_are_counted_and_stand_in_full(standing):
    odd = replace(standing, assumptions=("Short.", "L5 as it is", "x" * 200, "y"))
    words = assumed([Summary(replace(odd, options=EXACT))])
    person = "Assumed: a man of 1.68 m and 70 kg; every joint stands at its stated angle exactly; "
    assert words == f"{person}short; L5 as it is; 2 more (--full)."
    assert "x" * 200 in "\n".join(shown(print_result, odd, True, width=400).splitlines())


def test_two_bodies_are_told_in_the_first_line(standing, holding):
    male = analyze("upright_standing")
    assert "bodies" not in comparison(summaries_of([standing, holding]))
    first = shown(print_comparison, [standing, male], width=400).splitlines()[0]
    assert first.endswith(
        "These are two bodies: a man of 1.68 m and 70 kg (relaxed standing);"
        " a man of 1.75 m and 75 kg (upright standing)."
    )
    renamed = replace(standing.body, subject=replace(standing.body.subject, name="other"))
    assert "bodies" not in comparison(summaries_of([standing, replace(standing, body=renamed)]))


def test_lower_bounds_are_not_compared(standing, weak):
    words = comparison(summaries_of([standing, weak]))
    assert "less" not in words
    assert "Standing, bent forward, with 60 kg: at least " in words
    assert "cannot be compared" in words


def test_a_muscle_at_its_tone_is_not_said_to_work(standing):
    class Resting(Summary):
        def rests(self, muscle):
            return True

    assert nearest(Resting(standing)) == "No muscle does more than keep its resting tone of 2 to 3 %."


def test_a_sense_that_hangs_on_the_angles_is_told(standing, holding):
    class Exactly(Summary):
        """As if other loads had been found with the angles taken exactly."""

        exact = 0.0

        @property
        def gives(self):
            return replace(super().gives, exact_compression_n=self.exact)

    less, more = Exactly(standing), Exactly(holding)
    less.exact, more.exact = 3000.0, 2000.0
    turned = " With every joint taken at its stated angle it is the other way round (3.0 kN and 2.0 kN): "
    assert turned in comparison([more, less])
    less.exact, more.exact = 2000.0, 3000.0
    assert "other way round" not in comparison([more, less])


def test_of_many_altered_fascicles_the_first_are_named():
    names = [f"multifidus_lumborum_l{i}_laminar left" for i in range(1, 6)]
    told = person(
        Subject(name="x", sex="male", height_m=1.7, mass_kg=70, strength=dict.fromkeys(names, 0.69))
    )
    assert told.endswith("multifidus lumborum l3 laminar left × 0.69 and 2 more")
