"""Muscles and passive forces of the OpenSim model.

A fascicle is a `RigidTendonMuscle` whose three curves are our own, written as expressions (`mechanics.hill`).
OpenSim differs in two things: it takes the speed of the whole path for that of the fibre, without the cosine
of the pennation angle, and lets passive force grow no further than ten times F₀. Passive moments are those of
`body.coordinates`, one expression per coordinate; none couples two coordinates. Left out is what keeps the
scapulae gliding on the thorax (`Gliding`): it matters where muscles move the girdle, not for the spine.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import numpy as np

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import AXES, Floats
from dorsum.exchange.write.osim.bones import ball_name
from dorsum.exchange.write.osim.coordinates import SPINE_NAMES, Coordinate
from dorsum.exchange.write.osim.elements import add, identifier, numbers
from dorsum.mechanics.hill import Curves
from dorsum.mechanics.mechanism import Mechanism, fibres_of
from dorsum.mechanics.rows import stand_in, without_stand_in

MUSCLE_COLOUR = (0.70, 0.16, 0.14)
LEFT_OUT_COLOUR = (0.85, 0.62, 0.58)
PRESSURE = "abdominal_pressure_"  # and the bone that it pushes
TAKES_PART, LEFT_OUT = "takes_part", "left_out"  # groups of muscles, beside one for each muscle part


def add_muscles(objects: Element, groups: Element, body: Body, curves: Curves) -> None:
    """Every fascicle, also those that take no part in the balance; groups tell them apart."""
    members: dict[str, list[str]] = {TAKES_PART: [], LEFT_OUT: []}
    for fascicle in body.fascicles:
        _add_muscle(objects, body, fascicle, curves)
        members[TAKES_PART if fascicle.takes_part else LEFT_OUT].append(fascicle.name)
        members.setdefault(fascicle.muscle, []).append(fascicle.name)
    for name, of in members.items():
        add(add(groups, "ObjectGroup", name=name), "members", " ".join(of))


def _add_muscle(objects: Element, body: Body, fascicle: Fascicle, curves: Curves) -> None:
    element = add(objects, "RigidTendonMuscle", name=fascicle.name)
    add(element, "min_control", float(body.tone[fascicle.index]))
    add(element, "max_control", 1.0)
    _add_path(element, body, fascicle)
    add(element, "max_isometric_force", float(fascicle.maximal_force))
    add(element, "optimal_fiber_length", float(fascicle.optimal_fibre_length))
    add(element, "tendon_slack_length", float(fascicle.tendon_slack_length))
    add(element, "pennation_angle_at_optimal", float(fascicle.pennation))
    add(element, "max_contraction_velocity", float(curves.maximal_velocity))
    add(element, "ignore_tendon_compliance", "true")
    fibre = fibres_of(body.fascicles, np.array([fascicle.index]))
    passive = (float(of[0]) for of in (fibre.passive_onset, fibre.passive_strain, fibre.passive_share))
    _add_curve(element, "active_force_length_curve", active_length(curves))
    _add_curve(element, "passive_force_length_curve", passive_length(curves, *passive))
    _add_curve(element, "force_velocity_curve", force_velocity(curves))


def _add_path(element: Element, body: Body, fascicle: Fascicle) -> None:
    path = add(element, "GeometryPath", name="path")
    colour = MUSCLE_COLOUR if fascicle.takes_part else LEFT_OUT_COLOUR
    add(add(path, "Appearance"), "color", numbers(colour))
    points = add(add(path, "PathPointSet"), "objects")
    for number, point in enumerate(fascicle.stops, 1):
        at = add(points, "PathPoint", name=f"{fascicle.name}-P{number}")
        add(at, "socket_parent_frame", f"/bodyset/{body.skeleton.names[point.body]}")
        add(at, "location", numbers(point.position - body.skeleton.centre[point.body]))
    if (ball := fascicle.ball) is not None:  # met between its last point before the ball's body and the next
        wraps = add(add(path, "PathWrapSet"), "objects")
        wrap = add(wraps, "PathWrap", name=f"{fascicle.name}-wrap")
        add(wrap, "wrap_object", ball_name(fascicle))
        add(wrap, "range", f"{ball.at} {ball.at + 1}")


def _add_curve(element: Element, name: str, expression: str) -> None:
    function = add(element, "ExpressionBasedFunction", name=name)
    add(function, "expression", expression)
    add(function, "variables", "x")


def active_length(curves: Curves) -> str:
    """f_L of x, fibre length over optimal length."""
    return f"exp(-((x-1)/{curves.active_width!r})^2)"


def passive_length(curves: Curves, onset: float, strain: float, share: float) -> str:
    """Passive force over F₀ of x, fibre length over optimal length."""
    shape = float(curves.passive_shape)
    return f"{share!r}*(exp({shape!r}*max(x-{onset!r},0)/{strain!r})-1)/{float(np.expm1(shape))!r}"


def force_velocity(curves: Curves) -> str:
    """f_V of x, speed of the fibre over its maximal speed, lengthening positive."""
    k, above = curves.hill_shape, curves.eccentric_force - 1.0
    shortening = f"(1+max(min(x,0),-1))/(1-min(x,0)/{k!r})"
    return f"{shortening}+{above!r}-{above**2!r}/({above!r}+{1.0 + 1.0 / k!r}*max(x,0))"


def add_passive_moments(objects: Element, body: Body, found: tuple[Coordinate, ...]) -> None:
    """Springs of every coordinate that has a stiffness in the tables."""
    named = {(c.body, c.axis): c for c in found}
    for spring in Coordinates.of(body, "elastic"):
        coordinate = named.get((spring.body, AXES.index(spring.axis)))
        if coordinate is None:  # welded
            continue
        slope, rate = np.array(spring.slope), np.array(spring.rate)
        if coordinate.sign < 0.0:
            slope, rate = slope[::-1], rate[::-1]
        element = add(objects, "ExpressionBasedCoordinateForce", name=f"passive_{coordinate.name}")
        add(element, "coordinate", coordinate.name)
        add(element, "expression", passive_moment(slope, rate))


def passive_moment(slope: Floats, rate: Floats) -> str:
    """Moment, N·m, of q, rad: slopes (2,) at rest and their growth (2,), towards negative and positive q."""
    back, forth = (_grows(*pair) for pair in zip(("max(-q,0)", "max(q,0)"), slope, rate, strict=True))
    return f"{back}-{forth}"


def _grows(angle: str, slope: float, rate: float) -> str:
    if rate <= 0.0:
        return f"{float(slope)!r}*{angle}"
    return f"{float(slope / rate)!r}*(exp({float(rate)!r}*{angle})-1)"


def add_rib_cage(objects: Element, body: Body) -> None:
    """The moments of rib cage and girdle at T1/T2 to T12/L1, which stand for muscles left out."""
    for row in () if without_stand_in(body.free) else body.tables.rib_cage:
        for name in SPINE_NAMES.values():
            coordinate = f"{identifier(row.joint)}_{name}"
            element = add(objects, "CoordinateActuator", name=f"rib_cage_{coordinate}")
            add(element, "min_control", -1.0)
            add(element, "max_control", 1.0)
            add(element, "coordinate", coordinate)
            add(element, "optimal_force", stand_in(row, body.free))


def add_abdominal_pressure(objects: Element, body: Body, mech: Mechanism) -> None:
    """The pressure of standing, pushing the pelvic floor and what holds the diaphragm apart.

    What the pressure gains under load follows from the moment at L4/L5, which no force of OpenSim knows.
    """
    abdomen, names = mech.abdomen, body.skeleton.names
    for at, point, share in zip(abdomen.upper_body, abdomen.upper_point, abdomen.share, strict=True):
        name = f"{PRESSURE}{names[at]}"
        element = add(objects, "ExpressionBasedPointToPointForce", name=name)
        add(element, "body1", f"/bodyset/{names[0]}")
        add(element, "body2", f"/bodyset/{names[at]}")
        add(element, "point1", numbers(np.asarray(abdomen.lower_point)))
        add(element, "point2", numbers(np.asarray(point)))
        push = abdomen.resting_pressure * abdomen.area * float(share)
        add(element, "expression", -push)  # positive forces pull
