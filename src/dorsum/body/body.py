"""The body: a subject's skeleton, muscles and masses compiled to constant arrays for the mechanics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables, load
from dorsum.body.coordinates import Coordinates, coordinates_of
from dorsum.body.groups import groups_of
from dorsum.body.layout import Crossing as Crossing
from dorsum.body.masses import Masses, build_masses
from dorsum.body.muscles import Fascicles, build_fascicles
from dorsum.body.scan import Ints as Ints
from dorsum.body.skeleton import SIDES, Floats, Skeleton, build_skeleton
from dorsum.body.spine import Levels, build_levels
from dorsum.body.subject import Subject
from dorsum.body.wraps import Wraps
from dorsum.errors import UnknownName
from dorsum.units import N_PER_CM2

ON_LIMBS = ("hip", "glenohumeral")  # joints from which limbs hang whose muscles are silent in quiet standing


class Paths(NamedTuple):
    """All paths as arrays, of NumPy or JAX; see `mechanics.lines`."""

    point_body: Any  # (n_points,) body that carries the point
    point_local: Any  # (n_points, 3) from the joint centre of that body, standing, m
    piece_start: Any  # (n_pieces,) a piece runs from this point to the next
    piece_of: Any  # (n_fascicles, most) pieces of each fascicle, padded with n_pieces
    piece_fascicle: Any  # (n_pieces,)
    wraps: Wraps  # where paths touch balls: these points are found in every posture anew


@dataclass(frozen=True, repr=False)
class Body:
    """Everything about one subject that does not change with posture."""

    subject: Subject
    tables: Tables
    skeleton: Skeleton
    fascicles: Fascicles
    masses: Masses
    levels: Levels
    free: tuple[str, ...] = ()  # groups of joints that are balanced beside the spine (`groups.GROUPS`)

    def __repr__(self) -> str:
        parts = f"{len(self.skeleton.names)} bodies, {len(self.fascicles)} fascicles"
        return f"<Body of {self.subject.name}: {parts}, {self.masses.mass.sum():.1f} kg>"

    @classmethod
    def of(
        cls, subject: Subject | str = "male", tables: Tables | None = None, free: str | Sequence[str] = ()
    ) -> Body:
        """Compile the body of a subject (or of a built-in one by name).

        `free` names groups of joints that are balanced beside the spine (`"all"`: every one), whose muscles
        then take part.

        Raises:
            UnknownName: no such subject, or group (`groups.GROUPS`).
        """
        tables, free = tables or load(), groups_of(free)
        subject = Subject.named(subject) if isinstance(subject, str) else subject
        skeleton = build_skeleton(tables, subject)
        return cls(
            subject=subject,
            tables=tables,
            skeleton=skeleton,
            fascicles=build_fascicles(tables, subject, skeleton, free),
            masses=build_masses(tables, subject, skeleton),
            levels=build_levels(tables, subject, skeleton),
            free=free,
        )

    def freed(self, free: str | Sequence[str]) -> Body:
        """The same body with other groups of joints balanced beside the spine.

        Raises:
            UnknownName: no such group.
        """
        free = groups_of(free)
        if free == self.free:
            return self
        fascicles = build_fascicles(self.tables, self.subject, self.skeleton, free)
        return replace(self, fascicles=fascicles, free=free)

    @property
    def coordinates(self) -> Coordinates:
        """Every angle that a joint may turn by."""
        return coordinates_of(self.tables)

    @property
    def weight(self) -> float:
        """Of all of it, N."""
        return float(self.masses.mass.sum() * self.tables.constant("gravity"))

    @cached_property
    def rows(self) -> Coordinates:
        """The coordinates that are balanced: the spine's, caudal → cranial, then those that are free."""
        return self.coordinates.balanced(self.free)

    @cached_property
    def spine(self) -> Ints:
        """Bodies that hang on the joints of `levels`, caudal → cranial."""
        return np.array([self.skeleton.joint_index(joint) for joint in self.levels.names])

    @property
    def active(self) -> Ints:
        """Fascicles that take part in the balance."""
        return self.fascicles.layout.active

    @cached_property
    def tone(self) -> Floats:
        """Least activation of every fascicle (n,): the same force over area, whatever tension they have.

        It is that of the trunk in quiet standing, in which thighs and buttocks are silent, and shoulders from
        which arms hang: what pulls on a leg or an arm has none.
        """
        stress = self.tables.constant("muscle_tone") * N_PER_CM2
        return np.asarray(np.where(self.on_limbs, 0.0, stress / self.fascicles.make.specific_tension))

    @cached_property
    def on_limbs(self) -> NDArray[np.bool_]:
        """Which fascicles (n,) pull on a leg or an upper arm, or beyond."""
        roots = [self.skeleton.joint_index(f"{joint}_{side}") for joint in ON_LIMBS for side in SIDES]
        limbs, layout = np.asarray(self.skeleton.carried()[roots].any(axis=0)), self.fascicles.layout
        return np.asarray(np.logical_or.reduceat(limbs[layout.point_body], layout.first[:-1]))

    @cached_property
    def opposite(self) -> Ints:
        """Index of every fascicle's mirror image."""
        at = {name: i for i, name in enumerate(self.fascicles.names)}
        swap = {"right": "left", "left": "right"}
        each = zip(self.fascicles.routes.rows, self.fascicles.sides, strict=True)
        return np.array([at[f"{row.fascicle}_{swap[side]}"] for row, side in each])

    @cached_property
    def paths(self) -> Paths:
        """The paths of all fascicles."""
        layout = self.fascicles.layout
        local = self.fascicles.position - self.skeleton.centre[layout.point_body]
        wraps = Wraps(layout.wrap_point, layout.wrap_piece, self.fascicles.wrap_radius)
        pieces = layout.piece_start, layout.piece_of, layout.piece_fascicle
        return Paths(layout.point_body, local, *pieces, wraps)

    def crossing(
        self, joints: Sequence[int] | Ints, fascicles: Sequence[int] | Ints | None = None
    ) -> Crossing:
        """The pairs of fascicle and joint that meet, for some joints (by body) and fascicles, default all."""
        return self.fascicles.layout.crossing(joints, fascicles)

    def fascicle_index(self, name: str) -> int:
        """Position of a fascicle by its name with side."""
        names = self.fascicles.names
        if name not in names:
            raise UnknownName("fascicle", name, names)
        return names.index(name)

    def of_muscle(self, muscle: str, side: str | None = None) -> Ints:
        """Fascicles of a muscle part, or of all parts of a whole muscle, by id."""
        parts = {row.muscle for row in self.tables.muscles if muscle in (row.muscle, row.part_of)}
        each = enumerate(zip(self.fascicles.muscles, self.fascicles.sides, strict=True))
        found = [i for i, (part, where) in each if part in parts and side in (None, where)]
        if not found:
            known = {row.muscle for row in self.tables.muscles} | {
                row.part_of for row in self.tables.muscles if row.part_of
            }
            raise UnknownName("muscle", muscle, known)
        return np.array(found)
