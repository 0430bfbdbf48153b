"""What inverse kinematics needs of the OpenSim model: markers, and a spine that markers determine.

Of each region of the spine one coordinate about each axis leads; couplers let the others follow by the shares
of `rhythm.csv`, as in the marker fit. What no marker tells of is locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.body import Body
from dorsum.body.coordinates import SPINAL_DIRECTIONS
from dorsum.body.names import CERVICAL, LUMBAR, THORACIC
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.coordinates import SPINE_NAMES, Coordinate
from dorsum.exchange.write.osim.elements import add, identifier, numbers

# Parts of names of coordinates that markers on the skin do not tell: ribs, the roll of the clavicle, and how
# the scapula turns on it, whose acromion carries one marker.
UNSEEN = ("costovertebral", "sternoclavicular_backward_rotation", "acromioclavicular")


class Marker(NamedTuple):
    """A marker on a body."""

    name: str
    body: int
    local: Floats  # (3,) m from the joint centre, standing axes


def add_markers(objects: Element, body: Body, markers: Sequence[Marker]) -> None:
    """Every marker; OpenSim's marker placer may move them."""
    for marker in markers:
        element = add(objects, "Marker", name=marker.name)
        add(element, "socket_parent_frame", f"/bodyset/{body.skeleton.names[marker.body]}")
        add(element, "location", numbers(marker.local))
        add(element, "fixed", "false")


def locked(coordinate: Coordinate) -> bool:
    """Whether a coordinate is one of those that markers on the skin do not tell."""
    return coordinate.name.startswith(UNSEEN)


def add_couplers(objects: Element, body: Body) -> None:
    """The rhythm of the spine as constraints."""
    for region in (LUMBAR, THORACIC, CERVICAL):
        for axis, words in SPINAL_DIRECTIONS.items():
            shares = np.array([[body.tables.rhythm_share(word, joint) for word in words] for joint in region])
            first = int(shares.min(axis=1).argmax())
            leads = _name(region[first], axis)
            for joint, slopes in zip(region, shares / shares[first], strict=True):
                if joint != region[first]:
                    _add_coupler(objects, _name(joint, axis), leads, slopes)


def _name(joint: str, axis: str) -> str:
    return f"{identifier(joint)}_{SPINE_NAMES[axis]}"


def _add_coupler(objects: Element, follows: str, leads: str, slopes: Floats) -> None:
    """`slopes` (2,) towards negative and towards positive angles."""
    element = add(objects, "CoordinateCouplerConstraint", name=f"rhythm_{follows}")
    function = add(element, "coupled_coordinates_function")
    if slopes[0] == slopes[1]:
        add(add(function, "LinearFunction"), "coefficients", numbers([slopes[1], 0.0]))
    else:
        line = add(function, "PiecewiseLinearFunction")
        add(line, "x", "-1 0 1")
        add(line, "y", numbers([-slopes[0], 0.0, slopes[1]]))
    add(element, "independent_coordinate_names", leads)
    add(element, "dependent_coordinate_name", follows)
