"""The set-up of OpenSim's scale tool (.xml): the person, who stands, and which markers count how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.subject import RANGES
from dorsum.errors import BadInput
from dorsum.exchange.read.osim_xml import place_of, said, text_of, true_in, vector_in
from dorsum.units import MM
from dorsum.words import FEW, listed

# OpenSim's heights are in mm; people also write m or cm. No stature is one number in two of them.
METRES, CENTIMETRES = 3.0, 300.0


@dataclass(frozen=True)
class ScaleSetup:
    """What a set-up says; what it leaves out, or fills with 0 or -1, is not there."""

    path: Path
    subject: Mapping[str, float]  # mass_kg, height_m, age_y
    model: str  # names of files, empty where none is named
    markers: str
    static: str
    span: tuple[float, float] | None  # s of the static trial
    weights: Mapping[str, float]  # of markers in the static pose; 0 of those that do not count
    measurements: Mapping[str, tuple[tuple[str, str], ...]]  # pairs of markers whose distances scale

    def beside(self, name: str) -> Path | None:
        """A file that the set-up names and that lies in its folder or in one below; None if there is none.

        Files elsewhere are never opened: of a longer path the last name counts.
        """
        plain = PurePosixPath(name.replace("\\", "/"))
        folder = self.path.parent
        if not name or not plain.name or plain.name == "..":
            return None
        inside = not plain.is_absolute() and ".." not in plain.parts and ":" not in name
        for found in ([folder / plain] if inside else []) + [folder / plain.name]:
            if found.is_file():
                return found
        return None

    def notes(self) -> list[str]:
        """What was recognised, a sentence each."""
        who = [f"{name.split('_')[0]} {value:g} {unit}" for name, value, unit in self._who()]
        told = [f"{self.path.name} says of the person: {listed(who) or 'nothing'}."]
        if self.static:
            span = "" if self.span is None else f", {self.span[0]:g} to {self.span[1]:g} s"
            lies = "" if self.beside(self.static) else ", which does not lie beside it (--static gives it)"
            told.append(f"Its static trial is {self.static}{span}{lies}.")
        if self.weights:
            told.append(f"Weights of its markers in standing: {self._weighed()}.")
        if self.measurements:
            told.append(
                f"Its measurements ({listed(self.measurements, most=FEW)}) scale OpenSim's model; the size of"
                " the body here follows from the person and from standing."
            )
        return told

    def _who(self) -> list[tuple[str, float, str]]:
        units = {"mass_kg": "kg", "height_m": "m", "age_y": "years"}
        return [(name, value, units[name]) for name, value in self.subject.items()]

    def _weighed(self) -> str:
        by_weight: dict[float, list[str]] = {}
        for name, weight in self.weights.items():
            by_weight.setdefault(weight, []).append(name)
        return "; ".join(f"{w:g} {listed(of, most=FEW)}" for w, of in sorted(by_weight.items(), reverse=True))


def is_setup(root: Element) -> bool:
    """Whether a document is one."""
    return _tool(root) is not None


def scale_setup(path: Path, root: Element) -> ScaleSetup:
    """What a document says.

    Raises:
        BadInput: a number in it is none; the message names the line.
    """
    tool = _tool(root)
    assert tool is not None  # asked of set-ups only
    maker, placer = (_part(tool, name) for name in ("GenericModelMaker", "MarkerPlacer"))
    scaler = _part(tool, "ModelScaler")
    placing = true_in(placer, "apply", otherwise=True)
    names = (said(placer, "marker_file") if placing else "") or said(scaler, "marker_file")
    of = placer if placing and said(placer, "marker_file") else scaler
    return ScaleSetup(
        path,
        _subject(path, tool),
        said(maker, "model_file"),
        said(maker, "marker_set_file"),
        names,
        _span(path, of),
        _weights(path, placer) if placing else {},
        _measurements(path, scaler),
    )


def _tool(root: Element) -> Element | None:
    return root if root.tag == "ScaleTool" else root.find("ScaleTool")


def _part(tool: Element, name: str) -> Element:
    found = tool.find(name)
    return Element(name) if found is None else found


def _number(path: Path, element: Element, tag: str) -> float | None:
    """A number; None where it is not said."""
    return float(vector_in(path, element, tag, 1)[0]) if said(element, tag) else None


def _subject(path: Path, tool: Element) -> dict[str, float]:
    found: dict[str, float] = {}
    for tag, name in (("mass", "mass_kg"), ("height", "height_m"), ("age", "age_y")):
        value = _number(path, tool, tag)
        if value is None or value <= 0:
            continue
        if tag == "age" and not RANGES["age_years"][0] <= value <= RANGES["age_years"][1]:
            continue  # OpenSim computes nothing with it, and its examples have 99
        if tag == "height":
            value *= 1.0 if value < METRES else 0.01 if value < CENTIMETRES else MM
        found[name] = value
    return found


def _span(path: Path, element: Element) -> tuple[float, float] | None:
    if not said(element, "time_range"):
        return None
    start, end = (float(t) for t in vector_in(path, element, "time_range", 2))
    if end < 0:
        return None  # -1 -1, as OpenSim writes the whole of it
    if end < start:
        raise BadInput(f"{place_of(path, element)}: <time_range> ends at {end:g} s, before {start:g} s")
    return start, end


def _weights(path: Path, placer: Element) -> dict[str, float]:
    found: dict[str, float] = {}
    for task in placer.iter("IKMarkerTask"):
        weight = _number(path, task, "weight")
        weight = 1.0 if weight is None else weight
        if weight < 0:
            raise BadInput(f"{place_of(path, task)}: the weight of {task.get('name')} is {weight:g}")
        found[task.get("name", "")] = weight if true_in(task, "apply", otherwise=True) else 0.0
    return found if np.any(list(found.values())) else {}


def _measurements(path: Path, scaler: Element) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for measurement in scaler.iter("Measurement"):
        if not true_in(measurement, "apply", otherwise=True):
            continue
        pairs: list[tuple[str, str]] = []
        for pair in measurement.iter("MarkerPair"):
            names = text_of(pair, "markers").split()
            if len(names) != 2:
                raise BadInput(f"{place_of(path, pair)}: {text_of(pair, 'markers')!r} is no pair of markers")
            pairs.append((names[0], names[1]))
        found[measurement.get("name", "")] = tuple(pairs)
    return found
