"""The scene says where everything lies, and a posture moves it as the mechanics does."""

import gzip
import threading
from dataclasses import replace

import numpy as np
import pytest
from unpacked import unpacked

from dorsum.body.skeleton import SPINE
from dorsum.report.limits import Limits
from dorsum.view.scene import STEPS
from dorsum.view.store import Scenes, read_scene, scene_key

PLACE = dict(rtol=0, atol=2.6e-5)  # m: half of the unit in which places are told
POINT = dict(rtol=0, atol=6e-7)  # m: the same of path points


@pytest.fixture(scope="session")
def scene(client):
    return client.get("/api/scene").json()


@pytest.fixture(scope="session")
def arrays(client, scene):
    content = client.get("/api/scene/buffer").content
    assert len(content) == scene["buffer"]["bytes"]
    return unpacked(scene, content)


def test_bodies_fascicles_and_levels_are_those_of_the_body(scene, male):
    body = male.body
    assert [b["name"] for b in scene["bodies"]] == list(body.skeleton.names)
    assert [b["parent"] for b in scene["bodies"]] == body.skeleton.parent.tolist()
    assert [f["name"] for f in scene["fascicles"]] == [f.name for f in body.fascicles]
    assert scene["levels"] == list(SPINE)
    assert {m["id"] for m in scene["muscles"]} == {f.muscle for f in body.fascicles}
    for i, muscle in enumerate(scene["muscles"]):
        assert {scene["fascicles"][f]["muscle"] for f in muscle["fascicles"]} == {i}
        assert muscle["nerves"]


def test_every_slip_of_a_card_has_its_own_fascicles_or_is_left_out_by_name(scene, client, male):
    """The slips of a muscle share its fascicles out: none is without a slip, none has two."""
    excluded = {(row.muscle, row.slip) for row in male.body.tables.excluded_slips}
    for muscle in scene["muscles"]:
        (facts,) = client.get(f"/api/muscles/{muscle['id']}").json()["parts"]
        slips = [slip["slip"] for slip in facts["slips"]]
        assert len(slips) == len(set(slips))
        own = [(scene["fascicles"][f]["slip"], scene["fascicles"][f]["side"]) for f in muscle["fascicles"]]
        left_out = {slip for slip in slips if (muscle["id"], slip) in excluded}
        assert sorted(own) == sorted(
            (slip, side) for slip in slips if slip not in left_out for side in ("right", "left")
        )


def test_every_muscle_goes_with_one_step_of_peeling(scene):
    layers = [layer for step in scene["layers"] for layer in step["layers"]]
    assert len(layers) == len(set(layers))
    assert {m["layer"] for m in scene["muscles"]} <= set(layers)


def test_trapezius_and_latissimus_are_peeled_before_rhomboids_and_levator(scene):
    steps = {layer: i for i, step in enumerate(scene["layers"]) for layer in step["layers"]}
    order = {m["id"]: steps[m["layer"]] for m in scene["muscles"]}
    sheets = (
        ("trapezius_descending", "trapezius_transverse", "trapezius_ascending", "latissimus_dorsi"),
        ("rhomboid_minor", "rhomboid_major", "levator_scapulae"),
        ("serratus_posterior_superior", "serratus_posterior_inferior"),
        ("splenius_capitis", "splenius_cervicis"),
    )
    assert [{order[muscle] for muscle in sheet} for sheet in sheets] == [{1}, {2}, {3}, {4}]
    first, second = (scene["layers"][i]["name"] for i in (1, 2))
    assert (first, second) == ("Trapezius, latissimus", "Rhomboids, levator")


def test_points_are_the_paths_of_the_fascicles(scene, arrays, male):
    body = male.body
    world = body.skeleton.centre[arrays["point_body"]] + arrays["point_local"]
    for fascicle, entry in zip(body.fascicles, scene["fascicles"], strict=True):
        first, count = entry["points"]
        np.testing.assert_allclose(world[first : first + count], [p.position for p in fascicle.path], **POINT)


def test_indices_stay_within_their_bone_and_fascicle(scene, arrays):
    for bone in scene["bones"]:
        own = arrays["bone_index"][bone["index_start"] : bone["index_start"] + bone["index_count"]]
        assert own.size
        assert own.min() >= bone["vertex_start"]
        assert own.max() < bone["vertex_start"] + bone["vertex_count"]
    for i, entry in enumerate(scene["fascicles"]):
        own = arrays["muscle_index"][entry["index_start"] : entry["index_start"] + entry["index_count"]]
        assert set(arrays["muscle_fascicle"][own]) <= {i}


def test_a_muscle_vertex_lies_on_its_own_path(scene, arrays):
    first = np.array([f["points"][0] for f in scene["fascicles"]])[arrays["muscle_fascicle"], None]
    count = np.array([f["points"][1] for f in scene["fascicles"]])[arrays["muscle_fascicle"], None]
    assert arrays["muscle_point"].shape == arrays["muscle_t"].shape == (len(first), 2)
    assert (arrays["muscle_point"] >= first).all()
    assert (arrays["muscle_point"] < first + count - 1).all()
    for name in ("muscle_t", "muscle_weight"):
        assert ((arrays[name] >= 0) & (arrays[name] <= 1)).all()


def test_places_across_the_fibres_are_told_to_a_hundredth_of_a_millimetre(arrays):
    np.testing.assert_allclose(np.unique(arrays["muscle_across"][:, 0].round(5)), [0, 0.01, 0.02])


def test_normals_are_told_to_a_quarter_of_a_degree(arrays, male):
    """Those of `conftest`: all muscles' along z, and a corner's of a tetrahedron."""
    np.testing.assert_allclose(arrays["muscle_normal"], np.tile([0, 0, 1], (len(arrays["muscle_normal"]), 1)))
    corner = np.array([-1, -1, -1]) / np.sqrt(3)
    turn = np.degrees(np.arccos(np.clip(arrays["bone_normal"] @ corner, -1, 1)))
    assert (turn < 0.24).sum() == len(male.body.skeleton.names) + 1


def test_standing_transforms_leave_bones_where_they_are(scene, arrays, male):
    """The page's formula for bones, x = o + R (p − centre), with the posture of all angles zero."""
    posed = male.place(np.zeros((1, len(scene["bodies"]), 3)))
    body = arrays["bone_body"]
    centre = np.array([b["centre"] for b in scene["bodies"]])
    local = arrays["bone_position"] - centre[body]
    moved = posed.origin[0, body] + np.einsum("nij,nj->ni", posed.rotation[0, body], local)
    np.testing.assert_allclose(moved, arrays["bone_position"], **PLACE)


def test_limits_are_those_of_the_subject(scene, male):
    limits = Limits.of(male.body)
    found = {limit["quantity"]: limit["value"] for limit in scene["limits"]}
    assert found["compression_action_limit"] == limits.action
    assert found["shear_limit_frequent"] == limits.shear_frequent


def test_sliders_go_as_far_as_the_subject_can(client, scene):
    sliders = {c["name"]: c for c in scene["controls"]}
    for name in ("trunk_inclination", "bending", "turning", "knee_flexion", "reach_m"):
        for value in (sliders[name]["low"], sliders[name]["high"]):
            lean = {"trunk_inclination": 30} if name == "knee_flexion" else {}
            response = client.post("/api/analyze", json={name: value} | lean)
            assert response.status_code == 200, response.json()["detail"]
    beyond = {"reach_m": sliders["reach_m"]["high"] + 0.02}
    assert client.post("/api/analyze", json=beyond).status_code == 422


def test_a_scene_of_another_subject_is_another_scene(client, scene):
    found = client.get("/api/scene", params={"subject": "female"}).json()
    assert found["subject"]["sex"] == "female"
    assert found["bodies"][-1]["centre"] != scene["bodies"][-1]["centre"]
    response = client.get("/api/scene", params={"subject": "femal"})
    assert response.status_code == 404
    assert response.json()["detail"] == "no subject is called 'femal'; did you mean female or male?"


@pytest.mark.parametrize("address", ["/api/scene", "/api/scene/buffer"])
def test_what_the_client_has_is_not_sent_again(client, address):
    packed = client.get(address)
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content
    assert plain.headers["etag"] != packed.headers["etag"]
    again = client.get(address, headers={"if-none-match": f'"x", {packed.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    refused = client.get(address, headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_a_scene_is_built_once_and_read_from_disk_after_that(male, small_scene, monkeypatch, tmp_path):
    monkeypatch.setattr("dorsum.view.store._folder", lambda: tmp_path)
    built = []

    def build(body):
        built.append(body)
        return small_scene(body)

    first = Scenes(build).get(male.body.subject)
    assert Scenes(build).get(male.body.subject) == first
    assert len(built) == 1
    file = tmp_path / scene_key(male.body.subject)
    file.write_bytes(file.read_bytes()[:-9])
    assert Scenes(build).get(male.body.subject) == first
    assert len(built) == 2


def test_a_damaged_scene_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr("dorsum.view.store._folder", lambda: tmp_path)
    for content in (
        b"",
        b"dorsum scene 1\n",
        b"dorsum scene 1\n1 1\nab",
        b"dorsum scene 1\n-1 x\n" + gzip.compress(b""),
    ):
        (tmp_path / "key").write_bytes(content)
        assert read_scene("key") is None


def test_a_scene_in_memory_waits_for_no_work(client, unbounded, scene):
    hold = threading.Event()
    for desk in unbounded.app.state.desks:
        desk._pool.submit(hold.wait, 30)
    assert client.get("/api/scene").json() == scene
    assert not hold.is_set()
    hold.set()


def test_the_steps_of_a_first_scene_are_told(client, male, small_scene, monkeypatch, tmp_path):
    """Idle, then measuring, then the steps of the build in order, then idle again, whatever comes."""
    assert client.get("/api/scene/progress").json() == {"doing": "", "done": 1.0}
    monkeypatch.setattr("dorsum.view.store._folder", lambda: tmp_path)
    seen = []

    def watched(body):
        seen.append(scenes.progress)
        return small_scene(body)

    scenes = Scenes(watched)
    scenes.get(male.body.subject)
    assert [(step.doing, step.done) for step in seen] == [("measuring the body", 0.0)]
    assert scenes.progress.done == 1.0
    assert [done for _, done in STEPS] == sorted(done for _, done in STEPS)
    broken = Scenes(lambda body: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        broken.get(replace(male.body.subject, name="another"))
    assert broken.progress.done == 1.0
