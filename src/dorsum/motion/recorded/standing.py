"""Upright standing as it is recorded: where each marker lies on this person, and whether it is standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.motion.recorded.chain import FIRST_TURN, N_TURNS, Chain
from dorsum.motion.recorded.inverse import fit, pelvis_turn
from dorsum.motion.recorded.motion import heading_of
from dorsum.motion.recorded.trust import of_trunk, wrong_size
from dorsum.units import DEGREE, MM
from dorsum.words import FEW, listed

# In a frame that counts as standing (assumed): the trunk's lean, the pelvis's tilt to a side, a knee's bend,
# one thigh ahead of the other. Walking passes the last two, sitting and squatting the third.
MOST_LEAN, MOST_TILT, MOST_BENT, MOST_APART = 20.0 * DEGREE, 10.0 * DEGREE, 25.0 * DEGREE, 20.0 * DEGREE
NOT_UPRIGHT = 45.0 * DEGREE  # of lean: nobody stands so; the axis that points up is likely another (assumed)
# m: of a marker of pelvis or trunk from its landmark on the scaled body; people of one height differ by half
# of it (assumed).
ELSEWHERE = 150 * MM
# A person is still as long as the second half of the frames differs by less than this from the first, m; the
# mean over up to a second takes the noise out of where markers lie (assumed).
MOVES = 10 * MM
LEAST_STILL, MOST_STILL, STILL_STEP = 0.2, 1.0, 0.1  # s
FEWEST_STILL = 4  # frames
# Frames over the whole recording in which an upright trunk is looked for, where the first one does not stand:
# they cover some strides; of fewer than four their middle tells no more than one does (assumed).
SAMPLE, FEWEST_UPRIGHT = 32, 4
MENDS = "--static FILE, or --static with the number of a frame in which the person stands"

MIDDLE = (
    "the spine's turns are since the middle of the frames with an upright trunk, which is taken as standing;"
    f" {MENDS}, mends it."
)


@dataclass(frozen=True)
class Standing:
    """Markers where this person carries them."""

    chain: Chain
    placed: NDArray[np.bool_]  # (n_markers,) whether it is known where a marker lies
    seen: Floats | None = None  # (n_markers, 3) m, in the frame of standing
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def first(self, many: int) -> Standing:
        """The same with so many of the markers, of a recording that lacks the others."""
        chain = self.chain.of(range(many))
        return replace(
            self, chain=chain, placed=self.placed[:many], seen=None if self.seen is None else self.seen[:many]
        )


def still_frames(time: Floats, positions: Floats) -> int:
    """How many frames from the first on the person is still in: markers (frames, n, 3) m, NaN in gaps."""
    found = 1
    for seconds in np.arange(LEAST_STILL, MOST_STILL + 1e-9, STILL_STEP):
        many = int(np.searchsorted(time, time[0] + seconds))
        if many > len(time) or many < FEWEST_STILL or time[-1] < time[0] + seconds:
            break
        halves = positions[: many // 2], positions[many // 2 : many]
        if any(np.isnan(half).all(axis=0).any() for half in halves):
            break
        before, after = (np.nanmean(half, axis=0) for half in halves)
        if np.sqrt(np.mean(np.sum((after - before) ** 2, axis=-1))) > MOVES:
            break
        found = many
    return found


def lean_words(lean: float, who: str, mending: str) -> tuple[list[str], list[str]]:
    """What to doubt of a standing frame whose trunk leans by an angle, rad, and why it cannot be one."""
    if lean > NOT_UPRIGHT:
        mends = f"--up if another axis points up, or {mending}"
        return [], [f"{who} leans by {lean / DEGREE:.0f}°: that is no standing; {mends}."]
    if lean > MOST_LEAN:
        return [
            f"{who} leans by {lean / DEGREE:.0f}°, which is no upright standing; {mending}, mends it."
        ], []
    return [], []


def calibrated(
    chain: Chain,
    seen: Floats | None,
    who: str,
    names: Sequence[str],
    others: Floats | None = None,
    silent: NDArray[np.bool_] | None = None,
) -> Standing:
    """The chain with every marker where this person carries it in a standing frame (n_markers, 3).

    The spine is straight in it, so that the person's standing is our standing. Markers on the skin tell
    nothing of the posture, nor do those of the head of how the trunk leans: both get their places by it. Of
    a recording's own frame that does not stand, the middle of the `others` (frames, n_markers, 3; None of a
    trial) with an upright trunk is taken, as of strides that turn and tilt the pelvis to both sides; it shows
    no place on the skin. Too few of them, and a frame that leans is not taken: markers lie at the landmarks
    of the scaled body then, and those on the skin nowhere. Nor do those that are `silent` (n_markers,) tell
    of the posture.
    """
    known = ~np.isnan(chain.local).any(axis=1)
    chain = chain.at(np.nan_to_num(chain.local))
    if seen is None:
        return Standing(
            chain, known, None, ["No frame has all markers: they lie at the landmarks of the scaled body."]
        )
    seen = seen @ heading_of(pelvis_turn(chain, seen)).T
    firm = np.where((known if silent is None else known & ~silent)[:, None], seen, np.nan)
    lean = float(_leans(chain, fit(chain, firm[None]))[0])
    doubts, failed = lean_words(lean, who, MENDS)
    if doubts and (middle := _in_the_middle(chain, known, others)) is not None:
        return replace(middle, doubts=[f"{who} leans by {lean / DEGREE:.0f}°: {MIDDLE}"])
    if doubts or failed:
        note = f"{who} leans by {lean / DEGREE:.0f}°: it is not taken as standing, and the markers lie at the"
        return Standing(chain, known, None, [f"{note} landmarks of the scaled body."], doubts, failed)
    found = fit(chain, _trunk_and_limbs(chain, firm[None]), still_spine=True)
    shows = np.full(len(known), True)
    if crooked := _crooked(chain, found[0]):
        told = f"{who} is not upright standing ({listed(crooked)})"
        if (middle := _in_the_middle(chain, known, others)) is not None:
            return replace(middle, seen=seen, doubts=[f"{told}: {MIDDLE}"])
        doubts = [f"{told}, but taken as such; {MENDS}, mends it."]
        shows = known if others is not None else shows
    local = _carried(chain, found, seen[None])[0]
    local = np.where(np.isnan(local), chain.local, local)
    moved = np.where(known, np.linalg.norm(local - chain.local, axis=1), 0.0) / MM
    failed = _far(chain, seen, moved, names)
    note = (
        f"{who} is taken as upright standing: every marker lies where it was then,"
        f" {np.median(moved[known]):.0f} mm from its landmark on the scaled body in the median,"
        f" {moved.max():.0f} mm at most ({names[int(moved.argmax())]})."
    )
    placed = known | (shows & ~np.isnan(seen).any(axis=1))
    return Standing(chain.at(local), placed, seen, [note], doubts, failed)


def _trunk_and_limbs(chain: Chain, seen: Floats) -> Floats:
    """Markers (frames, n_markers, 3) without those of the head.

    How it is held is no part of standing: far above the pelvis, and on a neck that is straight in the fit, a
    head held forward would lean the trunk.
    """
    of_head = chain.body == chain.model.body.skeleton.index("skull")
    return np.where(of_head[:, None], np.nan, seen)


def _carried(chain: Chain, found: Floats, seen: Floats) -> Floats:
    """Where markers seen (frames, n_markers, 3) lie on their bodies; NaN where they are not seen."""
    at = chain.place(found)
    return np.asarray(np.einsum("fmji,fmj->fmi", at.rotation[:, chain.body], seen - at.origin[:, chain.body]))


def _in_the_middle(chain: Chain, known: NDArray[np.bool_], others: Floats | None) -> Standing | None:
    """Markers at landmarks where they lie in the median of frames with an upright trunk; None of too few."""
    if others is None:
        return None
    seen = others @ np.stack([heading_of(pelvis_turn(chain, of)).T for of in others])
    firm = np.where(known[:, None], seen, np.nan)
    stands = _leans(chain, fit(chain, firm)) <= MOST_LEAN
    if stands.sum() < FEWEST_UPRIGHT:
        return None
    still = fit(chain, _trunk_and_limbs(chain, firm[stands]), still_spine=True)
    local = _carried(chain, still, seen[stands])
    there = known & ~np.isnan(local).all(axis=(0, 2))
    found = chain.local.copy()
    found[there] = np.nanmedian(local[:, there], axis=0)
    return Standing(chain.at(found), known)


def _far(chain: Chain, seen: Floats, moved: Floats, names: Sequence[str]) -> list[str]:
    """Markers of pelvis and trunk that lie nowhere near the place that their names say, and what mends it."""
    worst = [k for k in np.argsort(-moved) if moved[k] > ELSEWHERE / MM and of_trunk(chain)[k]]
    if not worst:
        return []
    told = listed([f"{names[k]} {moved[k]:.0f} mm" for k in worst], most=FEW)
    mends = wrong_size(chain, seen[None]) or "--markers map.toml says where they lie, --person whose they are"
    return [f"In standing markers lie far from where their names say ({told}): {mends}."]


def _crooked(chain: Chain, q: Floats) -> list[str]:
    """What of a frame does not stand, in words."""
    at = {(c.body, c.axis): float(q[k]) for k, c in enumerate(chain.limbs, FIRST_TURN + N_TURNS)}
    skeleton = chain.model.body.skeleton
    told, thighs = [], []
    tilt = abs(float(np.arcsin(np.clip(chain.place(q[None]).rotation[0, 0][1, 2], -1.0, 1.0))))
    if tilt > MOST_TILT:
        told.append(f"the pelvis tilts by {tilt / DEGREE:.0f}° to a side")
    for side in SIDES:
        bent = abs(at.get((skeleton.index(sided("shank", side)), "z"), 0.0))
        if bent > MOST_BENT:
            told.append(f"the {side} knee is bent by {bent / DEGREE:.0f}°")
        thighs.append(at.get((skeleton.index(sided("femur", side)), "z"), np.nan))
    apart = abs(thighs[0] - thighs[1])
    if apart > MOST_APART:
        told.append(f"one thigh is {apart / DEGREE:.0f}° ahead of the other")
    return told


def _leans(chain: Chain, q: Floats) -> Floats:
    """Angle (frames,) between the line from L5/S1 to C7/T1 and that of standing, rad."""
    line, standing = (_line(chain, of) for of in (q, np.zeros((1, chain.n))))
    return np.asarray(np.arccos(np.clip(np.sum(line * standing, axis=-1), -1.0, 1.0)))


def _line(chain: Chain, q: Floats) -> Floats:
    """Direction (frames, 3) from L5/S1 to C7/T1."""
    origin = chain.place(q).origin
    line = origin[:, chain.model.joint("C7/T1")] - origin[:, chain.model.joint("L5/S1")]
    return np.asarray(line / np.linalg.norm(line, axis=-1, keepdims=True))
