"""How the turns of lumbar spine, thoracic spine and neck fall to the 25 joints, and how far they go.

Turns are arrays (…, 3 regions, 3 axes z x y) in rad: extension, bending to the right, twist to the left.
Within a region they follow `rhythm.csv`. Between lumbar and thoracic spine flexion follows
`flexion_rhythm.csv`; bending is shared as the ranges of the two regions in living people, as the joints
of a region share theirs; extension and twist in the ratio of what the joints give to the same moment
(`joint_stiffness.csv`): lumbar facets let no joint twist by more than a degree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.names import CERVICAL
from dorsum.body.skeleton import SPINE, Floats
from dorsum.motion.posture import REGIONS
from dorsum.units import DEGREE

LUMBAR, THORACIC, NECK = range(3)
TRUNK = len(SPINE) - len(CERVICAL)  # joints from L5/S1 to T1/T2, the first of the spine
# Bending of T1 on L1 from one side to the other in living people, rad (measured, recalled: Fujimori 2014).
# Thoracic units without ribs and muscles, of which the springs are, bend several times as far as this.
LIVING = {"bending": 15.6 * DEGREE}
WORDS = (("extension", "flexion"), ("bending", "bending"), ("twist", "twist"))  # of each axis: +, −


@dataclass(frozen=True)
class SpineMap:
    """Shares of the joints and limits of the regions."""

    share: Floats  # (25, 3 axes, 2: + −) of a region's turn
    region: np.ndarray  # (25,) which region a joint belongs to
    limit: Floats  # (3 regions, 3 axes, 2: + −) rad, where the joints reach their range times its tolerance
    lumbar_part: Floats  # (3 axes, 2: + −) lumbar share of a turn of the trunk; flexion follows the curve
    flexion: tuple[Floats, Floats]  # turn of the trunk and its lumbar part, rad, rising from 0

    @classmethod
    def of(cls, tables: Tables) -> SpineMap:
        """From the tables."""
        regions = list(REGIONS.values())
        region = np.array([next(r for r in range(3) if joint in regions[r]) for joint in SPINE])
        share, reach = np.zeros((25, 3, 2)), np.zeros((25, 3, 2))
        for axis, words in enumerate(WORDS):
            for sign, word in enumerate(words):
                share[:, axis, sign] = [tables.rhythm_share(word, joint) for joint in SPINE]
                reach[:, axis, sign] = [tables.joint_range(joint, word) * DEGREE for joint in SPINE]
        reach *= tables.constant("range_tolerance")
        limit = np.array([(reach / share)[region == r].min(axis=0) for r in range(3)])
        rows = tables.flexion_rhythm
        lumbar = np.array([row.lumbar_flexion_deg for row in rows]) * DEGREE
        thoracic = np.array([row.thoracic_flexion_deg for row in rows]) * DEGREE
        return cls(share, region, limit, _lumbar_parts(tables), (lumbar + thoracic, lumbar))

    def joints(self, turns: Floats) -> Floats:
        """Angles (…, 25, 3) of the joints."""
        by_joint = turns[..., self.region, :]
        return by_joint * np.where(by_joint > 0, self.share[..., 0], self.share[..., 1])

    def slopes(self, turns: Floats) -> Floats:
        """What the angles (…, 25, 3) gain with the turn of their region."""
        return np.where(turns[..., self.region, :] > 0, self.share[..., 0], self.share[..., 1])

    def bounds(self) -> tuple[Floats, Floats]:
        """Least and greatest turns (3, 3), rad."""
        return -self.limit[..., 1], self.limit[..., 0]

    def most(self) -> tuple[Floats, Floats]:
        """Least and greatest turns (3,) of the trunk, lumbar and thoracic spine together, rad."""
        low, high = self.bounds()
        return low[LUMBAR] + low[THORACIC], high[LUMBAR] + high[THORACIC]

    def shared(self, trunk: Floats) -> Floats:
        """Turns (…, 3 regions, 3) for turns of the trunk (…, 3); the neck's are 0.

        A region at its limit leaves the rest to the other.
        """
        low, high = self.bounds()
        part = np.where(trunk > 0, self.lumbar_part[:, 0], self.lumbar_part[:, 1])
        lumbar = trunk * part
        flexed = np.interp(-trunk[..., 0], *self.flexion, right=np.nan)
        beyond = -trunk[..., 0] * self.flexion[1][-1] / self.flexion[0][-1]
        flexed = np.where(np.isnan(flexed), beyond, flexed)
        lumbar[..., 0] = np.where(trunk[..., 0] < 0, -flexed, lumbar[..., 0])
        thoracic = np.clip(trunk - np.clip(lumbar, low[LUMBAR], high[LUMBAR]), low[THORACIC], high[THORACIC])
        lumbar = np.clip(trunk - thoracic, low[LUMBAR], high[LUMBAR])
        return np.stack([lumbar, thoracic, np.zeros_like(trunk)], axis=-2)


def _lumbar_parts(tables: Tables) -> Floats:
    """What the lumbar spine takes of a turn of the trunk (3 axes, 2: + −)."""
    gives: dict[tuple[str, str], float] = {
        (row.joint, row.direction): 1.0 / row.k0_nm_per_deg for row in tables.joint_stiffness
    }
    lumbar, thoracic = list(REGIONS.values())[:2]
    found = np.zeros((3, 2))
    for axis, words in enumerate(WORDS):
        for sign, word in enumerate(words):
            if word in LIVING:
                one, other = (
                    sum(2.0 * tables.joint_range(joint, word) * DEGREE for joint in lumbar),
                    LIVING[word],
                )
            else:
                one, other = (sum(gives[joint, word] for joint in joints) for joints in (lumbar, thoracic))
            found[axis, sign] = one / (one + other)
    return found
