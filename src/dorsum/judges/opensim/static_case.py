"""The same problem for OpenSim's StaticOptimization as for ours, as files in a folder.

What differs from the exported model: the muscles that take no part are gone; joints that neither move nor
belong to the spine are welded; every spinal coordinate has its reserve, the others an actuator strong enough
to cost nothing; abdominal pressure comes from outside, since it follows from the load. Passive fibre force is
off, as StaticOptimization knows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ElementTree, fromstring, indent

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES, XYZ, Floats
from dorsum.exchange.write.osim.coordinates import ROOT_TRANSLATIONS, Coordinate, coordinates, values_of
from dorsum.exchange.write.osim.document import osim_document, standing_place
from dorsum.exchange.write.osim.elements import VERSION, add, numbers
from dorsum.exchange.write.osim.forces import PRESSURE
from dorsum.mechanics.analysis import Frames, Options, set_up
from dorsum.mechanics.model import Model

MODEL, MOTION, LOADS, LOAD_DATA = "judged.osim", "motion.sto", "loads.xml", "loads.sto"
STRONG = 1000.0  # N·m or N: what holds the root and the arms costs nothing beside the muscles
OPTIONS = Options(fibre_passive=False, posture="exact")  # both programs take the angles of one file
LEAST_MOTION = 1e-9  # rad; a joint that moves less is held


class Files(NamedTuple):
    """What `write_case` wrote."""

    folder: Path
    coordinates: tuple[Coordinate, ...]
    times: Floats  # of the motion, s


def write_case(model: Model, motion: Frames, folder: Path) -> Files:
    """Write model, motion and loads of a movement."""
    body = model.body
    welded = held_joints(body, motion.angles)
    document = fromstring(osim_document(model, motion.angles[0], welded))
    found = tuple(c for c in coordinates(body) if c.body not in welded)
    _change_forces(document, body, found)
    _write(document, folder / MODEL)
    place = np.tile(standing_place(model, motion.angles[0]), (len(motion.times), 1))
    if motion.root_place is not None:
        place = motion.root_place
    values = np.hstack([values_of(found, motion.angles), place])
    names = [*(c.name for c in found), *ROOT_TRANSLATIONS]
    write_storage(folder / MOTION, names, motion.times, values)
    _write_loads(model, motion, place - body.skeleton.centre[0], folder)
    return Files(folder, found, motion.times)


def held_joints(body: Body, angles: Floats) -> list[int]:
    """Bodies whose joints neither move in these frames nor belong to the spine; legs are held in any case."""
    legs = {i for side in SIDES for i in _carried_by(body, f"femur_{side}")}
    still = np.ptp(angles, axis=0).max(axis=1) < LEAST_MOTION
    free = {0, *body.spine.tolist()}
    return [i for i in range(len(still)) if i not in free and (still[i] or i in legs)]


def _carried_by(body: Body, name: str) -> list[int]:
    return [int(i) for i in np.flatnonzero(body.skeleton.carried()[body.skeleton.index(name)])]


def _change_forces(document: Element, body: Body, found: Sequence[Coordinate]) -> None:
    forces = document.find("./Model/ForceSet/objects")
    groups = document.find("./Model/ForceSet/groups")
    assert forces is not None  # the exporter writes both
    assert groups is not None
    groups.clear()
    gone = {f.name for f in body.fascicles if not f.takes_part}
    for element in list(forces):
        name = element.get("name", "")
        if name in gone or name.startswith(PRESSURE):
            forces.remove(element)
    # The square of a control counts as our W (r/R)² if a control of 1 is a moment of R/√W.
    tables = body.tables
    reserve = tables.constant("reserve_bound") / float(np.sqrt(tables.constant("reserve_weight")))
    spine = set(body.spine.tolist())
    for c in found:
        _add_actuator(forces, c.name, reserve if c.body in spine else STRONG)
    for name in ROOT_TRANSLATIONS:
        _add_actuator(forces, name, STRONG)


def _add_actuator(forces: Element, coordinate: str, strength: float) -> None:
    element = add(forces, "CoordinateActuator", name=f"reserve_{coordinate}")
    add(element, "coordinate", coordinate)
    add(element, "optimal_force", strength)


def _write_loads(model: Model, motion: Frames, shift: Floats, folder: Path) -> None:
    """Abdominal pressure as forces on all that it pushes; `shift` (frames, 3) m: our root to the file's."""
    abdomen, names = model.mech.abdomen, model.body.skeleton.names
    pressure = np.asarray(set_up(model, motion, OPTIONS).pressure)
    posed = model.place(motion.angles)
    floor = posed.origin[:, 0] + posed.rotation[:, 0] @ np.asarray(abdomen.lower_point)
    pushes = []
    for body, local, share in zip(abdomen.upper_body, abdomen.upper_point, abdomen.share, strict=True):
        top = posed.origin[:, body] + posed.rotation[:, body] @ np.asarray(local)
        way = (top - floor) / np.linalg.norm(top - floor, axis=1, keepdims=True)
        pushes.append((names[body], (pressure * abdomen.area * share)[:, None] * way, top))
    pushes.append((names[0], -sum(push for _, push, _ in pushes), floor))
    document = Element("OpenSimDocument", {"Version": VERSION})
    loads = add(document, "ExternalLoads", name="externalloads")
    listed = add(loads, "objects")
    add(loads, "datafile", LOAD_DATA)
    columns, values = [], []
    for name, push, point in pushes:
        force = add(listed, "ExternalForce", name=f"pressure_on_{name}")
        add(force, "applied_to_body", name)
        add(force, "force_expressed_in_body", "ground")
        add(force, "point_expressed_in_body", "ground")
        add(force, "force_identifier", f"{name}_force_")
        add(force, "point_identifier", f"{name}_point_")
        columns += [f"{name}_{what}_{axis}" for what in ("force", "point") for axis in XYZ]
        values += [push, point + shift]
    _write(document, folder / LOADS)
    write_storage(folder / LOAD_DATA, columns, motion.times, np.hstack(values))


def _write(document: Element, path: Path) -> None:
    indent(document, " ")
    ElementTree(document).write(path, encoding="unicode")


def write_storage(path: Path, names: Sequence[str], times: Floats, values: Floats) -> None:
    """A table (frames, names) over time as an OpenSim storage file, angles in rad."""
    head = f"{path.stem}\nversion=1\nnRows={len(times)}\nnColumns={len(names) + 1}\ninDegrees=no\nendheader\n"
    rows = [numbers([time, *row]).replace(" ", "\t") for time, row in zip(times, values, strict=True)]
    path.write_text(head + "\t".join(["time", *names]) + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
