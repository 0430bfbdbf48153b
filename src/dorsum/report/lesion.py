"""What follows from a weakening, in sentences and rows of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dorsum.clinic.consequences import EFFORTS, NOTE, Arm, Consequences, Leg
from dorsum.clinic.lesion import Lesion, uncertainty
from dorsum.report.answer import person
from dorsum.words import lowered, percent

MUSCLES = 8  # that change most, told


class Section(NamedTuple):
    """A heading, a table of words with its head, and sentences below it."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    sentences: Sequence[str]


def sections(found: Consequences) -> Iterator[Section]:
    """All that follows, what a task bears first."""
    if found.lesion is not None:
        yield _levels(found.lesion)
        yield _muscles(found.lesion)
    if found.losses:
        yield _losses(found)
    for side, arm in found.arms.items():
        yield _arm(side, arm)
    for side, leg in found.legs.items():
        yield _leg(side, leg)
    yield _ground(found)


def headline(found: Consequences) -> str:
    """What happened, and the lumbar disc that bears most."""
    words = found.pair.weakening.words
    if found.lesion is None:
        return f"{words[:1].upper()}{words[1:]}."
    worst = found.lesion.worst
    before, after = ("at least " * bool(lacks) for lacks in found.lesion.lacks)
    return (
        f"{words[:1].upper()}{words[1:]}, {lowered(found.lesion.before.title)}: {worst.level} bears {after}"
        f"{worst.after_n:.0f} N, {before}{worst.before_n:.0f} N before."
    )


def _levels(lesion: Lesion) -> Section:
    rows = [
        (
            each.level,
            f"{each.before_n:.0f}",
            f"{each.after_n:.0f}",
            "?" if all(lesion.lacks) else f"{each.after_n - each.before_n:+.0f}",
            f"{each.shear_before_n:.0f}",
            f"{each.shear_after_n:.0f}",
        )
        for each in lesion.levels
    ]
    told = [
        f"{when}, {words}: loads are lower bounds."
        for when, words in zip(("Before", "After"), lesion.lacks, strict=True)
        if words
    ]
    if all(lesion.lacks):
        told.append("Of two lower bounds nobody knows the difference (?).")
    head = ("level", "before, N", "after, N", "change, N", "shear forward before, N", "after, N")
    return Section("What every level bears at most", head, rows, told)


def _muscles(lesion: Lesion) -> Section:
    rows = [
        (
            f"{lowered(each.name)}, {each.side}" + " (weakened)" * each.weakened,
            f"{each.before_n:.0f}",
            f"{each.after_n:.0f}",
            f"{each.after_n - each.before_n:+.0f}",
            f"{percent(each.activation_before)} → {percent(each.activation_after)}",
        )
        for each in lesion.muscles[:MUSCLES]
    ]
    told = [] if rows else ["No muscle changes by 1 N."]
    head = ("muscle", "before, N", "after, N", "change, N", "activation at most")
    return Section("Muscles that change most", head, rows, told)


def _losses(found: Consequences) -> Section:
    rows = [
        (
            each.words,
            f"{each.before_nm:.0f}",
            f"{each.after_nm:.0f}" if each.held else "not held",
            percent(round(each.lost, 2) + 0.0),
        )
        for each in found.losses
    ]
    told = [EFFORTS]
    if any(not each.held for each in found.losses):
        told.append(
            "Not held: the muscles left cannot hold even the posture of the test, clavicle and scapula where"
            " healthy people have them."
        )
    head = ("effort", "before, N·m", "after, N·m", "lost")
    return Section("Strength by direction", head, rows, told)


def _arm(side: str, arm: Arm) -> Section:
    rows = [
        (
            f"held up {'forward' if each.way == 'flexion' else 'sideways'} to",
            f"{each.before_deg:.0f}°",
            f"{each.after_deg:.0f}°",
        )
        for each in arm.raised
    ]
    goes = arm.winging.unheld or arm.winging.pulled
    told = []
    if goes:
        words = ", ".join(f"{each.movement.replace('_', ' ')} {each.amount:.1f} {each.unit}" for each in goes)
        lead = (
            "With the arm held forward the other muscles cannot keep the scapula from (moment that lacks): "
            if arm.winging.unheld
            else "With the arm held forward the other muscles hold the scapula; without them it would go: "
        )
        told.append(f"{lead}{words}.")
    return Section(f"Arm and scapula, {side}", ("the arm", "before", "after"), rows, told)


def _leg(side: str, leg: Leg) -> Section:
    rows = [
        ("lacks of hip abduction, N·m", f"{leg.before.lacks_nm:.0f}", f"{leg.after.lacks_nm:.0f}"),
        (
            "the same, trunk leaning 20° over the leg",
            f"{leg.before.lacks_leaning_nm:.0f}",
            f"{leg.after.lacks_leaning_nm:.0f}",
        ),
    ]
    told = []
    if leg.after.drops:
        lean = leg.after.lean_deg
        held = "no lean up to 40° is enough" if lean is None else f"a lean of {lean:.0f}° is enough"
        told.append(
            "The pelvis drops on the side of the lifted leg; a trunk leaning over the stance leg lessens what"
            f" lacks: {held}."
        )
    return Section(f"Standing on the {side} leg", ("on one leg", "before", "after"), rows, told)


def _ground(found: Consequences) -> Section:
    told = [*found.pair.weakening.notes]
    if found.lesion is not None:
        told.append(uncertainty(found.lesion))
    told.append(
        f"Assumed: {person(found.pair.whole.subject)}; facts {found.pair.whole.tables.digest[:12]}. {NOTE}"
    )
    return Section("", (), [], told)
