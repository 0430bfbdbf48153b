"""A body before and after: whole, and with a weakening."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.clinic.weakening import Weakening
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for

Who = Subject | Body | Model | str
ROUNDING = 1e-9  # of a force: what differs less is the same


@dataclass(frozen=True, eq=False)
class Pair:
    """A body and the same with a weakening, of the same facts."""

    whole: Body
    weakening: Weakening

    @classmethod
    def of(cls, who: Who, weakening: Weakening) -> Pair:
        """Of a subject, or of a body, which may rest on other facts.

        Raises:
            UnknownName: no such subject, or a muscle that is unknown.
        """
        return cls(model_for(who).body, weakening)

    @cached_property
    def weak(self) -> Body:
        """The body after."""
        whole = self.whole
        return Body.of(self.weakening.of(whole.subject), whole.tables, whole.free)

    @cached_property
    def mirrored(self) -> Pair:
        """The same, had it happened on the other side."""
        return Pair(self.whole, self.weakening.mirrored())

    @cached_property
    def taken(self) -> NDArray[np.bool_]:
        """Which fascicles (n,) lose anything."""
        before, after = (body.fascicles.maximal_force for body in (self.whole, self.weak))
        return np.asarray(after < before * (1.0 - ROUNDING))

    def levels(self, muscles: Collection[str]) -> tuple[str, ...]:
        """The spinal joints that lessened fascicles of some muscle parts cross, caudal → cranial."""
        joints = self.whole.levels.names
        at = [self.whole.skeleton.joint_index(joint) for joint in joints]
        mine = np.array([muscle in muscles for muscle in self.whole.fascicles.muscles])
        crossed = set(self.whole.crossing(at, np.flatnonzero(self.taken & mine)).pair_joint.tolist())
        return tuple(joint for i, joint in enumerate(joints) if i in crossed)
