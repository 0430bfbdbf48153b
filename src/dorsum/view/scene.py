"""A body as a scene: a document of what there is to see, and one buffer with all its arrays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum import __version__
from dorsum.anatomy.rows import LayerRow, MuscleRow
from dorsum.body.body import Body
from dorsum.body.skeleton import SPINE
from dorsum.report.limits import Limits
from dorsum.view.api import scene as api
from dorsum.view.controls import controls
from dorsum.view.packing import Buffer
from dorsum.view.surfaces import Sent, add_bones, add_muscles

if TYPE_CHECKING:
    from dorsum.shape.bones import Surface
    from dorsum.shape.flesh.mesh import MuscleMesh
    from dorsum.shape.packs.pack import Pack

POINT = 1e-6  # m, of a path's points
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


# What is done one after the other, and the share of the time that is over when it begins.
STEPS = (("shaping the bones", 0.25), ("laying the muscles", 0.75), ("joining both", 0.95))


def build_scene(
    body: Body, meshes: Pack | None = None, tell: Callable[[str, float], None] = lambda _doing, _done: None
) -> Built:
    """The scene of a body with its bones, drawn or those of a pack, and muscles.

    `tell` hears of every step of `STEPS`.
    """
    from dorsum.shape.kept import kept_bones, kept_muscles
    from dorsum.shape.packs.worn import worn_surfaces

    tell(*STEPS[0])
    bones = kept_bones(body) if meshes is None else worn_surfaces(body, meshes)
    tell(*STEPS[1])
    muscles = kept_muscles(body)
    tell(*STEPS[2])
    return assemble(body, bones, muscles, meshes)


def assemble(
    body: Body, surfaces: tuple[Surface, ...], mesh: MuscleMesh, meshes: Pack | None = None
) -> Built:
    """The scene of a body from its surfaces, with the credit of those that a user added."""
    buffer = Buffer()
    bones = add_bones(buffer, surfaces)
    buffer.add("point_body", body.paths.point_body)
    buffer.add("point_local", body.paths.point_local, POINT)
    fascicles = add_muscles(buffer, mesh, body)
    found = api.Scene(
        version=__version__,
        subject=_subject(body),
        bodies=_bodies(body),
        bones=_bones(surfaces, bones),
        muscles=_muscles(body),
        fascicles=_fascicles(body, mesh, fascicles),
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


def _bones(surfaces: tuple[Surface, ...], sent: list[Sent]) -> list[api.SceneBone]:
    out: list[api.SceneBone] = []
    vertex = index = 0
    for surface, part in zip(surfaces, sent, strict=True):
        bone = api.SceneBone(
            name=surface.name,
            title=surface.title,
            body=surface.body,
            body2=surface.body if surface.body2 is None else surface.body2,
            tissue=surface.tissue,  # type: ignore[arg-type]  # checked here
            index_start=index,
            index_count=surface.faces.size,
            vertex_start=vertex,
            vertex_count=part.all_vertices,
            mirror_of=part.mirror_of,
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


def _fascicles(body: Body, mesh: MuscleMesh, images: list[int | None]) -> list[api.SceneFascicle]:
    order = {row.muscle: i for i, row in enumerate(drawn_muscles(body))}
    faces = pairwise(3 * int(start) for start in mesh.face_start)
    out = []
    point = 0
    for fascicle, image, (start, stop) in zip(body.fascicles, images, faces, strict=True):
        out.append(
            api.SceneFascicle(
                name=fascicle.name,
                muscle=order[fascicle.muscle],
                slip=fascicle.row.slip,
                side=fascicle.side,  # type: ignore[arg-type]  # checked here
                points=(point, len(fascicle.path)),
                index_start=start,
                index_count=stop - start,
                mirror_of=image,
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
