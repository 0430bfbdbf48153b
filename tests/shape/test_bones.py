"""The bones are closed surfaces of the right size on which the muscles attach."""

import numpy as np
import pytest
from surfaces import distance, edges, turns_around

from dorsum.body.body import Body
from dorsum.body.groups import HANGING
from dorsum.body.subject import Subject
from dorsum.shape.bones import Surface, bone_surfaces

TRIANGLES, VERTICES = 250_000, 150_000  # what the page can take at once
MEDIAN, P95 = 2e-3, 6e-3  # m, set before any surface was made: as well as the landmarks are known (2 to 6 mm)
KNEE_GAP = 8e-3  # m: cartilage of both bones and the menisci; assumed
AT_STERNUM = 13e-3  # m: a cartilage is drawn bending from rib to sternum, its landmarks ride with the rib
FARTHEST = 10e-3  # m: a landmark by rule is known to 8 to 12 mm
# m³ of a man of 1.65 m: about half and twice what scans of skeletons of his size give.
VOLUMES = {
    "L3": (25e-6, 75e-6),
    "T6": (10e-6, 35e-6),
    "C5": (5e-6, 20e-6),
    "disc L4/L5": (6e-6, 20e-6),
    "femur_right": (250e-6, 700e-6),
    "rib6_right": (8e-6, 35e-6),
    "scapula_right": (35e-6, 130e-6),
    "hip_bone_right": (150e-6, 480e-6),
}


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of("male")


@pytest.fixture(scope="module")
def surfaces(body: Body) -> dict[str, Surface]:
    return {surface.name: surface for surface in bone_surfaces(body)}


def test_every_bone_of_the_tables_has_a_surface(body: Body, surfaces: dict[str, Surface]) -> None:
    carried = {surface.body for surface in surfaces.values()}
    points = {body.skeleton.index(name) for name in HANGING if name not in ("hyoid", "sternum")}  # no bones
    assert carried == set(range(len(body.skeleton.names))) - points
    assert len(surfaces) == len(bone_surfaces(body))  # no name twice
    assert {s.tissue for s in surfaces.values()} == {"bone", "cartilage", "disc"}


def test_surfaces_are_closed(surfaces: dict[str, Surface]) -> None:
    """Each edge is run through once in each direction, so by exactly two triangles that face one way."""
    for name, surface in surfaces.items():
        run = edges(surface.faces)
        key = run[:, 0] * len(surface.vertices) + run[:, 1]
        back = run[:, 1] * len(surface.vertices) + run[:, 0]
        assert len(np.unique(key)) == len(key), name
        assert np.array_equal(np.sort(key), np.sort(back)), name


def test_surfaces_face_outward(surfaces: dict[str, Surface]) -> None:
    for name, surface in surfaces.items():
        assert surface.volume() > 0, name
        corner = surface.vertices[surface.faces].astype(float)
        flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        agree = (flat * surface.normals[surface.faces[:, 0]]).sum(1)
        assert agree.sum() / np.abs(agree).sum() > 0.97, name
        assert np.allclose(np.linalg.norm(surface.normals, axis=1), 1, atol=1e-4), name


def test_left_is_the_mirror_image(surfaces: dict[str, Surface]) -> None:
    for name, surface in surfaces.items():
        if name.endswith("_right"):
            left = surfaces[name.replace("_right", "_left")]
            assert np.array_equal(left.vertices * np.float32([1, 1, -1]), surface.vertices)
            assert left.volume() == pytest.approx(surface.volume(), rel=1e-5)


def test_bones_of_the_middle_are_symmetric(surfaces: dict[str, Surface]) -> None:
    for name in ("L3", "C1", "C2", "sacrum", "skull", "mandible", "sternum"):
        at = surfaces[name].vertices.astype(float)
        right = np.sort(np.round(at[at[:, 2] > 1e-6], 5).view("f8,f8,f8").ravel())
        left = np.sort(np.round(at[at[:, 2] < -1e-6] * [1, 1, -1], 5).view("f8,f8,f8").ravel())
        assert len(right) == len(left), name
        assert len(right) > 100


@pytest.mark.parametrize("name", VOLUMES)
def test_volumes_are_those_of_bones(surfaces: dict[str, Surface], body: Body, name: str) -> None:
    low, high = VOLUMES[name]
    assert low < surfaces[name].volume() / body.skeleton.scale**3 < high


def test_the_page_can_take_them(surfaces: dict[str, Surface]) -> None:
    assert sum(len(s.faces) for s in surfaces.values()) <= TRIANGLES
    assert sum(len(s.vertices) for s in surfaces.values()) <= VERTICES


def test_models_of_one_set_of_tables_are_made_once(body: Body, surfaces: dict[str, Surface]) -> None:
    for again in bone_surfaces(body):
        assert np.array_equal(again.vertices, surfaces[again.name].vertices)


def landmark_distances(body: Body) -> dict[str, float]:
    """Of each landmark of a fascicle on a bone from the surfaces of the body that carries it, m."""
    bones = {row.bone for row in body.tables.bones if row.tissue == "bone"}
    points = {
        (p.landmark, p.body, fascicle.side): p.position
        for fascicle in body.fascicles
        for p in fascicle.path
        if p.landmark.split(".")[0] in bones
        and not p.landmark.endswith((".path", ".wrap"))  # guides, points on a ball
    }
    made = bone_surfaces(body)
    return {
        f"{landmark} of {body.skeleton.names[carrier]}, {side}": min(
            distance(at[None], s)[0] for s in made if carrier in (s.body, s.body2)
        )
        for (landmark, carrier, side), at in points.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("subject", [Subject.named("male"), Subject(lordosis_deg=70, kyphosis_deg=55)])
def test_muscles_attach_on_the_bones(subject: Subject) -> None:
    away = landmark_distances(Body.of(subject))
    found = np.array(list(away.values()))
    worst = sorted(away, key=away.__getitem__)[-5:]
    assert len(found) > 600
    assert np.median(found) <= MEDIAN, worst
    assert np.percentile(found, 95) <= P95, worst
    assert found.max() <= AT_STERNUM, worst
    assert max(d for name, d in away.items() if ".parasternal_medial" not in name) <= FARTHEST, worst


def test_discs_reach_both_endplates(surfaces: dict[str, Surface], body: Body) -> None:
    disc = surfaces["disc L4/L5"]
    assert disc.weight is not None
    assert (disc.body, disc.body2) == (body.skeleton.index("L4"), body.skeleton.index("L5"))
    for weight, level, end in ((0.0, "L4", "lower"), (1.0, "L5", "upper")):
        at = disc.vertices[disc.weight == weight].mean(0)
        assert at == pytest.approx(body.skeleton.at(level, f"{end}_endplate_centre"), abs=3e-3)


def test_canals_are_open(surfaces: dict[str, Surface], body: Body) -> None:
    """The middle of the measured canal lies outside the bone, at least 4 mm from it."""
    skeleton = body.skeleton
    for row in body.tables.vertebrae:
        if row.canal_centre_x_mm is None or row.canal_centre_y_mm is None:
            continue
        scan = np.array([row.canal_centre_x_mm, row.canal_centre_y_mm, 0.0]) * 1e-3
        at = skeleton.to_standing(skeleton.index(row.level), scan)
        assert distance(at[None], surfaces[row.level])[0] > 4e-3, row.level
        assert turns_around(at, surfaces[row.level]) == pytest.approx(0.0, abs=1e-3), row.level


def test_the_head_of_the_femur_fits_the_acetabulum(surfaces: dict[str, Surface], body: Body) -> None:
    at = body.skeleton.at("pelvis", "hip_joint_centre")
    assert turns_around(at, surfaces["femur_right"]) == pytest.approx(1.0, abs=1e-3)
    assert turns_around(at, surfaces["hip_bone_right"]) == pytest.approx(0.0, abs=1e-3)


def test_taller_subjects_have_larger_bones(surfaces: dict[str, Surface]) -> None:
    taller = {s.name: s for s in bone_surfaces(Body.of(Subject(height_m=1.75 * 1.1)))}
    for name, surface in surfaces.items():
        if not name.startswith("disc"):
            assert taller[name].volume() == pytest.approx(1.1**3 * surface.volume(), rel=1e-3)


@pytest.mark.parametrize("subject", [Subject.named("female"), Subject(lordosis_deg=70, kyphosis_deg=55)])
def test_other_subjects_are_made(subject: Subject) -> None:
    for surface in bone_surfaces(Body.of(subject)):
        assert np.isfinite(surface.vertices).all()
        assert surface.volume() > 0, surface.name


STERNAL_GAP = 4e-3  # m between a cartilage's end and the sternum: the cartilage of its notch is not drawn


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("number", range(1, 8))
def test_a_cartilage_goes_with_its_rib_and_ends_at_the_sternum(
    body: Body, surfaces: dict[str, Surface], number: int, side: str
) -> None:
    """Where the rib turns and the sternum does not, the end stays where it was."""
    names, made = body.skeleton.names, surfaces[f"costal_cartilage{number}_{side}"]
    assert (names[made.body], names[made.body2]) == (f"rib{number}_{side}", "sternum")
    assert made.weight.min() == 0
    end, start = made.vertices[made.weight > 0.98], made.vertices[made.weight == 0]
    assert distance(end, surfaces["sternum"]).min() < STERNAL_GAP
    assert distance(start, surfaces[f"rib{number}_{side}"]).min() < STERNAL_GAP


@pytest.mark.parametrize("flexion_deg", [0, 60, 110])
def test_the_tibia_stays_under_the_condyles(
    surfaces: dict[str, Surface], body: Body, flexion_deg: float
) -> None:
    """On both sides of the knee, and without going into the femur."""
    knee = body.skeleton.centre[body.skeleton.index("shank_right")]
    bent = np.radians(flexion_deg)
    turn = np.array([[np.cos(bent), np.sin(bent), 0], [-np.sin(bent), np.cos(bent), 0], [0, 0, 1]])
    tibia = surfaces["tibia_right"].vertices.astype(float) - knee
    head = tibia[tibia[:, 1] > -0.045]
    for side in (head[:, 2] > 0.012, head[:, 2] < -0.012):
        near = distance(knee + head[side] @ turn.T, surfaces["femur_right"])
        assert near.min() < KNEE_GAP
    inside = [turns_around(knee + at @ turn.T, surfaces["femur_right"]) for at in head[::7]]
    assert np.abs(inside).max() < 0.5


def test_the_head_of_the_tibia_is_as_wide_as_the_condyles(surfaces: dict[str, Surface], body: Body) -> None:
    knee = body.skeleton.centre[body.skeleton.index("shank_right")]
    tibia, femur = (surfaces[name].vertices - knee for name in ("tibia_right", "femur_right"))
    head, condyles = tibia[tibia[:, 1] > -0.05], femur[np.abs(femur[:, 1]) < 0.03]
    assert np.ptp(head[:, 2]) == pytest.approx(np.ptp(condyles[:, 2]), rel=0.15)


def test_the_sacrum_tapers(surfaces: dict[str, Surface], body: Body) -> None:
    """From the joints with the hip bones to the coccyx, fifth by fifth of its height."""
    at = surfaces["sacrum"].vertices
    top = body.skeleton.at("S1", "upper_endplate_centre")[1]
    edges_of = np.linspace(top - 0.02, at[:, 1].min(), 6)
    pairs = zip(edges_of[1:], edges_of[:-1], strict=True)
    widths = [at[(at[:, 1] > low) & (at[:, 1] <= high), 2].max() for low, high in pairs]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.25 * widths[0]
