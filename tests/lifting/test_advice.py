"""What should change in a lift: slopes against differences, kilograms until a limit, who has the strength."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from dorsum.errors import BadInput
from dorsum.function.strength import strength
from dorsum.lifting.advice import Advice, advise
from dorsum.lifting.analyze import LiftResult, analyze_lift
from dorsum.lifting.course import stances_of, stances_of_each
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.lift_slopes import (
    PLACES,
    STEPS,
    LiftSlopes,
    frames_as_found,
    held_at,
    leaning_stance,
    lift_slopes,
    value_of,
    worst_held,
)
from dorsum.lifting.most_mass import HELD_TO_KG, MOST_KG, TO_N, Masses, MostMass, Tried, heavier
from dorsum.lifting.posture import Stance, stances
from dorsum.lifting.static_strength import MEANING, able, greatest_extension, static_strength
from dorsum.mechanics.analysis import Options, analyse_frames
from dorsum.motion.analyze import model_for
from dorsum.motion.posture import Posture

ASIDE = Lift(
    mass_kg=10.0, start=Hands(horizontal_cm=45.0, vertical_cm=55.0, asymmetry_deg=30.0), hands="both"
)


@pytest.fixture(scope="module")
def result() -> LiftResult:
    return analyze_lift(ASIDE, "female", moving=False)


@pytest.fixture(scope="module")
def advice(result: LiftResult) -> Advice:
    return advise(result)


def compressions(result: LiftResult, level: str, lifts: list[Lift], stood: list[Stance]) -> np.ndarray:
    """Of lifts held at their start in stances, with what joints gave as it was found."""
    which, names = worst_held(result)[0], list(result.model.body.levels.names)
    held = result.held[which]
    found = []
    for lift, stance in zip(lifts, stood, strict=True):
        frames = frames_as_found(result, which, lift, stance)
        analysis = analyse_frames(result.model, frames, held.objective, held.options)
        found.append(analysis.compression[0, names.index(level)])
    return np.array(found)


def differences(result: LiftResult, slopes: LiftSlopes) -> dict[str, float]:
    """The same slopes by the full balance a little to both sides, with steps of its own."""
    model, which, level = result.model, slopes.which, slopes.level
    place = result.places[which]
    found = {}
    steps = {name: 0.03 for name in PLACES}
    hands = [
        replace(place, **{n: value_of(result, which, n) + s * h}) for n, h in steps.items() for s in (-1, 1)
    ]
    stood = stances(model, result.lift, hands)
    loads = compressions(result, level, [held_at(result.lift, at) for at in hands], stood).reshape(-1, 2)
    for (name, step), (low, high) in zip(steps.items(), loads, strict=True):
        found[name] = (high - low) / (2.0 * step)
    masses = [replace(held_at(result.lift, place), mass_kg=result.lift.mass_kg + d) for d in (-0.02, 0.02)]
    low, high = compressions(result, level, masses, [stances(model, each, [place])[0] for each in masses])
    found["mass_kg"] = (high - low) / 0.04
    trunk, still = value_of(result, which, "trunk_deg"), [held_at(result.lift, place)] * 2
    by_step = []
    for step in (0.006, 0.012):  # straight arms: their bend goes by a root, so the limit of two steps
        leaned = [leaning_stance(result, which, trunk + s * step) for s in (-1, 1)]
        low, high = compressions(result, level, still, leaned)
        by_step.append((high - low) / (2.0 * step))
    found["trunk_deg"] = (4.0 * by_step[0] - by_step[1]) / 3.0
    return found


def test_slopes_are_those_of_the_full_balance(result: LiftResult) -> None:
    """By mass, reach, height, asymmetry and trunk, to 1e-4 of each: what the closed form must equal."""
    slopes = lift_slopes(result)
    assert set(slopes.by) == set(STEPS)
    assert not slopes.kinks
    for name, expected in differences(result, slopes).items():
        assert abs(expected) > 1.0, name  # N a unit: a slope that can be wrong
        assert slopes.by[name] == pytest.approx(expected, rel=1e-4), name


def test_nearer_lighter_straighter_and_higher_from_below_lower_the_load(result: LiftResult) -> None:
    by = lift_slopes(result).by
    assert by["mass_kg"] > 50.0
    assert by["horizontal_cm"] > 10.0
    assert by["asymmetry_deg"] > 0.0
    assert by["vertical_cm"] < 0.0


def test_changes_of_the_job_come_first_and_are_told_where_they_count(advice: Advice) -> None:
    lines = advice.lines()
    told = [change for change in advice.changes if change in advice.told]
    assert {"2 kg less", "10 cm nearer"} <= {change.words for change in told}
    assert all((change.told or 0.0) < -advice.uncertainty for change in told)
    persons = [i for i, change in enumerate(advice.changes) if change.of_whom == "person"]
    jobs = [i for i, change in enumerate(advice.changes) if change.of_whom == "job"]
    assert max(jobs) < min(persons)
    assert any("locally, all else equal" in line for line in lines)
    for change in told:
        assert sum(change.words in line for line in lines) == 1
        assert change.differs or change.told == (change.full if change.local is None else change.local)
    assert not any("correct" in line or "wrong" in line for line in lines)


def test_a_change_in_full_is_that_of_the_lift_so_changed(result: LiftResult, advice: Advice) -> None:
    slopes, place = advice.slopes, result.places[0]
    nearer = replace(ASIDE, start=replace(place, horizontal_cm=place.horizontal_cm - 10.0))
    less = analyze_lift(nearer, result.model, moving=False).compression[slopes.level] - slopes.newton
    (change,) = (c for c in advice.changes if c.words == "10 cm nearer")
    assert less < -100.0
    assert change.full == pytest.approx(less, abs=1e-6)


def test_kilograms_until_a_limit_are_those_of_the_lift_with_that_mass(
    result: LiftResult, advice: Advice
) -> None:
    """3.4 kN at the mass found; muscles hold the mass found, and not that one more step up."""
    found, most = advice.until_limit, advice.until_muscles
    assert found.kg is not None
    assert most.kg is not None
    there = analyze_lift(replace(ASIDE, mass_kg=found.kg), result.model, moving=False)
    assert there.compression[found.level] == pytest.approx(3400.0, abs=TO_N)
    assert found.level == there.worst[0]
    assert analyze_lift(replace(ASIDE, mass_kg=most.kg), result.model, moving=False).balanced
    above = min(each.kg for each in most.tried if each.kg > most.kg)
    assert above - most.kg <= HELD_TO_KG
    assert not next(each for each in most.tried if each.kg == above).held
    assert found.monotone
    assert most.monotone


def masses(rows: dict[float, tuple[float, float]]) -> Masses:
    """What is tried in place of analyses: by mass, compression and what lacks, in lines between."""
    kg = sorted(rows)
    found = Masses.__new__(Masses)
    found.own, found.known = kg[1], {}

    def at(mass: float) -> Tried:
        newton, lacks = (float(np.interp(mass, kg, [rows[k][i] for k in kg])) for i in (0, 1))
        return found.known.setdefault(mass, Tried(mass, newton, "L5/S1", max(lacks, 0.0)))

    found.at = at  # type: ignore[method-assign, assignment]
    return found


def test_a_limit_that_is_passed_already_or_never_is_told_so() -> None:
    heavy = masses({0.0: (3500.0, -1.0), 10.0: (4000.0, -1.0), 100.0: (9000.0, -1.0)})
    assert heavy.until_compression(3400.0).verdict == "already"
    assert heavy.until_muscles_fail().verdict == "not within"
    light = masses({0.0: (300.0, -1.0), 10.0: (400.0, -1.0), 100.0: (900.0, -1.0)})
    assert light.until_compression(3400.0).verdict == "not within"
    weak = masses({0.0: (300.0, -10.0), 10.0: (400.0, -1.0), 100.0: (9000.0, 8.0)})
    before = weak.until_compression(3400.0)
    assert before.verdict == "muscles before"
    most = weak.until_muscles_fail()
    assert most.kg is not None
    assert 20.0 - HELD_TO_KG <= most.kg <= 20.0
    assert masses(
        {0.0: (300.0, 1.0), 10.0: (400.0, 2.0), 100.0: (9000.0, 8.0)}
    ).until_muscles_fail().verdict == ("already")


def test_a_heavier_load_that_does_less_is_noticed() -> None:
    rising = tuple(Tried(kg, 100.0 * kg, "L5/S1", 0.0) for kg in (0.0, 5.0, MOST_KG))
    assert MostMass(None, "not within", "", rising).monotone
    falls = (*rising[:2], Tried(10.0, 400.0, "L5/S1", 0.0))
    assert not MostMass(None, "not within", "", falls).monotone
    lacks = (rising[0], Tried(5.0, 500.0, "L5/S1", 3.0), rising[2])
    assert not MostMass(None, "not within", "", lacks).monotone


def test_share_of_people_falls_with_what_is_asked_and_is_half_at_the_mean(advice: Advice) -> None:
    assert able(200.0, 200.0, 0.25) == pytest.approx(50.0)
    assert able(150.0, 200.0, 0.25) == pytest.approx(84.13, abs=0.01)
    assert able(250.0, 200.0, 0.25) == pytest.approx(15.87, abs=0.01)
    women, men = advice.people.able
    assert (women.sex, men.sex) == ("F", "M")
    assert women.percent < men.percent
    assert women.between[0] <= women.percent <= women.between[1]
    (line,) = (line for line in advice.lines() if MEANING in line)
    assert "women" in line
    assert "chose" not in " ".join(advice.people.lines())


def test_more_mass_is_asked_of_the_same_strength(result: LiftResult, advice: Advice) -> None:
    lighter = replace(result, lift=replace(ASIDE, mass_kg=4.0))
    for less, more in zip(static_strength(lighter, 0).able, advice.people.able, strict=True):
        assert more.asked_nm > less.asked_nm + 10.0
        assert less.percent > more.percent


def test_strength_for_a_lift_is_that_against_a_pad_at_right_angles_to_the_trunk() -> None:
    """Upright it is `strength`; deeply bent a pad that pushed straight ahead would find no arm."""
    model, options = model_for("female"), Options()
    upright, bent = (Stance(lean, 0.0, 0.0, (0.0, 0.0, 0.0), 0.0, 0.0, 0.0) for lean in (0.0, 75.0))
    against = strength(model, "L5/S1", "extension", Posture(trunk_inclination=0.0))
    assert greatest_extension(model, upright, options) == pytest.approx(against.total_nm, rel=1e-9)
    assert greatest_extension(model, bent, options) > against.total_nm


def test_masses_that_are_tried_together_stand_as_each_alone(result: LiftResult) -> None:
    moved = replace(ASIDE, end=Hands(horizontal_cm=35.0, vertical_cm=100.0))
    for lift in (moved, ASIDE, replace(ASIDE, start=Hands(horizontal_cm=118.0, vertical_cm=2.0))):
        lifts = [replace(lift, mass_kg=kg) for kg in (0.0, *islice(heavier(10.0), 2))]
        for each, found in zip(lifts, stances_of_each(result.model, lifts), strict=True):
            if isinstance(found, BadInput):
                with pytest.raises(BadInput, match="out of reach"):
                    stances_of(result.model, each)
                continue
            for here, alone in zip(found, stances_of(result.model, each), strict=True):
                angles = (here.trunk_inclination, here.knee_flexion, here.twist, *here.load_m)
                expected = (alone.trunk_inclination, alone.knee_flexion, alone.twist, *alone.load_m)
                assert angles == pytest.approx(expected, abs=1e-7)
    assert list(heavier(90.0)) == [100.0]
    assert next(heavier(0.0)) == 2.0
