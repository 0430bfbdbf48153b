"""What can be set by sliding: one table, from which the page has its sliders, its questions and its links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, pi, sqrt
from typing import Literal

import numpy as np

from dorsum.body.body import Body
from dorsum.body.masses import arm_length
from dorsum.motion.acting import MOST_LOAD_KG
from dorsum.motion.girdle import build_girdle, build_rhythm, rotations
from dorsum.units import MM

LEVEL = pi / 2  # rad, elevation of an arm that reaches straight ahead


@dataclass(frozen=True, kw_only=True)
class Slider:
    """A field of `controls.Controls` that is set by sliding.

    From `least` to `most` people bend, turn and lift in daily work; joints and muscles allow about as much.
    `allowed` is what a number may be at all.
    """

    name: str
    label: str
    unit: str
    least: float
    most: float
    step: float
    allowed: tuple[float, float]
    default: float | None = 0.0  # None: as it is without it
    kind: Literal["angle", "load", "place"] = "angle"


SLIDERS = (
    Slider(
        name="trunk_inclination", label="Trunk bent forward", unit="°",
        least=-15.0, most=90.0, step=1.0, allowed=(-180.0, 180.0),
    ),
    Slider(
        name="bending", label="Bent to the right", unit="°",
        least=-40.0, most=40.0, step=1.0, allowed=(-180.0, 180.0),
    ),
    Slider(
        name="turning", label="Turned to the left", unit="°",
        least=-40.0, most=40.0, step=1.0, allowed=(-180.0, 180.0),
    ),
    Slider(  # to the back school's lift with bent knees
        name="knee_flexion", label="Knees bent", unit="°",
        least=0.0, most=110.0, step=1.0, allowed=(0.0, 180.0),
    ),
    Slider(  # to twice what a task of the library holds
        name="mass_kg", label="Mass in the hands", unit="kg", kind="load",
        least=0.0, most=40.0, step=0.5, allowed=(0.0, MOST_LOAD_KG),
    ),
    Slider(  # `sliders` ends it where the arms of a body do
        name="reach_m", label="Hands in front of the shoulders", unit="m", kind="place",
        least=0.0, most=2.0, step=0.01, allowed=(-2.0, 2.0),
    ),
    Slider(  # to where a tall man's hands are above his head
        name="above_floor_m", label="Hands above the floor", unit="m", kind="place", default=None,
        least=0.1, most=2.2, step=0.01, allowed=(-2.0, 4.0),
    ),
    Slider(
        name="side_m", label="Hands to the right", unit="m", kind="place",
        least=-0.6, most=0.6, step=0.01, allowed=(-2.0, 2.0),
    ),
)  # fmt: skip


def sliders(body: Body) -> tuple[Slider, ...]:
    """The sliders for a body: the hands go no farther than both reach one load, from an upright trunk."""
    arm = arm_length(body.tables, body.skeleton, "right")
    girdle = build_girdle(body)
    ahead, _, aside = girdle.moved(*rotations(girdle.axes, build_rhythm(body, girdle).at(np.array(LEVEL))))
    shoulder = body.skeleton.centre[body.skeleton.index("humerus_right")][2] + aside
    farthest = ahead + sqrt(arm**2 - (body.tables.constant("hands_apart") / 2 * MM - shoulder) ** 2)
    reach = next(slider for slider in SLIDERS if slider.name == "reach_m")
    most = round(floor(farthest / reach.step) * reach.step, 2)
    return tuple(replace(slider, most=most) if slider is reach else slider for slider in SLIDERS)
