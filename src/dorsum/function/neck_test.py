"""How a neck is tested: sitting, strapped to the seat, the head against a pad.

Girdle and hyoid are balanced, too, so that sternocleidomastoid, trapezius, levator scapulae and the muscles
of the hyoid pull on what their own muscles hold; straps that hold the shoulders in every direction would add
nothing. A strap holds the thorax at T4 by any force and moment, so that the trunk has nothing to bear of the
push, and stays as it is; a shoulder is tested so, too. The jaw is shut.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dorsum.body.names import CERVICAL
from dorsum.mechanics.analysis import Analysis, Frames
from dorsum.mechanics.contacts import GROUND, Contacts, together
from dorsum.mechanics.known import Known
from dorsum.mechanics.model import Model
from dorsum.motion.supports import holding

OF_NECK = ("girdle", "hyoid")  # groups that hold what the muscles of the neck pull on (`body.groups`)
STRAPPED = "T4"  # as the pad of the trunk
HELD_WITHIN = f"pelvis and {STRAPPED} held, shoulders and hyoid held by their own muscles, jaw shut"
ARM = 0.1  # m, between the parallel forces whose couples hold it


def holding_thorax(model: Model, frames: Frames) -> Contacts | None:
    """What holds the thorax, and the scapulae where the girdle is balanced."""
    body = model.body.skeleton.index(STRAPPED)
    centre = model.place(frames.angles).origin[:, body]
    axes = np.eye(3)
    ways = [(np.zeros(3), sign * axes[k]) for k in range(3) for sign in (1.0, -1.0)]
    ways += [(ARM * axes[k], sign * axes[k - 2]) for k in range(3) for sign in (1.0, -1.0)]
    at, normal = (np.stack(each) for each in zip(*ways, strict=True))
    strap = Contacts(
        names=("strap",) * len(ways),
        on=np.full(len(ways), body),
        against=np.full(len(ways), GROUND),
        at=centre[:, None] + at,
        normal=np.broadcast_to(normal, (len(centre), *normal.shape)),
        friction=np.zeros(len(ways)),
        held=(),
        whole=False,
    )
    return together(strap, holding(model, frames))


def trunk_held(model: Model, known: Known, start: Analysis) -> Known:
    """What is known of the posture, with all joints but those of the neck where they are without the push."""
    assert start.given is not None
    deviation, n = start.given.deviation, len(model.rows)
    still = np.array([row.joint not in CERVICAL for row in model.rows])
    lower, upper = known.lower.copy(), known.upper.copy()
    lower[:, :n] = np.where(still, deviation, lower[:, :n])
    upper[:, :n] = np.where(still, deviation, upper[:, :n])
    return replace(known, lower=lower, upper=upper)
