"""Where markers lie on the body: by common names, or by a map of the user's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from dorsum import inputs
from dorsum.body.skeleton import SIDES, Floats, Skeleton, sided
from dorsum.errors import BadInput, UnknownName
from dorsum.units import MM

FARTHEST = 500.0  # mm of a marker from its joint or landmark
SEPARATOR = re.compile(r"[.\s-]+")


@dataclass(frozen=True)
class Place:
    """A marker's place on a body."""

    body: int
    local: Floats  # (3,) m from the joint centre, standing axes


def folded(name: str) -> str:
    """A marker's name without what sets write differently."""
    plain = SEPARATOR.sub("_", name.rsplit(":", 1)[-1].strip().upper())
    return plain.removesuffix("_STUDY")


def places(
    skeleton: Skeleton, path: Path | None = None, name_of: Callable[[str], str] = folded
) -> dict[str, Place]:
    """Places of all known markers by name, folded unless told; entries of a map of the user's come first.

    Raises:
        BadInput: the map cannot be read, or an entry makes no sense; the message names it.
    """
    found = _placed(_common(), "markers.toml", skeleton, name_of)
    if path is not None:
        data = inputs.parse_toml(inputs.read_text(path, "marker map"), str(path))
        found |= _placed(data, str(path), skeleton, name_of)
    return found


@cache
def _common() -> Mapping[str, Any]:
    text = (resources.files("dorsum.motion.recorded") / "markers.toml").read_text(encoding="utf-8")
    return inputs.parse_toml(text, "markers.toml")


def _placed(
    data: Mapping[str, Any], where: str, skeleton: Skeleton, name_of: Callable[[str], str]
) -> dict[str, Place]:
    found: dict[str, Place] = {}
    try:
        inputs.only(data, {"markers"}, "entry")
        for i, row in enumerate(inputs.tables("markers", data.get("markers", []))):
            names, place = _entry(row, f"markers[{i}]", skeleton)
            for name in map(name_of, names):
                if name in found:
                    raise BadInput(f"markers[{i}]: the marker {name} has a place already")
                found[name] = place
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error
    if not found:
        raise BadInput(f"{where} places no marker: it needs [[markers]] with names and bone or body")
    return found


def _entry(row: Mapping[str, Any], where: str, skeleton: Skeleton) -> tuple[Sequence[str], Place]:
    inputs.only(row, {"names", "bone", "landmark", "body", "side", "offset_mm"}, f"{where} entry")
    names = inputs.texts(f"{where}.names", row.get("names", ()))
    if not names:
        raise BadInput(f'{where} lacks names, for instance names = ["C7"]')
    side = inputs.text(f"{where}.side", row.get("side", "mid"))
    if side not in (*SIDES, "mid"):
        raise UnknownName("side", side, (*SIDES, "mid"))
    if ("bone" in row) == ("body" in row):
        raise BadInput(f"{where} takes a bone with a landmark, or a body with offset_mm")
    offset = _offset(row, where) * MM * skeleton.scale
    if "body" in row:
        body = _body(inputs.text(f"{where}.body", row["body"]), side, skeleton)
        return names, Place(body, offset)
    bone, landmark = (inputs.text(f"{where}.{key}", row.get(key, "")) for key in ("bone", "landmark"))
    found = skeleton.landmarks.get((bone, landmark, "right" if side == "mid" else side))
    if found is None:
        known = {name for b, name, _ in skeleton.landmarks if b == bone}
        if not known:
            raise UnknownName("bone", bone, {b for b, _, _ in skeleton.landmarks})
        raise UnknownName(f"landmark of {bone}", landmark, known)
    body, at = found
    return names, Place(body, at - skeleton.centre[body] + offset)


def _body(name: str, side: str, skeleton: Skeleton) -> int:
    full = name if name in skeleton.names else sided(name, side)
    if full not in skeleton.names:
        raise UnknownName("body", full, skeleton.names)
    return skeleton.index(full)


def _offset(row: Mapping[str, Any], where: str) -> Floats:
    given = row.get("offset_mm", [0, 0, 0])
    if not isinstance(given, list) or len(given) != 3:
        raise BadInput(f"{where}.offset_mm = {inputs.shown(given)}: must be three numbers [x, y, z]")
    return np.array([inputs.within(f"{where}.offset_mm", v, -FARTHEST, FARTHEST, "mm") for v in given])
