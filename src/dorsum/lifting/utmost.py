"""Places that trunk and knees alone do not bring within reach: elbows straighten, the weight comes forward.

One effort from 0 to 2 stands for both: up to 1 elbows lose what the rule of the trunk keeps them bent, up to
2 the centre of mass of body and load leaves its usual point over the feet for the balls of the toes. No more
of it is spent than brings the hands there with the bend of trunk and knees that brings them nearest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.lifting.bending import FAR, STAYS, Bent, Places, bent, most_forward
from dorsum.lifting.search import ROUGH, TRIED, Ints, root_between
from dorsum.mechanics.model import Model
from dorsum.motion.legs import legs_of
from dorsum.units import DEGREE

UTMOST = 2.0  # effort: elbows are straight and the weight is as far forward as it may be
EFFORTS = np.linspace(UTMOST, 0.0, 5)  # that are tried first
WHOLE = 2.0  # bends: up to 1 the trunk leans to its farthest, up to 2 the knees bend to theirs
BENDS = np.linspace(0.0, WHOLE, 2 * TRIED)  # that are tried first
ASIDE, MORE = 0.02, 1e-4  # to both sides of a bend; of an effort
HALVINGS, MANY, STEPS, MOST_STEP = 6, 15, 12, 0.1
THERE, SURE = 1e-9, 1e-7  # a step that ends the search; m, reached
CLOSE, NEARLY = 1e-5, 0.01  # m: reached where there is a kink; short where it is tried roughly
PER_DEGREE, ROUND = 0.002, 0.002  # m: what hips beyond their range count; how the larger is rounded off


class Utmost(NamedTuple):
    """The last that bodies do to reach (n,); NaN where it is not enough."""

    effort: Floats
    trunk: Floats  # °
    knees: Floats  # °


def hips_of(model: Model, found: Bent) -> Floats:
    """The larger flexion of both hips (n,) °."""
    hips = found.pose.angles[..., 0].take(legs_of(model).femur, axis=1)
    return np.asarray(hips.max(axis=1) / DEGREE)


def utmost(model: Model, places: Places, knees: Floats, farthest: float, most_hips: float) -> Utmost:
    """What bodies do whose knees (n,) ° are bent by the rule and who do not reach with the trunk inclined
    by `farthest` ° and the knees bent more; hips bend by at most `most_hips` °."""
    return _Search(model, places, knees, farthest, most_hips).found()


class _Search:
    """That bend with which a little more and a little less are equally short, and the effort that makes up
    for it."""

    def __init__(
        self, model: Model, places: Places, knees: Floats, farthest: float, most_hips: float
    ) -> None:
        self.model, self.places, self.knees = model, places, knees
        self.farthest, self.most_hips = farthest, most_hips
        self.forward = most_forward(model)
        self.most_knees = model.body.tables.joint_range("knee", "flexion")
        n = len(knees)
        self.bend, self.effort, self.near = np.zeros(n), np.full(n, np.nan), np.zeros((n, 3))

    def bends(self, bend: Floats, who: Ints) -> tuple[Floats, Floats]:
        """Trunk and knees, °."""
        deeper = np.clip(bend - 1.0, 0.0, 1.0) * (self.most_knees - self.knees[who])
        return np.clip(bend, 0.0, 1.0) * self.farthest, self.knees[who] + deeper

    def short(self, bend: Floats, effort: Floats, who: Ints, near: Floats | None) -> tuple[Floats, Floats]:
        """What is short (n,) m, and where the loads are from the shoulders."""
        trunk, knees = self.bends(bend, who)
        places = self.places.of(who).trying(effort, self.forward)
        found = bent(self.model, places, trunk, knees, ROUGH if near is None else STAYS, near)
        over = (hips_of(self.model, found) - self.most_hips) * PER_DEGREE
        both = np.logaddexp(np.minimum(found.excess, FAR) / ROUND, over / ROUND) * ROUND
        return both, found.load

    def found(self) -> Utmost:
        """Each found."""
        self.begin()
        begun = np.flatnonzero(~np.isnan(self.effort))
        sure = np.zeros(len(self.knees), dtype=bool)
        if len(begun):
            first = self.bend.copy()
            self.halve(begun, HALVINGS)
            sure[begun] = self.refine(begun)
            rest = begun[~sure[begun]]
            if len(rest):
                self.bend[rest] = first[rest]
                sure[rest] = self.search(rest)
        trunk, knees = self.bends(self.bend, np.arange(len(sure)))
        return Utmost(*(np.where(sure, each, np.nan) for each in (self.effort, trunk, knees)))

    def begin(self) -> None:
        """The least effort tried that is enough, roughly."""
        open_ = np.arange(len(self.knees))
        for effort in EFFORTS:
            who, n = np.tile(open_, len(BENDS)), len(open_)
            short, load = self.short(np.repeat(BENDS, n), np.full(len(who), effort), who, None)
            short = short.reshape(-1, n)
            best = short.argmin(axis=0)
            enough = np.flatnonzero(short[best, np.arange(n)] <= (NEARLY if effort == UTMOST else 0.0))
            open_ = open_[enough]
            self.effort[open_], self.bend[open_] = effort, BENDS[best[enough]]
            self.near[open_] = load.reshape(-1, n, 3)[best[enough], enough]
            if not len(open_):
                break

    def halve(self, who: Ints, times: int) -> None:
        """The bend at which hands are nearest with the effort as it is."""
        step, both = BENDS[2], np.tile(who, 2)
        for _ in range(times):
            bend, step = self.bend[who], step / 2
            sides = np.concatenate([bend - ASIDE, bend + ASIDE])
            short, _ = self.short(sides, self.effort[both], both, self.near[both])
            low, high = short.reshape(2, -1)
            self.bend[who] = np.clip(bend + step * np.sign(low - high), 0.0, WHOLE)

    def search(self, who: Ints) -> NDArray[np.bool_]:
        """Both by halving, one within the other, where a kink stops Newton's rule: the hands or hips that
        come last change there. Where that ends."""

        def nearest(effort: Floats, at: Ints, within: float) -> Floats:
            del within
            self.effort[at] = effort
            self.halve(at, MANY)
            return self.short(self.bend[at], effort, at, self.near[at])[0]

        last, first = (nearest(np.full(len(who), end), who, 0.0) for end in (UTMOST, 0.0))
        between = (last <= 0.0) & (first > 0.0)
        some = who[between]
        self.effort[who] = np.where(first <= 0.0, 0.0, UTMOST)
        if len(some):
            ends = np.zeros(len(some)), np.full(len(some), UTMOST)
            self.effort[some] = root_between(nearest, *ends, some, CLOSE)
        return np.asarray(last <= 0.0)

    def refine(self, who: Ints) -> NDArray[np.bool_]:
        """Both by Newton's rule; where it came to an end."""
        left, open_ = np.full(len(self.knees), np.inf), who
        for _ in range(STEPS):
            bend, effort, m = self.bend[open_], self.effort[open_], len(open_)
            more = np.where(effort + MORE > UTMOST, -MORE, MORE)
            six = np.tile(open_, 6)
            at = np.tile(np.concatenate([bend - ASIDE, bend, bend + ASIDE]), 2)
            by = np.concatenate([np.tile(effort, 3), np.tile(effort + more, 3)])
            short, load = self.short(at, by, six, self.near[six])
            low, here, high, low_more, here_more, high_more = short.reshape(6, m)
            self.near[open_], left[open_] = load[m : 2 * m], here
            slope, curved = (high - low) / (2 * ASIDE), (high - 2 * here + low) / ASIDE**2
            by_effort = (here_more - here) / more
            mixed = ((high_more - low_more) - (high - low)) / (2 * ASIDE * more)
            det = curved * by_effort - mixed * slope
            step = (mixed * here - slope * by_effort) / np.where(det == 0.0, np.inf, det)
            edge = ((bend <= 0.0) & (slope >= 0.0)) | ((bend >= WHOLE) & (slope <= 0.0))
            step = np.clip(np.where(edge, 0.0, step), -MOST_STEP, MOST_STEP)
            spent = -(here + slope * step) / np.where(by_effort == 0.0, -np.inf, by_effort)
            self.bend[open_] = np.clip(bend + step, 0.0, WHOLE)
            self.effort[open_] = np.clip(effort + np.clip(spent, -MOST_STEP, MOST_STEP), 0.0, UTMOST)
            moved = np.abs(self.bend[open_] - bend) + np.abs(self.effort[open_] - effort)
            open_ = open_[moved > THERE]
            if not len(open_):
                break
        return np.asarray(np.abs(left) <= SURE)[who]
