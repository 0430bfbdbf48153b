"""Laws of single numbers, each by a second road: by hand, from rows of the tables."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.mechanics.analysis import Frames, Options, analyse_frames, set_up
from dorsum.mechanics.inertia import rates_of_momentum
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from postures import random_angles

pytestmark = pytest.mark.usefixtures("double")


def held(model: Model, angles: np.ndarray) -> Frames:
    zero = np.zeros_like(angles)
    wrenches = np.zeros((*angles.shape[:2], 6))
    return Frames(np.zeros(len(angles)), angles, zero, zero, wrenches, np.full(len(angles), np.nan))


def about(axis: str, angle: float) -> np.ndarray:
    """The matrix of a turn by the right hand."""
    c, s = np.cos(angle), np.sin(angle)
    of = {"x": [[1, 0, 0], [0, c, -s], [0, s, c]], "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]]}
    return np.array(of.get(axis, [[c, -s, 0], [s, c, 0], [0, 0, 1]]))


def turned(model: Model, angles: np.ndarray, body: int) -> np.ndarray:
    """Turn of a body in the world, joint by joint: z, then x, then y, in the joint's own axes."""
    if body < 0:
        return np.eye(3)
    z, x, y = angles[body]
    axes = model.body.skeleton.axes[body]
    own = axes @ about("z", z) @ about("x", x) @ about("y", y) @ axes.T
    return turned(model, angles, int(model.body.skeleton.parent[body])) @ own


def test_reactions_are_told_in_the_axes_of_the_lower_bone(wilke: Model, rng: np.random.Generator) -> None:
    """Bent, twisted and leaning: the force on the lower bone along its own axes, turned by hand."""
    angles = random_angles(wilke, rng, 1)
    found = analyse_frames(wilke, held(wilke, angles))
    for level, body in enumerate(wilke.body.spine):
        lower = int(wilke.body.skeleton.parent[body])
        axes = turned(wilke, angles[0], lower) @ wilke.body.skeleton.axes[body]
        wrench = found.reactions.wrench[0, body]
        centre = np.asarray(found.equations.posed.origin)[0, body]
        assert_allclose(found.reactions.force[0, level], axes.T @ wrench[:3], atol=1e-6)
        moment = axes.T @ (wrench[3:] - np.cross(centre, wrench[:3]))
        assert_allclose(found.reactions.moment[0, level], moment, atol=1e-6)
        pressed = -(axes[:, 1] @ wrench[:3]) + found.equations.ligament_tension[0, level]
        assert_allclose(found.compression[0, level], pressed, atol=1e-6)
        assert_allclose(found.anterior_shear[0, level], axes[:, 0] @ wrench[:3], atol=1e-6)
        assert_allclose(found.right_shear[0, level], axes[:, 2] @ wrench[:3], atol=1e-6)


@pytest.mark.parametrize("joint", ["L4/L5", "L1/L2"])
def test_disc_pressure_on_paper(tables: Tables, joint: str) -> None:
    """An ellipse of the mean width and depth of the two endplates that face each other."""
    upper, lower = (next(r for r in tables.vertebrae if r.level == name) for name in joint.split("/"))
    width = (upper.lower_endplate_width_mm + lower.upper_endplate_width_mm) / 2
    depth = (upper.lower_endplate_depth_mm + lower.upper_endplate_depth_mm) / 2
    stature = next(r.value for r in tables.constants if r.name == "reference_stature")
    result = analyze("standing_bent_forward", "male")
    area = np.pi * (width / 2) * (depth / 2) * (1750.0 / stature) ** 2  # mm²
    level = SPINE.index(joint)
    assert_allclose(result.pressure[0, level] / 1e6, result.compression[0, level] / (0.66 * area), rtol=1e-9)


def test_a_stated_disc_area_scales_the_others(tables: Tables) -> None:
    """1800 mm² stated for L4/L5: L1/L2 is in proportion to the measured endplates."""
    rows = {row.level: row for row in tables.vertebrae}

    def product(upper: str, lower: str) -> float:
        a, b = rows[upper], rows[lower]
        widths = a.lower_endplate_width_mm + b.upper_endplate_width_mm
        return widths * (a.lower_endplate_depth_mm + b.upper_endplate_depth_mm)

    result = analyze("standing_relaxed", "wilke")
    areas = {"L4/L5": 1800.0, "L1/L2": 1800.0 * product("L1", "L2") / product("L4", "L5")}
    for joint, area in areas.items():
        k = SPINE.index(joint)
        assert_allclose(result.pressure[0, k] / 1e6, result.compression[0, k] / (0.66 * area), rtol=1e-9)


@pytest.mark.parametrize(("joint", "degrees"), [("L4/L5", 6.0), ("L2/L3", 3.0), ("T6/T7", 2.0)])
def test_ligaments_bear_their_share_of_the_flexion_moment(
    male: Model, tables: Tables, joint: str, degrees: float
) -> None:
    """Tension times lever is the stated share of M = (k₀/c)(e^(cθ) − 1); bent backward there is none."""
    angles = np.zeros((2, len(male.body.skeleton.names), 3))
    angles[:, male.joint(joint), 0] = np.deg2rad([-degrees, degrees])
    tension = np.asarray(set_up(male, held(male, angles), Options()).ligament_tension)[:, SPINE.index(joint)]
    row = next(r for r in tables.joint_stiffness if (r.joint, r.direction) == (joint, "flexion"))
    reach = tables.joint_range(joint, "flexion")
    c = np.log(row.end_slope_nm_per_deg / row.k0_nm_per_deg) / reach  # 1/°
    moment = row.k0_nm_per_deg / c * np.expm1(c * degrees)
    share, lever = (tables.constant(f"ligament_{name}") for name in ("share_of_flexion_moment", "lever"))
    lever *= 1e-3 * 1750.0 / tables.constant("reference_stature")
    assert_allclose(tension[0] * lever, share * moment, rtol=1e-9)
    assert tension[1] == 0.0


@pytest.mark.parametrize("subject", ["male", "female", "wilke"])
def test_stretched_fibres_pull_with_nothing_in_standing(subject: str) -> None:
    model = model_for(subject)
    standing = np.zeros((1, len(model.body.skeleton.names), 3))
    bent = standing.copy()
    bent[0, model.body.spine[:5], 0] = -0.1
    pull = [np.asarray(set_up(model, held(model, q), Options()).fibre_passive) for q in (standing, bent)]
    assert_allclose(pull[0], 0.0, atol=1e-9)
    assert pull[1].max() > 1.0  # N: 5.8, 3.9 and 5.6 in the three subjects


@pytest.mark.parametrize("lordosis", [None, 20.0, 45.0, 75.0])
@pytest.mark.parametrize("kyphosis", [None, 15.0, 70.0])
def test_gaze_is_level_and_the_curves_are_those_asked_for(
    tables: Tables, lordosis: float | None, kyphosis: float | None
) -> None:
    """The skull stands as it was scanned, however the spine below is curved."""
    skeleton = Body.of(Subject(lordosis_deg=lordosis, kyphosis_deg=kyphosis)).skeleton
    lines = [key for key in skeleton.landmarks if key[0] == "skull" and key[2] == "right"]
    rows = {row.landmark: row for row in tables.landmarks if row.bone == "skull"}
    first, *others = [name for _, name, _ in lines if name in rows]
    for name in others:
        scan = [getattr(rows[name], f"{a}_mm") - getattr(rows[first], f"{a}_mm") for a in "xyz"]
        stands = (skeleton.at("skull", name) - skeleton.at("skull", first)) * 1e3 / skeleton.scale
        assert_allclose(stands, scan, atol=1e-6, err_msg=name)
    assert others
    plates = {}
    for level in ("S1", "L1"):
        row = next(row for row in tables.vertebrae if row.level == level)
        turn = skeleton.scan_turn[skeleton.index("pelvis" if level == "S1" else level)]
        turned_by = np.rad2deg(np.arctan2(turn[1, 0], turn[0, 0]))
        plates[level] = row.sagittal_angle_deg + row.upper_endplate_normal_angle_deg + turned_by
    if lordosis is not None:
        assert_allclose(plates["L1"] - plates["S1"], lordosis, atol=1e-9)


# Bodies whose rows are written in the three ways that the table knows, both sides of the limbs.
WEIGHED = (
    "pelvis",
    "L3",
    "T5",
    "skull",
    "femur_right",
    "femur_left",
    "humerus_left",
    "hand_left",
    "foot_right",
)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_inertia_of_single_bones_is_that_of_a_cloud_of_points(
    tables: Tables, rng: np.random.Generator, sex: str
) -> None:
    """Six points for each bone, by hand from its row, moved through time: Σ m a and Σ r × m a."""
    model = model_for(sex)
    shape = (1, len(model.body.skeleton.names), 3)
    q, v, a = random_angles(model, rng, 1), rng.normal(0, 0.5, shape), rng.normal(0, 1.0, shape)
    segments, tree = model.mech.masses, model.mech.tree
    found = np.asarray(rates_of_momentum(tree, segments, q, v, a))[0]
    step = 1e-3
    times = step * np.arange(-2, 3)
    poses = [model.place(q + t * v + 0.5 * t**2 * a) for t in times]
    second = np.array([-1, 16, -30, 16, -1]) / (12 * step**2)  # fourth order
    for name in WEIGHED:
        mass, points = cloud(model.body, tables, name, sex)
        body = model.body.skeleton.index(name)
        at = np.array([p.origin[0, body] + points @ p.rotation[0, body].T for p in poses])
        push = mass / len(points) * np.einsum("t,tpc->pc", second, at)
        expected = np.concatenate([push.sum(axis=0), np.cross(at[2], push).sum(axis=0)])
        assert_allclose(found[body], expected, rtol=1e-6, atol=1e-6, err_msg=name)


def cloud(body: Body, tables: Tables, name: str, sex: str) -> tuple[float, np.ndarray]:
    """Mass, kg, and six points (6, 3) from the joint centre, m: centre and inertia of a bone's row."""
    bone, _, side = name.partition("_")
    row = next(r for r in tables.masses if r.body == bone and r.sex == sex[0].upper())
    skeleton = body.skeleton
    scale = body.subject.height_m * 1e3 / tables.constant("reference_stature")
    here = skeleton.centre[skeleton.index(name)]
    forward_up = np.array([row.com_forward_mm or 0.0, row.com_up_mm or 0.0, 0.0]) * 1e-3 * scale
    if row.com_reference == "mid_hip":
        right, left = (skeleton.centre[skeleton.index(f"femur_{s}")] for s in ("right", "left"))
        centre = 0.5 * (right + left) + forward_up - here
    elif row.com_reference == "joint":
        centre = forward_up
    else:
        centre = row.com_pct / 100 * along(body, tables, bone, side, scale) + forward_up
    radii = np.array([row.gyration_x_mm, row.gyration_y_mm, row.gyration_z_mm], dtype=float) * 1e-3 * scale
    if row.gyration_x_mm is None:
        length = next(limb.length_mm for limb in tables.limbs if limb.limb == row.limb) * 1e-3 * scale
        shares = [row.gyration_x_pct, row.gyration_y_pct, row.gyration_z_pct]
        radii = np.array(shares, dtype=float) / 100 * length
    # Inertia about x is the spread along y and z together: a sixth of the mass at ± d on each axis.
    spread = (radii**2).sum() / 2 - radii**2
    apart = np.sqrt(3 * np.maximum(spread, 0.0))
    assert (spread > 0).all(), name
    mass = row.mass_pct / 100 * body.subject.mass_kg
    return mass, centre + np.concatenate([np.diag(apart), -np.diag(apart)])


def along(body: Body, tables: Tables, bone: str, side: str, scale: float) -> np.ndarray:
    """From the joint of a limb to the next; a hand goes on as the forearm does, to the knuckles."""
    centre = body.skeleton.centre
    place = {name: centre[body.skeleton.index(f"{name}_{side}")] for name in ("humerus", "forearm", "hand")}
    if bone == "hand":
        forearm = place["hand"] - place["forearm"]
        knuckle = next(limb.length_mm for limb in tables.limbs if limb.limb == "hand_to_knuckle")
        return forearm / np.linalg.norm(forearm) * knuckle * 1e-3 * scale
    nearer, farther = {"humerus": ("humerus", "forearm"), "femur": ("femur", "shank")}[bone]
    return centre[body.skeleton.index(f"{farther}_{side}")] - centre[body.skeleton.index(f"{nearer}_{side}")]


def test_every_muscle_with_fascicles_has_a_form_a_nerve_and_an_artery(tables: Tables) -> None:
    """The page, the cards and the questions of supply show them all."""
    drawn = {row.muscle for row in tables.fascicles}
    for table in ("muscle_forms", "muscle_nerves", "muscle_arteries"):
        assert drawn - {row.muscle for row in getattr(tables, table)} == set(), table
