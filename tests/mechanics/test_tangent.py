"""The tangent of the balance against differences of the balance itself."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import SIDES
from dorsum.kernel.library import CHOICE, kernel
from dorsum.mechanics.analysis import Frames, Options, columns_of, set_up
from dorsum.mechanics.model import Model
from dorsum.mechanics.tangent import CHORD, add_leaning, leaning, tangent
from dorsum.motion.analyze import model_for
from dorsum.motion.trunk import inclination

STEP = 1e-5  # rad
AGREE = 1e-4  # of the largest entry: a fibre may begin to stretch within a step


@pytest.fixture(scope="module", params=["a chain", "a tree"])
def model(request: pytest.FixtureRequest) -> Model:
    """The spine alone; and with hips, knees and ribs, on which psoas, glutei and intercostals pull."""
    if request.param == "a chain":
        return model_for("male")
    body = Body.of("male")
    spine = body.coordinates.chosen("spine").names
    more = [c.name for c in body.coordinates if c.kind in ("hip", "knee") or c.kind.startswith("costo")]
    muscles = [i for i, f in enumerate(body.fascicles) if "scapula" not in f.left_out_because]
    return Model(body, body.coordinates.named([*spine, *more]), np.array(muscles))


@pytest.fixture(scope="module")
def angles(model: Model) -> np.ndarray:
    """Joints of the spine farther from rest than a chord, of either sign, and a pelvis that is turned."""
    rng, rows = np.random.default_rng(3), model.rows
    found = np.zeros((1, len(model.body.skeleton.names), 3))
    size = CHORD * (1.1 + rng.random(len(rows)))
    found[0, rows.body, rows.axis] = size * rng.choice([-1.0, 1.0], len(rows))
    found[0, 0] = rng.normal(0, 0.2, 3)
    return found


@pytest.fixture(scope="module")
def x(model: Model) -> np.ndarray:
    return np.random.default_rng(4).uniform(0.0, 0.4, (1, len(model.active)))


def frames_at(model: Model, angles: np.ndarray) -> Frames:
    still = np.zeros_like(angles)
    nothing = np.zeros((*angles.shape[:2], 6))
    pressure = np.full(len(angles), 10e3)  # Pa, so that its thrust counts
    times = np.tile(np.linspace(1.0, 2.0, len(model.rows)), (len(angles), 1))  # the springs
    return Frames(np.zeros(len(angles)), angles, still, still, nothing, pressure, stiffening=times)


def asked(model: Model, angles: np.ndarray, x: np.ndarray) -> np.ndarray:
    """b − A x."""
    eq = set_up(model, frames_at(model, angles), Options())
    every = np.pad(np.repeat(x, len(angles), axis=0), [(0, 0), (0, len(model.actuators.names))])
    return eq.required - columns_of(model, eq).moments(every)


def test_it_is_how_what_is_asked_changes_with_the_rows(
    model: Model, angles: np.ndarray, x: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    eq, rows = set_up(model, frames_at(model, angles), Options()), model.rows
    times = frames_at(model, angles).stiffening
    found = tangent(model, angles, eq, x, Options().switches(), stiffening=times)
    n = len(rows)
    there = np.repeat(angles, 2 * n, axis=0)
    there[:, rows.body, rows.axis] += STEP * np.concatenate([np.eye(n), -np.eye(n)])
    far = asked(model, there, x)
    wanted = (far[:n] - far[n:]).T / (2 * STEP)
    assert_allclose(found.by_rows[0], wanted, atol=0.1 * np.abs(wanted).max())
    for chord in ("CHORD", "STRETCH"):  # springs and fibres are taken along them: short ones make it exact
        monkeypatch.setattr(f"dorsum.mechanics.tangent.{chord}", 1e-6)
    found = tangent(model, angles, eq, x, Options().switches(), stiffening=times)
    assert_allclose(found.by_rows[0], wanted, atol=AGREE * np.abs(wanted).max())
    assert_allclose(found.by_rows, found.by_rows.swapaxes(1, 2), atol=1e-9)


@pytest.mark.parametrize("road", ["compiled", "numpy"])
def test_strings_that_wind_round_balls_turn_as_differences_say(
    monkeypatch: pytest.MonkeyPatch, road: str
) -> None:
    """Gluteus maximus at bent hips, and the deltoid of raised arms, whose balls other joints move, too."""
    monkeypatch.setenv(CHOICE, road)
    monkeypatch.setattr("dorsum.mechanics.tangent.CHORD", 1e-6)
    monkeypatch.setattr("dorsum.mechanics.tangent.STRETCH", 1e-6)
    model = Model(Body.of("male", free=("hips", "girdle")))
    rows, n = model.rows, len(model.rows)
    angles = np.zeros((1, len(model.body.skeleton.names), 3))
    angles[0, rows.body, rows.axis] = np.random.default_rng(5).normal(0.0, 0.02, n)
    for joint, flexed in (("hip", 1.7), ("glenohumeral", 0.9)):
        for side in SIDES:
            angles[0, model.joint(f"{joint}_{side}"), 0] += flexed
    x = np.random.default_rng(4).uniform(0.0, 0.4, (1, len(model.active)))
    eq = set_up(model, frames_at(model, angles), Options())
    touched = np.asarray(model.body.paths.wraps.point)
    centre = eq.posed.origin[0, model.body.paths.point_body[touched]]
    off = np.linalg.norm(eq.point[0, touched] - centre, axis=-1) - model.body.paths.wraps.radius
    assert 10 < (off < 1e-9).sum() < len(touched)  # some balls are touched, some are not
    times = frames_at(model, angles).stiffening
    found = tangent(model, angles, eq, x, Options().switches(), stiffening=times)
    there = np.repeat(angles, 2 * n, axis=0)
    there[:, rows.body, rows.axis] += STEP * np.concatenate([np.eye(n), -np.eye(n)])
    far = asked(model, there, x)
    wanted = (far[:n] - far[n:]).T / (2 * STEP)
    assert_allclose(found.by_rows[0], wanted, atol=AGREE * np.abs(wanted).max())


def test_it_is_how_what_is_asked_changes_with_the_tilt(
    model: Model, angles: np.ndarray, x: np.ndarray
) -> None:
    eq = set_up(model, frames_at(model, angles), Options())
    found = tangent(model, angles, eq, x, Options().switches())
    there = np.repeat(angles, 2, axis=0)
    there[:, 0, 0] += STEP * np.array([1, -1])
    ahead, behind = asked(model, there, x)
    assert_allclose(found.by_tilt[0], (ahead - behind) / (2 * STEP), atol=AGREE * np.abs(found.by_tilt).max())


def test_leaning_is_how_the_inclination_changes(model: Model, angles: np.ndarray) -> None:
    rows, n = model.rows, len(model.rows)
    there = np.repeat(angles, 2 * n, axis=0)
    there[:, rows.body, rows.axis] += STEP * np.concatenate([np.eye(n), -np.eye(n)])
    lean = inclination(model, model.place(there))
    assert_allclose(
        leaning(model, angles, model.place(angles))[0], (lean[:n] - lean[n:]) / (2 * STEP), atol=1e-8
    )


def test_a_row_before_one_that_carries_it_is_refused() -> None:
    body = Body.of("male")
    model = Model(body, Coordinates.of(body, "spine").named(["L3/L4 z", "L4/L5 z"]))
    angles = np.zeros((1, len(body.skeleton.names), 3))
    eq = set_up(model, frames_at(model, angles), Options())
    with pytest.raises(ValueError, match="before one that carries it"):
        tangent(model, angles, eq, np.zeros((1, len(model.active))), Options().switches())


@pytest.mark.skipif(kernel() is None, reason="nothing is compiled")
def test_both_roads_lean_alike(
    model: Model, angles: np.ndarray, x: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    eq = set_up(model, frames_at(model, angles), Options())
    by_tilt = np.random.default_rng(6).normal(size=(1, len(model.rows)))
    expected = by_tilt[..., None] * leaning(model, angles, eq.posed)[:, None]
    assert np.abs(expected).max() > 0.1
    for road in ("compiled", "numpy"):
        monkeypatch.setenv(CHOICE, road)
        found = np.ones_like(expected)
        add_leaning(model, angles, eq.posed, by_tilt, found)
        assert_allclose(found - 1.0, expected, atol=1e-9)


@pytest.mark.skipif(kernel() is None, reason="nothing is compiled")
def test_both_roads_give_the_same(
    model: Model, angles: np.ndarray, x: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = np.concatenate([angles, 0.5 * angles])
    eq = set_up(model, frames_at(model, turned), Options())
    asked = model, turned, eq, np.concatenate([x, 0.3 * x]), Options().switches()
    compiled = tangent(*asked)
    monkeypatch.setenv(CHOICE, "numpy")
    for one, other in zip(compiled, tangent(*asked), strict=True):
        assert_allclose(one, other, rtol=1e-9, atol=1e-9 * np.abs(other).max())
