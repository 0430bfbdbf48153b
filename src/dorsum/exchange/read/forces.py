"""Measured forces beside a recording: .mot and .sto with columns of a force, its point and its torque.

Names differ from laboratory to laboratory and have this in common: three columns that end in x, y and z, a
`v` before it for a force and a `p` for its point, and `torque` or `moment` in the name of a free moment:
`ground_force_vx`, `1_ground_force_px`, `R_ground_torque_x`, `ground_force_1_vx`, `ground_moment_1_mx`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import XYZ, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.recording import ForcePlate
from dorsum.exchange.read.storage import raw_storage
from dorsum.units import MM
from dorsum.words import FEW, listed

COLUMN = re.compile(r"(?P<name>.*?)_?(?P<letter>[vpm]?)(?P<axis>[xyz])", re.IGNORECASE)
KIND = re.compile(r"_?(force|torque|moment)", re.IGNORECASE)
FARTHEST = 50.0  # m from the origin of a laboratory: no room is as long (assumed)
LETTERS = {"v": "force", "p": "point", "m": "torque", "": "force"}


def forces_of(path: Path, turn: Floats | None = None) -> tuple[tuple[ForcePlate, ...], tuple[str, ...]]:
    """The forces of a file by what their columns share, and what there is to say of them.

    They come in the file's axes, or turned by (3, 3) `turn`.

    Points in mm, which no room in m is as long as, are read as mm. A value that is missing is 0.

    Raises:
        BadInput: the file cannot be read, or a force in it has no point.
    """
    names, time, values = raw_storage(path)
    found: dict[str, dict[str, dict[str, Floats]]] = {}
    for name, column in zip(names, np.nan_to_num(values).T, strict=True):
        parts = COLUMN.fullmatch(name)
        if parts is None:
            continue
        word = KIND.search(parts["name"])
        kind = LETTERS[parts["letter"].lower()]
        if kind == "force" and word is not None and word[1].lower() != "force":
            kind = "torque"
        own = KIND.sub("", parts["name"]).strip("_") or "force"
        found.setdefault(own, {}).setdefault(kind, {})[parts["axis"].lower()] = column
    whole = {
        own: {
            kind: np.column_stack([axes[axis] for axis in XYZ])
            for kind, axes in kinds.items()
            if set(axes) == set(XYZ)
        }
        for own, kinds in found.items()
    }
    forces = {own: kinds for own, kinds in whole.items() if "force" in kinds}
    if not forces:
        raise BadInput(
            f"{path} has no three columns of a force, such as ground_force_vx, _vy and _vz; it has"
            f" {listed(names, most=FEW)}"
        )
    notes = []
    for own, kinds in forces.items():
        if "point" not in kinds:
            raise BadInput(
                f"{path}: the force {own} has no point; columns such as {own}_force_px are missing"
            )
        if np.abs(kinds["point"]).max() > FARTHEST:
            kinds["point"] = kinds["point"] * MM
            notes.append(f"Points of the force {own} are read as mm.")
    none, onto = np.zeros((len(time), 3)), np.eye(3) if turn is None else turn
    return (
        tuple(
            ForcePlate(own, time, *(kinds.get(kind, none) @ onto.T for kind in ("force", "point", "torque")))
            for own, kinds in forces.items()
        ),
        tuple(notes),
    )
