"""A job analysed, as JSON and as rows of a table: the same for every output."""

from __future__ import annotations

from typing import Any

from dorsum.lifting.damage import DailyDamage
from dorsum.lifting.job import Lifting
from dorsum.lifting.shift import KN, Shift


def as_dict(shift: Shift) -> dict[str, Any]:
    """JSON of a shift."""
    lifft, index = shift.lifft, shift.index
    return {
        "job": shift.job.title,
        "subject": shift.body.subject.name,
        "headline": shift.headline,
        "lower_bounds": bool(shift.missing),
        "left_out": shift.lacks(),
        "level": shift.level,
        "posture": shift.posture,
        "damage": {
            "index": shift.damage.total,
            "beyond_fitted": shift.damage.beyond,
            "strength_n": shift.damage.strength,
            "words": shift.damage.lines(),
        },
        "force_time_kn_s": shift.impulse / KN,
        "squared_force_time_kn2_s": shift.squared / KN**2,
        "lifft": None if lifft is None else {"daily": lifft.daily, "percent": lifft.chance} | _words(lifft),
        "niosh": {"rule": index.rule, "index": index.index, "words": index.lines()},
        "parts": rows_of(shift),
    }


def _words(lifft: DailyDamage) -> dict[str, list[str]]:
    return {"words": lifft.lines()}


def rows_of(shift: Shift) -> list[dict[str, Any]]:
    """A row for every part, from what contributes most on."""
    lifft = shift.lifft
    arms = iter(() if lifft is None else lifft.of_task)
    doses = {i: next(arms) for i in shift.done if isinstance(shift.job.parts[i], Lifting)}
    percents = dict(zip(shift.done, shift.damage.percent, strict=True))
    return [_row(shift, i, percents.get(i), doses.get(i)) for i in shift.ranked]


def _row(shift: Shift, i: int, percent: float | None, dose: float | None) -> dict[str, Any]:
    part, once = shift.job.parts[i], shift.done.get(i)
    level, newton = (None, None) if once is None else shift.worst(i)
    return {
        "part": part.title,
        "kind": "lift" if isinstance(part, Lifting) else "held",
        "times": part.times,
        "share": shift.shares[i],
        "damage": shift.damages[i],
        "worst_level": level,
        "compression_n": newton,
        "percent_of_strength": percent,
        "force_time_kn_s": None if once is None else shift.held(i) / KN,
        "lifft_damage": dose,
        "arm_cm": None if once is None or once.arm is None else 100.0 * once.arm,
        "balanced": None if once is None else once.balanced,
        "left_out": shift.missing.get(i),
    }
