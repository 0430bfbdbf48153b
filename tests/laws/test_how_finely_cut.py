"""How finely a muscle is cut into fascicles is the modeller's choice: the loads do not hang on it."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from dorsum.anatomy.read import FOLDER, Tables, load
from dorsum.body.body import Body
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import OBJECTIVES, Objective, alike
from dorsum.motion.analyze import analyze

TASKS = ("standing_relaxed", "sitting_slouched", "carrying_one_hand", "holding_20kg_60cm")
ASKED = 1e-3  # share by which a load may change


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables with every fascicle as two of half its area."""
    folder = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("split") / "tables"))
    path = folder / "body" / "fascicles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [{**row, "pcsa_cm2": repr(float(row["pcsa_cm2"]) / 2.0)} for row in reader]
        names = reader.fieldnames or ()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {**row, "fascicle": row["fascicle"] + half} for row in rows for half in ("", "_twin")
        )
    return load(folder)


@pytest.fixture(scope="module")
def whole() -> Model:
    return Model(Body.of("male"))


@pytest.fixture(scope="module")
def halves(split: Tables) -> Model:
    return Model(Body.of("male", split))


def change(task: str, one: Model, other: Model, objective: Objective | str) -> float:
    """The largest change of a load, as a share of the greatest load of the posture."""
    found = [analyze(task, model, objective=objective).analysis for model in (one, other)]
    loads = [np.stack([a.compression, a.anterior_shear, a.right_shear]) for a in found]
    return float(np.abs(loads[1] - loads[0]).max() / np.abs(loads[0]).max())


def test_two_for_each(whole: Model, halves: Model) -> None:
    assert len(halves.active) == 2 * len(whole.active)
    force = [model.body.fascicles.maximal_force.sum() for model in (whole, halves)]
    assert force[1] == pytest.approx(force[0], rel=1e-12)


@pytest.mark.parametrize("task", TASKS)
def test_no_load_changes_where_every_fascicle_is_two(task: str, whole: Model, halves: Model) -> None:
    assert change(task, whole, halves, "relative_force_cubed") < ASKED


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_by_no_rule_that_goes_by_name(objective: str, whole: Model, halves: Model) -> None:
    assert change("carrying_one_hand", whole, halves, objective) < ASKED


def test_a_rule_that_counts_fascicles_does_change_them(whole: Model, halves: Model) -> None:
    """Rib cage and reserves are not split: against them fascicles that count each lose by it."""
    assert change("holding_20kg_60cm", whole, halves, Objective("each", 3, alike)) > ASKED
