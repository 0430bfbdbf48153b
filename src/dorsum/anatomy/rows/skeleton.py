"""Bones, joints and landmarks of one measured adult man, right side and midline, in the scan frame.

The scan frame: origin at the centre of the upper endplate of S1, x anterior, y up, z right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import (
    Angle,
    Confidence,
    Coordinate,
    Direction,
    Fact,
    Fraction,
    Level,
    Name,
    Names,
    NotNegative,
    Positive,
    Region,
    Row,
    Side,
    ge,
    le,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow(Fact):
    """A rigid body of the tree; the root has neither parent nor joint. Parents stand before children."""

    KEY: ClassVar[tuple[str, ...]] = ("body",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "parent": "bodies", "joint": "joints"}
    WORDS: ClassVar[tuple[str, ...]] = ("title",)

    body: Name
    parent: str | None
    joint: str | None
    side: Side
    region: Region
    title: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class BoneRow(Fact):
    """A bone that landmarks lie on and the body that carries it; a soft anchor has no body of its own."""

    KEY: ClassVar[tuple[str, ...]] = ("bone",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "body": "bodies"}
    WORDS: ClassVar[tuple[str, ...]] = ("name", "latin", "fma_id")

    bone: Name
    body: str | None
    tissue: Literal["bone", "soft"]
    name: Name
    latin: str
    fma_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRow(Fact):
    """A joint of the tree, named by its level (`L4/L5`) or by its anatomical name.

    x_mm, y_mm, z_mm: centre in the scan frame. tilt_deg: turn of the joint's axes about global z in the
    scan pose (positive leans back). dofs: the axes the joint may turn about, in order z, x', y''; with
    `axis_*` given the joint is a hinge and z lies along that unit vector. uncertainty_mm: of the centre.
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "parent": "bodies", "child": "bodies"}
    WORDS: ClassVar[tuple[str, ...]] = ("uncertainty_mm",)

    joint: Name
    type: Literal["disc", "atlantoaxial", "atlantooccipital", "ball", "hinge", "fixed"]
    parent: Name
    child: Name
    side: Side
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    tilt_deg: Angle
    dofs: Literal["", "z", "z x", "z x y"]
    axis_x: Direction | None
    axis_y: Direction | None
    axis_z: Direction | None
    uncertainty_mm: NotNegative
    confidence: Confidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticulationRow(Fact):
    """A contact between bones that is not a joint of the tree: facets, rib tubercles, cartilages, sacroiliac.

    axis: normal of the lower facet, or axis of the rib neck.
    """

    KEY: ClassVar[tuple[str, ...]] = ("articulation",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "parent": "bones", "child": "bones"}

    articulation: Name
    type: Name
    parent: Name
    child: Name
    side: Side
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    axis_x: Direction | None
    axis_y: Direction | None
    axis_z: Direction | None
    uncertainty_mm: NotNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class VertebraRow(Fact):
    """Measures of one vertebra, S1 to C1; positions in the scan frame, of the right side where paired.

    sagittal_angle_deg: turn of the vertebra's own axes about global z (positive leans back).
    *_normal_angle_deg: turn of an endplate's normal against those axes. raw_*: the subject's own
    asymmetry, taken out before measuring. *_normal_x/y/z: outward unit normal of a facet.
    """

    KEY: ClassVar[tuple[str, ...]] = ("level",)

    level: Level
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    sagittal_angle_deg: Angle
    upper_endplate_centre_x_mm: Coordinate | None
    upper_endplate_centre_y_mm: Coordinate | None
    upper_endplate_centre_z_mm: Coordinate | None
    upper_endplate_normal_angle_deg: Angle | None
    upper_endplate_width_mm: Positive | None
    upper_endplate_depth_mm: Positive | None
    lower_endplate_centre_x_mm: Coordinate | None
    lower_endplate_centre_y_mm: Coordinate | None
    lower_endplate_centre_z_mm: Coordinate | None
    lower_endplate_normal_angle_deg: Angle | None
    lower_endplate_width_mm: Positive | None
    lower_endplate_depth_mm: Positive | None
    body_height_anterior_mm: Positive | None
    body_height_posterior_mm: Positive | None
    body_height_centre_mm: Positive | None
    disc_below_height_anterior_mm: Positive | None
    disc_below_height_posterior_mm: Positive | None
    disc_below_height_centre_mm: Positive | None
    superior_facet_x_mm: Coordinate | None
    superior_facet_y_mm: Coordinate | None
    superior_facet_z_mm: Coordinate | None
    superior_facet_normal_x: Direction | None
    superior_facet_normal_y: Direction | None
    superior_facet_normal_z: Direction | None
    inferior_facet_x_mm: Coordinate | None
    inferior_facet_y_mm: Coordinate | None
    inferior_facet_z_mm: Coordinate | None
    inferior_facet_normal_x: Direction | None
    inferior_facet_normal_y: Direction | None
    inferior_facet_normal_z: Direction | None
    canal_centre_x_mm: Coordinate | None
    canal_centre_y_mm: Coordinate | None
    canal_depth_mm: Positive | None
    canal_width_mm: Positive | None
    transverse_tip_x_mm: Coordinate | None
    transverse_tip_y_mm: Coordinate | None
    transverse_tip_z_mm: Coordinate | None
    transverse_process_width_mm: Positive | None
    spinous_tip_x_mm: Coordinate | None
    spinous_tip_y_mm: Coordinate | None
    spinous_process_length_mm: Positive | None
    dens_tip_x_mm: Coordinate | None
    dens_tip_y_mm: Coordinate | None
    segment_angle_to_next_deg: Angle | None
    symmetry_fit_rms_mm: NotNegative
    raw_midplane_offset_mm: Coordinate
    raw_lateral_tilt_deg: Angle
    raw_axial_rotation_deg: Angle


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkRow(Fact):
    """A point of a bone, where muscles attach or bodies are measured; bones in order, caudal first.

    method: how it was found on the surface; uncertainty_mm: how far off it may be.
    """

    KEY: ClassVar[tuple[str, ...]] = ("bone", "landmark")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "bone": "bones",
        "landmark": "landmark_definitions",
    }
    WORDS: ClassVar[tuple[str, ...]] = ("method", "uncertainty_mm")

    bone: Name
    landmark: Name
    side: Side
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    method: Literal["section", "extremal", "rule", "sphere_fit"]
    uncertainty_mm: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkDefinitionRow(Row):
    """What a landmark's name means, and the bones that have it."""

    KEY: ClassVar[tuple[str, ...]] = ("landmark",)
    REFERS: ClassVar[Mapping[str, str]] = {"valid_bones": "bones"}
    WORDS: ClassVar[tuple[str, ...]] = ("definition",)

    landmark: Name
    valid_bones: Names
    sided: Literal["median", "paired"]
    definition: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow(Fact):
    """A station on a curve of a bone: rib centre-lines, cartilages, clavicle, scapular borders, iliac crest.

    fraction: way along the curve. upper, lower, outer, inner: borders of the rib at the station.
    """

    KEY: ClassVar[tuple[str, ...]] = ("curve", "index")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "bone": "bones"}

    curve: Name
    bone: Name
    index: Annotated[int, ge(0)]
    fraction: Fraction
    side: Side
    x_mm: Coordinate
    y_mm: Coordinate
    z_mm: Coordinate
    upper_x_mm: Coordinate | None
    upper_y_mm: Coordinate | None
    upper_z_mm: Coordinate | None
    lower_x_mm: Coordinate | None
    lower_y_mm: Coordinate | None
    lower_z_mm: Coordinate | None
    outer_x_mm: Coordinate | None
    outer_y_mm: Coordinate | None
    outer_z_mm: Coordinate | None
    inner_x_mm: Coordinate | None
    inner_y_mm: Coordinate | None
    inner_z_mm: Coordinate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRow(Fact):
    """An ellipsoid fitted to the outer surface of the ribs, axes parallel to the scan frame.

    first_rib, last_rib and rib_fraction_from/to: the part that was fitted; rms_mm, max_mm: misfit.
    """

    KEY: ClassVar[tuple[str, ...]] = ("surface",)

    surface: Name
    first_rib: Annotated[int, ge(1), le(12)]
    last_rib: Annotated[int, ge(1), le(12)]
    rib_fraction_from: Fraction
    rib_fraction_to: Fraction
    side: Side
    centre_x_mm: Coordinate
    centre_y_mm: Coordinate
    centre_z_mm: Coordinate
    semi_axis_x_mm: Positive
    semi_axis_y_mm: Positive
    semi_axis_z_mm: Positive
    rms_mm: Positive
    max_mm: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class LimbRow(Fact):
    """Length of a limb segment of the measured man.

    fraction_of_stature: where the length comes from a table of proportions instead of a measurement.
    """

    KEY: ClassVar[tuple[str, ...]] = ("limb",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "body": "bodies"}

    limb: Name
    body: Name
    start: Name
    end: Name
    length_mm: Positive
    fraction_of_stature: Fraction | None
