"""Results in the terminal: the answer in three lines; in full loads, muscles and the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dorsum.body.skeleton import SIDES
from dorsum.mechanics.result import Result
from dorsum.report.answer import assumed, comparison, limiting
from dorsum.report.effort import MuscleEffort
from dorsum.report.loads import BAR, ZONE_STYLE, ZONE_WORDS, limits_key, load_table, print_loads
from dorsum.report.summary import (
    Summary,
    summaries_of,
)
from dorsum.words import percent

if TYPE_CHECKING:
    from dorsum.function.validate import Comparison, Validation

SHOWN_MUSCLES = 12
NOTE = "Not a diagnosis, not for clinical decisions."
MORE = f"More: --full, --report FILE.html. Reference values, not limits of safety. {NOTE}"


def print_result(result: Result | Summary, console: Console, full: bool = False) -> None:
    """One task in three lines; in full also the loads of the levels, the muscles and the certificate."""
    (summary,) = _summaries([result])
    print_answer(summary, console)
    console.print(Text(assumed([summary])))
    if not full:
        console.print(Text(MORE, style="dim"))
        return
    console.print(Text(f"{summary.reference} {summary.shear_words}"))
    console.print(load_table(summary))
    console.print(Text(f"{summary.limits_passed} {limits_key(summary.limits)}"), style="dim")
    console.print(muscle_table(summary))
    if summary.measured_mpa is not None and summary.measured is not None:
        source = ", ".join(summary.measured.source)
        console.print(
            Text(
                f"Disc pressure at L4/L5 {summary.pressure:.2f} MPa;"
                f" measured {summary.measured_mpa:g} MPa ({source})."
            )
        )
    print_details([summary], console)


def print_answer(summary: Summary, console: Console) -> None:
    """The first two lines: the load against its limit, and what limits."""
    amber = summary.lacks or summary.warnings or summary.failed
    style = ZONE_STYLE[summary.limits.zone(summary.compression)]
    console.print(
        Text.assemble(
            (f"{summary.result.title}. ", "bold"), (summary.headline, "bold yellow" if amber else style)
        )
    )
    console.print(Text(limiting(summary), style="yellow" if summary.warnings else ""))


def print_details(summaries: Sequence[Summary], console: Console) -> None:
    """What was assumed word by word, how good the solutions are, and what this is not."""
    for summary in summaries:
        if len(summaries) > 1:
            console.print(Text(summary.result.title, style="dim italic"))
        for sentence in (*summary.result.assumptions, *summary.beyond_ring, *summary.certificate):
            console.print(Text(f"- {sentence}", style="dim"))
    console.print(Text(NOTE, style="dim"))


def muscle_table(summary: Summary) -> Table:
    """The muscles and sides with the greatest effort, beside the greatest activation of a fascicle."""
    table = Table(title="Muscles that work hardest", title_justify="left", box=None, header_style="dim")
    for name in ("muscle", "side"):
        table.add_column(name)
    table.add_column("effort", justify="right")
    table.add_column("")
    table.add_column("greatest fascicle", justify="right")
    table.add_column("force N", justify="right")
    found = [
        (m.activation[side], m.row.name, side, m.greatest[side], m.force[side])
        for m in summary.muscles
        for side in SIDES
        if not np.isnan(m.activation[side])
    ]
    for effort, name, side, greatest, force in sorted(found, key=lambda item: -item[0])[:SHOWN_MUSCLES]:
        bar = Text("▇" * max(1, round(BAR * effort)), style="red")
        table.add_row(name, side, percent(effort), bar, percent(greatest), f"{force:.0f}")
    return table


def print_comparison(results: Sequence[Result | Summary], console: Console, full: bool = False) -> None:
    """Two or more tasks: how they compare, each in two lines, and what was assumed; tables in full."""
    summaries = _summaries(results)
    console.print(Text(comparison(summaries), style="bold"))
    for summary in summaries:
        print_answer(summary, console)
    console.print(Text(assumed(summaries)))
    if not full:
        console.print(Text(MORE, style="dim"))
        return
    table = Table(box=None, header_style="dim")
    table.add_column("")
    for summary in summaries:
        table.add_column(Text(summary.result.title), justify="right")
    table.add_row("greatest compression", *map(_compression, summaries))
    for name, words in (
        (
            "of the NIOSH action limit",
            [_bound(s, s.share_of_action) for s in summaries],
        ),
        ("greatest lumbar shear", [_bound(s, "{1:.0f} N at {0}".format(*s.shear)) for s in summaries]),
        ("disc pressure at L4/L5", [f"{s.pressure:.2f} MPa" for s in summaries]),
        ("  measured", ["" if s.measured_mpa is None else f"{s.measured_mpa:g} MPa" for s in summaries]),
        ("load of L5/S1 times time", [_cumulative(s) for s in summaries]),
    ):
        if any(words):
            table.add_row(name, *words)
    table.add_section()
    table.add_row(Text("effort, right and left", style="dim"))
    for same in _shared_muscles(summaries):
        efforts = [f"{percent(m.activation['right'])}  {percent(m.activation['left'])}" for m in same]
        table.add_row(same[0].row.name, *efforts)
    console.print(table)
    console.print(Text(next(filter(None, (s.reference for s in summaries)), "")))
    print_loads(summaries, console)
    print_details(summaries, console)


def _summaries(results: Sequence[Result | Summary]) -> list[Summary]:
    return [r if isinstance(r, Summary) else summaries_of([r])[0] for r in results]


def _bound(summary: Summary, words: str) -> str:
    """A load in words, marked where it is a lower bound."""
    return f"≥ {words}" if words and summary.lacks else words


def _compression(summary: Summary) -> Text:
    zone = summary.limits.zone(summary.compression)
    words = _bound(summary, f"{summary.compression:.0f} N at {summary.level}{ZONE_WORDS[zone]}")
    return Text(words, style=ZONE_STYLE[zone])


def _cumulative(summary: Summary) -> str:
    return f"{summary.cumulative('L5/S1') / 1000:.2f} kN·s" if summary.moves else ""


def _shared_muscles(summaries: Sequence[Summary]) -> list[tuple[MuscleEffort, ...]]:
    """The muscles that work hardest in any of the tasks, as they work in each."""
    rows = zip(*(s.muscles for s in summaries), strict=True)
    taking = [same for same in rows if not any(np.isnan(m.peak) for m in same)]
    return sorted(taking, key=lambda same: -max(m.peak for m in same))[:SHOWN_MUSCLES]


def print_validation(validation: Validation, console: Console) -> None:
    """Measured and computed pressure of every task, the score, and what each part of the model does to it."""
    console.print(Text("Disc pressure at L4/L5 against Wilke 1999", style="bold"))
    table = Table(box=None, header_style="dim")
    table.add_column("task")
    for name in ("measured MPa", "computed MPa", "difference", "simplest MPa"):
        table.add_column(name, justify="right")
    for row in validation.tasks:
        table.add_row(row.title, *_agreement(row))
    table.add_section()
    table.add_row(Text("not scored: movements, Valsalva", style="dim"))
    for row in (row for row in validation.apart if row.measured_mpa or row.predicted_mpa):
        table.add_row(row.title, *_agreement(row))
    console.print(table)
    scores = Table(box=None, header_style="dim")
    scores.add_column("score")
    for name in ("RMSE MPa", "r", "slope", "bias MPa", "light MPa", "heavy MPa", "no balance"):
        scores.add_column(name, justify="right")
    found = {
        "held postures": validation.score,
        "without lying": validation.without_lying,
        "without full flexion": validation.without_full_flexion,
        "simplest model": validation.null,
        "… without full flexion": validation.null_without_full_flexion,
    }
    found |= {f"without {part}": score for part, score in validation.switched_off.items()}
    for name, s in found.items():
        numbers = (s.rmse_mpa, s.r, s.slope, s.bias_mpa, s.rmse_light_mpa, s.rmse_heavy_mpa)
        scores.add_row(name, *(f"{n:z.2f}" for n in numbers), f"{s.failed}")
    console.print(scores)


def _agreement(row: Comparison) -> tuple[str, ...]:
    measured = "" if row.measured_mpa is None else f"{row.measured_mpa:.2f}"
    simplest = "" if row.null_mpa is None else f"{row.null_mpa:.2f}"
    if row.predicted_mpa is None:
        return measured, "no balance" if row.failure else "", "", simplest
    off = "" if row.measured_mpa is None else f"{row.predicted_mpa - row.measured_mpa:+z.2f}"
    return measured, f"{row.predicted_mpa:.2f}", off, simplest
