"""A subject's bones with the surfaces of a pack in place of the drawn ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from dorsum.body.body import Body
from dorsum.shape.bones import Surface
from dorsum.shape.bones.build import Drawn, drawn_surfaces, standing
from dorsum.shape.bones.mesh import Model, vertex_normals
from dorsum.shape.packs.pack import Pack


def worn_surfaces(body: Body, pack: Pack) -> tuple[Surface, ...]:
    """The bones of a subject, standing: those of the pack, and drawn ones where the pack has none.

    Each is scaled to the subject and carried by the bodies that carry the drawn bone.
    """
    return tuple(standing(_worn(drawn, pack), body.skeleton) for drawn in drawn_surfaces(body.tables))


def _worn(drawn: Drawn, pack: Pack) -> Drawn:
    if drawn.name not in pack.meshes:
        return drawn
    vertices, faces = (np.asarray(array) for array in pack.meshes[drawn.name])
    at, corners = vertices.astype(float), faces.astype(np.int64)
    weight = None
    if drawn.model.weight is not None:  # what hangs between two bodies does so as the drawn surface does
        _, nearest = cKDTree(drawn.model.vertices).query(at)
        weight = drawn.model.weight[nearest]
    return replace(drawn, model=Model(at, vertex_normals(at, corners), corners, weight))
