"""What the muscles lack where they cannot hold a posture: how much, of which moment, at which joint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsum.body.names import unsided
from dorsum.body.skeleton import CERVICAL, SPINE, Floats
from dorsum.errors import NoEquilibrium
from dorsum.mechanics.problem import Solution

# What a positive and a negative moment about an axis of a spinal joint does.
WORDS = {
    "z": ("extension", "flexion"),
    "x": ("right bending", "left bending"),
    "y": ("left twist", "right twist"),
}
# The same of joints of the right leg; about x and y on the left it is the other way round.
OF_LEGS = {
    ("hip", "z"): ("flexion", "extension"),
    ("hip", "x"): ("adduction", "abduction"),
    ("hip", "y"): ("inward turn", "outward turn"),
    ("knee", "z"): ("extension", "flexion"),
}
BY_TONE = (
    "; they would hold it if muscles at rest did not pull with their tone, which grows with their strength"
    " (`Options(tone=False)`)"
)
RIBS = "costovertebral"  # hinges, which raise a rib by a positive moment on either side


@dataclass(frozen=True)
class Shortfall:
    """The largest moment that a frame lacks; it is borne by nothing, so that loads are lower bounds."""

    frame: int
    time: float  # s
    moment: float  # N·m, positive
    joint: str
    direction: str  # such as `extension`

    @property
    def words(self) -> str:
        """`muscles lack 46.7 N·m of extension at L5/S1`."""
        return f"muscles lack {self.moment:.1f} N·m of {self.direction} at {self.joint}"


@dataclass(frozen=True, eq=False)
class Shortfalls:
    """Every frame's largest lacking moment."""

    balanced: NDArray[np.bool_]  # (frames,) the muscles hold it within the bound of the reserves
    moment: Floats  # (frames,) N·m, largest that no muscle explains; 0 where balanced
    at: tuple[str, ...]  # such as `L5/S1 extension`; empty where balanced
    each: tuple[Shortfall, ...]  # one for each frame that is not balanced

    @property
    def worst(self) -> Shortfall | None:
        """The largest of all; None where all is balanced."""
        return max(self.each, key=lambda found: found.moment, default=None)

    @property
    def in_the_neck(self) -> bool:
        """Whether something lacks and all of it in the neck: the trunk's loads hardly depend on that."""
        return bool(self.each) and all(found.joint in CERVICAL for found in self.each)

    @classmethod
    def of(cls, solution: Solution, times: Floats, coordinates: Sequence[str], bound: float) -> Shortfalls:
        """Read off the reserves (frames, n) N·m of a solution; up to `bound` is within balance."""
        reserves = np.asarray(solution.reserves)
        balanced = (np.abs(reserves).max(axis=1) <= bound) & solution.converged
        return cls.read(reserves, balanced, times, coordinates)

    @classmethod
    def read(
        cls, reserves: Floats, balanced: NDArray[np.bool_], times: Floats, coordinates: Sequence[str]
    ) -> Shortfalls:
        """Name what is missing in the frames that are not balanced; reserves are (frames, …) N·m."""
        if balanced.all():
            return cls(balanced, np.zeros(len(balanced)), ("",) * len(balanced), ())
        reserves = np.asarray(reserves).reshape(len(balanced), -1)
        size = np.abs(reserves)
        frames = np.flatnonzero(~balanced)
        worst = size[frames].argmax(axis=1)
        words = {k: (coordinates[k].rsplit(" ", 1)) for k in np.unique(worst).tolist()}
        each = []
        for frame, time, missing, k in zip(
            frames.tolist(),
            times[frames].tolist(),
            reserves[frames, worst].tolist(),
            worst.tolist(),
            strict=True,
        ):
            joint, axis = words[k]
            each.append(Shortfall(frame, time, abs(missing), joint, _words(joint, axis, missing > 0)))
        moment = np.where(balanced, 0.0, size.max(axis=1))
        at = [""] * len(balanced)
        for found in each:
            at[found.frame] = f"{found.joint} {found.direction}"
        return cls(balanced, moment, tuple(at), tuple(each))


def unheld(lacked: Floats, coordinates: Sequence[str], silent: bool) -> NoEquilibrium:
    """Why a posture is refused: the largest of the moments (n,) N·m that muscles lack at coordinates, and
    whether they would hold it if those at rest were `silent`."""
    (found,) = Shortfalls.read(lacked[None], np.array([False]), np.zeros(1), coordinates).each
    said = f"the posture cannot be held even without a push: {found.words}"
    return NoEquilibrium(said + BY_TONE * silent, joint=found.joint, missing_moment=found.moment)


def _words(joint: str, axis: str, positive: bool) -> str:
    """What the missing moment would do; of a joint that is not of the spine its sign and axis."""
    if joint in SPINE:
        return WORDS[axis][0 if positive else 1]
    if joint.startswith(RIBS):
        return "raising" if positive else "lowering"
    if (unsided(joint), axis) in OF_LEGS:
        mirrored = joint.endswith("left") and axis != "z"
        return OF_LEGS[unsided(joint), axis][int(positive == mirrored)]
    return f"{'positive' if positive else 'negative'} moment about {axis}"
