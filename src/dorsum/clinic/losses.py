"""What strength is lost with muscles: the greatest efforts before and after, by joint and direction.

Efforts are those of `function.strength`, every joint exactly where it stands. They are computed for bending
to the right, twist to the left and limbs of the right side; those of the other side are asked of a body
that was weakened on the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.names import SIDES
from dorsum.clinic.pair import Pair
from dorsum.errors import NoEquilibrium
from dorsum.function.limb_strength import LIMBS, directions
from dorsum.function.strength import EFFORTS, Effort, capacity, strength
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.posture import Posture

TRUNK, NECK, SHOULDER = "L5/S1", "C7/T1", "shoulder"
JOINTS = (TRUNK, NECK, "hip", "knee", SHOULDER)
LEAST = 0.01  # share of the moment of all muscles that a weakening takes, from which on an effort is asked
ON_GIRDLE = (
    "clavicle",
    "scapula",
    "humerus",
)  # muscles on these: all of a shoulder is asked
EXACT = Options(posture="exact")


@dataclass(frozen=True)
class StrengthLoss:
    """An effort before and after. side: of the limb, or to which the trunk bends or turns; empty for none.

    `after_nm` is 0 where the posture of the test cannot be held any more even without a push (`held`).
    """

    joint: str
    direction: str
    side: str
    before_nm: float
    after_nm: float
    held: bool

    @property
    def lost(self) -> float:
        """Share of what was there before."""
        return 1.0 - self.after_nm / self.before_nm

    @property
    def words(self) -> str:
        """`right shoulder abduction`; `L5/S1 bending to the right`."""
        way = self.direction.replace("_", " ")
        if self.joint in LIMBS:
            return f"{self.side} {self.joint} {way}"
        return f"{self.joint} {way}" + f" to the {self.side}" * bool(self.side)


@dataclass(frozen=True)
class Asked:
    """An effort that is asked: of which joint, in which direction, on which side, in which stance."""

    joint: str
    direction: str
    side: str
    stance: str = "standing"

    @property
    def mirrored(self) -> bool:
        """Whether it is asked of a mirrored body."""
        return self.side == ("right" if self.direction == "twist" else "left")


def losses(pair: Pair, asked: Sequence[Asked]) -> Iterator[StrengthLoss]:
    """The efforts before and after, one by one."""
    for one in asked:
        before, _ = greatest(pair.whole, one)
        after, held = greatest((pair.mirrored if one.mirrored else pair).weak, one)
        yield StrengthLoss(one.joint, one.direction, one.side, before, after, held)


def greatest(body: Body, asked: Asked) -> tuple[float, bool]:
    """The moment of an effort in N·m, and whether the posture is held without it; of 0 where it is not."""
    try:
        posture = Posture(stance=asked.stance)
        return strength(body, asked.joint, asked.direction, posture, EXACT).moment_nm, True
    except NoEquilibrium:
        return 0.0, False


def efforts(pair: Pair, joints: Sequence[str] = JOINTS) -> list[Asked]:
    """The efforts to which the weakened muscles add at least 1 % in standing, and all of a shoulder whose
    girdle they move."""
    model, found = model_for(pair.whole), []
    for joint in joints:
        for direction, effort in _directions(model, joint).items():
            for asked in _sided(joint, direction):
                lost = (pair.mirrored if asked.mirrored else pair).taken
                of_all = capacity(model, _named(joint), effort)
                left = capacity(model, _named(joint), effort, _none(lost))
                if left <= of_all * (1.0 - LEAST) or (joint == SHOULDER and _on_girdle(pair.whole, lost)):
                    found.append(asked)
    return found


def _none(lost: NDArray[np.bool_]) -> list[bool]:
    return [not each for each in lost]


def _directions(model: Model, joint: str) -> dict[str, Effort]:
    if joint not in LIMBS:
        return dict(EFFORTS)
    known = directions(model.body.tables, LIMBS[joint])
    zero = (0.0, 0.0, 0.0)
    return {name: Effort(name, zero, zero, {axis: sense}) for name, (axis, sense) in known.items()}


def _sided(joint: str, direction: str) -> list[Asked]:
    no_side = joint not in LIMBS and direction in ("extension", "flexion")
    return [Asked(joint, direction, side) for side in (("",) if no_side else SIDES)]


def _named(joint: str) -> str:
    return LIMBS[joint].joint if joint in LIMBS else joint


def moves_girdle(pair: Pair) -> bool:
    """Whether what is lost pulls on clavicle, scapula or humerus of the right side."""
    return _on_girdle(pair.whole, pair.taken)


def _on_girdle(body: Body, lost: NDArray[np.bool_]) -> bool:
    names = body.skeleton.names
    bones = {f"{bone}_right" for bone in ON_GIRDLE}
    return any(names[p.body] in bones for i in np.flatnonzero(lost) for p in body.fascicles[i].path)
