"""The constants of a body that a saved result holds: bones, joints, masses and paths, standing."""

from __future__ import annotations

from typing import Any

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE


def constants(body: Body) -> dict[str, tuple[tuple[str, ...], str, str, Any]]:
    """Dimensions, units, meaning and values by name."""
    skeleton, masses, paths = body.skeleton, body.masses, body.paths
    parent = skeleton.parent
    offset = skeleton.centre - np.where((parent >= 0)[:, None], skeleton.centre[parent], 0.0)
    fascicles = body.fascicles
    owner = np.repeat(np.arange(len(fascicles)), [len(f.path) for f in fascicles])
    levels = [skeleton.joint_index(joint) for joint in SPINE]
    areas = body.levels.disc_area
    return {
        "gravity": (
            ("axis",),
            "m s-2",
            "acceleration of gravity",
            np.array([0.0, -body.tables.constant("gravity"), 0.0]),
        ),
        "parent": (("body",), "1", "index of the body it hangs on, -1 for the root", np.asarray(parent)),
        "joint_offset": (
            ("body", "axis"),
            "m",
            "joint centre from that of the parent, standing",
            offset,
        ),
        "joint_axes": (
            ("body", "axis", "body_axis"),
            "1",
            "axes x y z of the joint as columns, standing; they turn with the parent",
            skeleton.axes,
        ),
        "mass": (("body",), "kg", "mass of the body", masses.mass),
        "centre_of_mass": (
            ("body", "axis"),
            "m",
            "centre of mass from the joint centre, standing",
            masses.centre,
        ),
        "inertia": (
            ("body", "axis", "body_axis"),
            "kg m2",
            "inertia about the centre of mass, standing",
            masses.inertia,
        ),
        "level_body": (("level",), "1", "index of the body above the level", np.array(levels)),
        "disc_area": (("level",), "m2", "area of the disc; none above the lumbar spine", areas),
        "maximal_force": (
            ("fascicle",),
            "N",
            "maximal isometric force",
            [f.maximal_force for f in fascicles],
        ),
        "optimal_fibre_length": (
            ("fascicle",),
            "m",
            "optimal fibre length",
            [f.optimal_fibre_length for f in fascicles],
        ),
        "point_fascicle": (
            ("point",),
            "1",
            "index of the fascicle on whose path the point lies, in order from end to end",
            owner,
        ),
        "point_body": (("point",), "1", "index of the body that carries the point", paths.point_body),
        "point_position": (
            ("point", "axis"),
            "m",
            "point of a path from the joint centre of its body, standing",
            paths.point_local,
        ),
    }
