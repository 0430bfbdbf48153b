"""The shapes of a body in one posture: every corner of every bone and muscle where the bones have taken it.

Shapes and the order in which sheets lie over each other are those of the page (`view/web/src/scene`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.report.drawn.raster import Ints
from dorsum.report.drawn.solids import Solid
from dorsum.report.figure import Figure
from dorsum.shape.bones.mesh import Surface
from dorsum.shape.flesh.mesh import MuscleMesh, deform, standing
from dorsum.shape.kept import kept_shapes

SPINAL = re.compile(r"[CTL]\d+")
# A sheet is taken to lie a little farther out than it does, so that in bent postures what lies under it
# does not come through: as on the page (`lifts` in meshes.ts).
AHEAD = 0.04  # m from the joints between vertebrae to the middle of the trunk
UNDER = 3  # depth up to which muscles lie under ribs and shoulder blade
STEP = 0.003  # m for every depth more


@dataclass(frozen=True)
class Thing:
    """What can be told apart in a picture: a bone, a disc, a fascicle, something held."""

    kind: str  # bone, cartilage, disc, muscle or load
    title: str  # for people; fascicles of one muscle and side share it
    body: str = ""  # that carries a bone
    muscle: str = ""
    fascicle: int = -1
    side: str = "mid"


@dataclass(frozen=True, eq=False)
class Posed:
    """Triangles in the world, m, and the thing that each belongs to."""

    things: tuple[Thing, ...]
    vertices: Floats  # (n, 3)
    normals: Floats  # (n, 3)
    lifted: Floats  # (n, 3) vertices where they count for what covers what
    faces: Ints  # (m, 3)
    owner: Ints  # (m,) index of the thing

    @classmethod
    def of(cls, figure: Figure) -> Posed:
        """Bones and muscles of a figure."""
        body = figure.body
        shapes = kept_shapes(body)
        at, normals = _bones(figure, shapes.bones)
        flesh, across = deform(shapes.muscles, body, figure.rotation, figure.origin)
        out = _lift(body, shapes.muscles)
        lifted, _ = deform(
            replace(shapes.muscles, offset=shapes.muscles.offset + out), body, figure.rotation, figure.origin
        )
        counts = [len(bone.vertices) for bone in shapes.bones]
        starts = np.concatenate([[0], np.cumsum(counts)])
        faces = [bone.faces.astype(np.int64) + s for bone, s in zip(shapes.bones, starts, strict=False)]
        owner = np.repeat(np.arange(len(shapes.bones)), [len(bone.faces) for bone in shapes.bones])
        own = np.repeat(np.arange(len(body.fascicles)), np.diff(shapes.muscles.face_start).astype(np.int64))
        return cls(
            things=(*(_of_bone(b, body) for b in shapes.bones), *_of_fascicles(body)),
            vertices=np.concatenate([at, flesh]),
            normals=np.concatenate([normals, across]),
            lifted=np.concatenate([at, lifted]),
            faces=np.concatenate([*faces, shapes.muscles.faces.astype(np.int64) + starts[-1]]),
            owner=np.concatenate([owner, own + len(shapes.bones)]),
        )

    def with_solids(self, solids: Iterable[tuple[Thing, Solid]]) -> Posed:
        """The same with further things."""
        found = list(solids)
        if not found:
            return self
        counts = [len(solid.vertices) for _, solid in found]
        first = len(self.vertices) + np.concatenate([[0], np.cumsum(counts)])
        faces = [solid.faces + start for (_, solid), start in zip(found, first, strict=False)]
        owners = [np.full(len(solid.faces), len(self.things) + i) for i, (_, solid) in enumerate(found)]
        vertices = [solid.vertices for _, solid in found]
        return Posed(
            (*self.things, *(thing for thing, _ in found)),
            np.concatenate([self.vertices, *vertices]),
            np.concatenate([self.normals, *(solid.normals for _, solid in found)]),
            np.concatenate([self.lifted, *vertices]),
            np.concatenate([self.faces, *faces]),
            np.concatenate([self.owner, *owners]),
        )

    def chosen(self, wanted: Callable[[Thing], bool]) -> NDArray[np.bool_]:
        """Which things (n,) fit."""
        return np.array([wanted(thing) for thing in self.things])

    @cached_property
    def owner_of_vertex(self) -> Ints:
        """(n,) the thing that a corner belongs to."""
        found = np.zeros(len(self.vertices), np.int64)
        found[self.faces.ravel()] = np.repeat(self.owner, 3)
        return found


def _bones(figure: Figure, bones: tuple[Surface, ...]) -> tuple[Floats, Floats]:
    """Corners and normals of the bones; what hangs between two bodies lies between where each takes it."""
    counts = [len(bone.vertices) for bone in bones]
    at = np.concatenate([bone.vertices for bone in bones]).astype(float)
    normal = np.concatenate([bone.normals for bone in bones]).astype(float)
    first = np.repeat([bone.body for bone in bones], counts)
    moved, turned = _carried(figure, first, at, normal)
    second = np.repeat([bone.body if bone.body2 is None else bone.body2 for bone in bones], counts)
    between = np.flatnonzero(second != first)
    weights = [np.zeros(len(b.vertices)) if b.weight is None else b.weight for b in bones]
    share = np.concatenate(weights)[between, None].astype(float)
    others = _carried(figure, second[between], at[between], normal[between])
    moved[between] = (1 - share) * moved[between] + share * others[0]
    turned[between] = (1 - share) * turned[between] + share * others[1]
    return moved, turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12)


def _carried(figure: Figure, body: Ints, at: Floats, normal: Floats) -> tuple[Floats, Floats]:
    turn, local = figure.rotation[body], at - figure.skeleton.centre[body]
    moved = figure.origin[body] + np.einsum("nij,nj->ni", turn, local)
    return moved, np.einsum("nij,nj->ni", turn, normal)


def _lift(body: Body, mesh: MuscleMesh) -> NDArray[np.float32]:
    """By how much each corner of a muscle is taken farther out, (n, 3) in standing."""
    at, skeleton = standing(mesh, body), body.skeleton
    centres = np.array(
        [skeleton.centre[i] for i, name in enumerate(skeleton.names) if SPINAL.fullmatch(name)]
    )
    centres = centres[np.argsort(centres[:, 1])]
    level = np.minimum(np.searchsorted(centres[:, 1], at[:, 1], side="right"), len(centres) - 1)
    out = np.column_stack([at[:, 0] - centres[level, 0] - AHEAD, np.zeros(len(at)), at[:, 2]])
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    depths = {row.muscle: row.depth for row in body.tables.muscle_forms}
    over = np.array([max(0, depths[fascicle.muscle] - UNDER) for fascicle in body.fascicles]) * STEP
    return np.asarray(out * over[mesh.fascicle][:, None], dtype=np.float32)


def _of_bone(bone: Surface, body: Body) -> Thing:
    _, _, side = bone.name.rpartition("_")
    carrier = body.skeleton.names[bone.body]
    return Thing(bone.tissue, bone.title, carrier, side=side if side in ("right", "left") else "mid")


def _of_fascicles(body: Body) -> list[Thing]:
    titles = {row.muscle: row.name for row in body.tables.muscles}
    return [
        Thing("muscle", f"{titles[f.muscle]}, {f.side}", muscle=f.muscle, fascicle=i, side=f.side)
        for i, f in enumerate(body.fascicles)
    ]
