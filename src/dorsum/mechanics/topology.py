"""What is balanced and by what, without a number of the subject: made once, shared by all bodies alike in it.

Bodies are alike in it that are of the same tables and whose muscles pass the same vertebrae (`body.layout`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates, coordinates_of
from dorsum.body.layout import Crossing, Layout
from dorsum.body.routes import Routes
from dorsum.body.scan import Floats, Ints, fixed
from dorsum.body.skeleton import SPINE
from dorsum.mechanics.columns import Pattern
from dorsum.mechanics.hill import Curves
from dorsum.mechanics.kinematics import DOUBLINGS
from dorsum.mechanics.passive import Springs
from dorsum.mechanics.rows import Actuators, Rows

TRANSVERSUS = "transversus_abdominis"
DIAPHRAGM = ("diaphragm_sternal", "diaphragm_costal", "diaphragm_lumbar")
OBLIQUES = ("internal_oblique", "external_oblique")
TOPOLOGIES = 64  # kept at a time


class Packing(NamedTuple):
    """Where the moments of pairs stand among the entries of the columns of the balance."""

    of_entry: Ints  # (entries of fascicles,) position of each among all pairs and slots
    of_pair: Ints  # (n_pairs · most,) entry of every pair and slot, −1 for an empty slot
    actuated: Floats  # (actuators,) N·m, their entries, which follow

    def pack(self, pair_moments: Floats) -> Floats:
        """The entries (frames, n_entries) of moments of pairs (frames, most, n_pairs)."""
        frames, entries = len(pair_moments), len(self.of_entry)
        packed = np.empty((frames, entries + len(self.actuated)))
        packed[:, :entries] = np.swapaxes(pair_moments, 1, 2).reshape(frames, -1).take(self.of_entry, axis=1)
        packed[:, entries:] = self.actuated
        return packed


@dataclass(frozen=True, eq=False)
class Topology:
    """The rows of a balance, its columns, and which crosses which."""

    coordinates: Coordinates  # of the rows
    rows: Rows
    crossing: Crossing  # subtrees of the rows and the fascicles that take part
    active: Ints  # (n_active,) those fascicles
    names: tuple[str, ...]  # of those fascicles, with side
    muscles: tuple[str, ...]  # and of the muscles that they are of
    actuators: Actuators
    parent: Ints  # (n_bodies,) n_bodies for the root
    above: Floats  # (n_bodies, n_bodies) 1 where the column's body moves with the row's joint
    levels: Ints  # (n_levels,) bodies on the joints whose reactions are told
    ligaments: Springs  # (n_levels,) of the way into flexion
    curves: Curves
    pair_column: Ints  # (n_pairs,) position in `active` of every pair's fascicle
    piece_of_active: Ints  # (n_pieces,) position of every piece's fascicle in `active`, else n_active
    wall: Floats  # (n_active,) 1 for fascicles of the obliques, 0 for others
    transversus: Ints  # fascicles of the right side
    obliques: Ints  # fascicles of the right side
    diaphragm: Ints  # fascicles of both sides

    @cached_property
    def pattern(self) -> tuple[Pattern, Ints]:
        """The rows that each column touches, fascicles before actuators; for every entry of a fascicle, where
        its moment lies among those of all pairs and slots."""
        actuators, n_active = self.actuators, len(self.active)
        rows = self.rows.row_of_slot[self.crossing.pair_joint]
        columns = np.broadcast_to(self.pair_column[:, None], rows.shape).reshape(-1)
        gather = np.lexsort((rows.reshape(-1), columns))
        gather = gather[rows.reshape(-1)[gather] >= 0]
        every_row = np.concatenate([rows.reshape(-1)[gather], actuators.row])
        every_column = np.concatenate([columns[gather], n_active + np.arange(len(actuators.row))])
        shape = len(self.rows.body), n_active + len(actuators.row)
        return Pattern.at(every_row, every_column, shape), fixed(gather)

    @cached_property
    def packing(self) -> Packing:
        """How the moments of pairs become the numbers of the pattern."""
        _, gather = self.pattern
        place = np.full(len(self.pair_column) * self.rows.used.shape[1], -1)
        place[gather] = np.arange(len(gather))
        return Packing(gather, fixed(place), fixed(np.asarray(self.actuators.capacity, dtype=np.float64)))


def topology_of(body: Body, coordinates: Coordinates, active: Ints) -> Topology:
    """For the rows of some coordinates, balanced by some fascicles."""
    fascicles = body.fascicles
    return _topology(
        body.tables, fascicles.layout, fascicles.routes, coordinates, np.asarray(active, np.int64).tobytes()
    )


@lru_cache(maxsize=TOPOLOGIES)
def _topology(
    tables: Tables, layout: Layout, routes: Routes, coordinates: Coordinates, of_active: bytes
) -> Topology:
    scan, active = layout.scan, np.frombuffer(of_active, dtype=np.int64)
    if scan.depth >= 2**DOUBLINGS:
        raise ValueError(f"the tree is {scan.depth} joints deep; kinematics compose {2**DOUBLINGS - 1}")
    rows = Rows.of(coordinates)
    crossing = layout.crossing(rows.subtree, active)
    position = np.full(len(routes.names), len(active))
    position[active] = np.arange(len(active))
    flexion = coordinates_of(tables).named([f"{level} z" for level in SPINE])
    muscles, right = np.array(routes.muscles), np.array(routes.sides) == "right"
    return Topology(
        coordinates=coordinates,
        rows=rows,
        crossing=crossing,
        active=active,
        names=tuple(routes.names[i] for i in active),
        muscles=tuple(routes.muscles[i] for i in active),
        actuators=Actuators.of(tables, coordinates),
        parent=fixed(np.where(scan.parent < 0, len(scan.names), scan.parent)),
        above=fixed(scan.carried.astype(float)),
        levels=fixed(np.array([scan.joints.index(joint) for joint in SPINE])),
        ligaments=Springs(flexion.slope[:, 0], flexion.rate[:, 0]),
        curves=_curves(tables),
        pair_column=fixed(position[crossing.pair_fascicle]),
        piece_of_active=fixed(position[layout.piece_fascicle]),
        wall=fixed(np.isin(muscles, OBLIQUES)[active].astype(float)),
        transversus=fixed(np.flatnonzero((muscles == TRANSVERSUS) & right)),
        obliques=fixed(np.flatnonzero(np.isin(muscles, OBLIQUES) & right)),
        diaphragm=fixed(np.flatnonzero(np.isin(muscles, DIAPHRAGM))),
    )


def _curves(tables: Tables) -> Curves:
    names = (
        "active_length_width",
        "maximal_shortening_velocity",
        "hill_shape",
        "eccentric_force",
        "passive_fibre_shape",
    )
    return Curves(*(tables.constant(name) for name in names))
