"""Least and greatest load over admissible contact forces: every one tried, and other corners."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.mechanics.admissible import ranges_of
from dorsum.mechanics.analysis import Analysis, Frames, Options, analyse_frames
from dorsum.mechanics.bearing import bear, weight_of
from dorsum.mechanics.contacts import Contacts
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.mechanics.solve import solve
from dorsum.motion.acting import Support
from dorsum.motion.analyze import analyze
from dorsum.motion.frames import unsupported
from dorsum.motion.posture import Posture
from dorsum.motion.supports import contacts_of
from dorsum.motion.task import Task
from dorsum.report.contacts import between
from dorsum.report.summary import Summary

RULE, OPTIONS = Objective.of(DEFAULT), Options()

ELBOWS = Task(
    posture=Posture.from_mapping(
        {"stance": "sitting", "trunk_inclination": 45.0, "lumbar_flexion": 25.0, "shoulder_flexion": 54.0}
    ),
    supports=[Support(kind="elbows", friction=0.0)],
    abdominal_pressure_kpa=1.0,
)


def on_elbows(model: Model, beside: Frames, contacts: Contacts, push: tuple[float, float]) -> Analysis:
    forces = np.zeros((1, 2, 3))
    forces[0, :, 1] = push
    wrench = contacts.wrenches(forces, beside.external.shape[1])
    return analyse_frames(model, beside._replace(external=beside.external + wrench), RULE, OPTIONS)


def effort_of(model: Model, found: Analysis) -> float:
    """The mean of relative muscle force, with what the shoulders hold: by hand, from wrenches."""
    problem, solution, tables = found.problem, found.solution, model.body.tables
    cost = 3 * problem.objective(solution.values, solution.reserves)[0]
    size = (model.body.subject.mass_kg / 70.0) ** (2 / 3)
    volume = 0.5 * size * tables.constant("shoulder_muscle_volume") * 1e-6 / 3.75e-6
    names, eq = model.body.skeleton.names, found.equations
    for side in ("right", "left"):
        arm = names.index(f"humerus_{side}")
        on_arm = np.asarray(model.mech.above)[arm] @ eq.carried[0]
        about = on_arm[3:] - np.cross(eq.posed.origin[0, arm], on_arm[:3])
        turned = eq.posed.rotation[0, names.index(f"scapula_{side}")].T @ about
        cost += volume * (np.abs(turned / (size * tables.constant("shoulder_strength"))) ** 3).sum()
    return float((cost / problem.weights[0].sum()) ** (1 / 3))


def test_all_pushes_on_two_elbows_give_the_same_least_and_greatest_load(wilke: Model) -> None:
    """Two unknowns: every pair on a grid is tried, without the solver that found the contacts."""
    beside = unsupported(ELBOWS, wilke)
    contacts = contacts_of(wilke, ELBOWS, beside)
    borne = bear(wilke, beside, contacts, RULE, OPTIONS)
    at_best = analyse_frames(wilke, beside._replace(external=borne.external), RULE, OPTIONS)
    best = borne.forces[0, :, 1]
    least = effort_of(wilke, at_best)
    bound = least + wilke.body.tables.constant("contact_effort")
    loads = []
    for right in best[0] + np.linspace(-48.0, 48.0, 33):
        for left in best[1] + np.linspace(-48.0, 48.0, 33):
            tried = on_elbows(wilke, beside, contacts, (right, left))
            effort = effort_of(wilke, tried)
            assert effort > least - 1e-7  # none is better than what was found
            if effort <= bound:
                loads.append(tried.compression[0, :5])
    assert len(loads) > 20
    found = ranges_of(wilke, at_best._replace(borne=borne), 0)
    grid = np.stack([np.min(loads, axis=0), np.max(loads, axis=0)], axis=1)
    width = grid[:, 1] - grid[:, 0]
    assert (width > 20.0).all()
    assert (np.abs(found - grid) < 0.12 * width[:, None] + 2.0).all()


@pytest.mark.parametrize("name", ["lying_supine", "sitting_elbows_on_thighs", "plank"])
def test_what_is_admissible_lies_between_least_and_greatest(name: str, wilke: Model) -> None:
    """Least effort under prices of random contacts: other corners of what is admissible."""
    result = analyze(name, wilke, posture="exact")
    analysis = result.analysis
    borne, problem = analysis.borne, analysis.borne.problem
    least, greatest = (
        result.array("least_compression")[0, 1],
        result.array("greatest_compression")[0, 1],
    )
    own = analysis.compression[0, 1]
    assert least <= own <= greatest
    muscles = problem.shape[2] - borne.factors.shape[1]
    cost = problem.weights[0, :muscles].sum()

    def effort(solution) -> float:
        scaled = np.abs(solution.reserves[0] / problem.reserve_scale) ** 3
        total = problem.weights[0, :muscles] @ np.abs(solution.values[0, :muscles]) ** 3
        return float(((total + problem.reserve_weight * scaled.sum()) / cost) ** (1 / 3))

    bound = effort(borne.solution) + wilke.body.tables.constant("contact_effort")
    rng, seen = np.random.default_rng(3), 0
    for _ in range(12):
        weights = problem.weights.copy()
        weights[0, muscles:] *= 10.0 ** rng.uniform(0, 4, weights.shape[1] - muscles)
        solution = solve(replace(problem, matrices=problem.columns, weights=weights))
        if effort(solution) > bound:
            continue
        forces = borne.contacts.forces(weight_of(wilke) * solution.values[:, muscles:])
        external = borne.without + borne.contacts.wrenches(forces, borne.without.shape[1])
        load = analyse_frames(wilke, analysis.frames._replace(external=external)).compression[0, 1]
        assert least - 1.0 <= load <= greatest + 1.0
        seen += 1
    assert seen > 3


def test_a_point_value_only_where_least_and_greatest_are_near(wilke: Model) -> None:
    """In the headline, in files and in the certificate alike."""
    lying, bridge, standing = (
        Summary(analyze(n, wilke)) for n in ("lying_supine", "bridge", "standing_relaxed")
    )
    assert lying.load.startswith("between 0.")
    assert "bears between 0." in lying.headline
    low, high = (float(lying.result.array(f"{end}_compression")[lying.peak]) for end in ("least", "greatest"))
    assert lying.between == (low, high)
    assert high - low > 0.1 * high
    assert bridge.between is None
    assert "between" not in bridge.headline
    least, greatest = (
        bridge.result.array(f"{end}_compression")[bridge.peak] for end in ("least", "greatest")
    )
    assert 0.0 < greatest - least < 0.1 * greatest
    assert between(standing.result, 0, 1) is None
    assert_allclose(standing.result.least_compression, standing.result.compression)
    assert [any("Over all contact forces" in text for text in s.certificate) for s in (lying, standing)] == [
        True,
        False,
    ]


def test_limits_are_held_against_the_greatest_load() -> None:
    """No verdict flatters where contacts leave a load open."""
    summary = Summary(analyze("sitting_slouched"))
    assert summary.between is not None
    greatest = summary.between.greatest
    assert greatest > 1.1 * summary.compression
    of_action = f"at most {100 * greatest / summary.limits.action:.0f} %"
    assert summary.share_of_action == of_action
    assert of_action in summary.headline
