"""The tables as rows in memory: each made once, when it is first asked for, and looked up by name.

Only the standard library is needed here, so that questions about anatomy are answered at once. The tables
of the package are checked by the tests; a user's own folder is checked in full before a row is used.
"""

import hashlib
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar, get_args

from dorsum.anatomy import rows
from dorsum.anatomy.parse import rows_of
from dorsum.anatomy.rows import Row
from dorsum.errors import TableError, UnknownName

FOLDER = Path(__file__).parent / "tables"

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables, one tuple of rows each, in the order of the files; `digest` names this very content."""

    bodies: tuple[rows.BodyRow, ...]
    bones: tuple[rows.BoneRow, ...]
    joints: tuple[rows.JointRow, ...]
    articulations: tuple[rows.ArticulationRow, ...]
    vertebrae: tuple[rows.VertebraRow, ...]
    landmarks: tuple[rows.LandmarkRow, ...]
    landmark_definitions: tuple[rows.LandmarkDefinitionRow, ...]
    curves: tuple[rows.CurveRow, ...]
    surfaces: tuple[rows.SurfaceRow, ...]
    limbs: tuple[rows.LimbRow, ...]
    muscles: tuple[rows.MuscleRow, ...]
    synonyms: tuple[rows.SynonymRow, ...]
    nerves: tuple[rows.NerveRow, ...]
    muscle_nerves: tuple[rows.MuscleNerveRow, ...]
    arteries: tuple[rows.ArteryRow, ...]
    muscle_arteries: tuple[rows.MuscleArteryRow, ...]
    muscle_forms: tuple[rows.MuscleFormRow, ...]
    attachment_lines: tuple[rows.AttachmentLineRow, ...]
    bone_fma: tuple[rows.BoneFmaRow, ...]
    veins: tuple[rows.VeinRow, ...]
    muscle_veins: tuple[rows.MuscleVeinRow, ...]
    lymph_nodes: tuple[rows.LymphNodesRow, ...]
    muscle_lymph: tuple[rows.MuscleLymphRow, ...]
    slips: tuple[rows.SlipRow, ...]
    fascicles: tuple[rows.FascicleRow, ...]
    soft_anchors: tuple[rows.SoftAnchorRow, ...]
    muscle_views: tuple[rows.MuscleViewRow, ...]
    excluded_slips: tuple[rows.ExcludedSlipRow, ...]
    held_muscles: tuple[rows.HeldMuscleRow, ...]
    path_rules: tuple[rows.PathRuleRow, ...]
    fibre_length_exceptions: tuple[rows.FibreLengthExceptionRow, ...]
    specific_tensions: tuple[rows.SpecificTensionRow, ...]
    masses: tuple[rows.MassRow, ...]
    joint_ranges: tuple[rows.JointRangeRow, ...]
    joint_stiffness: tuple[rows.JointStiffnessRow, ...]
    other_stiffness: tuple[rows.OtherStiffnessRow, ...]
    rhythm: tuple[rows.RhythmRow, ...]
    flexion_rhythm: tuple[rows.FlexionRhythmRow, ...]
    alignment: tuple[rows.AlignmentRow, ...]
    rib_cage: tuple[rows.RibCageRow, ...]
    constants: tuple[rows.ConstantRow, ...]
    limits: tuple[rows.LimitRow, ...]
    strength: tuple[rows.StrengthRow, ...]
    moment_arm_bands: tuple[rows.MomentArmBandRow, ...]
    ligaments: tuple[rows.LigamentRow, ...]
    abdominal_pressure: tuple[rows.AbdominalPressureRow, ...]
    posture_facts: tuple[rows.PostureFactRow, ...]
    disc_pressure: tuple[rows.DiscPressureRow, ...]
    pressure_conversion: tuple[rows.PressureConversionRow, ...]
    exercise_emg: tuple[rows.ExerciseEmgRow, ...]
    measured_ranges: tuple[rows.MeasuredRangeRow, ...]
    answers: tuple[rows.AnswerRow, ...]
    miss_causes: tuple[rows.MissCauseRow, ...]
    model_comparisons: tuple[rows.ModelComparisonRow, ...]
    vertebra_literature: tuple[rows.VertebraLiteratureRow, ...]
    lumped_architecture: tuple[rows.LumpedArchitectureRow, ...]
    muscle_volumes: tuple[rows.MuscleVolumeRow, ...]
    referred_pain: tuple[rows.ReferredPainRow, ...]
    clinical: tuple[rows.ClinicalRow, ...]
    regions: tuple[rows.RegionRow, ...]
    region_marks: tuple[rows.RegionMarkRow, ...]
    actions: tuple[rows.ActionRow, ...]
    documents: tuple[rows.DocumentRow, ...]
    claims: tuple[rows.ClaimRow, ...]
    gaps: tuple[rows.GapRow, ...]
    fixed_ends: tuple[rows.FixedEndRow, ...]
    moved_parts: tuple[rows.MovedPartRow, ...]
    mechanical_claims: tuple[rows.MechanicalClaimRow, ...]
    claim_causes: tuple[rows.ClaimCauseRow, ...]
    sources: tuple[rows.SourceRow, ...]
    digest: str

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


# Every table and the class of its rows, read off `Tables`: a new table is one field there and one file.
TABLES: Mapping[str, type[Row]] = types.MappingProxyType(
    {name: get_args(hint)[0] for name, hint in Tables.__annotations__.items() if name != "digest"}
)


def load(folder: Path | str | None = None) -> Tables:
    """The tables of the package, or of a user's altered copy, which is refused whole if anything is wrong.

    Raises:
        TableError: with every fault of the folder.
    """
    if folder is None:
        return _packaged()
    from dorsum.anatomy.check import faults

    found = faults(Path(folder))
    if found:
        raise TableError(found)
    return _read(Path(folder))


@cache
def _packaged() -> Tables:
    return _read(FOLDER)


class _Unread(Tables):
    """Tables whose files are in memory; the rows of each are made when it is first asked for."""

    _folder: Path
    _files: Mapping[str, bytes]

    def __getattr__(self, name: str) -> Any:
        if name == "digest":
            made: Any = _digest(self._files)
        elif name in TABLES:
            made = self._made(name)
        else:
            raise AttributeError(f"there is no table {name!r}")
        return self.__dict__.setdefault(name, made)

    def _made(self, name: str) -> tuple[Row, ...]:
        try:
            return rows_of(self._files[name].decode("utf-8"), TABLES[name])
        except (ValueError, TypeError, LookupError, StopIteration) as error:
            from dorsum.anatomy.check import faults

            raise TableError(faults(self._folder)) from error


def _read(folder: Path) -> Tables:
    """What stands in the files now, whatever is written to them later."""
    tables = object.__new__(_Unread)
    files = {name: (folder / f"{name}.csv").read_bytes() for name in TABLES}
    tables.__dict__.update(_folder=folder, _files=files)
    return tables


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()
