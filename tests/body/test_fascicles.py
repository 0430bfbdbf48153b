"""Bodies as arrays: the same as one fascicle, one landmark and one segment after the other."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.muscles import path_length
from dorsum.body.skeleton import Floats, Skeleton
from dorsum.body.subject import Subject
from dorsum.mechanics.model import Model
from dorsum.units import MM

SUBJECTS = (
    Subject(),
    Subject(
        sex="female", height_m=1.5, mass_kg=50, strength={"multifidus": 0.5, "rotatores_breves_thoracis": 2}
    ),
    Subject(height_m=2.05, mass_kg=120, lordosis_deg=65, kyphosis_deg=20),
    Subject(height_m=1.41, lordosis_deg=25, kyphosis_deg=65),
)
# One with a rule for its path, soft ends, via points, an end on the girdle, and one of each kind of bone.
CHOSEN = (
    *("longissimus_thoracis_pars_thoracis", "iliocostalis_lumborum_pars_thoracis", "spinalis_thoracis"),
    *("transversus_abdominis", "rectus_abdominis", "semispinalis_capitis", "latissimus_dorsi"),
    *("trapezius_ascending", "internal_oblique", "quadratus_lumborum", "rotatores_breves_thoracis"),
)
DENSITY = 1.056  # g/cm³, of muscle
STANDARD_ERROR_G = 8.7  # of the mass of the lumbar multifidus, n 8, Ward 2009


@pytest.fixture(scope="module", params=SUBJECTS, ids=lambda s: f"{s.height_m} {s.lordosis_deg}")
def body(request: pytest.FixtureRequest) -> Body:
    return Body.of(request.param)


def mirrored(at: Floats, side: str) -> Floats:
    return at * [1.0, 1.0, -1.0 if side == "left" else 1.0]


def stop(
    tables: Tables, skeleton: Skeleton, muscle: str, bone: str, name: str, side: str
) -> tuple[int, Floats]:
    """An end of a path, looked up by itself."""
    anchor = tables.soft_anchor(muscle, name)
    if anchor is None:
        return skeleton.landmarks[bone, name, side]
    if anchor.at_landmark:
        return skeleton.landmarks[anchor.carrier_bone, anchor.at_landmark, side]
    row = tables.landmark(bone, name)
    on = next(b for (k, _, s), (b, _) in skeleton.landmarks.items() if (k, s) == (anchor.carrier_bone, side))
    scan = mirrored(np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * skeleton.scale, side)
    return on, skeleton.centre[on] + skeleton.scan_turn[on] @ (scan - skeleton.scan_centre[on])


def held(body: Body, muscle: str, points: list[tuple[int, Floats]]) -> list[tuple[int, Floats]]:
    """A path with the points of the vertebrae that it passes, one after the other."""
    rules = [rule for rule in body.tables.path_rules if rule.muscle == muscle]
    if not rules:
        return points
    (rule,), clear = rules, body.tables.constant("via_point_clear_of_ends") * MM
    out = points[:1]
    for (on, start), (to, end) in pairwise(points):
        found = []
        for name in rule.bodies.split():
            middle, vertebra = body.skeleton.middle(name), body.skeleton.index(name)
            low, high = sorted((start[1], end[1]))
            if vertebra in (on, to) or not low + clear < middle[1] < high - clear:
                continue
            share = (middle[1] - start[1]) / (end[1] - start[1])
            at = start + share * (end - start)
            tip = body.skeleton.at(name, "spinous_process_tip")
            at[0] = min(max(at[0], tip[0] - rule.behind_spine_mm * MM), middle[0] - rule.clearance_mm * MM)
            found.append((share, vertebra, at))
        out += [(vertebra, at) for _, vertebra, at in sorted(found, key=lambda item: item[0])]
        out.append((to, end))
    return out


def test_paths_are_those_of_one_fascicle_after_the_other(body: Body) -> None:
    tables, seen = body.tables, 0
    for fascicle in body.fascicles:
        if fascicle.muscle not in CHOSEN:
            continue
        row, seen = fascicle.row, seen + 1
        ends = [(row.origin_bone, row.origin_landmark), *(via.split(".") for via in row.via.split())]
        ends.append((row.insertion_bone, row.insertion_landmark))
        points = [stop(tables, body.skeleton, row.muscle, *end, fascicle.side) for end in ends]
        points = held(body, row.muscle, points)
        assert [point.body for point in fascicle.path] == [on for on, _ in points], fascicle.name
        for point, (_, at) in zip(fascicle.path, points, strict=True):
            assert_allclose(point.position, at, rtol=0, atol=1e-13)
        length = path_length(at for _, at in points)
        pennation = np.radians(row.pennation_deg)
        tendon = (1 - row.fibre_fraction) / row.fibre_fraction
        optimal = length / (row.norm_fibre_length_neutral * np.cos(pennation) + tendon)
        assert_allclose(fascicle.standing_length, length, rtol=1e-12)
        assert_allclose(fascicle.optimal_fibre_length, optimal, rtol=1e-12)
        assert_allclose(fascicle.tendon_slack_length, optimal * tendon, rtol=1e-12)
        assert_allclose(fascicle.pennation, pennation, rtol=1e-12)
    assert seen > 150


def test_strength_is_area_times_tension_times_size_and_the_subjects_own_factor(body: Body) -> None:
    subject, tables = body.subject, body.tables
    size = (subject.mass_kg / tables.constant("reference_mass")) ** (2 / 3)
    if subject.sex == "female":
        size *= tables.constant("female_muscle_area_factor")
    for fascicle in body.fascicles:
        muscle, row = tables.muscle(fascicle.muscle), fascicle.row
        own = np.prod([subject.strength.get(name, 1.0) for name in {muscle.muscle, muscle.part_of}])
        expected = row.pcsa_cm2 * row.specific_tension_n_cm2 * size * own
        assert_allclose(fascicle.maximal_force, expected, rtol=1e-12)


def test_masses_are_those_of_one_segment_after_the_other(body: Body) -> None:
    sex, total = body.subject.sex[0].upper(), body.subject.mass_kg
    rows = [row for row in body.tables.masses if row.sex == sex]
    assert_allclose(body.masses.mass.sum(), total, rtol=1e-12)
    for row in rows:
        if [other.body for other in rows].count(row.body) > 1 or row.com_reference != "joint":
            continue
        name = f"{row.body}_left" if row.copies == 2 else row.body
        at, mass = body.skeleton.index(name), row.mass_pct / 100 * total
        assert_allclose(body.masses.mass[at], mass, rtol=1e-12)
        centre = np.array([row.com_forward_mm, row.com_up_mm, 0]) * MM * body.skeleton.scale
        assert_allclose(body.masses.centre[at], centre, rtol=1e-12, atol=1e-15)
        if row.gyration_x_mm is not None:
            radii = np.array([row.gyration_x_mm, row.gyration_y_mm, row.gyration_z_mm])
            own = np.diag(mass * (radii * MM * body.skeleton.scale) ** 2)
            assert_allclose(body.masses.inertia[at], own, rtol=1e-12, atol=1e-15)


def test_two_segments_of_a_body_are_one_by_the_parallel_axes(tables: Tables) -> None:
    both = Body.of("male", tables.altered("masses", "L4", "M", body="L5"))
    on, subject, scale = both.skeleton.index("L5"), both.subject, both.skeleton.scale
    rows = [row for row in both.tables.masses if row.segment in ("L4", "L5") and row.sex == "M"]
    mass = np.array([row.mass_pct / 100 * subject.mass_kg for row in rows])
    at = np.array([[row.com_forward_mm, row.com_up_mm, 0] for row in rows]) * MM * scale
    radii = np.array([[row.gyration_x_mm, row.gyration_y_mm, row.gyration_z_mm] for row in rows])
    middle = mass @ at / mass.sum()
    expected = np.zeros((3, 3))
    for m, d, r in zip(mass, at - middle, radii * MM * scale, strict=True):
        expected += m * (np.diag(r**2) + d @ d * np.eye(3) - np.outer(d, d))
    assert_allclose(both.masses.mass[on], mass.sum(), rtol=1e-12)
    assert_allclose(both.masses.centre[on], middle, rtol=1e-12)
    assert_allclose(both.masses.inertia[on], expected, rtol=1e-12, atol=1e-15)
    assert both.masses.mass[both.skeleton.index("L4")] == 0.0


def test_an_altered_table_gives_another_body(tables: Tables) -> None:
    """What is kept of some tables is not taken for others, neither way."""
    usual = Body.of("male", tables)
    name = "longissimus_thoracis_pars_thoracis_t10_transverse"
    at = usual.fascicle_index(f"{name}_left")
    area = usual.fascicles[at].row.pcsa_cm2
    strong = Body.of("male", tables.altered("fascicles", name, pcsa_cm2=2 * area))
    assert_allclose(strong.fascicles[at].maximal_force, 2 * usual.fascicles[at].maximal_force)
    moved = tables.landmark("T10", "spinous_process_tip")
    bent = Body.of("male", tables.altered("landmarks", "T10", moved.landmark, y_mm=moved.y_mm + 10))
    away = bent.skeleton.at("T10", moved.landmark) - usual.skeleton.at("T10", moved.landmark)
    assert_allclose(np.linalg.norm(away), 10 * MM * usual.skeleton.scale)
    free = Body.of("male", tables.altered("constants", "via_point_clear_of_ends", value=500))
    assert len(free.fascicles.position) < len(usual.fascicles.position)
    assert len(free.paths.piece_start) < len(usual.paths.piece_start)
    stiff = next(row for row in tables.joint_stiffness if row.joint == "L4/L5" and row.direction == "flexion")
    harder = tables.altered("joint_stiffness", "L4/L5", "flexion", k0_nm_per_deg=2 * stiff.k0_nm_per_deg)
    of = usual.coordinates.index_of("L4/L5 z")
    slopes = [Body.of("male", t).coordinates.slope[of, 0] for t in (harder, tables)]
    assert_allclose(slopes[0], 2 * slopes[1])
    assert_allclose(Body.of("male", tables).fascicles.maximal_force, usual.fascicles.maximal_force, rtol=0)


def test_bodies_of_a_layout_share_their_topology(tables: Tables) -> None:
    """Other sizes share it, other facts and other vertebrae along the way do not."""
    usual, taller = Model(Body.of("male", tables)), Model(Body.of(Subject(height_m=1.80), tables))
    assert taller.topology is usual.topology
    assert taller.topology.pattern[0] is usual.topology.pattern[0]
    assert not np.allclose(taller.mech.tree.offset, usual.mech.tree.offset)
    free = Model(Body.of("male", tables.altered("constants", "via_point_clear_of_ends", value=500)))
    assert free.topology is not usual.topology
    assert len(free.mech.piece_of_active) < len(usual.mech.piece_of_active)
    strong = tables.altered("rib_cage", "T12/L1", capacity_nm=99)
    assert 99 in Model(Body.of("male", strong)).actuators.capacity
    assert 99 not in usual.actuators.capacity


def test_the_lumbar_multifidus_weighs_what_was_weighed(tables: Tables, male: Model) -> None:
    """Area times fibre length times density of muscle, within 2 SD of eight people (Ward 2009)."""
    row = next(row for row in tables.lumped_architecture if row.muscle == "multifidus lumborum")
    own = [f for f in male.body.fascicles if f.muscle in row.members and f.side == "right"]
    area = sum(f.row.pcsa_cm2 for f in own)
    mass_g = sum(f.row.pcsa_cm2 * f.optimal_fibre_length * 100 * DENSITY for f in own)
    assert area == pytest.approx(row.pcsa_cm2, rel=1e-3)
    assert mass_g == pytest.approx(row.mass_g, abs=2 * STANDARD_ERROR_G * 8**0.5)


def test_the_ascending_trapezius_lies_behind_the_ribs_and_the_erector_on_them(tables: Tables) -> None:
    """Every fascicle is led over the back, not along the ribs under the erector spinae, nor beside the tips
    of the spinous processes, from which it springs."""
    rows = [row for row in tables.fascicles if row.muscle == "trapezius_ascending"]
    assert len(rows) == 9
    for row in rows:
        bone, name = row.via.split(".")
        anchor, at = tables.soft_anchor(row.muscle, name), tables.landmark(bone, name)
        assert anchor is not None
        under = tables.landmark(anchor.carrier_bone, "rib_tubercle_to_angle")
        tip = tables.landmark(row.origin_bone, row.origin_landmark)
        assert at.x_mm < min(under.x_mm, tip.x_mm) - 7  # least depth of the erector and half of the muscle
