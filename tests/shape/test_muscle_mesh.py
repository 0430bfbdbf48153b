"""The mesh of the muscles: closed, outward, sized as the tables say, and bent as the page bends it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from surfaces import distance

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.skeleton import MIRROR
from dorsum.mechanics.kinematics import place
from dorsum.mechanics.model import Model
from dorsum.shape.bones import bone_surfaces
from dorsum.shape.flesh.course import courses
from dorsum.shape.flesh.fans import Edges, edges_of
from dorsum.shape.flesh.mesh import MuscleMesh, deform, muscle_mesh, standing
from dorsum.shape.flesh.parts import volume
from dorsum.shape.flesh.strips import attachment_line

SINGLE = {"atol": 1e-6, "rtol": 0}  # m: offsets are single precision, a metre long at most
VERTICES, TRIANGLES = 120_000, 220_000  # what a frame of the page can afford
STRIP_END = 0.02  # m: half the thickness of a sheet, and what a fan of strips takes at one landmark
TUBE_END = 0.001  # m
ON_BONE = 0.012  # m: half the thickness of a strip, and the tract between


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of("male")


@pytest.fixture(scope="module")
def mesh(body: Body) -> MuscleMesh:
    return muscle_mesh(body)


@pytest.fixture(scope="module")
def forms(tables: Tables) -> dict[str, str]:
    return {row.muscle: row.form for row in tables.muscle_forms}


def test_every_fascicle_is_there_and_faces_are_sorted(body, mesh):
    owner = mesh.fascicle[mesh.faces]
    assert (owner == owner[:, :1]).all()
    assert (np.diff(owner[:, 0].astype(int)) >= 0).all()
    assert set(owner[:, 0]) == set(range(len(body.fascicles)))
    assert all((mesh.fascicle[mesh.faces_of(f)] == f).all() for f in range(len(body.fascicles)))


def test_vertices_hang_on_their_own_fascicle_and_at_most_half_on_a_neighbour(body, mesh, tables, forms):
    piece = np.searchsorted(body.paths.piece_start, mesh.point)
    assert (body.paths.piece_start[piece] == mesh.point).all()
    for share in (mesh.t, mesh.weight, mesh.trunk):
        assert share.min() >= 0
        assert share.max() <= 1
    owner = body.paths.piece_fascicle[piece]
    own = owner == mesh.fascicle[:, None]
    assert own.any(axis=1).all()
    held = (own * np.column_stack([1 - mesh.weight, mesh.weight])).sum(axis=1)
    assert held.min() > 0.5 - 1e-6
    pairs = zip(np.repeat(mesh.fascicle, 2), owner.ravel(), strict=True)
    elsewhere = {(int(a), int(b)) for a, b in pairs if a != b}
    sheet = {row.muscle: row.sheet for row in tables.muscle_forms}
    for one, other in elsewhere:
        a, b = body.fascicles[one], body.fascicles[other]
        assert sheet[a.muscle] == sheet[b.muscle], (a.name, b.name)
        assert a.side == b.side


def test_no_posture_opens_a_crack_between_neighbours(body, male, mesh, rng):
    """What lies on one point of a sheet in standing lies on one point in any posture."""
    at = standing(mesh, body)
    latissimus = np.isin(mesh.fascicle, body.of_muscle("latissimus_dorsi", "right"))
    key = np.round(at[latissimus] * 1e5).astype(int)
    _, group, counts = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    assert (counts == 2).sum() > 300
    bent, _ = deform(mesh, body, *posed(male, rng))
    for axis in range(3):
        value = bent[latissimus, axis]
        high, low = np.full(len(counts), -np.inf), np.full(len(counts), np.inf)
        np.maximum.at(high, group.ravel(), value)
        np.minimum.at(low, group.ravel(), value)
        assert (high - low).max() < 1e-4


def test_every_part_is_closed(body, mesh):
    """Every edge is shared by two triangles that run along it in opposite directions."""
    for f in range(len(body.fascicles)):
        faces = mesh.faces_of(f).astype(np.int64)
        edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        key, back = edges @ [1 << 32, 1], edges @ [1, 1 << 32]
        assert len(np.unique(key)) == len(key), body.fascicles[f].name
        assert np.array_equal(np.sort(key), np.sort(back)), body.fascicles[f].name


def test_every_part_looks_outward(body, mesh):
    at = standing(mesh, body)
    inward = [
        fascicle.name
        for f, fascicle in enumerate(body.fascicles)
        if volume(at, mesh.faces_of(f).astype(np.int64)) <= 0
    ]
    assert inward == []


def test_normals_are_units_on_the_side_of_the_faces(body, mesh):
    assert_allclose(np.linalg.norm(mesh.normal, axis=1), 1, atol=1e-5)
    at, faces = standing(mesh, body), mesh.faces.astype(np.int64)
    flat = np.cross(at[faces[:, 1]] - at[faces[:, 0]], at[faces[:, 2]] - at[faces[:, 0]])
    lit = mesh.normal[faces].astype(float)
    # Seams and rims of strips are lit as the surfaces that they join, whose normals differ.
    broad = np.einsum("ij,ij->i", lit[:, 0], lit[:, 1]) > 0.5
    broad &= np.einsum("ij,ij->i", lit[:, 1], lit[:, 2]) > 0.5
    agree = np.einsum("ij,ij->i", flat, lit.sum(axis=1)) > 0
    area = np.linalg.norm(flat, axis=1)
    assert area[broad & agree].sum() / area[broad].sum() > 0.99
    assert area[broad].sum() / area.sum() > 0.7


@pytest.mark.parametrize("form", ["belly", "strap"])
def test_tubes_have_the_volume_of_their_fibres_and_tendons(body, mesh, forms, form):
    """PCSA · optimal fibre length; the tendons add what they have."""
    at = standing(mesh, body)
    for f, fascicle in enumerate(body.fascicles):
        if forms[fascicle.muscle] != form:
            continue
        fibres = fascicle.row.pcsa_cm2 * 1e-4 * fascicle.optimal_fibre_length
        tendon = max(0.04 * fascicle.row.pcsa_cm2 * 1e-4, 1e-6) * fascicle.standing_length
        found = volume(at, mesh.faces_of(f).astype(np.int64))
        assert 0.98 * fibres < found < 1.02 * fibres + 1.3 * tendon, fascicle.name


def places(body: Body, mesh: MuscleMesh, rotation: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """Where what every vertex holds on to is: two places on paths, and the spine."""
    carried = rotation[body.paths.point_body], body.paths.point_local
    points = origin[body.paths.point_body] + np.einsum("nij,nj->ni", *carried)
    start, t = mesh.point.astype(int), mesh.t.astype(float)[..., None]
    first, second = np.moveaxis((1 - t) * points[start] + t * points[start + 1], 1, 0)
    weight, trunk = (share.astype(float)[:, None] for share in (mesh.weight, mesh.trunk))
    names = ["pelvis", *(f"L{i}" for i in range(5, 0, -1)), *(f"T{i}" for i in range(12, 0, -1))]
    spine = origin[[body.skeleton.index(n) for n in (*names, *(f"C{i}" for i in range(7, 0, -1)), "skull")]]
    level = np.column_stack([np.interp(mesh.level, np.arange(len(spine)), spine[:, k]) for k in range(3)])
    return np.asarray((1 - trunk) * ((1 - weight) * first + weight * second) + trunk * level)


def test_in_standing_a_vertex_is_what_it_holds_on_to_and_its_offset(body, mesh):
    still = np.broadcast_to(np.eye(3), (len(body.skeleton.names), 3, 3))
    expected = places(body, mesh, still, body.skeleton.centre) + mesh.offset
    assert_allclose(standing(mesh, body), expected, **SINGLE)


def test_left_is_the_mirror_image_of_right(body, mesh):
    at = standing(mesh, body)
    for f, fascicle in enumerate(body.fascicles):
        if fascicle.side == "right":
            other = body.opposite[f]
            assert_allclose(at[mesh.fascicle == other], at[mesh.fascicle == f] * MIRROR, **SINGLE)


def test_a_body_turned_as_one_turns_the_mesh(body, mesh):
    c, s = np.cos(0.7), np.sin(0.7)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    shift = np.array([0.1, -0.3, 0.2])
    rotation = np.broadcast_to(turn, (len(body.skeleton.names), 3, 3))
    at, normal = deform(mesh, body, rotation, body.skeleton.centre @ turn.T + shift)
    assert_allclose(at, standing(mesh, body) @ turn.T + shift, **SINGLE)
    assert_allclose(normal, mesh.normal @ turn.T, atol=1e-5)


def posed(model: Model, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Every joint turned within ±10° where it is free."""
    skeleton = model.body.skeleton
    free = np.array([[axis in freedoms for axis in "zxy"] for freedoms in skeleton.freedoms])
    angles = np.where(free, rng.uniform(-0.17, 0.17, free.shape), 0.0)
    found = place(model.mech.tree, angles[None])
    return np.asarray(found.rotation[0]), np.asarray(found.origin[0])


@pytest.fixture(scope="module")
def edges(body: Body, forms: dict[str, str]) -> dict[int, Edges]:
    """The broad ends of all tubes, by fascicle."""
    found: dict[int, Edges] = {}
    ways = courses(body)
    for muscle in {f.muscle for f in body.fascicles if forms[f.muscle] != "sheet"}:
        found |= edges_of(body, muscle, {f: ways[f] for f in body.of_muscle(muscle, "right")})
    return found


def test_tubes_begin_and_end_at_the_attachments_in_any_posture(body, male, mesh, forms, edges, rng):
    for _ in range(3):
        rotation, origin = posed(male, rng)
        at, _ = deform(mesh, body, rotation, origin)
        for f, fascicle in enumerate(body.fascicles):
            if forms[fascicle.muscle] == "sheet":
                continue
            own = at[mesh.fascicle == f]
            of_right = edges[f if fascicle.side == "right" else int(body.opposite[f])]
            mirror = np.array([1, 1, 1 if fascicle.side == "right" else -1])
            for end, edge in zip((fascicle.path[0], fascicle.path[-1]), of_right, strict=True):
                place = end.position if edge is None else edge.middle * mirror
                local = place - body.skeleton.centre[end.body]
                target = origin[end.body] + rotation[end.body] @ local
                assert np.linalg.norm(own - target, axis=1).min() < TUBE_END, fascicle.name


def test_strips_begin_and_end_near_the_attachments(body, mesh, tables, forms):
    at = standing(mesh, body)
    lines = {(r.muscle, r.end) for r in tables.attachment_lines}
    for f, fascicle in enumerate(body.fascicles):
        if forms[fascicle.muscle] != "sheet" or fascicle.side == "left":
            continue
        own = at[mesh.fascicle == f]
        for end, name in ((fascicle.path[0], "origin"), (fascicle.path[-1], "insertion")):
            target = end.position[None]
            if (fascicle.muscle, name) in lines:
                target = attachment_line(body, fascicle.muscle, name).points
                share = np.linspace(0, len(target) - 1, 200)
                corners = np.arange(len(target))
                target = np.column_stack([np.interp(share, corners, target[:, c]) for c in range(3)])
            away = np.linalg.norm(own[:, None] - target[None], axis=-1).min()
            assert away < STRIP_END, (fascicle.name, name, away)


def test_the_grain_of_a_sheet_goes_on_from_strip_to_strip(body, mesh):
    """What lies on one point has one place across the fibres, and that place is a distance."""
    at = standing(mesh, body)
    trapezius = np.isin(mesh.fascicle, body.of_muscle("trapezius_ascending", "right"))
    key = np.round(at[trapezius] * 1e5).astype(int)
    _, group = np.unique(key, axis=0, return_inverse=True)
    across = mesh.across[trapezius, 0].astype(float)
    mean = np.bincount(group.ravel(), across) / np.bincount(group.ravel())
    assert np.abs(across - mean[group.ravel()]).max() < 1e-5
    origins = [body.fascicles[f].path[0].position for f in body.of_muscle("trapezius_ascending", "right")]
    assert np.ptp(across) < np.ptp(np.array(origins), axis=0).max() + 0.03  # m, what the sheet reaches beyond


def test_a_sheet_keeps_its_distance_from_what_bends(body, mesh):
    """Half of the bodies turned by 80°: turns are blended, but what is offset does not come nearer for it."""
    half = np.array([name[0] in "CT" and name[1:].isdigit() for name in body.skeleton.names])
    c, s = np.cos(np.radians(80)), np.sin(np.radians(80))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    rotation = np.where(half[:, None, None], turn, np.eye(3))
    origin = body.skeleton.centre
    at, _ = deform(mesh, body, rotation, origin)
    away = np.linalg.norm(at - places(body, mesh, rotation, origin), axis=1)
    assert_allclose(away, np.linalg.norm(mesh.offset, axis=1), rtol=0.02, atol=1e-6)


@pytest.mark.parametrize("subject", ["male", "female"])
def test_the_mesh_is_small_enough(subject):
    mesh = muscle_mesh(Body.of(subject))
    assert len(mesh.point) <= VERTICES
    assert len(mesh.faces) <= TRIANGLES
    assert np.isfinite(mesh.offset).all()


def test_gluteus_maximus_ends_on_the_femur(body, mesh):
    """Its lower end is no flap in the air: all of its edge lies near the bone."""
    femur = next(s for s in bone_surfaces(body) if s.name == "femur_right")
    at = standing(mesh, body)
    for fascicle in body.of_muscle("gluteus_maximus", "right"):
        own = at[mesh.fascicle == fascicle]
        lateral = own[own[:, 2] > own[:, 2].max() - 0.004]
        assert distance(lateral, femur).min() < ON_BONE, body.fascicles[fascicle].name


@pytest.mark.parametrize("end", [0, -1])
def test_a_strap_is_round_at_its_ends(body, mesh, end):
    """Its end is less than half as wide as it is a tenth of its length farther on."""
    (fascicle,) = body.of_muscle("teres_major", "right")
    own = standing(mesh, body)[mesh.fascicle == fascicle]
    path = np.array([p.position for p in body.fascicles[fascicle].path])
    along = path[-1 - end] - path[end]
    place = (own - path[end]) @ along / (along @ along)
    wide = [
        np.linalg.norm(own[:, None] - own[None], axis=-1)[np.ix_(k, k)].max()
        for k in (np.abs(place) < 0.012, np.abs(place - 0.12) < 0.05)
    ]
    assert wide[0] < 0.5 * wide[1]
