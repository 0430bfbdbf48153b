"""Reading the motion of a character rig: .bvh.

A joint turns by the product of its rotations in the order of its channels, each about the axes that the ones
before have turned. BVH has no unit of length and no axes: both are recognised by the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_of
from dorsum.exchange.read.bvh_figure import place, unit_of
from dorsum.exchange.read.bvh_rig import Header, Joint, header_of
from dorsum.exchange.read.course import notes_on_times
from dorsum.exchange.read.files import opened
from dorsum.exchange.read.markers import metres
from dorsum.exchange.read.parts import Parts
from dorsum.exchange.read.persons import SeveralPersons
from dorsum.exchange.read.recording import FileFacts, Rig
from dorsum.exchange.read.rig_names import rig_joints
from dorsum.exchange.read.rows import Layout, blocks_of_rows
from dorsum.inputs import shown
from dorsum.words import FEW, listed


def read_bvh(path: Path, asked: Asked) -> Rig:
    """The figure, in m, x forward, y up, z right.

    A joint's frame is parallel to the world's in the rest pose, so that no rotation at all is the rest pose.

    Raises:
        BadInput: the file is damaged beyond mending; the message says where.
    """
    asked.refuse(path, "confidence")
    header = header_of(path)
    notes: list[str] = []
    persons = _figures(header.joints)
    figure = persons[_chosen(path, persons, asked.person, notes)]
    rows = _rows(header, path, notes)[:, _columns(header.joints, figure)]
    chosen = [
        replace(joint, parent=max(joint.parent - figure[0], -1)) for joint in header.joints[slice(*figure)]
    ]
    names = tuple(joint.name for joint in chosen)
    parents = tuple(joint.parent for joint in chosen)
    offsets = np.array([joint.offset for joint in chosen])
    joints = rig_joints(names, asked.names)
    unit, length = asked.unit or "", metres(asked.unit, path) if asked.unit else 0.0
    if not unit:
        unit, length, note = unit_of(chosen, joints)
        notes.append(note)
    rotations, positions = place(chosen, rows)
    offsets, positions = offsets * length, positions * length
    turn = turn_of(Parts.of_joints(joints), positions, "y", up=asked.up, forward=asked.forward)
    time = np.asarray(np.arange(len(rows)) * header.step, dtype=float)
    return Rig(
        path,
        time,
        names,
        parents,
        offsets @ turn.matrix.T,
        turn.matrix @ rotations @ turn.matrix.T,
        positions @ turn.matrix.T,
        (*notes, *turn.notes, *notes_on_times(time)),
        FileFacts(".bvh", "", unit, turn.up, turn.forward, tuple(persons)),
    )


def _figures(joints: Sequence[Joint]) -> dict[str, tuple[int, int]]:
    """First joint of each figure and the one after its last, by the name of its root up to a colon."""
    starts = [i for i, joint in enumerate(joints) if joint.parent < 0]
    found: dict[str, tuple[int, int]] = {}
    for start, end in pairwise([*starts, len(joints)]):
        name = own = joints[start].name.partition(":")[0]
        while own in found:
            own = f"{name}_{len(found) + 1}"
        found[own] = (start, end)
    return found


def _chosen(path: Path, persons: Mapping[str, tuple[int, int]], asked: str | None, notes: list[str]) -> str:
    """The figure that is read.

    Raises:
        SeveralPersons: there are several and none is asked for.
        UnknownName: one is asked for who is not there.
    """
    if asked is None and len(persons) > 1:
        raise SeveralPersons(
            f"{path} has {len(persons)} figures: {listed(persons, most=FEW)};"
            f" choose one, such as --person {next(iter(persons))}",
            list(persons),
        )
    name = next(iter(persons)) if asked is None else asked
    if name not in persons:
        raise UnknownName("figure", name, persons)
    if len(persons) > 1:
        notes.append(f"Of {len(persons)} figures {name} is read.")
    return name


def _columns(joints: Sequence[Joint], figure: tuple[int, int]) -> slice:
    """The channels of a figure among those of all."""
    before, own = (sum(len(joint.channels) for joint in joints[a:b]) for a, b in ((0, figure[0]), figure))
    return slice(before, before + own)


def _rows(header: Header, path: Path, notes: list[str]) -> Floats:
    """The numbers of all frames, (frames, channels)."""
    columns = tuple(f"{joint.name} {channel}" for joint in header.joints for channel in joint.channels)
    if not columns:
        raise BadInput(f"{path}: no joint has a channel")
    tables = []
    with opened(path) as file:
        file.seek(header.size)
        for block in blocks_of_rows(file, Layout(path, columns, tabs=False, line=header.line)):
            if block.cut:
                notes.append(f"Line {block.line}, the last, is cut off and left out.")
                continue
            if np.isnan(block.values).any():
                row, column = np.argwhere(np.isnan(block.values))[0]
                where = f"{path}, line {block.line_of(int(row))}, column {column + 1} ({columns[column]})"
                raise BadInput(f"{where}: there is no number")
            tables.append(block.values)
    if not tables:
        raise BadInput(f"{path} has a hierarchy and no frames")
    rows = np.concatenate(tables)
    if header.frames != str(len(rows)):
        notes.append(f"The header says {shown(header.frames)} frames, the file has {len(rows):,}.")
    return rows
