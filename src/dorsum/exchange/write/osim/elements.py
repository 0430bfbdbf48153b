"""Small parts that every element of an OpenSim file is put together from."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from dorsum.body.skeleton import Floats

VERSION = "40600"  # of the document format of OpenSim 4.6


def numbers(values: Iterable[float] | Floats) -> str:
    """Numbers as text, with every digit that a float64 has."""
    return " ".join(repr(float(value) + 0.0) for value in values)  # + 0.0: no −0.0


def add(parent: Element, tag: str, text: object = None, name: str | None = None) -> Element:
    """A new child element; a float is written with all its digits."""
    child = SubElement(parent, tag, {} if name is None else {"name": name})
    if text is not None:
        child.text = numbers([text]) if isinstance(text, float) else str(text)
    return child


def add_set(parent: Element, tag: str) -> tuple[Element, Element]:
    """A set of the model, such as `BodySet`: where its objects go, and where its groups go."""
    whole = add(parent, tag, name=tag.lower())
    return add(whole, "objects"), add(whole, "groups")


def identifier(name: str) -> str:
    """A name without the signs that OpenSim keeps for paths: `L4/L5` is `L4_L5`."""
    return name.replace("/", "_").replace(" ", "_")


def add_offset_frame(parent: Element, name: str, on: str, at: Floats, axes: Floats) -> Element:
    """A frame on another at a place (3,) in m, its axes the columns of `axes` (3, 3)."""
    frame = add(parent, "PhysicalOffsetFrame", name=name)
    add(frame, "socket_parent", on)
    add(frame, "translation", numbers(at))
    add(frame, "orientation", numbers(turns(axes)))
    return frame


def turns(rotation: Floats) -> Floats:
    """Angles of the turns about x, then y′, then z″ that make a rotation, rad: OpenSim's orientation."""
    r = np.asarray(rotation)
    return np.array(
        [
            np.arctan2(-r[1, 2], r[2, 2]),
            np.arcsin(np.clip(r[0, 2], -1.0, 1.0)),
            np.arctan2(-r[0, 1], r[0, 0]),
        ]
    )
