"""What was measured in people, and what other models say: to compare results with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Confidence, Count, Fact, Level, Name, Names, NotNegative, Positive, Row, Sex, ge, min_len
from .mechanics import Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class VertebraLiteratureRow(Fact):
    """Published sizes of a vertebra, one row per study; to compare the measured man with. All in mm."""

    KEY: ClassVar[tuple[str, ...]] = ("level", "study")

    level: Level
    study: Literal["panjabi", "bayoglu"]
    upper_endplate_width_mm: Positive | None
    upper_endplate_depth_mm: Positive | None
    lower_endplate_width_mm: Positive | None
    lower_endplate_depth_mm: Positive | None
    body_height_posterior_mm: Positive | None
    body_height_centre_mm: Positive | None
    disc_below_height_mm: Positive | None
    centre_to_centre_below_mm: Positive | None
    body_centre_to_spinous_tip_mm: Positive | None
    canal_width_mm: Positive | None
    canal_depth_mm: Positive | None
    spinous_process_length_mm: Positive | None
    transverse_process_width_mm: Positive | None
    pedicle_height_mm: Positive | None
    pedicle_width_mm: Positive | None
    confidence: Confidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureConversionRow(Fact):
    """A number that turns disc pressure into force, with the range found."""

    KEY: ClassVar[tuple[str, ...]] = ("quantity",)

    quantity: Name
    value: float | None
    low: float | None
    high: float | None
    unit: str
    condition: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow(Fact):
    """A limit or factor of occupational health, or a strength of the spine."""

    KEY: ClassVar[tuple[str, ...]] = ("quantity", "sex", "age_years", "condition")

    quantity: Name
    value: float
    sd: Positive | None
    unit: str
    sex: Sex | None
    age_years: Positive | None
    condition: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthRow(Fact):
    """Greatest moment that people reach, N·m; low and high where a range is published."""

    KEY: ClassVar[tuple[str, ...]] = ("joint", "direction", "sex", "posture", "source")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint": "joints"}

    joint: Name
    direction: Movement
    sex: Sex
    mean_nm: Positive | None
    low_nm: Positive | None
    high_nm: Positive | None
    sd_nm: Positive | None
    posture: Name
    n: Annotated[int, ge(1)] | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentArmBandRow(Fact):
    """Published moment arm of one side's muscle at a spinal joint, mm; locator: table or figure.

    quantity: `arm` for a lever arm, `centroid` for the distance of the muscle's middle from that of the
    disc in a transverse slice, which is no arm where lines lean. Sign: a sagittal one is positive if the
    muscle extends, negative if it flexes; a coronal one is positive if it bends to its own side. parts: the
    muscles of `muscles.csv` that count, weighted by maximal force; `back_extensors` is the one mass of
    erector spinae and multifidus that slices show. use: `test` for a band that the model must fall into: low
    and high of people (mean ± 2 SD) or a proposal from several sources, of something that the model has too;
    `compare` for a value to print beside the model's. Bands come from the literature alone and are never
    moved by what the model gives.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "level", "plane", "posture", "sex", "source", "locator")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "level": "joints", "parts": "muscles"}

    muscle: Name
    parts: Annotated[Names, min_len(1)]
    level: Name
    plane: Literal["sagittal", "coronal"]
    quantity: Literal["arm", "centroid"]
    posture: Literal["standing", "supine", "supine_lordosis", "supine_kyphosis", "lumbar_flexion"]
    sex: Literal["M", "F", "both"]
    n: Count | None
    mean_mm: float
    low_mm: float | None
    high_mm: float | None
    use: Literal["test", "compare"]
    locator: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LigamentRow(Fact):
    """Strength, tension or lever arm of a ligament, disc or whole spinal unit.

    level: a spinal joint, or `lumbar` or `shoulder`. lever_arm: behind the centre of the disc. low, high: a
    range as the note says.
    """

    KEY: ClassVar[tuple[str, ...]] = ("structure", "level", "quantity", "source")

    structure: Name
    level: Name
    quantity: Name
    value: Positive
    low: NotNegative | None
    high: Positive | None
    unit: Literal["%", "N", "N·m", "N/mm", "mm"]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AbdominalPressureRow(Fact):
    """Pressure in the abdomen and what it does; low and high where a range is known."""

    KEY: ClassVar[tuple[str, ...]] = ("quantity", "condition", "source")

    quantity: Name
    value: float
    low: float | None
    high: float | None
    unit: Name
    condition: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PostureFactRow(Fact):
    """What people do in a posture: angles, tone, flexion-relaxation, support; to compare with.

    low, high: range over people (mean ± 2 SD) or studies, as the note says. n: people measured.
    """

    KEY: ClassVar[tuple[str, ...]] = ("topic", "quantity", "condition", "source")

    topic: Literal[
        "sitting",
        "support",
        "flexion_relaxation",
        "full_flexion",
        "supine_to_standing",
        "tone",
        "thoracic_range",
    ]
    quantity: Name
    value: float
    low: float | None
    high: float | None
    unit: Name
    condition: Name
    n: Count | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscPressureRow(Fact):
    """Pressure measured in a disc, or force on a vertebral implant, in one task.

    scored: one of the fifteen held postures of Wilke 1999 that the model is marked on. low, high: range
    over a movement or as printed.
    """

    KEY: ClassVar[tuple[str, ...]] = ("study", "task")

    study: Name
    task: Name
    title: Name
    level: Name
    subject: str
    pressure_mpa: Positive | None
    low_mpa: Positive | None
    high_mpa: Positive | None
    force_n: Positive | None
    relative_to_standing_pct: Positive | None
    scored: bool
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseEmgRow(Fact):
    """What a muscle does, or what L4/L5 bears, in an exercise; an ordering stands in the note."""

    KEY: ClassVar[tuple[str, ...]] = ("exercise", "quantity", "source")

    exercise: Name
    quantity: Name
    comparison: Literal["=", "<", ">", "~", "ordering"]
    value: Positive | None
    sd: Positive | None
    unit: Literal["pct_mvic", "pct_mvc", "n", "ordering"]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparisonRow(Fact):
    """How well another model agrees with what was measured in people."""

    KEY: ClassVar[tuple[str, ...]] = ("study", "model", "task")

    study: Name
    model: Name
    task: Name
    predicted: str
    in_vivo_reference: Name
    result: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRangeRow(Fact):
    """How far a part of the spine turns; joints: those of the part, as in `joints.csv`.

    movement: flexion and extension are from standing, `bending` and `twist` to one side, the others both ways
    together. low, high: spread over people as the note says.
    """

    KEY: ClassVar[tuple[str, ...]] = ("part", "movement", "condition", "source")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joints": "joints"}

    part: Name
    joints: Annotated[Names, min_len(1)]
    movement: Literal[
        "flexion", "flexion_and_extension", "bending", "bending_both_sides", "twist", "twist_both_sides"
    ]
    range_deg: Positive
    low_deg: NotNegative | None
    high_deg: Positive | None
    condition: Name
    n: Count | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow(Row):
    """How the model answers a measured row of `disc_pressure.csv` or `exercise_emg.csv`, or why it cannot.

    row: study and task, or exercise, quantity and source, as `measured` names them. task, against: built-in
    tasks, the others for an ordering, with the load in the hands in kg where it is not the task's own.
    muscles, side: whose activation is compared. remark: why there is no task; where there is one, what had to
    be assumed.
    """

    KEY: ClassVar[tuple[str, ...]] = ("measured", "row")
    REFERS: ClassVar[Mapping[str, str]] = {"muscles": "muscles"}

    measured: Literal["disc_pressure", "exercise_emg"]
    row: Name
    task: str
    load_kg: Positive | None
    against: Names
    against_kg: Positive | None
    subject: Literal["male", "wilke", "sato", ""]
    muscles: Names
    side: Literal["right", "left", "both", ""]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissCauseRow(Row):
    """Why the model misses a measured row: tables, geometry, model, measurement or protocol.

    compared: the kind of comparison; row: what names the row in it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("compared", "row")

    compared: Literal["pressure", "strength", "arm", "range", "exercise"]
    row: Name
    cause: Literal["table", "geometry", "model", "measurement", "protocol"]
    text: Name
