"""How a body stands when its hands are at a place before its feet: by a rule that is told, not by chance.

1. Knees bend in proportion to how far the hands are below where they hang in standing: as much as the style
   bends them (`lifting_styles.csv`) where the hands are at `low_hands` above the floor or lower.
2. The trunk leans forward no more than brings the hands there, and no further than people do.
3. Elbows that are bent by `elbow_upright` where the trunk begins to lean are the straighter the more it does,
   up to `elbow_low`.
4. Where trunk and arms go no further, knees bend more; where the hips would bend beyond their range, less.
5. Lumbar and thoracic flexion follow the inclination as in forward bending; the centre of mass of body and
   load stays over the usual point of the feet.
6. Feet stay: an asymmetry counts from where they point. Of it the thorax turns `thorax_turns`; of that the
   pelvis turns `pelvis_share` on the hips, up to `pelvis_most`, the trunk twists the rest, up to `twist_most`
   (`..._upright` where hands are not lower than they hang); the arms reach for what is left.
7. Who does not reach so, straightens the elbows, and then lets the weight come forward over the feet, no more
   than brings the hands there and up to `weight_forward` (`utmost`).

`lifting_rules.csv` has the numbers. How far the trunk leans comes out of it: `lifting_styles.csv` has what
was seen, to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput, OutOfReach
from dorsum.lifting.bending import (
    FAR,
    Bent,
    Places,
    ankles,
    bent,
    distances,
    down_of,
    most_forward,
    places_of,
    rule,
    turns_of,
)
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.search import ROUGH, Ints, first_root
from dorsum.lifting.utmost import hips_of, utmost
from dorsum.mechanics.kinematics import Posed
from dorsum.mechanics.model import Model
from dorsum.motion.arms import reaches_of
from dorsum.motion.controls import lumbar_share
from dorsum.motion.legs import legs_of
from dorsum.motion.posture import Posture
from dorsum.units import CM, DEGREE

STRAIGHT_ASIDE = 90.0  # °: of a load that is further round people step
STEP = "; feet stay where they point: who steps towards the load has it less aside"
LITTLE = 0.01  # °, by which hips stay within their range


@dataclass(frozen=True)
class Stance:
    """How a body stands with its hands at a place: angles in °, the load from its shoulders in m."""

    trunk_inclination: float
    knee_flexion: float
    twist: float  # of spine and thorax, to the left
    load_m: tuple[float, float, float]
    shank: float  # °, how far the shanks lean forward
    knees_ahead_cm: float  # of the middle between the ankles
    pelvis_turn: float  # °, how far the pelvis turned on the hips to the right
    forward_cm: float = 0.0  # of the centre of mass before its usual point over the feet
    straightened: bool = False  # whether elbows are straighter than the trunk's rule has them


def stances(model: Model, lift: Lift, hands: Sequence[Hands], elbow: float | None = None) -> list[Stance]:
    """How the body stands with the hands of a lift at each of some places; `elbow` as in `places_of`.

    Raises:
        BadInput: a place is out of reach, or in the body.
    """
    found = _stances(model, places_of(model, [lift] * len(hands), hands, elbow), hands)
    for each in found:
        if isinstance(each, BadInput):
            raise each
    return [each for each in found if isinstance(each, Stance)]


def stances_of_many(model: Model, asked: Sequence[tuple[Lift, Hands]]) -> list[Stance | BadInput]:
    """How the body stands in each of many lifts with the hands at a place, all at once; in place of one that
    cannot be stands why."""
    found: list[Stance | BadInput] = [BadInput("")] * len(asked)
    for which in dict.fromkeys(lift.hands for lift, _ in asked):
        chosen = [i for i, (lift, _) in enumerate(asked) if lift.hands == which]
        hands = [asked[i][1] for i in chosen]
        places = places_of(model, [asked[i][0] for i in chosen], hands)
        for i, stance in zip(chosen, _stances(model, places, hands), strict=True):
            found[i] = stance
    return found


def _stances(model: Model, places: Places, hands: Sequence[Hands]) -> list[Stance | BadInput]:
    trunk, knees, places = _least(model, places)
    there = np.flatnonzero(~np.isnan(trunk))
    out: list[Stance | BadInput] = [
        OutOfReach(
            f"no bend of trunk and knees brings the hands {at.words}: out of reach, or out of balance"
            f"{STEP if abs(at.asymmetry_deg) > STRAIGHT_ASIDE else ''}"
        )
        for at in hands
    ]
    if not len(there):
        return out
    found = bent(model, places.of(there), trunk[there], knees[there])
    inside = _inside(model, places.of(there), found, [hands[i] for i in there.tolist()])
    for k, i in enumerate(there.tolist()):
        bends = float(trunk[i]), float(knees[i])
        out[i] = inside[k] or _stance(model, hands[i], places.of(np.array([i])), found, bends, k)
    return out


def posture_of(model: Model, stance: Stance) -> Posture:
    """A stance in the words of a task."""
    lumbar = lumbar_share(model.body.tables, "twist")
    return Posture(
        trunk_inclination=stance.trunk_inclination,
        knee_flexion_right=stance.knee_flexion,
        knee_flexion_left=stance.knee_flexion,
        lumbar_twist=stance.twist * lumbar,
        thoracic_twist=stance.twist * (1.0 - lumbar),
        weight_forward_cm=stance.forward_cm,
    )


def _least(model: Model, places: Places) -> tuple[Floats, Floats, Places]:
    """Inclination of the trunk and flexion of the knees (n,) °, NaN where no bend brings the hands there, and
    the places with what more is done to reach them."""
    tables = model.body.tables
    farthest = max(row.trunk_inclination_deg for row in tables.flexion_rhythm)
    knees = knees_of(model, places)
    trunk = _lean(model, places, knees, farthest)
    short = np.flatnonzero(np.isnan(trunk))
    if len(short):  # rule 4: the trunk goes no further
        deeper = _deeper(model, places.of(short), knees[short], farthest)
        knees[short], trunk[short] = deeper, np.where(np.isnan(deeper), np.nan, farthest)
    there = np.flatnonzero(~np.isnan(trunk))
    most = tables.joint_range("hip", "flexion") * tables.constant("range_tolerance")
    if len(there):
        folded = there[hips_of(model, bent(model, places.of(there), trunk[there], knees[there])) > most]
        if len(folded):  # rule 4: the hips go no further
            some = places.of(folded)
            knees[folded] = _straighter(model, some, knees[folded], farthest, most - LITTLE)
            trunk[folded] = _lean(model, some, knees[folded], farthest)
    short = np.flatnonzero(np.isnan(trunk))
    effort = np.zeros(len(trunk))
    if len(short):  # rule 7
        last = utmost(model, places.of(short), knees_of(model, places.of(short)), farthest, most - LITTLE)
        effort[short] = np.nan_to_num(last.effort)
        trunk[short], knees[short] = last.trunk, last.knees
    return trunk, knees, places.trying(effort, most_forward(model))


def _deeper(model: Model, places: Places, knees: Floats, trunk: float) -> Floats:
    """The least flexion of the knees (n,) ° that brings the hands there with the trunk inclined so far, °."""

    near = _near(model, places, trunk, knees)

    def short(k: Floats, at: Ints, within: float) -> Floats:
        found = bent(model, places.of(at), trunk, k, within, near[at])
        near[at] = found.load
        return found.excess

    return first_root(short, knees, model.body.tables.joint_range("knee", "flexion"))


def _straighter(model: Model, places: Places, knees: Floats, farthest: float, most: float) -> Floats:
    """The most flexion of the knees (n,) °, up to that given, with which the hips bend at most `most` °."""

    def short(less: Floats, at: Ints, within: float) -> Floats:
        k, some = knees[at] - less, places.of(at)
        trunk = _lean(model, some, k, farthest)
        reached = np.flatnonzero(~np.isnan(trunk))
        over = np.full(len(k), FAR)  # where the trunk cannot lean so far
        if len(reached):
            over[reached] = hips_of(model, bent(model, some.of(reached), trunk[reached], k[reached])) - most
        return over

    return np.asarray(knees - first_root(short, np.zeros(len(knees)), knees))


def knees_of(model: Model, places: Places) -> Floats:
    """Flexion of the knees (n,) ° by rule 1."""
    return np.asarray(places.knees * down_of(model, places.up))


def _lean(model: Model, places: Places, knees: Floats, farthest: float) -> Floats:
    """The least inclination of the trunk (n,) ° that brings the hands there by rule 2; NaN: none does."""

    near = _near(model, places, 0.0, knees)

    def short(trunk: Floats, at: Ints, within: float) -> Floats:
        found = bent(model, places.of(at), trunk, knees[at], within, near[at])
        near[at] = found.load
        return found.excess

    return first_root(short, np.zeros(len(knees)), farthest)


def _near(model: Model, places: Places, trunk: float, knees: Floats) -> Floats:
    """About where the loads (n, 3) m are from the shoulders of bodies that are bent so far."""
    return bent(model, places, trunk, knees, ROUGH).load


def _inside(model: Model, places: Places, found: Bent, hands: Sequence[Hands]) -> list[BadInput | None]:
    """Why hands cannot be where they are told, where arms cannot fold so far or the trunk is there."""
    out: list[BadInput | None] = [None] * len(hands)
    shortest = {side: reach[0] for side, reach in reaches_of(model).items()}
    front = rule(model, "trunk_front") * CM
    for i, before in enumerate(_before_spine(model, found.posed, places.at + ankles(model, found.posed))):
        if before < front:
            out[i] = OutOfReach(
                f"the hands cannot be {hands[i].words}: that is in the body, {before / CM:.0f} cm before the"
                f" spine, whose trunk reaches {front / CM:.0f} cm forward"
            )
    for side, distance in distances(model, places, found.posed).items():
        for i in np.flatnonzero(distance < shortest[side]).tolist():
            out[i] = OutOfReach(
                f"the hands cannot be {hands[i].words}: that is in the body, {distance[i] / CM:.0f} cm from"
                f" the {side} shoulder; folded arms hold it {shortest[side] / CM:.0f} cm away"
            )
    return out


def _before_spine(model: Model, posed: Posed, at: Floats) -> Floats:
    """How far (n,) m points (n, 3) are from the line from L5/S1 to C7/T1, beside which it ends."""
    low, high = (posed.origin[:, model.joint(joint)] for joint in ("L5/S1", "C7/T1"))
    along = high - low
    share = np.clip(np.vecdot(at - low, along) / np.vecdot(along, along), 0.0, 1.0)
    away = at - low - share[:, None] * along
    return np.asarray(np.sqrt(np.vecdot(away, away)))


def _stance(
    model: Model, at: Hands, place: Places, found: Bent, bends: tuple[float, float], i: int
) -> Stance:
    legs = legs_of(model)
    turned = found.pose.angles[i, :, 0]
    shank = -float(turned[0] + turned[legs.femur[0]] + turned[legs.shank[0]]) / DEGREE
    ahead = found.posed.origin[i, legs.shank[0], 0] - found.posed.origin[i, legs.foot[0], 0]
    forward, up, right = found.load[i].tolist()
    return Stance(
        trunk_inclination=bends[0],
        knee_flexion=bends[1],
        twist=float(place.twist[0]),
        load_m=(forward, up, right),
        shank=shank,
        knees_ahead_cm=float(ahead) / CM,
        pelvis_turn=float(turns_of(model, np.array([at.asymmetry_deg]), place.up)[0][0]),
        forward_cm=float(np.broadcast_to(place.forward, 1)[0]) / CM,
        straightened=bool(np.broadcast_to(place.straighter, 1)[0] > 0.0),
    )
