"""All facts of a muscle as plain values and words, none left out: what is missing is said to be not known."""

from collections.abc import Mapping
from typing import Any

from dorsum.anatomy import rows
from dorsum.anatomy.atlas import region
from dorsum.anatomy.atlas.exercises import against
from dorsum.anatomy.atlas.muscle import Muscle

Vocabulary = Mapping[tuple[str, str], str]

COLUMNS = (
    "latin_name", "part_of", "ta2_id", "fma_id", "uberon_id", "layer", "group", "system",
    "extrinsic_intrinsic", "developmental_origin", "paired", "levels", "origin", "insertion",
    "action_bilateral", "action_unilateral", "innervation", "nerve_ramus", "arterial_supply",
    "slips_each_side", "confidence", "provenance", "provenance_detail", "note",
)  # fmt: skip
NOT_KNOWN = {
    "ta2_id": "no entry of Terminologia Anatomica was found",
    "fma_id": "no labelled mapping was seen",
    "uberon_id": "no entry of its own was seen in the subset read",
    "action_bilateral": "the sources name none",
    "action_unilateral": "the sources name none",
}
NO_VESSEL = "not known: the sources name none"
NONE = {"part_of": "none: a whole muscle", "note": "none"}


def field(row: rows.MuscleRow, column: str) -> str:
    """One fact of a part, in words; what is not known says why."""
    value = getattr(row, column)
    if value not in (None, ""):
        return str(value)
    return NONE.get(column) or f"not known: {NOT_KNOWN.get(column, 'the sources say nothing')}"


# Where a fact comes from, in plain words: `provenance` of the tables.
COMES_FROM = {
    "read": "read in {}",
    "recalled": "from memory of {}, not looked up",
    "derived": "worked out from {}",
    "assumed": "assumed ({})",
}


def how_sure(row: rows.MuscleRow) -> str:
    """How sure the facts of a part are and where they come from, in a sentence's words."""
    return f"{row.confidence}; {COMES_FROM[row.provenance].format(', '.join(row.source))}"


def actions(row: rows.MuscleRow, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """The coded actions of a part, in the words of `actions.csv`."""
    return [_action(code, vocabulary) for code in row.action_codes.split("|") if code]


def _action(code: str, vocabulary: Vocabulary) -> dict[str, str]:
    who, _, what = code.partition(":")
    for suffix in ("_weak", "_disputed"):
        if suffix in what:
            standing, what = suffix[1:], what.replace(suffix, "")
            break
    else:
        standing = ""
    movement, _, region = what.partition("@")
    return {
        "code": code,
        "sides": vocabulary["prefix", who],
        "movement": movement,
        "region": region,
        "means": f"{vocabulary['movement', movement]} ({vocabulary['region', region]})",
        "standing": standing,
    }


def part_sheet(part: Muscle) -> dict[str, Any]:
    """Every fact of one part."""
    (row,) = part.records
    tables = part.atlas.tables
    nerves = {nerve.nerve: nerve for nerve in tables.nerves}
    arteries = {artery.artery: artery for artery in tables.arteries}
    vocabulary: Vocabulary = {(action.part, action.token): action.definition for action in tables.actions}
    referral = [found for found in tables.referred_pain if row.muscle in found.members]
    return {
        "muscle": row.muscle,
        "name": row.name,
        **{column: field(row, column) for column in COLUMNS},
        "source": list(row.source),
        "how_sure": how_sure(row),
        "synonyms": list(part.synonyms),
        "actions": actions(row, vocabulary),
        "nerves": [
            {
                "nerve": nerves[found.nerve].name,
                "ramus": nerves[found.nerve].ramus,
                "roots": list(found.roots),
                "variable_roots": list(found.variable_roots),
                "role": found.role,
                "confidence": found.confidence,
                "note": found.note,
            }
            for found in part.nerves
        ],
        "arteries": [
            {"artery": arteries[found.artery].name, "branch": found.branch, "confidence": found.confidence}
            for found in part.arteries
        ],
        "veins": veins(part) or NO_VESSEL,
        "lymph": lymph(part) or NO_VESSEL,
        "slips": [slip(found) for found in part.slips],
        "fascicles": [found.fascicle for found in part.fascicles],
        "referred_pain": [found.trigger_point_referral for found in referral]
        or "not known: no map of it is in the tables",
    }


def veins(part: Muscle) -> list[dict[str, Any]]:
    """The veins of a part, and what they drain into."""
    names = {vein.vein: vein for vein in part.atlas.tables.veins}
    return [
        {
            "vein": names[found.vein].name,
            "branch": found.branch,
            "drains_into": [names[vein].name for vein in names[found.vein].drains_into],
            **_sure(found),
        }
        for found in part.veins
    ]


def lymph(part: Muscle) -> list[dict[str, Any]]:
    """The lymph nodes of a part and of the skin over it, and what they drain into."""
    names = {row.nodes: row for row in part.atlas.tables.lymph_nodes}
    return [
        {
            "nodes": names[found.nodes].name,
            "group": found.group,
            "of": found.tissue,
            "drains_into": [names[nodes].name for nodes in names[found.nodes].drains_into],
            **_sure(found),
        }
        for found in part.lymph
    ]


def _sure(row: rows.MuscleVeinRow | rows.MuscleLymphRow) -> dict[str, Any]:
    return {
        "confidence": row.confidence,
        "provenance": row.provenance,
        "source": list(row.source),
        "note": row.note,
    }


def slip(row: rows.SlipRow) -> dict[str, Any]:
    """A slip, its ends in words."""
    return {
        "slip": row.slip,
        "origin": attachment(row.origin_bone, row.origin_landmark),
        "insertion": attachment(row.insertion_bone, row.insertion_landmark),
        "number_each_side": row.number_each_side,
        "presence": row.presence,
        "segments_spanned": row.segments_spanned,
        "via": row.via,
        "confidence": row.confidence,
        "provenance": row.provenance,
        "source": list(row.source),
    }


def attachment(bone: str, landmark: str) -> str:
    """Bone and landmark in words, the bone once."""
    spot, own = landmark.replace("_", " "), bone.replace("_", " ")
    return spot if own in spot else f"{own} {spot}"


def sheet(muscle: Muscle) -> dict[str, Any]:
    """Every fact of a muscle: of its parts, and of it as a whole."""
    documents = {document.document: document.title for document in muscle.atlas.tables.documents}
    return {
        "name": muscle.name,
        "synonyms": list(muscle.synonyms),
        "parts": [part_sheet(part) for part in muscle.parts],
        "named_regions": region.of_muscle(muscle),
        "pain": [
            {"subject": row.subject, "effect": row.effect, "regions": list(row.regions), **_standing(row)}
            for row in muscle.pain
        ],
        "exercises": [
            {
                **{"exercise": row.subject, "effect": row.effect, "how": row.detail},
                "contradicted": against(muscle.atlas.tables, row, muscle.ids),
                **_standing(row),
            }
            for row in muscle.exercises
        ],
        "conditions": [
            {"condition": row.subject, "effect": row.effect, "detail": row.detail, **_standing(row)}
            for row in muscle.conditions
        ],
        "claims": [
            {
                "claim": row.claim,
                "document": row.document,
                "title": documents[row.document],
                "subject": row.subject,
                "speaks_of": len(muscle.atlas.claimed[row.claim]),
                "predicate": row.predicate,
                "object": row.object,
                "verdict": row.verdict,
                "note": row.note,
                "source": list(row.source),
            }
            for row in muscle.claims
        ],
        "sources": [{"key": row.key, "citation": row.citation, "tier": row.tier} for row in muscle.sources],
    }


def _standing(row: rows.ClinicalRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "evidence": row.evidence,
        "confidence": row.confidence,
        "provenance": row.provenance,
        "source": list(row.source),
    }
