"""What a recording holds once it is read, whatever file it came from: SI units, x anterior, y up, z right."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dorsum.body.skeleton import Floats


@dataclass(frozen=True)
class FileFacts:
    """What a file is, and how it was read."""

    format: str = ""  # its suffix
    vendor: str = ""  # the program that wrote it, where the file says
    unit: str = ""  # of length or of angles
    up: str = ""  # the axis of the file that points up, such as z or -y
    forward: str = ""
    persons: tuple[str, ...] = ()  # whose names stand before those of the markers
    marker_set: str = ""  # the set that most markers are named after
    title: str = ""  # what a file of coordinates says it holds


@dataclass(frozen=True)
class Coordinates:
    """Joint coordinates over time (.mot, .sto): angles in rad, lengths in m, forces in N."""

    path: Path
    time: Floats  # (frames,), s, rising
    names: tuple[str, ...]
    values: Floats  # (frames, n_names), NaN where the file has none
    notes: tuple[str, ...] = ()  # what was recognised and mended in reading, a sentence each
    facts: FileFacts = FileFacts()


@dataclass(frozen=True)
class ForcePlate:
    """What one force plate measured: the ground's force on the foot, in the axes of the markers."""

    name: str
    time: Floats  # (samples,), s
    force: Floats  # (samples, 3), N
    point: Floats  # (samples, 3), centre of pressure, m; NaN while nothing stands on the plate
    free_moment: Floats  # (samples, 3), about the centre of pressure, N·m


@dataclass(frozen=True)
class Markers:
    """Marker positions over time (.trc, .c3d), turned to x forward, y up, z right."""

    path: Path
    time: Floats  # (frames,), s, rising
    names: tuple[str, ...]
    positions: Floats  # (frames, n_names, 3), m; NaN in gaps
    plates: tuple[ForcePlate, ...] = ()
    subject: dict[str, float] = field(default_factory=dict)  # height_m, mass_kg, age_y where the file says so
    notes: tuple[str, ...] = ()
    facts: FileFacts = FileFacts()


@dataclass(frozen=True)
class Rig:
    """A moving figure of a character rig (.bvh): its joints are not anatomical centres."""

    path: Path
    time: Floats  # (frames,), s, rising
    names: tuple[str, ...]  # parents before children
    parents: tuple[int, ...]  # -1 for the root
    offsets: Floats  # (n_joints, 3) from the parent in the rig's rest pose, m
    rotations: Floats  # (frames, n_joints, 3, 3) from the joint's frame to the world
    positions: Floats  # (frames, n_joints, 3), m
    notes: tuple[str, ...] = ()
    facts: FileFacts = FileFacts()


Recording = Coordinates | Markers | Rig
