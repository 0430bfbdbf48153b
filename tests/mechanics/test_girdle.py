"""The girdle in the balance: free bodies, contacts of the scapula, signs, mirror."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.gliding import GLIDING
from dorsum.body.groups import GROUPS
from dorsum.mechanics.analysis import Analysis, Options, analyse_frames
from dorsum.mechanics.bearing import bear
from dorsum.mechanics.contacts import Contacts
from dorsum.mechanics.holding import LIGAMENTS, Holding
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.acting import Load
from dorsum.motion.frames import pose_of, unsupported
from dorsum.motion.giving import analyse_pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

FREE = Options(posture="exact", free=("girdle",))
CORNERS = 2 * len(GLIDING)  # contacts of the scapulae; what follows are ligaments
SIDES = ("right", "left")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Body.of("male", free=("girdle",)))


def arms(right: float, left: float, mass_kg: float = 0.0) -> Task:
    """Arms raised to their sides, °, with a mass in each hand."""
    posture = Posture(
        shoulder_flexion_right=0.0,
        shoulder_flexion_left=0.0,
        shoulder_abduction_right=right,
        shoulder_abduction_left=left,
    )
    loads = [Load(mass_kg=mass_kg, hands=side) for side in SIDES] if mass_kg else []
    return Task(name="arms", posture=posture, loads=loads)


@pytest.fixture(scope="module")
def raised(model: Model) -> Analysis:
    """Both arms at 90° with 2 kg in each hand."""
    return analyse_pose(model, pose_of(arms(80.0, 80.0, 2.0), model), options=FREE)


def pushes(found: Analysis) -> np.ndarray:
    """Forces (p,) N of the contacts along their normals."""
    assert found.borne is not None
    return np.asarray((found.borne.forces[0] * found.borne.contacts.normal[0]).sum(axis=-1))


def test_the_group_brings_its_rows_and_its_muscles(model: Model) -> None:
    beside = [row for row in model.rows if row.kind in GROUPS["girdle"]]
    assert len(beside) == 20  # eighteen of the girdle, two elbows
    came = set(model.topology.muscles) - set(Model(Body.of("male")).topology.muscles)
    assert {
        *("trapezius_descending", "trapezius_transverse", "trapezius_ascending", "latissimus_dorsi"),
        *("rhomboid_major", "rhomboid_minor", "levator_scapulae", "serratus_anterior", "pectoralis_minor"),
        *("pectoralis_major_clavicular", "deltoid_acromial", "teres_major", "subclavius"),
    } <= came


def test_each_arm_scapula_and_clavicle_is_in_balance_as_a_free_body(model: Model, raised: Analysis) -> None:
    """Weights, loads, each piece of muscle at its two points and what holds the scapula, summed by hand."""
    eq, body, borne = raised.equations, model.body, raised.borne
    assert borne is not None
    carried = model.weights(raised.frames.angles)[0] + raised.frames.external[0]
    tension = dict(zip(model.active.tolist(), raised.tension[0], strict=True))
    layout, names = body.fascicles.layout, body.skeleton.joints
    at = eq.point[0].T if eq.point.shape[1] == 3 else eq.point[0]
    for piece, start in enumerate(layout.piece_start.tolist()):
        pull = tension.get(int(layout.piece_fascicle[piece]), 0.0)
        a, b = at[start], at[start + 1]
        force = pull * (b - a) / np.linalg.norm(b - a)
        for point, sign in ((start, 1.0), (start + 1, -1.0)):
            on = layout.point_body[point]
            carried[on, :3] += sign * force
            carried[on, 3:] += sign * np.cross(a, force)
    by_actuators, actuators = np.zeros(len(model.rows)), model.actuators
    np.add.at(
        by_actuators, actuators.row, raised.solution.values[0, len(model.active) :] * actuators.capacity
    )
    axes = model.joint_axes(raised.frames.angles)[0]
    above = body.skeleton.carried()
    for row, name in enumerate(model.rows.names):
        c = model.rows[row]
        if c.kind not in GROUPS["girdle"]:
            continue
        wrench = carried[above[c.body]].sum(axis=0)
        moment = wrench[3:] - np.cross(eq.posed.origin[0, c.body], wrench[:3])
        about = moment @ axes[c.body, "zxy".index(c.axis)]
        about += by_actuators[row]
        assert_allclose(about, -raised.solution.reserves[0, row], rtol=0, atol=1e-6, err_msg=name)
        assert abs(about) < 0.5, f"{name} of {names[c.body]}"


def test_the_thorax_pushes_along_its_normal_and_ligaments_pull(model: Model, raised: Analysis) -> None:
    borne = raised.borne
    assert borne is not None
    contacts, force = borne.contacts, borne.forces[0]
    along = pushes(raised)
    assert (along >= -1e-9).all()
    assert along[:CORNERS].max() > 50.0
    assert_allclose(force, along[:, None] * contacts.normal[0], atol=1e-9)
    held, posed = Holding.of(model.body), raised.equations.posed
    glide, step = held.gliding, 1e-6
    thorax = posed.rotation[0, glide.carrier]
    for i in range(CORNERS):
        centre = posed.origin[0, glide.carrier] + thorax @ glide.centre[i]
        at = contacts.at[0, i]
        slope = np.array(
            [
                glide.outside((at + step * e - centre) @ thorax)
                - glide.outside((at - step * e - centre) @ thorax)
                for e in np.eye(3)
            ]
        )
        assert_allclose(contacts.normal[0, i], slope / np.linalg.norm(slope), atol=1e-6)
    for i in range(len(LIGAMENTS) * 2):
        on, against = contacts.on[CORNERS + i], contacts.against[CORNERS + i]
        start = posed.origin[0, on] + posed.rotation[0, on] @ held.start[i]
        end = posed.origin[0, against] + posed.rotation[0, against] @ held.end[i]
        assert_allclose(np.cross(end - start, contacts.normal[0, CORNERS + i]), 0.0, atol=1e-12)
        assert (end - start) @ contacts.normal[0, CORNERS + i] > 0.01


def lacking(model: Model, contacts: Contacts) -> float:
    """Largest moment N·m that muscles lack at the girdle, arms raised with 2 kg, held by these contacts."""
    pose, rule = pose_of(arms(80.0, 80.0, 2.0), model), Objective.of(DEFAULT)
    frames = unsupported(pose, model)
    borne = bear(model, frames, contacts, rule, FREE)
    found = analyse_frames(model, frames._replace(external=borne.external), rule, FREE)
    rows = [i for i, row in enumerate(model.rows) if row.kind in GROUPS["girdle"]]
    return float(np.abs(found.solution.reserves[:, rows]).max())


def test_a_thorax_that_pulls_does_not_hold_the_scapula(model: Model, raised: Analysis) -> None:
    """The sign of the contacts matters: turned round they leave the girdle out of balance."""
    borne = raised.borne
    assert borne is not None
    right = lacking(model, borne.contacts)
    normal = borne.contacts.normal.copy()
    normal[:, :CORNERS] *= -1.0
    assert right < 0.5
    assert lacking(model, borne.contacts._replace(normal=normal)) > right + 1.0


def test_trapezius_and_serratus_work_as_upward_rotators(model: Model, raised: Analysis) -> None:
    """Both pull more than hanging arms ask, and shorten as the scapula turns up by its rhythm: of serratus
    what ends at the lower angle, as its upper slips draw the upper angle forward."""
    hanging = analyse_pose(model, pose_of(Task(name="hanging", posture=Posture()), model), options=FREE)
    lower, higher = (
        analyse_pose(model, pose_of(arms(at, at), model), options=FREE).equations.path_length[0]
        for at in (70.0, 90.0)
    )
    rows = [model.body.fascicles[i].row for i in model.active]
    ends = {
        "trapezius_ascending": "scapular_spine_deltoid_tubercle",
        "serratus_anterior": "scapula_costal_inferior_angle",
    }
    for name, end in ends.items():
        at_end = [row.muscle == name and end in (row.origin_landmark, row.insertion_landmark) for row in rows]
        of = np.flatnonzero(at_end)
        assert len(of) >= 8
        assert raised.tension[0, of].sum() > 2.0 * hanging.tension[0, of].sum()
        change = (higher - lower)[model.active[of]]
        assert raised.tension[0, of] @ change < 0.0, name  # N·m of work that they do


def test_every_slip_of_serratus_to_the_lower_angle_shortens_as_the_arm_rises(model: Model) -> None:
    """None runs round a point that the angle passes on its way forward: it would pull the angle back."""
    lengths = [
        analyse_pose(model, pose_of(arms(at, at), model), options=FREE).equations.path_length[0]
        for at in (0.0, 40.0, 80.0)
    ]
    fascicles = [model.body.fascicles[i] for i in range(len(model.body.fascicles))]
    slips = [
        f.index
        for f in fascicles
        if f.muscle == "serratus_anterior" and f.row.insertion_landmark == "scapula_costal_inferior_angle"
    ]
    assert len(slips) == 10
    change = np.diff(np.array(lengths)[:, slips], axis=0)
    assert (change < -1e-3).all()  # m


def test_mirrored_arms_are_held_by_mirrored_forces(model: Model) -> None:
    one = analyse_pose(model, pose_of(arms(60.0, 10.0), model), options=FREE)
    other = analyse_pose(model, pose_of(arms(10.0, 60.0), model), options=FREE)
    position = {name: i for i, name in enumerate(model.topology.names)}
    swap = [
        position[n.replace("_right", "_LEFT").replace("_left", "_right").replace("_LEFT", "_left")]
        for n in position
    ]
    assert_allclose(one.tension[0], other.tension[0, swap], rtol=0, atol=0.05)
    half = CORNERS // 2
    assert_allclose(pushes(one)[:half], pushes(other)[half:CORNERS], rtol=0, atol=0.5)


def test_who_frees_no_girdle_finds_the_same_as_before(male: Model) -> None:
    task = arms(80.0, 80.0, 2.0)
    found = analyse_pose(male, pose_of(task, male), options=Options(posture="exact"))
    assert found.borne is None
    assert len(found.solution.reserves[0]) == 75
