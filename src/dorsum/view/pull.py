"""A muscle pulled by a slider: `dorsum stimulate`, quick enough to be dragged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isnan
from weakref import WeakKeyDictionary

import numpy as np

from dorsum.anatomy.atlas.names import Names
from dorsum.function.headline import Headline
from dorsum.function.stimulate import Stimulation, fascicles, held_by, locked_by, pull_of
from dorsum.mechanics.follow import Follower
from dorsum.mechanics.model import Model
from dorsum.view.api import answers as api
from dorsum.view.api.questions import StimulateQuestion
from dorsum.view.work import Singles, packed, transforms_of

_followers: WeakKeyDictionary[Model, Follower] = WeakKeyDictionary()


@dataclass(frozen=True)
class Pulled:
    """A stimulation with what the page shows of it."""

    found: Stimulation

    @cached_property
    def transforms(self) -> Singles:
        """Rows of [R|o] of every body (1, n_bodies · 12), m."""
        posed = self.found.posed
        return transforms_of(np.asarray(posed.rotation)[None], np.asarray(posed.origin)[None])

    @cached_property
    def summary(self) -> api.StimulateSummary:
        """The small values."""
        plain = self.found.as_dict() | Headline(self.found).as_dict()
        least = plain["certificate"]["least_stiffness_nm_per_rad"]
        plain["certificate"] |= {"least_stiffness_nm_per_rad": None if isnan(least) else least}
        return api.StimulateSummary(
            **plain,
            subject=self.found.model.body.subject.name,
        )

    def answer(self) -> api.StimulateAnswer:
        """Everything, as JSON."""
        return api.StimulateAnswer(**self.summary.model_dump(), transforms=self.transforms[0].tolist())

    def live(self, number: int) -> tuple[str, bytes]:
        """Head and arrays of an answer over the live line."""
        places, content = packed({"transforms": self.transforms})
        head = api.LiveStimulated(
            **self.summary.model_dump(),
            id=number,
            kind="stimulate",
            ok=True,
            frames=1,
            binary=api.StimulateArrays(**places),
        )
        return head.model_dump_json(), content


def pulled(question: StimulateQuestion, model: Model, proved: bool) -> Pulled:
    """Pull a muscle as `function.stimulate` does, from where it was pulled last; `proved`: see `Follower`.

    Raises:
        BadInput, UnknownName: no such muscle or body, or a muscle without a line of force.
        NoEquilibrium: the body does not come to rest.
    """
    names = Names(model.body.tables)
    members = names.parts(question.muscle)
    fix, held = held_by(model, question.fix, question.side)
    title = names.title(members)
    activations = np.zeros(len(model.body.fascicles))
    activations[fascicles(model, title, members, question.side)] = question.activation
    pull = pull_of(model)
    follower = _followers.setdefault(model, Follower(pull))
    rest = follower.settle(activations, locked_by(model, pull, held), proved)
    return Pulled(
        Stimulation(title, members, question.side, question.activation, fix, model, pull, rest, held)
    )
