"""The facts in memory: one tuple of rows for each table (`listed`), looked up by name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsum.anatomy import rows
from dorsum.anatomy.listed import FOLDERS as FOLDERS
from dorsum.anatomy.listed import TABLES as TABLES
from dorsum.anatomy.listed import Listed, R
from dorsum.anatomy.rows.columns import Row
from dorsum.errors import UnknownName


@dataclass(frozen=True, eq=False, repr=False)
class Tables(Listed):
    """All tables, looked up by name."""

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
