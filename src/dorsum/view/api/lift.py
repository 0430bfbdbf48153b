"""A lift as ergonomists write it, and what published rules say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dorsum.lifting.lift import (
    FARTHEST_CM,
    HIGHEST_CM,
    MOST_A_MINUTE,
    MOST_ASYMMETRY,
    MOST_HOURS,
    MOST_SECONDS,
)
from dorsum.view.api.atlas import TaskName
from dorsum.view.api.model import Message
from dorsum.view.api.questions import BodyAsked, Side, TaskFile, Who, slid


class HandsAsked(Message):
    """Where the hands are: cm forward of the middle between the ankles, above the floor, ° to the right."""

    horizontal_cm: Annotated[float, Field(ge=0, le=FARTHEST_CM)]
    vertical_cm: Annotated[float, Field(ge=0, le=HIGHEST_CM)]
    asymmetry_deg: Annotated[float, Field(ge=-MOST_ASYMMETRY, le=MOST_ASYMMETRY)] = 0.0


class LiftQuestion(Message):
    """A lift; without an end the load is held at its start. What is not told of pace and hours is said."""

    subject: Who = None
    body: BodyAsked | None = None
    mass_kg: Annotated[float, slid("mass_kg")]
    start: HandsAsked
    end: HandsAsked | None = None
    hands: Side = "both"
    style: Literal["free", "stoop", "squat", "semi-squat"] = "free"
    grip: Literal["good", "fair", "poor"] = "good"
    per_minute: Annotated[float | None, Field(gt=0, le=MOST_A_MINUTE)] = None
    hours: Annotated[float | None, Field(gt=0, le=MOST_HOURS)] = None
    seconds: Annotated[
        float | None,
        Field(gt=0, le=MOST_SECONDS, description="How long one lift takes; else as hands usually go."),
    ] = None
    control: Annotated[bool, Field(description="Placed with care: NIOSH asks the destination, too.")] = False


class RuleSaid(Message):
    """What a published rule says in full, each number with its source."""

    title: str
    lines: list[str]


class LiftAnswered(Message):
    """The lift as a task file, which `/api/analyze` takes; a sentence of each published rule, and all."""

    file: TaskFile
    info: TaskName
    lines: list[str]
    rules: list[RuleSaid]
    assumptions: list[str]


class AdviceAnswered(Message):
    """What should change in a lift: the lines of `dorsum lift --advice`, and apart by what they are about."""

    lines: list[str]
    head: str
    job: list[str]
    person: list[str]
    beside: list[str]
    masses: list[str]
    people: list[str]
