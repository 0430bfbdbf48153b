"""Questions of the page answered with the functions of the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES
from dorsum.errors import BadInput
from dorsum.exchange.write.results import save_result
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.controls import Controls, task_of
from dorsum.motion.task import Task
from dorsum.motion.write import task_text
from dorsum.report.answer import alike
from dorsum.report.certificate import certificate_words
from dorsum.report.data import result_as_dict
from dorsum.report.gives import assumed_of_postures
from dorsum.report.needed import needed, shares_of
from dorsum.report.summary import Summary, summaries_of
from dorsum.units import N_PER_CM2
from dorsum.view.api import answers as api
from dorsum.view.api.questions import AnalyzeQuestion
from dorsum.view.own_task import named_task, of_another, person
from dorsum.view.scene import limits_of
from dorsum.view.weak import weakenings, without_part
from dorsum.words import listed

Singles = NDArray[np.float32]

HARDEST = 12  # muscles and sides in the list of those that work hardest
FULL_STRENGTH = 0.995  # activation: what is written as 100 %
POSTURE = tuple(name for name in Controls.__dataclass_fields__ if name != "mass_kg")
EXACTLY = "# The joints were taken exactly as stated: dorsum analyze --posture exact.\n"
LEVEL_ARRAYS = ("compression", "anterior_shear", "right_shear", "pressure")
LEVEL_VALUES = (*LEVEL_ARRAYS, "exact_compression")


@dataclass(frozen=True)
class Analyzed:
    """A result with the figures that the page shows."""

    result: Result
    shown: Model  # of the back that moves in the picture
    warnings: tuple[str, ...] = ()  # besides those of the result
    lost: tuple[str, ...] = ()  # by the muscles of its body, in words

    @cached_property
    def transforms(self) -> Singles:
        """Rows of [R|o] of every body of the back that is shown (frames, n_bodies · 12), m."""
        result = self.result
        posed = self.shown.place(np.asarray(result.angles)) if self._picture else result.posed
        return transforms_of(np.asarray(posed.rotation), np.asarray(posed.origin))

    @property
    def _picture(self) -> list[str]:
        """What is to be known of the picture: that it shows another body, if it does."""
        here, there = self.shown.body.subject, self.result.body.subject
        if alike(replace(here, strength=there.strength, active=there.active), there):
            return []  # muscles pull otherwise, which no picture shows
        return [f"The picture moves another body, a {person(here)}, in the same posture."]

    @cached_property
    def summary(self) -> api.AnalyzeSummary:
        """The small values."""
        (summary,) = summaries_of([self.result])
        result = self.result
        return api.AnalyzeSummary(
            task=result.task,
            title=result.title,
            subject=result.body.subject.name,
            whose=", ".join([person(result.body.subject), *self.lost]),
            assumptions=[*result.assumptions, *self._picture],
            headline=summary.headline,
            peak=api.Peak(
                level=summary.level,
                compression_n=summary.compression,
                words=summary.load,
                known=not summary.lacks and summary.between is None,
            ),
            reference=summary.reference,
            failed=list(summary.failed),
            sentences=[
                *(summary.shear_words, summary.limits_passed, summary.hardest),
                *spent(summary),
                *result.beyond_ring,
                *certificate_words(result),
            ],
            warnings=[*self.warnings, *result.warnings],
            balanced=result.balanced.tolist(),
            doubtful=result.doubtful.tolist(),
            short_nm=result.short_nm.tolist(),
            short_at=list(result.short_at),
            shortfall=result.shortfall.words if result.shortfall else None,
            peak_frame=summary.peak_frame,
            limits=limits_of(result.body),
            hardest=efforts(summary)[:HARDEST],
            gives=joints_give(summary.gives),
            certificate=api.Certificate(**result.certificate()),
        )

    @cached_property
    def strength_used(self) -> api.StrengthUsed:
        """What share of the strength it takes: found when asked for, after all else."""
        return api.StrengthUsed(words=" ".join(needed(self.result)), shares=dict(shares_of(self.result)))

    def answer(self) -> api.AnalyzeAnswer:
        """Everything, as JSON."""
        result = self.result
        loads = zip(*(_or_none(getattr(result, name)) for name in LEVEL_VALUES), strict=True)
        return api.AnalyzeAnswer(
            **self.summary.model_dump(),
            frames=[
                api.Frame(time_s=time, transforms=rows, activation=a, tension=f, stress=s)
                for time, rows, a, f, s in zip(
                    result.times.tolist(),
                    self.transforms.tolist(),
                    _or_none(result.activations),
                    _or_none(result.forces),
                    _or_none(stress_of(result)),
                    strict=True,
                )
            ],
            levels=[
                [
                    api.LevelLoad(**dict(zip(LEVEL_VALUES, level, strict=True)))
                    for level in zip(*frame, strict=True)
                ]
                for frame in loads
            ],
        )

    def live(self, number: int) -> tuple[str, bytes]:
        """Head and arrays of an answer over the live line."""
        result = self.result
        places, content = packed(arrays_of(result, self.transforms))
        head = api.LiveAnalyzed(
            **self.summary.model_dump(),
            id=number,
            kind="analyze",
            ok=True,
            frames=len(result.times),
            binary=api.AnalyzeArrays(**places),
        )
        return head.model_dump_json(), content


def packed(arrays: Mapping[str, NDArray[np.floating]]) -> tuple[dict[str, tuple[int, int]], bytes]:
    """Arrays one after the other as little-endian f32, and where each lies: first number and count."""
    places, at = {}, 0
    for name, values in arrays.items():
        places[name] = (at, values.size)
        at += values.size
    return places, np.concatenate([values.ravel() for values in arrays.values()]).astype("<f4").tobytes()


def transforms_of(rotation: NDArray[np.float64], origin: NDArray[np.float64]) -> Singles:
    """Rows of [R|o] (frames, n_bodies · 12) of rotations (frames, n_bodies, 3, 3) and origins."""
    rows = np.concatenate([rotation, origin[..., None]], axis=-1)
    return rows.reshape(len(rows), -1).astype(np.float32)


def stress_of(result: Result) -> NDArray[np.float64]:
    """Tension over the cross-section of this subject (frames, n_fascicles), Pa; NaN without a part."""
    areas = [
        f.maximal_force / (f.row.specific_tension_n_cm2 * N_PER_CM2) for f in result.body.fascicles
    ]  # m²
    found: NDArray[np.float64] = result.forces / np.array(areas)
    return found


def arrays_of(result: Result, transforms: Singles) -> dict[str, NDArray[np.floating]]:
    """What the page shows of every frame, by the names of `AnalyzeArrays`."""
    return {
        "times": result.times,
        "transforms": transforms,
        "activation": result.activations,
        "tension": result.forces,
        "stress": stress_of(result),
        **{name: getattr(result, name) for name in LEVEL_ARRAYS},
    }


def joints_give(gives: Gives | None) -> api.JointsGive | None:
    """How far joints gave, with a line to show; None where the posture is taken exactly."""
    if gives is None:
        return None
    (words,) = assumed_of_postures([gives])
    return api.JointsGive(**asdict(gives), words=f"{words[:1].upper()}{words[1:]}.")


def efforts(summary: Summary) -> list[api.Effort]:
    """Muscles and sides that take part, the hardest-working first."""
    found = [
        api.Effort(
            muscle=muscle.row.muscle,
            name=muscle.row.name,
            side=side,
            activation=muscle.activation[side],
            force=muscle.force[side],
        )
        for muscle in summary.muscles
        for side in SIDES
        if not np.isnan(muscle.activation[side])
    ]
    return sorted(found, key=lambda effort: -effort.activation)


def spent(summary: Summary) -> list[str]:
    """Which muscles do all that they can, in a sentence; none where all have something left."""
    found: dict[str, list[str]] = {}
    for effort in efforts(summary):
        if effort.activation >= FULL_STRENGTH:
            found.setdefault(effort.name, []).append(effort.side)
    if not found:
        return []
    names = "; ".join(f"{name} ({listed(sides)})" for name, sides in found.items())
    return [f"At the end of their strength: {names}."]


def _or_none(values: NDArray[np.floating]) -> list[list[float | None]]:
    """Nested lists with None where there is no number."""
    return [[None if x != x else x for x in row] for row in values.tolist()]


def analyzed(question: AnalyzeQuestion, model: Model, shown: Model) -> Analyzed:
    """A task by name, as a file or by sliders, for a model; `shown` is the one in the picture.

    Raises:
        BadInput, UnknownName: it makes no sense.
    """
    task = task_asked(question, model)
    found, lost = analyze(task, model, posture=question.posture), weakenings(question.body)
    notes = dict.fromkeys(note for each in lost for note in each.notes)
    told = [f"{each.words[:1].upper()}{each.words[1:]}." for each in lost]
    found = replace(found, assumptions=(*told, *notes, *found.assumptions))
    warnings = (*of_another(task, model.body.subject), *without_part(lost, model.body))
    return Analyzed(found, shown, warnings, tuple(each.words for each in lost))


def task_asked(question: AnalyzeQuestion, model: Model) -> Task:
    """The task that is asked about."""
    given = question.model_dump(include=set(POSTURE), exclude_none=True)
    task = named_task(question)
    if task is None:
        return task_of(model, Controls(**given, mass_kg=question.mass_kg or 0.0))
    if given:
        raise BadInput(f"a task takes its own posture: leave out {', '.join(given)}, or the task")
    return task if question.mass_kg is None else task.with_load(question.mass_kg)


def file_of(result: Result, suffix: str) -> bytes:
    """The file that `dorsum analyze` would save, or print as JSON."""
    if suffix == "json":
        text = json.dumps(result_as_dict(result), indent=2, ensure_ascii=False, allow_nan=False)
        return f"{text}\n".encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"result.{suffix}"
        save_result(result, path)
        return path.read_bytes()


def task_file(question: AnalyzeQuestion, model: Model) -> bytes:
    """The task that is asked about as a file: `dorsum analyze` finds the same, as it names the subject."""
    text = task_text(replace(task_asked(question, model), subject=model.body.subject))
    return f"{EXACTLY if question.posture == 'exact' else ''}{text}".encode()
