"""All bones of a subject as surfaces in standing.

Every bone is modelled once, in the size and pose of the scan, right side and midline. It is then scaled to
the subject's stature and moved with the rigid body that carries it; the left is the mirror image. What shapes
a bone beyond the tables is looks only: no mechanics rests on any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.skeleton import CERVICAL, LUMBAR, THORACIC, Skeleton, sided
from dorsum.shape.bones import disc, girdle, hand_foot, limbs, neck, pelvis, sacrum, skull, thorax, vertebra
from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, Surface
from dorsum.shape.bones.shapes import Array
from dorsum.units import MM

LEVELS = (
    "L5",
    "L4",
    "L3",
    "L2",
    "L1",
    *(f"T{i}" for i in range(12, 0, -1)),
    *(f"C{i}" for i in range(7, 2, -1)),
)
ORDINAL = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
REGION = {"C": "cervical", "T": "thoracic", "L": "lumbar"}
CARTILAGES = range(1, 11)  # ribs 11 and 12 end free
STERNAL = range(1, 8)  # whose cartilages reach the sternum; the next three join the one above
DISCS = tuple(joint for joint in (*LUMBAR, *THORACIC, *CERVICAL) if joint not in ("C0/C1", "C1/C2"))


@dataclass(frozen=True)
class Part:
    """What to model: a bone, its title, the body that carries it and whether it comes in pairs."""

    name: str
    title: str
    carried_by: str
    model: Callable[[], Clay | Model]
    paired: bool = False
    tissue: str = "bone"
    second: str | None = None


@dataclass(frozen=True)
class Drawn:
    """One surface as modelled in the scan, on its side: `right`, `left` or `mid`."""

    part: Part
    side: str
    model: Model

    @property
    def name(self) -> str:
        """Its id: `L4`, `rib7_right`, `disc L4/L5`."""
        return sided(self.part.name, self.side)


def bone_surfaces(body: Body) -> tuple[Surface, ...]:
    """The bones, costal cartilages and discs of a subject as closed triangle surfaces, standing.

    In metres and world axes (x anterior, y up, z right), pelvis first, right before left. Modelling takes
    a few seconds for the first subject; others of the same tables are scaled and moved only.
    """
    return tuple(standing(drawn, body.skeleton) for drawn in drawn_surfaces(body.tables))


@lru_cache(maxsize=1)
def drawn_surfaces(tables: Tables) -> tuple[Drawn, ...]:
    """All surfaces as modelled: the same for every subject, so made once."""
    made: list[Drawn] = []
    for part in parts(Measured(tables)):
        model = _modelled(part)
        if part.paired:
            made += [Drawn(part, "right", model), Drawn(part, "left", model.mirrored())]
        else:
            made.append(Drawn(part, "mid", model))
    return tuple(made)


def parts(m: Measured) -> Iterator[Part]:
    """Everything there is to model, caudal → cranial, trunk before limbs."""
    yield Part("sacrum", "sacrum and coccyx", "pelvis", partial(sacrum.sacrum, m))
    yield Part("hip_bone", "hip bone", "pelvis", partial(pelvis.hip_bone, m), paired=True)
    yield Part("symphysis", "pubic symphysis", "pelvis", partial(pelvis.symphysis, m), tissue="cartilage")
    yield from _spine(m)
    yield from _head(m)
    yield from _thorax(m)
    yield from _limbs(m)


def _spine(m: Measured) -> Iterator[Part]:
    for level in LEVELS:
        title = f"{ORDINAL[int(level[1:]) - 1]} {REGION[level[0]]} vertebra"
        yield Part(level, title, level, partial(vertebra.vertebra, m, level))
    yield Part("C2", "axis, second cervical vertebra", "C2", partial(neck.axis, m))
    yield Part("C1", "atlas, first cervical vertebra", "C1", partial(neck.atlas, m))
    for joint in DISCS:
        upper, lower = joint.split("/")
        yield Part(
            f"disc {joint}",
            f"intervertebral disc {joint}",
            upper,
            partial(disc.disc, m, upper, lower),
            tissue="disc",
            second="pelvis" if lower == "S1" else lower,
        )


def _head(m: Measured) -> Iterator[Part]:
    yield Part("skull", "skull", "skull", partial(skull.skull, m))
    yield Part("mandible", "lower jaw", "mandible", partial(skull.mandible, m))
    yield Part("hyoid", "hyoid bone", "hyoid", partial(neck.hyoid, m))
    yield Part("teeth", "teeth", "skull", partial(skull.teeth, m))


def _thorax(m: Measured) -> Iterator[Part]:
    yield Part("sternum", "sternum", "sternum", partial(thorax.sternum, m))
    for i, ordinal in enumerate(ORDINAL, start=1):
        yield Part(f"rib{i}", f"{ordinal} rib", f"rib{i}", partial(thorax.rib, m, i), paired=True)
        if i in CARTILAGES:
            yield Part(
                f"costal_cartilage{i}",
                f"{ordinal} costal cartilage",
                f"rib{i}",
                partial(thorax.cartilage, m, i),
                paired=True,
                tissue="cartilage",
                second="sternum" if i in STERNAL else f"rib{i - 1}",
            )


def _limbs(m: Measured) -> Iterator[Part]:
    bones: tuple[tuple[str, str, str, Callable[[], Clay | Model]], ...] = (
        ("clavicle", "clavicle", "clavicle", partial(girdle.clavicle, m)),
        ("scapula", "scapula", "scapula", partial(girdle.scapula, m)),
        ("humerus", "humerus", "humerus", partial(limbs.humerus, m)),
        ("radius", "radius", "forearm", partial(limbs.radius, m)),
        ("ulna", "ulna", "forearm", partial(limbs.ulna, m)),
        ("hand", "bones of the hand", "hand", partial(hand_foot.hand, m)),
        ("femur", "femur", "femur", partial(limbs.femur, m)),
        ("patella", "patella", "shank", partial(limbs.patella, m)),
        ("tibia", "tibia", "shank", partial(limbs.tibia, m)),
        ("fibula", "fibula", "shank", partial(limbs.fibula, m)),
        ("tarsus", "tarsus with the calcaneus", "foot", partial(hand_foot.tarsus, m)),
        ("forefoot", "metatarsus and toes", "foot", partial(hand_foot.forefoot, m)),
    )
    for name, title, carried_by, model in bones:
        yield Part(name, title, carried_by, model, paired=True)


def _modelled(part: Part) -> Model:
    made = part.model()
    return Model(*made.mesh()) if isinstance(made, Clay) else made


def standing(drawn: Drawn, skeleton: Skeleton) -> Surface:
    """The surface scaled to the subject and moved with the bodies that carry it."""
    part, model = drawn.part, drawn.model
    body = _body(part.carried_by, drawn.side, skeleton)
    second = None if part.second is None else _body(part.second, drawn.side, skeleton)
    vertices, normals = _moved(skeleton, body, model)
    if second is not None and model.weight is not None:
        share = model.weight[:, None]
        others = _moved(skeleton, second, model)
        vertices, normals = (
            (1 - share) * a + share * b for a, b in zip((vertices, normals), others, strict=True)
        )
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return _surface(drawn, body, Model(vertices, normals, model.faces, model.weight), second)


def _body(name: str, side: str, skeleton: Skeleton) -> int:
    """A body, or that of a side where `name` is one of a pair."""
    return skeleton.index(name if name in skeleton.names else sided(name, side))


def _moved(skeleton: Skeleton, body: int, model: Model) -> tuple[Array, Array]:
    """Vertices, m, and normals of a surface that a body carries, standing."""
    stretched = model.normals * (skeleton.scale / skeleton.size[body])
    normals = stretched / np.maximum(np.linalg.norm(stretched, axis=1, keepdims=True), 1e-12)
    return skeleton.to_standing(body, np.asarray(model.vertices * MM, dtype=float)), np.asarray(
        normals @ skeleton.scan_turn[body].T
    )


def _surface(drawn: Drawn, body: int, model: Model, second: int | None) -> Surface:
    arrays = (
        model.vertices.astype(np.float32),
        model.normals.astype(np.float32),
        model.faces.astype(np.uint32),
    )
    for array in arrays:
        array.setflags(write=False)
    return Surface(
        name=drawn.name,
        title=drawn.part.title if drawn.side == "mid" else f"{drawn.side} {drawn.part.title}",
        body=body,
        tissue=drawn.part.tissue,
        vertices=arrays[0],
        normals=arrays[1],
        faces=arrays[2],
        body2=second,
        weight=None if second is None or model.weight is None else model.weight.astype(np.float32),
    )
