"""Bodies with trunk and knees bent by so much, in balance, hands as near to a place as arms bring them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.rows import LiftingStyleRow
from dorsum.body.lengths import measured, upright
from dorsum.body.skeleton import SIDES, Floats
from dorsum.lifting.lift import Hands, Lift
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.arms import raise_arms, reach_with, reaching
from dorsum.motion.controls import lumbar_share
from dorsum.motion.legs import bend_legs, lean, leaning
from dorsum.motion.places import between_ankles, hand_offset, shoulder_line
from dorsum.motion.pose import Pose
from dorsum.motion.task import Task
from dorsum.motion.trunk import tilt_pelvis, turn_spine
from dorsum.motion.words import ROW, Words
from dorsum.units import CM, DEGREE

MOST_TURNS, STAYS = 60, 1e-11  # of a body that balances as its arms reach; m
FEW_TURNS = 4  # of one that need not balance quite
MOST_RATIO = 0.7  # of a step to the one before
FAR = 10.0  # m, that a body which cannot stand is short of its load
KNEES = [ROW[f"knee_flexion_{side}"] for side in SIDES]


class Places(NamedTuple):
    """Places of hands, each for one body that stands."""

    at: Floats  # (n, 3) m from the middle between the ankles, in axes of the pelvis that has turned
    up: Floats  # (n,) m above the floor
    twist: Floats  # (n,) °, of the trunk to the left
    knees: Floats  # (n,) °, how far the style bends them for a load on the floor
    mass: Floats  # (n,) kg
    hands: str
    elbow: float  # °, how far elbows stay bent at low loads
    straighter: Floats | float = 0.0  # (n,) share of what the trunk's rule bends elbows that is given up
    forward: Floats | float = 0.0  # (n,) m, the centre of mass before its usual point over the feet

    def of(self, which: NDArray[np.int_]) -> Places:
        """Some of them."""
        at, up, twist, knees, mass = (each[which] for each in self[:5])
        n = len(self.up)
        late = (np.broadcast_to(each, n)[which] for each in (self.straighter, self.forward))
        return Places(at, up, twist, knees, mass, self.hands, self.elbow, *late)

    def trying(self, effort: Floats, most: float) -> Places:
        """With the last that is done to reach (n,): up to 1 elbows straighten, up to 2 the centre of mass
        comes forward by up to `most` m."""
        late = np.clip(effort, 0.0, 1.0), np.clip(effort - 1.0, 0.0, 1.0) * most
        return self._replace(straighter=late[0], forward=late[1])


class Bent(NamedTuple):
    """What bodies that are bent do."""

    pose: Pose
    posed: Posed
    load: Floats  # (n, 3) m from the line of the shoulders
    excess: Floats  # (n,) m, by which the place is farther off than arms go, bent as the rule has it


def rule(model: Model, name: str) -> float:
    """A number of `lifting_rules.csv`."""
    return next(row.value for row in model.body.tables.lifting_rules if row.rule == name)


def style_of(model: Model, name: str) -> LiftingStyleRow:
    """A row of `lifting_styles.csv`."""
    return next(row for row in model.body.tables.lifting_styles if row.style == name)


def ankle_height(model: Model) -> float:
    """How high the ankles of who stands are above the floor, m."""
    return float(upright(model.body.skeleton, model.body.tables)["ankle"])


def places_of(
    model: Model, lifts: Sequence[Lift], hands: Sequence[Hands], elbow: float | None = None
) -> Places:
    """Places of the hands of lifts by the same hands: of an asymmetry a part is left when the pelvis turned.

    `elbow` ° is how far elbows stay bent, None: by the rule.
    """
    aside = np.array([at.asymmetry_deg for at in hands])
    up = np.array([at.vertical_cm for at in hands]) * CM
    pelvis, twist = turns_of(model, aside, up)
    left = (aside - pelvis) * DEGREE
    away = np.array([at.horizontal_cm for at in hands]) * CM
    return Places(
        np.stack([away * np.cos(left), up - ankle_height(model), away * np.sin(left)], axis=1),
        up,
        -twist,
        np.array([style_of(model, lift.style).knee_flexion_deg for lift in lifts]),
        np.array([lift.mass_kg for lift in lifts]),
        lifts[0].hands,
        rule(model, "elbow_low") if elbow is None else elbow,
    )


def down_of(model: Model, up: Floats) -> Floats:
    """How far hands (n,) m above the floor are down: from 0 where they hang to 1 at `low_hands` or lower."""
    hang, low = hanging_height(model), rule(model, "low_hands") * CM
    return np.clip((hang - up) / (hang - low), 0.0, 1.0)


def turns_of(model: Model, aside: Floats, up: Floats) -> tuple[Floats, Floats]:
    """Of asymmetries (n,) °, of hands so far above the floor (n,) m, what the pelvis turns on the hips and
    what the trunk twists, ° to the right."""
    down = down_of(model, up)
    share, most, most_twist = (
        rule(model, f"{name}_upright") * (1.0 - down) + rule(model, name) * down
        for name in ("pelvis_share", "pelvis_most", "twist_most")
    )
    thorax = rule(model, "thorax_turns") * aside
    return np.clip(share * thorax, -most, most), np.clip((1.0 - share) * thorax, -most_twist, most_twist)


def most_forward(model: Model) -> float:
    """How far before its usual point over the feet the centre of mass may come, m."""
    foot = measured(model.body.skeleton, model.body.tables)["foot"]
    return rule(model, "weight_forward") * foot


def hanging_height(model: Model) -> float:
    """How high above the floor the hands of who stands hang, with elbows as they are at low loads, m."""
    low = min(reach_with(model, rule(model, "elbow_low")).values())
    up = shoulder_line(model.body.skeleton, model.upright.origin) - ankles(model, model.upright)
    return float(up[0, 1]) + ankle_height(model) - low


def bent(
    model: Model,
    places: Places,
    trunk: Floats | float,
    knees: Floats,
    within: float = STAYS,
    near: Floats | None = None,
) -> Bent:
    """Bodies with the trunk inclined and the knees bent by so much (n,) °, in balance within so much, m.

    `near` (n, 3) m is where the loads may be from the shoulders, to begin with.
    """
    n, lumbar = len(knees), lumbar_share(model.body.tables, "twist")
    _, words = Words.of(Task(title="lift"))
    angles = np.repeat(words.angles, n, axis=1)
    angles[ROW["trunk_inclination"]] = trunk
    angles[KNEES] = knees
    angles[ROW["lumbar_twist"]] = places.twist * lumbar
    angles[ROW["thoracic_twist"]] = places.twist * (1.0 - lumbar)
    task = Task(title="lift", loads=[Load(mass_kg=1.0, hands=places.hands, reference="shoulders")])
    flat = np.zeros((n, len(model.body.skeleton.names), 3))
    words = Words("standing", False, angles, {}, np.zeros((n, 3)), places.forward)
    pose = Pose(task, np.zeros(n), words, flat)
    for step in (turn_spine, tilt_pelvis, bend_legs):
        pose = step(model, pose)
    pose, load, falls = _balanced(model, places, pose, within, near)
    posed = pose.placed(model)
    excess = _excess(model, places, pose.words["trunk_inclination"], posed)
    return Bent(pose, posed, load, np.where(falls, FAR, excess))


def _balanced(
    model: Model, places: Places, pose: Pose, within: float, near: Floats | None
) -> tuple[Pose, Floats, NDArray[np.bool_]]:
    """In balance, with the load (n, 3) m from the shoulders, and which bodies no lean brings there.

    The body leans as arms and load have it, and the arms reach as the body does. Every two rounds the rest of
    the way is told by how much smaller the last step was.
    """
    load = places.at - _shoulders(model, pose.placed(model)) if near is None else near
    last, falls = None, np.zeros(len(places.at), dtype=bool)
    for _ in range(MOST_TURNS if within <= STAYS else FEW_TURNS):
        pose = raise_arms(model, replace(pose, words=replace(pose.words, hands=load)))
        turn = lean(model, pose, places.mass)
        falls = np.isnan(turn)
        pose = leaning(model, pose, np.where(falls, 0.0, turn))
        step = places.at - _shoulders(model, pose.placed(model)) - load
        if np.abs(step[~falls]).max(initial=0.0) < within:
            break
        load = load + step
        if last is None:
            last = step
        else:
            ratio = np.vecdot(step, last) / np.maximum(np.vecdot(last, last), 1e-300)
            ratio = np.clip(ratio, 0.0, MOST_RATIO)
            load, last = load + step * (ratio / (1.0 - ratio))[:, None], None
    return pose, load, falls


def ankles(model: Model, posed: Posed) -> Floats:
    """The middle between the ankles (n, 3) m."""
    return between_ankles(model.body.skeleton, posed.origin)


def _shoulders(model: Model, posed: Posed) -> Floats:
    """The line of the shoulders (n, 3) m from the middle between the ankles."""
    return np.asarray(shoulder_line(model.body.skeleton, posed.origin) - ankles(model, posed))


def distances(model: Model, places: Places, posed: Posed) -> dict[str, Floats]:
    """From shoulder to hand (n,) m, of each hand that holds the load."""
    target = np.full((len(SIDES), len(places.at), 3), np.nan)
    for side in HANDS[places.hands]:
        at = places.at + ankles(model, posed) + hand_offset(model, places.hands, side)
        target[SIDES.index(side)] = at
    to, _ = reaching(model, posed, target)
    lengths = np.sqrt(np.vecdot(to, to))
    return {side: lengths[SIDES.index(side)] for side in HANDS[places.hands]}


def _excess(model: Model, places: Places, trunk: Floats, posed: Posed) -> Floats:
    low, first = (reach_with(model, bent) for bent in (places.elbow, rule(model, "elbow_upright")))
    left = np.exp(-trunk / rule(model, "elbow_straightens")) * (1.0 - places.straighter)
    short = [
        distance - low[side] + (low[side] - first[side]) * left
        for side, distance in distances(model, places, posed).items()
    ]
    return np.asarray(np.max(short, axis=0))
