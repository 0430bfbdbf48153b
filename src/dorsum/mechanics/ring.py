"""The ring of ribs, cartilages and sternum as an elastic structure, condensed to the joints of the spine.

Ribs and sternum move by six freedoms each, on springs alone: a rib on its vertebra by the joints of head and
tubercle, each of which gives alike in all directions, and by what holds it from turning about the line
between them; its cartilage, a beam that stretches, bends, shears and twists, holds it to the sternum. No
force is free: of the angles q of the thoracic joints between ribs and the motions u of all else the energy is

    U = ½ (q u)ᵀ K (q u),    u = −K_uu⁻¹ K_uq q,    M = −(K_qq − K_qu K_uu⁻¹ K_uq) q,

which is least over u, so that the wrench on the sternum, and on every rib, is nought. Where ribs are balanced
by their muscles their turns φ about their hinges are told, too, and u takes what is left:

    U = ½ qᵀ K₀ q + ½ (φ − Φ q)ᵀ G (φ − Φ q),    Φ how q alone turns them, G = (C K_uu⁻¹ Cᵀ)⁻¹,  φ = C (q u).

Motions count as small; standing is the shape without strain. The sternum is one bone; ribs do not bend;
cartilages 5 to 7, which touch one another, are held together by nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.cage import FREE, STERNUM, Cage, build_cage
from dorsum.body.groups import GROUPS, HANGING, IN_RING
from dorsum.body.names import AXES, SIDES, THORACIC, sided
from dorsum.body.skeleton import Floats, Skeleton
from dorsum.mechanics.beams import Round, rigid, stiffness

# The joints between the highest and the lowest vertebra whose rib has a cartilage that holds it.
RING = tuple(f"{joint} {axis}" for joint in THORACIC[3:] for axis in AXES)
# Then the turns of the ribs about their hinges, in the order of `Cage.rib`.
HINGES = tuple(f"{sided(name[:-2], side)} z" for side in SIDES for name in IN_RING)
# Then how the sternum stands off where T4 carries it, by the angles of its six equations.
FLOATING = tuple(f"{joint} {axis}" for joint in GROUPS["sternum"] for axis in HANGING[joint])
STERNUM_RIDES = "T4"  # the bone that carries the sternum where it is stated


class Borne(NamedTuple):
    """What a posture, and what pulls on the sternum, does to the ring, frames first."""

    turn: Floats  # (frames, r) rad, of each rib on its vertebra
    shift: Floats  # (frames,) m, of the sternum's joint centre from where T4 would carry it
    force: Floats  # (frames, r) N, of each cartilage at its rib


class Ring:
    """The ring of a body, with K of motions as they are ordered: `RING`, ribs, sternum, nodes.

    It is told by the angles `names`: those of `RING`, of `HINGES` where it is `hinged`, and of `FLOATING`
    where it is `floating`, too.
    """

    def __init__(self, skeleton: Skeleton, cage: Cage, hinged: bool = False, floating: bool = False) -> None:
        self.skeleton, self.cage, self.hinged, self.floating = skeleton, cage, hinged, floating
        self.names = (*RING, *(HINGES if hinged else ()), *(FLOATING if floating else ()))
        self._movers = [*cage.rib.tolist(), cage.sternum]
        width = np.where(cage.turns, np.where((cage.holder == FREE) & (cage.pinned == FREE), 6, 3), 0)
        first = len(RING) + 6 * len(self._movers)
        self._first = first + np.cumsum(width) - width
        self._size = first + int(width.sum())

    @classmethod
    def of(cls, body: Body, hinged: bool = False, floating: bool = False) -> Ring:
        """The ring of a subject."""
        return cls(body.skeleton, build_cage(body.tables, body.skeleton), hinged, floating)

    def motion(self, body: int, at: Floats) -> Floats:
        """(6, n) motion of the point `at` of a vertebra, a rib or the sternum by all motions."""
        found = np.zeros((6, self._size))
        if body in self._movers:
            k = len(RING) + 6 * self._movers.index(body)
            found[:, k : k + 6] = rigid(at - self.skeleton.centre[body])
            return found
        axis, centre, carried = self._joints
        found[:3, : len(RING)] = (np.cross(axis, at - centre) * carried[:, [body]]).T
        found[3:, : len(RING)] = (axis * carried[:, [body]]).T
        return found

    @cached_property
    def _joints(self) -> tuple[Floats, Floats, Floats]:
        """Axes and centres (q, 3) of the joints of `RING`, and 1 where they carry a body (q, n_bodies)."""
        skeleton, names = self.skeleton, [name.split() for name in RING]
        joints = np.array([skeleton.joint_index(joint) for joint, _ in names])
        columns = ["xyz".index(axis) for _, axis in names]
        axis = skeleton.axes[joints, :, columns]
        return axis, skeleton.centre[joints], skeleton.carried()[joints].astype(float)

    @cached_property
    def nodes(self) -> Floats:
        """(k, 6, n) motions of the nodes of the cartilages."""
        cage, found = self.cage, np.zeros((len(self.cage.node), 6, self._size))
        for i, at in enumerate(cage.node):
            if cage.holder[i] != FREE:
                found[i] = self.motion(int(cage.holder[i]), at)
            elif cage.pinned[i] != FREE:
                found[i] = found[cage.pinned[i]]
            if cage.turns[i]:
                held = cage.holder[i] != FREE or cage.pinned[i] != FREE
                own = range(3, 6) if held else range(6)
                found[i, own] = 0.0
                found[i, own, self._first[i] + np.arange(len(own))] = 1.0
        return found

    @cached_property
    def strains(self) -> Floats:
        """(b, 6, n) motions of the ends of the beams less what their starts carry them along with."""
        start, end = self.cage.beam.T
        carried = rigid(self.cage.node[end] - self.cage.node[start]) @ self.nodes[start]
        return np.asarray(self.nodes[end] - carried)

    @cached_property
    def beams(self) -> Floats:
        """(b, 6, 6) stiffness of the ends of the beams."""
        cage = self.cage
        start, end = cage.node[cage.beam].swapaxes(0, 1)
        return stiffness(start, end, Round(cage.area, cage.modulus, cage.poisson))

    @cached_property
    def full(self) -> Floats:
        """K (n, n): N·m/rad, N, N/m."""
        cage, strains = self.cage, self.strains.reshape(-1, self._size)
        found = strains.T @ (self.beams @ self.strains).reshape(-1, self._size)
        strained = []  # motions times the root of what they meet
        for i, (rib, vertebra) in enumerate(zip(cage.rib.tolist(), cage.vertebra.tolist(), strict=True)):
            for at in (cage.head[i], cage.tubercle[i]):
                apart = self.motion(rib, at) - self.motion(vertebra, at)
                strained.append(np.sqrt(cage.support) * apart[:3])
            strained.append(np.sqrt(cage.turning[i]) * self._line(i)[None] @ apart[3:])
        springs = np.concatenate(strained)
        return np.asarray(found + springs.T @ springs)

    def _line(self, i: int) -> Floats:
        """Unit vector from the joint of the head of a rib to that of its tubercle."""
        way = self.cage.tubercle[i] - self.cage.head[i]
        return np.asarray(way / np.linalg.norm(way))

    @cached_property
    def hinges(self) -> Floats:
        """C (r, n): turns of the ribs about their hinges by all motions."""
        cage, pairs = self.cage, zip(self.cage.rib.tolist(), self.cage.vertebra.tolist(), strict=True)
        return np.array(
            [
                self._axis(rib) @ (self.motion(rib, at) - self.motion(vertebra, at))[3:]
                for (rib, vertebra), at in zip(pairs, cage.head, strict=True)
            ]
        )

    def _axis(self, rib: int) -> Floats:
        """Unit vector of the hinge of a rib; turned about it by the right hand it is raised."""
        return np.asarray(self.skeleton.axes[rib, :, "xyz".index(HINGES[0][-1])])

    @cached_property
    def floats(self) -> Floats:
        """(6, n) the angles `FLOATING` by all motions."""
        at = self.skeleton.centre[self.cage.sternum]
        riding = self.motion(self.skeleton.index(STERNUM_RIDES), at)
        off = self.motion(self.cage.sternum, at) - riding
        return np.asarray(np.linalg.solve(off_by_floating(self.skeleton), off))

    @cached_property
    def told(self) -> Floats:
        """C (…, n) the angles `names` beside `RING` by all motions."""
        return np.concatenate([self.hinges, self.floats]) if self.floating else self.hinges

    @cached_property
    def follows(self) -> Floats:
        """(n, …) all motions by the angles `names`."""
        q, k = len(RING), self.full
        alone = np.concatenate([np.eye(q), -np.linalg.solve(k[q:, q:], k[q:, :q])])
        if not self.hinged:
            return alone
        give = np.linalg.solve(k[q:, q:], self.told[:, q:].T)
        by_told = np.zeros((len(k), len(self.told)))
        by_told[q:] = give @ np.linalg.inv(self.told[:, q:] @ give)
        return np.concatenate([alone - by_told @ self.told @ alone, by_told], axis=1)

    @cached_property
    def gives(self) -> Floats:
        """(n, 6) all motions by a wrench on the sternum about its joint centre, while the angles stay."""
        q, k = len(RING), self.full
        inverse = np.linalg.inv(k[q:, q:])
        if self.hinged:
            toward = inverse @ self.hinges[:, q:].T
            inverse = inverse - toward @ np.linalg.solve(self.hinges[:, q:] @ toward, toward.T)
        sternum = 6 * self._movers.index(self.cage.sternum)
        return np.concatenate([np.zeros((q, 6)), inverse[:, sternum : sternum + 6]])

    @cached_property
    def stiffness(self) -> Floats:
        """(…, …) N·m/rad about the angles `names`: symmetric, no eigenvalue below nought."""
        found = self.follows.T @ self.full @ self.follows
        return np.asarray((found + found.T) / 2)

    @cached_property
    def _told(self) -> tuple[Floats, Floats, Floats]:
        """By all motions the turn of every rib on its vertebra (3r, n), how far the sternum's joint centre is
        from where T4 would carry it (3, n), and the force of every cartilage on its rib (3r, n), N."""
        cage, skeleton = self.cage, self.skeleton
        pairs = zip(cage.rib.tolist(), cage.vertebra.tolist(), cage.head, strict=True)
        turn = [(self.motion(rib, at) - self.motion(vertebra, at))[3:] for rib, vertebra, at in pairs]
        at = skeleton.centre[cage.sternum]
        riding = self.motion(skeleton.index(STERNUM_RIDES), at)
        first = np.unique(cage.cartilage, return_index=True)[1]
        force = (self.beams[first] @ self.strains[first])[:, :3]
        shift = (self.motion(cage.sternum, at) - riding)[:3]
        return np.concatenate(turn), shift, force.reshape(-1, self._size)

    @cached_property
    def _told_by_angles(self) -> tuple[Floats, ...]:
        return tuple(told @ self.follows for told in self._told)

    @cached_property
    def _told_by_pull(self) -> tuple[Floats, ...]:
        return tuple(told @ self.gives for told in self._told)

    def borne(self, angles: Floats, pull: Floats | None = None) -> Borne:
        """Of angles `names` (frames, …) rad and a wrench on the sternum (frames, 6) about its joint centre, N
        and N·m in its axes."""
        found = [angles @ told.T for told in self._told_by_angles]
        if pull is not None:
            found = [a + pull @ told.T for a, told in zip(found, self._told_by_pull, strict=True)]
        turn, shift, force = (np.linalg.norm(a.reshape(len(a), -1, 3), axis=2) for a in found)
        return Borne(turn, shift[:, 0], force)


def off_by_floating(skeleton: Skeleton) -> Floats:
    """(6, 6) shift of the sternum's joint centre, m, and turn of the sternum, rad, off where T4 carries it,
    by the angles `FLOATING`; small ones."""
    at, found = skeleton.centre[skeleton.index(STERNUM)], []
    for name in FLOATING:
        joint, axis = name.split()
        body = skeleton.joint_index(joint)
        way = skeleton.axes[body][:, "xyz".index(axis)]
        found.append(np.concatenate([np.cross(way, at - skeleton.centre[body]), way]))
    return np.array(found).T
