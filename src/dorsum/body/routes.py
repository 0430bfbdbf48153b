"""How the muscles run, whoever's they are: the stops of every fascicle, and the layout of its path.

A stop is a landmark of a bone, or a point of soft tissue (fascia, linea alba, nuchal ligament) that the bone
of `soft_anchors.csv` carries. Long muscles are also held by the vertebrae that they pass (`path_rules.csv`);
which ones these are hangs on the subject, all else on the tables alone. So a `Layout` serves every subject
whose muscles pass the same vertebrae.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import FascicleRow, PathRuleRow, WrapRow
from dorsum.body.groups import joints_of, released
from dorsum.body.layout import Layout
from dorsum.body.names import SIDES, sided, unsided
from dorsum.body.scan import MIRROR, SETS_OF_TABLES, Floats, Ints, Scan, fixed, scan_of
from dorsum.body.skeleton import Skeleton
from dorsum.units import MM

LAYOUTS = 64  # kept at a time
TOUCH = "wrap"  # label of the points where a path touches a ball
HOLDING = ("upper_endplate_centre", "lower_endplate_centre", "spinous_process_tip")


class Holder(NamedTuple):
    """A vertebra that may hold a fascicle between two stops, and within which limits; or many, as arrays."""

    stop: Any  # the one before
    body: Any
    upper: Any  # landmarks: centres of its endplates
    lower: Any
    tip: Any  # landmark: tip of the spinous process
    clearance: Any  # m, at least so far behind the middle of the body
    behind: Any  # m, at most so far behind the tip
    label: Any

    @classmethod
    def many(cls, each: Sequence[Holder]) -> Holder:
        """An array of every field."""
        kinds = (*[np.int64] * 5, *[np.float64] * 2, np.object_)
        columns = zip(*each, strict=True) if each else [()] * len(kinds)
        return cls(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


@dataclass(frozen=True, eq=False)
class Routes:
    """All fascicles, n of them, right before left in the order of the table, and their s stops."""

    scan: Scan
    rows: tuple[FascicleRow, ...]
    names: tuple[str, ...]  # id of `fascicles.csv` and the side
    muscles: tuple[str, ...]  # ids of `muscles.csv`
    sides: tuple[str, ...]
    held_still: tuple[str, ...]  # why the muscle takes no part, whatever it pulls on; empty for most
    unless: tuple[str, ...]  # the group of joints with which it takes part all the same; empty for none
    first: Ints  # (n + 1,) the first stop of each
    body: Ints  # (s,) that carries the stop
    at: Floats  # (s, 3) in the scan, m
    label: tuple[str, ...]  # (s,)
    wrap: Ints  # (m,) stops where a path first touches a ball; the next is where it leaves it
    wrap_radius: Floats  # (m,) in the scan, m
    held: Holder  # all that may
    clear: float  # m, between an end and a vertebra that holds

    def run(self, skeleton: Skeleton, free: Sequence[str] = ()) -> tuple[Layout, Floats]:
        """The layout of the paths for a skeleton, and where their points lie in standing, (points, 3) m.

        `free` names the groups of joints that are balanced beside the spine (`groups.GROUPS`).

        A long fascicle that runs behind several vertebrae is held between the muscle beneath (never closer
        than `clearance_mm` to the middle of the body) and the fascia on the spinous processes (never farther
        than `behind_spine_mm` behind their tips). Without these points it would cut through the laminae as a
        chord when the spine bends, and leave the body where the back is hollow.
        """
        at, held = skeleton.landmarks.position, self.held
        stops = skeleton.to_standing(self.body, self.at)
        start, end = stops[held.stop], stops[held.stop + 1]
        level = (at[held.upper] + at[held.lower]) / 2
        low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
        passed = np.flatnonzero((low + self.clear < level[:, 1]) & (level[:, 1] < high - self.clear))
        start, end, level = start[passed], end[passed], level[passed]
        share = (level[:, 1] - start[:, 1]) / (end[:, 1] - start[:, 1])
        points = start + share[:, None] * (end - start)
        farthest = at[held.tip[passed], 0] - held.behind[passed]
        points[:, 0] = np.minimum(np.maximum(points[:, 0], farthest), level[:, 0] - held.clearance[passed])
        n = len(stops)
        along = np.concatenate([np.arange(n), held.stop[passed] + share])
        order = np.argsort(along, kind="stable")
        chosen = np.concatenate([np.arange(n), n + passed])[order]
        layout = layout_of(self, chosen.tobytes(), joints_of(free))
        return layout, np.concatenate([stops, points])[order]


@lru_cache(maxsize=LAYOUTS)
def layout_of(routes: Routes, chosen: bytes, free: frozenset[str]) -> Layout:
    """The layout of the paths through these points: stops, then vertebrae that may hold, in order; with the
    joints that are balanced beside the spine, as the tables call them."""
    point = np.frombuffer(chosen, dtype=np.int64)
    owner_of_stop = np.repeat(np.arange(len(routes.names)), np.diff(routes.first))
    place = np.full(len(owner_of_stop), -1)
    stops = np.flatnonzero(point < len(place))
    place[point[stops]] = stops
    return Layout.of(
        scan=routes.scan,
        point_body=np.concatenate([routes.body, routes.held.body])[point],
        owner=np.concatenate([owner_of_stop, owner_of_stop[routes.held.stop]])[point],
        labels=tuple(np.array([*routes.label, *routes.held.label], dtype=object)[point].tolist()),
        held_still=[
            "" if released(group, free) else why
            for why, group in zip(routes.held_still, routes.unless, strict=True)
        ],
        free=np.array([unsided(joint) in free for joint in routes.scan.joints]),
        wrap_point=place[routes.wrap],
    )


class Stop(NamedTuple):
    """A point of a path in the scan."""

    body: int  # that carries it
    at: Floats  # (3,) m
    label: str


def stop_of(tables: Tables, muscle: str, bone: str, name: str, side: str) -> Stop:
    """Where a muscle is attached to a landmark of a bone or of soft tissue."""
    scan, anchor = scan_of(tables), tables.soft_anchor(muscle, name)
    if anchor is not None and anchor.at_landmark is None:
        row = tables.landmark(bone, name)
        at = np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * (MIRROR if side == "left" else 1.0)
        return Stop(scan.carrier[anchor.carrier_bone, side], at, f"{bone}.{name}")
    if anchor is not None and anchor.at_landmark is not None:
        bone, name = anchor.carrier_bone, anchor.at_landmark
    place = scan.landmark[bone, name, side]
    return Stop(int(scan.landmark_body[place]), scan.landmark_at[place], f"{bone}.{name}")


@lru_cache(maxsize=SETS_OF_TABLES)
def routes_of(tables: Tables) -> Routes:
    """Every fascicle of both sides."""
    rules = {rule.muscle: rule for rule in tables.path_rules}
    held = {row.muscle: row for row in tables.held_muscles}
    each = [(row, side) for row in tables.fascicles for side in SIDES]
    wraps = {row.muscle: row for row in tables.wraps}
    stops: list[Stop] = []
    first, holders, balls = [0], [], []
    for row, side in each:
        own = [stop_of(tables, row.muscle, bone, name, side) for bone, name in _ends(row)]
        if row.muscle in wraps:
            balls.append((len(stops) + _wrap(scan_of(tables), own, wraps[row.muscle], side), row.muscle))
        if row.muscle in rules:
            holders += list(_holders(scan_of(tables), own, len(stops), rules[row.muscle]))
        stops += own
        first.append(len(stops))
    return Routes(
        scan=scan_of(tables),
        rows=tuple(row for row, _ in each),
        names=tuple(f"{row.fascicle}_{side}" for row, side in each),
        muscles=tuple(row.muscle for row, _ in each),
        sides=tuple(side for _, side in each),
        held_still=tuple(held[row.muscle].reason if row.muscle in held else "" for row, _ in each),
        unless=tuple((row.muscle in held and held[row.muscle].unless) or "" for row, _ in each),
        first=fixed(np.array(first)),
        body=fixed(np.array([stop.body for stop in stops])),
        at=fixed(np.array([stop.at for stop in stops])),
        label=tuple(stop.label for stop in stops),
        wrap=fixed(np.array([stop for stop, _ in balls], dtype=np.int64)),
        wrap_radius=fixed(np.array([wraps[muscle].radius_mm * MM for _, muscle in balls])),
        held=Holder.many(holders),
        clear=tables.constant("via_point_clear_of_ends") * MM,
    )


def _ends(row: FascicleRow) -> Iterator[tuple[str, str]]:
    """Bone and landmark of origin, via points and insertion, in order."""
    yield row.origin_bone, row.origin_landmark
    for via in row.via.split():
        bone, _, name = via.partition(".")
        yield bone, name
    yield row.insertion_bone, row.insertion_landmark


def _wrap(scan: Scan, stops: list[Stop], row: WrapRow, side: str) -> int:
    """Put the two points where a path touches a ball before its first stop on the body that carries the ball.

    Where they lie hangs on the posture. Returns the position of the first.
    """
    body = scan.names.index(sided(row.body, side))
    at = next(i for i, stop in enumerate(stops) if stop.body == body)
    stops[at:at] = [Stop(body, scan.centre[body], f"{row.body}.{TOUCH}")] * 2
    return at


def _holders(scan: Scan, stops: list[Stop], at: int, rule: PathRuleRow) -> Iterator[Holder]:
    """Vertebrae of a rule that may hold a path between its stops, the first of which has the number `at`."""
    for stop, ends in enumerate(pairwise(stops), start=at):
        for name in rule.bodies.split():
            body = scan.names.index(name)
            if body not in (ends[0].body, ends[1].body):
                upper, lower, tip = (scan.landmark[name, of, "right"] for of in HOLDING)
                limits = rule.clearance_mm * MM, rule.behind_spine_mm * MM
                yield Holder(stop, body, upper, lower, tip, *limits, f"{name}.path")
