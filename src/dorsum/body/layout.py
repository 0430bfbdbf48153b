"""Which points the paths of the muscles run through, and which joints they cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.body.scan import Ints, Scan, fixed

# The bodies whose balance is written down whatever is free: what a muscle may pull on and still take part.
# Ribs and sternum are held by their vertebrae; the muscles that are left out for it say so themselves. The
# jaw is held shut by muscles between it and the skull, which cross no other joint.
BALANCED = ("pelvis", "skull", "mandible", "sternum", "rib", "C", "T", "L")
CROSSINGS = 64  # kept at a time


class Crossing(NamedTuple):
    """Which pieces cross which joints, a row for each fascicle and joint that meet; see `mechanics.lines`."""

    pair_piece: Any  # (n_pairs, most) pieces that cross, padded with n_pieces
    pair_sign: Any  # (n_pairs, most) +1 where a piece starts above the joint, −1 where it ends there, or 0
    pair_joint: Any  # (n_pairs,) position among the joints
    pair_fascicle: Any  # (n_pairs,)


@dataclass(frozen=True, eq=False)
class Layout:
    """The points of all paths, in order, and the n fascicles that they belong to; shared by many bodies."""

    scan: Scan
    point_body: Ints  # (n_points,) body that carries the point
    labels: tuple[str, ...]  # (n_points,) what each point is, such as `L4.mammillary_process`
    first: Ints  # (n + 1,) first point of each fascicle
    piece_start: Ints  # (n_pieces,) a piece runs from this point to the next
    piece_of: Ints  # (n, most) pieces of each fascicle, padded with n_pieces
    piece_fascicle: Ints  # (n_pieces,)
    wrap_point: Ints  # (m,) first of the two points at which a path touches a ball (`wraps`)
    wrap_piece: Ints  # (m,) the piece between them
    left_out_because: tuple[str, ...]  # (n,) why a fascicle takes no part in the balance, empty where it does
    active: Ints  # those that take part

    @classmethod
    def of(
        cls,
        scan: Scan,
        point_body: Ints,
        owner: Ints,
        labels: tuple[str, ...],
        held_still: Sequence[str],
        free: NDArray[np.bool_],
        wrap_point: Ints,
    ) -> Layout:
        """From the body and fascicle of every point.

        `held_still` says why a fascicle is out in any case. `free` (n_bodies,) is which bodies hang on a
        joint that is balanced beside the spine. A fascicle takes part where every joint that it crosses is
        balanced, or held by right: it pulls on `BALANCED` bodies, and on those that free joints, one after
        the other, hang on these.
        """
        n = len(held_still)
        first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n))])
        starts = np.flatnonzero(owner[:-1] == owner[1:])
        reasons: list[str] = []
        for name, parent, is_free in zip(scan.names, scan.parent.tolist(), free.tolist(), strict=True):
            reasons.append("" if is_free and not reasons[parent] else _unbalanced(name))
        out = np.array([bool(reason) for reason in reasons])[point_body]
        bad = np.minimum.reduceat(np.where(out, np.arange(len(out)), len(out)), first[:-1])
        of_bad = np.array([*reasons, ""], dtype=object)[np.append(point_body, len(reasons))[bad]]
        because = tuple(still or reason for still, reason in zip(held_still, of_bad, strict=True))
        return cls(
            scan=scan,
            point_body=fixed(point_body),
            labels=labels,
            first=fixed(first),
            piece_start=fixed(starts),
            piece_of=fixed(_ragged(owner[starts], n, len(starts))),
            piece_fascicle=fixed(owner[starts]),
            wrap_point=fixed(wrap_point),
            wrap_piece=fixed(np.searchsorted(starts, wrap_point)),
            left_out_because=because,
            active=fixed(np.flatnonzero([not reason for reason in because])),
        )

    def crossing(self, joints: ArrayLike, fascicles: ArrayLike | None = None) -> Crossing:
        """The pairs of fascicle and joint that meet, for some joints (by body) and fascicles, default all."""
        chosen = None if fascicles is None else _key(fascicles)
        return _crossing(self, _key(joints), chosen)


def _key(numbers: ArrayLike) -> bytes:
    return np.asarray(numbers, dtype=np.int64).tobytes()


@lru_cache(maxsize=CROSSINGS)
def _crossing(layout: Layout, of_joints: bytes, of_fascicles: bytes | None) -> Crossing:
    above = layout.scan.carried[np.frombuffer(of_joints, dtype=np.int64)][:, layout.point_body]
    start, end = above[:, layout.piece_start], above[:, layout.piece_start + 1]
    sign = start.astype(float) - end.astype(float)  # (n_joints, n_pieces)
    if of_fascicles is not None:
        chosen = np.frombuffer(of_fascicles, dtype=np.int64)
        sign[:, ~np.isin(layout.piece_fascicle, chosen)] = 0.0
    joint, piece = np.nonzero(sign)
    n_fascicles, n_pieces = len(layout.left_out_because), len(layout.piece_start)
    key = joint * n_fascicles + layout.piece_fascicle[piece]
    pair, row = np.unique(key, return_inverse=True)
    pieces = _ragged(row, len(pair), len(piece))
    padded_piece = np.append(piece, n_pieces)
    padded_sign = np.append(sign[joint, piece], 0.0)
    found = (padded_piece[pieces], padded_sign[pieces], pair // n_fascicles, pair % n_fascicles)
    return Crossing(*map(fixed, found))


def _unbalanced(body: str) -> str:
    """Why a path that pulls on a bone may not take part: nobody balances the bone."""
    if body.startswith(BALANCED):
        return ""
    return f"pulls on the {body.replace('_', ' ')}, whose balance is not part of the model yet"


def _ragged(owner: Ints, n_owners: int, padding: int) -> Ints:
    """Items of each owner as the rows of a table, in order, padded."""
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=n_owners)
    table = np.full((n_owners, max(int(counts.max(initial=0)), 1)), padding)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    table[owner[order], within] = order
    return table
