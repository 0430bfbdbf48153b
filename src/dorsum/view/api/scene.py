"""The scene: what there is to see, and where its arrays lie in the buffer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dorsum.motion.sliders import SLIDERS
from dorsum.view.api.model import Message

Vector = tuple[float, float, float]
SliderName = Annotated[str, Field(json_schema_extra={"enum": [slider.name for slider in SLIDERS]})]


class SceneSubject(Message):
    """Whose back it is."""

    name: str
    sex: str
    age_years: float | None
    height_m: float
    mass_kg: float


class SceneBody(Message):
    """A rigid body, after its parent (−1: the root). `centre`: its joint, standing, m."""

    name: str
    title: str
    region: str
    parent: int
    centre: Vector


class SceneBone(Message):
    """A surface: its part of the bone arrays, once they are unpacked. `body2`: a second one that carries it.

    mirror_of: the bone whose mirror image it is (z → −z, triangles turned, `body` and `body2` its own), of
    which nothing else is sent. Its own number: the right half is sent, from which the other follows in the
    same order, without the vertices at z = 0.
    """

    name: str
    title: str
    body: int
    body2: int
    tissue: Literal["bone", "cartilage", "disc"]
    index_start: int
    index_count: int
    vertex_start: int
    vertex_count: int
    mirror_of: int | None


class SceneMuscle(Message):
    """A muscle part that has fascicles. `depth`: of `muscle_forms.csv`, 0 on the bone."""

    id: str
    name: str
    latin: str
    part_of: str
    layer: str
    group: str
    system: str
    depth: int
    nerves: list[str]
    fascicles: list[int]
    takes_part: bool
    left_out_because: str


class SceneFascicle(Message):
    """A line of force: `points` are its first path point and their number. maximal_force: N.

    slip: of `PartFacts.slips` of its muscle, that for which it stands. mirror_of: as of a bone; its vertices
    hold on to the points opposite to the other's.
    """

    name: str
    muscle: int
    slip: str
    side: Literal["right", "left"]
    points: tuple[int, int]
    index_start: int
    index_count: int
    mirror_of: int | None
    maximal_force: float
    pcsa_cm2: float
    takes_part: bool


class SceneLayer(Message):
    """A step of peeling, from the skin inwards, and the layers of muscles that it takes away."""

    step: str
    name: str
    title: str
    layers: list[str]


class Limit(Message):
    """A reference value of occupational health; no limit of safety for a person."""

    quantity: Literal[
        "compression_action_limit",
        "compression_maximum",
        "shear_limit_occasional",
        "shear_limit_frequent",
    ]
    value: float
    unit: str
    condition: str


class Control(Message):
    """A slider of `AnalyzeQuestion`; `start` null: it is left out until it is set."""

    name: SliderName
    title: str
    unit: str
    low: float
    high: float
    step: float
    start: float | None


class MeshCredit(Message):
    """Whose surfaces are shown in place of the drawn bones; empty where their owner says nothing."""

    name: str
    licence: str
    credit: str


class Progress(Message):
    """What is being done for a scene, in words (empty: nothing), and the share that is done."""

    doing: str
    done: float


class Section(Message):
    """An array in the buffer: `count` rows of `size` numbers, `bytes` each, from byte `offset`.

    Column by column, of a column the lowest bytes of all rows, then the next ones. With `steps` a number 2 k
    is a step of k from the row before (the first from 0), 2 k − 1 one of −k. Times `unit` it is the value.
    """

    offset: int
    count: int
    size: int
    bytes: int
    unit: float
    steps: bool


class Sections(Message):
    """The arrays, of what is sent of bones and fascicles, one after the other.

    `*_sent`: of each bone or fascicle its vertices and triangles. `*_normal`: x and y on an octahedron
    |x| + |y| + |z| = 1, whose half with z < 0 is folded out: (1 − |y|) sign x, (1 − |x|) sign y.
    `bone_weight`: how far a vertex follows `body2`. `bone_index`: corners of triangles; 0, 1, 2 that corner
    of the triangle before, else 3 more than a number of steps, as above, to be taken from one more than the
    greatest vertex so far. `muscle_index`: corners, counted through all that is sent.

    A vertex of a muscle holds on to two places on paths, to the second by `muscle_weight`: each on the piece
    that begins at `muscle_point`, `muscle_t` of the way. By `muscle_trunk` it holds on to the spine in their
    place, at `muscle_level`: bodies from the pelvis, 0, up to the skull. `muscle_offset`: from there.
    `muscle_across`: place across the fibres. `muscle_flesh`: 1 on the belly, 0 on the tendon. Lengths: m.
    """

    bone_sent: Section
    bone_position: Section
    bone_normal: Section
    bone_weight: Section
    bone_index: Section
    point_body: Section
    point_local: Section
    muscle_sent: Section
    muscle_point: Section
    muscle_t: Section
    muscle_weight: Section
    muscle_level: Section
    muscle_trunk: Section
    muscle_offset: Section
    muscle_normal: Section
    muscle_flesh: Section
    muscle_across: Section
    muscle_index: Section


class SceneBuffer(Message):
    """The binary part of the scene, at /api/scene/buffer."""

    bytes: int
    sections: Sections


class Scene(Message):
    """Everything of a subject that does not change with posture. ISB axes: x anterior, y up, z right; m."""

    version: str
    subject: SceneSubject
    bodies: list[SceneBody]
    bones: list[SceneBone]
    muscles: list[SceneMuscle]
    fascicles: list[SceneFascicle]
    layers: list[SceneLayer]
    levels: list[str]
    limits: list[Limit]
    controls: list[Control]
    meshes: MeshCredit | None
    buffer: SceneBuffer
