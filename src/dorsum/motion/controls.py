"""A posture and a load by a few sliders, as a task: the same can be written as a task file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, sqrt

import numpy as np

from dorsum import inputs
from dorsum.anatomy.read import Tables
from dorsum.body.lengths import upright
from dorsum.body.masses import arm_length
from dorsum.body.skeleton import LUMBAR, SIDES, THORACIC, Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.acting import HANDS, Load
from dorsum.motion.arms import reaching
from dorsum.motion.frames import frames_of, pose_of
from dorsum.motion.places import hand_offset, load_position, shoulder_line
from dorsum.motion.posture import Posture
from dorsum.motion.sliders import SLIDERS
from dorsum.motion.task import Task

TITLE = "Posture of the sliders"
MOST_ROUNDS, STAYS = 50, 1e-10  # of shoulders that reaching arms take along; m
HEIGHT_STAYS = 1e-6  # m, of the shoulders of who holds a load at a height above the floor
GAINED_M = 0.15  # m: the most that a raised girdle (some 5 cm) and a step of the feet (10 cm) bring; derived
UP = np.array([0.0, 1.0, 0.0])
ALMOST_STRAIGHT = 0.999  # of the arm's length: a straight arm would lie on the edge of what it can reach


@dataclass(frozen=True, kw_only=True)
class Controls:
    """Angles in ° from upright standing, forward, to the right and to the left turn positive.

    `reach_m` is how far the middle of the hands lies in front of the shoulders, `side_m` how far to the
    right of their middle, or of its own shoulder where one hand is told; `height_m` is how far above the
    shoulders it lies, `above_floor_m` in its place how far above the soles. Without a place the arms hang,
    without a height they are straight; what else is not said of a place is 0.
    """

    trunk_inclination: float = 0.0
    bending: float = 0.0
    turning: float = 0.0
    knee_flexion: float = 0.0
    mass_kg: float = 0.0
    reach_m: float | None = None
    height_m: float | None = None
    above_floor_m: float | None = None
    side_m: float = 0.0
    hands: str = "both"

    def __post_init__(self) -> None:
        for slider in SLIDERS:
            value = getattr(self, slider.name)
            if value is not None:
                inputs.within(slider.name, value, *slider.allowed, slider.unit)
        if self.hands not in HANDS:
            raise UnknownName("hand", str(self.hands), HANDS)
        if self.height_m is not None:
            inputs.within("height_m", self.height_m, -2, 2, "m")
            if self.reach_m is None:
                raise BadInput("height_m says where reaching hands are: give reach_m, too")
            if self.above_floor_m is not None:
                raise BadInput("give height_m or above_floor_m, not both")

    @property
    def reaches(self) -> bool:
        """Whether the hands have a place; else the arms hang."""
        return self.reach_m is not None or self.above_floor_m is not None or self.side_m != 0.0


def task_of(model: Model, controls: Controls) -> Task:
    """The held posture that the controls describe, for the arms of this body.

    Forward bending follows the rhythm of `flexion_rhythm.csv`. Bending, turning and leaning back are shared
    between lumbar and thoracic spine as the sums of their ranges, within each by `rhythm.csv`.

    Raises:
        BadInput, UnknownName: a value beyond what a task may hold, or a reach that no arm has.
    """
    posture = _posture(model.body.tables, controls)
    return Task(
        name="sliders",
        title=TITLE,
        posture=posture,
        loads=_loads(model, controls, posture),
        assumptions=(
            "bending, turning and leaning back are shared between lumbar and thoracic spine as their ranges",
        ),
    )


def _posture(tables: Tables, controls: Controls) -> Posture:
    lean, bend, turn = controls.trunk_inclination, controls.bending, controls.turning
    back = min(lean, 0.0)
    lumbar = {movement: lumbar_share(tables, movement) for movement in ("extension", "bending", "twist")}
    return Posture(
        trunk_inclination=lean,
        lumbar_flexion=back * lumbar["extension"] if back else None,
        thoracic_flexion=back * (1 - lumbar["extension"]) if back else None,
        lumbar_bending=bend * lumbar["bending"],
        thoracic_bending=bend * (1 - lumbar["bending"]),
        lumbar_twist=turn * lumbar["twist"],
        thoracic_twist=turn * (1 - lumbar["twist"]),
        knee_flexion_right=controls.knee_flexion,
        knee_flexion_left=controls.knee_flexion,
    )


def lumbar_share(tables: Tables, movement: str) -> float:
    """The share of the lumbar joints in the sum of the lumbar and thoracic ranges of a movement."""
    lumbar, thoracic = (
        sum(tables.joint_range(joint, movement) for joint in region) for region in (LUMBAR, THORACIC)
    )
    return lumbar / (lumbar + thoracic)


def _loads(model: Model, controls: Controls, posture: Posture) -> tuple[Load, ...]:
    mass = controls.mass_kg
    if not controls.reaches:
        return (Load(mass_kg=mass, hands=controls.hands),) if mass else ()
    held = Task(name="arms hanging", posture=posture)
    posed = model.place(frames_of(held, model).angles)
    origin = posed.origin[0]
    place = Load(
        mass_kg=mass,
        hands=controls.hands,
        reference="shoulders",
        forward_m=controls.reach_m or 0.0,
        right_m=controls.side_m,
    )
    if controls.hands != "both":  # one hand reaches straight ahead of its shoulder
        aside = origin[_shoulder(model, controls.hands)] - shoulder_line(model.body.skeleton, origin)
        place = replace(place, right_m=controls.side_m + float(aside[2]))
    if controls.height_m is not None:
        return (replace(place, up_m=controls.height_m),)
    if controls.above_floor_m is not None:
        return (_above_floor(model, controls.above_floor_m, place, replace(held, name="reaching"), posed),)
    return (replace(place, up_m=_height_of_straight_arms(model, place, posed)),)


def _above_floor(model: Model, height: float, place: Load, task: Task, hanging: Posed) -> Load:
    """The load with its centre so high above the soles, m, of a task in which the arms hang as yet.

    A load moves who holds it, and so the shoulders from which its place counts: repeated until they stay.

    Raises:
        BadInput: no arm comes so high or so low there.
    """
    shoulders = _above_soles(model, hanging)
    for _ in range(MOST_ROUNDS):
        load = replace(place, up_m=height - shoulders)
        _refuse_out_of_reach(model, load, hanging, height)
        before = shoulders
        shoulders = _above_soles(model, model.place(pose_of(replace(task, loads=(load,)), model).angles))
        if abs(shoulders - before) < HEIGHT_STAYS:
            break
    return replace(place, up_m=height - shoulders)


def _above_soles(model: Model, posed: Posed) -> float:
    """How high the line of the shoulders lies above the soles of who stands, m."""
    skeleton, origin = model.body.skeleton, posed.origin[0]
    ankles = min(origin[skeleton.index(f"foot_{side}"), 1] for side in SIDES)
    sole = ankles - upright(skeleton, model.body.tables)["ankle"]
    return float(shoulder_line(skeleton, origin)[1] - sole)


def _refuse_out_of_reach(model: Model, load: Load, posed: Posed, height: float) -> None:
    """Refuse a height, m above the soles, that no arm reaches from where the shoulders hang.

    Raises:
        BadInput: with the heights between which the hands come; raised shoulders add to them, and the feet
            may stand nearer, so that only what is farther off than these gain is refused here.
    """
    middle, origin = load_position(model, replace(load, up_m=0.0), posed.origin[0]), posed.origin[0]
    lowest, highest = -np.inf, np.inf
    for side in HANDS[load.hands]:
        shoulder = origin[_shoulder(model, side)]
        down, up = _heights(model, load, middle, side, shoulder)
        lowest, highest = max(lowest, down), min(highest, up)
    if lowest - GAINED_M <= load.up_m <= highest + GAINED_M:
        return
    soles = height - load.up_m
    raise BadInput(
        f"above_floor_m = {height:g} m: so far in front and aside, in this posture, the hands come from about"
        f" {soles + lowest:.2f} to {soles + highest:.2f} m above the floor"
    )


def _height_of_straight_arms(model: Model, place: Load, posed: Posed) -> float:
    """How far above the shoulders (negative: below) the hands hang on straight arms, m.

    Where the trunk is turned or bent one arm is straight and the other a little bent. Raised arms take their
    shoulders along: repeated until these stay.
    """
    middle, origin = load_position(model, place, posed.origin[0]), posed.origin[0]
    sides = HANDS[place.hands]
    at = {side: origin[_shoulder(model, side)] for side in sides}
    height = 0.0
    for _ in range(MOST_ROUNDS):
        before, height = height, max(_height(model, place, middle, side, at[side]) for side in sides)
        target = np.full((len(SIDES), 1, 3), np.nan)
        for side in sides:
            target[SIDES.index(side), 0] = middle + hand_offset(model, place.hands, side) + height * UP
        to, _ = reaching(model, posed, target)
        at = {side: (target - to)[SIDES.index(side), 0] for side in sides}
        if abs(height - before) < STAYS:
            break
    return height


def _height(model: Model, place: Load, middle: Floats, side: str, shoulder: Floats) -> float:
    """How far above `middle` (3,) m a hand on a straight arm hangs from its shoulder (3,) m."""
    return _heights(model, place, middle, side, shoulder)[0]


def _heights(model: Model, place: Load, middle: Floats, side: str, shoulder: Floats) -> tuple[float, float]:
    """How far above `middle` (3,) m a hand on a straight arm is below and above its shoulder (3,) m.

    Raises:
        BadInput: it is farther ahead or aside than the arm is long.
    """
    arm = ALMOST_STRAIGHT * arm_length(model.body.tables, model.body.skeleton, side)
    ahead, up, aside = middle + hand_offset(model, place.hands, side) - shoulder
    left = arm**2 - ahead**2 - aside**2
    if left < 0:
        raise BadInput(
            f"reach_m = {place.forward_m:g} m: the {side} shoulder is {hypot(ahead, aside):.2f} m behind"
            f" that, its arm reaches {arm:.2f} m"
        )
    return float(-up - sqrt(left)), float(-up + sqrt(left))


def _shoulder(model: Model, side: str) -> int:
    return model.body.skeleton.index(f"humerus_{side}")
