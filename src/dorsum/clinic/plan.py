"""A small set of exercises in which every extensor of the back works, none of them above a load.

Of the exercises that stay below the limit at every lumbar disc and whose numbers are sound, those are taken
that work most extensors not worked yet, of equals the one with less load. A muscle counts as worked from
40 % of its maximum on, or from 20 % where nothing below the limit brings it to 40 %; what is not needed any
more is left out. It is a rule, printed with its reasons, and no prescription.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dorsum import inputs
from dorsum.clinic.choice import LITTLE, LUMBAR_WORST, PERCENT, load_at
from dorsum.clinic.exercises import Computed, Held
from dorsum.clinic.personal import NO_ADVICE, STOP

# Groups that are worked as one: what extends the spine, with the hips' extensor that carries it.
EXTENSORS: Mapping[str, tuple[str, ...]] = {
    "lumbar multifidus": ("multifidus_lumborum",),
    "thoracic multifidus": ("multifidus_thoracis",),
    "longissimus": ("longissimus_thoracis_pars_lumborum", "longissimus_thoracis_pars_thoracis"),
    "iliocostalis": ("iliocostalis_lumborum_pars_lumborum", "iliocostalis_lumborum_pars_thoracis"),
    "thoracic iliocostalis": ("iliocostalis_thoracis",),
    "spinalis": ("spinalis_thoracis",),
    "semispinalis of the thorax": ("semispinalis_thoracis",),
    "quadratus lumborum": (
        "quadratus_lumborum_iliocostal",
        "quadratus_lumborum_iliolumbar",
        "quadratus_lumborum_lumbocostal",
    ),
    "extensors of the neck": (
        *("semispinalis_capitis", "semispinalis_cervicis", "splenius_capitis", "splenius_cervicis"),
        *("longissimus_capitis", "longissimus_cervicis", "multifidus_cervicis"),
    ),
    "gluteus maximus": ("gluteus_maximus",),
}
MUCH = 0.40  # of maximum: activity above this is called high [DiGiovine1992, recalled]; assumed
LIMIT_RANGE = (200.0, 10000.0)  # N
USUAL_LIMIT = 3000.0  # N; asked for where none is told: below NIOSH's 3400


@dataclass(frozen=True)
class Step:
    """An exercise of a plan: what it works, share of maximum by group, and what it costs where most."""

    held: Held
    level: str
    load_n: float
    works: Mapping[str, float]
    new: tuple[str, ...]  # those that no other of the plan works enough


@dataclass(frozen=True)
class Plan:
    """Exercises, and the groups that none below the limit works enough: the best of it, in words."""

    limit_n: float
    steps: tuple[Step, ...]
    lacking: Mapping[str, str]
    above: int  # exercises that were left out for their load
    doubtful: int  # and those whose numbers are to be doubted


def plan(computed: Computed, limit_n: float = USUAL_LIMIT) -> Plan:
    """The plan by the rule of the module.

    Raises:
        BadInput: a limit out of its range.
    """
    limit_n = inputs.within("limit", limit_n, *LIMIT_RANGE, "N")
    sound = [each for each in computed.exercises if each.sound]
    below = [each for each in sound if load_at(each, LUMBAR_WORST)[1] <= limit_n]
    enough = {group: _enough(group, below, computed) for group in EXTENSORS}
    worked = {
        each.exercise: {
            group: share for group, share in works(each, computed).items() if share >= enough[group]
        }
        for each in below
    }
    taken: list[Held] = []
    left = {group for of in worked.values() for group in of}
    while left:
        best = min(below, key=lambda each: (-len(left & {*worked[each.exercise]}), _most(each)))
        taken.append(best)
        left -= set(worked[best.exercise])
    taken = _needed(taken, worked)
    return Plan(
        limit_n=limit_n,
        steps=tuple(_step(each, taken, worked, computed) for each in taken),
        lacking={group: _best(group, below, computed) for group in _lacking(worked)},
        above=len(sound) - len(below),
        doubtful=len(computed.exercises) - len(sound),
    )


def _most(held: Held) -> float:
    return load_at(held, LUMBAR_WORST)[1]


def _enough(group: str, below: Sequence[Held], computed: Computed) -> float:
    """The share from which a group counts as worked: 40 % where an exercise reaches it, else 20 %."""
    reached = max((works(each, computed).get(group, 0.0) for each in below), default=0.0)
    return MUCH if reached >= MUCH else LITTLE


def works(held: Held, computed: Computed) -> dict[str, float]:
    """The groups that an exercise works above what is called low, on the side that works more."""
    found = {name: held.of(muscles, computed.volumes) for name, muscles in EXTENSORS.items()}
    return {name: share for name, share in found.items() if share is not None and share >= LITTLE}


def _needed(taken: Sequence[Held], worked: Mapping[str, Mapping[str, float]]) -> list[Held]:
    """Without those whose groups the others work, too, the heaviest first."""
    kept = list(taken)
    for each in sorted(taken, key=lambda of: -load_at(of, LUMBAR_WORST)[1]):
        others = {group for of in kept if of is not each for group in worked[of.exercise]}
        if set(worked[each.exercise]) <= others:
            kept.remove(each)
    return kept


def _step(
    each: Held, taken: Sequence[Held], worked: Mapping[str, Mapping[str, float]], computed: Computed
) -> Step:
    others = {group for of in taken if of is not each for group in worked[of.exercise]}
    level, load = load_at(each, LUMBAR_WORST)
    new = tuple(group for group in worked[each.exercise] if group not in others)
    return Step(each, level, load, works(each, computed), new)


def _lacking(worked: Mapping[str, Mapping[str, float]]) -> list[str]:
    reached = {group for of in worked.values() for group in of}
    return [group for group in EXTENSORS if group not in reached]


def _best(group: str, below: Sequence[Held], computed: Computed) -> str:
    """The most that an exercise below the limit asks of a group, in words."""
    shares = [(held.of(EXTENSORS[group], computed.volumes), held) for held in below]
    share, held = max(
        ((s, h) for s, h in shares if s is not None), key=lambda of: of[0], default=(None, None)
    )
    if share is None or held is None:
        return "it takes part in none"
    return f"at most {PERCENT * share:.0f} % in {held.exercise}"


def plain(found: Plan, computed: Computed) -> dict[str, Any]:
    """The plan as plain values."""
    return {
        "subject": computed.who,
        "limit_n": found.limit_n,
        "worked_from_pct": [PERCENT * MUCH, PERCENT * LITTLE],
        "plan": [
            {
                "exercise": step.held.exercise,
                "title": step.held.title,
                "level": step.level,
                "compression_n": round(step.load_n),
                "works_pct": {group: round(PERCENT * share, 1) for group, share in step.works.items()},
                "only_here": list(step.new),
            }
            for step in found.steps
        ],
        "lacking": dict(found.lacking),
        "left_out_for_load": found.above,
        "left_out_as_doubtful": found.doubtful,
        "rule": RULE,
        "no_advice": NO_ADVICE,
        "stop": STOP,
    }


RULE = (
    "of the exercises below the limit at every lumbar disc the one that works most groups not worked yet, of "
    "equals that with less load, until all are worked: from 40 % of maximum on, or from 20 % where none "
    "reaches 40 %; what is not needed is left out; what works one side is done on both"
)
