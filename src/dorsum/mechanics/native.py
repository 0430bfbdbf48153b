"""The compiled road to the equations: a body and its frames as the library takes them, raw arrays back.

The structures hold the fields of `kernel/source/body.h` in the same order. Nothing
is asked of the library but what `kinematics`, `inertia` and `statics` say in NumPy, too.
"""

from __future__ import annotations

import ctypes
from itertools import accumulate
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.kernel.library import FLOATS, INTS, NEW_FLOATS, Kernel

if TYPE_CHECKING:
    from dorsum.mechanics.mechanism import Mechanism

Floats = NDArray[np.float64]


def _structure(name: str, *fields: tuple[str, Any]) -> Any:
    """A structure of C: fields of one type, several names each."""
    listed = [(field, kind) for names, kind in fields for field in names.split()]
    return type(name, (ctypes.Structure,), {"_fields_": listed})


_SIZE, _REAL, _ARRAY, _OUTCOME = ctypes.c_int64, ctypes.c_double, ctypes.c_void_p, ctypes.c_int
_Tree = _structure("Tree", ("bodies", _SIZE), ("parent offset axes", _ARRAY))
_Masses = _structure("Masses", ("mass centre inertia", _ARRAY))
_Paths = _structure(
    "Paths",
    ("points pieces fascicles", _SIZE),
    ("point_body point_local piece_start piece_fascicle piece_active", _ARRAY),
)
_Pairs = _structure("Pairs", ("pairs", _SIZE), ("first piece sign joint column", _ARRAY))
_Rows = _structure(
    "Rows", ("rows subtrees most", _SIZE), ("body axis cell slope rate subtree slot_axis used", _ARRAY)
)
_Fibres = _structure(
    "Fibres",
    ("active", _SIZE),
    ("fascicle maximal_force optimal_length slack_length height passive_onset", _ARRAY),
    ("active_width maximal_velocity hill_shape eccentric_force passive_strain passive_shape", _REAL),
)
_Levels = _structure("Levels", ("levels", _SIZE), ("body slope rate share lever", _ARRAY))
_Abdomen = _structure(
    "Abdomen",
    ("resting_pressure pressure_per_moment pressure_offset area", _REAL),
    ("hoop_radius hoop_height transversus_capacity obliques_capacity", _REAL),
    ("upper_point lower_point", _ARRAY),
    ("upper_body joint", _SIZE),
)
_Body = _structure(
    "Body",
    ("tree", _Tree),
    ("masses", _Masses),
    ("paths", _Paths),
    ("pairs", _Pairs),
    ("rows", _Rows),
    ("fibres", _Fibres),
    ("levels", _Levels),
    ("abdomen", _Abdomen),
)
_Asked = _structure(
    "Asked",
    ("frames", _SIZE),
    ("angles velocities accelerations gravity external pressure place", _ARRAY),
    ("values", _SIZE),
    ("ligaments abdominal_pressure fibre_passive", _REAL),
)
_Found = _structure(
    "Found",
    ("rotation origin point path_length length velocity gain stretch cosine", _ARRAY),
    ("values required springs fibre_passive ligament_tension carried", _ARRAY),
    ("pressure transversus hoop", _ARRAY),
)


class Native:
    """A mechanism as the compiled library takes it."""

    def __init__(self, mech: Mechanism) -> None:
        self._held: list[Any] = []
        tree, paths, rows, fibres, levels = mech.tree, mech.paths, mech.rows, mech.fibres, mech.ligaments
        abdomen, crossing = mech.abdomen, mech.crossing
        used = crossing.pair_sign != 0.0
        first = np.concatenate([[0], np.cumsum(used.sum(axis=1))])
        self._body = _Body(
            _Tree(len(tree.parent), *self._arrays(tree.parent, tree.offset, tree.axes)),
            _Masses(*self._arrays(*mech.masses)),
            _Paths(
                len(paths.point_body),
                len(paths.piece_start),
                len(paths.piece_of),
                *self._arrays(paths.point_body, paths.point_local, paths.piece_start, paths.piece_fascicle),
                *self._arrays(mech.piece_of_active),
            ),
            _Pairs(
                len(crossing.pair_joint),
                *self._arrays(first, crossing.pair_piece[used], crossing.pair_sign[used]),
                *self._arrays(crossing.pair_joint, mech.pair_column),
            ),
            _Rows(
                len(rows.body),
                *rows.used.shape,
                *self._arrays(rows.body, rows.axis, rows.cell, rows.springs.slope, rows.springs.rate),
                *self._arrays(rows.subtree, rows.slot_axis, rows.used),
            ),
            _Fibres(
                len(mech.active),
                *self._arrays(mech.active, fibres.maximal_force, fibres.optimal_length, fibres.slack_length),
                *self._arrays(fibres.optimal_length * np.sin(fibres.pennation), fibres.passive_onset),
                *mech.curves,
            ),
            _Levels(
                len(mech.levels),
                *self._arrays(mech.levels, levels.flexion.slope, levels.flexion.rate),
                *self._arrays(levels.share, levels.lever),
            ),
            _Abdomen(
                *(abdomen.resting_pressure, abdomen.pressure_per_moment, abdomen.pressure_offset),
                *(abdomen.area, abdomen.hoop_radius, abdomen.hoop_height),
                *(abdomen.transversus_capacity, abdomen.obliques_capacity),
                *self._arrays(abdomen.upper_point, abdomen.lower_point),
                *(abdomen.upper_body, abdomen.joint),
            ),
        )
        shape = (len(crossing.pair_joint), rows.used.shape[1])
        self._place = np.arange(shape[0] * shape[1])
        self._held_place = _address(self._place)
        n, active = len(tree.parent), len(mech.active)
        self._shapes: tuple[tuple[int, ...], ...] = (
            *((n, 3, 3), (n, 3), (len(paths.point_body), 3), (len(paths.piece_of),), *[(active,)] * 5),
            *(shape, (len(rows.body),), (len(rows.body),), (active,), (len(mech.levels),), (n, 6)),
            *((), (), ()),
        )
        self._starts = [0, *accumulate(map(prod, self._shapes))]

    def _arrays(self, *arrays: ArrayLike) -> list[ctypes.c_void_p]:
        """Addresses of arrays, C-contiguous copies where needed, that live as long as this."""
        kept = [_in_order(array) for array in arrays]
        self._held += kept
        return [_address(array) for array in kept]

    def equations(
        self,
        library: Kernel,
        motion: tuple[ArrayLike, ArrayLike, ArrayLike],
        gravity: ArrayLike,
        external: ArrayLike,
        pressure: ArrayLike,
        switches: tuple[float, float, float],
        moving: bool,
    ) -> list[Floats]:
        """What `statics.equations` gives, field by field, posture and gains too."""
        frames, n = np.shape(motion[0])[:2]
        asked = [_spread(array, (frames, n, 3)) for array in (motion if moving else motion[:1])]
        asked += [_spread(np.reshape(gravity, (-1, 3)), (frames, 3)), _spread(external, (frames, n, 6))]
        asked += [_spread(pressure, (frames,))]
        given: list[Any] = [_address(array) for array in asked]
        if not moving:
            given[1:1] = [None, None]
        *starts, size = self._starts
        room = np.empty(frames * size)
        at = NEW_FLOATS.from_param(room).value
        call = library.function("dorsum_equations", *[_ARRAY] * 3, returns=_OUTCOME)
        question = _Asked(frames, *given, self._held_place, len(self._place), *switches)
        answer = _Found(*(at + 8 * frames * start for start in starts))
        _run(call, ctypes.byref(self._body), ctypes.byref(question), ctypes.byref(answer))
        return [
            np.ndarray((frames, *shape), np.float64, room, 8 * frames * start)
            for shape, start in zip(self._shapes, starts, strict=True)
        ]

    def reactions(
        self, library: Kernel, posed: tuple[ArrayLike, ArrayLike], carried: ArrayLike, tension: ArrayLike
    ) -> list[Floats]:
        """What `statics.reactions` gives, field by field."""
        n, levels = self._body.tree.bodies, self._body.levels.levels
        frames = np.shape(carried)[0]
        shapes = (frames, n, 3, 3), (frames, n, 3), (frames, n, 6), (frames, self._body.fibres.active)
        asked = [_spread(a, shape) for a, shape in zip((*posed, carried, tension), shapes, strict=True)]
        found = [np.empty((frames, n, 6)), np.empty((frames, levels, 3)), np.empty((frames, levels, 3))]
        kinds = _ARRAY, _SIZE, *[FLOATS] * 4, *[NEW_FLOATS] * 3
        call = library.function("dorsum_reactions", *kinds, returns=_OUTCOME)
        _run(call, ctypes.byref(self._body), frames, *asked, *found)
        return found


def place(library: Kernel, tree: tuple[ArrayLike, ...], angles: Floats) -> tuple[Floats, Floats]:
    """What `kinematics.place` gives."""
    _held, body = _tree(tree)
    angles = _spread(angles, (len(angles), body.bodies, 3))
    frames, n = angles.shape[:2]
    found = np.empty((frames, n, 3, 3)), np.empty((frames, n, 3))
    call = library.function("dorsum_place", _ARRAY, _SIZE, FLOATS, NEW_FLOATS, NEW_FLOATS, returns=_OUTCOME)
    _run(call, ctypes.byref(body), frames, angles, *found)
    return found


def momentum(
    library: Kernel, tree: tuple[ArrayLike, ...], masses: tuple[ArrayLike, ...], *motion: ArrayLike
) -> Floats:
    """What `inertia.rates_of_momentum` gives."""
    _held, body = _tree(tree)
    weighed = [_in_order(array) for array in masses]
    shape = (len(np.asarray(motion[0])), body.bodies, 3)
    angles, velocities, accelerations = (_spread(array, shape) for array in motion)
    found = np.zeros((*shape[:2], 6))
    kinds = (_ARRAY, _ARRAY, _SIZE, *[FLOATS] * 3, NEW_FLOATS)
    call = library.function("dorsum_momentum", *kinds, returns=_OUTCOME)
    structure = _Masses(*map(_address, weighed))
    moving = angles, velocities, accelerations
    _run(call, ctypes.byref(body), ctypes.byref(structure), shape[0], *moving, found)
    return found


def _tree(tree: tuple[ArrayLike, ...]) -> tuple[list[Any], Any]:
    """Arrays that have to live as long as the structure, and the structure."""
    held = [_in_order(array) for array in tree]
    return held, _Tree(len(held[0]), *map(_address, held))


def _in_order(array: ArrayLike) -> NDArray[Any]:
    """The same in C order, whole numbers and others as the library reads them."""
    given = np.asarray(array)
    return np.ascontiguousarray(given, np.int64 if given.dtype.kind in "iu" else np.float64)


def _address(array: NDArray[Any]) -> ctypes.c_void_p:
    return (INTS if array.dtype.kind == "i" else FLOATS).from_param(array)


def _spread(array: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """An array in C order, of the shape."""
    array = np.asarray(array, np.float64)
    if array.shape != shape:
        array = np.broadcast_to(array, shape)
    return np.ascontiguousarray(array)


def _run(function: Any, *arguments: Any) -> None:
    outcome = function(*arguments)
    if outcome == 1:
        raise MemoryError("no memory is left to compute with the bones")
    if outcome == 2:
        raise ValueError("a body comes before the one that it hangs on")
