"""Which way is up and which way is forward in a recording, and the turn to x forward, y up, z right.

Laboratories choose their axes freely, and few files name them. What is judged by, the strongest first:

- up: what the user says; the plane of the force plates, for it carries weight; the way from the feet over the
  pelvis to shoulders and head, on average over the recording; the custom of the format.
- forward: what the user says; up × (left → right), from all markers that come in pairs; the way that the body
  travels.

Only names that anatomy knows have a vote (`parts`): not those of chairs, boxes or angles.

The turn is made of quarter turns, so that the axes of the room stay axes; the rest is said if it is large.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import XYZ, Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.parts import Parts

QUARTER_TURNS = {
    f"{sign}{axis}": i * (-1 if sign == "-" else 1)
    for i, axis in enumerate(XYZ, 1)
    for sign in ("", "+", "-")
}
CLEAR = 1.5  # times longer than along the next axis
TRAVELS = 0.5  # m, from which on it says where forward is
TURNS = 0.7  # mean of unit vectors; shorter where the person turns round
ASKEW = 20.0  # degrees between x and where the person faces, from which on it is said


@dataclass(frozen=True)
class Turn:
    """From the axes of the file to x forward, y up, z right."""

    matrix: Floats  # (3, 3), rows are forward, up and right in the axes of the file
    notes: tuple[str, ...]

    @property
    def up(self) -> str:
        """The axis of the file that points up, such as z or -y."""
        return _name(self.matrix[1])

    @property
    def forward(self) -> str:
        """The axis of the file that points forward."""
        return _name(self.matrix[0])


def turn_of(
    parts: Parts,
    positions: Floats,
    custom: str,
    normal: Floats | None = None,
    up: str | None = None,
    forward: str | None = None,
) -> Turn:
    """Find the turn.

    Args:
        parts: which columns tell of the person.
        positions: (frames, n_names, 3), m, as in the file; NaN in gaps.
        custom: the axis that usually points up in files of this format.
        normal: a vector out of the force plates, towards the markers, if there are any.
        up: the axis that the user says, such as z or -y.
        forward: the same for forward.

    Raises:
        BadInput: no such axis, or up and forward lie along the same one.
    """
    notes: list[str] = []
    upward = _upward(parts, positions, custom, normal, up, notes)
    onward = _onward(parts, positions, upward, forward, notes)
    if abs(upward @ onward) > 0.5:
        raise BadInput(f"up = {up} and forward = {forward} lie along the same axis")
    matrix = np.array([onward, upward, np.cross(onward, upward)])
    if not np.array_equal(matrix, np.eye(3)):
        notes.insert(
            0,
            f"Turned to x forward, y up: in the file up is {_name(upward)} and forward {_name(onward)}.",
        )
    if _faces_backward(parts, positions, onward):
        notes.append(
            "By left and right people face backward here: the names may be swapped, or the axes left-handed."
        )
    return Turn(matrix, tuple(notes))


def _upward(
    parts: Parts,
    positions: Floats,
    custom: str,
    normal: Floats | None,
    up: str | None,
    notes: list[str],
) -> Floats:
    if up is not None:
        return _axis(up, "up")
    if normal is not None and _is_clear(normal):
        return _along(normal)
    vector = _heights(parts, positions)
    if vector is not None and _is_clear(vector):
        return _along(vector)
    notes.append(
        f"Which way is up is not known from the names: {custom}, as usual in such files; --up says it."
    )
    return _axis(custom, "up")


def _heights(parts: Parts, positions: Floats) -> Floats | None:
    """From low to high, on average."""
    high, middle, low = (_mean(parts, positions, part) for part in ("high", "middle", "low"))
    ends = [end for end in (low, middle, high) if end is not None]
    return ends[-1] - ends[0] if len(ends) > 1 else None


def _finite(vectors: Floats) -> Floats:
    """Those without a gap, (n, 3)."""
    return vectors[np.isfinite(vectors).all(axis=-1)]


def _mean(parts: Parts, positions: Floats, part: str) -> Floats | None:
    course = parts.mean(part, positions)
    seen = np.empty((0, 3)) if course is None else _finite(course)
    return np.asarray(seen.mean(axis=0)) if len(seen) else None


def _onward(parts: Parts, positions: Floats, upward: Floats, forward: str | None, notes: list[str]) -> Floats:
    if forward is not None:
        return _axis(forward, "forward")
    facing = _facing(parts, positions, upward, notes)
    if facing is None:
        facing = _travel(positions, upward)
        if facing is None:
            notes.append(
                "Which way is forward is not known: there are no markers in pairs, and nobody travels;"
                " --forward says it."
            )
            return np.roll(upward, -1)  # the axes keep their order: right-handed
    onward = _along(facing)
    angle = np.degrees(np.arccos(np.clip(facing @ onward / np.linalg.norm(facing), -1, 1)))
    if angle > ASKEW:
        side = "left" if np.cross(onward, facing) @ upward > 0 else "right"
        notes.append(f"On average the person faces {angle:.0f}° to the {side} of x.")
    return onward


def _facing(parts: Parts, positions: Floats, upward: Floats, notes: list[str]) -> Floats | None:
    """Where the person faces on average, by the pairs of markers: up × (left → right)."""
    if not parts.pairs:
        return None
    left, right = np.array(parts.pairs).T
    across = positions[:, right] - positions[:, left]
    seen = _finite(across)
    seen = seen - np.outer(seen @ upward, upward)
    length = np.linalg.norm(seen, axis=-1)
    if not (length > 0).any():
        return None
    mean = (seen[length > 0] / length[length > 0, None]).mean(axis=0)
    if np.linalg.norm(mean) < TURNS:
        notes.append("The person turns, or pairs of markers cross: x is forward on average only.")
    return np.cross(upward, mean) if np.linalg.norm(mean) > 0 else None


def _travel(positions: Floats, upward: Floats) -> Floats | None:
    """The level way from the first to the last of the frames in which something is seen."""
    frames = [frame for frame in map(_finite, positions) if len(frame)]
    if len(frames) < 2:
        return None
    first, last = frames[0].mean(axis=0), frames[-1].mean(axis=0)
    way = last - first
    way = way - (way @ upward) * upward
    return way if np.linalg.norm(way) > TRAVELS else None


def _faces_backward(parts: Parts, positions: Floats, onward: Floats) -> bool:
    front, back = _mean(parts, positions, "front"), _mean(parts, positions, "back")
    return front is not None and back is not None and float((front - back) @ onward) < 0


def turn_by(up: str, forward: str) -> Floats:
    """The turn (3, 3) to x forward, y up, z right of axes by their names; none where they are unknown."""
    if not up or not forward:
        return np.eye(3)
    onward, upward = _axis(forward, "forward"), _axis(up, "up")
    return np.array([onward, upward, np.cross(onward, upward)])


def _axis(name: str, what: str) -> Floats:
    number = QUARTER_TURNS.get(name.lower())
    if number is None:
        raise BadInput(f"{what} = {name}: must be x, y or z, or -x, -y or -z")
    unit = np.zeros(3)
    unit[abs(number) - 1] = np.sign(number)
    return unit


def _along(vector: Floats) -> Floats:
    """The axis, with its sign, that a vector is nearest to."""
    i = int(np.abs(vector).argmax())
    unit = np.zeros(3)
    unit[i] = np.sign(vector[i])
    return unit


def _is_clear(vector: Floats) -> bool:
    second, first = np.sort(np.abs(vector))[-2:]
    return bool(first > CLEAR * second)


def _name(unit: Floats) -> str:
    i = int(np.abs(unit).argmax())
    return ("-" if unit[i] < 0 else "") + XYZ[i]
