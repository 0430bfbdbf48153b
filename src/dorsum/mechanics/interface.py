"""What the compiled equations are handed: structures of C, and arrays as they read them.

The structures hold the fields of `kernel/source/body.h`, `slopes.h` and `fit.cpp` in the same order.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.kernel.library import FLOATS, INTS, NEW_FLOATS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def _structure(name: str, *fields: tuple[str, Any]) -> Any:
    """A structure of C: fields of one type, several names each."""
    listed = [(field, kind) for names, kind in fields for field in names.split()]
    return type(name, (ctypes.Structure,), {"_fields_": listed})


SIZE, REAL, ARRAY, OUTCOME = ctypes.c_int64, ctypes.c_double, ctypes.c_void_p, ctypes.c_int
TREE = _structure("Tree", ("bodies", SIZE), ("parent offset axes", ARRAY))
MASSES = _structure("Masses", ("mass centre inertia", ARRAY))
PATHS = _structure(
    "Paths",
    ("points pieces fascicles wraps", SIZE),
    ("point_body point_local piece_start piece_fascicle piece_active", ARRAY),
    ("wrap_point wrap_piece wrap_radius", ARRAY),
)
PAIRS = _structure("Pairs", ("pairs", SIZE), ("first piece sign joint column", ARRAY))
ROWS = _structure(
    "Rows", ("rows subtrees most", SIZE), ("body axis cell slope rate subtree slot_axis used", ARRAY)
)
COUPLED = _structure("Coupled", ("coupled", SIZE), ("body axis row stiffness", ARRAY))
FIBRES = _structure(
    "Fibres",
    ("active", SIZE),
    ("fascicle maximal_force optimal_length slack_length height", ARRAY),
    ("passive_onset passive_strain passive_share", ARRAY),
    ("active_width maximal_velocity hill_shape eccentric_force passive_shape", REAL),
)
LEVELS = _structure("Levels", ("levels", SIZE), ("body slope rate share lever", ARRAY))
ABDOMEN = _structure(
    "Abdomen",
    ("resting_pressure pressure_per_moment pressure_offset area", REAL),
    ("hoop_radius hoop_height transversus_capacity obliques_capacity", REAL),
    ("upper_point share lower_point upper_body", ARRAY),
    ("pushed joint", SIZE),
)
BODY = _structure(
    "Body",
    ("tree", TREE),
    ("masses", MASSES),
    ("paths", PATHS),
    ("pairs", PAIRS),
    ("rows", ROWS),
    ("coupled", COUPLED),
    ("fibres", FIBRES),
    ("levels", LEVELS),
    ("abdomen", ABDOMEN),
)
ASKED = _structure(
    "Asked",
    ("frames", SIZE),
    ("angles velocities accelerations gravity external pressure place stiffening", ARRAY),
    ("values", SIZE),
    ("ligaments abdominal_pressure fibre_passive", REAL),
)
FOUND = _structure(
    "Found",
    ("rotation origin point path_length length velocity gain stretch cosine", ARRAY),
    ("values required springs fibre_passive ligament_tension carried", ARRAY),
    ("pressure transversus hoop", ARRAY),
)
SOLVED = _structure(
    "Solved",
    ("level columns groups", SIZE),
    ("starts entry_row order group_starts capacity", ARRAY),
    ("x multipliers stretch reserves by_gain by_wall", ARRAY),
)
MARKED = _structure(
    "Marked",
    ("markers coordinates terms priors", SIZE),
    ("body local turns share first moved prior rest low high", ARRAY),
    ("far", REAL),
)
RULE = _structure(
    "Rule", ("most_steps arrived no_gain longest_step first_damping least_damping most_damping", REAL)
)
by_reference = ctypes.byref


def in_order(array: ArrayLike) -> NDArray[Any]:
    """The same in C order, whole numbers and others as the library reads them."""
    given = np.asarray(array)
    return np.ascontiguousarray(given, np.int64 if given.dtype.kind in "iu" else np.float64)


def address(array: NDArray[Any]) -> ctypes.c_void_p:
    return (INTS if array.dtype.kind == "i" else FLOATS).from_param(array)


def spread(array: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """An array in C order, of the shape."""
    array = np.asarray(array, np.float64)
    if array.shape == shape:
        return np.ascontiguousarray(array)
    full = np.empty(shape)
    full[...] = array
    return full


def run(function: Any, *arguments: Any) -> None:
    outcome = function(*arguments)
    if outcome == 1:
        raise MemoryError("no memory is left to compute with the bones")
    if outcome == 2:
        raise ValueError("a body or a row comes before one that carries it")


def starts_of(shapes: Sequence[tuple[int, ...]]) -> list[int]:
    """Where arrays of these shapes begin that lie one after the other, and the end."""
    return list(accumulate(map(prod, shapes), initial=0))


def room_for(frames: int, starts: Sequence[int]) -> tuple[Floats, Any]:
    """Room for all that is found, and the structure that says where in it everything begins."""
    room = np.empty(frames * starts[-1])
    at, step = NEW_FLOATS.from_param(room).value or 0, 8 * frames
    return room, FOUND(*[at + step * start for start in starts[:-1]])


def answer_in(
    frames: int, shapes: Sequence[tuple[int, ...]], starts: Sequence[int]
) -> tuple[list[Floats], Any]:
    """Arrays that lie one after the other, and the structure that names them."""
    room, answer = room_for(frames, starts)
    step = 8 * frames
    arrays = [
        np.ndarray((frames, *shape), np.float64, room, step * start)
        for shape, start in zip(shapes, starts[:-1], strict=True)
    ]
    return arrays, answer
