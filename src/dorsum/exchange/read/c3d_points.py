"""Which points of a C3D file are markers: models write their outputs among them.

POINT:ANGLES, FORCES, MOMENTS, POWERS and SCALARS name the points that are such outputs. Some programs give
every point a unit of its own instead.
"""

from __future__ import annotations

from dorsum.exchange.read.c3d_parameters import Description
from dorsum.exchange.read.markers import LENGTHS
from dorsum.words import FEW, listed

OUTPUTS = (
    "ANGLES",
    "FORCES",
    "MOMENTS",
    "POWERS",
    "SCALARS",
    "REACTIONS",
)  # groups of points that are no places


def markers_among(file: Description, points: int) -> tuple[list[str], list[int], list[str]]:
    """The names of the markers, their columns, and what there is to say of the others.

    Args:
        points: how many points a frame has; those without a label are called point and their number.
    """
    labels = file.texts("POINT:LABELS")[:points]
    names = [label or f"point {i}" for i, label in enumerate(labels + ("",) * (points - len(labels)), 1)]
    outputs = {_plain(label) for group in OUTPUTS for label in file.texts(f"POINT:{group}")} - {""}
    units = file.texts("POINT:UNITS")
    each = len(units) > 1 and len(units) >= len(labels)

    def is_marker(i: int) -> bool:
        unit = units[i].strip().lower().rstrip(".") if each and i < len(units) else ""
        return _plain(names[i]) not in outputs and (not unit or unit in LENGTHS)

    markers = [i for i in range(points) if is_marker(i)]
    if len(markers) == points:
        return names, markers, []
    chosen = set(markers)
    left = listed((name for i, name in enumerate(names) if i not in chosen), most=FEW)
    return [names[i] for i in markers], markers, [f"Outputs of a model, no markers, left out: {left}."]


def _plain(label: str) -> str:
    """Without the prefix of a person, which the groups leave out in some files."""
    return label.rsplit(":", 1)[-1].strip()
