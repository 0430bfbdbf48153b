"""What the model can be trusted for and what not: ten lines, each under the head that its figures give it.

The bounds were set before the lines were first written; none is a bound of the model.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from dorsum.function.measured.agreement import (
    OUTSIDE_WILKE,
    WITHOUT_LYING,
    Agreement,
    agreements,
)
from dorsum.function.measured.comparison import INSIDE, Compared, median_ratio
from dorsum.function.measured.results import stored_rows
from dorsum.function.measured.strengths import AGAINST_PAD
from dorsum.function.sensitivity import FLEXIONS, Bent
from dorsum.function.validate import FULL_FLEXION, STUDY, Validation
from dorsum.judges import mujoco
from dorsum.judges.opensim import judgements
from dorsum.report.markdown import WIDTH
from dorsum.report.sensitivity import silent_from

NEARLY_ALL = 0.9  # share of rows inside, or a correlation: trusted from here on
WITHIN = 0.25  # share of a load by which it may be off to be trusted: as where no spread is published
STRENGTH = 0.8  # of what people reach
RANK = 0.8  # Spearman's ρ
SILENT_BY = 95.0  # ° of trunk inclination: people's backs are silent from 75 to 95 on
TRUST, DO_NOT = "Trust it for:", "Do not trust it for:"
BEGIN, END = "<!-- written by make validation -->", "<!-- end -->"


@dataclass(frozen=True)
class Line:
    """One line: whether to trust the model for it, and what, with its figures."""

    trusted: bool
    words: str


def trust_lines(found: Mapping[str, Any]) -> tuple[Line, ...]:
    """The ten lines, from a stored validation and the judgements of other engines."""
    rows = stored_rows(found)
    validation = Validation.from_dict(found["wilke"])
    return (
        _arms(rows),
        _engines(),
        _order(validation),
        _beside_null(agreements(rows)),
        _single(rows),
        _full_flexion(validation, found["full_flexion"]),
        _silence([Bent(**bent) for bent in found["forward_course"]]),
        _strength(rows),
        _activity(rows, found["ranks"]),
        _together(validation),
    )


def trust_section(found: Mapping[str, Any]) -> str:
    """The lines under their two heads, as Markdown; a head without lines is left out."""
    lines, parts = trust_lines(found), []
    for trusted, head in ((True, TRUST), (False, DO_NOT)):
        chosen = [line.words for line in lines if line.trusted == trusted]
        if chosen:
            parts.append("\n".join([f"**{head}**", "", *(_item(words) for words in chosen)]))
    return "\n\n".join(parts) + "\n"


def with_section(page: str, section: str) -> str:
    """A page with the section in place of what stands between the two marks.

    Raises:
        ValueError: the marks are missing.
    """
    before, rest = page.split(BEGIN + "\n")
    _, after = rest.split(END + "\n")
    return f"{before}{BEGIN}\n{section}{END}\n{after}"


def _item(words: str) -> str:
    return textwrap.fill(words, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def _arms(rows: Sequence[Compared]) -> Line:
    judged = [row for row in rows if row.kind == "arm" and row.judged]
    inside = sum(row.verdict == INSIDE for row in judged)
    words = (
        f"moment arms of the back muscles by level: {inside} of {len(judged)} inside the bands of imaging,"
        " which were seen while paths were corrected"
    )
    return Line(inside >= NEARLY_ALL * len(judged), words)


def _engines() -> Line:
    found = [*judgements.stored().rows, *mujoco.stored()["found"]]
    agree = sum(row.holds for row in found)
    return Line(
        agree == len(found),
        "its arithmetic (lengths, moment arms, weight, balance, joint reactions): OpenSim and MuJoCo compute"
        f" the same in {agree} of {len(found)} comparisons",
    )


def _order(validation: Validation) -> Line:
    whole, part, null = validation.score, validation.without_full_flexion, validation.null
    return Line(
        min(whole.r, part.r) >= NEARLY_ALL,
        f"which of two held postures loads a lumbar disc more: RMSE {whole.rmse_mpa:.2f} MPa over fifteen"
        f" held postures, correlation {whole.r:.2f}, slope {whole.slope:.2f} (one man, Wilke 1999, seen by"
        " every setting that was tried; without maximum flexion"
        f" {part.rmse_mpa:.2f}, {part.r:.2f}, {part.slope:.2f}; weight and one muscle"
        f" {null.rmse_mpa:.2f}, {null.r:.2f}, {null.slope:.2f})",
    )


def _beside_null(found: Sequence[Agreement]) -> Line:
    named = {each.data: each for each in found}
    every, upright = named[OUTSIDE_WILKE], named[WITHOUT_LYING]
    return Line(
        every.beats_null and upright.beats_null,
        "more than weight and one muscle of 60 mm would tell of a load: outside Wilke"
        f" {every.inside} of {every.rows} rows inside against {every.null_inside}, error"
        f" {_pct(every.error)} against {_pct(every.null_error)}; without lying {upright.inside} of"
        f" {upright.rows} against {upright.null_inside}, {_pct(upright.error)} against"
        f" {_pct(upright.null_error)}",
    )


def _single(rows: Sequence[Compared]) -> Line:
    loads = [row for row in rows if row.kind == "pressure" and row.judged and row.study != STUDY]
    off = [abs(row.ours / row.measured - 1.0) for row in loads if row.ours is not None and row.measured]
    half, two_thirds = median(off), quantiles(off, n=3, method="inclusive")[1]
    return Line(
        two_thirds <= WITHIN,
        f"a single load: of {len(off)} measured outside Wilke half are met within ± {_pct(half)}, two thirds"
        f" within ± {_pct(two_thirds)}",
    )


def _full_flexion(validation: Validation, flexed: Sequence[Sequence[float]]) -> Line:
    measured = next(task for task in validation.tasks if task.task == FULL_FLEXION).measured_mpa or 0.0
    pressures = [mpa for _, mpa in flexed]
    low, high = min(pressures), max(pressures)
    return Line(
        max(abs(low / measured - 1.0), abs(high / measured - 1.0)) <= WITHIN,
        f"loads near the end of lumbar flexion, where passive tissue bears: {low:.2f} to {high:.2f} MPa at"
        f" {FLEXIONS[0]} to {FLEXIONS[-1]} % of the range against {measured:.2f} measured at an angle not"
        " told",
    )


def _silence(course: Sequence[Bent]) -> Line:
    ways: dict[float, list[Bent]] = {}
    for bent in course:
        if not bent.held_kg:
            ways.setdefault(bent.tolerance, []).append(bent)
    silent = {tolerance: silent_from(postures) for tolerance, postures in ways.items()}
    told = ", ".join(
        f"{f'from {bent.trunk_deg:.0f}° on' if bent else 'never'} with ranges × {tolerance:g}"
        for tolerance, bent in silent.items()
    )
    return Line(
        all(bent is not None and bent.trunk_deg <= SILENT_BY for bent in silent.values()),
        f"that the lumbar back falls silent in deep bending (at 75 to 95° in people): {told}",
    )


def _strength(rows: Sequence[Compared]) -> Line:
    judged = [row for row in rows if row.kind == "strength" and row.judged and row.how == AGAINST_PAD]
    ratio = median_ratio(judged) or 0.0
    inside = sum(row.verdict == INSIDE for row in judged)
    return Line(
        ratio >= STRENGTH and inside >= NEARLY_ALL * len(judged),
        f"how strong a trunk or neck is: {inside} of {len(judged)} measured moments inside their bands,"
        f" median of ours over measured {ratio:.2f}",
    )


def _activity(rows: Sequence[Compared], ranks: Sequence[Mapping[str, Any]]) -> Line:
    rank = next(rank for rank in ranks if rank["group"] == "all four muscles")
    active = [row for row in rows if row.kind == "exercise" and row.unit == "%" and row.judged]
    inside = sum(row.verdict == INSIDE for row in active)
    rho = rank["rho"]
    return Line(
        rho is not None and rho >= RANK and inside >= NEARLY_ALL * len(active),
        f"the activity of single muscles in %: {inside} of {len(active)} exercise rows inside, Spearman's ρ"
        f" over exercises and muscles {'unknown' if rho is None else f'{rho:.2f}'}",
    )


def _together(validation: Validation) -> Line:
    row = next(task for task in validation.apart if task.task == "standing_valsalva")
    measured, ours = row.measured_mpa or 0.0, row.predicted_mpa or 0.0
    return Line(
        abs(ours / measured - 1.0) <= WITHIN,
        "efforts in which muscles contract against each other (fear, coughing, bracing, landing): in a"
        f" Valsalva manoeuvre {ours:.2f} MPa against {measured:.2f} measured",
    )


def _pct(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.0f} %"
