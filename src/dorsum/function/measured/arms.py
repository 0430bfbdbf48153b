"""Every row of `moment_arm_bands.csv`: arms of whole muscles, and where slices show them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import radians

import numpy as np

from dorsum.anatomy.rows import MomentArmBandRow
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.function.measured.answered import Answers
from dorsum.function.measured.comparison import UNJUDGED, Compared, closed, study_of, verdict
from dorsum.function.measured.slices import centroid
from dorsum.function.stimulate import pull_of
from dorsum.mechanics.model import Model

SUBJECT = {"M": "male", "F": "female", "both": "male"}
FLEXED = ("lumbar_flexion", "supine_kyphosis")
AXIS = {"sagittal": "z", "coronal": "x"}
HOW = {"arm": "−∂ℓ/∂q", "centroid": "middle of the muscle in a slice"}


def compare_arms(answers: Answers) -> Iterator[Compared]:
    """All rows in the order of the table; those that are only to look at are not judged."""

    @cache
    def arms(subject: str, flexed: bool) -> Floats:
        return slopes_of_length(answers.model(subject), flexed)

    for row in answers.tables.moment_arm_bands:
        model = answers.model(SUBJECT[row.sex])
        if row.quantity == "centroid":
            ours = in_slice_mm(model, row)
        else:
            ours = whole_muscle_mm(model, arms(SUBJECT[row.sex], row.posture in FLEXED), row)
        yield _compared(row, ours)


def slopes_of_length(model: Model, flexed: bool) -> Floats:
    """r = −∂ℓ/∂q (n_fascicles, n) in m, standing or with every lumbar joint at the end of its flexion."""
    pull = pull_of(model)
    at = np.zeros(len(pull.names))
    for joint in LUMBAR if flexed else ():
        k = pull.coordinates.position[f"{joint} z"]
        at[k] = -radians(model.body.tables.joint_range(joint, "flexion"))
    return pull.moment_arms(at)


def whole_muscle_mm(model: Model, arms: Floats, row: MomentArmBandRow) -> float:
    """Mean arm of the right fascicles that cross the joint, weighted by maximal force, mm."""
    pull = pull_of(model)
    body = model.body
    crossing = body.crossing([model.joint(row.level)])
    chosen = [
        i
        for i in np.unique(crossing.pair_fascicle)
        if body.fascicles[i].muscle in row.parts and body.fascicles[i].side == "right"
    ]
    force = [body.fascicles[i].maximal_force for i in chosen]
    column = pull.coordinates.position[f"{row.level} {AXIS[row.plane]}"]
    return float(np.average(arms[chosen, column], weights=force)) * 1000


def in_slice_mm(model: Model, row: MomentArmBandRow) -> float:
    """How far the right muscle lies behind or beside the centre of the joint in a slice, mm."""
    x, _, z = centroid(model.body, model.joint(row.level), row.parts) * 1000
    return float(z if row.plane == "coronal" else -x)


def _compared(row: MomentArmBandRow, ours: float) -> Compared:
    judged = row.use == "test"
    low, high = row.low_mm, row.high_mm
    assert not judged or (low is not None and high is not None)  # tested
    ends = (float("-inf") if low is None else low, float("inf") if high is None else high)
    key = (row.muscle, row.level, row.plane, row.posture, row.sex, study_of(row), row.locator)
    muscle = row.muscle.replace("_", " ")
    return Compared(
        kind="arm",
        row=" ".join(key),
        what=f"{muscle}, {row.level}, {row.plane}, {row.posture.replace('_', ' ')}, {row.sex}",
        study=study_of(row),
        provenance=row.provenance,
        n="" if row.n is None else str(row.n),
        measured=row.mean_mm,
        low=closed(ends[0]),
        high=closed(ends[1]),
        unit="mm",
        ours=ours,
        verdict=verdict(ours, ends) if judged else UNJUDGED,
        how=HOW[row.quantity],
        note=row.note,
    )
