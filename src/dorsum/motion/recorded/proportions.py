"""Lengths of a person's segments from markers in standing, as far as they tell.

Pose and lengths are found together: the body stands so that the markers lie nearest to their landmarks, each
weighed by how far markers are sewn from these (`landmark_error`), and its lengths, over their shares of the
stature, stay near those of the measured man, each weighed by how far people are off one another
(`lengths.csv`). So what markers tell poorly is drawn to the share of the height, and what they leave as
uncertain as it was is not told. What the upright lengths have more the parts not told have less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.lengths import bodies_of, measured, rows_of, upright
from dorsum.body.names import XYZ
from dorsum.body.skeleton import Floats, Skeleton, build_skeleton, sized
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import Chain, Fitted
from dorsum.motion.recorded.inverse import fit, known_before, weights
from dorsum.motion.recorded.marker_map import Place
from dorsum.motion.recorded.standing import calibrated
from dorsum.units import MM, PERCENT

# Lengths that markers may tell. Those of head, hands and toes lie at no bony landmark; skin before and behind
# the pelvis adds to its depth, by more than people differ.
TOLD = ("thigh", "shank", "pelvis_width", "trunk", "shoulder_width", "upper_arm", "forearm")
WRIST = 35 * MM  # of a hand's marker from the joint: nearer ones are of the wrist
REST = "head"  # whose spread is that of all upright parts that are not told
# People are off one another by more than off the mean, and the measured man is one of them.
BETWEEN_TWO = np.sqrt(2.0)
# A length is told if markers take at least half of the variance that it had; else it keeps its share.
LEFT = 0.5
# A rig's joints are no anatomical centres: standard deviation of a bone's length about that between them, m
# (assumed: 14 mm at either end, as of the landmarks of a person).
OF_BONE = 20 * MM
OTHERS = "other lengths as the height has them, masses of segments as their lengths"  # said of what is found
FAR_OFF = 3.0  # landmark errors: a marker that lies farther off counts less
ROUNDS, ARRIVED = 8, 1e-3  # of a length, in its shares: a tenth of what it is known to
STEP = 0.01  # share by which sizes are changed for slopes, in which markers are straight lines


@dataclass(frozen=True)
class Proportions:
    """Lengths of a person, m, and the standard deviation that each is known to, m."""

    lengths: Mapping[str, float]
    error: Mapping[str, float]

    @property
    def words(self) -> str:
        """`thigh 0.430 ± 0.010 m` and so on."""
        return ", ".join(
            f"{name.replace('_', ' ')} {length:.3f} ± {self.error[name]:.3f} m"
            for name, length in self.lengths.items()
        )


def proportions_of(chain: Chain, seen: Floats, names: Sequence[str]) -> Proportions | None:
    """Lengths of a person whose markers (n_markers, 3), m, are seen in standing; None of who does not stand.

    Args:
        chain: the markers by `names` at their places on a body of the person's height, in usual lengths.
    """
    body = chain.model.body
    usual, tables, subject = body.skeleton, body.tables, body.subject
    stands = calibrated(chain, seen, "it", names)
    if stands.seen is None or stands.doubts:
        return None
    seen = np.where(_tells(chain)[:, None], stands.seen, np.nan)
    x, covariance = _nearest(chain, seen)
    before, left = _spread(tables), np.sqrt(np.diagonal(covariance))
    have = measured(sized(tables, subject, _sizes(usual, tables, x)), tables)
    told = {name: float(e) for name, e, b in zip(TOLD, left, before, strict=True) if e**2 < LEFT * b**2}
    lengths = {name: round(have[name], 3) for name in told}
    return _of(body, lengths, {name: have[name] * error for name, error in told.items()})


def proportions_of_bones(body: Body, seen: Mapping[str, float]) -> Proportions | None:
    """Lengths of a person whose bones are that long, m, in a rig; `body` is of the height, in usual lengths.

    Each is drawn to its usual length by how much it is in doubt.
    """
    usual, spread = measured(body.skeleton, body.tables), dict(zip(TOLD, _spread(body.tables), strict=True))
    lengths, error = {}, {}
    for name, length in seen.items():
        before = (spread[name] * usual[name]) ** 2
        kept = before / (before + OF_BONE**2)
        if 1.0 - kept < LEFT:
            lengths[name] = round(float(usual[name] + kept * (length - usual[name])), 3)
            error[name] = float(np.sqrt(kept) * OF_BONE)
    return _of(body, lengths, error)


def _of(body: Body, lengths: Mapping[str, float], error: Mapping[str, float]) -> Proportions | None:
    """None where no body is like that, as of markers that lie elsewhere than their names say."""
    try:
        build_skeleton(body.tables, replace(body.subject, lengths=lengths))
    except BadInput:
        return None
    return Proportions(lengths, error) if lengths else None


def _sizes(usual: Skeleton, tables: Tables, x: Floats) -> Floats:
    """Sizes (n_bodies, 3) of who is off the usual lengths by shares x (n,), in `TOLD`'s order."""
    size, parts = usual.size.copy(), upright(usual, tables)
    left = sum(parts.values())
    for name, share in zip(TOLD, x, strict=True):
        size[bodies_of(tables, name), XYZ.index(rows_of(tables)[name].axis)] *= 1.0 + share
        left -= parts.get(name, 0.0) * (1.0 + share)
    rest = [name for name in parts if name not in TOLD]
    for name in rest:
        size[bodies_of(tables, name), 1] *= left / sum(parts[name] for name in rest)
    return size


def _before(usual: Skeleton, tables: Tables) -> Floats:
    """Rows (n + 1, n) which likely shares keep near 1: of each length, and of all upright parts not told."""
    parts, rows = upright(usual, tables), rows_of(tables)
    untold = sum(height for name, height in parts.items() if name not in TOLD)
    by_rest = np.array([-parts.get(name, 0.0) / untold for name in TOLD])
    rest = BETWEEN_TWO * rows[REST].spread_pct * PERCENT
    return np.concatenate([np.diag(1.0 / _spread(tables)), by_rest[None] / rest])


def _spread(tables: Tables) -> Floats:
    rows = rows_of(tables)
    return np.array([BETWEEN_TWO * rows[name].spread_pct * PERCENT for name in TOLD])


def _tells(chain: Chain) -> NDArray[np.bool_]:
    """Markers (n_markers,) at landmarks that everybody has at one place."""
    skeleton = chain.model.body.skeleton
    name = np.array([skeleton.names[body].split("_")[0] for body in chain.body])
    far = np.linalg.norm(np.nan_to_num(chain.local), axis=1) > WRIST
    no_landmark = (
        (name == "skull") | ((name == "hand") & far) | ((name == "foot") & (chain.local[:, 0] > 0.0))
    )
    return np.asarray(~np.isnan(chain.local).any(axis=1) & ~no_landmark)


def _nearest(chain: Chain, seen: Floats) -> tuple[Floats, Floats]:
    """Shares (n,) of the likeliest person, less 1, and their covariance."""
    body, usual, tables = chain.model.body, chain.model.body.skeleton, chain.model.body.tables
    landmark = tables.constant("landmark_error") * MM
    error = landmark / np.sqrt(3.0)  # along each axis
    known_pose = known_before(chain) * tables.constant("marker_error") * MM / landmark / error
    prior, n = _before(usual, tables), len(TOLD)
    x, covariance = np.zeros(n), np.eye(n)
    for _ in range(ROUNDS):
        now = sized(tables, body.subject, _sizes(usual, tables, x))
        at = Chain(Model(replace(body, skeleton=now)), _places(chain, now))
        q = fit(at, seen[None], still_spine=True)
        found = at.place(q, slopes=True)
        assert found.slope is not None  # asked for
        off = found.marker[0] - seen
        known = ~np.isnan(off).any(axis=1)
        distance = np.linalg.norm(off[known], axis=1)
        weight = np.sqrt(weights(distance, FAR_OFF * landmark))[:, None] / error
        by_size = np.empty((*off.shape, n))
        for k, more in enumerate(STEP * np.eye(n)):
            changed = sized(tables, body.subject, _sizes(usual, tables, x + more))
            by_size[..., k] = (_carried(chain, changed, found) - found.marker[0]) / STEP
        moves = _moves(at, q[0])
        posed = np.concatenate([_rows(found.slope[0, known] * weight[..., None]), known_pose])[:, moves]
        slope = np.zeros((len(posed), n))
        slope[: 3 * len(weight)] = _rows(by_size[known] * weight[..., None])
        gap = np.concatenate([(off[known] * weight).ravel(), known_pose @ q[0]])
        # The pose goes along: of both only what it cannot answer counts.
        across, _ = np.linalg.qr(posed)
        slope, gap = (of - across @ (across.T @ of) for of in (slope, gap))
        information = slope.T @ slope + prior.T @ prior
        covariance = np.linalg.inv(information)
        step = -covariance @ (slope.T @ gap + prior.T @ (prior @ x))
        x = x + step
        if np.abs(step).max() < ARRIVED:
            break
    return x, covariance


def _moves(chain: Chain, q: Floats) -> NDArray[np.bool_]:
    """Coordinates (n,) that are not at a bound."""
    low, high = chain.bounds(still_spine=True)
    return np.asarray((q > low + 1e-9) & (q < high - 1e-9))


def _rows(of: Floats) -> Floats:
    return of.reshape(-1, of.shape[-1])


def _places(chain: Chain, skeleton: Skeleton) -> list[Place]:
    """Where the markers of a chain lie on the body in other sizes: they are stretched with their bones."""
    usual, body = chain.model.body.skeleton, chain.body
    in_scan = np.einsum("mji,mj->mi", usual.scan_turn[body], chain.local) / usual.size[body]
    local = np.einsum("mij,mj->mi", skeleton.scan_turn[body], in_scan * skeleton.size[body])
    return [Place(int(b), at) for b, at in zip(body, local, strict=True)]


def _carried(chain: Chain, skeleton: Skeleton, posed: Fitted) -> Floats:
    """Markers (n_markers, 3) on the body in other sizes, its bones turned alike, its pelvis at one place."""
    parent, places = skeleton.parent, _places(chain, skeleton)
    step = skeleton.centre - np.where((parent < 0)[:, None], 0.0, skeleton.centre[parent])
    turned = np.einsum("bij,bj->bi", posed.rotation[0, parent], step)
    turned[0] = posed.origin[0, 0]
    origin = skeleton.carried().T @ turned
    local = np.array([place.local for place in places])
    return np.asarray(origin[chain.body] + np.einsum("mij,mj->mi", posed.rotation[0, chain.body], local))
