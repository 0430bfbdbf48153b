"""What arm and scapula do without muscles: how high the arm can be held, and where the scapula goes.

The arm is raised with clavicle and scapula in the rhythm of healthy people; where the muscles cannot hold
these there, the arm is not held. Where the scapula goes is told twice, with the arm held forward. What all
other muscles together still lack of moment at clavicle and scapula says what they cannot stop: it goes the
other way. Where they lack nothing they do hold it; what the lost muscles did is then read off a pull: pulled
alone as they pulled in the whole body, gravity off, they move it so far, and without them it would go as far
the other way. Springs and passive muscles alone answer such a pull: its sense counts, its size is rough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Body
from dorsum.clinic.losses import EXACT
from dorsum.clinic.pair import Pair
from dorsum.errors import BadInput, NoEquilibrium
from dorsum.function.movements import OPPOSITE, Posed, movements, unit
from dorsum.function.stimulate import held_by, locked_by, pull_of
from dorsum.function.strength import strength
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

STEP = 10  # ° between the heights at which the arm is tried
FORWARD = 90.0  # ° to which the arm is held forward where the scapula is looked at
LEAST = 0.1  # °, mm or N·m: what is less is not told
PELVIS = "pelvis"
GIRDLE = ("girdle",)
JOINTS = ("sternoclavicular", "acromioclavicular")
WAYS = ("flexion", "abduction")


@dataclass(frozen=True)
class Raised:
    """How high the right arm can be held, °; NaN where it cannot even hang with the scapula in its place."""

    way: str
    before_deg: float
    after_deg: float


@dataclass(frozen=True)
class Drift:
    """A movement of the right scapula: how far a pull takes it, ° or mm, or what moment against it lacks."""

    movement: str
    amount: float
    unit: str


@dataclass(frozen=True)
class Winging:
    """Where the right scapula goes without the muscles, the largest first.

    unheld: movements that the others cannot stop, with the moments that they lack, N·m. pulled: where it
    would go if no other muscle took over, ° and mm.
    """

    unheld: tuple[Drift, ...]
    pulled: tuple[Drift, ...]

    @property
    def movements(self) -> tuple[str, ...]:
        """Where it goes: what others cannot stop, or, where they hold it, what they have to stop."""
        return tuple(dict.fromkeys(each.movement for each in self.unheld or self.pulled))


def raised(pair: Pair, way: str) -> Raised:
    """The height to which the right arm can be raised forward (`flexion`) or sideways (`abduction`)."""
    return Raised(way, highest(pair.whole, way), highest(pair.weak, way))


def highest(body: Body, way: str) -> float:
    """The highest of all heights, 0, 10, 20 … °, to which the right arm is held; 0: not even there."""
    reached = 0.0
    for height in np.arange(0.0, 180.0, STEP):
        raised_to = {"shoulder_flexion_right": 0.0, f"shoulder_{way}_right": float(height)}
        posture = Posture.from_mapping(raised_to)
        try:
            strength(body, "shoulder", way, posture, EXACT)
        except (NoEquilibrium, BadInput):  # what lies beyond the range of the joint is no posture
            return reached
        reached = float(height)
    return reached


def winging(pair: Pair) -> Winging:
    """Where the right scapula goes with the arm held forward."""
    return Winging(unheld(pair.weak), pulled(pair))


def unheld(body: Body) -> tuple[Drift, ...]:
    """The movements of clavicle and scapula that the muscles of a body cannot stop."""
    found = _forward(body)
    if found.shortfall is None:
        return ()
    lacks = np.asarray(found.analysis.solution.reserves)[0]
    ways: dict[tuple[str, str, str], str] = {
        (row.joint, row.coordinate, row.sign): row.direction for row in body.tables.joint_ranges
    }
    drifts = []
    for row, moment in zip(found.model.rows, lacks, strict=False):
        kind = row.joint.removesuffix("_right")
        if kind in JOINTS and abs(moment) > LEAST:
            goes = ways[kind, row.axis, "-" if moment > 0 else "+"]
            drifts.append(Drift(goes, abs(float(moment)), "N·m"))
    return tuple(sorted(drifts, key=lambda each: -each.amount))


def pulled(pair: Pair) -> tuple[Drift, ...]:
    """Where the lost muscles had kept it from going, by a pull."""
    before = np.nan_to_num(np.asarray(_forward(pair.whole).activations)[0])
    left = pair.weak.fascicles.maximal_force / pair.whole.fascicles.maximal_force
    model = model_for(pair.whole)
    pull = pull_of(model)
    locked = locked_by(model, pull, held_by(model, PELVIS, "right")[1])
    rest = pull.settle(before * (1.0 - left) * pair.taken, locked)
    placed = model.place(rest.angles[None])
    posed = Posed(pull, rest.coordinates, placed.rotation[0], placed.origin[0])
    part = next(row for row in pair.whole.tables.moved_parts if row.part == "scapula")
    other = OPPOSITE | {word: back for back, word in OPPOSITE.items()}
    found = [
        Drift(other[word], amount, unit(part, word))
        for word, amount in movements(posed, part, "right").items()
        if amount > LEAST
    ]
    return tuple(sorted(found, key=lambda each: -each.amount))


def _forward(body: Body) -> Result:
    task = Task(name="arm", title="Arm held forward", posture=Posture(shoulder_flexion_right=FORWARD))
    return analyze(task, body.freed(GIRDLE), options=Options(posture="exact", free=GIRDLE))
