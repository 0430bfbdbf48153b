"""A mechanism with fewer lines: what a few joints are asked is told by the fascicles that cross them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.body import Crossing, Paths
from dorsum.mechanics.mechanism import Mechanism, points_of
from dorsum.mechanics.model import Model


def across(model: Model, coordinates: tuple[str, ...]) -> Mechanism:
    """The mechanism of a body that balances some of the rows, without the fascicles that cross none of them.

    Its equations give the rows of these coordinates as those of the model do.
    """
    return narrowed(model, coordinates).mech


def narrowed(model: Model, coordinates: tuple[str, ...]) -> Model:
    """The model of which that is the mechanism: some of the rows and the muscles that cross them."""
    rows = model.rows.named(coordinates)
    crossing = model.body.crossing(rows.body, model.active)
    found = Model(model.body, rows, np.unique(crossing.pair_fascicle))
    found.mech = _without_others(found.mech)
    return found


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
