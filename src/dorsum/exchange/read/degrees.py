"""Which columns of a storage file are angles, and whether they are degrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import tau
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.storage_header import Header
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

# Translations, forces, points and muscles keep their numbers, whatever the header says of degrees.
NO_ANGLE = re.compile(
    r"(?:_t|_[vpfm]|_)[xyz](?:_(?:r|l|u))?$|force|torque|moment|power|activation|excitation|fiber|length|emg|reserve",
    re.IGNORECASE,
)
# Joint angles by the names in use; speeds are none.
ANGLE = re.compile(
    r"tilt|_list|rot(?:ation)?(?:_|$)|flex|extension|bending|add(?:uction)?(?:_|$)|abd|angle|pro_sup|_dev(?:_|$)"
    r"|elv_|roll|pitch|yaw|obliquity",
    re.IGNORECASE,
)
SPEED = re.compile(r"/speed$|_u$|_vel|_acc|speed", re.IGNORECASE)
FREE = re.compile(r"pelvis|root|ground", re.IGNORECASE)  # what may turn round more than once
HEIGHT = re.compile(r"pelvis_ty$|/pelvis_ty/value$", re.IGNORECASE)
TALLEST = 10.0  # m, of a pelvis above the ground; more is another unit


@dataclass(frozen=True)
class Angles:
    """The angles among the columns, the time being column 0."""

    columns: tuple[int, ...]  # that are turned to radians: none if they are radians
    limited: tuple[int, ...]  # that cannot turn more than once round, if they are taken as radians
    names: tuple[str, ...]
    notes: tuple[str, ...]

    def to_radians(self, table: Floats) -> None:
        """Turn degrees to radians, in place."""
        for column in self.columns:
            table[:, column] *= DEGREE

    def check(self, table: Floats, path: Path) -> None:
        """Refuse what speaks against radians, when the first piece of a file has settled for them."""
        if wild := _beyond_a_turn(table, self.limited):
            name = self.names[wild[0] - 1]
            raise BadInput(
                f"{path}: after {table[0, 0]:g} s {name} turns more than once round, if it is in "
                "radians; if the file is in degrees, write inDegrees=yes in its header"
            )


def angles_of(header: Header, table: Floats) -> Angles:
    """What the header says of degrees, or the numbers where they speak against it.

    An angle of a joint above a full turn, 2π rad, is degrees. A file that says nothing is taken as
    OpenSim takes it.
    """
    names = header.kept_names
    turning = [i for i, name in enumerate(names, 1) if not NO_ANGLE.search(name)]
    known = [i for i in turning if ANGLE.search(names[i - 1]) and not SPEED.search(names[i - 1])]
    limited = tuple(i for i in known if not FREE.search(names[i - 1]))
    notes = _note_on_heights(names, table)
    if header.in_degrees:
        return Angles(tuple(turning), (), names, tuple(notes))
    if wild := _beyond_a_turn(table, limited):
        says = "says nothing of degrees" if header.in_degrees is None else "says inDegrees=no"
        told = listed((names[i - 1] for i in wild), most=FEW)
        notes.append(
            f"The header {says}, but radians would turn {told} more than once round: taken as degrees."
        )
        return Angles(tuple(turning), (), names, tuple(notes))
    if header.in_degrees is None and known:
        notes.append("The header does not say whether angles are in degrees: taken as radians.")
    return Angles((), limited, names, tuple(notes))


def _beyond_a_turn(table: Floats, columns: Sequence[int]) -> list[int]:
    largest = [np.nanmax(np.abs(table[:, i]), initial=0.0) for i in columns]
    return [i for i, angle in zip(columns, largest, strict=True) if angle > tau]


def _note_on_heights(names: Sequence[str], table: Floats) -> list[str]:
    """Lengths are not changed, for the file has no word on them; but millimetres show."""
    for i, name in enumerate(names, 1):
        if HEIGHT.search(name):
            height = float(np.nanmax(np.abs(table[:, i]), initial=0.0))
            if height > TALLEST:
                return [
                    f"{name} reaches {height:g} m: are lengths in millimetres? They are left as they are."
                ]
    return []
