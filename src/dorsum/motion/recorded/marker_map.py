"""Where markers lie on the body: by the sets of the tables, or by a map of the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dorsum import inputs
from dorsum.anatomy.read import load
from dorsum.anatomy.rows import MarkerPlaceRow
from dorsum.body.skeleton import Floats, Skeleton, sided
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.marker_names import Meaning, folded, marker_places, marker_sets, meanings
from dorsum.exchange.read.model_markers import ModelMarkers
from dorsum.exchange.read.name_maps import NameMap, names_of, side_of
from dorsum.motion.recorded.model_places import placed_by_model
from dorsum.units import MM

OF_NO_TRUNK = ("pelvis", "femur", "shank", "foot", "humerus", "forearm", "hand")
FARTHEST = 500.0  # mm of a marker from its joint or landmark
# m from the place of its name to that on a user's model, from where on the model counts: people of one height
# and models differ by half of it, the two sides of a knee by as much (assumed).
ELSEWHERE = 100.0 * MM


@dataclass(frozen=True)
class Place:
    """A marker's place on a body."""

    body: int
    local: Floats  # (3,) m from the joint centre, standing axes; NaN where only standing shows it
    of_model: str = ""  # the user's model that says so

    @property
    def known(self) -> bool:
        """Whether it lies at the same landmark on everybody."""
        return bool(np.isfinite(self.local).all())


def places(
    skeleton: Skeleton, own: NameMap | None = None, names: Sequence[str] | None = None
) -> dict[str, Place]:
    """Places of markers by folded name: of those named, or of all that are known; the user's come first.

    Raises:
        BadInput: an entry of the user's makes no sense; the message names it.
    """
    asked = [name for known in marker_sets().values() for name in known] if names is None else names
    found = {
        folded(name): _place(meaning, skeleton)
        for name, meaning in meanings(asked).items()
        if meaning.place is not None
    }
    if own is not None and own.on_model is not None and own.on_model.markers:
        found = _with_model(skeleton, own.on_model, found)
    mine: dict[str, Place] = {}
    for where, row in own.markers if own else ():
        try:
            entry = _entry(row, where.rpartition(": ")[2], skeleton)
            for name in map(folded, names_of(row, "")):
                if name in mine:
                    raise BadInput(f"the marker {name} has a place already")
                mine[name] = entry
        except (BadInput, UnknownName) as error:
            raise BadInput(f"{where}: {error}") from error
    return found | mine


def _with_model(skeleton: Skeleton, of: ModelMarkers, known: dict[str, Place]) -> dict[str, Place]:
    """Places with those of a model, where the tables know none or one far from it."""
    bones = [
        (place.body, place.local + skeleton.centre[place.body])
        for place in standard_places(skeleton).values()
        if not skeleton.names[place.body].startswith(OF_NO_TRUNK)
    ]
    found = dict(known)
    for name, (body, local) in placed_by_model(skeleton, of, bones).items():
        there = known.get(name)
        if there is not None:
            apart = there.local + skeleton.centre[there.body] - local - skeleton.centre[body]
            if not there.known or np.linalg.norm(apart) < ELSEWHERE:
                continue
        found[name] = Place(body, local, of.model)
    return found


def standard_places(skeleton: Skeleton) -> dict[str, Place]:
    """Places of all markers of the tables by the names that the sets write; of one name the first set's.

    Those on the skin are none: each person has them elsewhere.
    """
    found: dict[str, Place] = {}
    for row in load().marker_names:
        if row.place is not None and row.name not in found:
            found[row.name] = _at(marker_places()[row.place], row.side, skeleton)
    return {name: place for name, place in found.items() if place.known}


def _place(meaning: Meaning, skeleton: Skeleton) -> Place:
    assert meaning.place is not None  # asked for places only
    return _at(marker_places()[meaning.place], meaning.side, skeleton)


def _at(row: MarkerPlaceRow, side: str, skeleton: Skeleton) -> Place:
    """A place of the tables on this skeleton; those beside the midline are mirrored to the left."""
    offset = np.array([row.x_mm, row.y_mm, row.z_mm], dtype=float) * MM
    if side == "left":
        offset[2] = -offset[2]
    if row.bone is not None and row.landmark is not None:
        body, at = skeleton.landmarks[row.bone, row.landmark, "right" if side == "mid" else side]
        point = at + offset * skeleton.size[body]
    else:
        assert row.body is not None  # as the tables' test has it
        body = _body(row.body, side, skeleton)
        point = skeleton.centre[body] + offset * skeleton.size[body]
    if row.carried_by is not None:
        body = _body(row.carried_by, side, skeleton)
    return Place(body, point - skeleton.centre[body])


def _entry(row: Mapping[str, Any], where: str, skeleton: Skeleton) -> Place:
    allowed = {"names", "place", "bone", "landmark", "body", "side", "offset_mm"}
    inputs.only(row, allowed, f"{where} entry")
    side = side_of(row, where)
    if sum(key in row for key in ("place", "bone", "body")) != 1:
        raise BadInput(f"{where} takes a place, a bone with a landmark, or a body with offset_mm")
    if "place" in row:
        name = inputs.text(f"{where}.place", row["place"])
        if name not in marker_places():
            raise UnknownName("place of markers", name, marker_places())
        place = marker_places()[name]
        if (place.side == "mid") != (side == "mid"):
            sides = '"mid"' if place.side == "mid" else '"right" or "left"'
            raise BadInput(f"{where}.side = {side}: {name} takes {sides}")
        return _at(place, side, skeleton)
    offset = _offset(row, where) * MM
    if "body" in row:
        body = _body(inputs.text(f"{where}.body", row["body"]), side, skeleton)
        return Place(body, offset * skeleton.size[body])
    bone, landmark = (inputs.text(f"{where}.{key}", row.get(key, "")) for key in ("bone", "landmark"))
    known = {name for b, name, _ in skeleton.landmarks if b == bone}
    if not known:
        raise UnknownName("bone", bone, {b for b, _, _ in skeleton.landmarks})
    if landmark not in known:
        raise UnknownName(f"landmark of {bone}", landmark, known)
    body, at = skeleton.landmarks[bone, landmark, "right" if side == "mid" else side]
    return Place(body, at - skeleton.centre[body] + offset * skeleton.size[body])


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


__all__ = ["Place", "folded", "places"]
