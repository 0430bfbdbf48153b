"""Reading the motion of a character rig: .bvh.

A joint turns by the product of its rotations in the order of its channels, each about the axes that the ones
before have turned. BVH has no unit of length and no axes: both are recognised by the figure.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.asked import Asked
from dorsum.exchange.read.axes import turn_of
from dorsum.exchange.read.bvh_figure import place, unit_of
from dorsum.exchange.read.bvh_rig import Header, header_of
from dorsum.exchange.read.course import notes_on_times
from dorsum.exchange.read.files import opened
from dorsum.exchange.read.markers import metres
from dorsum.exchange.read.parts import Parts
from dorsum.exchange.read.recording import FileFacts, Rig
from dorsum.exchange.read.rig_names import rig_joints
from dorsum.exchange.read.rows import Layout, blocks_of_rows
from dorsum.inputs import shown


def read_bvh(path: Path, asked: Asked) -> Rig:
    """The figure, in m, x forward, y up, z right.

    A joint's frame is parallel to the world's in the rest pose, so that no rotation at all is the rest pose.

    Raises:
        BadInput: the file is damaged beyond mending; the message says where.
    """
    header = header_of(path)
    names = tuple(joint.name for joint in header.joints)
    parents = tuple(joint.parent for joint in header.joints)
    notes: list[str] = []
    rows = _rows(header, path, notes)
    offsets = np.array([joint.offset for joint in header.joints])
    joints = rig_joints([joint.name for joint in header.joints], asked.names)
    unit, length = asked.unit or "", metres(asked.unit, path) if asked.unit else 0.0
    if not unit:
        unit, length, note = unit_of(header.joints, joints)
        notes.append(note)
    rotations, positions = place(header.joints, rows)
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
        FileFacts(".bvh", "", unit, turn.up, turn.forward),
    )


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
