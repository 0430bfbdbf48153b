"""Published limits of work by name and edition: compression and shear of discs, masses, pushing and pulling.

They are reference values for the design of work, not limits of safety for a person. What was recalled and not
read says so. The revised Dortmund limits are named without a figure: their table was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dorsum.anatomy.read import Tables, load
from dorsum.anatomy.rows import LimitRow, Sex, WorkLimitRow
from dorsum.lifting.published import INCH, NOISE, POUND_FORCE, Refused, cite, number, one_of

REFERENCE = "reference values for the design of work, not limits of safety for a person"
PUSH_PULL = "push and pull limits of Ohio State University"
OLDEST = 120.0  # years
# The rows of `limits.csv` that are limits, and the edition that each comes from.
EDITIONS = {
    "compression_action_limit": "NIOSH 1981, action limit",
    "compression_maximum": "NIOSH 1981, maximum permissible limit",
    "shear_limit_occasional": "Gallagher and Marras 2012",
    "shear_limit_frequent": "Gallagher and Marras 2012",
}


@dataclass(frozen=True)
class PublishedLimit:
    """A limit of an edition; no value where its table was not read."""

    edition: str
    value: float | None
    unit: str
    condition: str
    recalled: bool
    source: str

    def sentence(self, found: float | None = None) -> str:
        """The limit in words, and what share of it a found value is."""
        where = f" ({self.condition})" if self.condition else ""
        origin = f"{self.source}; recalled, not read" if self.recalled else self.source
        if self.value is None:
            return f"{self.edition}{where}: no figure, its table was not read. Source: {origin}."
        share = "" if found is None else f"{100.0 * found / self.value:.0f} % of "
        return f"{share}{self.value:g} {self.unit}, {self.edition}{where}. Source: {origin}."


def lines(limits: Sequence[PublishedLimit], found: float | None = None) -> list[str]:
    """Limits in words, with what they are not, for terminal, page and report."""
    return [*(limit.sentence(found) for limit in limits), f"They are {REFERENCE}."]


def compression_limits(
    sex: Sex | None = None, age: float | None = None, *, tables: Tables | None = None
) -> tuple[PublishedLimit, ...]:
    """Limits of compression, N; those by sex and age for a person told by both.

    Between the ages of a table the next higher one is taken, whose limit is lower.
    """
    tables = tables or load()
    _check_person(tables, sex, age)
    found = [_of_limits(tables, row) for row in tables.limits if row.quantity.startswith("compression_")]
    for row in tables.work_limits:
        if row.quantity == "compression" and row.sex is None:
            found.append(_of_work(tables, row))
    if sex is not None and age is not None:
        found += [_of_work(tables, row) for row in _by_age(tables, sex, age)]
    return tuple(found)


def shear_limits(*, tables: Tables | None = None) -> tuple[PublishedLimit, ...]:
    """Limits of shear, N."""
    tables = tables or load()
    found = [_of_limits(tables, row) for row in tables.limits if row.quantity.startswith("shear_")]
    return (*found, *(_of_work(tables, row) for row in tables.work_limits if row.quantity == "shear"))


def reference_mass(sex: Sex, age: float, *, tables: Tables | None = None) -> PublishedLimit:
    """The reference mass of ISO 11228-1 for a person, kg, as others quote it."""
    tables = tables or load()
    _check_person(tables, sex, age)
    return next(
        _of_work(tables, row)
        for row in tables.work_limits
        if row.quantity == "reference_mass" and row.sex == sex and _holds(row, int(age))
    )


def protected_shares(*, tables: Tables | None = None) -> tuple[PublishedLimit, ...]:
    """How many people a reference mass protects by EN 1005-2, %, by mass, population and sex."""
    tables = tables or load()
    return tuple(_of_work(tables, row) for row in tables.work_limits if row.quantity == "protected_share")


@dataclass(frozen=True)
class HandForce:
    """A push or pull of two hands against its limits, N."""

    action: str
    force: float
    most_protected: float  # up to here at least 80 % are protected
    few_protected: float  # from here on fewer than 50 %
    source: str

    @property
    def zone(self) -> Literal["below", "between", "above"]:
        """Where the force lies."""
        if self.force <= self.most_protected:
            return "below"
        return "between" if self.force < self.few_protected else "above"

    def lines(self) -> list[str]:
        """The answer in words, for terminal, page and report."""
        words = {
            "below": f"at most {self.most_protected:.0f} N: at least 80 % of people are protected",
            "between": f"from {self.most_protected:.0f} to {self.few_protected:.0f} N:"
            " between 50 and 80 % of people are protected",
            "above": f"at least {self.few_protected:.0f} N: fewer than 50 % of people are protected",
        }
        told = f"A {self.action} with {self.force:.0f} N, {words[self.zone]}."
        return [told, f"Two hands, straight. {PUSH_PULL[0].upper()}{PUSH_PULL[1:]}: {self.source}."]


def hand_force(
    action: Literal["push", "pull"], force: float, height: float, *, tables: Tables | None = None
) -> HandForce | Refused:
    """A push or pull with two hands straight ahead: force in N, height of the hands in m.

    Between the inches of the table the lower limits of the two neighbours are taken.
    """
    tables = tables or load()
    source = cite(tables, "Weston2018")
    rule = f"{PUSH_PULL}, {source}"
    one_of("action", action, ("push", "pull"), rule)
    force = number("force", force, "N", rule, 0.0)
    height = number("height", height, "m", rule, 0.0)
    inches = height / INCH
    rows = [row for row in tables.push_pull_limits if row.action == action]
    near = [row for row in rows if abs(row.hand_height_in - inches) < 1.0 - NOISE]
    low, high = (end(row.hand_height_in for row in rows) for end in (min, max))
    if not low - NOISE <= inches <= high + NOISE:
        reason = f"height = {height:g} m: the table has {low * INCH:.2f} to {high * INCH:.2f} m ({rule})."
        return Refused(PUSH_PULL, (reason,), source)
    most = min(row.protects_80_pct_up_to_lbf for row in near) * POUND_FORCE
    few = min(row.protects_under_50_pct_from_lbf for row in near) * POUND_FORCE
    return HandForce(action, force, most, few, source)


def _of_limits(tables: Tables, row: LimitRow) -> PublishedLimit:
    return PublishedLimit(
        EDITIONS[row.quantity],
        row.value,
        row.unit,
        row.condition,
        row.provenance == "recalled",
        "; ".join(cite(tables, key) for key in row.source),
    )


def _of_work(tables: Tables, row: WorkLimitRow) -> PublishedLimit:
    ages = "" if row.age_from is None else f"{row.age_from:g} years"
    if row.age_to is not None and row.age_from is not None and row.age_to > row.age_from:
        ages = f"{row.age_from:g} to {row.age_to:g} years"
    people = {"M": "men", "F": "women", None: ""}[row.sex]
    mass = "" if row.mass_kg is None else f"{row.mass_kg:g} kg"
    words = ", ".join(part for part in (people, ages, mass, row.condition) if part)
    source = "; ".join(cite(tables, key) for key in row.source)
    return PublishedLimit(row.edition, row.value, row.unit, words, row.provenance == "recalled", source)


def _by_age(tables: Tables, sex: Sex, age: float) -> list[WorkLimitRow]:
    """The rows of each edition for a person: of the next age of the table, and those without a figure."""
    rows = [row for row in tables.work_limits if row.quantity == "compression" and row.sex == sex]
    with_age = sorted((row for row in rows if row.age_from is not None), key=lambda row: row.age_from or 0.0)
    youngest = with_age[0].age_from or 0.0
    older = [row for row in with_age if row.age_to is None or (row.age_from or 0.0) >= age]
    found = older[:1] if age >= youngest else []
    return [*found, *(row for row in rows if row.age_from is None)]


def _holds(row: WorkLimitRow, age: int) -> bool:
    return (row.age_from or 0.0) <= age <= (OLDEST if row.age_to is None else row.age_to)


def _check_person(tables: Tables, sex: Sex | None, age: float | None) -> None:
    rule = f"published limits by sex and age, {cite(tables, 'JagerLuttmann1997')}"
    if sex is not None:
        one_of("sex", sex, get_args(Sex), rule)
    if age is not None:
        number("age", age, "years", rule, 0.0, OLDEST)
