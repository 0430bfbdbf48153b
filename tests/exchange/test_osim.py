"""The .osim file as written, read without OpenSim: what is in it, under which names, with which numbers."""

from math import exp
from xml.etree.ElementTree import Element, fromstring

import jax.numpy as jnp
import numpy as np
import pytest

from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import AXES
from dorsum.exchange.write.osim.coordinates import angles_of, coordinates, random_angles, values_of
from dorsum.exchange.write.osim.document import osim_document
from dorsum.exchange.write.osim.elements import turns
from dorsum.exchange.write.osim.forces import active_length, force_velocity, passive_length
from dorsum.exchange.write.osim.rhythm import Marker
from dorsum.mechanics import hill, passive
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.spine import SpineMap

WHO = (("independent", "s"), ("dependent", ""))
pytestmark = pytest.mark.usefixtures("double")


def evaluated(expression: str, **values: float) -> float:
    return float(eval(expression.replace("^", "**"), {"exp": exp, "max": max, "min": min, **values}))


@pytest.fixture(scope="module")
def document(male: Model) -> Element:
    return fromstring(osim_document(male, np.zeros((len(male.body.skeleton.names), 3))))


def named(document: Element, tag: str) -> dict[str, Element]:
    found = [element for element in document.iter(tag) if element.get("name")]
    assert len({element.get("name") for element in found}) == len(found)
    return {str(element.get("name")): element for element in found}


def text(element: Element, path: str) -> str:
    return str(element.findtext(path))


def test_every_body_joint_and_fascicle_is_there_once(male: Model, document: Element) -> None:
    body = male.body
    assert set(named(document, "Body")) == set(body.skeleton.names)
    joints = ("GimbalJoint", "PinJoint", "WeldJoint", "CustomJoint")
    assert sum(len(named(document, kind)) for kind in joints) == len(body.skeleton.names)
    muscles = named(document, "RigidTendonMuscle")
    assert list(muscles) == [f.name for f in body.fascicles]
    for fascicle in body.fascicles:
        points = muscles[fascicle.name].findall(".//PathPoint")
        assert [text(p, "socket_parent_frame") for p in points] == [
            f"/bodyset/{body.skeleton.names[p.body]}" for p in fascicle.stops
        ]


def test_the_file_says_what_scaling_in_opensim_leaves_as_it_is(document: Element) -> None:
    assert "scaling leaves fibre and tendon lengths" in text(document, "Model/credits")


def test_groups_tell_who_takes_part(male: Model, document: Element) -> None:
    groups = {name: text(g, "members").split() for name, g in named(document, "ObjectGroup").items()}
    taking = [f.name for f in male.body.fascicles if f.takes_part]
    assert groups["takes_part"] == taking
    assert len(groups["takes_part"]) + len(groups["left_out"]) == len(male.body.fascicles)
    assert set(groups) - {"takes_part", "left_out"} == {f.muscle for f in male.body.fascicles}


def test_masses_are_the_subjects(male: Model, document: Element) -> None:
    mass = sum(float(text(body, "mass")) for body in named(document, "Body").values())
    assert mass == pytest.approx(male.body.subject.mass_kg, abs=1e-4)


def test_limbs_have_one_name_for_both_sides_and_mirrored_signs(male: Model) -> None:
    found = {c.name: c for c in coordinates(male.body)}
    assert len(found) == len(coordinates(male.body))
    assert found["L5_S1_FE"].low == pytest.approx(-np.deg2rad(9 * 1.25))  # flexion 9°, times the tolerance
    assert found["L5_S1_FE"].high == pytest.approx(np.deg2rad(5 * 1.25))
    for name, c in found.items():
        if name.endswith("_l"):
            right = found[f"{name[:-1]}r"]
            assert (c.low, c.high, c.axis) == (right.low, right.high, right.axis)
            ball = len(male.body.skeleton.freedoms[c.body]) == 3
            assert c.sign == (-1.0 if ball and c.axis > 0 else 1.0)


def test_values_and_angles_are_two_views_of_one_posture(male: Model) -> None:
    found = coordinates(male.body)
    angles = random_angles(male.body, 3, seed=5)
    values = values_of(found, angles)
    assert ((values >= [c.low for c in found]) & (values <= [c.high for c in found])).all()
    np.testing.assert_array_equal(angles_of(found, values, angles.shape[1]), angles)


def test_the_posture_is_the_default_and_stands_on_the_ground(male: Model) -> None:
    angles = random_angles(male.body, 1, seed=6)[0]
    document = fromstring(osim_document(male, angles))
    defaults = {n: float(text(c, "default_value")) for n, c in named(document, "Coordinate").items()}
    found = coordinates(male.body)
    expected = dict(zip([c.name for c in found], values_of(found, angles[None])[0], strict=True))
    assert {name: defaults[name] for name in expected} == pytest.approx(expected)
    posed, skeleton = male.place(angles[None]), male.body.skeleton
    heights = [
        (posed.origin[0, b] + posed.rotation[0, b] @ (at - skeleton.centre[b]))[1]
        for b, at in skeleton.landmarks.values()
    ]
    lowest = min(*heights, *posed.origin[0, :, 1])
    assert defaults["pelvis_ty"] + lowest == pytest.approx(0.0, abs=1e-12)


def test_turns_are_taken_about_x_y_z_of_the_moving_frame() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        matrix = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        matrix *= np.sign(np.linalg.det(matrix))
        a, b, c = turns(matrix)
        x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
        y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
        z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
        np.testing.assert_allclose(x @ y @ z, matrix, atol=1e-12)


@pytest.mark.parametrize("x", [-1.5, -0.4, -0.01, 0.0, 0.02, 0.6])
def test_written_velocity_curve_is_ours(male: Model, x: float) -> None:
    curves = male.mech.curves
    assert evaluated(force_velocity(curves), x=x) == pytest.approx(
        float(hill.force_velocity(curves, jnp.asarray(x))), abs=1e-12
    )


@pytest.mark.parametrize("x", [0.4, 1.0, 1.15, 1.6])
def test_written_length_curves_are_ours(male: Model, x: float) -> None:
    curves, onset, strain, share = male.mech.curves, 1.1, 0.7, 1.3
    active = float(hill.active_length(curves, jnp.asarray(x)))
    stretched = share * float(hill.passive_length(curves, jnp.asarray((x - onset) / strain)))
    assert evaluated(active_length(curves), x=x) == pytest.approx(active, abs=1e-12)
    assert evaluated(passive_length(curves, onset, strain, share), x=x) == pytest.approx(stretched, abs=1e-12)


def test_written_passive_moments_are_those_of_the_spine(male: Model, document: Element) -> None:
    forces = named(document, "ExpressionBasedCoordinateForce")
    assert len(forces) == len(Coordinates.of(male.body, "elastic").names)
    at = {text(f, "coordinate"): text(f, "expression") for f in forces.values()}
    angles = random_angles(male.body, 1, seed=7)
    springs = passive.Springs(male.rows.slope, male.rows.rate)
    moments = dict(zip(male.rows.names, passive.moments(springs, male.rows.values(angles))[0], strict=True))
    for c in coordinates(male.body):
        if c.body in male.body.spine:
            found = evaluated(at[c.name], q=angles[0, c.body, c.axis])
            expected = moments[f"{male.body.skeleton.joints[c.body]} {AXES[c.axis]}"]
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), c.name


def test_rib_cage_actuators_have_the_capacity_of_the_table(male: Model, document: Element) -> None:
    found = named(document, "CoordinateActuator")
    assert len(found) == 3 * len(male.body.tables.rib_cage)
    assert float(text(found["rib_cage_T12_L1_FE"], "optimal_force")) == 36.0


def test_markers_lie_where_the_body_has_them(male: Model) -> None:
    tip = male.body.skeleton.landmarks["C7", "spinous_process_tip", "right"]
    marker = Marker("C7", tip[0], tip[1] - male.body.skeleton.centre[tip[0]])
    upright = np.zeros((len(male.body.skeleton.names), 3))
    found = named(fromstring(osim_document(male, upright, markers=[marker])), "Marker")["C7"]
    assert text(found, "socket_parent_frame") == "/bodyset/C7"
    assert [float(x) for x in text(found, "location").split()] == marker.local.tolist()


def test_a_coupled_spine_follows_the_rhythm_and_what_markers_do_not_tell_is_locked(male: Model) -> None:
    upright = np.zeros((len(male.body.skeleton.names), 3))
    document = fromstring(osim_document(male, upright, coupled=True))
    couplers = named(document, "CoordinateCouplerConstraint")
    assert len(couplers) == 3 * (25 - 3)  # one coordinate of each region and axis is free
    turns = np.radians([[12.0, -5.0, 3.0], [-9.0, 4.0, -2.0], [7.0, 6.0, 5.0]])
    spine = SpineMap.of(male.body.tables)
    angles = angles_of(coordinates(male.body), np.zeros((1, len(coordinates(male.body)))), len(upright))
    angles[0, male.body.spine] = spine.joints(turns)
    names = [c.name for c in coordinates(male.body)]
    values = dict(zip(names, values_of(coordinates(male.body), angles)[0], strict=True))
    for coupler in couplers.values():
        leads, follows = (text(coupler, f"{who}_coordinate_name{s}") for who, s in WHO)
        line = coupler.find(".//PiecewiseLinearFunction")
        if line is None:
            slope = float(text(coupler, ".//LinearFunction/coefficients").split()[0])
            expected = slope * values[leads]
        else:
            ends = [float(y) for y in text(line, "y").split()]
            expected = np.interp(values[leads], [-1.0, 0.0, 1.0], ends)
        assert values[follows] == pytest.approx(expected, abs=1e-12), follows
    locked = [name for name, c in named(document, "Coordinate").items() if c.findtext("locked") == "true"]
    assert len(locked) == 24 + 2 + 6  # ribs, the roll of the clavicles, the scapulae
    assert not named(fromstring(osim_document(male, upright)), "CoordinateCouplerConstraint")


def test_welded_joints_have_neither_coordinates_nor_springs(male: Model) -> None:
    angles = random_angles(male.body, 1, seed=8)[0]
    knee = male.joint("knee_right")
    document = fromstring(osim_document(male, angles, welded=[knee]))
    assert "knee_right" in named(document, "WeldJoint")
    assert "knee_extension_r" not in named(document, "Coordinate")
    assert "passive_knee_extension_r" not in named(document, "ExpressionBasedCoordinateForce")
