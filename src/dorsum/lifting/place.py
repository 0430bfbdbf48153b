"""Where the load of a lift is from the hips, which LiFFT asks for."""

from __future__ import annotations

import numpy as np

from dorsum.lifting.analyze import LiftResult
from dorsum.lifting.bending import ankles, places_of
from dorsum.motion.legs import legs_of


def hip_arm(found: LiftResult) -> float:
    """The greater horizontal distance of the load from the middle of the hips, at start or end, m."""
    model, legs = found.model, legs_of(found.model)
    places = places_of(model, [found.lift] * len(found.places), found.places).at
    arms = []
    for place, result in zip(places, found.held, strict=True):
        posed = result.posed
        hips = np.asarray(posed.origin[0, list(legs.femur)]).mean(axis=0)
        away = np.asarray(ankles(model, posed)[0]) + place - hips
        arms.append(float(np.hypot(away[0], away[2])))
    return max(arms)
