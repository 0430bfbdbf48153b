"""A mechanism with fewer lines: what a few joints are asked is told by the fascicles that cross them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.body import Crossing, Paths
from dorsum.mechanics.mechanism import Mechanism, mechanism, points_of
from dorsum.mechanics.model import Model
from dorsum.mechanics.topology import topology_of


def across(model: Model, coordinates: tuple[str, ...]) -> Mechanism:
    """The mechanism of a body that balances some of the rows, without the fascicles that cross none of them.

    Its equations give the rows of these coordinates as those of the model do.
    """
    rows = model.rows.named(coordinates)
    crossing = model.body.crossing(rows.body, model.active)
    topology = topology_of(model.body, rows, np.unique(crossing.pair_fascicle))
    return _without_others(mechanism(model.body, topology))


def _without_others(mech: Mechanism) -> Mechanism:
    """Points and pieces of the fascicles that take part, and of no other."""
    paths, crossing, n_active = mech.paths, mech.crossing, len(mech.active)
    pieces = np.flatnonzero(np.asarray(mech.piece_of_active) < n_active)
    piece = np.full(len(paths.piece_start) + 1, len(pieces))
    piece[pieces] = np.arange(len(pieces))
    owner = np.asarray(mech.piece_of_active)[pieces]
    bodies, local, starts, wraps = points_of(paths, pieces)
    of_active = piece[np.asarray(paths.piece_of)[np.asarray(mech.active)]]
    return replace(
        mech,
        paths=Paths(bodies, local, starts, of_active, owner, wraps),
        crossing=Crossing(
            piece[np.asarray(crossing.pair_piece)],
            crossing.pair_sign,
            crossing.pair_joint,
            mech.pair_column,
        ),
        active=np.arange(n_active),
        piece_of_active=owner,
    )
