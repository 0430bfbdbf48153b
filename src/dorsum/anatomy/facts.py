"""The facts in memory: one tuple of rows for each table, looked up by name.

Tables lie in four folders. What stands in `body` moves numbers of the model; `evidence` is what the model
is held against, and what is said and found of it; `texts` are names, supply and definitions; `pictures` are
read by drawings alone.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, TypeVar, cast

from dorsum.anatomy import rows
from dorsum.anatomy.rows.columns import Row
from dorsum.errors import UnknownName

R = TypeVar("R", bound=Row)

# The folder that a table lies in.
OfBody = Annotated[tuple[R, ...], "body"]
Evidence = Annotated[tuple[R, ...], "evidence"]
Texts = Annotated[tuple[R, ...], "texts"]
Pictures = Annotated[tuple[R, ...], "pictures"]


@dataclass(frozen=True, eq=False, repr=False)
class Tables:
    """All tables, one tuple of rows each, in the order of the files."""

    bodies: OfBody[rows.BodyRow]
    bones: OfBody[rows.BoneRow]
    joints: OfBody[rows.JointRow]
    articulations: Evidence[rows.ArticulationRow]
    vertebrae: OfBody[rows.VertebraRow]
    landmarks: OfBody[rows.LandmarkRow]
    landmark_definitions: Texts[rows.LandmarkDefinitionRow]
    curves: Pictures[rows.CurveRow]
    surfaces: OfBody[rows.SurfaceRow]
    limbs: OfBody[rows.LimbRow]
    lengths: OfBody[rows.LengthRow]
    muscles: OfBody[rows.MuscleRow]
    synonyms: Texts[rows.SynonymRow]
    nerves: Texts[rows.NerveRow]
    muscle_nerves: Texts[rows.MuscleNerveRow]
    arteries: Texts[rows.ArteryRow]
    muscle_arteries: Texts[rows.MuscleArteryRow]
    muscle_forms: Pictures[rows.MuscleFormRow]
    attachment_lines: Pictures[rows.AttachmentLineRow]
    attachment_widths: Pictures[rows.AttachmentWidthRow]
    bone_fma: Texts[rows.BoneFmaRow]
    veins: Texts[rows.VeinRow]
    muscle_veins: Texts[rows.MuscleVeinRow]
    lymph_nodes: Texts[rows.LymphNodesRow]
    muscle_lymph: Texts[rows.MuscleLymphRow]
    slips: Texts[rows.SlipRow]
    fascicles: OfBody[rows.FascicleRow]
    soft_anchors: OfBody[rows.SoftAnchorRow]
    muscle_views: Pictures[rows.MuscleViewRow]
    excluded_slips: Texts[rows.ExcludedSlipRow]
    held_muscles: OfBody[rows.HeldMuscleRow]
    path_rules: OfBody[rows.PathRuleRow]
    wraps: OfBody[rows.WrapRow]
    hinge_muscles: OfBody[rows.HingeMuscleRow]
    fibre_length_exceptions: Evidence[rows.FibreLengthExceptionRow]
    specific_tensions: OfBody[rows.SpecificTensionRow]
    masses: OfBody[rows.MassRow]
    joint_ranges: OfBody[rows.JointRangeRow]
    joint_stiffness: OfBody[rows.JointStiffnessRow]
    other_stiffness: OfBody[rows.OtherStiffnessRow]
    rhythm: OfBody[rows.RhythmRow]
    flexion_rhythm: OfBody[rows.FlexionRhythmRow]
    scapular_rhythm: OfBody[rows.ScapularRhythmRow]
    alignment: OfBody[rows.AlignmentRow]
    rib_cage: OfBody[rows.RibCageRow]
    costal_cartilages: OfBody[rows.CostalCartilageRow]
    constants: OfBody[rows.ConstantRow]
    limits: Evidence[rows.LimitRow]
    niosh_rules: Evidence[rows.NioshRuleRow]
    niosh_frequency: Evidence[rows.NioshFrequencyRow]
    niosh_coupling: Evidence[rows.NioshCouplingRow]
    printed_examples: Evidence[rows.PrintedExampleRow]
    acceptable_terms: Evidence[rows.AcceptableTermRow]
    acceptable_rules: Evidence[rows.AcceptableRuleRow]
    cumulative_damage: Evidence[rows.CumulativeDamageRow]
    work_limits: Evidence[rows.WorkLimitRow]
    push_pull_limits: Evidence[rows.PushPullLimitRow]
    lifting_styles: Evidence[rows.LiftingStyleRow]
    lifting_rules: Evidence[rows.LiftingRuleRow]
    lifting_comparisons: Evidence[rows.LiftingComparisonRow]
    lifting_trials: Evidence[rows.LiftingTrialRow]
    lifting_misses: Evidence[rows.LiftingMissRow]
    compression_regressions: Evidence[rows.CompressionRegressionRow]
    strength: Evidence[rows.StrengthRow]
    moment_arm_bands: Evidence[rows.MomentArmBandRow]
    ligaments: Evidence[rows.LigamentRow]
    abdominal_pressure: Evidence[rows.AbdominalPressureRow]
    posture_facts: Evidence[rows.PostureFactRow]
    disc_pressure: Evidence[rows.DiscPressureRow]
    pressure_conversion: Evidence[rows.PressureConversionRow]
    exercise_emg: Evidence[rows.ExerciseEmgRow]
    measured_ranges: Evidence[rows.MeasuredRangeRow]
    rib_cage_removed: Evidence[rows.RibCageRemovedRow]
    answers: Evidence[rows.AnswerRow]
    miss_causes: Evidence[rows.MissCauseRow]
    model_comparisons: Evidence[rows.ModelComparisonRow]
    vertebra_literature: Evidence[rows.VertebraLiteratureRow]
    lumped_architecture: Evidence[rows.LumpedArchitectureRow]
    muscle_volumes: Evidence[rows.MuscleVolumeRow]
    referred_pain: Texts[rows.ReferredPainRow]
    clinical: Texts[rows.ClinicalRow]
    regions: Texts[rows.RegionRow]
    named_regions: Texts[rows.NamedRegionRow]
    region_parts: Texts[rows.RegionPartRow]
    region_areas: Texts[rows.RegionAreaRow]
    region_marks: Pictures[rows.RegionMarkRow]
    actions: Texts[rows.ActionRow]
    layers: Texts[rows.LayerRow]
    documents: Texts[rows.DocumentRow]
    claims: Evidence[rows.ClaimRow]
    gaps: Evidence[rows.GapRow]
    fixed_ends: Texts[rows.FixedEndRow]
    moved_parts: Texts[rows.MovedPartRow]
    mechanical_claims: Evidence[rows.MechanicalClaimRow]
    claim_causes: Evidence[rows.ClaimCauseRow]
    marker_places: Texts[rows.MarkerPlaceRow]
    marker_names: Texts[rows.MarkerNameRow]
    rig_joints: Texts[rows.RigJointRow]
    coordinate_names: Texts[rows.CoordinateNameRow]
    sources: Evidence[rows.SourceRow]

    def __repr__(self) -> str:
        return f"Tables({len(TABLES)} tables, digest {self.digest[:12]})"

    @property
    def asked(self) -> tuple[str, ...]:
        """The tables whose rows somebody asked for so far."""
        return tuple(name for name in TABLES if name in vars(self))

    @cached_property
    def digest(self) -> str:
        """Names the model: 64 figures that change with any fact of the folder `body`.

        Where a fact comes from, its note and words that only people read may change without it, and so may
        the other folders: they move no number of the model.
        """
        body = {name: self.digest_of(name) for name, folder in FOLDERS.items() if folder == "body"}
        return hashlib.sha256(repr(body).encode()).hexdigest()

    def digest_of(self, table: str) -> str:
        """A digest of the facts of one table, words and notes left out (`Row.facts`)."""
        if table not in TABLES:
            raise UnknownName("table", table, TABLES)
        facts = [found for row in self.seen(table) if (found := row.facts())]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def seen(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; to see them does not count as a question (`asked`)."""
        rows_of_table: tuple[Row, ...] = getattr(self, table)
        return rows_of_table

    def altered(self, table: str, *key: object, **changes: object) -> Tables:
        """A copy in which one row differs, held to the rules of the tables, with a digest of its own.

        `key` names the row by the columns that `dorsum tables schema` calls its key, `changes` its new cells:
        `load().altered("constants", "gravity", value=1.62)`. Raises UnknownName where there is no such
        table, row or column, and TableError where the changed row breaks a rule.
        """
        from dorsum.anatomy.altered import altered

        return altered(self, table, key, changes)

    def body(self, name: str) -> rows.BodyRow:
        """A rigid body by name."""
        return _find("body", name, self._bodies)

    def bone(self, name: str) -> rows.BoneRow:
        """A bone or soft anchor by name."""
        return _find("bone", name, self._bones)

    def joint(self, name: str) -> rows.JointRow:
        """A joint by name, `L4/L5` or `hip`."""
        return _find("joint", name, self._joints)

    def muscle(self, name: str) -> rows.MuscleRow:
        """A muscle part by id."""
        return _find("muscle", name, self._muscles)

    def fascicle(self, name: str) -> rows.FascicleRow:
        """A fascicle of the right side by id."""
        return _find("fascicle", name, self._fascicles)

    def source(self, key: str) -> rows.SourceRow:
        """A source by key."""
        return _find("source", key, self._sources)

    def landmark(self, bone: str, name: str) -> rows.LandmarkRow:
        """A landmark of a bone."""
        if (bone, name) not in self._landmarks:
            self.bone(bone)
            raise UnknownName(f"landmark of {bone}", name, [n for b, n in self._landmarks if b == bone])
        return self._landmarks[bone, name]

    def soft_anchor(self, muscle: str, soft_landmark: str) -> rows.SoftAnchorRow | None:
        """What carries a soft attachment of a muscle; None for an attachment on bone."""
        own = self._soft_anchors.get((muscle, soft_landmark))
        return own or self._soft_anchors.get(("*", soft_landmark))

    def constant(self, name: str) -> float:
        """Value of a constant, in the unit of `constants.csv`."""
        return _find("constant", name, self._constants).value

    def joint_range(self, joint: str, direction: str) -> float:
        """How far a joint goes in a direction from standing, in °."""
        return _find("range of a joint", f"{joint} {direction}", self._ranges).range_deg

    def rhythm_share(self, movement: str, joint: str) -> float:
        """Share of its region's movement that falls to a spinal joint."""
        return _find("rhythm", f"{movement} {joint}", self._shares).share

    def alignment_targets(self) -> dict[str, float]:
        """Standing posture of this skeleton: parameter of `alignment.csv` to value, in ° and mm."""
        return {row.parameter: row.value for row in self.alignment if row.use == "target"}

    @cached_property
    def _bodies(self) -> Mapping[str, rows.BodyRow]:
        return {row.body: row for row in self.bodies}

    @cached_property
    def _bones(self) -> Mapping[str, rows.BoneRow]:
        return {row.bone: row for row in self.bones}

    @cached_property
    def _joints(self) -> Mapping[str, rows.JointRow]:
        return {row.joint: row for row in self.joints}

    @cached_property
    def _muscles(self) -> Mapping[str, rows.MuscleRow]:
        return {row.muscle: row for row in self.muscles}

    @cached_property
    def _fascicles(self) -> Mapping[str, rows.FascicleRow]:
        return {row.fascicle: row for row in self.fascicles}

    @cached_property
    def _sources(self) -> Mapping[str, rows.SourceRow]:
        return {row.key: row for row in self.sources}

    @cached_property
    def _ranges(self) -> Mapping[str, rows.JointRangeRow]:
        return {f"{row.joint} {row.direction}": row for row in self.joint_ranges}

    @cached_property
    def _shares(self) -> Mapping[str, rows.RhythmRow]:
        return {f"{row.movement} {row.joint}": row for row in self.rhythm}

    @cached_property
    def _landmarks(self) -> Mapping[tuple[str, str], rows.LandmarkRow]:
        return {(row.bone, row.landmark): row for row in self.landmarks}

    @cached_property
    def _soft_anchors(self) -> Mapping[tuple[str, str], rows.SoftAnchorRow]:
        return {(row.muscle, row.soft_landmark): row for row in self.soft_anchors}

    @cached_property
    def _constants(self) -> Mapping[str, rows.ConstantRow]:
        return {row.name: row for row in self.constants}


def _find(kind: str, name: str, index: Mapping[str, R]) -> R:
    if name not in index:
        raise UnknownName(kind, name, index)
    return index[name]


class _RowClasses(Mapping[str, type[Row]]):
    """The class of a table's rows, imported when it is asked for."""

    def __getitem__(self, table: str) -> type[Row]:
        return cast(type[Row], getattr(rows, _DECLARED[table][1]))

    def __iter__(self) -> Iterator[str]:
        return iter(_DECLARED)

    def __len__(self) -> int:
        return len(_DECLARED)


# How each field of `Tables` is declared: `OfBody[rows.BodyRow]` is the folder and the class of the rows.
_DECLARED: Mapping[str, tuple[str, str]] = {
    name: (folder.removeprefix("Of").lower(), row_class)
    for name, hint in Tables.__annotations__.items()
    for folder, row_class in [hint.rstrip("]").split("[rows.")]
}
# Every table: the class of its rows, and its folder. A new table is one field of `Tables` and one file.
TABLES: Mapping[str, type[Row]] = _RowClasses()
FOLDERS: Mapping[str, str] = types.MappingProxyType({name: folder for name, (folder, _) in _DECLARED.items()})
