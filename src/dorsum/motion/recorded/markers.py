"""Inverse kinematics: markers over time (.trc, .c3d) to the angles of our body.

1. Markers are placed on the body by their names (`marker_map`).
2. A standing frame (a static trial, or the first complete frame if it stands) puts each marker where it is
   on this person: the body is fitted with the spine at zero, so that the person's standing is our standing.
3. Every frame is fitted: bounded least squares over pelvis, lumbar and thoracic spine, neck and limbs, from
   the solution of the frames before.

Thoracic turns that no marker tells from lumbar ones follow the rhythm of `spine` (`inverse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.errors import BadInput
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.filter import bridged, refuse_gap, whole_around
from dorsum.motion.recorded.inverse import far_off, fit, pelvis_turn, weights
from dorsum.motion.recorded.marker_map import Place, folded, places
from dorsum.motion.recorded.motion import Motion, Residuals, continuous, heading_of
from dorsum.units import DEGREE, MM
from dorsum.words import FEW, listed

MOST_LEAN = 20.0 * DEGREE  # of the trunk in a frame that still counts as standing (assumed)
OF_NO_TRUNK = ("humerus", "forearm", "hand", "skull")  # carried by the thorax, but they do not tell of it
FEWEST_ON_PELVIS, FEWEST_ON_TRUNK = 3, 2


@dataclass(frozen=True)
class Tracked:
    """The markers of a recording that have a place on the body."""

    recording: Markers
    columns: tuple[int, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names in the file."""
        return tuple(self.recording.names[i] for i in self.columns)

    @property
    def positions(self) -> Floats:
        """(frames, n_markers, 3) m."""
        return self.recording.positions[:, self.columns]


def tracked(recording: Markers, model: Model, marker_map: Path | None = None) -> Tracked:
    """The markers that have a place on the body.

    Raises:
        BadInput: too few are known on pelvis or trunk.
    """
    skeleton = model.body.skeleton
    known = places(skeleton, marker_map)
    empty = np.isnan(recording.positions).any(axis=2).min(axis=0)
    columns = [i for i, n in enumerate(recording.names) if folded(n) in known and not empty[i]]
    found = [known[folded(recording.names[i])] for i in columns]
    names = [recording.names[i] for i in columns]
    carried = skeleton.carried()
    of_pelvis = [n for n, p in zip(names, found, strict=True) if p.body == 0]
    above = carried[skeleton.joint_index("T12/L1")]
    of_trunk = [
        n
        for n, p in zip(names, found, strict=True)
        if above[p.body] and skeleton.names[p.body].split("_")[0] not in OF_NO_TRUNK
    ]
    for part, there, fewest in (
        ("pelvis", of_pelvis, FEWEST_ON_PELVIS),
        ("trunk", of_trunk, FEWEST_ON_TRUNK),
    ):
        if len(there) < fewest:
            raise BadInput(
                f"{recording.path}: {fewest} markers on the {part} are needed, known are"
                f" {listed(there) or 'none'}; the file has {listed(recording.names, most=FEW)}: say with"
                " --markers map.toml where they lie"
            )
    unknown = [n for i, n in enumerate(recording.names) if folded(n) not in known]
    left_out = f"Markers without a place on the body, left out: {listed(unknown, most=FEW)}."
    notes = [left_out] if unknown else []
    lost = [recording.names[i] for i in np.flatnonzero(empty) if folded(recording.names[i]) in known]
    notes += [f"Markers that are never seen: {listed(lost, most=FEW)}."] if lost else []
    return Tracked(recording, tuple(columns), tuple(found), tuple(notes))


def motion_of_markers(
    track: Tracked, model: Model, static: Tracked | None = None, own: tuple[float, float] = (-np.inf, np.inf)
) -> Motion:
    """Fit the body to every frame; frames outside `own` times only as far as nothing is missing there.

    Raises:
        BadInput: markers of pelvis or trunk are missing for longer than can be bridged.
    """
    chain, told = calibrated(track, model, static)
    seen, rows = _bridged(track, own)
    heading = heading_of(pelvis_turn(chain, seen[0]))
    seen = seen @ heading.T
    fitted = fit(chain, seen)
    angles = continuous(chain.angles(fitted))
    place = chain.place(fitted)
    distance = np.linalg.norm(place.marker - seen, axis=2)
    unseen = np.isnan(track.positions[rows]).any(axis=2)
    residuals = Residuals(track.names, np.where(unseen, np.nan, distance), far_off(model.body.tables))
    notes = (*track.recording.notes, *track.notes, *told, *_at_limits(chain, fitted), *_less(residuals))
    arms = tuple(side for side in SIDES if _marked(model, track, sided("humerus", side)))
    return Motion(track.recording.time[rows], angles, place.origin[:, 0], notes, residuals, heading, arms)


def _marked(model: Model, track: Tracked, bone: str) -> bool:
    """Whether a bone, or one that it carries, has a marker."""
    skeleton = model.body.skeleton
    return any(skeleton.carried()[skeleton.index(bone)][place.body] for place in track.places)


def calibrated(track: Tracked, model: Model, static: Tracked | None = None) -> tuple[Chain, list[str]]:
    """The chain with every marker where this person carries it, and how that was found."""
    chain = Chain(model, track.places)
    own = static is None
    still = track if static is None else static
    standing = _standing_frame(still, track.names)
    if standing is None:
        return chain, ["No frame has all markers: they lie at the landmarks of the scaled body."]
    standing = standing @ heading_of(pelvis_turn(chain, standing)).T
    free = fit(chain, standing[None])
    lean = float(np.arccos(np.clip(_line(chain, free) @ _line(chain, 0.0 * free), -1.0, 1.0)))
    if own and lean > MOST_LEAN:
        return chain, [
            f"The first frame leans by {lean / DEGREE:.0f}°: it is not taken as standing, and the markers lie"
            " at the landmarks of the scaled body; a standing trial (--static) would place them."
        ]
    found = fit(chain, standing[None], still_spine=True)
    at = chain.place(found)
    lever = np.where(np.isnan(standing), at.marker[0], standing) - at.origin[0, chain.body]
    local = np.einsum("mji,mj->mi", at.rotation[0, chain.body], lever)
    moved = np.linalg.norm(local - chain.local, axis=1) / MM
    who = "The first frame is taken as upright standing"
    who = who if own else f"Upright standing is that of {still.recording.path.name}"
    return chain.at(local), [
        f"{who}: every marker lies where it was then, {np.median(moved):.0f} mm from its landmark on the"
        f" scaled body in the median, {moved.max():.0f} mm at most ({track.names[int(moved.argmax())]})."
    ]


def _standing_frame(still: Tracked, names: Sequence[str]) -> Floats | None:
    """The first frame with all markers that it has (n_markers, 3), in the order of `names`."""
    have = {folded(name): i for i, name in enumerate(still.names)}
    columns = [have.get(folded(name), -1) for name in names]
    positions = np.full((len(still.recording.time), len(names), 3), np.nan)
    there = np.array(columns) >= 0
    positions[:, there] = still.positions[:, [c for c in columns if c >= 0]]
    whole = ~np.isnan(positions[:, there]).any(axis=(1, 2))
    return positions[int(whole.argmax())] if whole.any() else None


def _bridged(track: Tracked, own: tuple[float, float]) -> tuple[Floats, slice]:
    """Positions with short gaps bridged, and the frames that are kept.

    A marker with a long gap is left out while it lasts.

    Raises:
        BadInput: a long gap leaves too few markers on the pelvis or the trunk.
    """
    time = track.recording.time
    seen = np.stack([bridged(time, track.positions[:, m]) for m in range(len(track.names))], axis=1)
    bodies = np.array([place.body for place in track.places])
    there = np.asarray(~np.isnan(seen).any(axis=2))
    few = np.zeros(len(time), dtype=bool)
    inside = (time >= own[0]) & (time < own[1])
    for part, chosen, fewest in (
        ("pelvis", bodies == 0, FEWEST_ON_PELVIS),
        ("trunk", bodies != 0, FEWEST_ON_TRUNK),
    ):
        lacking = there[:, chosen].sum(axis=1) < fewest
        what = f"fewer than {fewest} markers of the {part} are seen"
        refuse_gap(track.recording.path, what, time[inside], lacking[inside])
        few |= lacking
    rows = whole_around(time, few, *own)
    return seen[rows], rows


def _line(chain: Chain, q: Floats) -> Floats:
    """Direction from L5/S1 to C7/T1 in the first frame."""
    origin = chain.place(q).origin[0]
    line = origin[chain.model.joint("C7/T1")] - origin[chain.model.joint("L5/S1")]
    return np.asarray(line / np.linalg.norm(line))


def _at_limits(chain: Chain, q: Floats) -> list[str]:
    """Which regions of the spine reach the end of their range."""
    low, high = chain.bounds()
    told = []
    for region, word in enumerate(("lumbar spine", "thoracic spine", "neck")):
        at = slice(FIRST_TURN + 3 * region, FIRST_TURN + 3 * region + 3)
        free = low[at] < high[at]
        stopped = (((q[:, at] <= low[at]) | (q[:, at] >= high[at])) & free).any(axis=1)
        if stopped.any():
            told.append(f"The {word} is at the end of its range in {int(stopped.sum())} of {len(q)} frames.")
    return told


def _less(residuals: Residuals) -> list[str]:
    """Which markers count less in the fit, for they lie far off the body."""
    weight = weights(np.nan_to_num(residuals.distance), residuals.far)
    told = [
        f"{name} in {int((of < 1.0).sum())} frames, with a weight of {of.min():.2f} at least"
        for name, of in zip(residuals.names, weight.T, strict=True)
        if (of < 1.0).any()
    ]
    far = f"{residuals.far / MM:.0f} mm off the fitted body"
    return [f"Markers that lie more than {far} count less: {listed(told, most=FEW)}."] if told else []
