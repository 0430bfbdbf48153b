"""What the ring of the ribs does and bears in the postures of a result, recovered from the joints' angles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dorsum.body.body import Body
from dorsum.body.names import SIDES, sided
from dorsum.body.skeleton import Floats
from dorsum.mechanics.ring import RING, Borne, Ring

if TYPE_CHECKING:
    from dorsum.mechanics.arrays import Arrays


def ribs(body: Body) -> tuple[str, ...]:
    """The ribs whose cartilages hold them to the sternum, in the order of `Ring`."""
    return tuple(sided(row.rib, side) for side in SIDES for row in body.tables.costal_cartilages)


def _borne(result: Arrays) -> Borne:
    body = result.body
    coupled = body.coordinates.named(RING)
    return Ring.of(body).borne(np.asarray(coupled.values(result.array("joint_angle"))))


def rib_turn(result: Arrays) -> Floats:
    """How far each rib turns on its vertebra (frames, ribs), rad, about any axis."""
    return _borne(result).turn


def cartilage_force(result: Arrays) -> Floats:
    """The size of the force of each cartilage on its rib (frames, ribs), N."""
    return _borne(result).force


def shift(result: Arrays) -> Floats:
    """How far the sternum's joint centre is from where T4 would carry it (frames,), m."""
    return _borne(result).shift
