"""What is said of a muscle, with the judgement of the model: `dorsum claims`, muscle by muscle."""

from __future__ import annotations

from collections.abc import Iterable

from dorsum.anatomy.atlas.muscle import Muscle
from dorsum.anatomy.rows import ClaimRow, MechanicalClaimRow
from dorsum.function.claims import Judgement, stored
from dorsum.report.claims import statement, words
from dorsum.view.api.atlas import DocumentClaim, MuscleClaims, Tested

JUDGED_FOR = "the built-in male, gravity off, from standing, the muscle fully active and all others passive"
# What textbooks say and how the model stands to them, as what the model itself does.
MODEL_SAYS = {
    ("true", "agrees"): "does it",
    ("true", "disagrees"): "does not do it",
    ("true", "too small"): "does it too little to count",
    ("false", "agrees"): "does not do it",
    ("false", "disagrees"): "does it",
    ("disputed", "for"): "does it",
    ("disputed", "against"): "does not do it",
    ("disputed", "too small"): "does it too little to count",
}
DIFFERS = ("disagrees", "too small")


def claims_of(muscle: Muscle) -> MuscleClaims:
    """What documents say of a muscle, then what textbooks alone say; where they and the model part, first."""
    tables, judged = muscle.atlas.tables, stored()
    causes = {row.mechanical_claim: f"{row.cause}: {row.text}" for row in tables.claim_causes}
    mine = set(muscle.ids)
    rows = [row for row in tables.mechanical_claims if mine & set(row.members)]
    rows.sort(key=lambda row: len(mine ^ set(row.members)))
    tests = {
        row.mechanical_claim: tested(row, judged[row.mechanical_claim], causes.get(row.mechanical_claim, ""))
        for row in rows
    }
    titles = {row.document: row.title for row in tables.documents}
    told = [
        _of_document(
            claim,
            titles[claim.document],
            [tests[r.mechanical_claim] for r in rows if claim.claim in r.claims],
        )
        for claim in muscle.claims
    ]
    said = {claim.claim for claim in muscle.claims}
    alone = [tests[row.mechanical_claim] for row in rows if said.isdisjoint(row.claims)]
    return MuscleClaims(
        name=muscle.name,
        judged_for=JUDGED_FOR,
        documents=sorted(told, key=lambda claim: not any(test.differs for test in claim.tests)),
        textbooks=sorted(alone, key=lambda test: not test.differs),
    )


def tested(row: MechanicalClaimRow, judgement: Judgement, cause: str) -> Tested:
    """A statement with its judgement; one of the model that is none says why."""
    return Tested(
        claim=row.mechanical_claim,
        statement=words(row),
        textbooks=row.expected,
        verdict=judgement.verdict,
        model=MODEL_SAYS.get((row.expected, judgement.verdict), judgement.verdict),
        differs=row.expected != "disputed" and judgement.verdict in DIFFERS,
        found=judgement.found,
        method=judgement.method,
        cause=cause,
    )


def _of_document(claim: ClaimRow, title: str, tests: Iterable[Tested]) -> DocumentClaim:
    return DocumentClaim(
        claim=claim.claim,
        title=title,
        statement=statement(claim),
        verdict=claim.verdict,
        note=claim.note,
        source=list(claim.source),
        tests=list(tests),
    )
