"""All that follows from a weakening: strength lost, arm, scapula and hip, and a task before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dorsum.body.names import SIDES
from dorsum.clinic.lesion import Lesion, compare_weakened
from dorsum.clinic.losses import StrengthLoss, efforts, losses, moves_girdle
from dorsum.clinic.one_leg import OneLeg, on_one_leg
from dorsum.clinic.pair import Pair, Who
from dorsum.clinic.scapula import WAYS, Raised, Winging, raised, winging
from dorsum.clinic.weakening import Weakening
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.objectives import DEFAULT, Objective
from dorsum.motion.task import Task

NOTE = "A simulation of one body: no diagnosis, no prescription, not for clinical decisions."

EFFORTS = (
    "An effort counts as far as the muscles hold all other directions of its joints, too: where what turns a"
    " joint another way is lost, efforts of muscles that are whole end early."
)


@dataclass(frozen=True)
class Arm:
    """The arm of one side: how high it is held before and after, and where its scapula goes."""

    raised: tuple[Raised, ...]
    winging: Winging


@dataclass(frozen=True)
class Leg:
    """Standing on the leg of one side, before and after."""

    before: OneLeg
    after: OneLeg


@dataclass(frozen=True, eq=False)
class Consequences:
    """What follows from a weakening; `arms` and `legs` by the sides that lose anything there."""

    pair: Pair
    lesion: Lesion | None = None
    losses: tuple[StrengthLoss, ...] = ()
    arms: Mapping[str, Arm] = field(default_factory=dict)
    legs: Mapping[str, Leg] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        tables = self.pair.whole.tables
        task = {} if self.lesion is None else self.lesion.as_dict()
        return {
            "weakening": asdict(self.pair.weakening),
            "subject": self.pair.whole.subject.as_dict(),
            "facts": tables.digest,
            **task,
            "strength": [asdict(each) | {"lost": each.lost, "words": each.words} for each in self.losses],
            "arms": {side: asdict(arm) for side, arm in self.arms.items()},
            "legs": {side: asdict(leg) for side, leg in self.legs.items()},
            "efforts": EFFORTS,
            "note": NOTE,
        }


def consequences(
    weakening: Weakening,
    who: Who = "male",
    *,
    task: Task | str | Path | None = None,
    full: bool = True,
    objective: Objective | str = DEFAULT,
    options: Options | None = None,
    **recording: Any,
) -> Consequences:
    """What follows from a weakening of a body: of its strength where it is asked in `full`, and in a task.

    Raises:
        BadInput, UnknownName: the task, the subject or a muscle makes no sense.
    """
    pair = Pair.of(who, weakening)
    lesion = None
    if task is not None:
        lesion = compare_weakened(
            task, weakening, pair.whole, objective=objective, options=options, **recording
        )
    if not full:
        return Consequences(pair, lesion)
    asked = efforts(pair)
    arms, legs = {}, {}
    for side in SIDES:
        here = pair if side == "right" else pair.mirrored
        if moves_girdle(here):
            arms[side] = Arm(tuple(raised(here, way) for way in WAYS), winging(here))
        if any(each.joint == "hip" and each.direction == "abduction" and each.side == side for each in asked):
            legs[side] = Leg(*on_one_leg(here))
    return Consequences(pair, lesion, tuple(losses(pair, asked)), arms, legs)
