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
    """A surface: its part of the bone arrays."""

    name: str
    title: str
    body: int
    tissue: Literal["bone", "cartilage", "disc"]
    index_start: int
    index_count: int
    vertex_start: int
    vertex_count: int


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

    slip: of `PartFacts.slips` of its muscle, that for which it stands.
    """

    name: str
    muscle: int
    slip: str
    side: Literal["right", "left"]
    points: tuple[int, int]
    index_start: int
    index_count: int
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
    """A slider of `AnalyzeQuestion`."""

    name: SliderName
    title: str
    unit: str
    low: float
    high: float
    step: float
    start: float


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
    """An array in the buffer: `count` rows of `size` numbers from byte `offset`, little-endian."""

    offset: Annotated[int, Field(ge=0, multiple_of=4)]
    type: Literal["f32", "i8", "u16", "u32"]
    count: int
    size: int


class Sections(Message):
    """The arrays. The fourth number of `muscle_normal` is flesh: 127 on the belly, 0 on the tendon.

    A vertex of a muscle holds on to two places on paths, to the second by `muscle_weight`: each on the piece
    that begins at `muscle_point`, `muscle_t` of the way. `muscle_across`: place across the fibres, 0.01 mm.
    """

    bone_position: Section
    bone_normal: Section
    bone_body: Section
    bone_body2: Section
    bone_weight: Section
    bone_index: Section
    point_local: Section
    point_body: Section
    muscle_point: Section
    muscle_t: Section
    muscle_weight: Section
    muscle_offset: Section
    muscle_normal: Section
    muscle_across: Section
    muscle_fascicle: Section
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
