"""What drives an exported model besides its muscles, and the controls that balance a posture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from dorsum.body.body import Ints
from dorsum.body.skeleton import AXES, SPINE, Floats
from dorsum.exchange.write.mjcf.balance import Drive, generalised, path_lengths, stay_moments
from dorsum.exchange.write.mjcf.coordinates import Coordinate
from dorsum.exchange.write.mjcf.gliding import stays
from dorsum.exchange.write.mjcf.muscles import held_forces
from dorsum.exchange.write.mjcf.xml import numbers
from dorsum.mechanics.model import Model
from dorsum.units import MPA

STABILISER, RIB_CAGE, PRESSURE, EXTERNAL = "1", "2", "3", "4"  # groups
# The stabiliser stands for reflexes and the short-range stiffness of muscle, which the model has not.
HOLDING = 1000.0  # N·m/rad, assumed: 2.5 times the least that holds upright standing (350 falls, 400 holds)
SETTLING = 20.0  # N·m·s/rad, assumed: with that stiffness a swing dies within 0.1 s
MOST_PRESSURE = 0.04 * MPA


def add_other_actuators(
    model: Model,
    coordinates: Sequence[Coordinate],
    acts: Drive,
    elements: Sequence[Element],
    tendons: Element,
    actuators: Element,
) -> None:
    """Rib cage, abdomen, external forces and stabiliser."""
    _add_stabiliser(coordinates, actuators)
    _add_rib_cage(model, coordinates, actuators)
    _add_abdomen(model, elements, tendons, actuators)
    for b in acts.pushed:
        _add_external(model, b, acts, elements[b], actuators)


def _add_stabiliser(coordinates: Sequence[Coordinate], actuators: Element) -> None:
    for c in coordinates:
        SubElement(
            actuators,
            "general",
            name=f"stabiliser {c.name}",
            joint=c.name,
            group=STABILISER,
            biastype="affine",
            gainprm=repr(HOLDING),
            biasprm=numbers((0.0, -HOLDING, -SETTLING)),
        )


def _add_rib_cage(model: Model, coordinates: Sequence[Coordinate], actuators: Element) -> None:
    for row in model.body.tables.rib_cage:
        for axis in AXES:
            SubElement(
                actuators,
                "general",
                name=f"rib cage {row.joint} {axis}",
                joint=f"{row.joint} {axis}",
                group=RIB_CAGE,
                ctrllimited="true",
                ctrlrange="-1 1",
                gainprm=repr(row.capacity_nm),
            )


def _add_abdomen(model: Model, elements: Sequence[Element], tendons: Element, actuators: Element) -> None:
    """Pressure pushes the pelvic floor from what holds the diaphragm: a branch of a pulley for each bone."""
    abdomen, names = model.mech.abdomen, model.body.skeleton.names
    tendon = SubElement(tendons, "spatial", name="abdomen")
    SubElement(elements[0], "site", name="pelvic floor", pos=numbers(np.asarray(abdomen.lower_point)))
    for b, point, share in zip(abdomen.upper_body, abdomen.upper_point, abdomen.share, strict=True):
        name = f"diaphragm on {names[b]}"
        SubElement(elements[b], "site", name=name, pos=numbers(np.asarray(point)))
        SubElement(tendon, "pulley", divisor=repr(float(1.0 / share)))
        for site in (name, "pelvic floor"):
            SubElement(tendon, "site", site=site)
    SubElement(
        actuators,
        "general",
        name="abdominal pressure",
        tendon="abdomen",
        group=PRESSURE,
        ctrllimited="true",
        ctrlrange=numbers((0.0, MOST_PRESSURE)),
        gainprm=repr(abdomen.area),
    )


def _add_external(model: Model, b: int, acts: Drive, element: Element, actuators: Element) -> None:
    """A wrench, constant in space, that acts on one body at its joint centre."""
    name = f"external {model.body.skeleton.names[b]}"
    SubElement(element, "site", name=name)
    origin = model.place(acts.angles[None]).origin[0, b]
    force, moment = acts.external[b, :3], acts.external[b, 3:]
    SubElement(
        actuators,
        "general",
        name=name,
        site=name,
        refsite="world",
        group=EXTERNAL,
        gear=numbers((*force, *(moment - np.cross(origin, force)))),
    )


def controls(
    model: Model,
    coordinates: Sequence[Coordinate],
    muscles: Ints,
    acts: Drive,
    *,
    solved: bool,
    gliding: bool,
) -> Floats:
    """Controls of all actuators, in the order in which they are written.

    Activations are those that give the solved tensions with MuJoCo's curves. What is then left over at a
    coordinate the stabiliser holds, by an angle a little off: nothing but the reserve at spinal joints, the
    weight of limbs and the pull of muscles at joints that the balance of tasks takes as held.
    """
    length = path_lengths(model, acts.angles)[muscles]
    active, passive = held_forces(model.body, muscles, model.mech.curves, length)
    activation = np.clip((acts.tension[muscles] - passive) / np.maximum(active, 1e-9), 0.0, 1.0)
    activation[acts.tension[muscles] == 0.0] = 0.0
    angle = np.array([acts.angles[c.body, c.axis] for c in coordinates])
    offset = np.zeros(len(coordinates))
    if solved:
        tension = np.zeros(len(model.body.fascicles))
        tension[muscles] = activation * active + passive
        offset = -_left_over(model, coordinates, replace(acts, tension=tension), gliding) / HOLDING
    capacity = np.array([row.capacity_nm for row in model.body.tables.rib_cage])
    rib_cage = (acts.rib_cage / capacity[:, None]).ravel()
    return np.concatenate([activation, angle + offset, rib_cage, [acts.pressure], np.ones(len(acts.pushed))])


def _left_over(model: Model, coordinates: Sequence[Coordinate], acts: Drive, gliding: bool) -> Floats:
    """Moments (n,) of everything but the stabiliser, N·m."""
    by_all = generalised(model, acts)
    for k, row in enumerate(model.body.tables.rib_cage):
        by_all[model.body.spine[SPINE.index(row.joint)]] += acts.rib_cage[k]
    if gliding:
        by_all += stay_moments(model, stays(model.body), acts.angles)
    passive = np.zeros(len(coordinates))
    for i, c in enumerate(coordinates):
        at = acts.angles[c.body, c.axis]
        passive[i] = -sum(sign * float(s.moment(np.array(sign * at))) for sign, s in c.springs)
        if acts.stiffer is not None:
            passive[i] *= acts.stiffer[c.body, c.axis]
    coupled = model.mech.coupled
    by_all[coupled.body, coupled.axis] += coupled.moments(acts.angles[None])[0]
    return np.array([by_all[c.body, c.axis] for c in coordinates]) + passive
