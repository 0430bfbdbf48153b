"""What is asked and answered about recorded motion: a line of JSON, then the files or arrays as bytes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dorsum.view.api.answers import AnalyzeArrays, AnalyzeSummary
from dorsum.view.api.model import Message
from dorsum.view.api.questions import LONGEST_FILE_NAME, Name, Taken, Who

MOST_FILES = 16
Role = Literal["recording", "static", "markers", "joints", "coordinates", "model", "task", "forces", "beside"]
RecordingFormat = Literal["csv", "json", "sto", "parquet", "nc", "mot", "html"]
Said = Annotated[str | None, Field(min_length=1, max_length=100)]
Seconds = Annotated[float | None, Field(description="s")]


class SentFile(Message):
    """One of the files whose bytes follow, in their order.

    role: as the option of `dorsum analyze` is called, `recording` itself, or a file that one of them names.
    """

    role: Role
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_FILE_NAME, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
    bytes: Annotated[int, Field(ge=0)]


class RecordingQuestion(Message):
    """A recording and the options of `dorsum analyze`; `subject`: without it the person of the recording."""

    files: Annotated[list[SentFile], Field(min_length=1, max_length=MOST_FILES)]
    subject: Who = None
    shown: Annotated[Name | None, Field(description="The subject whose back moves in the picture.")] = None
    up: Said = None
    forward: Said = None
    unit: Said = None
    person: Said = None
    confidence: Annotated[float | None, Field(ge=0, le=1)] = None
    static: Annotated[
        str | None, Field(pattern=r"^(rest|\d{1,9})$", description="`rest` or a frame, counted from 1.")
    ] = None
    from_s: Seconds = None
    to_s: Seconds = None
    rate_hz: Annotated[float | None, Field(gt=0)] = None
    low_pass_hz: Annotated[float | None, Field(ge=0)] = None
    posture: Taken = "giving"
    format: Annotated[RecordingFormat | None, Field(description="Of the file that is asked for.")] = None


class RecordingGap(Message):
    """A name that is missing in some frames, and in how many in a row."""

    name: str
    frames: int
    longest: int


class RecordingFacts(Message):
    """What `dorsum read --json` prints; `picture`: of the first frame, SVG, empty where none can be drawn."""

    path: str
    format: str
    vendor: str
    kind: str
    marker_set: str
    unit: str
    up: str
    forward: str
    rate_hz: float
    frames: int
    start_s: float
    end_s: float
    persons: list[str]
    known: dict[str, str]
    soft: list[str]
    unknown: dict[str, list[str]]
    gaps: list[RecordingGap]
    plates: list[str]
    subject: dict[str, float]
    notes: list[str]
    missing: list[str]
    command: str
    person: Annotated[str, Field(description="Who it is taken to be, and what says so.")] = ""
    picture: str = ""


class RecordedAnswer(AnalyzeSummary):
    """Head of an answer, padded to a multiple of four bytes; the arrays follow as little-endian f32.

    Of many frames some are shown, at even steps, the one of the peak among them; `balanced` and `doubtful`
    hold of all frames that are nearest to one. `of`: how many there are in all.
    """

    frames: int
    of: int
    person: Annotated[str, Field(description="Whose loads these are, and where that is known from.")]
    binary: AnalyzeArrays
