"""The unit and the axes of a pack, as its owner says or as its bones show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np

from dorsum.errors import BadInput
from dorsum.shape.packs.notes import DIRECTIONS, MM_PER, Notes
from dorsum.shape.packs.probe import Array, Probe

LARGEST = 1.8  # times as large or small as ours a skeleton may be: a child of six, or none
FEW = 60  # points of a bone to tell the axes by
CLEARLY = 0.7  # of the distance in the axes said, or in those of the mirror image: surely better
TURNS = tuple(
    np.eye(3)[list(order)] * np.array(signs)[:, None]
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
)


@dataclass(frozen=True, eq=False)
class Placing:
    """How a pack lies: `turn` (3, 3) leads from its axes to ours (x anterior, y up, z right)."""

    unit: str
    mm_per_unit: float
    size: float  # of its bones over ours
    turn: Array

    @property
    def up(self) -> str:
        """The pack's axis that points up."""
        return _axis_of(self.turn[1])

    @property
    def forward(self) -> str:
        """The pack's axis that points forward."""
        return _axis_of(self.turn[0])


def placing_of(theirs: Mapping[str, Probe], ours: Mapping[str, Probe], notes: Notes) -> Placing:
    """How the bones of a pack lie, by the bones of the same name of ours.

    Raises:
        BadInput: the sizes fit no unit, or not the unit said; the axes said are not those of the bones; left
            and right are exchanged.
    """
    ratio = float(np.median([theirs[name].size / ours[name].size for name in theirs]))
    unit = notes.unit or min(MM_PER, key=lambda known: abs(np.log(ratio * MM_PER[known])))
    size = ratio * MM_PER[unit]
    if not 1 / LARGEST <= size <= LARGEST:
        said = f"pack.toml says unit = {unit}" if notes.unit else "mm, cm and m were tried"
        raise BadInput(f"the bones are {size:.4g} times as large as they should be in {unit} ({said})")
    away = {i: _distance(turn, theirs, ours) for i, turn in enumerate(TURNS)}
    best = min(away, key=away.__getitem__)
    if np.linalg.det(TURNS[best]) < 0:
        turns = {i: d for i, d in away.items() if np.linalg.det(TURNS[i]) > 0}
        if away[best] < CLEARLY * min(turns.values()):
            raise BadInput("the bones are a mirror image: exchange left and right in their names, or an axis")
        best = min(turns, key=turns.__getitem__)
    turn = TURNS[best]
    if notes.up:
        turn = _said(notes)
        if away[best] < CLEARLY * _distance(turn, theirs, ours):
            found = Placing(unit, MM_PER[unit], size, TURNS[best])
            raise BadInput(
                f"pack.toml says up = {notes.up}, forward = {notes.forward}, but the bones lie with"
                f" up = {found.up}, forward = {found.forward}"
            )
    return Placing(unit, MM_PER[unit], size, turn)


def _distance(turn: Array, theirs: Mapping[str, Probe], ours: Mapping[str, Probe]) -> float:
    """How far the bones lie from ours with the skeletons' middles and sizes made equal, mm.

    Where a bone lies in the skeleton counts, and how its own surface does; the median over the bones, so that
    one with a wrong name does not decide.
    """
    names = list(theirs)
    ratio = np.median([ours[name].size / theirs[name].size for name in names])
    here = np.array([theirs[name].centre for name in names]) @ turn.T * ratio
    there = np.array([ours[name].centre for name in names])
    lie = np.linalg.norm((here - np.median(here, axis=0)) - (there - np.median(there, axis=0)), axis=1)
    shape = []
    for name in names:
        points = (theirs[name].points[:FEW] - theirs[name].centre) @ turn.T * ratio + ours[name].centre
        shape.append(ours[name].nearest(points, near=1).distance.mean())
    return float(np.median(lie + np.array(shape)))


def _said(notes: Notes) -> Array:
    forward, up = (_vector(axis) for axis in (notes.forward, notes.up))
    return np.array([forward, up, np.cross(forward, up)])


def _vector(axis: str) -> Array:
    return np.asarray(np.eye(3)["xyz".index(axis[1])] * (1.0 if axis[0] == "+" else -1.0))


def _axis_of(row: Array) -> str:
    return next(axis for axis in DIRECTIONS if np.allclose(_vector(axis), row))
