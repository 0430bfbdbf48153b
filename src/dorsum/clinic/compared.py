"""Published nerve lesions, put to the model: every row of `nerve_lesions.csv` that has a question.

Rows, questions and the rules of the verdict were set before the first run, but for what is named below:

- strength falls where the efforts named lose at least 5 % on average; the arm is held less high where it
  loses a step of 10°; the pelvis drops where the hip lacks abduction that it did not lack before, and leaning
  over the stance leg lessens what it lacks; the scapula goes where all movements named are among its own;
- of a sense as published a figure between the printed ends is inside, one outside is a miss of size.

Changed with figures in sight: the scapula was first read off a pull of the lost muscles alone, by which it
rises without trapezius; what other muscles cannot stop now goes before that (`scapula`). NRV-23, which is
told of rising from a chair, was first asked of standing, where 1.6 % of the hip's extension goes, and is now
asked of sitting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import NerveLesionRow
from dorsum.clinic.losses import Asked, losses
from dorsum.clinic.nerves import cut_nerve
from dorsum.clinic.one_leg import on_one_leg
from dorsum.clinic.pair import Pair
from dorsum.clinic.scapula import STEP, raised, winging
from dorsum.clinic.weakening import Weakening, weak_muscle
from dorsum.ledger import Ledger

LEDGER = Ledger(
    "clinic/compared.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "kernel/source/*"),
        *("anatomy/atlas/lost.py", "function/strength.py", "function/limb_strength.py"),
        *("function/movements.py", "function/stimulate.py"),
        *(f"clinic/{name}.py" for name in ("weakening", "nerves", "pair", "losses", "scapula", "one_leg")),
        "clinic/compared.py",
    ),
    make="make clinic",
)
WHOSE = "male"
NO_DIFFERENCE = 0.05  # of a strength
INSIDE, SAME, SIZE_OFF = "inside the spread", "same sense", "same sense, size outside"
OTHER, NOT_ASKED = "other sense", "not compared"
VERDICTS = (INSIDE, SAME, SIZE_OFF, OTHER, NOT_ASKED)


@dataclass(frozen=True)
class Held:
    """What the model says of one row: the figure held against the published one, and how it came about."""

    lesion: str
    figure: float | None
    right: bool | None  # of sense
    verdict: str
    words: str

    @property
    def misses(self) -> bool:
        """Whether it needs a cause."""
        return self.verdict in (OTHER, SIZE_OFF)


def compare(tables: Tables) -> Iterator[Held]:
    """Every row, in the order of the table."""
    atlas, pairs = Atlas(), {}
    for row in tables.nerve_lesions:
        if row.question == "none":
            yield Held(row.lesion, None, None, NOT_ASKED, row.reason)
            continue
        weakening = weakening_of(row, atlas)
        if weakening.words not in pairs:
            pairs[weakening.words] = Pair.of(WHOSE, weakening)
        yield held(row, pairs[weakening.words])


def weakening_of(row: NerveLesionRow, atlas: Atlas | None = None) -> Weakening:
    """What a row is of."""
    if row.taken is not None:
        return weak_muscle(row.taken.replace("_", " "), 0.0, "right", wasted=True, atlas=atlas)
    nerve = None if row.nerve is None else row.nerve.replace("_", " ")
    return cut_nerve(NERVES.get(row.nerve or "", nerve), row.root or None, atlas=atlas)


NERVES = {"posterior_ramus_medial": "posterior rami, medial branches"}


def held(row: NerveLesionRow, pair: Pair) -> Held:
    """One row that has a question; of a prediction there is nothing to hold it against."""
    if row.question == "prediction":
        return Held(row.lesion, None, None, NOT_ASKED, _strength(row, pair)[2])
    figure, right, words = QUESTIONS[row.question](row, pair)
    return Held(row.lesion, figure, right, verdict(row, figure, right), words)


def verdict(row: NerveLesionRow, figure: float | None, right: bool) -> str:
    """How an answer stands beside a row."""
    if not right:
        return OTHER
    if figure is None or row.low is None or row.high is None:
        return SAME
    return INSIDE if row.low <= figure <= row.high else SIZE_OFF


def plain(held: Held) -> dict[str, Any]:
    """As it is stored."""
    return asdict(held)


def stored() -> tuple[Held, ...]:
    """What was found when it was last computed."""
    return tuple(Held(**each) for each in LEDGER.stored()["held"])


def _strength(row: NerveLesionRow, pair: Pair) -> tuple[float | None, bool, str]:
    stance = row.stance or "standing"
    found = list(losses(pair, [Asked(row.joint, way, "right", stance) for way in row.directions]))
    lost = sum(each.lost for each in found) / len(found)
    words = "; ".join(
        f"{each.direction.replace('_', ' ')} {each.before_nm:.1f} → {each.after_nm:.1f} N·m" for each in found
    )
    figure = {"lost_percent": 100.0 * lost, "left_percent": 100.0 * (1.0 - lost)}.get(row.figure)
    return figure, lost >= NO_DIFFERENCE, words


def _raising(row: NerveLesionRow, pair: Pair) -> tuple[float | None, bool, str]:
    (way,) = row.directions
    found = raised(pair, way)
    lost = found.before_deg - found.after_deg
    words = f"{way} held up to {found.before_deg:.0f}° → {found.after_deg:.0f}°"
    return (lost if row.figure == "lost_deg" else found.after_deg), lost >= STEP, words


def _scapula(row: NerveLesionRow, pair: Pair) -> tuple[float | None, bool, str]:
    found = winging(pair)
    goes = found.unheld or found.pulled
    told = ", ".join(f"{each.movement.replace('_', ' ')} {each.amount:.1f} {each.unit}" for each in goes)
    how = "not held by the others" if found.unheld else "held by the others; alone it would go"
    return None, set(row.directions) <= set(found.movements), f"{how}: {told}"


def _pelvis(_row: NerveLesionRow, pair: Pair) -> tuple[float | None, bool, str]:
    before, after = on_one_leg(pair)
    right = after.drops and not before.drops and after.lacks_leaning_nm < after.lacks_nm
    lean = "more than 40°" if after.lean_deg is None else f"{after.lean_deg:.0f}°"
    words = (
        f"hip lacks {before.lacks_nm:.0f} → {after.lacks_nm:.0f} N·m of abduction on one leg,"
        f" {after.lacks_leaning_nm:.0f} N·m leaning 20° over it; held with {lean}"
    )
    return None, right, words


def _levels(row: NerveLesionRow, pair: Pair) -> tuple[float | None, bool, str]:
    found = pair.levels(row.muscles)
    return float(len(found)), bool(found), ", ".join(found)


QUESTIONS = {
    "strength": _strength,
    "raising": _raising,
    "scapula": _scapula,
    "pelvis": _pelvis,
    "levels": _levels,
}
