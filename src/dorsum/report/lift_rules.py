"""What published rules say of a lift, in full: each number with its source."""

from __future__ import annotations

from dorsum.lifting.limits import lines as limit_lines
from dorsum.lifting.niosh import MULTIPLIERS, LiftingIndex
from dorsum.lifting.published import Refused, rounded
from dorsum.report.lift import LiftAnswer


def sections_of(answer: LiftAnswer) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """All that rules say, each number with its source, under titles."""
    joint, size = answer.shear
    subject = answer.found.model.body.subject
    fatigue = answer.rules.fatigue(answer.worst.greatest)
    limits = limit_lines(answer.limits, answer.worst.greatest)
    sheared = limit_lines(answer.rules.shear_limits(), size)[:-1]
    masses = limit_lines(answer.rules.mass_limits(subject), answer.found.lift.mass_kg)[:-1]
    bound = "at least " if answer.at_least else ""
    found: list[tuple[str, list[str]]] = [
        ("NIOSH lifting equation", niosh_in_full(answer)),
        ("LiFFT: damage of a day", answer.rules.lifft.lines()),
        ("Who chose such a weight in studies (Liberty Mutual)", _chosen(answer)),
        (
            f"Limits of compression, against {bound}{answer.worst.greatest:.0f} N at {answer.worst.level}",
            limits,
        ),
        (f"Limits of shear, against {bound}{size:.0f} N at {joint}", sheared),
    ]
    if fatigue is not None:
        found.insert(
            2,
            (
                f"Fatigue of the disc by the modelled force of {bound}{answer.worst.greatest:.0f} N",
                fatigue.lines(),
            ),
        )
    if masses:
        found.append(("Reference mass", masses))
    return tuple((title, tuple(sentences)) for title, sentences in found)


def niosh_in_full(answer: LiftAnswer) -> list[str]:
    """NIOSH's limit and index, each multiplier, and what it would be at the destination."""
    found, placed = answer.rules.niosh, answer.rules.niosh_placed
    if isinstance(found, Refused):
        return found.lines()
    told = [*found.lines(), _multipliers(answer, found)]
    if not answer.rules.control and isinstance(placed, LiftingIndex) and placed.li is not None:
        told.append(
            f"Placed with care at the destination: at most {placed.rwl:.1f} kg, lifting index"
            f" {placed.li:.1f} ({placed.governing.where} counts; {placed.equation.source})."
        )
    return told


def _multipliers(answer: LiftAnswer, found: LiftingIndex) -> str:
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
        if answer.rules.pace_free
        else f"pace, {task.frequency:g} a minute for up to {found.equation.hours_column(task.hours):g} h",
        "CM": f"grip, {task.grip}",
    }
    values = found.governing.multipliers
    parts = "; ".join(f"{name} {rounded(values[name], 2):.2f}: {meaning[name]}" for name in MULTIPLIERS)
    return f"Each multiplier is 1 at best, the smallest takes most away: {parts}."


def _chosen(answer: LiftAnswer) -> list[str]:
    found = answer.rules.chosen
    told = [line for sex in found for line in found[sex].lines()]
    return list(dict.fromkeys(told))
