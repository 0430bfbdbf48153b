"""What the ring of the ribs does and bears in the postures of a result, recovered from the joints' angles.

Where ribs are balanced (`free=("ribs",)`), what the muscles pull at the sternum moves it, too, between ribs
that stay; else ring and sternum follow the posture alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dorsum.body.body import Body
from dorsum.body.names import SIDES, sided
from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.mechanics.doubts import Ribs
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.lines import ends
from dorsum.mechanics.mechanism import Mechanism
from dorsum.mechanics.model import Model
from dorsum.mechanics.namespace import cross
from dorsum.mechanics.ring import Borne
from dorsum.units import DEGREE, MM

if TYPE_CHECKING:
    from dorsum.mechanics.arrays import Arrays


def ribs(body: Body) -> tuple[str, ...]:
    """The ribs whose cartilages hold them to the sternum, in the order of `Ring`."""
    return tuple(sided(row.rib, side) for side in SIDES for row in body.tables.costal_cartilages)


def pull_on(mech: Mechanism, body: int, posed: Posed, tension: Floats) -> Floats:
    """Wrench (frames, 6) of tensions (frames, n_active) N on a body about its joint centre, in its axes."""
    paths, owner = mech.paths, np.asarray(mech.piece_of_active)
    start, end = (np.asarray(paths.point_body)[np.asarray(paths.piece_start) + k] == body for k in (0, 1))
    some = mech.pulling_of(np.flatnonzero((start != end) & (owner < len(mech.active))))
    at, force = ends(some.paths, posed)
    pull = tension[:, some.fascicle] / np.sqrt((force * force).sum(axis=1))
    force = force * (np.where(some.start == body, pull, -pull)[:, None])
    moment = cross(at - posed.origin[:, body, :, None], force, axis=1)
    told = np.stack([force.sum(axis=2), moment.sum(axis=2)], axis=1)
    return np.asarray(told @ posed.rotation[:, body]).reshape(len(told), 6)


def borne(model: Model, angles: Floats, posed: Posed, tension: Floats) -> Borne | None:
    """Of joint angles (frames, n_bodies, 3) rad and tensions (frames, n_active) N; None without a ring."""
    ring = model.mech.ring
    if ring is None:
        return None
    told = np.asarray(model.body.coordinates.named(ring.names).values(angles))
    held = ring.hinged and not ring.floating  # by its place, which no pull changes
    pull = pull_on(model.mech, ring.cage.sternum, posed, tension) if held else None
    return ring.borne(told, pull)


def strained(model: Model, found: Borne | None) -> Ribs | None:
    """The worst of every frame, beside its bounds."""
    if found is None:
        return None
    told = model.body.tables.constant
    return Ribs(
        found.turn.max(axis=1),
        found.turn.argmax(axis=1),
        found.shift,
        found.force.max(axis=1),
        found.force.argmax(axis=1),
        np.tile(
            [
                told("give_bound_ribs") * DEGREE,
                told("sternum_shift_bound") * MM,
                told("cartilage_force_bound"),
            ],
            (len(found.shift), 1),
        ),
    )


def of_result(result: Arrays) -> Borne | None:
    """Of what a result keeps."""
    model = result.model
    return borne(model, result.angles, result.posed, result.array("force")[:, model.active])


def _some(result: Arrays) -> Borne:
    found = of_result(result)
    if found is None:
        raise BadInput("these tables have no costal cartilages, and so no ring of ribs")
    return found


def rib_turn(result: Arrays) -> Floats:
    """How far each rib turns on its vertebra (frames, ribs), rad, about any axis."""
    return _some(result).turn


def cartilage_force(result: Arrays) -> Floats:
    """The size of the force of each cartilage on its rib (frames, ribs), N."""
    return _some(result).force


def shift(result: Arrays) -> Floats:
    """How far the sternum's joint centre is from where T4 would carry it (frames,), m."""
    return _some(result).shift
