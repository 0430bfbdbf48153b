"""What published rules say of a lift, in short and in full: each number with its source."""

from __future__ import annotations

from dorsum.lifting.acceptable import MEANING, PEOPLE, Chosen
from dorsum.lifting.damage import MEANING as LIFFT_MEANING
from dorsum.lifting.niosh import MULTIPLIERS, LiftingIndex
from dorsum.lifting.published import Refused, rounded, share
from dorsum.lifting.rules import LiftRules
from dorsum.words import listed

Section = tuple[str, tuple[str, ...]]  # a title and its sentences


def in_short(rules: LiftRules) -> tuple[str, ...]:
    """A sentence of each rule."""
    if rules.lift.end is not None:
        return (_niosh(rules), _lifft(rules), *_chosen(rules))
    told = ("NIOSH and Liberty Mutual rate lifts: tell where this one ends.",)
    return told if rules.repetitions is None else (*told, _lifft(rules))


def in_full(rules: LiftRules) -> tuple[Section, ...]:
    """All that rules say that know the lift alone and no load of a disc."""
    return (
        ("NIOSH lifting equation", tuple(niosh_in_full(rules))),
        ("LiFFT: damage of a day", tuple(rules.lifft.lines())),
        ("Who chose such a weight in studies (Liberty Mutual)", tuple(_chosen_in_full(rules))),
    )


def _niosh(rules: LiftRules) -> str:
    found = rules.niosh
    if isinstance(found, Refused):
        return " ".join(found.lines())
    limit = f"at most {found.rwl:.1f} kg is recommended at the {found.governing.where}"
    if found.li is None:
        return f"NIOSH: no lifting index. {found.undefined}"
    kind = "frequency-independent lifting index" if rules.pace_free else "lifting index"
    goal = found.equation.value("goal")
    return f"NIOSH {kind} {found.li:.1f}: {limit}, and the goal is {goal:.1f} or less."


def _lifft(rules: LiftRules) -> str:
    found = rules.lifft
    if isinstance(found, Refused):
        return found.reasons[0]
    return (
        f"LiFFT: daily damage {found.daily:.3g} of {rules.repetitions:g} such lifts,"
        f" {share(found.chance)}: {LIFFT_MEANING}."
    )


def _chosen(rules: LiftRules) -> tuple[str, ...]:
    told, refused = [], []
    for sex, found in rules.chosen.items():
        if isinstance(found, Chosen):
            told.append(f"{share(found.percent)} of {PEOPLE[sex]}")
        else:
            refused.append(found.reasons[0])
    if not told:
        return tuple(dict.fromkeys(refused))[:1]
    slowest = ", at its slowest pace" if rules.pace_free else ""
    return (f"Liberty Mutual{slowest}: {listed(told)} {MEANING}.", *refused)


def niosh_in_full(rules: LiftRules) -> list[str]:
    """NIOSH's limit and index, each multiplier, and what it would be at the destination."""
    found, placed = rules.niosh, rules.niosh_placed
    if isinstance(found, Refused):
        return found.lines()
    told = [*found.lines(), _multipliers(rules, found)]
    if not rules.control and isinstance(placed, LiftingIndex) and placed.li is not None:
        told.append(
            f"Placed with care at the destination: at most {placed.rwl:.1f} kg, lifting index"
            f" {placed.li:.1f} ({placed.governing.where} counts; {placed.equation.source})."
        )
    return told


def _multipliers(rules: LiftRules, found: LiftingIndex) -> str:
    """What each multiplier of the end that counts stands for; the best is 1."""
    task = found.task
    at = task.destination if found.governing.where == "destination" else task.origin
    assert at is not None  # where it counts
    meaning = {
        "HM": f"reach, hands {at.horizontal:g} cm before the ankles",
        "VM": f"height, hands {at.vertical:g} cm above the floor",
        "DM": f"way, {task.distance:g} cm up or down",
        "AM": f"asymmetry, {at.asymmetry:g}°",
        "FM": "pace, not told"
        if rules.pace_free
        else f"pace, {task.frequency:g} a minute for up to {found.equation.hours_column(task.hours):g} h",
        "CM": f"grip, {task.grip}",
    }
    values = found.governing.multipliers
    parts = "; ".join(f"{name} {rounded(values[name], 2):.2f}: {meaning[name]}" for name in MULTIPLIERS)
    return f"Each multiplier is 1 at best, the smallest takes most away: {parts}."


def _chosen_in_full(rules: LiftRules) -> list[str]:
    found = rules.chosen
    told = [line for sex in found for line in found[sex].lines()]
    return list(dict.fromkeys(told))
