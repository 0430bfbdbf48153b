"""Where the muscles run: standing alignment, lengths over the range of motion, distances from the discs."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics import hill
from dorsum.mechanics.analysis import Options, analyse_frames, columns_of, set_up
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.model import Model
from dorsum.mechanics.statics import Equations
from dorsum.motion.frames import frames_of
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

EXTREMES = {
    "flexion": Posture(trunk_inclination=110, lumbar_flexion=52, thoracic_flexion=22, neck_flexion=40),
    "extension": Posture(lumbar_flexion=-16, thoracic_flexion=-15, neck_flexion=-40),
    "bending": Posture(lumbar_bending=20, thoracic_bending=25, neck_bending=30),
    "twist": Posture(lumbar_twist=6, thoracic_twist=30, neck_twist=60),
}
LONG_ERECTORS = ("longissimus_thoracis_pars_thoracis", "iliocostalis_lumborum_pars_thoracis")


def equations_of(model: Model, posture: Posture) -> Equations:
    task = Task(posture=posture)
    return set_up(model, frames_of(task, model), Options())


def bent(lumbar: float) -> Posture:
    return Posture(trunk_inclination=1.6 * lumbar, lumbar_flexion=lumbar, thoracic_flexion=0.42 * lumbar)


def test_standing_reaches_the_target_alignment(male: Model) -> None:
    standing, target = male.body.skeleton.standing, male.body.tables.alignment_targets()
    assert_allclose(standing["sacral_slope"], target["sacral_slope"])
    assert_allclose(standing["lordosis"], target["lumbar_lordosis"])
    assert_allclose(standing["kyphosis"], target["thoracic_kyphosis"])
    assert abs(standing["c7_offset"]) < 0.025


@pytest.mark.parametrize(("lordosis", "kyphosis"), [(30.0, 30.0), (65.0, 50.0)])
def test_another_curvature_still_stands_over_the_pelvis(lordosis: float, kyphosis: float) -> None:
    standing = Body.of(Subject(lordosis_deg=lordosis, kyphosis_deg=kyphosis)).skeleton.standing
    assert_allclose([standing["lordosis"], standing["kyphosis"]], [lordosis, kyphosis])
    assert abs(standing["c7_offset"]) < 0.025


def test_every_fascicle_of_the_table_stands_on_both_sides(male: Model) -> None:
    names = {f.name for f in male.body.fascicles}
    for row in male.body.tables.fascicles:
        assert {f"{row.fascicle}_right", f"{row.fascicle}_left"} <= names
    assert len(names) == 2 * len(male.body.tables.fascicles)


@pytest.mark.parametrize("name", EXTREMES)
def test_fibres_stay_between_0_4_and_1_8_optimal_lengths(male: Model, name: str) -> None:
    """All fascicles, also those that take no part, over the range of motion; exceptions are listed."""
    eq = equations_of(male, EXTREMES[name])
    fascicles = male.body.fascicles
    optimal = np.array([f.optimal_fibre_length for f in fascicles])
    height = optimal * np.sin([f.pennation for f in fascicles])
    along = np.maximum(eq.path_length[0] - [f.tendon_slack_length for f in fascicles], 1e-4)
    length = np.hypot(along, height) / optimal
    listed = {row.fascicle for row in male.body.tables.fibre_length_exceptions}
    outside = {f.row.fascicle for f, x in zip(fascicles, length, strict=True) if not 0.4 <= x <= 1.8}
    assert outside - listed == set()


@pytest.mark.parametrize("name", EXTREMES)
def test_no_fibre_is_stretched_beyond_its_maximal_force(male: Model, name: str) -> None:
    """Passive force stays below F₀ over the range of motion; exceptions are listed."""
    length = equations_of(male, EXTREMES[name]).path_length
    fibres = fibres_of(male.body.fascicles)
    passive = hill.gains(fibres, male.mech.curves, length, np.zeros_like(length)).passive[0]
    listed = {row.fascicle for row in male.body.tables.fibre_length_exceptions}
    assert {f.row.fascicle for f, p in zip(male.body.fascicles, passive, strict=True) if p > 1.0} <= listed


@pytest.mark.parametrize("lumbar", [0, 10, 20, 30, 40, 50])
def test_long_erector_fibres_stay_behind_the_laminae(male: Model, lumbar: float) -> None:
    """At least 45 mm from the centre of L3/L4 through 50° of lumbar flexion."""
    eq, body = equations_of(male, bent(lumbar)), male.body
    centre = eq.posed.origin[0, male.joint("L3/L4")]
    for piece, start in enumerate(body.paths.piece_start):
        if body.fascicles[body.paths.piece_fascicle[piece]].muscle in LONG_ERECTORS:
            a, b = eq.point[0, start], eq.point[0, start + 1]
            t = np.clip((centre - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
            assert np.linalg.norm(a + t * (b - a) - centre) > 0.045


@pytest.mark.parametrize("lumbar", [0, 10, 20, 30, 40, 50, 60])
@pytest.mark.parametrize("muscle", ["rectus_abdominis", "external_oblique", "internal_oblique"])
def test_abdominal_muscles_flex_l3_l4_in_all_postures(male: Model, muscle: str, lumbar: float) -> None:
    """All fascicles of a muscle together; its lateral slips alone may extend a little."""
    eq = equations_of(male, bent(lumbar))
    row = 3 * SPINE.index("L3/L4")
    columns = [i for i, index in enumerate(male.body.active) if male.body.fascicles[index].muscle == muscle]
    assert columns_of(male, eq).dense()[0, row, columns].sum() < 0


def test_via_points_push_no_vertebra_with_more_than_30_n_in_standing(wilke: Model) -> None:
    found = analyse_frames(wilke, frames_of(Task.named("standing_relaxed"), wilke))
    body, points = wilke.body, found.equations.point[0]
    push = np.zeros((len(body.skeleton.names), 3))
    first = 0
    column = {index: i for i, index in enumerate(body.active)}
    for index, fascicle in enumerate(body.fascicles):
        path = points[first : first + len(fascicle.path)]
        first += len(fascicle.path)
        if index in column:
            unit = np.diff(path, axis=0)
            unit /= np.linalg.norm(unit, axis=1)[:, None]
            for k in range(1, len(path) - 1):
                push[fascicle.path[k].body] += found.tension[0, column[index]] * (unit[k] - unit[k - 1])
    spine = [i for i, name in enumerate(body.skeleton.names) if name[0] in "LTC" and name[1:].isdigit()]
    worst = max(spine, key=lambda i: np.linalg.norm(push[i]))
    assert np.linalg.norm(push[worst]) < 30, body.skeleton.names[worst]


def test_a_muscle_takes_part_only_if_all_it_pulls_on_is_balanced(male: Model) -> None:
    held = ("clavicle", "scapula", "humerus", "femur", "forearm", "hand")
    for fascicle in male.body.fascicles:
        pulls = {male.body.skeleton.names[p.body].split("_")[0] for p in fascicle.path}
        assert not (fascicle.takes_part and pulls & set(held)), fascicle.name
        assert bool(fascicle.left_out_because) != fascicle.takes_part


def test_strength_of_a_whole_muscle_reaches_all_its_parts() -> None:
    weak, strong = Body.of(Subject(strength={"trapezius": 0.5})), Body.of(Subject())
    for a, b in zip(weak.fascicles, strong.fascicles, strict=True):
        factor = 0.5 if a.muscle.startswith("trapezius") else 1.0
        assert_allclose(a.maximal_force, factor * b.maximal_force)


def test_size_scales_bones_masses_and_areas() -> None:
    small, large = Body.of(Subject(height_m=1.6, mass_kg=55)), Body.of(Subject(height_m=1.9, mass_kg=95))
    assert_allclose(large.skeleton.centre[-1] * 1.6, small.skeleton.centre[-1] * 1.9, rtol=1e-12)
    assert_allclose(large.masses.mass * 55, small.masses.mass * 95, rtol=1e-12)
    ratio = large.fascicles[0].maximal_force / small.fascicles[0].maximal_force
    assert_allclose(ratio, (95 / 55) ** (2 / 3), rtol=1e-12)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"height_m": 3.0}, "1.4 to 2.1 m"),
        ({"mass_kg": float("nan")}, "finite"),
        ({"age_years": -1.0}, "18 to 90"),
        ({"strength": {"multifidus": -1.0}}, "0 to 3"),
    ],
)
def test_a_subject_out_of_range_is_refused_with_the_range(changes: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Subject(**changes)  # type: ignore[arg-type]


def test_an_unknown_muscle_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="multifidus"):
        Body.of(Subject(strength={"multifidos": 1.0}))
