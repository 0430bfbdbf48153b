"""The scapulae on the thorax: springs that keep their corners at their distance from it.

`mechanics.settle` keeps three points of each scapula at their distance from an ellipsoid. Here a tendon
of the same stiffness runs from each point to the centre of mean curvature of the ellipsoid, so that the
surface is a sphere around that centre: right for small gliding, and off by the cube of the distance for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from dorsum.body.body import Body
from dorsum.body.gliding import Gliding, build_gliding
from dorsum.body.skeleton import Floats
from dorsum.exchange.write.mjcf.xml import numbers


@dataclass(frozen=True, eq=False)
class Stay:
    """A straight spring between two bones, at rest in standing."""

    name: str
    bodies: tuple[int, int]
    points: tuple[Floats, Floats]  # (3,) each, from the joint centre of its body, standing, m
    stiffness: float  # N/m
    length: float  # m, at rest


def stays(body: Body) -> tuple[Stay, ...]:
    """The springs of both scapulae."""
    glide = build_gliding(body.tables, body.skeleton)
    skeleton = body.skeleton
    found = []
    for k, (scapula, point, centre) in enumerate(zip(glide.body, glide.point, glide.centre, strict=True)):
        at = skeleton.centre[scapula] + point - skeleton.centre[glide.carrier]
        normal, slope, radius = surface(glide, at - centre)
        found.append(
            Stay(
                f"gliding {skeleton.names[scapula]} {k}",
                (int(scapula), glide.carrier),
                (point, at - radius * normal),
                glide.stiffness * slope**2,
                radius,
            )
        )
    return tuple(found)


def add_gliding(body: Body, elements: list[Element], tendons: Element) -> None:
    """Sites on scapulae and thorax, and the tendons between them."""
    for stay in stays(body):
        tendon = SubElement(tendons, "spatial", name=stay.name, stiffness=repr(stay.stiffness))
        tendon.set("springlength", repr(stay.length))
        for b, point, end in zip(stay.bodies, stay.points, ("on", "under"), strict=True):
            SubElement(elements[b], "site", name=f"{stay.name} {end}", pos=numbers(point))
            SubElement(tendon, "site", site=f"{stay.name} {end}")


def surface(glide: Gliding, at: Floats) -> tuple[Floats, float, float]:
    """Outward normal, |∇d| and radius of mean curvature (m) of the surface of equal d through a point.

    d = (|S⁻¹ Aᵀ at| − 1) · (product of semi-axes)^⅓ is `settle`'s distance; `at` is from the centre, m.
    """
    size = float(np.prod(glide.semi_axes)) ** (1 / 3)
    form = glide.axes @ np.diag(glide.semi_axes**-2) @ glide.axes.T
    across = float(np.sqrt(at @ form @ at))
    gradient = size * form @ at / across
    hessian = size * (form / across - np.outer(form @ at, form @ at) / across**3)
    slope = float(np.linalg.norm(gradient))
    normal = gradient / slope
    curvature = (np.trace(hessian) - normal @ hessian @ normal) / (2 * slope)
    return normal, slope, float(1 / curvature)
