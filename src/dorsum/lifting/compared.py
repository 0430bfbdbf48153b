"""Lifts that studies compared, put to the model: every row of `lifting_comparisons.csv` that it can pose.

The two lifts of a comparison stand in `lifting_trials.csv`, with what the study does not tell, and were
written down before they were computed. What is compared is the peak over a lift, at rest or moving. The rules
of the verdict, set once for all rows before the first run:

- a size that lies between the printed ends agrees (`inside`);
- else, where a and b differ by less than 5 % of the larger, there is no difference, which agrees with a
  published `same` alone; a difference has the published sense or the other one;
- of the same sense, a size outside the printed ends is told as a miss of size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import LiftingComparisonRow, LiftingTrialRow
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.errors import BadInput
from dorsum.ledger import Ledger
from dorsum.lifting.analyze import LiftResult, analyze_lift
from dorsum.lifting.lift import Hands, Lift
from dorsum.mechanics.kinematics import joint_axes
from dorsum.mechanics.model import Model
from dorsum.mechanics.net import on_bodies
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import model_for
from dorsum.units import MPA

LEDGER = Ledger(
    "lifting/compared.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "kernel/source/*"),
        *(f"lifting/{name}.py" for name in ("lift", "bending", "posture", "course", "analyze")),
        *("lifting/compared.py", "lifting/regressions.py"),
    ),
    make="make lifting",
)
NO_DIFFERENCE = 0.05  # of the larger of two
INSIDE, SAME, SIZE_OFF = "inside the spread", "same sense", "same sense, size outside"
NONE, OTHER, REFUSED = "no difference", "other sense", "refused"
VERDICTS = (INSIDE, SAME, SIZE_OFF, NONE, OTHER, REFUSED)
LEVELS = {"lumbar": LUMBAR, "T12/L1 to L4/L5": ("T12/L1", *(level for level in LUMBAR if level != "L5/S1"))}


@dataclass(frozen=True)
class Posed:
    """What the model says of one comparison: both lifts, their ratio or difference, and the verdict."""

    comparison: str
    a: float | None
    b: float | None
    unit: str
    found: float | None
    verdict: str
    balanced: bool  # whether muscles hold both lifts; else their loads are lower bounds
    words: str  # of the postures at the start, or why a lift was refused

    @property
    def agrees(self) -> bool:
        """Whether it bears the comparison out."""
        return self.verdict in (INSIDE, SAME)


class Asked:
    """Lifts that are analysed once each, and bodies that are compiled once."""

    def __init__(self) -> None:
        self.models: dict[str, Model] = {}
        self.results: dict[tuple[str, Lift], LiftResult] = {}

    def model(self, body: str) -> Model:
        """A built-in body."""
        if body not in self.models:
            self.models[body] = model_for(body)
        return self.models[body]

    def result(self, body: str, lift: Lift) -> LiftResult:
        """A lift of a built-in body."""
        key = body, lift
        if key not in self.results:
            self.results[key] = analyze_lift(lift, self.model(body))
        return self.results[key]


def lift_of(trial: LiftingTrialRow) -> Lift:
    """A trial as a lift."""
    start = Hands(
        horizontal_cm=trial.start_h_cm,
        vertical_cm=trial.start_v_cm,
        asymmetry_deg=trial.start_asymmetry_deg,
    )
    end = None
    if trial.end_h_cm is not None and trial.end_v_cm is not None:
        end = Hands(
            horizontal_cm=trial.end_h_cm,
            vertical_cm=trial.end_v_cm,
            asymmetry_deg=trial.end_asymmetry_deg or 0.0,
        )
    return Lift(
        mass_kg=trial.mass_kg,
        start=start,
        end=end,
        style=trial.style,
        hands=trial.hands,
        seconds=trial.seconds,
    )


def trials_of(tables: Tables) -> dict[str, dict[str, LiftingTrialRow]]:
    """Comparison → its two trials by side."""
    found: dict[str, dict[str, LiftingTrialRow]] = {}
    for row in tables.lifting_trials:
        found.setdefault(row.comparison, {})[row.side] = row
    return found


def compare(tables: Tables, asked: Asked, only: tuple[str, ...] = ()) -> Iterator[Posed]:
    """Every comparison that is posed, or `only` some, in the order of the table."""
    trials = trials_of(tables)
    for row in tables.lifting_comparisons:
        if row.comparison in trials and (not only or row.comparison in only):
            try:
                yield posed(asked, row, trials[row.comparison])
            except BadInput as error:
                yield Posed(row.comparison, None, None, "", None, REFUSED, False, str(error))


def posed(asked: Asked, row: LiftingComparisonRow, trials: Mapping[str, LiftingTrialRow]) -> Posed:
    """One comparison put to the model."""
    results = {side: asked.result(trial.body, lift_of(trial)) for side, trial in trials.items()}
    values = {side: measured(result, row.measure, row.level) for side, result in results.items()}
    a, b = values["a"], values["b"]
    found = a / b
    if row.relation == "difference":
        found = a - b
        if row.unit == "body weight":
            masses = results["a"].model.body
            found /= masses.subject.mass_kg * masses.tables.constant("gravity")
    starts = [
        f"{side}: trunk {stance.trunk_inclination:.0f}°, knees {stance.knee_flexion:.0f}°"
        for side, stance in ((side, result.stances[0]) for side, result in results.items())
    ]
    return Posed(
        comparison=row.comparison,
        a=a,
        b=b,
        unit=UNITS[row.measure],
        found=found,
        verdict=verdict(row, a, b, found),
        balanced=all(result.balanced for result in results.values()),
        words="; ".join(starts),
    )


def verdict(row: LiftingComparisonRow, a: float, b: float, found: float) -> str:
    """The verdict by the rules of this module; found: the ratio or difference in the unit of the row."""
    spread = row.low is not None and row.high is not None
    if row.low is not None and row.high is not None and row.low <= found <= row.high:
        return INSIDE
    alike = abs(a - b) < NO_DIFFERENCE * max(abs(a), abs(b))
    sense = "same" if alike else "more" if a > b else "less"
    if sense == row.sense:
        return SIZE_OFF if spread else SAME
    return NONE if alike else OTHER


UNITS = {
    **dict.fromkeys(("compression", "shear"), "N"),
    **dict.fromkeys(("moment", "side moment"), "N·m"),
    **{"pressure": "MPa", "impulse": "N·s", "trunk": "°"},
}


def measured(result: LiftResult, measure: str, level: str) -> float:
    """The peak of what was measured over a lift, in `UNITS`; of several levels the mean of their peaks."""
    if measure == "trunk":
        return result.stances[0].trunk_inclination
    if measure == "impulse":
        of = result.result
        return float(np.trapezoid(at_level(of, "compression", level), of.times))
    every = [*result.held, *([] if result.moving is None else [result.moving])]
    levels = LEVELS.get(level, (level,))
    return float(np.mean([max(at_level(of, measure, one).max() for of in every) for one in levels]))


def at_level(result: Result, measure: str, level: str) -> Floats:
    """A measure at one level (frames,): shear forward or backward, moment in whole or but for flexion."""
    if "moment" in measure:
        moment, flexion = net_moment(result, level)
        size = np.linalg.norm(moment, axis=-1)
        if measure == "moment":
            return np.asarray(size)
        return np.asarray(np.sqrt(np.maximum(size**2 - np.vecdot(moment, flexion) ** 2, 0.0)))
    at = list(result.body.levels.names).index(level)
    name = {"shear": "anterior_shear", "pressure": "disc_pressure"}.get(measure, measure)
    values = np.abs(result.array(name)[:, at])
    return np.asarray(values / MPA if measure == "pressure" else values)


def net_moment(result: Result, level: str) -> tuple[Floats, Floats]:
    """Moment (frames, 3) N·m of weight, inertia and loads above a level about its centre, and its axis of
    flexion (frames, 3)."""
    model, frames, placed = result.model, result.frames, result.posed
    joint = model.body.skeleton.joint_index(level)
    above = (model.mech.above @ on_bodies(model, frames, placed))[:, joint]
    moment = above[:, 3:] - np.cross(placed.origin[:, joint], above[:, :3])
    return moment, joint_axes(model.mech.tree, placed, frames.angles)[:, joint, 0]


def weight_above(result: Result, level: str) -> Floats:
    """Force (frames,) N that weight, inertia and loads above a level press downward with."""
    model = result.model
    joint = model.body.skeleton.joint_index(level)
    return -np.asarray((model.mech.above @ on_bodies(model, result.frames, result.posed))[:, joint, 1])


def stored() -> Mapping[str, Posed]:
    """What was found when it was last computed, by comparison."""
    return {row["comparison"]: Posed(**row) for row in LEDGER.stored()["posed"]}


def rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row with four figures."""
    return {
        name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in values.items()
    }


def plain(row: Posed) -> dict[str, Any]:
    """A row as it is stored."""
    return rounded(asdict(row))
