"""The list of all tables: a new one is one field here, one class of its rows, and one file.

Tables lie in four folders. What stands in `body` moves numbers of the model; `evidence` is what the model
is held against, and what is said and found of it; `texts` are names, supply and definitions; `pictures` are
read by drawings alone.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar, cast

from dorsum.anatomy import rows
from dorsum.anatomy.rows.columns import Row

R = TypeVar("R", bound=Row)

# The folder that a table lies in.
OfBody = Annotated[tuple[R, ...], "body"]
Evidence = Annotated[tuple[R, ...], "evidence"]
Texts = Annotated[tuple[R, ...], "texts"]
Pictures = Annotated[tuple[R, ...], "pictures"]


@dataclass(frozen=True, eq=False, repr=False)
class Listed:
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
    fatigue_models: Evidence[rows.FatigueModelRow]
    fatigue_groups: Evidence[rows.FatigueGroupRow]
    endurance_times: Evidence[rows.EnduranceTimeRow]
    creep: Evidence[rows.CreepRow]
    compression_regressions: Evidence[rows.CompressionRegressionRow]
    strength: Evidence[rows.StrengthRow]
    strength_rates: Evidence[rows.StrengthRateRow]
    days: Evidence[rows.DayRow]
    muscle_changes: Evidence[rows.MuscleChangeRow]
    change_misses: Evidence[rows.ChangeMissRow]
    spiral_steps: Evidence[rows.SpiralStepRow]
    nerve_lesions: Evidence[rows.NerveLesionRow]
    lesion_misses: Evidence[rows.LesionMissRow]
    moment_arm_bands: Evidence[rows.MomentArmBandRow]
    ligaments: Evidence[rows.LigamentRow]
    abdominal_pressure: Evidence[rows.AbdominalPressureRow]
    posture_facts: Evidence[rows.PostureFactRow]
    disc_pressure: Evidence[rows.DiscPressureRow]
    pressure_conversion: Evidence[rows.PressureConversionRow]
    exercise_emg: Evidence[rows.ExerciseEmgRow]
    exercises: Evidence[rows.ExerciseRow]
    exercise_activity: Evidence[rows.ExerciseActivityRow]
    exercise_pairs: Evidence[rows.ExercisePairRow]
    exercise_misses: Evidence[rows.ExerciseMissRow]
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


class _RowClasses(Mapping[str, type[Row]]):
    """The class of a table's rows, imported when it is asked for."""

    def __getitem__(self, table: str) -> type[Row]:
        return cast(type[Row], getattr(rows, _DECLARED[table][1]))

    def __iter__(self) -> Iterator[str]:
        return iter(_DECLARED)

    def __len__(self) -> int:
        return len(_DECLARED)


# How each field of `Listed` is declared: `OfBody[rows.BodyRow]` is the folder and the class of the rows.
_DECLARED: Mapping[str, tuple[str, str]] = {
    name: (folder.removeprefix("Of").lower(), row_class)
    for name, hint in Listed.__annotations__.items()
    for folder, row_class in [hint.rstrip("]").split("[rows.")]
}
# Every table: the class of its rows, and its folder. A new table is one field of `Listed` and one file.
TABLES: Mapping[str, type[Row]] = _RowClasses()
FOLDERS: Mapping[str, str] = types.MappingProxyType({name: folder for name, (folder, _) in _DECLARED.items()})
