"""What is said of the muscles, put to the model: every row of `mechanical_claims.csv`.

Claims about the sign of a moment arm are pulled by the same `stimulate` that users call, at full activation;
claims about sharing of load and magnitude go to `analyses`. The rules are set once for all rows:

- a claimed movement counts from 0.1° or mm on, one that the sources call weak from 0.001 on;
- a claim that textbooks call false agrees with the model if that movement does not come;
- of a disputed claim the model says which side it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import MechanicalClaimRow
from dorsum.errors import BadInput, NoEquilibrium
from dorsum.function.analyses import ANALYSES, Finding, share
from dorsum.function.movements import amount, unit
from dorsum.function.stimulate import LEAST, Stimulation, held_by, pull_of, pulled
from dorsum.ledger import Ledger
from dorsum.mechanics.model import Model

LEDGER = Ledger(
    "function/claims.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "anatomy/atlas/names.py"),
        *("kernel/source/*", "function/claims.py", "function/analyses.py", "function/movements.py"),
        *("exchange/write/osim/*.py", "wanted.py"),
        "function/stimulate.py",
    ),
    make="make claims",
)
LEAST_WEAK = 1e-3  # ° or mm
NOT_TESTED = {
    "proprioception": "sensing is no movement",
    "raise_pressure": "the pressure of the abdomen is not the sum of what muscles do to bones",
    "fascia_tension": "the fascia is no body of the model",
    "inspiration": "the ring of ribs and sternum is not closed and the dome of the diaphragm is not modelled",
    "expiration": "the ring of ribs and sternum is not closed",
    "stabilisation": "steadying by reflex and by sense of position is no sum of forces",
}
FROM_FLEXED = "extension_from_flexion"
FLEXED = 60.0  # ° of the arm, from where that extension starts


@dataclass(frozen=True)
class Judgement:
    """What the model says of one mechanical claim.

    verdict: agrees, disagrees, too small, for, against (of a disputed claim), or not tested.
    """

    claim: str
    verdict: str
    value: float | None
    unit: str
    found: str
    method: str


def judge_one(model: Model, row: MechanicalClaimRow, known: dict[Any, Stimulation]) -> Judgement:
    """Judge one claim; `known` keeps what was pulled before."""
    if row.test_kind == "not_mechanical":
        return Judgement(row.mechanical_claim, "not tested", None, "", NOT_TESTED[row.motion], "none")
    part = next(p for p in model.body.tables.moved_parts if p.part == row.body_moved)
    try:
        if row.test_kind == "magnitude":
            method, finding = "share of the moment", share(model, row, part)
        elif row.motion in ANALYSES:
            method, finding = row.motion.replace("_", " "), ANALYSES[row.motion](model, row, part)
        elif row.motion == FROM_FLEXED:
            method, finding = "moment of the flexed arm", _from_flexed(model, row)
        else:
            method, finding = "stimulate", _moved(model, row, known)
    except (BadInput, NoEquilibrium) as error:
        return Judgement(row.mechanical_claim, "not tested", None, "", str(error), "none")
    value = finding.value
    return Judgement(row.mechanical_claim, verdict(row, finding), value, finding.unit, finding.text, method)


def verdict(row: MechanicalClaimRow, finding: Finding) -> str:
    """The verdict by the rules of this module."""
    least = LEAST_WEAK if row.strength == "weak" or finding.unit not in ("°", "mm") else LEAST
    value = finding.value
    assert value is not None  # every analysis gives a number
    if np.isnan(value):
        return "not tested"
    if row.expected == "false":
        return "disagrees" if value > least else "agrees"
    if abs(value) <= least:
        return "too small"
    if row.expected == "disputed":
        return "for" if value > 0 else "against"
    return "agrees" if value > 0 else "disagrees"


def _moved(model: Model, row: MechanicalClaimRow, known: dict[Any, Stimulation]) -> Finding:
    """Pull the members and read the claimed movement off the part."""
    side = "both" if row.mode == "bilateral" else "right"
    key = (row.members, side, row.fixed_end)
    if key not in known:
        fix, held = held_by(model, row.fixed_end, side)
        known[key] = pulled(model, row.subject, row.members, side=side, activation=1.0, fix=fix, held=held)
    done = known[key]
    part = next(p for p in model.body.tables.moved_parts if p.part == row.body_moved)
    size, of = amount(done.posed, part, row.motion, "right"), unit(part, row.motion)
    name = row.motion.replace("_", " ")
    sign = "" if size >= 0 else ", the opposite way"
    how = "both sides" if side == "both" else "one side"
    text = f"{how}: {abs(size):.2g} {of} of {name}{sign} ({part.part.replace('_', ' ')})"
    return Finding(float(size), of, text)


def _from_flexed(model: Model, row: MechanicalClaimRow) -> Finding:
    """Moment that extends the flexed arm, N·m: stimulation starts from standing, where the arm hangs."""
    pull = pull_of(model)
    at = pull.coordinates.position["glenohumeral_right z"]
    posture = np.zeros(len(pull.names))
    posture[at] = np.deg2rad(FLEXED)
    chosen = [i for i, f in enumerate(model.body.fascicles) if f.muscle in row.members and f.side == "right"]
    activation = np.zeros(len(model.body.fascicles))
    activation[chosen] = 1.0
    moment = pull.gradient(posture, activation)[at] - pull.gradient(posture, 0.0 * activation)[at]
    return Finding(float(moment), "N·m", f"{moment:.1f} N·m of extension with the arm flexed by {FLEXED:g}°")


def stored() -> Mapping[str, Judgement]:
    """The judgements made with the tables of the package, by claim."""
    return {row["claim"]: Judgement(**row) for row in LEDGER.stored()["judgements"]}


def store(tables: Tables, judgements: Iterable[Judgement], asked: Iterable[str]) -> None:
    """Keep judgements that rest on the tables which were asked, numbers with three figures."""
    rows = [asdict(row) for row in judgements]
    for row in rows:
        known = row["value"] is not None and not np.isnan(row["value"])
        row["value"] = float(f"{row['value']:.3g}") if known else None
    LEDGER.store({"judgements": rows}, asked, tables.digest_of)


def by_document(tables: Tables, judgements: Mapping[str, Judgement]) -> Mapping[str, list[Judgement]]:
    """Claim of a document → judgements of the mechanical claims that say the same."""
    found: dict[str, list[Judgement]] = {row.claim: [] for row in tables.claims}
    for row in tables.mechanical_claims:
        for claim in row.claims:
            found[claim].append(judgements[row.mechanical_claim])
    return found


def by_system(tables: Tables, judgements: Mapping[str, Judgement]) -> Mapping[str, Mapping[str, int]]:
    """System of muscles → verdict → how many mechanical claims."""
    system = {row.muscle: row.system for row in tables.muscles}
    found: dict[str, dict[str, int]] = {}
    for row in tables.mechanical_claims:
        systems = {system[member] for member in row.members}
        name = systems.pop() if len(systems) == 1 else "several systems"
        counts = found.setdefault(name, {})
        verdict_ = judgements[row.mechanical_claim].verdict
        counts[verdict_] = counts.get(verdict_, 0) + 1
    return found
