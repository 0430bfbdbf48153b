"""Muscles that lie on a ball about a joint centre: where a tight string touches it, in closed form.

A string from p to q round a ball of radius R about the origin lies in the plane of p, q and the origin. With
the angle φ between p and q it touches the ball along an arc of

    θ = φ − acos(R/|p|) − acos(R/|q|),

or not at all where θ ≤ 0, and is √(|p|² − R²) + R θ + √(|q|² − R²) long. No other point near lets it be
shorter, so that its moment arms are those of the two straight pieces as if the points of contact were fixed
to the ball: about the ball's centre R, wherever the arm is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Numbers = Any  # an array of NumPy or of JAX

LEAST_SINE = 1e-12  # of the angle between both ends: where they point alike there is no plane, and no contact


class Wraps(NamedTuple):
    """The m balls of all paths, each about the joint centre of the body that carries its two points."""

    point: Any  # (m,) the first point of contact; the next of the path is the last
    piece: Any  # (m,) the piece between both, along the ball
    radius: Any  # (m,) m


def touch(start: Numbers, end: Numbers, radius: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """First and last point of contact (…, 3, m) m of strings round balls about the origin, and the length
    (…, m) m between them along the ball.

    Ends (…, 3, m) m are outside the balls. Where a string touches nothing both points divide the
    straight line in three, and what is between them is straight.
    """
    xp = start.__array_namespace__()
    far, near = (xp.sqrt((at * at).sum(axis=-2)) for at in (start, end))
    u, w = start / far[..., None, :], end / near[..., None, :]
    cosine = (u * w).sum(axis=-2)
    across = w - cosine[..., None, :] * u
    sine = xp.sqrt(xp.maximum((across * across).sum(axis=-2), LEAST_SINE**2))
    v = across / sine[..., None, :]
    whole = xp.arctan2(sine, cosine)
    first = xp.arccos(radius / far)
    last = whole - xp.arccos(radius / near)
    arc = last - first
    touches = arc > 0.0
    on = [radius * (xp.cos(a)[..., None, :] * u + xp.sin(a)[..., None, :] * v) for a in (first, last)]
    third = (end - start) / 3.0
    points = [xp.where(touches[..., None, :], at, start + k * third) for k, at in enumerate(on, start=1)]
    straight = xp.sqrt((third * third).sum(axis=-2))
    return points[0], points[1], xp.where(touches, radius * arc, straight)
