"""How far joints gave, in sentences."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import AXES
from dorsum.mechanics.result import Result
from dorsum.units import DEGREE

WAYS = {
    "z": ("flexion", "extension"),
    "x": ("left bending", "right bending"),
    "y": ("right twist", "left twist"),
}


def farthest(result: Result) -> tuple[float, str]:
    """The greatest give of all frames in °, and what it is, such as `flexion at L5/S1`."""
    gives = np.asarray(result.gives) / DEGREE
    frame, level, axis = np.unravel_index(int(np.abs(gives).argmax()), gives.shape)
    size = float(gives[frame, level, axis])
    return abs(size), f"{WAYS[AXES[axis]][int(size > 0)]} at {result.levels[level]}"


def exactly(result: Result) -> str:
    """What the disc that bears most would bear with every joint at its stated angle; empty if unknown."""
    at = result.peak
    load = float(result.exact_compression[at])
    return "" if np.isnan(load) else f"{load:.0f} N at {result.levels[at[1]]}"


def assumed_of_posture(result: Result) -> str:
    """A few words among what is assumed: how far joints gave, and the load without that."""
    if result.options.posture == "exact":
        return ""
    size, _ = farthest(result)
    exact = exactly(result)
    told = f" (taken exactly: {exact})" if exact else ""
    return f"a posture is known to two or three degrees: joints give up to {size:.1f}°{told}"


def rested(result: Result) -> str:
    """Whether the search for how far joints give came to rest, and by how much not; a sentence."""
    settled, wanted = result.array("give_settled").astype(bool), result.array("give_wanted") / DEGREE
    if settled.all():
        return f"Where they stand no angle wants to turn by more than {wanted.max():.2f}°."
    many = f" in {(~settled).sum()} of {len(settled)} frames" if len(settled) > 1 else ""
    return (
        f"The search for it stopped before it came to rest{many}: an angle still wanted to turn by"
        f" {wanted[~settled].max():.2f}°."
    )


def gives_words(result: Result) -> str:
    """One sentence for the certificate."""
    if result.options.posture == "exact":
        return "The posture is taken exactly: no joint gives."
    gives, at_bound = np.abs(np.asarray(result.gives)) / DEGREE, result.array("give_at_bound")
    size, which = farthest(result)
    told = (
        f"Joints give {gives.mean():.1f}° on average and {size:.1f}° at most ({which});"
        f" {at_bound.mean():.1%} of the angles stand at their bound. Lumbar springs are up to"
        f" {result.array('spring_factor').max():.1f} times as stiff as unloaded, as their joints are pressed."
    )
    told += f" {rested(result)}"
    exact = exactly(result)
    return (
        f"{told} Every joint taken at its stated angle, {exact.replace(' at ', ' would act on ')}."
        if exact
        else told
    )
