"""The compiled road to the equations: a body and its frames as the library takes them, raw arrays back.

Nothing is asked of the library but what `kinematics`, `inertia` and `statics` say in NumPy, too.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from dorsum.kernel.library import FLOATS, NEW_FLOATS, Kernel
from dorsum.mechanics.interface import (
    ABDOMEN,
    ARRAY,
    ASKED,
    BODY,
    COUPLED,
    FIBRES,
    FOUND,
    LEVELS,
    MASSES,
    OUTCOME,
    PAIRS,
    PATHS,
    REAL,
    ROWS,
    SIZE,
    SOLVED,
    TREE,
    Floats,
    Ints,
    address,
    answer_in,
    in_order,
    room_for,
    run,
    spread,
    starts_of,
)

if TYPE_CHECKING:
    from dorsum.mechanics.mechanism import Mechanism

POINT, VALUES, REQUIRED = (
    [name for name, _ in FOUND._fields_].index(field) for field in ("point", "values", "required")
)
ALL_ON = 1.0, 1.0, 1.0  # the switches


class Native:
    """A mechanism as the compiled library takes it."""

    def __init__(self, mech: Mechanism) -> None:
        self._held: list[Any] = []
        tree, paths, rows, fibres, levels = mech.tree, mech.paths, mech.rows, mech.fibres, mech.ligaments
        abdomen, crossing = mech.abdomen, mech.crossing
        used = crossing.pair_sign != 0.0
        first = np.concatenate([[0], np.cumsum(used.sum(axis=1))])
        self._body = BODY(
            TREE(len(tree.parent), *self._arrays(tree.parent, tree.offset, tree.axes)),
            MASSES(*self._arrays(*mech.masses)),
            PATHS(
                len(paths.point_body),
                len(paths.piece_start),
                len(paths.piece_of),
                len(paths.wraps.point),
                *self._arrays(paths.point_body, paths.point_local, paths.piece_start, paths.piece_fascicle),
                *self._arrays(mech.piece_of_active, *paths.wraps),
            ),
            PAIRS(
                len(crossing.pair_joint),
                *self._arrays(first, crossing.pair_piece[used], crossing.pair_sign[used]),
                *self._arrays(crossing.pair_joint, mech.pair_column),
            ),
            ROWS(
                len(rows.body),
                *rows.used.shape,
                *self._arrays(rows.body, rows.axis, rows.cell, rows.springs.slope, rows.springs.rate),
                *self._arrays(rows.subtree, rows.slot_axis, rows.used),
            ),
            COUPLED(len(mech.coupled.body), *self._arrays(*mech.coupled)),
            FIBRES(
                len(mech.active),
                *self._arrays(mech.active, fibres.maximal_force, fibres.optimal_length, fibres.slack_length),
                *self._arrays(fibres.optimal_length * np.sin(fibres.pennation), fibres.passive_onset),
                *self._arrays(fibres.passive_strain, fibres.passive_share),
                *mech.curves,
            ),
            LEVELS(
                len(mech.levels),
                *self._arrays(mech.levels, levels.flexion.slope, levels.flexion.rate),
                *self._arrays(levels.share, levels.lever),
            ),
            ABDOMEN(
                *(abdomen.resting_pressure, abdomen.pressure_per_moment, abdomen.pressure_offset),
                *(abdomen.area, abdomen.hoop_radius, abdomen.hoop_height),
                *(abdomen.transversus_capacity, abdomen.obliques_capacity),
                *self._arrays(abdomen.upper_point, abdomen.share, abdomen.lower_point, abdomen.upper_body),
                *(len(abdomen.upper_body), abdomen.joint),
            ),
        )
        self._packing = mech.packing
        entries = len(mech.packing.of_entry) + len(mech.packing.actuated)
        n, active = len(tree.parent), len(mech.active)
        self._shapes: tuple[tuple[int, ...], ...] = (
            *((n, 3, 3), (n, 3), (len(paths.point_body), 3), (len(paths.piece_of),), *[(active,)] * 5),
            *((entries,), (len(rows.body),), (len(rows.body),), (active,), (len(mech.levels),), (n, 6)),
            *((), (), ()),
        )
        self._starts = starts_of(self._shapes)
        self._bodies, self._active, self._levels = n, active, len(mech.levels)
        self._at, self._tree = ctypes.byref(self._body), ctypes.byref(self._body.tree)

    def _arrays(self, *arrays: ArrayLike) -> list[ctypes.c_void_p]:
        """Addresses of arrays, C-contiguous copies where needed, that live as long as this."""
        kept = [in_order(array) for array in arrays]
        self._held += kept
        return [address(array) for array in kept]

    def equations(self, library: Kernel, *asked: Any) -> list[Floats]:
        """What `statics.equations` gives for the same arguments, field by field, posture and gains too."""
        packing = self._packing
        entries = self._shapes[VALUES][0]
        _held, question = self._question(*asked, place=packing.of_pair, values=entries)
        found, answer = answer_in(question.frames, self._shapes, self._starts)
        self._balance(library, question, answer)
        found[VALUES][:, len(packing.of_entry) :] = packing.actuated
        return found

    def required(
        self,
        library: Kernel,
        angles: ArrayLike,
        gravity: ArrayLike,
        external: ArrayLike,
        pressure: ArrayLike,
        stiffening: ArrayLike | None,
    ) -> Floats:
        """What `statics.required` gives for the same arguments."""
        given = (angles,), gravity, external, pressure, ALL_ON, False, stiffening
        _held, question = self._question(*given, place=None, values=0)
        room, answer = room_for(question.frames, self._starts)
        answer.point = None
        self._balance(library, question, answer)
        start, end = (question.frames * self._starts[REQUIRED + k] for k in (0, 1))
        return room[start:end].reshape(question.frames, -1)

    def _balance(self, library: Kernel, question: Any, answer: Any) -> None:
        call = library.function("dorsum_equations", *[ARRAY] * 3, returns=OUTCOME)
        run(call, self._at, ctypes.byref(question), ctypes.byref(answer))

    def place(self, library: Kernel, angles: ArrayLike) -> tuple[Floats, Floats]:
        """What `kinematics.place` gives."""
        return _place(library, self._tree, self._bodies, angles)

    def slopes(
        self, library: Kernel, asked: tuple[Any, ...], sizes: tuple[int, ...], *solved: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Slopes of the loads of a level by all angles (frames, n_bodies, 3, 3) and by all wrenches
        (frames, n_bodies, 6, 3), loads last; sizes and arrays are those of `Solved` in `slopes.h`."""
        kept = [in_order(array) for array in solved]
        entries = len(kept[1])
        _held, question = self._question(*asked, place=self._packing.of_pair, values=entries)
        _of_one, answer = room_for(1, self._starts)
        frames, n = question.frames, self._bodies
        found = np.empty((frames, n, 3, 3)), np.empty((frames, n, 6, 3))
        call = library.function("dorsum_slopes", *[ARRAY] * 4, NEW_FLOATS, NEW_FLOATS, returns=OUTCOME)
        structures = self._body, question, SOLVED(*sizes, *map(address, kept)), answer
        run(call, *map(ctypes.byref, structures), *found)
        return found

    def _question(
        self,
        motion: tuple[ArrayLike, ...],
        gravity: ArrayLike,
        external: ArrayLike,
        pressure: ArrayLike,
        switches: tuple[float, float, float],
        moving: bool,
        stiffening: ArrayLike | None,
        *,
        place: Ints | None,
        values: int,
    ) -> tuple[list[Floats], Any]:
        """Arrays that have to live as long as the structure, and the structure."""
        frames, n = np.shape(motion[0])[:2]
        asked = [spread(array, (frames, n, 3)) for array in (motion if moving else motion[:1])]
        asked += [spread(np.reshape(gravity, (-1, 3)), (frames, 3)), spread(external, (frames, n, 6))]
        asked += [spread(pressure, (frames,))]
        given: list[Any] = [address(array) for array in asked]
        if not moving:
            given[1:1] = [None, None]
        given += [None if place is None else address(place), None]
        if stiffening is not None:
            asked += [spread(stiffening, (frames, self._body.rows.rows))]
            given[-1] = address(asked[-1])
        return asked, ASKED(frames, *given, values, *switches)

    def tangent(self, library: Kernel, angles: ArrayLike, *asked: ArrayLike) -> tuple[Floats, Floats]:
        """What `tangent.of_lines` gives, of angles, points of the paths, tension, pressure, and of forces and
        the points that carry them."""
        n, frames, rows = self._bodies, np.shape(angles)[0], self._shapes[REQUIRED][0]
        inner = (n, 3), self._shapes[POINT], (self._active,), (), (n, 3), (n, 3)
        given = [spread(a, (frames, *shape)) for a, shape in zip((angles, *asked), inner, strict=True)]
        found = np.empty((frames, rows, rows)), np.empty((frames, rows))
        kinds = ARRAY, SIZE, *[FLOATS] * 6, *[NEW_FLOATS] * 2
        run(library.function("dorsum_tangent", *kinds, returns=OUTCOME), self._at, frames, *given, *found)
        return found

    def lean(
        self, library: Kernel, angles: ArrayLike, line: tuple[int, int], by_tilt: Floats, by_rows: Floats
    ) -> None:
        """What `tangent.add_leaning` does, of the line between two joints."""
        frames = len(by_rows)
        asked = spread(angles, (frames, self._bodies, 3)), *line, np.ascontiguousarray(by_tilt)
        kinds = ARRAY, SIZE, FLOATS, SIZE, SIZE, FLOATS, NEW_FLOATS
        run(library.function("dorsum_lean", *kinds, returns=OUTCOME), self._at, frames, *asked, by_rows)

    def tensions(
        self, library: Kernel, path_length: Floats, x: ArrayLike, fibre_passive: float, step: float
    ) -> tuple[Floats, Floats]:
        """What `tangent._tensions` gives for the same arguments."""
        shape = frames, _ = np.shape(path_length)[0], self._active
        found = np.empty(shape), np.empty(shape)
        kinds = ARRAY, SIZE, FLOATS, FLOATS, REAL, REAL, NEW_FLOATS, NEW_FLOATS
        asked = np.ascontiguousarray(path_length), spread(x, shape), fibre_passive, step
        run(library.function("dorsum_tensions", *kinds, returns=OUTCOME), self._at, frames, *asked, *found)
        return found

    def reactions(
        self, library: Kernel, posed: tuple[ArrayLike, ArrayLike], carried: ArrayLike, tension: ArrayLike
    ) -> list[Floats]:
        """What `statics.reactions` gives, field by field."""
        n, levels, frames = self._bodies, self._levels, np.shape(carried)[0]
        shapes = (frames, n, 3, 3), (frames, n, 3), (frames, n, 6), (frames, self._active)
        asked = [spread(a, shape) for a, shape in zip((*posed, carried, tension), shapes, strict=True)]
        found = [np.empty((frames, n, 6)), np.empty((frames, levels, 3)), np.empty((frames, levels, 3))]
        kinds = ARRAY, SIZE, *[FLOATS] * 4, *[NEW_FLOATS] * 3
        call = library.function("dorsum_reactions", *kinds, returns=OUTCOME)
        run(call, self._at, frames, *asked, *found)
        return found


def place(library: Kernel, tree: tuple[ArrayLike, ...], angles: Floats) -> tuple[Floats, Floats]:
    """What `kinematics.place` gives."""
    _held, body = _tree(tree)
    return _place(library, ctypes.byref(body), body.bodies, angles)


def _place(library: Kernel, tree: Any, n: int, angles: ArrayLike) -> tuple[Floats, Floats]:
    frames = np.shape(angles)[0]
    asked = spread(angles, (frames, n, 3))
    found = np.empty((frames, n, 3, 3)), np.empty((frames, n, 3))
    call = library.function("dorsum_place", ARRAY, SIZE, FLOATS, NEW_FLOATS, NEW_FLOATS, returns=OUTCOME)
    run(call, tree, frames, asked, *found)
    return found


def momentum(
    library: Kernel, tree: tuple[ArrayLike, ...], masses: tuple[ArrayLike, ...], *motion: ArrayLike
) -> Floats:
    """What `inertia.rates_of_momentum` gives."""
    _held, body = _tree(tree)
    weighed = [in_order(array) for array in masses]
    shape = (len(np.asarray(motion[0])), body.bodies, 3)
    angles, velocities, accelerations = (spread(array, shape) for array in motion)
    found = np.zeros((*shape[:2], 6))
    kinds = (ARRAY, ARRAY, SIZE, *[FLOATS] * 3, NEW_FLOATS)
    call = library.function("dorsum_momentum", *kinds, returns=OUTCOME)
    structure = MASSES(*map(address, weighed))
    moving = angles, velocities, accelerations
    run(call, ctypes.byref(body), ctypes.byref(structure), shape[0], *moving, found)
    return found


def _tree(tree: tuple[ArrayLike, ...]) -> tuple[list[Any], Any]:
    """Arrays that have to live as long as the structure, and the structure."""
    held = [in_order(array) for array in tree]
    return held, TREE(len(held[0]), *map(address, held))
