"""What is asked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from dorsum.body.subject import ACTIVE_RANGE, RANGES, STRENGTH_RANGE, Sex
from dorsum.motion.sliders import SLIDERS
from dorsum.view.api.model import Message

LONGEST_NAME = 100  # letters
LONGEST_FILE_NAME = 255
MOST_TASK_LETTERS = (
    60_000  # of a task file: some 200 keyframes, and in any script less than `Bounds.body_bytes`
)
STRENGTHS = (*STRENGTH_RANGE, "times")
MOST_WEAK = 12  # muscles and nerves of one body
MOST_IDS = 2**53 - 1  # the largest whole number that JavaScript holds

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Who = Annotated[Name | None, Field(description="A name from /api/subjects; by default that of the server.")]
Side = Literal["right", "left", "both"]
Taken = Annotated[
    Literal["giving", "exact"],
    Field(description="Whether joints give as far as a posture is known, or stand exactly as stated."),
]
FileFormat = Literal["csv", "json", "sto", "parquet", "nc", "toml"]


def slid(name: str, more: str = "") -> Any:
    """A field of a slider, with the label and the bounds of its row."""
    (slider,) = (slider for slider in SLIDERS if slider.name == name)
    low, high = slider.allowed
    label = f"{slider.label}, {slider.unit}"
    return Field(ge=low, le=high, description=f"{label}; {more}." if more else f"{label}.")


class TaskFile(Message):
    """A task file (TOML) of the user's: its name, which stands in messages, and its text."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_FILE_NAME, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
    text: Annotated[str, Field(max_length=MOST_TASK_LETTERS)]


def bodily(name: str, says: str) -> Any:
    """A field of a body, with the range of its value."""
    low, high, unit = STRENGTHS if name == "strength" else RANGES[name]
    return Field(ge=low, le=high, description=f"{says}, {unit}.")


class WeakAsked(Message):
    """A muscle, part or group that has `to` of its force left, or a nerve that is cut; by any name."""

    muscle: Name | None = None
    nerve: Name | None = None
    to: Annotated[
        float | None, Field(ge=ACTIVE_RANGE[0], le=ACTIVE_RANGE[1], description="Of a muscle, times.")
    ] = None
    side: Side = "both"


class BodyAsked(Message):
    """What is otherwise than of the subject that is named; the rest is as with that."""

    sex: Sex | None = None
    height_m: Annotated[float | None, bodily("height_m", "Height")] = None
    mass_kg: Annotated[float | None, bodily("mass_kg", "Mass")] = None
    age_years: Annotated[float | None, bodily("age_years", "Age")] = None
    strength: Annotated[float | None, bodily("strength", "Strength of all muscles, of the usual")] = None
    weak: Annotated[
        tuple[WeakAsked, ...] | None,
        Field(max_length=MOST_WEAK, description="What is weakened or cut, one after the other."),
    ] = None


class AnalyzeQuestion(Message):
    """A task by name or as a file, or a posture: ° from standing, + forward, to the right, turned left."""

    subject: Who = None
    body: BodyAsked | None = None
    shown: Annotated[
        Name | None, Field(description="The subject whose back moves in the picture; without it the same.")
    ] = None
    task: Annotated[
        Name | None, Field(description="From /api/tasks; beside it only subject and mass_kg.")
    ] = None
    file: Annotated[TaskFile | None, Field(description="In the place of `task`.")] = None
    trunk_inclination: Annotated[float | None, slid("trunk_inclination")] = None
    bending: Annotated[float | None, slid("bending")] = None
    turning: Annotated[float | None, slid("turning")] = None
    knee_flexion: Annotated[float | None, slid("knee_flexion")] = None
    mass_kg: Annotated[float | None, slid("mass_kg")] = None
    reach_m: Annotated[float | None, slid("reach_m", "without it the arms hang")] = None
    height_m: Annotated[
        float | None,
        Field(ge=-2, le=2, description="Of the hands above the shoulders; without it the arms are straight."),
    ] = None
    above_floor_m: Annotated[
        float | None, slid("above_floor_m", "in place of height_m; without either the arms are straight")
    ] = None
    side_m: Annotated[float | None, slid("side_m", "of one hand to the right of its shoulder")] = None
    hands: Side | None = None
    posture: Taken = "giving"


class FileQuestion(AnalyzeQuestion):
    """An analysis as a file; toml: the task itself, for `dorsum analyze`."""

    format: FileFormat = "csv"


Id = Annotated[int, Field(strict=True, ge=0, le=MOST_IDS, description="Comes back with the answer.")]


class StimulateQuestion(Message):
    """Pull a muscle, a part or a group by any of its names; `fix`: what is held."""

    subject: Who = None
    muscle: Name
    side: Side = "both"
    activation: Annotated[float, Field(ge=0, le=1)] = 1.0
    fix: Name = "pelvis"


class LiveAnalyze(AnalyzeQuestion):
    """A question over the live line."""

    id: Id
    kind: Literal["analyze"]


class LiveStimulate(StimulateQuestion):
    """A question over the live line."""

    id: Id
    kind: Literal["stimulate"]
