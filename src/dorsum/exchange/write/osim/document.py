"""The whole OpenSim file, written with the standard library: OpenSim itself is not needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from xml.etree.ElementTree import Element, indent, tostring

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.bones import add_bodies, add_joints
from dorsum.exchange.write.osim.coordinates import coordinates
from dorsum.exchange.write.osim.elements import VERSION, add, add_set, identifier, numbers
from dorsum.exchange.write.osim.forces import (
    add_abdominal_pressure,
    add_muscles,
    add_passive_moments,
    add_rib_cage,
)
from dorsum.exchange.write.osim.rhythm import Marker, add_couplers, add_markers, locked
from dorsum.mechanics.model import Model

CREDITS = "Dorsum, an executable model of the human back. Not a diagnosis, and not for clinical decisions."
# OpenSim's RigidTendonMuscle has no scaling of its own (findings/opensim_scale_rigid_tendon.sh).
SCALING = (
    "OpenSim's scaling leaves fibre and tendon lengths of these muscles, and the points of the abdominal"
    " pressure, as they are: write the model of another person with `dorsum export --subject`, or let the"
    " lengths grow with the paths, as examples/07_scaled_in_opensim.py does."
)
RING = (
    "The ring of ribs and sternum, whose springs couple the joints of the thorax, is not in it: no force of"
    " OpenSim depends on so many coordinates."
)
REFERENCES = "Tables: CC BY 4.0, with the credits of the file NOTICE of Dorsum."


def osim_document(
    model: Model,
    angles: Floats,
    welded: Collection[int] = (),
    markers: Sequence[Marker] = (),
    coupled: bool = False,
    about: str = "",
) -> str:
    """The text of an .osim file (OpenSim 4.6) of a body.

    `angles` (n_bodies, 3) in rad, as in `mechanics.kinematics`, are the default values of the coordinates;
    the lowest landmark of that posture stands on the ground, y = 0. Joints of `welded` bodies are fixed at
    these angles and have neither coordinates nor springs. A `coupled` spine follows the rhythm, for inverse
    kinematics. What is to be said `about` the angles stands among the credits.
    """
    body = model.body
    document = Element("OpenSimDocument", {"Version": VERSION})
    whole = add(document, "Model", name=identifier(f"dorsum_{body.subject.name or 'subject'}"))
    add(whole, "credits", f"{CREDITS} {SCALING} {RING} {about}".strip())
    add(whole, "publications", REFERENCES)
    add(whole, "length_units", "meters")
    add(whole, "force_units", "N")
    add(whole, "gravity", numbers(model.gravity))
    add(whole, "Ground", name="ground")
    found = tuple(c for c in coordinates(body) if c.body not in welded)
    add_bodies(add_set(whole, "BodySet")[0], body)
    joints = add_set(whole, "JointSet")[0]
    still = [c for c in found if coupled and locked(c)]
    add_joints(joints, body, found, angles, standing_place(model, angles), welded, still)
    if coupled:
        add_couplers(add_set(whole, "ConstraintSet")[0], body)
    add_markers(add_set(whole, "MarkerSet")[0], body, markers)
    forces, groups = add_set(whole, "ForceSet")
    add_muscles(forces, groups, body, model.mech.curves)
    add_passive_moments(forces, body, found)
    add_rib_cage(forces, body)
    add_abdominal_pressure(forces, body, model.mech)
    indent(document, " ")
    return '<?xml version="1.0" encoding="UTF-8" ?>\n' + tostring(document, encoding="unicode") + "\n"


def standing_place(model: Model, angles: Floats) -> Floats:
    """Where the root is, (3,) m, when the lowest landmark of a posture lies on the ground."""
    posed, skeleton = model.place(angles[None]), model.body.skeleton
    on, at = zip(*skeleton.landmarks.values(), strict=True)
    bodies = np.array(on)
    local = np.array(at) - skeleton.centre[bodies]
    height = posed.origin[0, bodies, 1] + np.einsum("nj,nj->n", posed.rotation[0, bodies, 1], local)
    lowest = min(height.min(), posed.origin[0, :, 1].min())
    return np.asarray(skeleton.centre[0] - np.array([0.0, lowest, 0.0]))
