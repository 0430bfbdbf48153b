"""Jobs of several lifts: composite, sequential and variable index by cases worked in the comments."""

from dataclasses import replace

import pytest

from dorsum.errors import BadInput
from dorsum.lifting.composite import Part, Sampled, composite, composite_of, variable
from dorsum.lifting.niosh import Hands, LiftingTask, lifting_index
from dorsum.lifting.published import Refused
from dorsum.lifting.sequential import Rotation, sequential, sequential_of

TASK = LiftingTask(
    load=11.5, origin=Hands(25, 75), travel=25, frequency=1, hours=1, grip="good", name="boxes"
)


def part(firwl, load, frequency, below=True, heaviest=None, name="task"):
    heaviest = load if heaviest is None else heaviest
    return Part(firwl=firwl, mean=load, heaviest=heaviest, frequency=frequency, below=below, name=name)


def test_one_task_alone_has_its_own_index():
    assert composite_of([TASK]).index == pytest.approx(lifting_index(TASK).li)


def test_a_job_never_has_less_than_its_worst_task_and_more_tasks_never_less():
    parts = [part(20, 10 + i, 0.5) for i in range(4)]
    indices = [composite(parts[: n + 1], 2).index for n in range(4)]
    assert indices == sorted(indices)
    worst = max(one.mean / one.firwl / 0.92 for one in parts)  # FM of 0.5 a minute for 2 h is .92
    assert indices[-1] > worst


def test_tasks_of_equal_index_stand_by_frequency():
    """STLI of both is 1: 18.8/(20 · .94) at 1 a minute and 18.2/(20 · .91) at 2.

    The more frequent is first: CLI = 1 + .94 (1/FM(3) − 1/FM(2)) = 1 + .94 (1/.88 − 1/.91) = 1.03522.
    The other way round it would be 1 + .91 (1/.88 − 1/.94) = 1.06600.
    """
    rare, often = part(20, 18.8, 1, name="rare"), part(20, 18.2, 2, name="often")
    for order in ([rare, often], [often, rare]):
        found = composite(order, 1)
        assert [one.part.name for one in found.added] == ["often", "rare"]
        assert found.index == pytest.approx(1.035215, abs=1e-6)


def test_the_heaviest_load_counts_in_what_a_task_adds_and_the_mean_in_its_own_index():
    """CLI = 10/(20 · .97) + 12/20 (1/.94 − 1/.97), 0.5 a minute each for an hour, the first of mean 10."""
    first = part(20, 10, 0.5, heaviest=15)
    second = part(20, 9, 0.5, heaviest=12)
    assert composite([second, first], 1).index == pytest.approx(10 / 19.4 + 0.6 * (1 / 0.94 - 1 / 0.97))


def test_a_lift_gives_its_job_its_mean_and_its_heaviest_load():
    """At the best place FIRWL is 23 kg: CLI = 11.5/(23 · .94) + 12.5/23 (1/.91 − 1/.94)."""
    other = replace(TASK, load=10, heaviest=12.5)
    found = composite_of([TASK, other])
    assert found.index == pytest.approx(0.5 / 0.94 + 12.5 / 23 * (1 / 0.91 - 1 / 0.94))


def test_the_stricter_column_counts_as_soon_as_one_task_starts_below():
    """8 h: FM of 4 is .45, of 9 below 75 cm it is 0 and from there .15."""
    high = [part(20, 10, 5, below=False), part(20, 5, 4, below=False)]
    found = composite(high, 8)
    assert found.index == pytest.approx(10 / (20 * 0.35) + 0.25 * (1 / 0.15 - 1 / 0.35))
    assert found.notes == ()
    mixed = composite([high[0], replace(high[1], below=True)], 8)
    assert mixed.index is None
    assert "FM of 9 lifts a minute for 8 h is 0" in mixed.undefined
    assert "the manual does not say which" in " ".join(mixed.lines())


def test_a_job_with_a_limit_of_zero_names_the_task():
    far = replace(TASK, origin=Hands(70, 75), name="the far ones")
    found = composite_of([TASK, far])
    assert found.index is None
    assert found.lines()[0].startswith("No composite lifting index: the recommended weight limit of the far")


def test_the_composite_index_is_told_with_what_each_task_adds():
    told = composite([part(20, 10, 0.5, name="boxes"), part(20, 5, 0.5, name="bags")], 1).lines()
    assert told[1:3] == ["boxes alone has 0.52.", "bags adds 0.01."]
    assert "94-110" in told[-1]


def test_tasks_of_other_hours_or_units_are_no_composite_job():
    with pytest.raises(BadInput, match="sequential index"):
        composite_of([TASK, replace(TASK, hours=2)])
    with pytest.raises(BadInput, match=r"tasks is empty: .*94-110"):
        composite_of([])
    assert isinstance(composite([part(20, 10, 1)], 8.5), Refused)


def test_the_sequential_index_of_a_case_by_hand():
    """Two hours of A, then six of B. Indices: A 1.0 with its own time and 1.5 as if all 8 h, B 0.8 and 0.9.

    A has the largest if done all the time, so LI_1 = 1.0 and LI_max,1 = 1.5.
    K = (1.5 · 2/8 + 0.9 · 6/8) / 1.5 = (0.375 + 0.675) / 1.5 = 0.7
    SLI = 1.0 + (1.5 − 1.0) · 0.7 = 1.35
    """
    a = Rotation(own=1.0, all_the_time=1.5, hours=2, name="A")
    b = Rotation(own=0.8, all_the_time=0.9, hours=6, name="B")
    for order in ([a, b], [b, a]):
        found = sequential(order)
        assert found.first is a
        assert found.weight == pytest.approx(0.7)
        assert found.index == pytest.approx(1.35)
    assert "recalled" in " ".join(found.lines())
    assert "Waters et al. 2007" in " ".join(found.lines())


def test_the_sequential_index_of_lifts_by_hand():
    """Each load is 11.5 kg at the best place: 0.5 of the load constant. 1 a minute, then 4.

    One hour each: own FM .94 and .84; for the 2 h of both .88 and .72.
    LI_1 = .5/.84, LI_max = .5/.72 and .5/.88; K = (.5/.72 + .5/.88) / 2 / (.5/.72) = (1 + .72/.88) / 2
    """
    found = sequential_of([TASK, replace(TASK, frequency=4)])
    k = (1 + 0.72 / 0.88) / 2
    assert found.index == pytest.approx(0.5 / 0.84 + (0.5 / 0.72 - 0.5 / 0.84) * k)
    # Twice each: 4 h in all, columns of 8 h: .75 and .45.
    twice = sequential_of([TASK, replace(TASK, frequency=4)], [2, 2])
    k = (1 + 0.45 / 0.75) / 2
    assert twice.index == pytest.approx(0.5 / 0.84 + (0.5 / 0.45 - 0.5 / 0.84) * k)
    assert isinstance(sequential_of([TASK, TASK], [4, 5]), Refused)
    far = replace(TASK, origin=Hands(70, 75), name="far")
    stuck = sequential_of([TASK, far])
    assert stuck.index is None
    assert "far: RWL is 0 kg" in stuck.lines()[0]


def test_a_task_alone_all_the_time_has_its_own_sequential_index():
    assert sequential_of([TASK]).index == pytest.approx(lifting_index(TASK).li)


def test_the_variable_index_of_six_classes_by_hand():
    """Twelve lifts, 0.5 a minute each, FILI 0.1 to 1.2: two a class, means .15, .35, … 1.15 at 1 a minute.

    For an hour, hands below 75 cm: FM of 1 is .94, of 2 .91, of 3 .88, of 4 .84, of 5 .80, of 6 .75.
    VLI = 1.15/.94 + .95 (1/.91 − 1/.94) + .75 (1/.88 − 1/.91) + .55 (1/.84 − 1/.88)
          + .35 (1/.80 − 1/.84) + .15 (1/.75 − 1/.80) = 1.34791
    """
    lifts = [Sampled(k / 10, 0.5) for k in range(1, 13)]
    wanted = 1.15 / 0.94 + 0.95 * (1 / 0.91 - 1 / 0.94) + 0.75 * (1 / 0.88 - 1 / 0.91)
    wanted += 0.55 * (1 / 0.84 - 1 / 0.88) + 0.35 * (1 / 0.80 - 1 / 0.84) + 0.15 * (1 / 0.75 - 1 / 0.80)
    for order in (lifts, lifts[::-1]):
        found = variable(order, 1, below=True)
        assert [one.fili for one in found.added] == pytest.approx([1.15, 0.95, 0.75, 0.55, 0.35, 0.15])
        assert found.index == pytest.approx(wanted)
    assert found.index == pytest.approx(1.34791, abs=1e-5)
    told = " ".join(found.lines())
    assert "Assumed: the six classes" in told
    assert "Waters et al. 2016" in told


def test_the_variable_index_of_nine_classes_by_hand():
    """FILI 0.5 and 1.0 share the first class, 1.5 is in the second, 12 in the last, which is open.

    Means: (0.5 · 0.1 + 1.0 · 0.3)/0.4 = 0.875; 1.5; 12. An hour, hands from 75 cm, paces .4, .2 and .2.
    FM(.2) = 1; FM(.4) = 1 − .03 · 2/3 = .98; FM(.8) = .97 − .03 · .6 = .952. STLI: 12, 1.5, 0.875/.98.
    VLI = 12 + 1.5 (1/.98 − 1) + 0.875 (1/.952 − 1/.98)
    """
    lifts = [Sampled(0.5, 0.1), Sampled(1.0, 0.3), Sampled(1.5, 0.2), Sampled(12.0, 0.2)]
    found = variable(lifts, 1, below=False, classes="nine")
    assert [one.fili for one in found.added] == pytest.approx([12, 1.5, 0.875])
    assert found.index == pytest.approx(12 + 1.5 * (1 / 0.98 - 1) + 0.875 * (1 / 0.952 - 1 / 0.98))


def test_equal_lifts_share_a_class_and_one_class_has_the_index_of_one_task():
    found = variable([Sampled(0.8, 0.25)] * 4, 1, below=True)
    assert len(found.added) == 1
    assert found.index == pytest.approx(0.8 / 0.94)


@pytest.mark.parametrize("value", [None, True, "1", float("nan"), -1.0])
@pytest.mark.parametrize(
    "make",
    [
        lambda v: part(20, v, 1),
        lambda v: part(v, 20, 1),
        lambda v: part(20, 20, v),
        lambda v: Sampled(v, 1),
        lambda v: Sampled(1, v),
        lambda v: Rotation(own=v, all_the_time=1, hours=1),
        lambda v: Rotation(own=0, all_the_time=v, hours=1),
        lambda v: Rotation(own=0, all_the_time=1, hours=v),
        lambda v: composite([part(20, 20, 1)], v),
        lambda v: variable([Sampled(1, 1)], 1, below=True, classes=v),
        lambda v: sequential_of([TASK], [v]),
    ],
)
def test_bad_entries_of_jobs_are_one_sentence_with_rule_and_source(make, value):
    with pytest.raises(BadInput, match=r"\(.*(94-110|Ergonomics 50|Hum Factors 58).*\)$"):
        make(value)
