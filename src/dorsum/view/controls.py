"""The sliders of the page: what each sets, and how far it goes for a subject."""

from __future__ import annotations

from math import floor, sqrt

from dorsum.body.body import Body
from dorsum.body.masses import arm_length
from dorsum.units import MM
from dorsum.view.api.scene import Control

# Within these people bend and turn in daily work; joints and muscles allow about as much (see the tests).
LEAN = (-15.0, 90.0)  # °
ASIDE = (-40.0, 40.0)  # °
KNEES = (0.0, 110.0)  # °, to the back school's lift with bent knees
MASS = (0.0, 40.0)  # kg; twice what a task of the library holds
REACH_STEP = 0.01  # m


def sliders(body: Body) -> list[Control]:
    """The sliders for a body; each is a field of `AnalyzeQuestion`."""
    farthest = floor(farthest_reach(body) / REACH_STEP) * REACH_STEP
    return [
        _control("trunk_inclination", "Trunk bent forward", "°", LEAN, 1.0),
        _control("bending", "Bent to the right", "°", ASIDE, 1.0),
        _control("turning", "Turned to the left", "°", ASIDE, 1.0),
        _control("knee_flexion", "Knees bent", "°", KNEES, 1.0),
        _control("mass_kg", "Mass in the hands", "kg", MASS, 0.5),
        _control("reach_m", "Hands in front of the shoulders", "m", (0.0, round(farthest, 2)), REACH_STEP),
    ]


def _control(name: str, title: str, unit: str, between: tuple[float, float], step: float) -> Control:
    return Control(
        name=name,  # type: ignore[arg-type]  # checked here
        title=title,
        unit=unit,
        low=between[0],
        high=between[1],
        step=step,
        start=0.0,
    )


def farthest_reach(body: Body) -> float:
    """The farthest that both hands at one load reach in front of the shoulders of an upright trunk, m."""
    arm = arm_length(body.tables, body.skeleton, "right")
    shoulder = body.skeleton.centre[body.skeleton.index("humerus_right")][2]
    return sqrt(arm**2 - (body.tables.constant("hands_apart") / 2 * MM - shoulder) ** 2)
