"""Loads in the hands beside a recording: from a small TOML file, with the times at which they are held.

[subject]                # optional, as in a task file
[[loads]]
mass_kg = 10
hands = "both"           # right, left or both
beyond_mm = 120          # optional: a handle, so far beyond the grip on the line from the wrist
markers = ["BOX1", "BOX3"]  # optional: two corners of a box, or one marker; its mass is in their middle
from_s = 1.2             # optional; without it from the start
to_s = 3.5               # optional; without it to the end
[[forces]]               # measured, of something on a body, in the axes of the recording
file = "handle.sto"      # .mot or .sto, beside this file: force in N, its point in m
columns = "handle"       # what the names of its columns share; not needed where the file has one force
body = "hand_right"
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum import inputs
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.forces import forces_of
from dorsum.exchange.read.recording import ForcePlate
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, MOST_LOAD_KG
from dorsum.motion.recorded.filter import Smooth
from dorsum.units import KPA, MM
from dorsum.words import listed

LOAD = {"mass_kg", "hands", "from_s", "to_s", "beyond_mm", "markers"}
MOST_BEYOND_MM = 2000.0  # a pole; more is a mistake of the unit


@dataclass(frozen=True)
class HeldLoad:
    """A mass in one hand or both, from one time to another.

    It is where the hand grips, `beyond_m` farther from the wrist, or in the middle of `markers`.
    """

    mass_kg: float
    hands: str = "both"
    from_s: float = -np.inf
    to_s: float = np.inf
    beyond_m: float = 0.0
    markers: tuple[str, ...] = ()

    def held(self, time: Floats) -> NDArray[np.bool_]:
        """Whether it is held at some times (frames,)."""
        return np.asarray((time >= self.from_s) & (time <= self.to_s))

    def in_hands(self, model: Model, posed: Posed) -> Floats:
        """Where it is by its hands alone (frames, 3) m, the pelvis at the world's origin."""
        at = [model.grip_in(posed, side, self.beyond_m) for side in HANDS[self.hands]]
        return np.asarray(np.mean(at, axis=0))


@dataclass(frozen=True)
class Push:
    """A measured force of something on a body."""

    body: str
    force: ForcePlate


@dataclass(frozen=True)
class Hands:
    """What a file beside a recording says."""

    loads: tuple[HeldLoad, ...] = ()
    forces: tuple[Push, ...] = ()
    subject: Subject | None = None
    abdominal_pressure_kpa: float | None = None

    @classmethod
    def read(cls, path: Path) -> Hands:
        """From a TOML file.

        Raises:
            BadInput: the file cannot be read, or an entry makes no sense; the message names it.
        """
        data = inputs.parse_toml(inputs.read_text(path, "task file"), str(path))
        try:
            return cls._from_mapping(data, path.parent)
        except (BadInput, UnknownName) as error:
            raise BadInput(f"{path}: {error}") from error

    @classmethod
    def _from_mapping(cls, data: Mapping[str, Any], folder: Path) -> Hands:
        for key in ("posture", "keyframes", "frames", "supports", "moments", "ground"):
            if key in data:
                raise BadInput(f"{key} has no place beside a recording, which says how the body moves")
        inputs.only(
            data, {"title", "subject", "loads", "forces", "abdominal_pressure_kpa", "assumptions"}, "entry"
        )
        rows = inputs.tables("loads", data.get("loads", []))
        pressure = data.get("abdominal_pressure_kpa")
        return cls(
            tuple(_load(row, f"loads[{i}]") for i, row in enumerate(rows)),
            tuple(
                _push(row, f"forces[{i}]", folder)
                for i, row in enumerate(inputs.tables("forces", data.get("forces", [])))
            ),
            Subject.from_mapping(data["subject"]) if "subject" in data else None,
            None if pressure is None else inputs.within("abdominal_pressure_kpa", pressure, 0, 40, "kPa"),
        )

    def unseen(self, arms: Collection[str]) -> list[str]:
        """A sentence for each load in a hand whose arm is not among those recorded, and without markers."""
        return [
            f"A hand load without recorded hands: {load.mass_kg:g} kg are held where the {listed(lost)}"
            f" arm{'s hang' if len(lost) > 1 else ' hangs'} from the trunk, which nothing recorded tells; a"
            " map of names (--markers) tells of arms that are called otherwise."
            for load in self.loads
            if not load.markers and (lost := [side for side in HANDS[load.hands] if side not in arms])
        ]

    def unheld(self, arms: Collection[str], time: Floats) -> NDArray[np.bool_]:
        """Frames (frames,) in which a load is in a hand whose arm is not among those recorded."""
        found = np.zeros(len(time), dtype=bool)
        for load in self.loads:
            if not load.markers and set(HANDS[load.hands]) - set(arms):
                found |= load.held(time)
        return found

    def refuse_markers(self, path: Path) -> None:
        """Refuse loads that follow markers beside a recording that has none.

        Raises:
            BadInput: there is such a load.
        """
        for i, load in enumerate(self.loads):
            if load.markers:
                raise BadInput(
                    f"loads[{i}].markers goes with recorded markers (.trc, .c3d); beside {path.name} say"
                    " beyond_mm, or leave it out: the load is in the hands then"
                )

    def pressure(self, frames: int) -> Floats:
        """Abdominal pressure of the frames, Pa; NaN where it follows from the load."""
        stated = self.abdominal_pressure_kpa
        return np.full(frames, np.nan if stated is None else stated * KPA)

    def wrenches(
        self, model: Model, time: Floats, angles: Floats, ways: Sequence[Smooth], pelvis: Floats | None
    ) -> Floats:
        """Wrenches (frames, n_bodies, 6) of the loads' weight and inertia, the pelvis at the world's origin.

        `ways` are those of the loads in space, `pelvis` is where its joint centre is at the times. Each of
        two hands carries half.
        """
        wrench = np.zeros((*angles.shape[:2], 6))
        posed = model.place(angles) if self.loads else None
        for load, way in zip(self.loads, ways, strict=True):
            assert posed is not None
            sides = HANDS[load.hands]
            moving = way.at(time, 2)
            force = load.mass_kg / len(sides) * (model.gravity - moving) * load.held(time)[:, None]
            at = way.at(time) - pelvis if load.markers and pelvis is not None else load.in_hands(model, posed)
            for side in sides:
                hand = model.body.skeleton.index(f"hand_{side}")
                wrench[:, hand] += np.concatenate([force, np.cross(at, force)], axis=1)
        return wrench


def _load(row: Mapping[str, Any], where: str) -> HeldLoad:
    inputs.only(row, LOAD, f"{where} entry (a recording says where hands are)")
    if "mass_kg" not in row:
        raise BadInput(f"{where} lacks mass_kg")
    hands = inputs.text(f"{where}.hands", row.get("hands", "both"))
    if hands not in HANDS:
        raise UnknownName("hand", hands, HANDS)
    start = inputs.finite(f"{where}.from_s", row["from_s"]) if "from_s" in row else -np.inf
    end = inputs.finite(f"{where}.to_s", row["to_s"]) if "to_s" in row else np.inf
    if start >= end:
        raise BadInput(f"{where}: to_s = {end:g} must be later than from_s = {start:g}")
    mass = inputs.within(f"{where}.mass_kg", row["mass_kg"], 0, MOST_LOAD_KG, "kg")
    most = MOST_BEYOND_MM
    beyond = inputs.within(f"{where}.beyond_mm", row.get("beyond_mm", 0), -most, most, "mm")
    markers = inputs.texts(f"{where}.markers", row.get("markers", []))
    if beyond and markers:
        raise BadInput(f"{where}: give beyond_mm or markers, not both: either says where the load is")
    return HeldLoad(mass, hands, start, end, beyond * MM, tuple(markers))


def _push(row: Mapping[str, Any], where: str, folder: Path) -> Push:
    inputs.only(row, {"file", "columns", "body"}, f"{where} entry")
    for key in ("file", "body"):
        if key not in row:
            raise BadInput(f"{where} lacks {key}")
    path = folder / inputs.text(f"{where}.file", row["file"])
    forces = {force.name: force for force in forces_of(path)[0]}
    if "columns" not in row and len(forces) > 1:
        raise BadInput(f"{where} lacks columns: {path.name} has the forces {listed(forces)}")
    name = inputs.text(f"{where}.columns", row.get("columns", next(iter(forces))))
    if name not in forces:
        raise UnknownName(f"force in {path.name}", name, forces)
    return Push(inputs.text(f"{where}.body", row["body"]), forces[name])
