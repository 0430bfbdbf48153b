"""The model against the one person whose disc pressure was measured while he stood, sat, bent and lifted.

Wilke 1999: pressure in L4/L5 of a 45-year-old man. Fifteen held postures are scored; movements, by the peak,
and Valsalva, for which the abdominal pressure or the course in time is not known, are listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import DiscPressureRow
from dorsum.body.skeleton import SPINE, Floats
from dorsum.function.null import null_compression
from dorsum.mechanics.analysis import Analysis, Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task, built_in_names
from dorsum.units import MPA

STUDY = "Wilke1999"
LEVEL = SPINE.index("L4/L5")
LIGHT_MPA = 0.6  # tasks below are decided by tone and posture, tasks above by moment
FULL_FLEXION = "sitting_full_flexion"  # the paper tells no angle
# Scores beside that of the fifteen postures, fields of `Validation`.
BESIDE = ("without_lying", "without_full_flexion", "null", "null_without_full_flexion")
SWITCHES: Mapping[str, Options] = {
    "reserves": Options(reserves=False),
    "abdominal pressure": Options(abdominal_pressure=False),
    "ligaments": Options(ligaments=False),
    "tone": Options(tone=False),
}


@dataclass(frozen=True)
class Comparison:
    """One task: what was measured and what the model finds; None where it finds no balance."""

    task: str
    title: str
    measured_mpa: float | None
    predicted_mpa: float | None
    scored: bool
    provenance: str  # of the measured value: read or recalled
    failure: str = ""
    measured_low_mpa: float | None = None  # range over a movement, or as printed
    measured_high_mpa: float | None = None
    null_mpa: float | None = None  # by the simplest model (`function.null`)


@dataclass(frozen=True)
class Score:
    """How well predictions agree with measurement; MPa but for r, slope and the counts."""

    rmse_mpa: float
    r: float
    slope: float
    bias_mpa: float
    rmse_light_mpa: float
    rmse_heavy_mpa: float
    worst_task: str
    balanced: int  # tasks that found a balance and are scored
    failed: int  # tasks that found none


@dataclass(frozen=True)
class Validation:
    """The protocol: every task, the score of the held ones, and what each part of the model does to it."""

    tasks: tuple[Comparison, ...]  # scored
    apart: tuple[Comparison, ...]  # movements and Valsalva
    score: Score
    without_lying: Score
    without_full_flexion: Score
    null: Score  # of the simplest model (`function.null`)
    null_without_full_flexion: Score
    switched_off: Mapping[str, Score]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the tasks, the score's figures, then what is beside them."""
        return {
            "tasks": [asdict(task) for task in self.tasks],
            **asdict(self.score),
            **{name: asdict(getattr(self, name)) for name in BESIDE},
            "switched_off": {name: asdict(score) for name, score in self.switched_off.items()},
            "not_scored": [asdict(task) for task in self.apart],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Validation:
        """What `as_dict` made of it."""
        return cls(
            tasks=tuple(Comparison(**task) for task in values["tasks"]),
            apart=tuple(Comparison(**task) for task in values["not_scored"]),
            score=Score(**{f.name: values[f.name] for f in fields(Score)}),
            **{name: Score(**values[name]) for name in BESIDE},
            switched_off={name: Score(**score) for name, score in values["switched_off"].items()},
        )


def validate(model: Model | None = None) -> Validation:
    """Run the protocol with the subject of the study, or with another model of him."""
    model = model or model_for("wilke")
    scored = compared(model)
    simplest = [replace(task, predicted_mpa=task.null_mpa) for task in scored]
    return Validation(
        tasks=scored,
        apart=compared(model, scored=False),
        score=score(scored),
        without_lying=score([task for task in scored if not task.task.startswith("lying")]),
        without_full_flexion=score([task for task in scored if task.task != FULL_FLEXION]),
        null=score(simplest),
        null_without_full_flexion=score([task for task in simplest if task.task != FULL_FLEXION]),
        switched_off={name: score(compared(model, options)) for name, options in SWITCHES.items()},
    )


def compared(
    model: Model, options: Options | None = None, objective: str = DEFAULT, scored: bool = True
) -> tuple[Comparison, ...]:
    """The fifteen held postures of the protocol, or what is listed apart, beside what a model finds."""
    rows = [row for row in model.body.tables.disc_pressure if (row.study, row.scored) == (STUDY, scored)]
    return tuple(_compare(model, row, analysed(model, row, options, objective)) for row in rows)


def analysed(
    model: Model, row: DiscPressureRow, options: Options | None = None, objective: str = DEFAULT
) -> Analysis | None:
    """The analysis of the task that a row is compared with; None where there is none."""
    task = _task_for(row, model.body.tables)
    if not task:
        return None
    return analyse_pose(model, pose_of(Task.named(task), model), objective, options)


def _task_for(row: DiscPressureRow, tables: Tables) -> str:
    """The built-in task that a row is compared with, its own or that of `answers.csv`; empty without one."""
    if row.task in built_in_names():
        return row.task
    name = f"{row.study} {row.task}"
    told = (a for a in tables.answers if (a.measured, a.row) == ("disc_pressure", name) and not a.against)
    return next((answer.task for answer in told), "")


def _compare(model: Model, row: DiscPressureRow, found: Analysis | None) -> Comparison:
    predicted, simplest, failure = None, None, ""
    if found is not None:
        area = model.body.levels.disc_area[LEVEL] * model.body.tables.constant("force_correction_factor")
        simplest = float(null_compression(model, found)[:, LEVEL].max() / area / MPA)
        worst = found.shortfalls.worst
        if worst is None:
            predicted = float(found.pressure[:, LEVEL].max() / MPA)
        else:
            failure = worst.words
    return Comparison(
        task=row.task,
        title=row.title,
        measured_mpa=row.pressure_mpa,
        predicted_mpa=predicted,
        scored=row.scored,
        provenance=row.provenance,
        failure=failure,
        measured_low_mpa=row.low_mpa,
        measured_high_mpa=row.high_mpa,
        null_mpa=simplest,
    )


def score(comparisons: Iterable[Comparison]) -> Score:
    """Score the comparisons that have both values."""
    comparisons = list(comparisons)
    both = [c for c in comparisons if c.measured_mpa is not None and c.predicted_mpa is not None]
    measured = np.array([c.measured_mpa for c in both], dtype=float)
    predicted = np.array([c.predicted_mpa for c in both], dtype=float)
    off = predicted - measured
    light = measured < LIGHT_MPA
    return Score(
        rmse_mpa=_rms(off),
        r=float(np.corrcoef(measured, predicted)[0, 1]),
        slope=float(np.polyfit(measured, predicted, 1)[0]),
        bias_mpa=float(off.mean()),
        rmse_light_mpa=_rms(off[light]),
        rmse_heavy_mpa=_rms(off[~light]),
        worst_task=both[int(np.abs(off).argmax())].task,
        balanced=len(both),
        failed=len(comparisons) - len(both),
    )


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))
