"""The answer to a lift as plain data: the JSON of `dorsum lift --json`."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from dorsum import __version__
from dorsum.anatomy.rows import Sex
from dorsum.lifting.acceptable import PEOPLE
from dorsum.lifting.published import Refused
from dorsum.report.lift import LiftAnswer
from dorsum.report.lift_rules import niosh_in_full


def lift_as_dict(answer: LiftAnswer) -> dict[str, Any]:
    """One JSON object; what does not exist is None, what a rule refuses says why."""
    found, rules = answer.found, answer.rules
    subject = found.model.body.subject
    joint, size = answer.shear
    limits = (*answer.limits, *rules.shear_limits(), *rules.mass_limits(subject))
    return {
        "version": __version__,
        "tables": found.model.body.tables.digest,
        "title": found.lift.title,
        "lift": asdict(replace(found.lift, subject=None)) | {"subject": subject.as_dict()},
        "first": answer.first,
        "lines": list(answer.lines),
        "balanced": found.balanced,
        "lower_bounds": dict(answer.lower),
        "shortfalls": list(answer.shortfalls),
        "warnings": list(answer.warnings),
        "seconds": found.seconds,
        "speed_m_s": found.speed_m_s,
        "stances": [asdict(stance) for stance in found.stances],
        "levels": [
            {
                "level": load.level,
                "start_n": load.start,
                "end_n": load.end,
                "greatest_n": load.greatest,
                "when": load.when,
            }
            for load in answer.levels
        ],
        "shear": {"joint": joint, "greatest_n": size},
        "strength_used": dict(answer.strength_used),
        "niosh": _niosh(answer),
        "lifft": _lifft(answer),
        "chosen": {PEOPLE[sex]: _chosen(answer, sex) for sex in rules.chosen},
        "limits": [asdict(limit) for limit in limits],
        "assumptions": list(answer.assumed),
    }


def _niosh(answer: LiftAnswer) -> dict[str, Any]:
    found = answer.rules.niosh
    if isinstance(found, Refused):
        return _refused(found)
    return {
        "lifting_index": found.li,
        "recommended_kg": found.rwl,
        "counts": found.governing.where,
        "frequency_independent": answer.rules.pace_free,
        "ends": [
            {"where": end.where, "recommended_kg": end.rwl, "multipliers": dict(end.multipliers)}
            for end in found.points
        ],
        "lines": niosh_in_full(answer.rules),
        "source": found.equation.source,
    }


def _lifft(answer: LiftAnswer) -> dict[str, Any]:
    found = answer.rules.lifft
    if isinstance(found, Refused):
        return _refused(found)
    (task,) = found.tasks
    return {
        "daily_damage": found.daily,
        "chance_percent": found.chance,
        "moment_nm": task.moment,
        "arm_m": answer.rules.arm_m,
        "repetitions": task.repetitions,
        "lines": found.lines(),
    }


def _chosen(answer: LiftAnswer, sex: Sex) -> dict[str, Any]:
    found = answer.rules.chosen[sex]
    if isinstance(found, Refused):
        return _refused(found)
    return {
        "percent": found.percent,
        "at_slowest_pace": answer.rules.pace_free,
        "half_chose_kg": found.median,
        "lines": found.lines(),
    }


def _refused(found: Refused) -> dict[str, Any]:
    return {"refused": list(found.reasons), "source": found.source}
