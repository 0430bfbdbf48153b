"""The back in a posture as a glTF file: a node per body with its bones, and the muscles by layer.

The root turns the model as glTF wants it, its front to +z; below it all axes are those of the model (x
anterior, y up, z right). Bodies hang on each other as in the model, so that a joint can be turned in a 3-D
program and the bones follow; `flat`, all hang on the root, which viewers that walk the tree for every node
open sooner. Muscles bend with the bones of two and more bodies, which a node cannot say:
they are given as they lie in this posture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.exchange.write import glb
from dorsum.exchange.write.glb import Mesh, Node
from dorsum.mechanics.model import Model
from dorsum.shape.bones import Surface, bone_surfaces
from dorsum.shape.flesh.mesh import MuscleMesh, deform, muscle_mesh
from dorsum.shape.packs.pack import Pack
from dorsum.shape.packs.worn import worn_surfaces
from dorsum.view.scene import drawn_muscles

FRONT_TO_Z = np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
# sRGB, those of the page: tissues, and layers from the skin inwards.
TISSUES = {"bone": 0xEADFC9, "cartilage": 0xC4D0D3, "disc": 0xA9BCC9}
COLOURS = (0x8D97A3, 0xC9503A, 0xE8909A, 0xE0962F, 0xCDB83C, 0x3F9A78, 0x2F76B5, 0x9A66B8)


def write_glb(
    model: Model, angles: Floats, path: Path, meshes: Pack | None = None, flat: bool = False
) -> None:
    """Write the back in the first posture of `angles` (frames, n_bodies, 3) rad, as in `kinematics`.

    Bodies are nested, or `flat` below the root. `meshes` are shown in place of the drawn bones, and credited
    in the file.

    Raises:
        OSError: the file cannot be written.
    """
    body, posed = model.body, model.place(angles[:1])
    surfaces = bone_surfaces(body) if meshes is None else worn_surfaces(body, meshes)
    nodes = list(nodes_of(body, posed.rotation[0], posed.origin[0], surfaces, muscle_mesh(body), flat))
    who = body.subject
    extras = {
        "subject": {"name": who.name, "sex": who.sex, "height_m": who.height_m, "mass_kg": who.mass_kg},
        "axes": "below the root x is anterior, y up, z right; metres",
        "posture": "joints at the angles given, as stated in the task: none gives",
        "purpose": "not a diagnosis, not for clinical decisions",
    }
    credit = "" if meshes is None else f"bones: {meshes.credit or meshes.name} {meshes.licence}".strip()
    glb.write_glb(path, nodes, credit, extras)


def nodes_of(
    body: Body,
    rotation: Floats,
    origin: Floats,
    surfaces: tuple[Surface, ...],
    mesh: MuscleMesh,
    flat: bool = False,
) -> Iterator[Node]:
    """The root, bodies (n, 3, 3), (n, 3) as a tree or `flat`, their bones, the muscles by layer and side."""
    yield Node("dorsum", rotation=FRONT_TO_Z)
    skeleton = body.skeleton
    for i, name in enumerate(skeleton.names):
        parent = -1 if flat else int(skeleton.parent[i])
        turn, at = (np.eye(3), np.zeros(3)) if parent < 0 else (rotation[parent], origin[parent])
        yield Node(
            f"body_{name}",
            parent + 1,
            turn.T @ rotation[i],
            turn.T @ (origin[i] - at),
            extras={"body": name, "joint": skeleton.joints[i]},
        )
    for surface in surfaces:
        yield _bone(surface, body, rotation, origin)
    first = 1 + len(skeleton.names) + len(surfaces)
    yield Node("muscles", 0, extras={"posture": "as they lie in this posture; they do not follow the bones"})
    for row in body.tables.layers[:-1]:
        yield Node(f"layer_{row.step}", first, extras={"layer": row.step, "title": row.title})
    yield from _muscles(body, mesh, *deform(mesh, body, rotation, origin), first + 1)


def _bone(surface: Surface, body: Body, rotation: Floats, origin: Floats) -> Node:
    """A bone from the joint centre of its body; what hangs between two bodies as it lies in this posture."""
    centre = body.skeleton.centre
    vertices = surface.vertices - centre[surface.body]
    normals = surface.normals.astype(float)
    if surface.body2 is not None and surface.weight is not None:
        share = surface.weight[:, None].astype(float)
        turn = rotation[surface.body].T @ rotation[surface.body2]
        at = rotation[surface.body].T @ (origin[surface.body2] - origin[surface.body])
        other = (surface.vertices - centre[surface.body2]) @ turn.T + at
        vertices = (1 - share) * vertices + share * other
        normals = (1 - share) * normals + share * (normals @ turn.T)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return Node(
        surface.name,
        surface.body + 1,
        mesh=Mesh(vertices, normals, surface.faces, TISSUES[surface.tissue]),
        extras={"bone": surface.name, "title": surface.title, "tissue": surface.tissue},
    )


def _muscles(body: Body, mesh: MuscleMesh, at: Floats, normals: Floats, first: int) -> Iterator[Node]:
    """A node per muscle part and side under the node of its layer, of which `first` is the first."""
    steps = {layer: i for i, row in enumerate(body.tables.layers) for layer in row.layers}
    for muscle in drawn_muscles(body):
        for side in SIDES:
            mine = [i for i, f in enumerate(body.fascicles) if f.muscle == muscle.muscle and f.side == side]
            faces = np.concatenate([mesh.faces_of(i) for i in mine])
            used, faces = np.unique(faces, return_inverse=True)
            layer = steps[muscle.layer]
            yield Node(
                sided(muscle.muscle, side),
                first + layer,
                mesh=Mesh(at[used], normals[used], faces.reshape(-1, 3), COLOURS[layer], both_sides=True),
                extras={
                    "muscle": muscle.muscle,
                    "side": side,
                    "name": muscle.name,
                    "latin": muscle.latin_name,
                    "fascicles": [body.fascicles[i].name for i in mine],
                },
            )
