"""A user's own names: of markers, of joints of a rig, of coordinates. One form of TOML for all three.

[[markers]]
names = ["waist_front_r"]    # as they stand in the file
place = "asis"               # of `marker_places`; or bone with landmark, or body with offset_mm
side = "right"

[[joints]]
names = ["Oberarm_L"]
joint = "arm"                # of `rig_joints`
side = "left"

[[coordinates]]
names = ["Rumpf_Beugung"]
coordinate = "trunk_extension"   # of `coordinate_names`
sign = -1                    # where the file counts the other way
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dorsum import inputs
from dorsum.anatomy.read import load
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.model_markers import ModelMarkers, is_xml

SIDES = ("right", "left", "mid")
KINDS = ("markers", "joints", "coordinates")


@dataclass(frozen=True)
class NameMap:
    """The entries of one or several maps."""

    markers: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # where an entry stands, and the entry
    joints: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name: joint and side
    coordinates: Mapping[str, tuple[str, str, float]] = field(default_factory=dict)  # coordinate, side, sign
    document: Path | None = None  # of OpenSim, given in place of a map of markers
    on_model: ModelMarkers | None = None  # what it and a model say, once they are read

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised in documents of OpenSim."""
        return () if self.on_model is None else self.on_model.notes


def read_maps(**paths: Path | None) -> NameMap:
    """The maps given as `markers`, `joints` and `coordinates`; each may hold entries of the other kinds.

    In place of a map of markers a document of OpenSim may be given, which is read with its model
    (`model_markers.with_model`).

    Raises:
        BadInput: a map cannot be read, has no entry of its own kind, or one that makes no sense.
    """
    markers: list[tuple[str, Mapping[str, Any]]] = []
    joints: dict[str, tuple[str, str]] = {}
    coordinates: dict[str, tuple[str, str, float]] = {}
    document: Path | None = None
    for path in dict.fromkeys(path for path in paths.values() if path is not None):
        kinds = [kind for kind, given in paths.items() if given == path]
        if kinds == ["markers"] and is_xml(path):
            document = path
            continue
        data = inputs.parse_toml(inputs.read_text(path, "map of names"), str(path))
        try:
            inputs.only(data, KINDS, "entry")
            for kind in kinds:
                if not data.get(kind):
                    raise BadInput(f"it has no [[{kind}]]")
            for i, row in enumerate(inputs.tables("markers", data.get("markers", []))):
                markers.append((f"{path}: markers[{i}]", row))
            joints |= _joints(inputs.tables("joints", data.get("joints", [])))
            coordinates |= _coordinates(inputs.tables("coordinates", data.get("coordinates", [])))
        except (BadInput, UnknownName) as error:
            raise BadInput(f"{path}: {error}") from error
    return NameMap(tuple(markers), joints, coordinates, document)


def names_of(row: Mapping[str, Any], where: str, example: str = "C7") -> tuple[str, ...]:
    """The names of an entry.

    Raises:
        BadInput: it has none.
    """
    names = inputs.texts(f"{where}.names", row.get("names", ()))
    if not names:
        raise BadInput(f'{where} lacks names, for instance names = ["{example}"]')
    return names


def side_of(row: Mapping[str, Any], where: str) -> str:
    """Its side; in the middle unless told."""
    side = inputs.text(f"{where}.side", row.get("side", "mid"))
    if side not in SIDES:
        raise UnknownName("side", side, SIDES)
    return side


def _joints(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    known = {row.joint for row in load().rig_joints}
    found: dict[str, tuple[str, str]] = {}
    for i, row in enumerate(rows):
        where = f"joints[{i}]"
        inputs.only(row, {"names", "joint", "side"}, f"{where} entry")
        joint = inputs.text(f"{where}.joint", row.get("joint", ""))
        if joint not in known:
            raise UnknownName("joint of a rig", joint, known)
        found |= dict.fromkeys(names_of(row, where, "LeftArm"), (joint, side_of(row, where)))
    return found


def _coordinates(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str, float]]:
    known = {row.coordinate for row in load().coordinate_names}
    found: dict[str, tuple[str, str, float]] = {}
    for i, row in enumerate(rows):
        where = f"coordinates[{i}]"
        inputs.only(row, {"names", "coordinate", "side", "sign"}, f"{where} entry")
        coordinate = inputs.text(f"{where}.coordinate", row.get("coordinate", ""))
        if coordinate not in known:
            raise UnknownName("coordinate", coordinate, known)
        sign = inputs.finite(f"{where}.sign", row.get("sign", 1))
        if abs(sign) != 1:
            raise BadInput(f"{where}.sign = {sign:g}: is 1 or -1")
        entry = (coordinate, side_of(row, where), sign)
        found |= dict.fromkeys(names_of(row, where, "lumbar_extension"), entry)
    return found
