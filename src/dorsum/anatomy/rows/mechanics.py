"""Masses, passive joints, posture and the constants of the mechanics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from .columns import (
    Confidence,
    Coordinate,
    Fact,
    Fraction,
    Kind,
    Name,
    Names,
    NotNegative,
    Percent,
    Positive,
    Sex,
    ge,
    le,
)

Movement = Literal["flexion", "extension", "bending", "twist"]
Excursion = Literal[
    "flexion", "extension", "bending", "twist", "abduction", "adduction", "internal_rotation",
    "external_rotation", "elevation", "depression", "protraction", "retraction",
    "backward_rotation", "forward_rotation", "upward_rotation", "downward_rotation",
    "anterior_tilt", "posterior_tilt", "inspiration", "expiration", "radial_deviation",
    "ulnar_deviation", "pronation", "supination", "dorsiflexion", "plantarflexion", "inversion",
    "eversion",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MassRow(Fact):
    """Mass and centre of mass of a segment, one consistent set per sex; the right side counts `copies` times.

    com_reference: `joint`: com_forward_mm and com_up_mm from the centre of the body's joint in upright
    standing; `limb`: com_pct of the length of `limb` from its start, and the offsets from there, if any;
    `mid_hip`: offsets from the midpoint of the hip centres. gyration about the x, y, z axis through the
    centre of mass: in mm, or in % of the length of `limb`.
    """

    KEY: ClassVar[tuple[str, ...]] = ("segment", "sex")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "body": "bodies", "limb": "limbs"}

    segment: Name
    sex: Sex
    body: Name
    copies: Annotated[int, ge(1), le(2)]
    mass_pct: Percent
    com_reference: Literal["joint", "limb", "mid_hip"]
    com_forward_mm: Coordinate | None
    com_up_mm: Coordinate | None
    limb: str | None
    com_pct: Percent | None
    gyration_x_mm: Positive | None
    gyration_y_mm: Positive | None
    gyration_z_mm: Positive | None
    gyration_x_pct: Percent | None
    gyration_y_pct: Percent | None
    gyration_z_pct: Percent | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthRow(Fact):
    """A length of a person by which bodies are stretched along one axis of the scan.

    measured: `along` from start to end on the right side, joints or `bone.landmark`; `across` from side to
    side; `midline` from the middle between the sides of one to that of the other; `limb` as the limb of that
    name. spread_pct: standard deviation of its share of the stature between people, in % of the share.
    """

    KEY: ClassVar[tuple[str, ...]] = ("length",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "bodies": "bodies"}
    WORDS: ClassVar[tuple[str, ...]] = ("title",)

    length: Name
    title: Name
    measured: Literal["along", "across", "midline", "limb"]
    start: Name
    end: str | None
    axis: Literal["x", "y", "z"]
    bodies: Names
    spread_pct: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRangeRow(Fact):
    """How far a joint goes in one direction from standing; bending and twist to one side.

    coordinate and sign: the joint angle that moves and its sign on the right side (`±`: alike both ways).
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint", "direction")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint": "joints"}

    joint: Name
    direction: Excursion
    coordinate: Literal["z", "x", "y"]
    sign: Literal["+", "-", "±"]
    range_deg: NotNegative
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class JointStiffnessRow(Fact):
    """Passive stiffness of a spinal unit in one direction, N·m/deg.

    k0: tangent at small load, of this `kind`; end_slope: tangent at the end of the range of
    `joint_ranges.csv`. The ring of the ribs is not in it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint", "direction")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint direction": "joint_ranges"}
    WORDS: ClassVar[tuple[str, ...]] = ("end_slope_kind",)

    joint: Name
    direction: Movement
    k0_nm_per_deg: Positive
    end_slope_nm_per_deg: Positive
    end_slope_kind: Kind
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStiffnessRow(Fact):
    """Passive stiffness of a joint outside the spine about one coordinate, N·m/deg.

    k: tangent at rest; end_slope: tangent at the ends of the range of `joint_ranges.csv`. A joint without a
    row does not turn when a muscle is pulled.
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint", "coordinate")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint": "joints"}

    joint: Name
    coordinate: Literal["z", "x", "y"]
    k_nm_per_deg: Positive
    end_slope_nm_per_deg: Positive
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow(Fact):
    """Share of a region's movement that falls to one joint; shares of a movement and region sum to 1."""

    KEY: ClassVar[tuple[str, ...]] = ("movement", "region", "joint")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint movement": "joint_ranges"}

    movement: Movement
    region: Literal["lumbar", "thoracic", "cervical"]
    joint: Name
    share: Fraction
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentRow(Fact):
    """A measure of standing; use: `target` for the posture of this skeleton, `published` to compare with."""

    KEY: ClassVar[tuple[str, ...]] = ("parameter", "level", "use", "source")

    parameter: Name
    level: Name
    value: float
    sd: NotNegative | None
    unit: Literal["deg", "mm", "fraction"]
    use: Literal["target", "published"]
    confidence: Confidence

    def facts(self) -> tuple[Any, ...]:
        """Nothing of a published measure: it moves no number."""
        return Fact.facts(self) if self.use == "target" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantRow(Fact):
    """A single number of the model, with its unit and where it comes from."""

    KEY: ClassVar[tuple[str, ...]] = ("name",)

    name: Name
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexionRhythmRow(Fact):
    """Lumbar and thoracic flexion that go with a forward inclination of the trunk; the hips do the rest."""

    KEY: ClassVar[tuple[str, ...]] = ("trunk_inclination_deg",)

    trunk_inclination_deg: NotNegative
    lumbar_flexion_deg: NotNegative
    thoracic_flexion_deg: NotNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class ScapularRhythmRow(Fact):
    """How clavicle and scapula of the right side turn with the elevation of the upper arm, in any plane.

    As measured, against the thorax, and as angles z, x, y of two joints of this skeleton that do the same.
    """

    KEY: ClassVar[tuple[str, ...]] = ("elevation_deg",)

    elevation_deg: NotNegative
    clavicle_retraction_deg: float
    clavicle_elevation_deg: float
    clavicle_backward_rotation_deg: float
    scapula_upward_rotation_deg: float
    scapula_posterior_tilt_deg: float
    scapula_external_rotation_deg: float
    sternoclavicular_z_deg: float
    sternoclavicular_x_deg: float
    sternoclavicular_y_deg: float
    acromioclavicular_z_deg: float
    acromioclavicular_x_deg: float
    acromioclavicular_y_deg: float
    confidence: Confidence

    @property
    def turns(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """Angles z, x, y in ° of the sternoclavicular and of the acromioclavicular joint."""
        return (
            (self.sternoclavicular_z_deg, self.sternoclavicular_x_deg, self.sternoclavicular_y_deg),
            (self.acromioclavicular_z_deg, self.acromioclavicular_x_deg, self.acromioclavicular_y_deg),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapRow(Fact):
    """A muscle that lies on a ball about the joint centre of a body, over which it runs as a tight string.

    The ball is carried by the body, and the muscle meets it before its first point on that body.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "body": "bodies"}

    muscle: Name
    body: Name
    radius_mm: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class RibCageRow(Fact):
    """Moment of rib cage and girdle, whose bones are not balanced, at a thoracic joint, N·m each way.

    free_girdle_nm: the same where the girdle is balanced with its muscles.
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint": "joints"}

    joint: Name
    capacity_nm: Positive
    free_girdle_nm: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class CostalCartilageRow(Fact):
    """The cartilage from the front end of a rib to the sternum, or to the cartilage of the rib above.

    onto: the bone at its other end; share_along: where it ends along the cartilage of that rib, from the
    rib on; end: `fused` with it, or `jointed`, which bears no moment; section: mean area across it, mm².
    """

    KEY: ClassVar[tuple[str, ...]] = ("rib",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "rib": "bones", "onto": "bones"}

    rib: Name
    onto: Name
    share_along: Fraction | None
    end: Literal["fused", "jointed"]
    section_mm2: Positive
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RibCageRemovedRow(Fact):
    """By how much specimens of the thoracic spine turn farther once part of the rib cage is gone, %.

    removed: `cartilages`, with what holds them to ribs and sternum, after intercostal muscles and a cut
    through the sternum; `anterior`: these too; `whole`: all ribs. moment: each way.
    """

    KEY: ClassVar[tuple[str, ...]] = ("removed", "movement")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources"}

    removed: Literal["cartilages", "anterior", "whole"]
    movement: Literal["flexion_and_extension", "bending", "twist"]
    moment_nm: Positive
    more_pct: Positive
    n: Annotated[int, ge(1)]
    confidence: Confidence
