"""The tables as typed rows: one frozen class per table, one instance per line. The classes are the schema.

A module of them is imported when one of its classes is first asked for: to compute takes a few, to read all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .columns import (
        Cited,
        Confidence,
        Fact,
        Kind,
        Level,
        Provenance,
        Region,
        Row,
        Sep,
        Sex,
        Side,
        System,
        View,
    )
    from .evidence import (
        AbdominalPressureRow,
        AnswerRow,
        DiscPressureRow,
        ExerciseEmgRow,
        LigamentRow,
        LimitRow,
        MeasuredRangeRow,
        MissCauseRow,
        ModelComparisonRow,
        MomentArmBandRow,
        PostureFactRow,
        PressureConversionRow,
        StrengthRow,
        VertebraLiteratureRow,
    )
    from .forms import AttachmentLineRow, BoneFmaRow, MuscleForm, MuscleFormRow
    from .mechanics import (
        AlignmentRow,
        ConstantRow,
        Excursion,
        FlexionRhythmRow,
        JointRangeRow,
        JointStiffnessRow,
        MassRow,
        Movement,
        OtherStiffnessRow,
        RhythmRow,
        RibCageRow,
    )
    from .muscles import (
        ExcludedSlipRow,
        FascicleRow,
        FibreLengthExceptionRow,
        HeldMuscleRow,
        LumpedArchitectureRow,
        MuscleRow,
        MuscleVolumeRow,
        PathRuleRow,
        PcsaSet,
        Presence,
        ReferredPainRow,
        SlipRow,
        SoftAnchorRow,
        SpecificTensionRow,
    )
    from .pictures import MuscleViewRow, RegionMarkRow
    from .recordings import CoordinateNameRow, MarkerNameRow, MarkerPlaceRow, RigJointRow
    from .skeleton import (
        ArticulationRow,
        BodyRow,
        BoneRow,
        CurveRow,
        JointRow,
        LandmarkDefinitionRow,
        LandmarkRow,
        LimbRow,
        SurfaceRow,
        VertebraRow,
    )
    from .supply import (
        ArteryRow,
        LymphNodesRow,
        MuscleArteryRow,
        MuscleLymphRow,
        MuscleNerveRow,
        MuscleVeinRow,
        NerveRow,
        SynonymRow,
        VeinRow,
    )
    from .texts import (
        ActionRow,
        ClaimCauseRow,
        ClaimRow,
        ClinicalRow,
        DocumentRow,
        FixedEndRow,
        GapRow,
        MechanicalClaimRow,
        MovedPartRow,
        RegionRow,
        SourceRow,
    )

__all__ = [
    "AbdominalPressureRow",
    "ActionRow",
    "AlignmentRow",
    "AnswerRow",
    "ArteryRow",
    "ArticulationRow",
    "AttachmentLineRow",
    "BodyRow",
    "BoneFmaRow",
    "BoneRow",
    "Cited",
    "ClaimCauseRow",
    "ClaimRow",
    "ClinicalRow",
    "Confidence",
    "ConstantRow",
    "CoordinateNameRow",
    "CurveRow",
    "DiscPressureRow",
    "DocumentRow",
    "ExcludedSlipRow",
    "Excursion",
    "ExerciseEmgRow",
    "Fact",
    "FascicleRow",
    "FibreLengthExceptionRow",
    "FixedEndRow",
    "FlexionRhythmRow",
    "GapRow",
    "HeldMuscleRow",
    "JointRangeRow",
    "JointRow",
    "JointStiffnessRow",
    "Kind",
    "LandmarkDefinitionRow",
    "LandmarkRow",
    "Level",
    "LigamentRow",
    "LimbRow",
    "LimitRow",
    "LumpedArchitectureRow",
    "LymphNodesRow",
    "MarkerNameRow",
    "MarkerPlaceRow",
    "MassRow",
    "MeasuredRangeRow",
    "MechanicalClaimRow",
    "MissCauseRow",
    "ModelComparisonRow",
    "MomentArmBandRow",
    "MovedPartRow",
    "Movement",
    "MuscleArteryRow",
    "MuscleForm",
    "MuscleFormRow",
    "MuscleLymphRow",
    "MuscleNerveRow",
    "MuscleRow",
    "MuscleVeinRow",
    "MuscleViewRow",
    "MuscleVolumeRow",
    "NerveRow",
    "OtherStiffnessRow",
    "PathRuleRow",
    "PcsaSet",
    "PostureFactRow",
    "Presence",
    "PressureConversionRow",
    "Provenance",
    "ReferredPainRow",
    "Region",
    "RegionMarkRow",
    "RegionRow",
    "RhythmRow",
    "RibCageRow",
    "RigJointRow",
    "Row",
    "Sep",
    "Sex",
    "Side",
    "SlipRow",
    "SoftAnchorRow",
    "SourceRow",
    "SpecificTensionRow",
    "StrengthRow",
    "SurfaceRow",
    "SynonymRow",
    "System",
    "VeinRow",
    "VertebraLiteratureRow",
    "VertebraRow",
    "View",
]

# Those that a body is made of first.
_MODULES = (
    *("columns", "skeleton", "mechanics", "muscles", "evidence", "forms", "pictures", "supply", "texts"),
    "recordings",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
