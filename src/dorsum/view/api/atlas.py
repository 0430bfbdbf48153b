"""The facts of a muscle, as `dorsum muscle --json` prints them, and the lists of names."""

from __future__ import annotations

from typing import Literal

from dorsum.view.api.model import Message


class Action(Message):
    """A movement of a muscle."""

    code: str
    sides: str
    movement: str
    region: str
    means: str
    standing: str


class Nerve(Message):
    """A nerve with the roots that reach the muscle."""

    nerve: str
    ramus: str
    roots: list[str]
    variable_roots: list[str]
    role: str
    confidence: str
    note: str


class Artery(Message):
    """An artery of a muscle."""

    artery: str
    branch: str
    confidence: str


class Vein(Message):
    """A vein of a muscle."""

    vein: str
    branch: str
    drains_into: list[str]
    confidence: str
    provenance: str
    source: list[str]
    note: str


class LymphNodes(Message):
    """Lymph nodes that a muscle drains to."""

    nodes: str
    group: str
    of: str
    drains_into: list[str]
    confidence: str
    provenance: str
    source: list[str]
    note: str


class Slip(Message):
    """A slip as anatomists describe it."""

    slip: str
    origin: str
    insertion: str
    number_each_side: int
    presence: str
    segments_spanned: int | None
    via: str
    confidence: str
    provenance: str
    source: list[str]


class PartFacts(Message):
    """Every fact of one muscle part; what is not known says why."""

    muscle: str
    name: str
    latin_name: str
    part_of: str
    ta2_id: str
    fma_id: str
    uberon_id: str
    layer: str
    group: str
    system: str
    extrinsic_intrinsic: str
    developmental_origin: str
    paired: str
    levels: str
    origin: str
    insertion: str
    action_bilateral: str
    action_unilateral: str
    innervation: str
    nerve_ramus: str
    arterial_supply: str
    veins: list[Vein]
    lymph: list[LymphNodes]
    slips_each_side: str
    confidence: str
    provenance: str
    provenance_detail: str
    how_sure: str
    note: str
    source: list[str]
    synonyms: list[str]
    actions: list[Action]
    nerves: list[Nerve]
    arteries: list[Artery]
    slips: list[Slip]
    fascicles: list[str]
    referred_pain: str | list[str]


class Evidence(Message):
    """How well a clinical statement stands."""

    id: str
    evidence: str
    confidence: str
    provenance: str
    source: list[str]


class Pain(Evidence):
    """Where pain of a muscle is said to be felt."""

    subject: str
    effect: str
    regions: list[str]


class Exercise(Evidence):
    """What an exercise does to a muscle."""

    exercise: str
    effect: str
    how: str
    contradicted: list[str]


class Condition(Evidence):
    """What a condition does to a muscle."""

    condition: str
    effect: str
    detail: str


class Claim(Message):
    """What a document says, with the verdict."""

    claim: str
    document: str
    title: str
    subject: str
    speaks_of: int
    predicate: str
    object: str
    verdict: str
    note: str
    source: list[str]


class Source(Message):
    """A source of facts."""

    key: str
    citation: str
    tier: str


class InRegion(Message):
    """A named region, and what a muscle is to it."""

    region: str
    name: str
    told_as: str


class MuscleFacts(Message):
    """All that is known of a muscle, a part or a group."""

    name: str
    synonyms: list[str]
    parts: list[PartFacts]
    named_regions: list[InRegion]
    pain: list[Pain]
    exercises: list[Exercise]
    conditions: list[Condition]
    claims: list[Claim]
    sources: list[Source]


class MuscleName(Message):
    """A muscle, whole or part, by which it can be found."""

    id: str
    name: str
    latin: str
    synonyms: list[str]
    parts: list[str]


class Tested(Message):
    """A statement put to the model. textbooks: whether they say so; verdict: how the model stands to them.

    `model` says in words what the model does, `cause` why it differs where it does.
    """

    claim: str
    statement: str
    textbooks: Literal["true", "false", "disputed"]
    verdict: str
    model: str
    differs: bool
    found: str
    method: str
    cause: str


class DocumentClaim(Message):
    """What a document says, the verdict of standard texts, and what the model says to it."""

    claim: str
    title: str
    statement: str
    verdict: str
    note: str
    source: list[str]
    tests: list[Tested]


class MuscleClaims(Message):
    """What is said of a muscle: by documents, and besides by textbooks alone."""

    name: str
    judged_for: str
    documents: list[DocumentClaim]
    textbooks: list[Tested]


class Holdable(Message):
    """What may be held while a muscle is pulled. several: bodies that are held together."""

    name: str
    title: str
    definition: str
    several: bool


class HeldLoad(Message):
    """A weight in the hands."""

    mass_kg: float
    hands: Literal["right", "left", "both"]


class TaskName(Message):
    """A task: built in, or of a file."""

    name: str
    title: str
    moving: bool
    loads: list[HeldLoad]
    assumptions: list[str]


class SubjectName(Message):
    """A subject; `default` marks that of the server."""

    name: str
    title: str
    sex: str
    age_years: float | None
    height_m: float
    mass_kg: float
    default: bool


class BodyField(Message):
    """A number that a body is told by: a field of `BodyAsked`, and what it may be."""

    name: Literal["height_m", "mass_kg", "age_years", "strength"]
    title: str
    unit: str
    low: float
    high: float
    note: str
