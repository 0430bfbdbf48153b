"""What is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dorsum.view.api.model import Message
from dorsum.view.api.questions import Id
from dorsum.view.api.scene import Limit

Transforms = Annotated[list[float], Field(description="12 numbers per body: rows of [R|o], m.")]


class Frame(Message):
    """One moment. Per fascicle; null for one that takes no part."""

    time_s: float
    transforms: Transforms
    activation: list[float | None]
    tension: Annotated[list[float | None], Field(description="N along the path.")]
    stress: Annotated[list[float | None], Field(description="Pa: tension over cross-section.")]


class LevelLoad(Message):
    """What a disc bears: N and Pa; no pressure above the lumbar spine."""

    compression: float
    anterior_shear: float
    right_shear: float
    pressure: float | None
    exact_compression: Annotated[float | None, Field(description="With every joint exactly as stated.")]


class Effort(Message):
    """A muscle on a side: the mean activation of its fascicles weighted by strength, and their tension, N."""

    muscle: str
    name: str
    side: Literal["right", "left"]
    activation: float
    force: float


class Certificate(Message):
    """How good the solution is, in the worst frame."""

    moment_imbalance_nm: float
    bound_violation: float
    duality_gap: float
    largest_reserve_nm: float
    converged: bool


class JointsGive(Message):
    """How far joints stand off their stated angles, over all frames; in `words` what the page says of it.

    `exact_compression_n` is what the disc at `exact_level` bears at `exact_time_s` with every joint exactly
    as stated, `compression_n` what it bears as they give: of the lumbar disc that bears most, at the nearest
    moment at which both are known. `at_bound_share` is of all angles,
    `wanted_deg` by how much one still wanted to turn where the search for them ended.
    """

    mean_deg: float
    largest_deg: float
    largest: str
    largest_time_s: float
    at_bound_share: float
    stiffest: Annotated[float, Field(description="Times the springs of a joint, through its compression.")]
    frames: int
    frames_not_settled: int
    wanted_deg: float
    exact_level: str | None
    exact_time_s: float | None
    compression_n: float | None
    exact_compression_n: float | None
    words: str


class Peak(Message):
    """The lumbar disc that bears most, in its moment.

    words: its load as the answer says it, such as `at least 2.3 kN`; known: whether that is one value, no
    lower bound and no range between contact forces.
    """

    level: str
    compression_n: float
    words: str
    known: bool


class AnalyzeSummary(Message):
    """The small values of an analysis; where a frame is not balanced its loads are lower bounds.

    `failed`: why no verdict about limits rests on a recording, each with the option that mends it. `gives`:
    null where the posture is taken exactly.

    Per frame: `short_nm`, the largest moment that the muscles lack, N·m, 0 where balanced; `short_at`, where
    and which, such as `L5/S1 extension`; `doubtful`: whether not to believe it. `shortfall`: the worst of
    all in words; null where all are balanced.
    """

    task: str
    title: str
    subject: str
    whose: Annotated[str, Field(description="The body in a few words.")]
    assumptions: list[str]
    headline: str
    peak: Peak
    reference: Annotated[str, Field(description="What the limits are; empty where none is held against.")]
    failed: list[str]
    sentences: list[str]
    warnings: list[str]
    balanced: list[bool]
    doubtful: list[bool]
    short_nm: list[float]
    short_at: list[str]
    shortfall: str | None
    peak_frame: int
    limits: list[Limit]
    hardest: list[Effort]
    gives: JointsGive | None
    certificate: Certificate


class AnalyzeAnswer(AnalyzeSummary):
    """An analysis: `levels` per frame, caudal → cranial."""

    frames: list[Frame]
    levels: list[list[LevelLoad]]


class StrengthUsed(Message):
    """What share of the strength the hardest moment needs, in a sentence and by place (`trunk`, `neck`; limbs
    where they are balanced); null where no strength would do."""

    words: str
    shares: dict[str, float | None]


class PartMoved(Message):
    """How far a part moved: ° or mm."""

    part: str
    side: Literal["right", "left"] | None
    movement: str
    amount: float
    unit: str


class JointMoved(Message):
    """How far a joint turned: °."""

    joint: str
    side: Literal["right", "left"] | None
    movement: str
    amount: float
    unit: str


class RestCertificate(Message):
    """Moment left over, and the least curvature of the energy (null on the live line: it takes too long)."""

    residual_nm: float
    least_stiffness_nm_per_rad: float | None
    steps: int


class StimulateSummary(Message):
    """What pulling a muscle did, as `dorsum stimulate --json` prints it, and in words."""

    muscle: str
    members: list[str]
    side: str
    activation: float
    fix: str
    parts: list[PartMoved]
    joints: list[JointMoved]
    certificate: RestCertificate
    subject: str
    headline: str
    besides: list[str]


class StimulateAnswer(StimulateSummary):
    """With the posture of rest, what is held in its place of standing."""

    transforms: Transforms


class FieldProblem(Message):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Message):
    """A problem document (RFC 9457); of a pull that finds no rest: joint and missing moment (N·m)."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: list[FieldProblem] | None = None
    joint: str | None = None
    missing_moment: float | None = None


Place = Annotated[tuple[int, int], Field(description="First number and count in the binary message of f32.")]


class AnalyzeArrays(Message):
    """Frames one after the other; NaN where there is no value."""

    times: Place
    transforms: Place
    activation: Place
    tension: Place
    stress: Place
    compression: Place
    anterior_shear: Place
    right_shear: Place
    pressure: Place


class LiveAnalyzed(AnalyzeSummary):
    """Head of an answer; one binary message follows."""

    id: Id
    kind: Literal["analyze"]
    ok: Literal[True]
    frames: int
    binary: AnalyzeArrays


class StimulateArrays(Message):
    """The posture of rest."""

    transforms: Place


class LiveStimulated(StimulateSummary):
    """Head of an answer; one binary message follows."""

    id: Id
    kind: Literal["stimulate"]
    ok: Literal[True]
    frames: Literal[1]
    binary: StimulateArrays


class LiveSuperseded(Message):
    """A newer question of the kind came before this one was worked on."""

    id: Id
    kind: Literal["analyze", "stimulate"]
    ok: Literal[False]
    superseded: Literal[True]


class LiveProblem(Message):
    """A question that has no answer; id and kind are null where they could not be read."""

    id: Id | None
    kind: Literal["analyze", "stimulate"] | None
    ok: Literal[False]
    problem: Problem
