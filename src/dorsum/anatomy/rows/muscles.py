"""Muscles: names and supply, slips as anatomists describe them, fascicles as mechanics needs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import (
    Confidence,
    Coordinate,
    Count,
    Direction,
    Fact,
    Fraction,
    Name,
    Names,
    NotNegative,
    Positive,
    Side,
    System,
    ge,
    gt,
    le,
)

Presence = Literal["constant", "frequent", "variable"]
PcsaSet = Literal["lumbar46", "neck35", "shoulder46", "hip60", "resp30"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleRow(Fact):
    """One muscle, or one part where parts differ in course; `part_of` names the whole.

    action_codes: `B:` both sides, `U:` one side, then movement@region, joined by `|`.
    provenance_detail: which of the columns were read and which recalled.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    WORDS: ClassVar[tuple[str, ...]] = (
        "name", "latin_name", "ta2_id", "fma_id", "uberon_id", "layer", "group", "extrinsic_intrinsic",
        "developmental_origin", "paired", "origin", "insertion", "action_bilateral", "action_unilateral",
        "action_codes", "innervation", "nerve_ramus", "arterial_supply", "levels", "slips_each_side",
        "provenance_detail",
    )  # fmt: skip

    muscle: Name
    name: Name
    latin_name: Name
    part_of: str | None
    ta2_id: str | None
    fma_id: str | None
    uberon_id: str | None
    layer: Name
    group: Name
    system: System
    extrinsic_intrinsic: Literal["extrinsic", "intrinsic", "extrinsic (by nerve)"]
    developmental_origin: Name
    paired: Literal["paired", "single sheet, two halves"]
    origin: Name
    insertion: Name
    action_bilateral: str
    action_unilateral: str
    action_codes: str
    innervation: Name
    nerve_ramus: Name
    arterial_supply: Name
    levels: Name
    slips_each_side: Count
    confidence: Confidence
    provenance_detail: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipRow(Fact):
    """One anatomical slip of a muscle; origin is the caudal end in the intrinsic muscles.

    via: tissue through which the slip reaches the bone. segments_spanned: intervertebral levels between
    the ends where both lie on the column.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "slip")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle": "muscles",
        "origin_bone origin_landmark": "landmarks",
        "insertion_bone insertion_landmark": "landmarks",
    }

    muscle: Name
    slip: Name
    origin_bone: Name
    origin_landmark: Name
    insertion_bone: Name
    insertion_landmark: Name
    number_each_side: Count
    via: str
    presence: Presence
    side: Literal["both", "right"]
    segments_spanned: Annotated[int, ge(0)] | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FascicleRow(Fact):
    """One mechanical fascicle of the right side, made from one slip.

    via: `bone.landmark` points from origin to insertion, by spaces. pcsa_cm2: physiological cross-section;
    maximal force is pcsa times specific_tension_n_cm2, the tension of its pcsa_set. fibre_fraction:
    optimal fibre length over fibre plus tendon slack length. norm_fibre_length_neutral: fibre length over
    optimal length in standing. slow_fibre_fraction: share of type I fibres.
    """

    KEY: ClassVar[tuple[str, ...]] = ("fascicle",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle slip": "slips",
        "origin_bone origin_landmark": "landmarks",
        "insertion_bone insertion_landmark": "landmarks",
        "via": "landmarks",
        "pcsa_set": "specific_tensions",
    }
    WORDS: ClassVar[tuple[str, ...]] = ("fibre_fraction_basis", "norm_fibre_basis")

    fascicle: Name
    muscle: Name
    slip: Name
    origin_bone: Name
    origin_landmark: Name
    insertion_bone: Name
    insertion_landmark: Name
    via: str
    pcsa_cm2: Positive
    pcsa_set: PcsaSet
    fibre_fraction: Annotated[float, gt(0), le(1)]
    fibre_fraction_basis: Name
    sarcomere_length_um: Annotated[float, ge(1), le(4)] | None
    norm_fibre_length_neutral: Annotated[float, ge(0.5), le(1.5)]
    norm_fibre_basis: Name
    pennation_deg: Annotated[float, ge(0), le(45)]
    specific_tension_n_cm2: Positive
    slow_fibre_fraction: Fraction | None
    presence: Presence
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftAnchorRow(Fact):
    """The bone that carries a soft attachment, by muscle (`*`: for every muscle).

    at_landmark: the path ends at this point of the carrier bone; empty: at the soft point itself.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "soft_landmark")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle": "muscles",
        "soft_landmark": "landmark_definitions",
        "carrier_bone": "bones",
        "carrier_bone at_landmark": "landmarks",
    }
    ANY: ClassVar[tuple[str, ...]] = ("muscle",)

    muscle: Name
    soft_landmark: Name
    carrier_bone: Name
    at_landmark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedSlipRow(Fact):
    """A slip (`*`: every slip of the muscle) that has no fascicle, and what stands for it."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "slip")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle": "muscles",
        "muscle slip": "slips",
    }
    ANY: ClassVar[tuple[str, ...]] = ("slip",)
    WORDS: ClassVar[tuple[str, ...]] = ("reason", "represented_by")

    muscle: Name
    slip: Name
    reason: Name
    represented_by: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMuscleRow(Fact):
    """A muscle that takes no part in the balance of moments because it pulls on something held, unless a
    group of joints (`body.groups`) is balanced."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles"}
    WORDS: ClassVar[tuple[str, ...]] = ("reason",)

    muscle: Name
    unless: str | None
    reason: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRuleRow(Fact):
    """Bodies (by spaces) that hold a long muscle to the spine, clearance_mm or more behind their centres."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles", "bodies": "bodies"}

    muscle: Name
    bodies: Name
    clearance_mm: NotNegative
    behind_spine_mm: NotNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificTensionRow(Fact):
    """Force per cross-section that belongs to one set of areas; never mix sets."""

    KEY: ClassVar[tuple[str, ...]] = ("pcsa_set",)

    pcsa_set: PcsaSet
    tension_n_cm2: Positive
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LumpedArchitectureRow(Fact):
    """Published architecture of a whole muscle, one side."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "source")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "members": "muscles"}

    muscle: Name
    members: Names
    mass_g: Positive | None
    fibre_length_cm: Positive | None
    sarcomere_length_um: Positive | None
    pennation_deg: NotNegative | None
    pcsa_cm2: Positive | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleVolumeRow(Fact):
    """Size of a drawn muscle of the measured man (surface mesh; several deep muscles are schematic).

    volume_consistent: the sum over the mesh's parts agrees within 5 %. axis: of the principal length.
    """

    KEY: ClassVar[tuple[str, ...]] = ("fma_id",)

    fma_id: Name
    name: Name
    group: Literal["muscle", "tendon", "other"]
    side: Side
    volume_cm3: Positive
    convex_hull_volume_cm3: Positive
    surface_area_cm2: Positive
    centroid_x_mm: Coordinate
    centroid_y_mm: Coordinate
    centroid_z_mm: Coordinate
    principal_length_mm: Positive
    second_length_mm: Positive
    third_length_mm: Positive
    axis_x: Direction
    axis_y: Direction
    axis_z: Direction
    volume_consistent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredPainRow(Fact):
    """Nerve, roots, blood supply and where trigger points are felt, as textbooks sum them up."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "members": "muscles"}

    muscle: Name
    members: Names
    nerve: Name
    roots: Name
    blood_supply: Name
    trigger_point_referral: Name
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreLengthExceptionRow(Fact):
    """A fascicle whose fibre leaves 0.4 to 1.8 optimal lengths somewhere in the range of motion, and why."""

    KEY: ClassVar[tuple[str, ...]] = ("fascicle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "fascicle": "fascicles"}

    fascicle: Name
    posture: Name
    reason: Name
