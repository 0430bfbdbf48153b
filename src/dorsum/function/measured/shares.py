"""What makes up the compression of L4/L5: weight with supports, tone, work of muscles, stretch, ligaments."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SPINE, Floats
from dorsum.function.measured.answered import Answers
from dorsum.mechanics.result import Result
from dorsum.mechanics.statics import reactions

LEVEL = "L4/L5"
SUBJECT = "wilke"


def shares_of(answers: Answers, task: str) -> dict[str, float]:
    """Shares of the compression of L4/L5 in the first frame, N; they add up to `total`.

    `weight` is all that acts but muscles, supports and abdominal pressure included; `tone` the active force
    that the least activation gives, `work` the active force beyond it.
    """
    model = answers.model(SUBJECT)
    result = answers.result(task, SUBJECT)
    assert isinstance(result, Result)  # the protocol balances: tested
    found = result.analysis
    eq, n_active = found.equations, len(model.body.active)
    strength = model.mech.fibres.maximal_force * eq.gains.cosine
    active = found.solution.values[:, :n_active]
    least = np.minimum(active, found.problem.lower[:, :n_active])
    nothing = np.zeros_like(found.tension)

    def pressed(carried: Floats, tension: Floats) -> float:
        reaction = reactions(model.mech, eq.posed, carried, tension)
        return float(-reaction.force[0, SPINE.index(LEVEL), 1])

    unloaded = np.zeros_like(eq.carried)
    return {
        "weight": pressed(eq.carried, nothing),
        "tone": pressed(unloaded, strength * least),
        "work": pressed(unloaded, strength * (active - least)),
        "stretch": pressed(unloaded, eq.fibre_passive),
        "ligaments": float(eq.ligament_tension[0, SPINE.index(LEVEL)]),
        "total": float(found.compression[0, SPINE.index(LEVEL)]),
    }
