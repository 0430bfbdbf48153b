"""The answer in three lines: the load against its limit, what limits, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dorsum.body.skeleton import SIDES
from dorsum.body.strength import ALL
from dorsum.body.subject import Subject
from dorsum.mechanics.objectives import DEFAULT, words_of
from dorsum.report.effort import MuscleEffort
from dorsum.report.gives import assumed_of_postures, turned_round
from dorsum.report.limits import kilonewton
from dorsum.report.needed import needed
from dorsum.report.summary import Summary
from dorsum.words import listed, lowered, percent

NAMED = 3  # muscles in one line
NEAR = 0.9  # of the greatest effort: named beside the first
FULL = 0.995  # effort and activation: written as 100 %
ROOM = 150  # letters of what is assumed of the posture


def person(subject: Subject) -> str:
    """`a man of 1.75 m and 75 kg`, with what is altered of his strength."""
    sex = "man" if subject.sex == "male" else "woman"
    told = f"a {sex} of {subject.height_m:.2f} m and {subject.mass_kg:g} kg"
    if subject.strength:
        told += f", strength of {_few([f'{_muscles(n)} × {s:g}' for n, s in subject.strength.items()])}"
    if subject.active:
        left = [f"{_muscles(name)} {percent(share)}" for name, share in subject.active.items()]
        told += f", able to contract: {_few(left)}"
    return told


def _few(told: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    return ", ".join(told[:NAMED]) + f" and {len(told) - NAMED} more" * (len(told) > NAMED)


def _muscles(name: str) -> str:
    """What a name of `Subject.strength` stands for."""
    return "all muscles" if name == ALL else name.replace("_", " ")


def limiting(summary: Summary) -> str:
    """The muscles nearest their strength, shear above its limit, what to doubt, and the ribs' ring."""
    sentences = [nearest(summary), *needed(summary.result)]
    if not summary.failed and summary.limits.shear_zone(summary.shear[1]) != "below":
        sentences.append(summary.shear_words)
    return " ".join([*sentences, *doubts(summary), *ring(summary)])


def doubts(summary: Summary) -> list[str]:
    """The warnings of a result as sentences."""
    return [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in summary.warnings]


def ring(summary: Summary) -> list[str]:
    """The worst of what leaves the bounds of the ring of the ribs, in one short sentence; none where none."""
    told = [text.partition(":")[0].replace(" on its vertebra", "") for text in summary.beyond_ring[:1]]
    return [f"Beyond the ribs' ring: {text}." for text in told]


def nearest(summary: Summary) -> str:
    """The muscles that come nearest to their strength, and how many fascicles spend all of theirs."""
    taking = [m for m in summary.muscles if not np.isnan(m.peak)]
    taking.sort(key=lambda m: -m.peak)
    if not taking or summary.rests(max(taking, key=lambda m: max(m.greatest.values()))):
        return f"No muscle does more than keep its resting tone of {summary.tone}."
    most = taking[0].peak
    spent = [m for m in taking if m.peak >= FULL]
    named = spent or [m for m in taking if m.peak >= NEAR * most]
    lead = "At full strength" if spent else f"Nearest {'their' if len(named) > 1 else 'its'} strength"
    words = "; ".join(_full(m) if spent else _effort(m) for m in named[:NAMED])
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return f"{lead}: {words}{more}{_spent(summary)}."


def _spent(summary: Summary) -> str:
    """How many fascicles do all that they can."""
    full, taking = int((summary.greatest_activations >= FULL).sum()), len(summary.result.body.active)
    return f"; {full} of {taking} fascicles pull with all their strength" if full else ""


def _full(muscle: MuscleEffort) -> str:
    sides = [side for side in SIDES if muscle.activation[side] >= FULL]
    return lowered(muscle.row.name) + (f", {sides[0]}" if len(sides) == 1 else "")


def _effort(muscle: MuscleEffort) -> str:
    """`internal oblique, left 36 %`; both sides where both come near."""
    shares = {side: muscle.activation[side] for side in SIDES}
    near = {side: percent(share) for side, share in shares.items() if share >= NEAR * muscle.peak}
    if len(near) == len(SIDES) and len(set(near.values())) == 1:
        return f"{lowered(muscle.row.name)}, {percent(muscle.peak)} on both sides"
    return f"{lowered(muscle.row.name)}, {listed(f'{side} {share}' for side, share in near.items())}"


def assumed(summaries: Sequence[Summary]) -> str:
    """Whose body, the rule by which muscles share the work if it is not the usual one, the posture."""
    results = [summary.result for summary in summaries]
    bodies = list(dict.fromkeys(person(r.body.subject) for r in results))
    told = [listed(bodies)]
    rules = {r.objective: None for r in results if r.objective != DEFAULT}
    told += [f"muscles share the work by {words_of(rule)}" for rule in rules]
    told += assumed_of_postures([summary.gives for summary in summaries])
    told += _short(list(dict.fromkeys(text for r in results for text in r.assumptions)))
    return f"Assumed: {'; '.join(told)}."


def _short(texts: Sequence[str]) -> list[str]:
    """As many of the texts as have room, and how many are left."""
    shown: list[str] = []
    for text in texts:
        if sum(map(len, shown)) + len(text) > ROOM:
            break
        shown.append(lowered(text.rstrip(".")) if text[1:2].islower() else text.rstrip("."))
    left = len(texts) - len(shown)
    return shown + ([f"{left} {'more' if shown else 'assumptions'} (--full)"] if left else [])


def comparison(summaries: Sequence[Summary]) -> str:
    """What several tasks amount to, side by side, in one sentence; empty for one task."""
    if len(summaries) < 2:
        return ""
    least, most = (pick(summaries, key=lambda s: s.compression) for pick in (min, max))
    if least.lacks or most.lacks:
        told = "; ".join(f"{s.result.title}: {_bears(s)}" for s in (least, most))
        return f"{told}. What is a lower bound cannot be compared.{of_two_bodies(summaries)}"
    if least.between or most.between:
        told = "; ".join(f"{s.result.title}: {_bears(s)}" for s in (least, most))
        return f"{told}.{of_two_bodies(summaries)}"
    less = most.compression - least.compression
    share = f"{kilonewton(less)} less ({percent(less / most.compression)})"
    where = "" if least.level == most.level else f" at {most.level}"
    return (
        f"{least.result.title} loads {least.level} with {kilonewton(least.compression)}: {share} than"
        f" {lowered(most.result.title)}, which comes to {kilonewton(most.compression)}{where}."
        f"{turned_round(least.gives, most.gives)}{of_two_bodies(summaries)}"
    )


def _bears(summary: Summary) -> str:
    return f"{summary.load} at {summary.level}"


def of_two_bodies(summaries: Sequence[Summary]) -> str:
    """A sentence where the tasks were computed for different bodies; empty for one body."""
    people: list[tuple[Subject, list[str]]] = []
    for summary in summaries:
        who, title = summary.result.body.subject, lowered(summary.result.title)
        titles = next((titles for other, titles in people if alike(other, who)), None)
        if titles is None:
            people.append((who, [title]))
        else:
            titles.append(title)
    if len(people) < 2:
        return ""
    number = "two" if len(people) == 2 else f"{len(people)}"
    told = "; ".join(f"{person(who)} ({', '.join(titles)})" for who, titles in people)
    return f" These are {number} bodies: {told}."


def alike(one: Subject, other: Subject) -> bool:
    """Whether two subjects have the same body, whatever their names."""
    return replace(one, name=other.name) == other
