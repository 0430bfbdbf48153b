"""Inverse kinematics: markers over time (.trc, .c3d) to the angles of our body.

1. Markers are placed on the body by their names (`marker_map`).
2. A standing frame (a static trial, or the first complete frame if it stands, or else the middle of those
   with an upright trunk) puts each marker where it is on this person: the body is fitted with the spine at
   zero, so that the person's standing is our standing. Markers on the skin are placed by one that stands
   alone.
3. Every frame is fitted: bounded least squares over pelvis, lumbar and thoracic spine, neck and limbs, from
   the solution of the frames before.

Thoracic turns that no marker tells from lumbar ones follow the rhythm of `spine` (`inverse`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.errors import BadInput
from dorsum.exchange.read.name_maps import NameMap
from dorsum.exchange.read.recording import Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import Chain
from dorsum.motion.recorded.filter import bridged, refuse_gap, whole_around
from dorsum.motion.recorded.gaps import told
from dorsum.motion.recorded.inverse import far_off, fit, pelvis_turn, weights
from dorsum.motion.recorded.keypoints import refuse_line
from dorsum.motion.recorded.marker_map import Place, folded, places
from dorsum.motion.recorded.motion import Motion, Residuals, continuous, heading_of
from dorsum.motion.recorded.of_setup import FEWEST_ON_PELVIS, silent_in_standing, told_by_model, weights_of
from dorsum.motion.recorded.standing import SAMPLE, Standing, calibrated, still_frames
from dorsum.motion.recorded.trust import Fit, judged
from dorsum.units import MM
from dorsum.words import FEW, listed

OF_NO_TRUNK = ("humerus", "forearm", "hand", "skull")  # carried by the thorax, but they do not tell of it
FIRST_FRAME = "The first frame"
FEWEST_ON_TRUNK = 2
FIX = 3  # markers on the trunk that fix it in space; a set may have fewer, but gaps must not make it so
THIN = "markers filled in before, or --from and --to to leave them out"


@dataclass(frozen=True)
class Tracked:
    """The markers of a recording that have a place on the body."""

    recording: Markers
    columns: tuple[int, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]
    who: str = FIRST_FRAME  # of a standing trial: what it is called
    weights: Mapping[str, float] | None = None  # by folded names, what markers weigh in standing

    @property
    def names(self) -> tuple[str, ...]:
        """Their names in the file."""
        return tuple(self.recording.names[i] for i in self.columns)

    @property
    def positions(self) -> Floats:
        """(frames, n_markers, 3) m."""
        return self.recording.positions[:, self.columns]


def tracked(recording: Markers, model: Model, own: NameMap | None = None) -> Tracked:
    """The markers that have a place on the body.

    Raises:
        BadInput: too few are known on pelvis or trunk.
    """
    skeleton = model.body.skeleton
    known = places(skeleton, own, recording.names)
    empty = np.isnan(recording.positions).any(axis=2).min(axis=0)
    columns = [i for i, n in enumerate(recording.names) if folded(n) in known and not empty[i]]
    found = [known[folded(recording.names[i])] for i in columns]
    names = [recording.names[i] for i in columns]
    for part, (of, fewest) in _parts(model, found).items():
        there = [name for name, known in zip(names, of, strict=True) if known]
        if len(there) < fewest:
            raise BadInput(
                f"{recording.path}: {fewest} markers on the {part} are needed, known are"
                f" {listed(there) or 'none'}; the file has {listed(recording.names, most=FEW)}: say with"
                " --markers map.toml where they lie, or with --model FILE.osim whose they are"
            )
    on_pelvis = [k for k, place in enumerate(found) if place.body == 0]
    refuse_line(recording, [names[k] for k in on_pelvis], np.array([found[k].local for k in on_pelvis]))
    unknown = [n for i, n in enumerate(recording.names) if folded(n) not in known]
    left_out = f"Markers without a place on the body, left out: {listed(unknown, most=FEW)}."
    notes = [left_out] if unknown else []
    notes += told_by_model(names, found, own)
    lost = [recording.names[i] for i in np.flatnonzero(empty) if folded(recording.names[i]) in known]
    notes += [f"Markers that are never seen: {listed(lost, most=FEW)}."] if lost else []
    return Tracked(recording, tuple(columns), tuple(found), tuple(notes), weights=weights_of(own))


def _parts(model: Model, found: Sequence[Place]) -> dict[str, tuple[NDArray[np.bool_], int]]:
    """Markers (n_markers,) on the pelvis, and those that tell of the thorax, with how many are needed."""
    skeleton = model.body.skeleton
    above = skeleton.carried()[skeleton.joint_index("T12/L1")]
    trunk = [above[p.body] and skeleton.names[p.body].split("_")[0] not in OF_NO_TRUNK for p in found]
    pelvis = np.array([place.body == 0 for place in found], dtype=bool)
    return {"pelvis": (pelvis, FEWEST_ON_PELVIS), "trunk": (np.array(trunk, dtype=bool), FEWEST_ON_TRUNK)}


def motion_of_markers(
    track: Tracked, model: Model, static: Tracked | None = None, own: tuple[float, float] = (-np.inf, np.inf)
) -> Motion:
    """Fit the body to every frame; frames outside `own` times only as far as nothing is missing there.

    Raises:
        BadInput: markers of pelvis or trunk are missing for longer than can be bridged.
    """
    standing = standing_of(track, model, static)
    chain = standing.chain
    seen, rows, thin, gaps = _bridged(track, model, own)
    seen[:, ~standing.placed] = np.nan
    time = track.recording.time[rows]
    heading = heading_of(pelvis_turn(chain, seen[0]))
    seen = seen @ heading.T
    fitted = fit(chain, seen)
    place = chain.place(fitted)
    unseen = np.isnan(track.positions[rows]).any(axis=2) | ~standing.placed
    distance = np.where(unseen, np.nan, np.linalg.norm(place.marker - seen, axis=2))
    residuals = Residuals(track.names, distance, far_off(model.body.tables))
    inside = (time >= own[0]) & (time < own[1])
    trusted = judged(Fit(chain, track.names, seen[inside], fitted[inside], distance[inside], standing.seen))
    trusted.doubt(thin[inside], f"Long gaps leave fewer than {FIX} markers on the trunk", THIN)
    doubtful = np.full(len(time), bool(trusted.failed or standing.failed))
    doubtful[inside] |= trusted.doubtful
    return Motion(
        time,
        continuous(chain.angles(fitted)),
        place.origin[:, 0],
        (*track.recording.notes, *track.notes, *gaps, *standing.notes, *trusted.notes, *_less(residuals)),
        residuals,
        heading,
        doubtful,
        (*standing.doubts, *trusted.doubts),
        (*standing.failed, *trusted.failed),
        tuple(side for side in SIDES if _marked(standing, sided("humerus", side))),
    )


def standing_of(track: Tracked, model: Model, static: Tracked | None = None) -> Standing:
    """Where the markers lie on this person: as in a standing trial, or as in the first frame.

    Markers that a standing trial has and the recording lacks, as those at the inner side of a knee, tell how
    the person stands, too.
    """
    still, who = (track, FIRST_FRAME) if static is None else (static, static.who)
    own = {folded(name) for name in track.names}
    more = [
        (name, place)
        for name, place in zip(still.names, still.places, strict=True)
        if place.known and folded(name) not in own
    ]
    names = (*track.names, *(name for name, _ in more))
    chain = Chain(model, (*track.places, *(place for _, place in more)))
    seen, many = standing_frame(still, names, [place.known for place in track.places])
    others = _sample(track) if who == FIRST_FRAME and not more else None
    silent, on_weights = silent_in_standing(still.weights, chain, names, seen)
    found = calibrated(chain, seen, who, names, others, silent).first(len(track.names))
    found.notes.extend(on_weights)
    if many > 1:
        found.notes.append(f"Standing is the mean of {many} frames from it on in which the person is still.")
    if lost := [name for name, placed in zip(track.names, found.placed, strict=True) if not placed]:
        found.notes.append(
            f"Markers on the skin that no frame of standing shows, left out: {listed(lost, most=FEW)}."
        )
    return found


def _sample(track: Tracked) -> Floats | None:
    """Frames (`SAMPLE`, n_markers, 3) evenly over those with all markers but on the skin; None of none."""
    known = [place.known for place in track.places]
    whole = np.flatnonzero(~np.isnan(track.positions[:, known]).any(axis=(1, 2)))
    if not len(whole):
        return None
    rows = np.unique(whole[np.linspace(0, len(whole) - 1, SAMPLE).astype(int)])
    return np.asarray(track.positions[rows])


def _marked(standing: Standing, bone: str) -> bool:
    """Whether a bone, or one that it carries, has a marker."""
    skeleton = standing.chain.model.body.skeleton
    return bool(skeleton.carried()[skeleton.index(bone)][standing.chain.body[standing.placed]].any())


def standing_frame(
    still: Tracked, names: Sequence[str], needed: Sequence[bool] | None = None
) -> tuple[Floats | None, int]:
    """Markers (n_markers, 3) in the order of `names` in the first frame with all those `needed` that there
    are, as the mean of the frames from it on in which the person is still, and of how many.

    Args:
        needed: of the first names; of all, if not given. The others may be missing, NaN.
    """
    have = {folded(name): i for i, name in enumerate(still.names)}
    columns = [have.get(folded(name), -1) for name in names]
    positions = np.full((len(still.recording.time), len(names), 3), np.nan)
    there = np.array(columns) >= 0
    positions[:, there] = still.positions[:, [c for c in columns if c >= 0]]
    must = there.copy()
    if needed is not None:
        must[: len(needed)] &= needed
        must[len(needed) :] = False
    whole = ~np.isnan(positions[:, must]).any(axis=(1, 2))
    if not whole.any():
        return None, 0
    first = int(whole.argmax())
    many = still_frames(still.recording.time[first:], positions[first:, must])
    while_still, found = positions[first : first + many], positions[first].copy()
    seen = ~np.isnan(while_still).any(axis=(0, 2)) | must
    found[seen] = np.nanmean(while_still[:, seen], axis=0)
    return found, many


class _Bridged(NamedTuple):
    """Markers with short gaps bridged."""

    seen: Floats  # (frames, n_markers, 3) m; NaN in long gaps
    rows: slice  # the frames of the recording that are kept
    thin: NDArray[np.bool_]  # (frames,) in which long gaps leave fewer markers on the trunk than fix it
    notes: list[str]


def _bridged(track: Tracked, model: Model, own: tuple[float, float]) -> _Bridged:
    """Short gaps bridged; a marker with a long one is left out while it lasts.

    Raises:
        BadInput: a long gap leaves too few markers on the pelvis or the trunk.
    """
    time, positions = track.recording.time, track.positions
    seen = np.stack([bridged(time, positions[:, m]) for m in range(len(track.names))], axis=1)
    there, before = (np.asarray(~np.isnan(of).any(axis=2)) for of in (seen, positions))
    few = np.zeros(len(time), dtype=bool)
    inside = (time >= own[0]) & (time < own[1])
    parts = _parts(model, track.places)
    for part, (of, fewest) in parts.items():
        lacking = there[:, of].sum(axis=1) < fewest
        what = f"fewer than {fewest} markers of the {part} are seen"
        refuse_gap(track.recording.path, what, time[inside], lacking[inside])
        few |= lacking
    rows = whole_around(time, few, *own)
    trunk, _ = parts["trunk"]
    thin = there[:, trunk].sum(axis=1) < min(FIX, int(trunk.sum()))
    return _Bridged(
        seen[rows], rows, thin[rows], told(track.names, time[inside], ~before[inside], there[inside])
    )


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
