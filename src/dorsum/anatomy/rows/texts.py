"""Sources, the documents whose statements are judged, and facts of clinic and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Cited, Confidence, Fact, Name, Names, Phrases, Provenance, Row, Sep, ge, min_len

Area = Literal["neck", "thoracic", "shoulder_girdle", "low_back", "hip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(Row):
    """A source; tier A: textbook, study, ontology, guideline; B: reference site; C: popular page; or none."""

    KEY: ClassVar[tuple[str, ...]] = ("key",)

    key: Name
    citation: Name
    where: str
    tier: Literal["A", "B", "C", "none"]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(Row):
    """A text about the back whose statements `claims.csv` judges."""

    KEY: ClassVar[tuple[str, ...]] = ("document",)

    document: Name
    title: Name
    publisher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow(Cited):
    """One statement of a document, with a verdict against standard texts; line: in the document."""

    KEY: ClassVar[tuple[str, ...]] = ("claim",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "document": "documents"}

    claim: Name
    document: Name
    line: Annotated[int, ge(1)]
    subject: Name
    predicate: Name
    object: Name
    verdict: Literal["agrees", "imprecise", "contradicted", "unverifiable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow(Row):
    """Something a document announces and leaves out, and where it is found here."""

    KEY: ClassVar[tuple[str, ...]] = ("gap",)
    REFERS: ClassVar[Mapping[str, str]] = {"document": "documents"}

    gap: Name
    document: Name
    line: Annotated[int, ge(1)]
    subject: Name
    missing_field: Name
    filled_in: Name
    status: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedEndRow(Row):
    """What is held while a muscle pulls: bones that keep their places to each other, paired ones both.

    A fixed end that is one paired bone is that of the side that pulls.
    """

    KEY: ClassVar[tuple[str, ...]] = ("fixed_end",)
    REFERS: ClassVar[Mapping[str, str]] = {"bodies": "bodies"}
    WORDS: ClassVar[tuple[str, ...]] = ("definition",)

    fixed_end: Name
    bodies: Annotated[Names, min_len(1)]
    definition: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPartRow(Row):
    """A part whose movement is told, and the joints it moves at; told_as: in which words."""

    KEY: ClassVar[tuple[str, ...]] = ("part",)
    REFERS: ClassVar[Mapping[str, str]] = {"joints": "joints"}
    WORDS: ClassVar[tuple[str, ...]] = ("definition",)

    part: Name
    told_as: Literal["spine", "ribs", "scapula", "limb", "pelvis", "none"]
    joints: Names
    definition: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanicalClaimRow(Fact):
    """A statement about what muscles do that the model can test.

    members: parts that act together. fixed_end: what is held; body_moved: what moves. test_kind: sign of the
    moment arm, magnitude, sharing of load, or not mechanical. claims: rows of `claims.csv` that say so.
    """

    KEY: ClassVar[tuple[str, ...]] = ("mechanical_claim",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources", "members": "muscles", "claims": "claims",
        "fixed_end": "fixed_ends", "body_moved": "moved_parts",
    }  # fmt: skip

    mechanical_claim: Name
    subject: Name
    members: Names
    mode: Literal["bilateral", "unilateral"]
    fixed_end: Name
    body_moved: Name
    motion: Name
    expected: Literal["true", "false", "disputed"]
    strength: Literal["", "weak"]
    test_kind: Literal["moment_arm_sign", "magnitude", "load_sharing", "not_mechanical"]
    action_code: str
    claims: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCauseRow(Row):
    """Why the model and a mechanical claim disagree: tables, geometry, a joint, the claim or the model."""

    KEY: ClassVar[tuple[str, ...]] = ("mechanical_claim",)
    REFERS: ClassVar[Mapping[str, str]] = {"mechanical_claim": "mechanical_claims"}

    mechanical_claim: Name
    cause: Literal["table", "geometry", "joint", "claim", "model"]
    text: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalRow(Fact):
    """A referral zone, condition, symptom, red flag, test, treatment, exercise, advice or prognosis.

    areas: parts of the body (`regions.csv`) that it speaks of, `any` for all; none where its regions or
    muscles say it. plain_words: what people call a sign. claims, gaps: rows of those tables that it answers.
    Not a diagnosis.
    """

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscles": "muscles",
        "regions": "regions",
        "claims": "claims",
        "gaps": "gaps",
    }

    id: Name
    type: Literal[
        "pain_referral", "condition", "symptom", "red_flag", "test", "treatment", "exercise", "advice",
        "prognosis",
    ]  # fmt: skip
    subject: Name
    effect: Name
    areas: Annotated[tuple[Literal["any", Area], ...], Sep(" ")]
    muscles: Names
    regions: Names
    plain_words: Phrases
    detail: str
    evidence: str
    claims: Names
    gaps: Names
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow(Row):
    """A region of the body surface, closed vocabulary of `clinical.csv`.

    name: one plain name, no other region's; plain_words: what people call it, and may call others, too.
    areas: the parts of the body whose warning signs, conditions and treatments hold for pain in it.
    """

    KEY: ClassVar[tuple[str, ...]] = ("region",)

    region: Name
    name: Name
    plain_words: Annotated[Phrases, min_len(1)]
    areas: Annotated[tuple[Area, ...], Sep(" ")]
    definition: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow(Fact):
    """A step of peeling, from the skin inwards, in plain words.

    layers: those of `muscles.csv` that are taken away with it, by spaces.
    """

    KEY: ClassVar[tuple[str, ...]] = ("step",)

    step: Name
    name: Name
    title: Name
    layers: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow(Row):
    """A token of `action_codes` in `muscles.csv`."""

    KEY: ClassVar[tuple[str, ...]] = ("token", "part")

    part: Literal["prefix", "suffix", "movement", "region"]
    token: Name
    definition: Name
