"""Numbers of one table that another table, or anatomy itself, must bear out."""

from math import dist, expm1, hypot, log

import pytest

from dorsum.anatomy.check import columns, json_schema
from dorsum.anatomy.read import FOLDER, TABLES, files_of, load

ROUNDING = 0.011  # mm, deg: cells have two places
LEVER = 0.051  # mm: lever arms have one place
SHARE = 1e-5  # shares have six places, and the largest takes what rounding leaves of 1


@pytest.fixture(scope="module")
def tables():
    return load()


@pytest.fixture(scope="module")
def level(tables):
    return {row.level: row for row in tables.vertebrae}


def test_a_disc_joint_lies_midway_between_its_endplates(tables, level):
    for joint in tables.joints:
        if joint.type == "disc":
            upper, lower = (level[name] for name in joint.joint.split("/"))
            x = (upper.lower_endplate_centre_x_mm + lower.upper_endplate_centre_x_mm) / 2
            y = (upper.lower_endplate_centre_y_mm + lower.upper_endplate_centre_y_mm) / 2
            assert (joint.x_mm, joint.y_mm) == pytest.approx((x, y), abs=ROUNDING), joint.joint


def test_a_disc_joint_stands_on_the_lower_vertebras_upper_endplate(tables, level):
    for joint in tables.joints:
        if joint.type == "disc":
            below = level[joint.joint.split("/")[1]]
            tilt = below.sagittal_angle_deg + below.upper_endplate_normal_angle_deg
            assert joint.tilt_deg == pytest.approx(tilt, abs=ROUNDING), joint.joint


def test_the_head_turns_above_its_condyles(tables):
    condyle = tables.landmark("occipital", "occipital_condyle_centre")
    assert tables.joint("C0/C1").y_mm - condyle.y_mm == pytest.approx(15, abs=ROUNDING)


def test_there_are_25_spinal_joints_with_three_freedoms_each(tables):
    spinal = [row for row in tables.joints if "/" in row.joint]
    assert len(spinal) == 25
    assert {row.dofs for row in spinal} == {"z x y"}


def test_positive_rib_rotation_raises_the_rib(tables):
    front = {
        row.bone: row for row in tables.curves if row.curve.endswith("_centreline") and row.fraction == 1
    }
    for joint in tables.joints:
        if joint.joint.startswith("costovertebral"):
            end = front[joint.child]
            up = joint.axis_z * (end.x_mm - joint.x_mm) - joint.axis_x * (end.z_mm - joint.z_mm)
            assert up > 0, joint.joint


def test_limb_lengths_are_the_distances_of_their_joints(tables):
    def centre(name):
        joint = tables.joint(name)
        return joint.x_mm, joint.y_mm, joint.z_mm

    for limb in tables.limbs:
        if limb.limb in ("upper_arm", "forearm", "thigh", "shank"):
            assert limb.length_mm == pytest.approx(dist(centre(limb.start), centre(limb.end)), abs=0.06)


def test_pelvic_incidence_is_slope_plus_tilt(tables):
    target = tables.alignment_targets()
    assert target["pelvic_incidence"] == pytest.approx(target["sacral_slope"] + target["pelvic_tilt"])


def test_each_spinal_joint_has_four_ranges_and_stiffnesses(tables):
    spinal = [row.joint for row in tables.joints if "/" in row.joint]
    wanted = [(joint, way) for joint in spinal for way in ("flexion", "extension", "bending", "twist")]
    assert [(row.joint, row.direction) for row in tables.joint_stiffness] == wanted
    assert [(row.joint, row.direction) for row in tables.joint_ranges][: len(wanted)] == wanted


def test_rhythm_is_the_share_of_the_joints_in_the_range_of_their_region(tables):
    degrees = {(row.joint, row.direction): row.range_deg for row in tables.joint_ranges}
    total = {}
    for row in tables.rhythm:
        key = row.movement, row.region
        total[key] = total.get(key, 0) + degrees[row.joint, row.movement]
    for row in tables.rhythm:
        share = degrees[row.joint, row.movement] / total[row.movement, row.region]
        assert row.share == pytest.approx(share, abs=SHARE), row


def test_lumbar_flexion_is_that_of_pearcy(tables):
    shares = {r.joint: r.share for r in tables.rhythm if (r.movement, r.region) == ("flexion", "lumbar")}
    degrees = [round(52 * shares[joint]) for joint in ("L1/L2", "L2/L3", "L3/L4", "L4/L5", "L5/S1")]
    assert degrees == [8, 10, 12, 13, 9]


# Yamamoto 1989: rotation at 10 N·m in °. In flexion L5/S1 keeps the range of living people instead.
YAMAMOTO = {
    "flexion": {"L4/L5": 8.9, "L3/L4": 7.5, "L2/L3": 6.5, "L1/L2": 5.8},
    "extension": {"L5/S1": 7.8, "L4/L5": 5.8, "L3/L4": 3.7, "L2/L3": 4.3, "L1/L2": 4.3},
}


@pytest.mark.parametrize("direction", YAMAMOTO)
def test_lumbar_units_turn_at_10_newton_metres_as_yamamoto_measured(tables, direction):
    for joint, degrees in YAMAMOTO[direction].items():
        assert moment(tables, joint, direction, degrees) == pytest.approx(10, abs=0.05), joint


# Panjabi 1989: edge of the neutral zone in °; extension of C0/C1 has none of its own.
NEUTRAL_ZONE = {
    "C0/C1": {"flexion": 1.1, "bending": 1.5, "twist": 1.6},
    "C1/C2": {"flexion": 3.2, "extension": 3.2, "bending": 1.2, "twist": 29.6},
}


@pytest.mark.parametrize("joint", NEUTRAL_ZONE)
def test_the_upper_neck_reaches_its_range_at_the_moment_of_panjabi(tables, joint):
    for direction in ("flexion", "extension", "bending", "twist"):
        reach = tables.joint_range(joint, direction)
        assert moment(tables, joint, direction, reach) == pytest.approx(1.5, rel=0.01), direction
    for direction, edge in NEUTRAL_ZONE[joint].items():
        assert moment(tables, joint, direction, edge) == pytest.approx(0.15, rel=0.01), direction


def moment(tables, joint, direction, degrees):
    """Passive moment of a spinal unit in N·m, M = (k0/c)(e^{cθ} − 1)."""
    row = next(r for r in tables.joint_stiffness if (r.joint, r.direction) == (joint, direction))
    c = log(row.end_slope_nm_per_deg / row.k0_nm_per_deg) / tables.joint_range(joint, direction)
    return row.k0_nm_per_deg * expm1(c * degrees) / c


def test_lever_arms_of_ligaments_are_those_of_the_measured_bones(tables, level):
    arms = {(r.structure, r.level): r for r in tables.ligaments if r.source == ("BodyParts3D",)}
    for (structure, joint), row in arms.items():
        upper, lower = joint.split("/")
        at = tables.joint(joint).x_mm, tables.joint(joint).y_mm
        if structure == "facet_capsules":
            behind = (level[upper].inferior_facet_x_mm + level[lower].superior_facet_x_mm) / 2
            assert row.value == pytest.approx(at[0] - behind, abs=LEVER), joint
            continue
        lines = {"supraspinous": (1, 1, 1), "interspinous": (0, 0.65, 1), "laminae": (None,) * 3}[structure]
        for value, part in zip((row.low, row.value, row.high), lines, strict=True):
            points = [midline_point(tables, name, part) for name in (lower, upper)]
            assert value in (None, pytest.approx(distance(at, *points), abs=LEVER)), (structure, joint)


def midline_point(tables, vertebra, part):
    """Point of a spinous process, `part` of the way from base to tip, or of the lamina; x and y in mm."""
    names = ("lamina", "lamina") if part is None else ("spinous_process_base", "spinous_process_tip")
    base, tip = (tables.landmark(vertebra, name) for name in names)
    part = part or 0
    return base.x_mm + part * (tip.x_mm - base.x_mm), base.y_mm + part * (tip.y_mm - base.y_mm)


def distance(point, start, end):
    """Distance of a point from the line through two others."""
    along = end[0] - start[0], end[1] - start[1]
    to = point[0] - start[0], point[1] - start[1]
    return abs(along[0] * to[1] - along[1] * to[0]) / hypot(*along)


def test_fifteen_postures_of_wilke_are_scored(tables):
    scored = [row for row in tables.disc_pressure if row.scored]
    assert len(scored) == 15
    assert {row.study for row in scored} == {"Wilke1999"}
    assert {row.task: row.pressure_mpa for row in scored}["standing_relaxed"] == 0.5


def test_each_muscle_has_a_fascicle_or_a_reason(tables):
    with_fascicle = {row.muscle for row in tables.fascicles}
    excused = {row.muscle for row in tables.excluded_slips if row.slip == "*"}
    assert with_fascicle | excused == {row.muscle for row in tables.muscles}
    assert with_fascicle & excused == set()


def test_each_slip_has_a_fascicle_or_a_reason(tables):
    made = {(row.muscle, row.slip) for row in tables.fascicles}
    excused = {(row.muscle, row.slip) for row in tables.excluded_slips}
    left = [(s.muscle, s.slip) for s in tables.slips if (s.muscle, s.slip) not in made]
    assert [slip for slip in left if slip not in excused and (slip[0], "*") not in excused] == []


def test_a_fascicle_ends_where_its_slip_ends(tables):
    slips = {(row.muscle, row.slip): row for row in tables.slips}
    for row in tables.fascicles:
        slip = slips[row.muscle, row.slip]
        ends = (row.origin_bone, row.origin_landmark, row.insertion_bone, row.insertion_landmark)
        wanted = (slip.origin_bone, slip.origin_landmark, slip.insertion_bone, slip.insertion_landmark)
        assert ends == wanted, row.fascicle


def test_every_soft_end_of_a_fascicle_has_a_carrier(tables):
    for row in tables.fascicles:
        vias = [name.split(".", 1) for name in row.via.split()]
        stops = [(row.origin_bone, row.origin_landmark), *vias, (row.insertion_bone, row.insertion_landmark)]
        for bone, landmark in stops:
            if tables.bone(bone).body is None:
                assert tables.soft_anchor(row.muscle, landmark) is not None, (row.fascicle, landmark)


def test_normalised_fibre_length_is_the_measured_sarcomere_over_its_optimum(tables):
    for row in tables.fascicles:
        if row.sarcomere_length_um is not None:
            assert row.norm_fibre_length_neutral == pytest.approx(row.sarcomere_length_um / 2.7, abs=0.001)


def test_facet_normals_are_unit_vectors(tables):
    for row in tables.vertebrae:
        for facet in ("superior", "inferior"):
            normal = [getattr(row, f"{facet}_facet_normal_{axis}") for axis in "xyz"]
            if None not in normal:
                assert hypot(*normal) == pytest.approx(1, abs=2e-3), (row.level, facet)


def test_action_codes_use_the_tokens_of_the_vocabulary(tables):
    known = {
        part: {row.token for row in tables.actions if row.part == part} for part in ("movement", "region")
    }
    for muscle in tables.muscles:
        for code in filter(None, muscle.action_codes.split("|")):
            movement, _, region = code.partition(":")[2].partition("@")
            assert movement.removesuffix("_weak").removesuffix("_disputed") in known["movement"], code
            assert region.removesuffix("_weak").removesuffix("_disputed") in known["region"], code


def test_columns_of_the_files_stand_in_the_order_of_the_schema():
    for name, row_class in TABLES.items():
        with files_of(FOLDER)[name].open(encoding="utf-8") as file:
            assert file.readline().rstrip("\n").split(",") == columns(row_class), name


def test_the_json_schema_has_every_table_with_its_columns_bounds_and_key():
    schema = json_schema()["$defs"]
    assert set(schema) == set(TABLES)
    fascicles = schema["fascicles"]
    assert fascicles["properties"]["pcsa_cm2"]["exclusiveMinimum"] == 0
    assert fascicles["x-key"] == ["fascicle"]
    assert fascicles["x-refers"]["muscle slip"] == "slips"
    assert "maximal force is pcsa times" in fascicles["description"]
