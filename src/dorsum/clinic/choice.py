"""Which exercise works a muscle, and what it costs a level of the spine: the model beside what was measured.

Facts and simulation: no exercise is recommended to anybody, and questions about pain or surgery are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.exercises import LEAST_PCT, LITTLE_PCT
from dorsum.anatomy.read import Tables
from dorsum.body.names import LUMBAR, SIDES, SPINE
from dorsum.clinic.agreement import Beside, beside
from dorsum.clinic.exercises import Computed, Held, named
from dorsum.clinic.personal import NO_ADVICE, STOP
from dorsum.errors import UnknownName

PERCENT, KILO = 100.0, 1000.0
LITTLE = LITTLE_PCT / PERCENT
LUMBAR_WORST = "lumbar"  # in place of a level: that of the five lumbar discs that bears most


@dataclass(frozen=True)
class Choice:
    """An exercise for a muscle: side and share of maximum of the side that works more, N at the level.

    per_kn: % of maximum for each kN. measured: rows of the same muscle, `contradicts` what words and numbers
    say against each other. documents: those that name the exercise. before: without the weakening, if any.
    """

    held: Held
    side: str
    activity: float
    level: str
    load_n: float
    measured: tuple[Beside, ...]
    says: str
    documents: tuple[str, ...]
    contradicts: tuple[str, ...]
    before: tuple[float, float] | None = None

    @property
    def per_kn(self) -> float:
        """Activity in % of maximum for each kN of compression."""
        return PERCENT * self.activity / max(self.load_n / KILO, 1e-9)


def level_of(name: str | None) -> str:
    """A level of the spine as it is written, or the lumbar one that bears most.

    Raises:
        UnknownName: there is none; the nearest names are told.
    """
    if name is None:
        return LUMBAR_WORST
    plain = {re.sub(r"[^a-z0-9]", "", level.lower()): level for level in (*SPINE, LUMBAR_WORST)}
    found = plain.get(re.sub(r"[^a-z0-9]", "", name.lower()))
    if found is None:
        raise UnknownName("level of the spine", name, (*SPINE, LUMBAR_WORST))
    return found


def load_at(held: Held, level: str) -> tuple[str, float]:
    """The level meant and its compression, N."""
    if level == LUMBAR_WORST:
        level = max(LUMBAR, key=lambda each: held.compression[each])
    return level, held.compression[level]


def choose(
    atlas: Atlas,
    computed: Computed,
    muscles: Sequence[str],
    level: str = LUMBAR_WORST,
    before: Computed | None = None,
) -> tuple[Choice, ...]:
    """Exercises in which the muscles take part, by activity for each kN at the level, the most first; those
    in which the muscles work up to 20 % of maximum come last.

    `before` are the same exercises of the body without its weakening.
    """
    wanted, tables = set(muscles), atlas.tables
    rows = [row for row in beside(tables, computed) if row.muscles and wanted & set(row.muscles)]
    found = []
    for held in computed.exercises:
        sides = [held.of(muscles, computed.volumes, side) for side in SIDES]
        if sides[0] is None or sides[1] is None:
            continue
        share = max(sides[0], sides[1])
        at, load = load_at(held, level)
        measured = tuple(row for row in rows if row.task == held.exercise)
        says, documents = _words(tables, held, wanted)
        then = before.by_name.get(held.exercise) if before is not None else None
        found.append(
            Choice(
                held=held,
                side=_side(sides[0], sides[1]),
                activity=share,
                level=at,
                load_n=load,
                measured=measured,
                says=says,
                documents=documents,
                contradicts=tuple(contradictions(says, share, measured)),
                before=None if then is None or before is None else _before(then, before, muscles, at),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.activity < LITTLE, -each.per_kn, each.held.exercise)))


def _before(held: Held, computed: Computed, muscles: Sequence[str], level: str) -> tuple[float, float] | None:
    share = held.of(muscles, computed.volumes)
    return None if share is None else (share, held.compression[level])


def _side(right: float, left: float) -> str:
    if abs(right - left) < 0.01:
        return "both"
    return SIDES[0] if right > left else SIDES[1]


def _words(tables: Tables, held: Held, wanted: set[str]) -> tuple[str, tuple[str, ...]]:
    """What the clinical table says that the exercise does to these muscles, and who names it."""
    clinical = next((r for r in tables.clinical if r.id == named(tables, held.exercise).clinical), None)
    if clinical is None:
        return "", ()
    titles = {row.document: row.title for row in tables.documents}
    by_claim = {row.claim: titles[row.document] for row in tables.claims}
    documents = tuple(sorted({by_claim[claim] for claim in clinical.claims}))
    return (clinical.effect if wanted & set(clinical.muscles) else ""), documents


def contradictions(says: str, ours: float, measured: Sequence[Beside]) -> list[str]:
    """What words, measurement and model say against each other, in sentences.

    "Strengthens" asks for 45 % of maximum, "strengthens (endurance)" for more than the 20 % that are called
    low; each measured mean is held against that, and against the model.
    """
    told = []
    if says in LEAST_PCT:
        least = LEAST_PCT[says] / PERCENT
        told += [
            f"the tables say “{says}”: measured {row.words}, below {PERCENT * least:.0f} %"
            for row in measured
            if row.comparison in "=<~" and row.measured < PERCENT * least
        ]
        if ours < least:
            short = f"{PERCENT * ours:.0f} %, below {PERCENT * least:.0f} %"
            told.append(f"the tables say “{says}”: in the model {short}")
    told += [
        f"model {row.ours:.0f} %, measured {row.words}"
        for row in measured
        if row.disagrees and row.ours is not None
    ]
    return told


def plain(choices: Sequence[Choice], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as plain values: JSON as it is, and what the text is made of."""
    return {**asked, "exercises": [_plain(each) for each in choices], "no_advice": NO_ADVICE, "stop": STOP}


def _plain(each: Choice) -> dict[str, Any]:
    return {
        "exercise": each.held.exercise,
        "title": each.held.title,
        "side": each.side,
        "activity_pct": round(PERCENT * each.activity, 1),
        "level": each.level,
        "compression_n": round(each.load_n),
        "activity_pct_per_kn": round(each.per_kn, 1),
        "before": None
        if each.before is None
        else {"activity_pct": round(PERCENT * each.before[0], 1), "compression_n": round(each.before[1])},
        "measured": [
            {
                "study": row.study,
                "exercise": row.exercise,
                "quantity": row.quantity,
                "value_pct": row.measured,
                "sd_pct": row.sd,
                "comparison": row.comparison,
                "provenance": row.provenance,
                "model_pct": None if row.ours is None else round(row.ours, 1),
                "agrees": row.ours is not None and not row.disagrees,
            }
            for row in each.measured
        ],
        "says": each.says,
        "documents": list(each.documents),
        "contradicts": list(each.contradicts),
        "balanced_beside_spine": list(each.held.free),
        "doubt": each.held.doubt,
    }
