"""The markers of OpenSim: of a model (.osim), or of a set in a file of its own (.xml).

OpenSim 3 writes the body of a marker, OpenSim 4 the path of the frame that it is fixed to, which may stand
off its body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.read.osim import Frame, frame_on
from dorsum.exchange.read.osim_xml import last_of, place_of, socket_of, text_of, vector_in
from dorsum.words import FEW, listed

FARTHEST = 2.0  # m of a marker from the origin of its body: farther off the file is in another unit


@dataclass(frozen=True)
class OsimMarker:
    """A marker on a body of a model."""

    name: str
    body: str
    at: Floats  # (3,) m, in the frame of the body
    where: str  # file and line


def markers_in(
    path: Path, root: Element, model: Element | None = None
) -> tuple[dict[str, OsimMarker], list[str]]:
    """The markers of a document by name, in its order, and what is to be said of them.

    Of two with one name the first counts, which keeps it in OpenSim, too.

    Args:
        root: what holds the set, anywhere in it.
        model: the model that the set is of, where it is another document; its frames count.

    Raises:
        BadInput: a marker has no name, no body or no place.
    """
    frames = _frames(root if model is None else model)
    found, twice = dict[str, OsimMarker](), list[str]()
    for element in root.iter("Marker"):
        where, name = place_of(path, element), (element.get("name") or "").strip()
        if not name:
            raise BadInput(f"{where}: a marker has no name")
        if name in found:
            twice.append(name)
            continue
        socket = socket_of(element, "socket_parent_frame") or text_of(element, "body")
        if not socket:
            raise BadInput(f"{where}: the marker {name} is on no body")
        if not text_of(element, "location"):
            raise BadInput(f"{where}: the marker {name} has no location")
        at = vector_in(path, element, "location")
        if float(abs(at).max()) > FARTHEST:
            raise BadInput(
                f"{where}: {name} lies {float(abs(at).max()):g} m off its body; OpenSim has metres"
            )
        body, frame = _on(path, socket, frames)
        found[name] = OsimMarker(name, body, frame.place + frame.rotation @ at, where)
    notes = [f"Of markers that {path.name} has twice the first counts: {listed(twice, most=FEW)}."]
    return found, notes if twice else []


def _frames(root: Element) -> dict[tuple[str, str], Element]:
    """Frames that stand off a body, by the names of what they are in and of their own."""
    found: dict[tuple[str, str], Element] = {}
    for holder in root.iter():
        name = holder.get("name", "")
        for kind in ("frames", "components"):
            for frame in holder.findall(f"./{kind}/*"):
                if frame.tag.endswith("OffsetFrame"):
                    found[name, frame.get("name", "")] = frame
    return found


def _on(path: Path, socket: str, frames: Mapping[tuple[str, str], Element]) -> tuple[str, Frame]:
    """The body that a path leads to, and how its frame stands on it."""
    holder = last_of(socket.rpartition("/")[0])
    own = {name: frame for (of, name), frame in frames.items() if of == holder}
    return frame_on(path, last_of(socket), own)
