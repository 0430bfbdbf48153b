"""Which coordinates of a recording stand at the end of their range, or beyond it, and by how much."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.write.osim.coordinates import coordinates
from dorsum.mechanics.model import Model
from dorsum.units import DEGREE
from dorsum.words import FEW, listed

# Between sessions angles of optical recordings differ by 2 to 5° (McGinley et al. 2009, recalled): an angle
# beyond its range by less says nothing.
BEYOND = 2.0 * DEGREE
MISREAD = 20.0 * DEGREE  # beyond the range of people by more: a sign, a unit or a joint is misread (assumed)
BALL = 3  # axes of a joint that can be told by two triples
ENDED = 0.01 * DEGREE  # so near to its end a coordinate stands at it


class Ranges:
    """The coordinates of all frames against their ranges, those of the root left out."""

    def __init__(self, model: Model) -> None:
        found = [c for c in coordinates(model.body) if c.body > 0]
        self.names = [c.name for c in found]
        self.at = np.array([c.body for c in found]), np.array([c.axis for c in found])
        self.sign = np.array([c.sign for c in found])
        self.low, self.high = np.array([c.low for c in found]), np.array([c.high for c in found])
        # Columns sum over the coordinates of a ball joint.
        of_ball = (self.at[0][:, None] == self.at[0]) & (np.bincount(self.at[0])[self.at[0]] == BALL)
        self.of_ball = of_ball.astype(float)
        self.frames = 0
        self.beyond, self.ended = np.zeros(len(found), dtype=int), np.zeros(len(found), dtype=int)
        self.most = np.zeros(len(found))  # rad

    def add(self, angles: Floats) -> None:
        """More frames (frames, n_bodies, 3) rad; of two triples that name a turn the nearer counts."""
        other = np.stack([angles[..., 0] + np.pi, np.pi - angles[..., 1], angles[..., 2] + np.pi], axis=-1)
        values, others = (self._values(of) for of in (angles, other))
        over, of_others = self._over(values), self._over(others)
        nearer = (np.maximum(of_others, 0.0) - np.maximum(over, 0.0)) @ self.of_ball < 0.0
        over, values = np.where(nearer, of_others, over), np.where(nearer, others, values)
        self.frames += len(angles)
        self.beyond += (over > BEYOND).sum(axis=0)
        self.most = np.maximum(self.most, over.max(axis=0, initial=0.0))
        ends = np.where(values - self.high > self.low - values, self.high, -self.low)
        self.ended += ((over > -ENDED) & (over <= BEYOND) & (ends > BEYOND)).sum(axis=0)

    def _values(self, angles: Floats) -> Floats:
        values = angles[:, self.at[0], self.at[1]] * self.sign
        return np.asarray((values + np.pi) % (2.0 * np.pi) - np.pi)

    def _over(self, values: Floats) -> Floats:
        return np.asarray(np.maximum(values - self.high, self.low - values))

    def notes(self) -> list[str]:
        """A sentence on the coordinates beyond their range, worst first, and one on those at its end."""
        worst = [int(k) for k in np.argsort(-self.most, kind="stable") if self.beyond[k]]
        told = []
        if worst:
            each = (
                f"{self.names[k]} in {self.beyond[k]} by {self.most[k] / DEGREE:.0f}° at most" for k in worst
            )
            told.append(
                f"Beyond the range of people, of {self.frames} frames: {listed(each, most=FEW)}. --subject"
                " and the model of the angles may be others."
            )
        ended = [int(k) for k in np.argsort(-self.ended, kind="stable") if self.ended[k]]
        if ended:
            each = (f"{self.names[k]} in {self.ended[k]}" for k in ended)
            told.append(f"At the end of their range, of {self.frames} frames: {listed(each, most=FEW)}.")
        return told

    def doubts(self) -> list[str]:
        """Coordinates so far beyond that they are misread."""
        far = [name for name, most in zip(self.names, self.most, strict=True) if most > MISREAD]
        if not far:
            return []
        return [f"Beyond what a person can do by more than {MISREAD / DEGREE:.0f}°: {listed(far, most=FEW)}."]
