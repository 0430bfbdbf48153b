"""A body as a scene: a document of what there is to see, and one buffer with all its arrays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum import __version__
from dorsum.anatomy.rows import LayerRow, MuscleRow
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.report.limits import Limits
from dorsum.view.api import scene as api
from dorsum.view.controls import controls

if TYPE_CHECKING:
    from dorsum.shape.bones import Surface
    from dorsum.shape.flesh.mesh import MuscleMesh
    from dorsum.shape.packs.pack import Pack

TYPES = {"f32": "<f4", "i8": "<i1", "u16": "<u2", "u32": "<u4"}
ALIGNED = 4  # bytes
ACROSS = 1e-5  # m, the unit of `muscle_across`
FULL = 127  # of a signed byte that holds −1…1
# The names of the limits: quantity of `limits.csv` to field of `Limits`.
LIMITS = {
    "compression_action_limit": "action",
    "compression_maximum": "maximum",
    "shear_limit_occasional": "shear_occasional",
    "shear_limit_frequent": "shear_frequent",
}


class Built(NamedTuple):
    """A scene with its buffer."""

    scene: api.Scene
    buffer: bytes


class Buffer:
    """Arrays one after the other, each beginning at a multiple of four bytes."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.sections: dict[str, api.Section] = {}

    def add(self, name: str, sort: str, values: ArrayLike) -> None:
        """Append rows (n,) or (n, size) of one of `TYPES`; whole numbers must fit."""
        array = np.asarray(values)
        kind = np.dtype(TYPES[sort])
        if kind.kind in "iu" and array.size:
            low, high = np.iinfo(kind).min, np.iinfo(kind).max
            assert low <= array.min() <= array.max() <= high, f"{name} does not fit {sort}"
        size = 1 if array.ndim == 1 else array.shape[1]
        at = len(self.content)
        self.sections[name] = api.Section(offset=at, type=sort, count=len(array), size=size)  # type: ignore[arg-type]
        self.content += np.ascontiguousarray(array.astype(kind)).tobytes()
        self.content += b"\0" * (-len(self.content) % ALIGNED)


# What is done one after the other, and the share of the time that is over when it begins.
STEPS = (("shaping the bones", 0.25), ("laying the muscles", 0.75), ("joining both", 0.95))


def build_scene(
    body: Body, meshes: Pack | None = None, tell: Callable[[str, float], None] = lambda _doing, _done: None
) -> Built:
    """The scene of a body with its bones, drawn or those of a pack, and muscles.

    `tell` hears of every step of `STEPS`.
    """
    from dorsum.shape.bones import bone_surfaces
    from dorsum.shape.flesh.mesh import muscle_mesh
    from dorsum.shape.packs.worn import worn_surfaces

    tell(*STEPS[0])
    bones = bone_surfaces(body) if meshes is None else worn_surfaces(body, meshes)
    tell(*STEPS[1])
    muscles = muscle_mesh(body)
    tell(*STEPS[2])
    return assemble(body, bones, muscles, meshes)


def assemble(
    body: Body, surfaces: tuple[Surface, ...], mesh: MuscleMesh, meshes: Pack | None = None
) -> Built:
    """The scene of a body from its surfaces, with the credit of those that a user added."""
    buffer = Buffer()
    _add_bones(buffer, surfaces)
    buffer.add("point_local", "f32", body.paths.point_local)
    buffer.add("point_body", "u16", body.paths.point_body)
    _add_muscles(buffer, mesh)
    found = api.Scene(
        version=__version__,
        subject=_subject(body),
        bodies=_bodies(body),
        bones=_bones(surfaces),
        muscles=_muscles(body),
        fascicles=_fascicles(body, mesh),
        layers=[_layer(row) for row in body.tables.layers],
        levels=list(SPINE),
        limits=limits_of(body),
        controls=controls(body),
        meshes=None if meshes is None else _credit(meshes),
        buffer=api.SceneBuffer(bytes=len(buffer.content), sections=api.Sections(**buffer.sections)),
    )
    return Built(found, bytes(buffer.content))


def _credit(meshes: Pack) -> api.MeshCredit:
    return api.MeshCredit(name=meshes.name, licence=meshes.licence, credit=meshes.credit)


def _add_bones(buffer: Buffer, surfaces: tuple[Surface, ...]) -> None:
    counts = [len(s.vertices) for s in surfaces]
    first = np.concatenate([[0], np.cumsum(counts)])[:-1]
    second = [s.body if s.body2 is None else s.body2 for s in surfaces]
    weights = [np.zeros(len(s.vertices)) if s.weight is None else s.weight for s in surfaces]
    faces = [s.faces.astype(np.int64) + start for s, start in zip(surfaces, first, strict=True)]
    buffer.add("bone_position", "f32", np.concatenate([s.vertices for s in surfaces]))
    buffer.add("bone_normal", "i8", _signed_bytes(np.concatenate([s.normals for s in surfaces])))
    buffer.add("bone_body", "u16", np.repeat([s.body for s in surfaces], counts))
    buffer.add("bone_body2", "u16", np.repeat(second, counts))
    buffer.add("bone_weight", "f32", np.concatenate(weights))
    buffer.add("bone_index", "u32", np.concatenate(faces).ravel())


def _add_muscles(buffer: Buffer, mesh: MuscleMesh) -> None:
    buffer.add("muscle_point", "u16", mesh.point)
    buffer.add("muscle_t", "f32", mesh.t)
    buffer.add("muscle_weight", "f32", mesh.weight)
    buffer.add("muscle_offset", "f32", mesh.offset)
    buffer.add("muscle_normal", "i8", _signed_bytes(mesh.normal, mesh.flesh))
    buffer.add("muscle_across", "u16", np.rint(np.asarray(mesh.across) / ACROSS))
    buffer.add("muscle_fascicle", "u16", mesh.fascicle)
    buffer.add("muscle_index", "u32", mesh.faces.ravel())


def _signed_bytes(normals: NDArray[np.float32], fourth: ArrayLike = 0.0) -> NDArray[np.int8]:
    """Unit vectors and a fourth number −1…1 as (n, 4) signed bytes."""
    out = np.empty((len(normals), 4))
    out[:, :3] = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    out[:, 3] = fourth
    return np.rint(np.clip(out, -1.0, 1.0) * FULL).astype(np.int8)


def _subject(body: Body) -> api.SceneSubject:
    who = body.subject
    return api.SceneSubject(
        name=who.name, sex=who.sex, age_years=who.age_years, height_m=who.height_m, mass_kg=who.mass_kg
    )


def _bodies(body: Body) -> list[api.SceneBody]:
    skeleton = body.skeleton
    rows = {row.body: row for row in body.tables.bodies}
    out = []
    for i, name in enumerate(skeleton.names):
        stem, _, side = name.rpartition("_")
        sided = name not in rows
        row = rows[stem if sided else name]
        out.append(
            api.SceneBody(
                name=name,
                title=f"{row.title}, {side}" if sided else row.title,
                region=row.region,
                parent=int(skeleton.parent[i]),
                centre=_vector(skeleton.centre[i]),
            )
        )
    return out


def _vector(at: NDArray[np.float64]) -> api.Vector:
    return (float(at[0]), float(at[1]), float(at[2]))


def _bones(surfaces: tuple[Surface, ...]) -> list[api.SceneBone]:
    out: list[api.SceneBone] = []
    vertex = index = 0
    for surface in surfaces:
        bone = api.SceneBone(
            name=surface.name,
            title=surface.title,
            body=surface.body,
            tissue=surface.tissue,  # type: ignore[arg-type]  # checked here
            index_start=index,
            index_count=surface.faces.size,
            vertex_start=vertex,
            vertex_count=len(surface.vertices),
        )
        vertex, index = vertex + bone.vertex_count, index + bone.index_count
        out.append(bone)
    return out


def drawn_muscles(body: Body) -> tuple[MuscleRow, ...]:
    """The muscle parts that have fascicles, in the order of `muscles.csv`."""
    drawn = {fascicle.muscle for fascicle in body.fascicles}
    return tuple(row for row in body.tables.muscles if row.muscle in drawn)


def _muscles(body: Body) -> list[api.SceneMuscle]:
    members: dict[str, list[int]] = {}
    for i, fascicle in enumerate(body.fascicles):
        members.setdefault(fascicle.muscle, []).append(i)
    names = {row.nerve: row.name for row in body.tables.nerves}
    depths = {row.muscle: row.depth for row in body.tables.muscle_forms}
    nerves: dict[str, dict[str, None]] = {}
    for row in body.tables.muscle_nerves:
        nerves.setdefault(row.muscle, {})[names[row.nerve]] = None
    out = []
    for muscle in drawn_muscles(body):
        mine = [body.fascicles[i] for i in members[muscle.muscle]]
        out.append(
            api.SceneMuscle(
                id=muscle.muscle,
                name=muscle.name,
                latin=muscle.latin_name,
                part_of=muscle.part_of or "",
                layer=muscle.layer,
                group=muscle.group,
                system=muscle.system,
                depth=depths[muscle.muscle],
                nerves=list(nerves.get(muscle.muscle, ())),
                fascicles=members[muscle.muscle],
                takes_part=any(f.takes_part for f in mine),
                left_out_because="; ".join(sorted({f.left_out_because for f in mine} - {""})),
            )
        )
    return out


def _fascicles(body: Body, mesh: MuscleMesh) -> list[api.SceneFascicle]:
    order = {row.muscle: i for i, row in enumerate(drawn_muscles(body))}
    faces = pairwise(3 * int(start) for start in mesh.face_start)
    out = []
    point = 0
    for fascicle, (start, stop) in zip(body.fascicles, faces, strict=True):
        out.append(
            api.SceneFascicle(
                name=fascicle.name,
                muscle=order[fascicle.muscle],
                slip=fascicle.row.slip,
                side=fascicle.side,  # type: ignore[arg-type]  # checked here
                points=(point, len(fascicle.path)),
                index_start=start,
                index_count=stop - start,
                maximal_force=fascicle.maximal_force,
                pcsa_cm2=fascicle.row.pcsa_cm2,
                takes_part=fascicle.takes_part,
            )
        )
        point += len(fascicle.path)
    return out


def _layer(row: LayerRow) -> api.SceneLayer:
    return api.SceneLayer(step=row.step, name=row.name, title=row.title, layers=list(row.layers))


def limits_of(body: Body) -> list[api.Limit]:
    """The limits, with the condition that each holds for."""
    limits = Limits.of(body)
    conditions = {row.quantity: (row.unit, row.condition) for row in body.tables.limits}
    return [
        api.Limit(
            quantity=name,  # type: ignore[arg-type]
            value=getattr(limits, field),
            unit=conditions[name][0],
            condition=conditions[name][1],
        )
        for name, field in LIMITS.items()
    ]
