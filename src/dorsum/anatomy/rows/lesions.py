"""Cut nerves as studies and textbooks tell of them, and which question the model is asked for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Confidence, Fact, Name, Names, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class NerveLesionRow(Fact):
    """What was seen where a nerve, or a root, was cut or blocked, or a muscle `taken`.

    question: what the model is asked, about `joint` and its `directions` in a `stance` (standing, where it is
    empty), and `figure` which number of the
    answer `value`, `low` and `high` are held against; `sense` holds the direction alone. reason: why there is
    no question. All but the
    stance of NRV-23 was stated before the first run.
    """

    KEY: ClassVar[tuple[str, ...]] = ("lesion",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscles": "muscles",
        "nerve": "nerves",
        "taken": "muscles",
    }
    WORDS: ClassVar[tuple[str, ...]] = ("condition", "said", "reason")

    lesion: Name
    nerve: str | None
    root: str
    taken: str | None
    muscles: Names
    condition: Name
    said: Name
    value: float | None
    low: float | None
    high: float | None
    unit: str
    question: Literal["strength", "raising", "scapula", "pelvis", "levels", "prediction", "none"]
    joint: str
    stance: str
    directions: Names
    figure: Literal["", "sense", "left_percent", "lost_percent", "reached_deg", "lost_deg", "count"]
    reason: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionMissRow(Row):
    """Why the model's figure misses a published one: the model, or the study; stated after the run."""

    KEY: ClassVar[tuple[str, ...]] = ("lesion",)
    REFERS: ClassVar[Mapping[str, str]] = {"lesion": "nerve_lesions"}

    lesion: Name
    cause: Literal["model", "study"]
    text: Name
