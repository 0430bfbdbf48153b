"""Exercises that the model holds, what was measured in exercises, and which goes with which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Name, Names, Row
from .evidence import ExerciseEmgRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseActivityRow(ExerciseEmgRow):
    """More of what is in `exercise_emg.csv`, from further studies; judged on `docs/exercises.md` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRow(Row):
    """An exercise that the model holds.

    task: its task. free: groups of joints to balance beside the spine, those that its limbs work with; where
    muscles lack, or joints do not come to rest, the last is left out, and so on. clinical: the row of
    `clinical.csv` that says what it trains.
    """

    KEY: ClassVar[tuple[str, ...]] = ("task",)
    REFERS: ClassVar[Mapping[str, str]] = {"clinical": "clinical"}

    task: Name
    free: Names
    clinical: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisePairRow(Row):
    """Which exercise, muscles and side answer a measured row, written down before they were computed.

    study, exercise, quantity: the row of `exercise_emg.csv` or `exercise_activity.csv`. task: the exercise;
    where there is none, `remark` says why. muscles: none where a load was measured.
    """

    KEY: ClassVar[tuple[str, ...]] = ("exercise", "quantity", "study")
    REFERS: ClassVar[Mapping[str, str]] = {"task": "exercises", "muscles": "muscles", "study": "sources"}

    study: Name
    exercise: Name
    quantity: Name
    task: str
    muscles: Names
    side: Literal["right", "left", ""]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseMissRow(Row):
    """Why the model ranks the exercises of a study otherwise than their measured activity does."""

    KEY: ClassVar[tuple[str, ...]] = ("study", "quantity")
    REFERS: ClassVar[Mapping[str, str]] = {"study": "sources"}

    study: Name
    quantity: Name
    cause: Literal["table", "geometry", "model", "measurement", "protocol"]
    text: Name
