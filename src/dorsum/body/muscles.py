"""The muscles as fascicles: paths over bones, and the few numbers that make each one pull.

A fascicle is one line of force from its origin over via points to its insertion. Soft ends (fascia, linea
alba, nuchal ligament) are carried by the bone of `soft_anchors.csv`. The tables hold the right side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import FascicleRow, PathRuleRow
from dorsum.body.skeleton import MIRROR, SIDES, Floats, Skeleton
from dorsum.body.subject import Subject
from dorsum.errors import UnknownName
from dorsum.units import CM2, DEGREE, MM, N_PER_CM2

# The bodies whose balance is written down: what a muscle may pull on and still take part.
BALANCED = ("pelvis", "skull", "sternum", "rib", "C", "T", "L")


@dataclass(frozen=True)
class PathPoint:
    """A point of a fascicle's path, fixed to a body."""

    body: int
    position: Floats  # (3,) standing, m
    landmark: str


@dataclass(frozen=True)
class Fascicle:
    """One line of force, on one side."""

    name: str  # id of `fascicles.csv` and the side
    muscle: str  # id of `muscles.csv`
    side: str
    row: FascicleRow
    path: tuple[PathPoint, ...]
    maximal_force: float  # N, isometric at optimal length
    optimal_fibre_length: float  # m
    tendon_slack_length: float  # m
    pennation: float  # rad, at optimal length
    takes_part: bool  # in the balance of moments
    left_out_because: str  # empty when it takes part

    @property
    def standing_length(self) -> float:
        """Length of the whole path in standing, m."""
        return path_length(p.position for p in self.path)


def path_length(points: Iterable[Floats]) -> float:
    """Length of the polyline through the points."""
    line = np.array(list(points))
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def build_fascicles(tables: Tables, subject: Subject, skeleton: Skeleton) -> tuple[Fascicle, ...]:
    """Every fascicle of both sides, right before left, in the order of the table."""
    strength = _strength(tables, subject)
    left_out = {row.muscle: row.reason for row in tables.held_muscles}
    built = []
    for row in tables.fascicles:
        for side in SIDES:
            path = _path(tables, skeleton, row, side)
            factor = strength.get(row.muscle, 1.0)
            built.append(_fascicle(tables, row, side, path, skeleton, factor, left_out))
    return tuple(built)


def _strength(tables: Tables, subject: Subject) -> dict[str, float]:
    """Factor on maximal force of every muscle part: the subject's size and sex, then his own factors."""
    size = (subject.mass_kg / tables.constant("reference_mass")) ** (2.0 / 3.0)
    if subject.sex == "female":
        size *= tables.constant("female_muscle_area_factor")
    factor = {row.muscle: size for row in tables.muscles}
    wholes = {row.part_of for row in tables.muscles if row.part_of}
    for name, value in subject.strength.items():
        parts = [row.muscle for row in tables.muscles if name in (row.muscle, row.part_of)]
        if not parts:
            raise UnknownName("muscle", name, {*factor, *wholes})
        for part in parts:
            factor[part] *= value
    return factor


def _fascicle(
    tables: Tables,
    row: FascicleRow,
    side: str,
    path: tuple[PathPoint, ...],
    skeleton: Skeleton,
    strength: float,
    left_out: dict[str, str],
) -> Fascicle:
    pennation = row.pennation_deg * DEGREE
    length = path_length(p.position for p in path)
    # Slack lengths are set in standing: fibres at their tabled normalised length, the rest is tendon.
    tendon_per_fibre = (1.0 - row.fibre_fraction) / row.fibre_fraction
    optimal = length / (row.norm_fibre_length_neutral * np.cos(pennation) + tendon_per_fibre)
    tension = row.specific_tension_n_cm2 * N_PER_CM2
    reason = left_out.get(row.muscle, "") or _unbalanced(skeleton, path)
    return Fascicle(
        name=f"{row.fascicle}_{side}",
        muscle=row.muscle,
        side=side,
        row=row,
        path=path,
        maximal_force=row.pcsa_cm2 * CM2 * tension * strength,
        optimal_fibre_length=float(optimal),
        tendon_slack_length=float(optimal * tendon_per_fibre),
        pennation=pennation,
        takes_part=not reason,
        left_out_because=reason,
    )


def _unbalanced(skeleton: Skeleton, path: tuple[PathPoint, ...]) -> str:
    """Why a path may not take part: a bone it pulls on that nobody balances."""
    for point in path:
        name = skeleton.names[point.body]
        if not name.startswith(BALANCED):
            return f"pulls on the {name.replace('_', ' ')}, whose balance is not part of the model yet"
    return ""


def _path(tables: Tables, skeleton: Skeleton, row: FascicleRow, side: str) -> tuple[PathPoint, ...]:
    """Origin, via points and insertion, in order."""
    stops = [(row.origin_bone, row.origin_landmark)]
    stops += [(bone, name) for bone, _, name in (via.partition(".") for via in row.via.split())]
    stops.append((row.insertion_bone, row.insertion_landmark))
    points = [attachment(tables, skeleton, row.muscle, bone, name, side) for bone, name in stops]
    for rule in tables.path_rules:
        if rule.muscle == row.muscle:
            points = _carry_along(skeleton, points, rule, tables.constant("via_point_clear_of_ends") * MM)
    return tuple(points)


def attachment(tables: Tables, skeleton: Skeleton, muscle: str, bone: str, name: str, side: str) -> PathPoint:
    """Where a muscle is attached to a landmark of a bone or of soft tissue, in standing."""
    anchor = tables.soft_anchor(muscle, name)
    if anchor is None:
        body, position = skeleton.landmarks[bone, name, side]
        return PathPoint(body, position, f"{bone}.{name}")
    if anchor.at_landmark is not None:
        body, position = skeleton.landmarks[anchor.carrier_bone, anchor.at_landmark, side]
        return PathPoint(body, position, f"{anchor.carrier_bone}.{anchor.at_landmark}")
    return _soft_point(tables, skeleton, anchor.carrier_bone, bone, name, side)


def _soft_point(
    tables: Tables, skeleton: Skeleton, carrier: str, bone: str, name: str, side: str
) -> PathPoint:
    """A point of fascia or ligament, moved from the scan to standing with the bone that carries it."""
    row = tables.landmark(bone, name)
    any_landmark = next(key for key in skeleton.landmarks if key[0] == carrier and key[2] == side)
    body = skeleton.landmarks[any_landmark][0]
    at = np.array([row.x_mm, row.y_mm, row.z_mm]) * MM * skeleton.scale
    position = skeleton.to_standing(body, at * (MIRROR if side == "left" else 1.0))
    return PathPoint(body, position, f"{bone}.{name}")


def _carry_along(
    skeleton: Skeleton, points: list[PathPoint], rule: PathRuleRow, clear: float
) -> list[PathPoint]:
    """Via points where the standing path passes each vertebra, carried by it.

    A long fascicle that runs behind several vertebrae is held between the muscle beneath (never closer than
    `clearance_mm` to the middle of the body) and the fascia on the spinous processes (never farther than
    `behind_spine_mm` behind their tips). Without these points it would cut through the laminae as a chord
    when the spine bends, and leave the body where the back is hollow.
    """
    out = points[:1]
    for start, end in pairwise(points):
        low, high = sorted((start.position[1], end.position[1]))
        between = []
        for name in rule.bodies.split():
            body = skeleton.index(name)
            level = skeleton.middle(name)
            if not low + clear < level[1] < high - clear or body in (start.body, end.body):
                continue
            t = (level[1] - start.position[1]) / (end.position[1] - start.position[1])
            at = start.position + t * (end.position - start.position)
            nearest = level[0] - rule.clearance_mm * MM
            farthest = skeleton.at(name, "spinous_process_tip")[0] - rule.behind_spine_mm * MM
            at[0] = min(max(at[0], farthest), nearest)
            between.append((t, PathPoint(body, at, f"{name}.path")))
        out += [point for _, point in sorted(between, key=lambda item: item[0])]
        out.append(end)
    return out
