"""What the arrays of a result read off an analysis that it does not have as such."""

from __future__ import annotations

from typing import Any

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import AXES, LUMBAR, SPINE, Floats
from dorsum.mechanics.admissible import ranges_of
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.needed import PLACES, hardest_frames, hardest_share, hardness, rows_of

USED = {f"{place}_strength_used": place for place in PLACES}  # of recordings only when asked for


def spread(body: Body, values: Any) -> Floats:
    """Values of the fascicles that take part, as of all; NaN for the others."""
    known = np.asarray(values)
    out = np.full((len(known), len(body.fascicles)), np.nan)
    out[:, body.active] = known
    return out


def root(found: Analysis) -> Floats:
    given = found.frames.root_acceleration
    return np.zeros((len(found.frames.times), 3)) if given is None else given


def place(found: Analysis) -> Floats:
    given = found.frames.root_place
    return np.full((len(found.frames.times), 3), np.nan) if given is None else given


def by_joint(values: Any) -> Floats:
    """Of rows (frames, n_rows) those of the spine, which come first, (frames, joints, 3: z x y)."""
    flat = np.asarray(values)[:, : len(SPINE) * len(AXES)]
    return flat.reshape(len(flat), -1, 3)


def by_body(body: Body, values: Any) -> Floats:
    """Of rows (frames, n_rows) those of every joint (frames, n_bodies, 3: z x y); NaN where none is."""
    known, rows = np.asarray(values), body.rows
    out = np.full((len(known), len(body.skeleton.names), len(AXES)), np.nan)
    out[:, rows.body, rows.axis] = known
    return out


def stretched(body: Body, found: Analysis) -> Floats:
    """What stretched fibres do at the balanced joints: their share of M times the passive force over F₀."""
    eq, n = found.equations, len(body.active)
    strength = body.fascicles.maximal_force[body.active] * eq.gains.cosine
    share = np.asarray(eq.fibre_passive) / np.where(strength > 0, strength, 1.0)
    columns = found.problem.columns
    return by_joint(columns.moments(np.pad(share, [(0, 0), (0, columns.pattern.m - n)])))


def gave(found: Analysis) -> Floats:
    """How far the balanced joints gave (frames, joints, 3), rad; nothing where the posture is exact."""
    given = found.given
    return by_joint(np.zeros_like(found.problem.rhs) if given is None else given.deviation)


def at_bound(found: Analysis) -> Floats:
    given = found.given
    return by_joint(np.zeros(found.problem.rhs.shape, dtype=bool) if given is None else given.at_bound)


def settled(body: Body, found: Analysis) -> Any:
    """Whether no angle wants to turn by 0.05°, and no spring to be 2 % stiffer or softer (frames,)."""
    given = found.given
    return np.ones(len(found.frames.times), dtype=bool) if given is None else given.settled


def wanted(body: Body, found: Analysis) -> Floats:
    given = found.given
    return np.zeros(len(found.frames.times)) if given is None else given.wanted


def spring_factor(found: Analysis) -> Floats:
    """How many times as stiff the springs of the balanced joints are (frames, joints, 3)."""
    times = found.frames.stiffening
    return by_joint(np.ones_like(found.problem.rhs) if times is None else times)


def exact(found: Analysis) -> Floats:
    given = found.given
    return found.compression if given is None else given.exact_compression


def about_joint(found: Analysis) -> Floats:
    wrench, centre = np.asarray(found.reactions.wrench), np.asarray(found.equations.posed.origin)
    return wrench[..., 3:] - np.cross(centre, wrench[..., :3])


def end(found: Analysis, which: int) -> Floats:
    """Least (0) or greatest (1) compression (frames, levels) over admissible contact forces: of lumbar
    levels, in the frame that loads one of them most; NaN elsewhere. Without contacts the compression
    itself."""
    compression, lumbar = np.asarray(found.compression), len(LUMBAR)
    if found.borne is None:
        return compression.copy()
    out = np.full_like(compression, np.nan)
    frame = int(np.nanargmax(compression[:, :lumbar].max(axis=1)))
    known = found.borne.ranges
    if frame not in known:
        known[frame] = ranges_of(found.borne.model, found, frame)
    out[frame, :lumbar] = known[frame][:, which]
    return out


def used(place: str, body: Body, found: Analysis) -> Floats:
    """Share (frames,) of the strength of one of the `PLACES` that the hardest frame needs, in that frame; NaN
    elsewhere, and where its joints are not balanced."""
    problem, out = found.problem, np.full(len(found.frames.times), np.nan)
    names, bound = problem.coordinates, problem.reserve_scale
    if rows_of(names, place).any():
        did = np.asarray(found.activation), np.asarray(found.solution.reserves)
        hard = hardest_frames(hardness(problem.columns.pattern, names, place, *did, bound))
        frame, share = hardest_share(problem, place, hard)
        out[frame] = share
    return out
