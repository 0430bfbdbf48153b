"""What the tasks named in `answers.csv` give: a result each, computed once, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import AnswerRow
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.function.null import null_compression
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.task import Task

SATO = "sato"  # the built-in man with the disc of that study: the subjects' sizes were not seen


@dataclass
class Answers:
    """The answers of one set of tables; each task is computed once for each subject."""

    tables: Tables
    models: dict[str, Model] = field(default_factory=dict)
    results: dict[tuple[str, str, float | None], Result | str] = field(default_factory=dict)

    def row(self, measured: str, name: str) -> AnswerRow:
        """How a measured row is answered."""
        return next(row for row in self.tables.answers if (row.measured, row.row) == (measured, name))

    def model(self, subject: str) -> Model:
        """The model of a built-in subject or of Sato's."""
        if subject not in self.models:
            self.models[subject] = self._sato() if subject == SATO else model_for(subject)
        return self.models[subject]

    def result(self, task: str, subject: str, load_kg: float | None = None) -> Result | str:
        """The result of a task, or the message that says why it cannot be balanced."""
        key = (task, subject, load_kg)
        if key not in self.results:
            asked = Task.named(task)
            if load_kg is not None:
                asked = asked.with_load(load_kg)
            found = analyze(asked, self.model(subject))
            self.results[key] = found if found.shortfall is None else found.shortfall.words
        return self.results[key]

    def _sato(self) -> Model:
        area = next(row for row in self.tables.pressure_conversion if row.quantity == "disc_area_l4_l5_sato")
        subject = replace(Subject.named("male"), name=SATO, disc_area_l4_l5_mm2=area.value)
        return Model(Body.of(subject, self.tables))


def compression(result: Result, level: str) -> float:
    """Compression at a level, N: of a movement the greatest."""
    return float(result.array("compression")[:, SPINE.index(level)].max())


def simplest_compression(result: Result, level: str) -> float:
    """Compression at a level by the simplest model, N: of a movement the greatest."""
    return float(null_compression(result.model, result.analysis)[:, SPINE.index(level)].max())


def activation_pct(result: Result, muscles: Sequence[str], side: str) -> float:
    """Activation of whole muscles in the first frame, mean weighted by maximal force, % of maximum."""
    fascicles = result.body.fascicles
    of_side = [i for i in result.body.active if side in ("both", fascicles[i].side)]
    chosen = [i for i in of_side if fascicles[i].muscle in muscles]
    weights = [fascicles[i].maximal_force for i in chosen]
    return float(100.0 * np.average(result.activations[0, chosen], weights=weights))
