"""Angles that a file gives joint by joint: of our own exported model, or of published models of the spine.

They are used as they are: no rhythm shares them, and no limit cuts them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE, Floats
from dorsum.exchange.write.osim.coordinates import coordinates
from dorsum.motion.recorded.spine import TRUNK, SpineMap
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

# Joints that no published model has under our names: with one of them and `FIRST` a file is of our own model.
OURS = ("costovertebral_", "sternoclavicular_", "acromioclavicular_", "glenohumeral_")
FIRST = "L5_S1_FE"
# L5_S1_FE, L5_S1_Flex_Ext or L1_T12_FE; extension, bending to the right, twist to the left count as positive.
OF_A_JOINT = re.compile(
    r"([LTSC]\d+)_([LTSC]\d+)_(?:(FE|Flex_Ext)|(LB|Lat_Bending)|(AR|axial_rotation))", re.IGNORECASE
)
LEVELS = ("S1", *(f"L{i}" for i in range(5, 0, -1)), *(f"T{i}" for i in range(12, 0, -1)),
          *(f"C{i}" for i in range(7, -1, -1)))  # fmt: skip
TURNS = ("extension", "bending", "rotation")
IN_ONE_PIECE = "The trunk is recorded in one piece: the rhythm shares its turn between its joints."
COUPLED = 0.02  # of the largest sum of joints: so near to a ratio of the total they are coupled (assumed)
DIFFER = 0.5 * DEGREE  # a total that is further from the sum of its joints is told


@dataclass(frozen=True)
class JointColumns:
    """Columns with one angle of one of our joints each."""

    ours: bool  # whether the file is of our own model, whose coordinates all count as it counts them
    column: Sequence[int]
    body: Sequence[int]
    axis: Sequence[int]
    sign: Sequence[float]
    absent: tuple[str, ...] = ()  # coordinates of our own model that its file lacks

    @classmethod
    def of(cls, names: Sequence[str], body: Body, otherwise: Collection[str] = ()) -> JointColumns:
        """Those among the names of a file; in a file of another model without the names known `otherwise`."""
        own = {c.name: c for c in coordinates(body) if c.body > 0}
        ours = FIRST in names and any(name in own and name.startswith(OURS) for name in names)
        found: list[tuple[Any, ...]] = []
        for column, name in enumerate(names):
            if name in own and (ours or name.lower() not in otherwise):
                found.append((column, own[name].body, own[name].axis, own[name].sign))
            elif not ours and (joint := joint_of(name)) is not None:
                found.append((column, body.spine[SPINE.index(joint[0])], joint[1], 1.0))
        absent = tuple(name for name in own if name not in names) if ours else ()
        columns, bodies, axes, signs = ([one[k] for one in found] for k in range(4))
        return cls(ours, columns, bodies, axes, signs, absent)

    def angles(self, values: Floats, bodies: int) -> Floats:
        """Angles (frames, bodies, 3) rad of values (frames, columns); NaN where the file has none."""
        angles = np.full((len(values), bodies, 3), 0.0 if self.ours else np.nan)
        angles[:, 0] = np.nan  # the root's are the pelvis's
        angles[:, self.body, self.axis] = values[:, self.column] * self.sign
        return angles


def joint_of(name: str) -> tuple[str, int] | None:
    """Joint of the spine and axis (z x y) of a column of a published model."""
    match = OF_A_JOINT.fullmatch(name)
    if match is None:
        return None
    lower, upper = sorted((match[1].upper(), match[2].upper()), key=_height)
    joint = f"{upper}/{lower}"
    return (joint, next(k for k in range(3) if match[3 + k])) if joint in SPINE else None


def _height(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _with_lowest(
    given: Floats, totals: Sequence[Floats | None]
) -> tuple[Floats, list[Floats | None], list[str]]:
    """The same with L5/S1, where a column of the whole trunk stands beside joints without it.

    In models whose joints are coupled it is the turn of the whole, of which L5/S1 has what the others leave,
    or that of L5/S1 alone, with the others in a ratio to it: their sum tells, for it is less than a whole.
    """
    given, left, told = given.copy(), list(totals), list[str]()
    for axis, total in enumerate(totals):
        others = given[:, 1:, axis]
        if total is None or not np.isnan(given[0, 0, axis]) or np.isnan(others[0]).all():
            continue
        added = np.nansum(others, axis=1)
        square = float(total @ total)
        ratio = float(added @ total) / square if square else 0.0
        if ratio <= 0 or np.abs(added - ratio * total).max() > COUPLED * np.abs(added).max():
            continue
        whole = ratio <= 1.0
        given[:, 0, axis] = total - added if whole else total
        left[axis] = total if whole else None
        what = "what the others leave of the trunk's" if whole else "the column of the trunk's"
        told.append(f"The {TURNS[axis]} of L5/S1 is {what}: the joints are coupled to it.")
    return given, left, told


def fill_trunk(given: Floats, totals: Sequence[Floats | None], spine: SpineMap) -> tuple[Floats, list[str]]:
    """The trunk's joints (frames, 17, 3) where a file gives some of them, and what is to be said of it.

    `given` has NaN where the file has no column, `totals` the turns z, x, y of a trunk in one piece where
    there are such columns. A turn that no joint is given for follows the rhythm. Where joints are given
    their total beside them is left out: it is the same turn a second time. Where totals alone are given all
    stays NaN.
    """
    given, totals, told = _with_lowest(given, totals)
    known = np.asarray(~np.isnan(given[0]))
    turn = np.zeros((len(given), 3))
    for axis, total in enumerate(totals):
        if total is not None and (not given[:, known[:, axis], axis].any() and total.any()):
            turn[:, axis], known[:, axis] = total, False  # columns of zeros beside a total are not recorded
    if not known.any():
        return np.full_like(given, np.nan), [IN_ONE_PIECE]
    angles = np.where(known, given, 0.0) + spine.joints(spine.shared(turn))[:, :TRUNK]
    for axis, total in enumerate(totals):
        if total is not None and known[:, axis].any():
            off = float(np.abs(angles[..., axis].sum(axis=1) - total).max(initial=0.0))
            if off > DIFFER:
                told.append(
                    f"The {TURNS[axis]} of the trunk as a whole and the sum of its joints differ by"
                    f" {off / DEGREE:.0f}° at most: the joints are taken."
                )
    joints = [joint for joint, there in zip(SPINE[:TRUNK], known, strict=True) if there.any()]
    words = f"Angles joint by joint of {listed(joints, most=FEW)}: used as they are"
    if shared := [TURNS[axis] for axis in range(3) if turn[:, axis].any()]:
        words += f"; the {listed(shared)} of the trunk is shared by the rhythm"
    elif len(joints) < TRUNK:
        words += "; the other joints of the trunk stay as in standing"
    return angles, [f"{words}.", *told]
