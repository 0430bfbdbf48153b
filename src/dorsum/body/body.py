"""The body: a subject's skeleton, muscles and masses compiled to constant arrays for the mechanics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables, load
from dorsum.body.coordinates import Coordinates
from dorsum.body.masses import Masses, build_masses
from dorsum.body.muscles import Fascicle, build_fascicles
from dorsum.body.skeleton import Skeleton, build_skeleton
from dorsum.body.spine import Levels, build_levels
from dorsum.body.subject import Subject
from dorsum.errors import UnknownName

Ints = NDArray[np.int64]


class Paths(NamedTuple):
    """All paths as arrays, of NumPy or JAX; see `mechanics.lines`."""

    point_body: Any  # (n_points,) body that carries the point
    point_local: Any  # (n_points, 3) from the joint centre of that body, standing, m
    piece_start: Any  # (n_pieces,) a piece runs from this point to the next
    piece_of: Any  # (n_fascicles, most) pieces of each fascicle, padded with n_pieces
    piece_fascicle: Any  # (n_pieces,)


class Crossing(NamedTuple):
    """Which pieces cross which joints, a row for each fascicle and joint that meet; see `mechanics.lines`."""

    pair_piece: Any  # (n_pairs, most) pieces that cross, padded with n_pieces
    pair_sign: Any  # (n_pairs, most) +1 where a piece starts above the joint, −1 where it ends there, or 0
    pair_joint: Any  # (n_pairs,) position among the joints
    pair_fascicle: Any  # (n_pairs,)


@dataclass(frozen=True, repr=False)
class Body:
    """Everything about one subject that does not change with posture."""

    subject: Subject
    tables: Tables
    skeleton: Skeleton
    fascicles: tuple[Fascicle, ...]
    masses: Masses
    levels: Levels

    def __repr__(self) -> str:
        parts = f"{len(self.skeleton.names)} bodies, {len(self.fascicles)} fascicles"
        return f"<Body of {self.subject.name}: {parts}, {self.masses.mass.sum():.1f} kg>"

    @classmethod
    def of(cls, subject: Subject | str = "male", tables: Tables | None = None) -> Body:
        """Compile the body of a subject (or of a built-in one by name)."""
        tables = tables or load()
        subject = Subject.named(subject) if isinstance(subject, str) else subject
        skeleton = build_skeleton(tables, subject)
        return cls(
            subject=subject,
            tables=tables,
            skeleton=skeleton,
            fascicles=build_fascicles(tables, subject, skeleton),
            masses=build_masses(tables, subject, skeleton),
            levels=build_levels(tables, subject, skeleton),
        )

    @cached_property
    def coordinates(self) -> Coordinates:
        """Every angle that a joint may turn by."""
        return Coordinates.build(self.tables, self.skeleton)

    @cached_property
    def spine(self) -> Ints:
        """Bodies that hang on the joints of `levels`, caudal → cranial."""
        return np.array([self.skeleton.joint_index(joint) for joint in self.levels.names])

    @cached_property
    def active(self) -> Ints:
        """Fascicles that take part in the balance."""
        return np.flatnonzero([f.takes_part for f in self.fascicles])

    @cached_property
    def opposite(self) -> Ints:
        """Index of every fascicle's mirror image."""
        at = {f.name: i for i, f in enumerate(self.fascicles)}
        swap = {"right": "left", "left": "right"}
        return np.array([at[f"{f.row.fascicle}_{swap[f.side]}"] for f in self.fascicles])

    @cached_property
    def paths(self) -> Paths:
        """The paths of all fascicles."""
        points = [point for f in self.fascicles for point in f.path]
        counts = np.array([len(f.path) for f in self.fascicles])
        first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        starts = np.concatenate([np.arange(n - 1) + at for n, at in zip(counts, first, strict=True)])
        fascicle = np.repeat(np.arange(len(counts)), counts - 1)
        bodies = np.array([p.body for p in points])
        local = np.array([p.position for p in points]) - self.skeleton.centre[bodies]
        return Paths(bodies, local, starts, _ragged(fascicle, len(counts), len(starts)), fascicle)

    def crossing(
        self, joints: Sequence[int] | Ints, fascicles: Sequence[int] | Ints | None = None
    ) -> Crossing:
        """The pairs of fascicle and joint that meet, for some joints (by body) and fascicles, default all."""
        joints = np.asarray(joints)
        above = self.skeleton.carried()[joints][:, self.paths.point_body]
        start, end = above[:, self.paths.piece_start], above[:, self.paths.piece_start + 1]
        sign = start.astype(float) - end.astype(float)  # (n_joints, n_pieces)
        if fascicles is not None:
            sign[:, ~np.isin(self.paths.piece_fascicle, fascicles)] = 0.0
        joint, piece = np.nonzero(sign)
        n_fascicles, n_pieces = len(self.fascicles), len(self.paths.piece_start)
        key = joint * n_fascicles + self.paths.piece_fascicle[piece]
        pair, row = np.unique(key, return_inverse=True)
        pieces = _ragged(row, len(pair), len(piece))
        padded_piece = np.append(piece, n_pieces)
        padded_sign = np.append(sign[joint, piece], 0.0)
        return Crossing(padded_piece[pieces], padded_sign[pieces], pair // n_fascicles, pair % n_fascicles)

    def fascicle_index(self, name: str) -> int:
        """Position of a fascicle by its name with side."""
        names = [f.name for f in self.fascicles]
        if name not in names:
            raise UnknownName("fascicle", name, names)
        return names.index(name)

    def of_muscle(self, muscle: str, side: str | None = None) -> Ints:
        """Fascicles of a muscle part, or of all parts of a whole muscle, by id."""
        parts = {row.muscle for row in self.tables.muscles if muscle in (row.muscle, row.part_of)}
        found = [i for i, f in enumerate(self.fascicles) if f.muscle in parts and side in (None, f.side)]
        if not found:
            known = {row.muscle for row in self.tables.muscles} | {
                row.part_of for row in self.tables.muscles if row.part_of
            }
            raise UnknownName("muscle", muscle, known)
        return np.array(found)


def _ragged(owner: Ints, n_owners: int, padding: int) -> Ints:
    """Items of each owner as the rows of a table, in order, padded."""
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=n_owners)
    table = np.full((n_owners, max(int(counts.max(initial=0)), 1)), padding)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    table[owner[order], within] = order
    return table
