"""A recorded motion in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dorsum.mechanics.result import Result
from dorsum.motion.recorded.needed import Needed
from dorsum.motion.recorded.recorded import Recording
from dorsum.report.answer import assumed
from dorsum.report.loads import load_table
from dorsum.report.needed import needed_words
from dorsum.report.recording import RecordedSummary, level_rows
from dorsum.report.text import MORE, muscle_table, print_answer, print_details

WORST_MARKERS = 5


def print_recording(result: Result, console: Console, full: bool = False, used: Needed | None = None) -> None:
    """A recording in three lines; in full also loads over time, the peak frame, muscles, fit and notes.

    `used` is the share of the strength, if it was asked for.
    """
    summary = RecordedSummary.of(result)
    found = summary.totals
    print_answer(summary, console)
    low, high = found.inclination
    console.print(
        Text(f"{assumed([summary])} {found.frames} frames from {found.start:.2f} to {found.end:.2f} s.")
    )
    if used is not None:
        console.print(Text(needed_words(used)))
    if not full:
        console.print(Text(MORE, style="dim"))
        return
    least, most = found.thorax
    leans = f"The trunk leans by {low:.0f} to {high:.0f}°, the rib cage turns by {least:.0f} to {most:.0f}°."
    console.print(Text(f"{leans} {summary.reference}".strip()))
    for sentence in found.lacks.words():
        console.print(Text(sentence, style="yellow"))
    console.print(_levels(found))
    console.print(load_table(summary))
    console.print(muscle_table(summary))
    _print_fit(found, console)
    print_details([summary], console)


def _levels(found: Recording) -> Table:
    """Mean, peak and load times time."""
    title = "Compression over the recording"
    table = Table(title=title, title_justify="left", box=None, header_style="dim")
    table.add_column("disc")
    for name in ("mean N", "peak N", "at s", "load × time kN·s", "> action limit s", "> maximum s"):
        table.add_column(name, justify="right")
    for row in level_rows(found):
        over = ["" if row[key] is None else f"{row[key]:.2f}" for key in ("action", "maximum")]
        loads = f"{row['mean']:.0f}", f"{row['peak']:.0f}", f"{row['time']:.2f}"
        table.add_row(row["level"], *loads, f"{row['cumulative'] / 1000:.2f}", *over)
    return table


def _print_fit(found: Recording, console: Console) -> None:
    """Residuals of markers and the check against the ground."""
    if found.residuals:
        worst = sorted(found.residuals, key=lambda r: -r.rms_mm)[:WORST_MARKERS]
        told = ", ".join(f"{r.name} {r.rms_mm:.0f} (at most {r.largest_mm:.0f})" for r in worst)
        console.print(
            Text(
                f"The body follows {len(found.residuals)} markers to {found.total_residual_mm:.1f} mm, root"
                f" mean square; farthest: {told} mm."
            )
        )
    if found.ground is not None:
        console.print(Text(found.ground.words()))
