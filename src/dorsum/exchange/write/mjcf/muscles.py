"""Fascicles in an exported model: sites on the bones, tendons through them and muscles that pull."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np

from dorsum.body.body import Body, Ints
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.mjcf.curves import MuscleShape, mujoco_length, mujoco_passive, muscle_shape
from dorsum.exchange.write.mjcf.xml import numbers
from dorsum.mechanics.hill import Curves
from dorsum.mechanics.mechanism import fibres_of

GROUP = "0"
HIDDEN = "4"  # group of geoms that viewers do not draw unless asked


def site_names(body: Body, fascicle: int) -> list[str]:
    """Names of the sites of a path, origin first."""
    chosen = body.fascicles[fascicle]
    return [f"{chosen.name} {k}" for k in range(len(chosen.stops))]


def add_sites(body: Body, chosen: Ints, elements: list[Element]) -> None:
    """Every point of the paths of some fascicles, on its bone, and the balls that they run over."""
    for i in chosen:
        fascicle = body.fascicles[i]
        for name, point in zip(site_names(body, i), fascicle.stops, strict=True):
            local = point.position - body.skeleton.centre[point.body]
            SubElement(elements[point.body], "site", name=name, pos=numbers(local))
        if (ball := fascicle.ball) is not None:
            sphere = SubElement(elements[ball.body], "geom", name=f"{fascicle.name} ball", type="sphere")
            sphere.set("size", repr(ball.radius))
            sphere.set("mass", "0")
            sphere.set("group", HIDDEN)


def add_tendons(body: Body, chosen: Ints, parent: Element) -> None:
    """One spatial tendon a fascicle, in the order of the tables."""
    for i in chosen:
        fascicle = body.fascicles[i]
        tendon = SubElement(parent, "spatial", name=fascicle.name)
        ball = fascicle.ball
        for k, name in enumerate(site_names(body, i)):
            if ball is not None and k == ball.at:
                SubElement(tendon, "geom", geom=f"{fascicle.name} ball")
            SubElement(tendon, "site", site=name)


def add_muscles(body: Body, chosen: Ints, curves: Curves, parent: Element) -> None:
    """MuJoCo's muscle for some fascicles.

    Lengths are scaled so that MuJoCo's L is fibre length over optimal length at optimal pennation; the
    passive curve is shifted so that it begins at the length where the fibre begins to resist.
    """
    shape = muscle_shape(curves)
    active = (shape.shortest, shape.longest, shape.maximal_velocity, 1.0, shape.eccentric)
    for i, scale in zip(chosen, _scales(body, chosen), strict=True):
        fascicle = body.fascicles[i]
        slack, optimal, force, onset, strain, share = (float(x) for x in scale)
        late = onset - 1.0
        longest = 1.0 + strain * (shape.passive_longest - 1.0)
        passive = (shape.shortest, longest, 1.0, share * shape.passive_force, 1.2)
        SubElement(
            parent,
            "general",
            name=fascicle.name,
            tendon=fascicle.name,
            group=GROUP,
            ctrllimited="true",
            ctrlrange="0 1",
            gaintype="muscle",
            biastype="muscle",
            lengthrange=numbers((slack, slack + optimal)),
            gainprm=numbers((0.0, 1.0, force, 1.0, *active)),
            biasprm=numbers((-late, 1.0 - late, force, 1.0, *passive)),
        )


def _scales(body: Body, chosen: Ints) -> Floats:
    """(n_chosen, 6): slack length and optimal fibre length along the path (m), force along it (N); onset of
    resistance, strain where it is full, and full resistance over F₀."""
    fibres = fibres_of(body.fascicles, chosen)
    cosine = np.cos(fibres.pennation)
    along = fibres.slack_length, fibres.optimal_length * cosine, fibres.maximal_force * cosine
    return np.stack([*along, fibres.passive_onset, fibres.passive_strain, fibres.passive_share], axis=1)


def held_forces(body: Body, chosen: Ints, curves: Curves, length: Floats) -> tuple[Floats, Floats]:
    """MuJoCo's full active force and its passive force at rest, at path lengths (n_chosen,) m, in N."""
    shape: MuscleShape = muscle_shape(curves)
    slack, optimal, force, onset, strain, share = _scales(body, chosen).T
    relative = (length - slack) / optimal
    active = force * mujoco_length(relative, shape.shortest, shape.longest)
    stretched = 1.0 + (relative - onset) / strain
    passive = share * force * mujoco_passive(stretched, shape.passive_force, shape.passive_longest)
    return active, passive
