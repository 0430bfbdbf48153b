"""What is sent of the whole back: few bytes, near what was modelled, the left as it was computed."""

from dataclasses import replace

import numpy as np
import pytest
from unpacked import directions, triangles, unpacked, whole

from dorsum.shape.bones import bone_surfaces
from dorsum.shape.flesh.mesh import muscle_mesh
from dorsum.view.packing import LARGEST, Buffer, octahedral, ordered, shared
from dorsum.view.scene import assemble
from dorsum.view.store import SceneFiles

MOST_BYTES = 862_000  # of the scene and its arrays, packed: 784 kB, and a tenth
NEAR = 5e-5  # m: what places are told to; the eye sees a tenth of a millimetre at best
TURNED = 0.24  # degrees: half a step of 1 in 511 each way, in the middle of an octant


@pytest.fixture(scope="module")
def body(male):
    return male.body


@pytest.fixture(scope="module")
def surfaces(body):
    return bone_surfaces(body)


@pytest.fixture(scope="module")
def mesh(body):
    return muscle_mesh(body)


@pytest.fixture(scope="module")
def built(body, surfaces, mesh):
    return assemble(body, surfaces, mesh)


@pytest.fixture(scope="module")
def arrays(built):
    return unpacked(built.scene.model_dump(), built.buffer)


def turn(a, b):
    """Degrees between directions."""
    return np.degrees(2 * np.arcsin(np.linalg.norm(a - b, axis=1).max() / 2))


def test_numbers_come_back_whatever_they_are():
    buffer = Buffer()
    rng = np.random.default_rng(5)
    tables = {
        "small": rng.integers(-3, 4, (50, 2)),
        "large": rng.integers(-(2**21), 2**21, (50, 3)),
        "one": np.array([[7]]),
        "none": np.zeros((0, 3), int),
    }
    for name, table in tables.items():
        buffer.add(name, table)
    buffer.add("plain", np.array([0, 255, 256]), steps=False)
    for name, table in tables.items():
        section = buffer.sections[name]
        found = whole(section.model_dump(), bytes(buffer.content))
        np.testing.assert_array_equal(found.reshape(table.shape), table)
    plain = buffer.sections["plain"]
    assert whole(plain.model_dump(), bytes(buffer.content)).ravel().tolist() == [0, 255, 256]
    assert (buffer.sections["small"].bytes, plain.bytes) == (1, 2)
    with pytest.raises(AssertionError, match="does not fit"):
        buffer.add("huge", np.array([2**24]))


def test_directions_come_back_on_both_halves():
    rng = np.random.default_rng(6)
    normals = np.concatenate([rng.normal(size=(5000, 3)), np.eye(3), -np.eye(3)])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    assert turn(directions(octahedral(normals) / LARGEST), normals) < TURNED


def test_triangles_come_back_in_their_turn():
    """Two surfaces: none is torn apart, all triangles come back, wound as they were."""
    faces = np.array([[0, 1, 2], [3, 1, 0], [2, 1, 3], [0, 2, 3], [7, 5, 4], [6, 5, 7], [4, 5, 6], [4, 6, 7]])
    order = ordered(faces)
    found = order.vertices[triangles(shared(order.faces))]
    assert (found[:4] < 4).all()
    rolled = {tuple(np.roll(face, -face.argmin())) for face in found}
    assert rolled == {tuple(np.roll(face, -face.argmin())) for face in faces}
    assert order.faces.ravel()[0] == 0


@pytest.mark.slow
def test_a_scene_is_small(built):
    files = SceneFiles.of(built)
    assert len(files.scene.packed) + len(files.buffer.packed) < MOST_BYTES


@pytest.mark.slow
def test_one_side_of_the_back_is_sent(built, surfaces):
    """The left of all that comes in pairs, of the bones of the middle the left half; discs as they are."""
    for i, bone in enumerate(built.scene.bones):
        if bone.name.endswith("_left"):
            assert bone.mirror_of == i - 1
        elif bone.tissue == "disc" or bone.name.endswith("_right"):
            assert bone.mirror_of is None
        else:
            assert bone.mirror_of == i, bone.name
    for fascicle in built.scene.fascicles:
        assert (fascicle.mirror_of is None) == (fascicle.side == "right")


@pytest.mark.slow
def test_bones_come_back_on_both_sides(arrays, surfaces):
    """Each vertex, with its normal, beside that which was modelled; each triangle, as it was wound."""
    vertex = index = 0
    for surface in surfaces:
        count, size = len(surface.vertices), surface.faces.size
        at = arrays["bone_position"][vertex : vertex + count]
        corners = arrays["bone_index"][index : index + size].reshape(-1, 3) - vertex
        place = _matched(at, surface.vertices)
        assert np.abs(at - surface.vertices[place]).max() < NEAR, surface.name
        assert turn(arrays["bone_normal"][vertex : vertex + count], surface.normals[place]) < TURNED
        assert _wound(place[corners]) == _wound(surface.faces), surface.name
        vertex, index = vertex + count, index + size
    assert vertex == len(arrays["bone_position"])


def _matched(at, vertices):
    """Of each place the vertex that it tells of."""
    from scipy.spatial import cKDTree

    _, place = cKDTree(vertices).query(at)
    assert len(np.unique(place)) == len(vertices)
    return place


def _wound(faces):
    first = faces.argmin(axis=1)
    rolled = np.take_along_axis(faces, (first[:, None] + np.arange(3)) % 3, axis=1)
    return {tuple(row) for row in rolled.tolist()}


@pytest.mark.slow
def test_muscles_come_back_on_both_sides(arrays, mesh):
    np.testing.assert_array_equal(arrays["muscle_point"], mesh.point)
    np.testing.assert_array_equal(arrays["muscle_fascicle"], mesh.fascicle)
    np.testing.assert_array_equal(arrays["muscle_index"].reshape(-1, 3), mesh.faces)
    assert np.abs(arrays["muscle_offset"] - mesh.offset).max() < NEAR
    for name in ("t", "weight"):
        assert np.abs(arrays[f"muscle_{name}"] - getattr(mesh, name)).max() < 2e-5
    np.testing.assert_array_equal(arrays["muscle_level"], mesh.level)
    assert np.abs(arrays["muscle_trunk"] - mesh.trunk).max() < 1e-6
    assert np.abs(arrays["muscle_flesh"] - mesh.flesh).max() < 0.005
    assert np.abs(arrays["muscle_across"] - mesh.across).max() < 6e-6
    assert turn(arrays["muscle_normal"], mesh.normal) < TURNED


@pytest.mark.slow
def test_what_is_not_alike_on_both_sides_is_sent_as_it_is(body, surfaces, mesh):
    """A rib and a vertebra bent on one side, and a muscle: nothing is lost of any."""
    bent = []
    for surface in surfaces:
        if surface.name in ("rib7_left", "L3"):
            vertices = surface.vertices.copy()
            vertices[vertices[:, 2] < -0.01, 1] += 0.001
            surface = replace(surface, vertices=vertices)
        bent.append(surface)
    offset = mesh.offset.copy()
    offset[-1, 1] += 0.002
    built = assemble(body, tuple(bent), replace(mesh, offset=offset))
    images = {bone.name: bone.mirror_of for bone in built.scene.bones}
    assert images["rib7_left"] is None
    assert images["L3"] is None
    assert images["rib8_left"] is not None
    assert all(fascicle.mirror_of is None for fascicle in built.scene.fascicles)
    arrays = unpacked(built.scene.model_dump(), built.buffer)
    assert np.abs(arrays["muscle_offset"] - offset).max() < NEAR
