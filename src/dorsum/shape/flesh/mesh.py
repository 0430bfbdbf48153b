"""All muscles of a body as one triangle mesh that bends with the bones.

Mechanics uses the lines of the fascicles; the mesh is for the eye. A place on a fascicle's path lies on the
piece from path point p to p + 1, a fraction t of the way. With bodies turned by R and their joint centres at
o, path point q is x_q = o + R · local, the place is x = (1 − t) x_p + t x_{p+1} and turns with
R = (1 − t) R_p + t R_{p+1}. Every vertex holds on to two places a and b, to b by a weight w, at an offset d:

    x = (1 − w) x_a + w x_b + M d,    M = (1 − w) R_a + w R_b with columns of length one,    normal ∝ M n.

By a share u a sheet on the trunk holds on to a place of the spine, between two joint centres (`trunk`): its
place and turn count u, those of the paths 1 − u. A vertex shader computes it from the transforms of the
bodies alone. In standing M is one. The columns
keep their length so that a sheet that spans a bent trunk is not drawn into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body, Ints
from dorsum.body.skeleton import MIRROR, Floats
from dorsum.shape.flesh.course import courses, unit
from dorsum.shape.flesh.layers import right_parts
from dorsum.shape.flesh.parts import Hold, Part
from dorsum.shape.flesh.trunk import spine_of


@dataclass(frozen=True, eq=False)
class MuscleMesh:
    """One mesh of all fascicles, sorted by fascicle; see the module for how it bends."""

    point: NDArray[np.uint32]  # (n, 2) path points p of `Body.paths`, of its own and of a neighbour
    t: NDArray[np.float32]  # (n, 2) 0 at p, 1 at p + 1
    weight: NDArray[np.float32]  # (n,) 0 at the first place, 1 at the second
    level: NDArray[np.float32]  # (n,) of the spine, see `trunk`
    trunk: NDArray[np.float32]  # (n,) 0 on the paths, 1 on the spine
    offset: NDArray[np.float32]  # (n, 3) from what it holds on to, standing, m
    normal: NDArray[np.float32]  # (n, 3) outward, standing
    fascicle: NDArray[np.uint16]  # (n,) index in `Body.fascicles`
    flesh: NDArray[np.float32]  # (n,) 1 on the belly, 0 on the tendon
    across: NDArray[np.float32]  # (n, 2) place across the fibres, m; neighbours in a sheet go on counting
    faces: NDArray[np.uint32]  # (m, 3) counter-clockwise from outside, sorted by fascicle
    face_start: NDArray[np.uint32]  # (fascicles + 1,) the faces of fascicle f are start[f]:start[f + 1]

    def faces_of(self, fascicle: int) -> NDArray[np.uint32]:
        """The faces (k, 3) of one fascicle."""
        return self.faces[self.face_start[fascicle] : self.face_start[fascicle + 1]]


def muscle_mesh(body: Body) -> MuscleMesh:
    """The mesh of all muscles of a body. The right side is made, the left is its mirror image."""
    right = right_parts(body)
    points = _opposite_points(body)
    left = [_mirrored(part, int(body.opposite[part.fascicle]), points) for part in right]
    both = sorted([*right, *left], key=lambda part: part.fascicle)
    return _merged(body, both)


def deform(mesh: MuscleMesh, body: Body, rotation: Floats, origin: Floats) -> tuple[Floats, Floats]:
    """Positions and normals (n, 3) in a posture.

    rotation (bodies, 3, 3) turns every body from standing; origin (bodies, 3) is its joint centre, m.
    """
    bodies, spine = body.paths.point_body, spine_of(body.skeleton)
    points = origin[bodies] + np.einsum("nij,nj->ni", rotation[bodies], body.paths.point_local)
    turns = rotation.reshape(-1, 9)
    blend = _blended(mesh, turns[bodies], turns[spine]).reshape(-1, 3, 3)
    blend /= np.linalg.norm(blend, axis=1, keepdims=True)
    position = _blended(mesh, points, origin[spine]) + np.einsum(
        "nij,nj->ni", blend, mesh.offset.astype(float)
    )
    return position, unit(np.einsum("nij,nj->ni", blend, mesh.normal.astype(float)))


def _blended(hold: Hold | MuscleMesh, values: Floats, of_spine: Floats) -> Floats:
    """Values of path points (points, k) and of the spine's bodies at what vertices hold on to, (n, k)."""
    out = 0.0
    for place, share in ((0, 1.0 - hold.weight.astype(float)), (1, hold.weight.astype(float))):
        start, t = hold.point[:, place].astype(np.int64), hold.t[:, place].astype(float)
        out = out + (share * (1.0 - t))[:, None] * values[start] + (share * t)[:, None] * values[start + 1]
    low, share = hold.level.astype(np.int64), hold.trunk.astype(float)[:, None]
    part = (hold.level.astype(float) - low)[:, None]
    on_spine = (1.0 - part) * of_spine[low] + part * of_spine[low + 1]
    return np.asarray((1.0 - share) * out + share * on_spine)


def standing(mesh: MuscleMesh, body: Body) -> Floats:
    """Positions (n, 3) in standing, m."""
    bodies = len(body.skeleton.names)
    return deform(mesh, body, np.broadcast_to(np.eye(3), (bodies, 3, 3)), body.skeleton.centre)[0]


def _single(values: Floats) -> Floats:
    """Values as they will be read."""
    return values.astype(np.float32).astype(float)


def _opposite_points(body: Body) -> Ints:
    """Index of every path point's mirror image."""
    ways = courses(body)
    return np.concatenate([ways[o].first + np.arange(len(ways[o].points)) for o in body.opposite])


def _mirrored(part: Part, fascicle: int, points: Ints) -> Part:
    """The same part on the left side."""
    return Part(
        fascicle=fascicle,
        position=part.position * MIRROR,
        normal=part.normal * MIRROR,
        hold=replace(part.hold, point=points[part.hold.point]),
        flesh=part.flesh,
        across=part.across,
        faces=part.faces[:, ::-1],
    )


def _merged(body: Body, parts: Sequence[Part]) -> MuscleMesh:
    paths = body.paths
    at = body.skeleton.centre[paths.point_body] + paths.point_local
    spine = body.skeleton.centre[spine_of(body.skeleton)]
    sizes = np.array([len(p.position) for p in parts])
    shift = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    hold = Hold(
        np.concatenate([p.hold.point for p in parts]),
        _single(np.concatenate([p.hold.t for p in parts])),
        *(_single(np.concatenate([getattr(p.hold, n) for p in parts])) for n in ("weight", "level", "trunk")),
    )
    owners = np.array([p.fascicle for p in parts])
    face_counts = np.bincount(owners, [len(p.faces) for p in parts], len(body.fascicles))
    return MuscleMesh(
        point=hold.point.astype(np.uint32),
        t=hold.t.astype(np.float32),
        weight=hold.weight.astype(np.float32),
        level=hold.level.astype(np.float32),
        trunk=hold.trunk.astype(np.float32),
        offset=(np.concatenate([p.position for p in parts]) - _blended(hold, at, spine)).astype(np.float32),
        normal=np.concatenate([p.normal for p in parts]).astype(np.float32),
        fascicle=np.repeat(owners, sizes).astype(np.uint16),
        flesh=np.concatenate([p.flesh for p in parts]).astype(np.float32),
        across=np.concatenate([p.across for p in parts]).astype(np.float32),
        faces=np.concatenate([p.faces + s for p, s in zip(parts, shift, strict=True)]).astype(np.uint32),
        face_start=np.concatenate([[0], np.cumsum(face_counts)]).astype(np.uint32),
    )
