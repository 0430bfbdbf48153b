"""Compression beside what published regressions say of the same held posture: side by side, no bar.

Hands are straight ahead, the load is held still, and the regression gets what the model stands like: trunk,
net moment, weight above the disc, and where hands and disc are. `compression_regressions.csv` has equations
and coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import cos, radians, sin
from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import CompressionRegressionRow
from dorsum.errors import BadInput
from dorsum.lifting.bending import ankles
from dorsum.lifting.compared import LEDGER, Asked, at_level, net_moment, rounded, weight_above
from dorsum.lifting.course import task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.posture import stances
from dorsum.lifting.published import INCH, POUND_FORCE
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.units import CM

# Chosen before the first run: NIOSH's nearest reach to beyond a large box, floor to chest.
HORIZONTAL = (25.0, 40.0, 55.0)  # cm
VERTICAL = (10.0, 40.0, 75.0, 110.0)  # cm
MASSES = (5.0, 15.0, 25.0)  # kg
BODIES = ("male", "female")
STYLES = ("stoop", "squat")  # beside free, of the first body with the middle mass


class Told(NamedTuple):
    """What a regression is told of a held posture, in SI units."""

    body_weight: float
    load_weight: float
    trunk: float  # rad from the vertical
    reach: float  # m, hands before the disc L5/S1
    moment: Mapping[str, float]  # N·m at L5/S1 and L4/L5
    above: float  # N, of all above L5/S1, load included


@dataclass(frozen=True)
class Held:
    """One posture: the model's compression at both levels and that of every regression, N."""

    horizontal_cm: float
    vertical_cm: float
    mass_kg: float
    body: str
    style: str
    trunk_deg: float
    knees_deg: float
    moment_nm: float  # at L5/S1
    ours: Mapping[str, float]  # by level
    theirs: Mapping[str, float]  # by regression
    balanced: bool

    def ratio(self, row: CompressionRegressionRow) -> float:
        """Ours over theirs."""
        return self.ours[row.level] / self.theirs[row.regression]


def numbers(row: CompressionRegressionRow) -> dict[str, float]:
    """The coefficients of a regression, by name or by place."""
    pairs = (text.rpartition("=") for text in row.coefficients)
    return {name or str(i): float(value) for i, (name, _, value) in enumerate(pairs)}


def utah(row: CompressionRegressionRow, told: Told) -> float:
    """F = 3 W sin t + 0.5 L H + 0.8 (W/2 + L) in pounds and inches, N."""
    c = numbers(row)
    body, load = told.body_weight / POUND_FORCE, told.load_weight / POUND_FORCE
    pounds = c["trunk"] * body * sin(told.trunk) + c["hands"] * load * told.reach / INCH
    return (pounds + c["along"] * (c["above"] * body + load)) * POUND_FORCE


def polynomial(row: CompressionRegressionRow, told: Told) -> float:
    """A polynomial of the extension moment at its level, N."""
    moment = told.moment[row.level]
    return float(np.polynomial.polynomial.polyval(moment, list(numbers(row).values())))


def single_muscle(row: CompressionRegressionRow, told: Told) -> float:
    """F = M / lever + W cos t, N."""
    return told.moment[row.level] / numbers(row)["lever"] + told.above * cos(told.trunk)


FORMULAS = {"utah": utah, "polynomial": polynomial, "single_muscle": single_muscle}


def computed(tables: Tables) -> list[CompressionRegressionRow]:
    """The regressions whose equation is known."""
    return [row for row in tables.compression_regressions if row.formula]


def grid() -> list[tuple[str, Lift]]:
    """Bodies, masses and styles of the grid, each with its first place."""
    start, middle = places()[0], MASSES[len(MASSES) // 2]
    free = [(body, Lift(mass_kg=mass, start=start)) for body, mass in product(BODIES, MASSES)]
    return free + [(BODIES[0], Lift(mass_kg=middle, start=start, style=style)) for style in STYLES]


def places() -> list[Hands]:
    """Where the hands are in the grid."""
    return [Hands(horizontal_cm=h, vertical_cm=v) for h, v in product(HORIZONTAL, VERTICAL)]


def hold(tables: Tables, asked: Asked) -> Iterator[Held]:
    """Every posture of the grid beside the regressions, but where hands do not reach or bodies would fall."""
    for body, lift in grid():
        for start in places():
            try:
                yield held(tables, asked.model(body), replace(lift, start=start, title=""))
            except BadInput:
                continue


def held(tables: Tables, model: Model, lift: Lift) -> Held:
    """A load held still at the start of a lift beside the regressions."""
    (stance,) = stances(model, lift, [lift.start])
    result = analyze(task_of(model, lift, [stance]), model)
    told = told_of(result, lift, stance.trunk_inclination)
    return Held(
        horizontal_cm=lift.start.horizontal_cm,
        vertical_cm=lift.start.vertical_cm,
        mass_kg=lift.mass_kg,
        body=model.body.subject.name,
        style=lift.style,
        trunk_deg=stance.trunk_inclination,
        knees_deg=stance.knee_flexion,
        moment_nm=told.moment["L5/S1"],
        ours={level: float(at_level(result, "compression", level)[0]) for level in ("L5/S1", "L4/L5")},
        theirs={row.regression: FORMULAS[row.formula](row, told) for row in computed(tables)},
        balanced=bool(result.balanced.all()),
    )


def told_of(result: Result, lift: Lift, trunk_deg: float) -> Told:
    """What regressions are told of a result."""
    model, placed = result.model, result.posed
    gravity = model.body.tables.constant("gravity")
    disc = placed.origin[0, model.body.skeleton.joint_index("L5/S1"), 0]
    moments = {}
    for level in ("L5/S1", "L4/L5"):
        moment, flexion = net_moment(result, level)
        moments[level] = float(abs(np.vecdot(moment, flexion)[0]))
    return Told(
        body_weight=model.body.subject.mass_kg * gravity,
        load_weight=lift.mass_kg * gravity,
        trunk=radians(trunk_deg),
        reach=float(ankles(model, placed)[0, 0] + lift.start.horizontal_cm * CM - disc),
        moment=moments,
        above=float(weight_above(result, "L5/S1")[0]),
    )


def plain(row: Held) -> dict[str, Any]:
    """A row as it is stored."""
    values = rounded(vars(row))
    return values | {name: rounded(getattr(row, name)) for name in ("ours", "theirs")}


def stored() -> list[Held]:
    """The postures of the grid when they were last computed."""
    return [Held(**row) for row in LEDGER.stored()["held"]]
