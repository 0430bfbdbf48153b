"""Names that recordings use: markers and where they lie, joints of character rigs, coordinates of models."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Cited, Coordinate, Fact, Name, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerPlaceRow(Fact):
    """A place where markers are put, right side or midline: a landmark, or so far from a body's joint.

    x, y, z: from the landmark, or from the joint by which the body hangs, in standing, of the measured
    skeleton; without them it lies on the skin of that body, where a frame of standing shows it. carried_by:
    the body that it moves with, where that is another one. height: which end of the person it is at; depth:
    whether it lies in front of the others of that height or behind.
    """

    KEY: ClassVar[tuple[str, ...]] = ("place",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "bone landmark": "landmarks"}

    place: Name
    side: Side
    bone: str | None
    landmark: str | None
    body: str | None
    x_mm: Coordinate | None
    y_mm: Coordinate | None
    z_mm: Coordinate | None
    carried_by: str | None
    height: Literal["high", "middle", "low"] | None
    depth: Literal["front", "back"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerNameRow(Cited):
    """What a set of markers calls a place; without a place it is of no use, as an axis of a segment."""

    KEY: ClassVar[tuple[str, ...]] = ("marker_set", "name")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "place": "marker_places"}

    marker_set: Name
    name: Name
    place: str | None
    side: Literal["right", "left", "mid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RigJointRow(Cited):
    """What rigs call a joint: letters alone, without side and prefix; the first that a rig has counts."""

    KEY: ClassVar[tuple[str, ...]] = ("joint", "name")
    WORDS: ClassVar[tuple[str, ...]] = ("rigs",)

    joint: Literal["hips", "neck", "head", "arm", "forearm", "hand", "thigh", "shank", "foot", "toes"]
    name: Name
    rigs: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinateNameRow(Cited):
    """What models call a coordinate, in small letters and without side; the first that a file has counts."""

    KEY: ClassVar[tuple[str, ...]] = ("name",)

    coordinate: Name
    name: Name
