"""Where muscles are drawn to end: on the bone, as broad as they are there, in the order of anatomy."""

from collections import defaultdict

import numpy as np
import pytest
from scipy.spatial import cKDTree
from surfaces import distance, turns_around

from dorsum.body.body import Body
from dorsum.shape.bones import Surface, bone_surfaces
from dorsum.shape.flesh.course import courses
from dorsum.shape.flesh.fans import Edges, edges_of
from dorsum.shape.flesh.mesh import MuscleMesh, muscle_mesh, standing

ON_BONE = 3e-3  # m: landmarks of the occiput are known to 6 mm, what is drawn passes through them
NEIGHBOURS = 12e-3  # m between ends of two muscles that meet at a corner of the triangle
TOUCH = 1e-3  # m between bones of a joint with little cartilage
SPREAD = 3e-3  # m: cells in which a face of the shoulder blade is looked at
COVERED = 0.8  # of the infraspinous fossa; its medial border and neck are bare in life, too
# Ends whose landmark lies off the bone that is drawn, and what lies there.
OFF_THE_BONE = {
    "oblique_line": "the thyroid cartilage is not drawn",
    "hyoid_greater_horn_middle": "the horn is drawn thin and straight",
    "serratus_anterior_digitation": "the second rib is drawn round",
    "parasternal_medial_upper_border": "the third cartilage is drawn round",
}
SUBOCCIPITAL = (
    "rectus_capitis_posterior_minor",
    "rectus_capitis_posterior_major",
    "obliquus_capitis_superior",
)


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of("male")


@pytest.fixture(scope="module")
def mesh(body: Body) -> MuscleMesh:
    return muscle_mesh(body)


@pytest.fixture(scope="module")
def at(body: Body, mesh: MuscleMesh) -> np.ndarray:
    return standing(mesh, body)


@pytest.fixture(scope="module")
def bones(body: Body) -> dict[str, Surface]:
    return {surface.name: surface for surface in bone_surfaces(body)}


def edges(body: Body, muscle: str) -> list[Edges]:
    """The broad ends of the tubes of a muscle's right side."""
    ways = courses(body)
    return list(edges_of(body, muscle, {f: ways[f] for f in body.of_muscle(muscle, "right")}).values())


def ring(mesh: MuscleMesh, at: np.ndarray, fascicle: int, end: int) -> np.ndarray:
    """The outermost points of a tube: the end itself and the ring around it."""
    own = at[mesh.fascicle == fascicle]
    middle = own[end]
    ring = 8 if len(own) > 2 + 6 * 9 else 6  # corners of large and small tubes
    return np.concatenate([[middle], own[1 : 1 + ring] if end == 0 else own[-1 - ring : -1]])


def the_one(body: Body, muscle: str) -> int:
    (fascicle,) = body.of_muscle(muscle, "right")
    return int(fascicle)


def test_recti_and_superior_oblique_end_on_the_occiput_from_the_midline_outward(body, mesh, at, bones):
    ends = [ring(mesh, at, the_one(body, muscle), -1) for muscle in SUBOCCIPITAL]
    for muscle, points in zip(SUBOCCIPITAL, ends, strict=True):
        assert distance(points, bones["skull"]).max() < ON_BONE, muscle
    minor, major, oblique = (points[0] for points in ends)
    assert 0 < minor[2] < major[2] < oblique[2]
    assert all(np.ptp(points[:, 2]) > 0.008 for points in ends)  # m: each broad, none a tag


def test_the_sides_of_the_suboccipital_triangle_meet_at_its_corners(body, mesh, at):
    """Rectus major, superior and inferior oblique: two ends at each corner, and room between them."""
    _, major, superior = (the_one(body, muscle) for muscle in SUBOCCIPITAL)
    inferior = the_one(body, "obliquus_capitis_inferior")
    corners = ((major, 0, inferior, 0), (inferior, -1, superior, 0), (superior, -1, major, -1))
    for a, end, b, other in corners:
        gap = cKDTree(ring(mesh, at, a, end)).query(ring(mesh, at, b, other))[0].min()
        assert gap < NEIGHBOURS, (body.fascicles[a].name, body.fascicles[b].name)
    spine, side = ring(mesh, at, inferior, 0)[0], ring(mesh, at, inferior, -1)[0]
    top = (ring(mesh, at, major, -1)[0] + ring(mesh, at, superior, -1)[0]) / 2
    area = np.linalg.norm(np.cross(side - spine, top - spine)) / 2
    assert 6e-4 < area < 14e-4  # m²: sides of about 50 mm


def test_superior_oblique_runs_back_and_up_from_the_atlas(body, mesh, at):
    fascicle = the_one(body, "obliquus_capitis_superior")
    x, y, z = ring(mesh, at, fascicle, -1)[0] - ring(mesh, at, fascicle, 0)[0]
    assert x < -0.03
    assert y > 0.01
    assert z < 0
    assert -x > y  # back more than up


def spread(surface: Surface) -> np.ndarray:
    """Corners of the triangles of a surface, and the middles of their sides and faces."""
    corner = surface.vertices[surface.faces].astype(float)
    sides = (corner + np.roll(corner, 1, axis=1)).reshape(-1, 3) / 2
    return np.concatenate([surface.vertices, sides, corner.mean(axis=1)])


@pytest.fixture(scope="module")
def trees(bones: dict[str, Surface]) -> dict[int, cKDTree]:
    """Points of all that each body carries."""
    carried = defaultdict(list)
    for surface in bones.values():
        points = spread(surface)
        for body in {surface.body, surface.body2} - {None}:
            carried[body].append(points)
    return {body: cKDTree(np.concatenate(found)) for body, found in carried.items()}


def test_broad_ends_lie_on_the_bone(body, tables, trees):
    """Every edge of a belly or strap, from one end to the other, is on the bone where the muscle ends."""
    named = {(row.muscle, row.end) for row in (*tables.attachment_widths, *tables.attachment_lines)}
    tubes = {row.muscle for row in tables.muscle_forms if row.form != "sheet"}
    found = {}
    for muscle in {muscle for muscle, _ in named} & tubes:
        path = body.fascicles[body.of_muscle(muscle, "right")[0]].path
        for both in edges(body, muscle):
            for name, edge, end in zip(("origin", "insertion"), both, (path[0], path[-1]), strict=True):
                if edge is not None:
                    points = edge.middle + np.linspace(-1, 1, 5)[:, None] * edge.half
                    away = trees[end.body].query(points)[0].max()
                    found[muscle, name] = max(away, found.get((muscle, name), 0.0))
    assert set(found) == {(muscle, end) for muscle, end in named if muscle in tubes}
    assert {end: away for end, away in found.items() if away > 2 * ON_BONE} == {}  # borders are curved


def test_every_fascicle_ends_on_a_bone_that_is_drawn(body, tables, trees):
    """The points of mechanics and the surfaces of the page are of one body."""
    soft = {row.soft_landmark for row in tables.soft_anchors}
    off = set()
    for fascicle in body.fascicles:
        names = fascicle.row.origin_landmark, fascicle.row.insertion_landmark
        for point, landmark in zip((fascicle.path[0], fascicle.path[-1]), names, strict=True):
            if fascicle.side == "left" or landmark in soft:
                continue
            if trees[point.body].query(point.position)[0] > ON_BONE:
                off.add(landmark)
    assert off == set(OFF_THE_BONE)


def test_the_calf_bone_touches_the_shin_bone_above_and_below(bones):
    """And nowhere between, and neither lies in the other."""
    calf, shin = bones["fibula_right"], bones["tibia_right"]
    away = distance(calf.vertices, shin)
    height = calf.vertices[:, 1] - calf.vertices[:, 1].min()
    share = height / height.max()
    assert away[share > 0.85].min() < TOUCH
    assert away[share < 0.15].min() < TOUCH
    assert away[(share > 0.2) & (share < 0.8)].min() > 3e-3
    near = np.flatnonzero(away < 8e-3)
    inside = [i for i in near if turns_around(calf.vertices[i], shin) > 0.5]
    assert away[inside].max(initial=0.0) < TOUCH


def test_the_shoulder_blade_is_covered_below_its_spine(body, mesh, at, bones):
    """Seen along the normal of the blade, infraspinatus and both teres lie over the fossa."""
    known = body.skeleton.landmarks
    corners = [known["scapula", name, "right"][1] for name in ("trigonum_spinae_TS", "angulus_inferior_AI")]
    side = known["scapula", "scapula_lateral_border_upper", "right"][1]
    down = corners[1] - corners[0]
    normal = np.cross(down, side - corners[0])
    normal /= np.linalg.norm(normal)
    down = down / np.linalg.norm(down)
    axes = np.stack([down, np.cross(normal, down)])
    over = [f for m in ("infraspinatus", "teres_minor", "teres_major") for f in body.of_muscle(m, "right")]
    faces = np.concatenate([mesh.faces_of(f) for f in over]).astype(np.int64)
    share = np.random.default_rng(0).dirichlet(np.ones(3), 400)
    flesh = np.einsum("ks,fsc->fkc", share, at[faces]).reshape(-1, 3)
    a, b = np.meshgrid(np.linspace(0.1, 0.9, 40), np.linspace(0.1, 0.9, 30))
    inside = (a + b < 0.9).ravel()
    fossa = (
        corners[0]
        + a.ravel()[inside, None] * (corners[1] - corners[0])
        + b.ravel()[inside, None] * (side - corners[0])
    )
    gap = cKDTree(flesh @ axes.T).query(fossa @ axes.T)[0]
    assert (gap < SPREAD).mean() > COVERED


def test_the_head_of_the_humerus_is_covered_in_front(body, mesh, at, bones):
    """By the deltoid: seen from the front, it lies before nearly all of the head beside the coracoid."""
    bone, centre = bones["humerus_right"], body.skeleton.centre[body.skeleton.index("humerus_right")]
    off = bone.vertices - centre
    head = bone.vertices[(np.abs(off[:, 1:]) < 0.018).all(axis=1) & (bone.normals[:, 0] > 0.5)]
    parts = [f for part in ("clavicular", "acromial") for f in body.of_muscle(f"deltoid_{part}", "right")]
    faces = np.concatenate([mesh.faces_of(f) for f in parts]).astype(np.int64)
    share = np.random.default_rng(0).dirichlet(np.ones(3), 60)
    flesh = np.einsum("ks,fsc->fkc", share, at[faces]).reshape(-1, 3)
    gap, place = cKDTree(flesh[:, 1:]).query(head[:, 1:], k=8)
    before = (flesh[place, 0].max(axis=1) > head[:, 0]) & (gap[:, 0] < SPREAD)
    assert len(head) > 50
    assert before.mean() > COVERED


NEAR = {  # m from the bone to a strip's end: the layers beneath take some of it
    ("deltoid_clavicular", "humerus", -1): 0.0135,
    ("deltoid_acromial", "humerus", -1): 0.0135,
    ("deltoid_spinal", "humerus", -1): 0.0135,
}


@pytest.mark.parametrize(("muscle", "bone", "end"), NEAR)
def test_a_sheet_ends_beside_its_bone(body, mesh, at, bones, muscle, bone, end):
    """No end is broader than the bone that it is on."""
    own_side = [s for name, s in bones.items() if name.startswith(bone) and name.endswith("_right")]
    points = cKDTree(np.concatenate([spread(surface) for surface in own_side]))
    first = np.concatenate([[0], np.cumsum([len(f.path) for f in body.fascicles])])
    for fascicle in body.of_muscle(muscle, "right"):
        own = mesh.fascicle == fascicle
        place = mesh.point[own, 0] - first[fascicle] + mesh.t[own, 0]
        outermost = np.abs(place - (place.min() if end == 0 else place.max())) < 1e-3
        away = points.query(at[own][outermost])[0].mean()
        assert away < NEAR[muscle, bone, end], body.fascicles[fascicle].name


def test_the_long_muscles_of_the_back_stay_beneath_the_shoulder_blade(body, mesh, at):
    """What subscapularis, laid before them, once pushed through the bone; a few corners of tubes graze it."""
    known = body.skeleton.landmarks
    names = ("trigonum_spinae_TS", "angulus_inferior_AI", "scapula_lateral_border_upper")
    root, below, side = (known["scapula", name, "right"][1] for name in names)
    normal = np.cross(side - root, below - root)
    normal /= np.linalg.norm(normal) * np.sign(-normal[0])
    edges = np.stack([below - root, side - root], axis=1)
    behind = 0
    for muscle in ("iliocostalis_cervicis", "iliocostalis_thoracis", "iliocostalis_lumborum_pars_thoracis"):
        points = at[np.isin(mesh.fascicle, body.of_muscle(muscle, "right"))] - root
        share = np.linalg.lstsq(edges, points.T, rcond=None)[0]
        over = (share > 0.02).all(axis=0) & (share.sum(axis=0) < 1) & (points @ normal > -ON_BONE)
        behind += int(over.sum())
    assert behind < 40
