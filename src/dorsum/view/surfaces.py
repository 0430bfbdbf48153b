"""What is sent of bones and muscles: one side where the other is its mirror image, whole numbers, few bytes.

Places lie within `PLACE` of where they were modelled: bones to 0.025 mm along each axis, muscles as near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body, Ints
from dorsum.body.skeleton import MIRROR, SIDES, sided
from dorsum.shape.flesh.trunk import SHARES, STEPS
from dorsum.view.packing import LARGEST, Buffer, octahedral, ordered, shared

if TYPE_CHECKING:
    from dorsum.shape.bones import Surface
    from dorsum.shape.flesh.mesh import MuscleMesh

PLACE = 5e-5  # m
SHARE = 1 / 32767  # of what runs from 0 to 1
ACROSS = 1e-5  # m, of `muscle_across`
FLESH = 1 / 127
RIGHT, LEFT = SIDES
SAME = 1e-6  # m that a mirror image may be off: single precision at 2 m


class Sent(NamedTuple):
    """The part of a surface that is sent, whose mirror image the rest is (None: nobody's), and the whole."""

    mirror_of: int | None
    vertices: int
    faces: Ints
    all_vertices: int


def add_bones(buffer: Buffer, surfaces: tuple[Surface, ...]) -> list[Sent]:
    """Append the bones; returns what is sent of each: its right half, or nothing, where that says all."""
    number = {surface.name: i for i, surface in enumerate(surfaces)}
    sent = [_sent(i, surface, surfaces, number) for i, surface in enumerate(surfaces)]
    positions, normals, weights, corners, counts = [], [], [], [], []
    before = 0
    for surface, part in zip(surfaces, sent, strict=True):
        counts.append((part.vertices, len(part.faces)))
        if not part.vertices:
            continue
        order = ordered(part.faces)
        kept = order.vertices
        at = np.rint(surface.vertices[kept].astype(float) / PLACE)
        if part.mirror_of is not None:  # what lies off the middle has to stay off it
            at[:, 2] = np.where(surface.vertices[kept, 2] > 0, np.maximum(at[:, 2], 1), 0)
        positions.append(at)
        normals.append(surface.normals[kept])
        weights.append(np.zeros(len(kept)) if surface.weight is None else surface.weight[kept])
        corners.append(order.faces + before)
        before += len(kept)
    buffer.add("bone_sent", counts, steps=False)
    buffer.add("bone_position", np.concatenate(positions) * PLACE, PLACE)
    buffer.add("bone_normal", octahedral(np.concatenate(normals)) / LARGEST, 1 / LARGEST)
    buffer.add("bone_weight", np.concatenate(weights), SHARE)
    buffer.add("bone_index", shared(np.concatenate(corners)), steps=False)
    return sent


def _sent(i: int, surface: Surface, surfaces: tuple[Surface, ...], number: dict[str, int]) -> Sent:
    """What is sent of a bone."""
    vertices, faces = surface.vertices, surface.faces.astype(np.int64)
    stem, _, side = surface.name.rpartition("_")
    other = number.get(sided(stem, RIGHT)) if side == LEFT else None
    if other is not None and _images(surfaces[other], surface):
        return Sent(other, 0, faces[:0], len(np.unique(faces)))
    off = np.flatnonzero(vertices[:, 2] > 0)
    right = len(vertices) - len(off)
    image = np.arange(len(vertices))
    if len(off) and off[-1] < right and surface.weight is None and len(faces) % 2 == 0:
        image[off] = right + np.arange(len(off))
        half = faces[: len(faces) // 2]
        if (
            half.max() < right
            and _same(vertices[off] * MIRROR, vertices[right:])
            and _same(surface.normals[off] * MIRROR, surface.normals[right:])
            and np.array_equal(image[half][:, ::-1], faces[len(half) :])
            and len(np.unique(half)) == right
            and not vertices[:right, 2].min() < 0
        ):
            return Sent(i, right, half, len(vertices))
    used = len(np.unique(faces))
    return Sent(None, used, faces, used)


def _images(right: Surface, left: Surface) -> bool:
    """Whether a surface is the mirror image of another."""
    return (
        right.vertices.shape == left.vertices.shape
        and _same(right.vertices * MIRROR, left.vertices)
        and _same(right.normals * MIRROR, left.normals)
        and np.array_equal(right.faces[:, ::-1], left.faces)
        and (right.weight is None) == (left.weight is None)
        and (right.weight is None or left.weight is None or _same(right.weight, left.weight))
    )


def _same(a: NDArray[np.floating], b: NDArray[np.floating]) -> bool:
    return bool(np.abs(a - b).max(initial=0.0) <= SAME)


def add_muscles(buffer: Buffer, mesh: MuscleMesh, body: Body) -> list[int | None]:
    """Append the muscles; returns of each fascicle the one whose mirror image it is."""
    sides = np.array([fascicle.side for fascicle in body.fascicles])
    opposite = np.asarray(body.opposite)
    first = np.searchsorted(mesh.fascicle, np.arange(len(sides) + 1))
    mirrored = _both_sides_alike(mesh, body, sides, opposite, first)
    of = [int(opposite[i]) if mirrored and sides[i] == LEFT else None for i in range(len(sides))]
    keep = np.array([image is None for image in of])
    vertex = keep[mesh.fascicle]
    place = np.cumsum(vertex) - 1
    face = np.repeat(keep, np.diff(mesh.face_start))
    buffer.add("muscle_sent", keep[:, None] * np.stack([np.diff(first), np.diff(mesh.face_start)], axis=1))
    buffer.add("muscle_point", mesh.point[vertex].astype(np.int64))
    buffer.add("muscle_t", mesh.t[vertex], SHARE)
    buffer.add("muscle_weight", mesh.weight[vertex], SHARE)
    buffer.add("muscle_level", mesh.level[vertex], 1 / STEPS)
    buffer.add("muscle_trunk", mesh.trunk[vertex], 1 / SHARES)
    buffer.add("muscle_offset", mesh.offset[vertex].astype(float), PLACE)
    buffer.add("muscle_normal", octahedral(mesh.normal[vertex]) / LARGEST, 1 / LARGEST)
    buffer.add("muscle_flesh", np.clip(mesh.flesh[vertex], 0, 1), FLESH)
    buffer.add("muscle_across", mesh.across[vertex], ACROSS)
    buffer.add("muscle_index", place[mesh.faces[face].astype(np.int64)])
    return of


def _both_sides_alike(
    mesh: MuscleMesh, body: Body, sides: NDArray[np.str_], opposite: Ints, first: Ints
) -> bool:
    """Whether all that is left is the mirror image of what is right."""
    counts = [len(fascicle.path) for fascicle in body.fascicles]
    starts = np.concatenate([[0], np.cumsum(counts)])
    points = np.concatenate([starts[o] + np.arange(counts[o]) for o in opposite])
    return all(
        _fascicle_alike(mesh, points, (first[o], first[o + 1]), (first[i], first[i + 1]))
        and np.array_equal(
            mesh.faces_of(o).astype(np.int64)[:, ::-1] - first[o],
            mesh.faces_of(i).astype(np.int64) - first[i],
        )
        for i, o in enumerate(opposite)
        if sides[i] == LEFT
    )


def _fascicle_alike(mesh: MuscleMesh, points: Ints, right: tuple[int, int], left: tuple[int, int]) -> bool:
    r, ell = slice(*right), slice(*left)
    equal: tuple[tuple[NDArray[np.floating], NDArray[np.floating]], ...] = (
        (mesh.t[r], mesh.t[ell]),
        (mesh.weight[r], mesh.weight[ell]),
        (mesh.level[r], mesh.level[ell]),
        (mesh.trunk[r], mesh.trunk[ell]),
        (mesh.flesh[r], mesh.flesh[ell]),
        (mesh.across[r], mesh.across[ell]),
        (mesh.normal[r] * MIRROR, mesh.normal[ell]),
        (mesh.offset[r] * MIRROR, mesh.offset[ell]),
    )
    return (
        right[1] - right[0] == left[1] - left[0]
        and np.array_equal(points[mesh.point[r]], mesh.point[ell])
        and all(_same(a, b) for a, b in equal)
    )
