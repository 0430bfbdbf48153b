"""A muscle without strength pulls with nothing, and no number of an answer is lost over it."""

import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR
from dorsum.body.subject import Subject
from dorsum.exchange.write.osim.document import osim_document
from dorsum.kernel.library import kernel
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import OBJECTIVES
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task
from dorsum.report.data import result_as_dict
from dorsum.report.text import print_result

OBLIQUES = ("internal_oblique", "external_oblique")
WALL = ("transversus_abdominis", *OBLIQUES)
ROWS, FASCICLES = load().muscles, {row.muscle for row in load().fascicles}
WHOLES = sorted({row.part_of or row.muscle for row in ROWS if row.muscle in FASCICLES})
ERECTORS = tuple(sorted({row.muscle for row in ROWS if row.system == "sacrospinal"}))


def lost(result: Result) -> list[str]:
    """Names of the arrays that hold a NaN or an infinity where they should hold a number."""
    found, body = result.analysis, result.body
    lumbar = np.isfinite(body.levels.disc_area)
    numbers = {
        "required": found.equations.required,
        "tension": found.tension,
        "activation": found.activation,
        "reserves": found.solution.reserves,
        "compression": found.compression,
        "anterior shear": found.anterior_shear,
        "right shear": found.right_shear,
        "disc pressure": found.pressure[:, lumbar],
        "abdominal pressure": found.equations.pressure,
        "transversus": found.equations.transversus_activation,
        "ligaments": found.equations.ligament_tension,
        "reaction": found.reactions.moment,
        "erector": np.concatenate([result.erector_effort(side) for side in ("right", "left")]),
        "certificate": np.array(list(result.certificate().values()), dtype=float),
    }
    return [name for name, array in numbers.items() if not np.isfinite(array).all()]


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of("male")


@pytest.mark.parametrize("muscle", WHOLES)
def test_each_whole_muscle_may_be_without_strength(body: Body, muscle: str) -> None:
    """The force of one muscle's fascicles taken from a body, which is what a subject's 0 does."""
    none, force = body.of_muscle(muscle), body.fascicles.maximal_force.copy()
    force[none] = 0.0
    weak = replace(body, fascicles=replace(body.fascicles, maximal_force=force))
    result = analyze("carrying_one_hand", Model(weak))
    assert lost(result) == []
    assert np.nan_to_num(result.forces[:, none]).max() == 0.0


def test_a_subject_without_strength_has_fascicles_without_force(body: Body) -> None:
    weak = Body.of(Subject(name="male", strength={"multifidus": 0}))
    none = body.of_muscle("multifidus")
    assert all(weak.fascicles[i].maximal_force == 0.0 for i in none)
    others = np.setdiff1d(np.arange(len(body.fascicles)), none)
    assert all(weak.fascicles[i].maximal_force == body.fascicles[i].maximal_force for i in others)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("muscles", [OBLIQUES, WALL, ERECTORS, tuple(WHOLES)])
def test_several_may_be_under_every_objective(muscles: tuple[str, ...], objective: str) -> None:
    subject = Subject(strength=dict.fromkeys(muscles, 0.0))
    result = analyze("lifting_20kg_bent_knees", subject, objective=objective)
    assert lost(result) == []


def test_no_report_shows_a_number_that_is_none() -> None:
    """Both obliques without strength against a pressure: what a user reads, as text and as JSON."""
    task = replace(Task.named("standing_relaxed"), abdominal_pressure_kpa=20.0)
    result = analyze(task, Subject(strength=dict.fromkeys(OBLIQUES, 0.0)))
    shown = StringIO()
    print_result(result, Console(file=shown, width=120))
    words = shown.getvalue().lower()
    assert any(level.lower() in words for level in LUMBAR)
    assert "nan" not in words.split()
    assert "inf" not in words.split()
    assert "nan" not in str(result_as_dict(result))
    assert any("the abdominal wall holds" in sentence for sentence in result.warnings)


def test_slopes_and_files_of_other_programs_hold_numbers_without_it() -> None:
    weak = Model(Body.of(Subject(strength=dict.fromkeys(WALL, 0.0))))
    result = analyze("standing_relaxed", weak)
    assert result.shortfall is None
    if kernel() is not None:
        slopes = result.slopes("L4/L5")
        assert all(np.isfinite(array).all() for array in (slopes.by_angle, slopes.by_force, slopes.by_moment))
    document = osim_document(weak, result.frames.angles[0])
    assert re.search(r"[^a-z](nan|inf)[^a-z]", document.lower()) is None
