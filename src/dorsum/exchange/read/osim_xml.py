"""Documents of OpenSim: elements that know their line, and what stands in them."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.files import opened
from dorsum.exchange.read.osim_functions import numbers

MOST = 200_000_000  # bytes; the largest models in use have 10 MB
PIECE = 1 << 20  # bytes
DEEPEST = 200  # elements in each other; models have about fifteen
UNSAID = ("", "unassigned")  # what OpenSim writes where nothing is said, in small letters


class Lined(Element):
    """An element with the line on which it begins."""

    line = 0


def document(path: Path, what: str = "model") -> Element:
    """The document, fed in pieces; declarations of entities are refused.

    Raises:
        BadInput: it cannot be read or is no document; the message says where.
    """
    parser = expat.ParserCreate()
    depth = 0

    def element(tag: str, attributes: dict[str, str]) -> Element:
        made = Lined(tag, attributes)
        made.line = parser.CurrentLineNumber
        return made

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadInput(f"{path}, line {parser.CurrentLineNumber}: elements are nested too deep")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refused(*_: object) -> None:
        raise BadInput(f"{path} declares entities: no OpenSim {what} does")

    builder = TreeBuilder(element_factory=element)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
    with opened(path) as file:
        if path.stat().st_size > MOST:
            raise BadInput(f"{path} is larger than any OpenSim {what}")
        try:
            while piece := file.read(PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
            return builder.close()
        except (expat.ExpatError, ValueError, AssertionError) as error:
            raise BadInput(f"{path} is no {what} of OpenSim: {error}") from error


def place_of(path: Path, element: Element) -> str:
    """File and line of an element, as errors name them."""
    return f"{path}, line {element.line}" if isinstance(element, Lined) and element.line else str(path)


def text_of(element: Element, tag: str) -> str:
    """What stands in a child, without blanks around it; empty without one."""
    found = element.find(tag)
    return (found.text or "").strip() if found is not None else ""


def said(element: Element, tag: str) -> str:
    """The same, empty too where OpenSim writes that nothing is assigned."""
    found = text_of(element, tag)
    return "" if found.lower() in UNSAID else found


def true_in(element: Element, tag: str, otherwise: bool = False) -> bool:
    """Whether a child says true."""
    found = text_of(element, tag).lower()
    return found == "true" if found else otherwise


def vector_in(path: Path, element: Element, tag: str, many: int = 3) -> Floats:
    """Numbers (many,) of a child; zero without one.

    Raises:
        BadInput: it holds others, or another number of them.
    """
    text = text_of(element, tag)
    found = numbers(text) if text else np.zeros(many)
    if found.shape != (many,) or not np.isfinite(found).all():
        words = {1: "no number", 2: "no two numbers", 3: "no three numbers"}[many]
        raise BadInput(f"{place_of(path, element)}: <{tag}> {text[:40]!r} is {words}")
    return found


def socket_of(element: Element, name: str) -> str:
    """The path of what a socket is connected to, such as /bodyset/torso; empty without one."""
    return text_of(element, name) or text_of(element, f"{name}_connectee_name")


def last_of(path: str) -> str:
    """The last name of a path of OpenSim."""
    return path.rsplit("/", 1)[-1]
