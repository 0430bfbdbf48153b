"""Arrays of a result that follow from others: they are computed when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.layout import Layout
from dorsum.body.muscles import Fascicles
from dorsum.body.routes import Routes
from dorsum.body.skeleton import LUMBAR, SPINE, THORACIC, Floats
from dorsum.mechanics import net

if TYPE_CHECKING:
    from dorsum.mechanics.arrays import Arrays

BELOW_NECK = len(LUMBAR) + len(THORACIC)  # levels

# Joints beside the spine whose muscles are all lines.
ALL_LINES = ("hip", "sternoclavicular", "acromioclavicular", "glenohumeral")


def whole_muscles(body: Body) -> Mapping[str, Sequence[int]]:
    """Fascicles of every muscle part on a side, those in the balance, by a name such as `serratus_right`."""
    return _whole_muscles(body.fascicles.routes, body.fascicles.layout)


@lru_cache(maxsize=16)
def _whole_muscles(routes: Routes, layout: Layout) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    each = zip(routes.muscles, routes.sides, layout.left_out_because, strict=True)
    for i, (muscle, side, left_out) in enumerate(each):
        members = found.setdefault(f"{muscle}_{side}", [])
        members += [] if left_out else [i]
    return MappingProxyType({name: tuple(members) for name, members in found.items()})


def shares_of_strength(body: Body, fascicles: Sequence[int]) -> Floats:
    """The share of each of some fascicles in their maximal isometric force together (n,)."""
    return _shares(body.fascicles, fascicles)


def _shares(of: Fascicles, fascicles: Sequence[int]) -> Floats:
    strength = of.maximal_force[list(fascicles)]
    whole = strength.sum()
    return strength / whole if whole > 0 else np.full(len(strength), 1.0 / len(strength))


class _Members(NamedTuple):
    """The fascicles of all muscles, one muscle after the other."""

    muscles: int  # of all
    there: NDArray[np.intp]  # muscles of which some fascicle takes part
    order: NDArray[np.intp]  # their fascicles
    first: NDArray[np.intp]  # where those of each begin
    shares: Floats  # of each fascicle in the strength of its muscle


@lru_cache(maxsize=4)
def _members(fascicles: Fascicles) -> _Members:
    each = list(_whole_muscles(fascicles.routes, fascicles.layout).values())
    there = [k for k, members in enumerate(each) if members]
    return _Members(
        len(each),
        np.array(there),
        np.concatenate([each[k] for k in there]),
        np.cumsum([0, *(len(each[k]) for k in there)])[:-1],
        np.concatenate([_shares(fascicles, each[k]) for k in there]),
    )


def _of_muscles(result: Arrays, name: str, weighed: bool) -> Floats:
    """Sums over the fascicles of every muscle, `weighed` by their shares; NaN where none takes part."""
    muscles, there, order, first, shares = _members(result.body.fascicles)
    values = result.array(name)[:, order]
    found = np.full((len(values), muscles), np.nan)
    found[:, there] = np.add.reduceat(values * shares if weighed else values, first, axis=1)
    return found


def muscle_force(result: Arrays) -> Floats:
    """Tension of all fascicles of a muscle (frames, whole muscles) N."""
    return _of_muscles(result, "force", weighed=False)


def muscle_activation(result: Arrays) -> Floats:
    """Σ F₀ a / Σ F₀ over the fascicles of a muscle (frames, whole muscles)."""
    return _of_muscles(result, "activation", weighed=True)


def muscle_state(result: Arrays) -> NDArray[np.int8]:
    """Index into `STATES` (frames, n); −1 for fascicles that take no part."""
    slow = result.body.tables.constant("isometric_velocity")
    v = np.asarray(result.fibre_velocities)
    known = np.where(v < -slow, 1, np.where(v > slow, 2, 0))
    return np.where(np.isnan(v), -1, known).astype(np.int8)


def net_joint_moment(result: Arrays) -> Floats:
    """See `net.net_moments`."""
    return net.net_moments(result.model, result.frames, result.posed)


def joint_force(result: Arrays) -> Floats:
    """Size (frames, n_bodies) N of the force across joints of the spine, and of hips and girdle that are
    balanced, muscles included; NaN at others, whose muscles are no lines or which share with contacts."""
    force: Floats = np.linalg.norm(result.array("reaction_force"), axis=-1)
    known = [c.body for c in result.body.rows if c.joint in SPINE or c.kind in ALL_LINES]
    found: Floats = np.full_like(force, np.nan)
    found[:, known] = force[:, known]
    return found


def orientation(result: Arrays) -> Floats:
    """Rotations of all bodies (frames, n_bodies, 3, 3)."""
    return np.asarray(result.posed.rotation)


def joint_centre(result: Arrays) -> Floats:
    """Joint centres of all bodies (frames, n_bodies, 3) m."""
    return np.asarray(result.posed.origin)


def inertial_force(result: Arrays) -> Floats:
    """Inertial forces (frames, n_bodies, 3) N."""
    return result.inertial_wrench[..., :3]


def inertial_moment(result: Arrays) -> Floats:
    """Moments of inertia forces about the world origin (frames, n_bodies, 3) N·m."""
    return result.inertial_wrench[..., 3:]


def pressure_force(result: Arrays) -> Floats:
    """Forces of the abdominal pressure (frames, n_bodies, 3) N."""
    return net.pressure_wrench(result.model, result.posed, result.array("abdominal_pressure"))[..., :3]


def pressure_moment(result: Arrays) -> Floats:
    """Their moments about the world origin (frames, n_bodies, 3) N·m."""
    return net.pressure_wrench(result.model, result.posed, result.array("abdominal_pressure"))[..., 3:]
