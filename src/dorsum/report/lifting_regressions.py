"""Compression of held postures beside published regressions: a section of `docs/lifting.md`, its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, stdev

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import CompressionRegressionRow
from dorsum.lifting.regressions import BODIES, MASSES, Held, computed, grid, places
from dorsum.report.chart import Chart
from dorsum.report.markdown import folded, prose, table
from dorsum.report.measured_figures import HEAD, LEFT, SIDE, STYLE, Scatter
from dorsum.report.standalone import svg_file

REGRESSION_HEAD = """
Held postures of the grid ({bodies}; {masses} kg; hands straight ahead), each regression told what the
model stands like. Such tools differ from each other significantly (Rajaee 2015), so this is no bar: it says
where the model's size lies among them. *recalled*: the equation is from memory of the literature, not read.
"""


def regression_section(tables: Tables, held: Sequence[Held]) -> Iterator[str]:
    yield prose(
        REGRESSION_HEAD.format(
            bodies=", ".join(f"built-in {body}" for body in BODIES),
            masses=", ".join(f"{m:g}" for m in MASSES),
        )
    )
    yield "\n![Compression of the model over that of three regressions](pictures/lifting_regressions.svg)\n"
    known = computed(tables)
    yield table(
        ["", "regression", "of", "postures", "model over it: mean", "SD", "least to greatest", "origin"],
        (_ratios(row, held) for row in known),
    )
    near = [row for row in held if row.style == "free" and row.body == BODIES[0]]
    yield folded(
        f"The {len(held)} postures",
        table(
            ["body, style", "kg", "H, V cm", "trunk, knees °", "M N·m", "model L5/S1, L4/L5 N"]
            + [f"{row.regression} {row.level}" for row in known],
            (_posture(row, known) for row in held),
        ),
    )
    least, most = (pick(near, key=lambda row: row.ours["L5/S1"]) for pick in (min, max))
    yield prose(
        f"Of the built-in man's free lifts L5/S1 bears least, {least.ours['L5/S1']:.0f} N, with"
        f" {least.mass_kg:g} kg at {least.horizontal_cm:g} cm, {least.vertical_cm:g} cm above the floor,"
        f" and most, {most.ours['L5/S1']:.0f} N, with {most.mass_kg:g} kg at {most.horizontal_cm:g} cm,"
        f" {most.vertical_cm:g} cm above the floor."
    )
    refused = len(grid()) * len(places()) - len(held)
    if refused:
        yield f"\nRefused, for hands do not reach there or the body would fall: {refused} of the grid."
    yield "\nNot computed:\n"
    for row in tables.compression_regressions:
        if not row.formula:
            error = f", {row.error}" if row.error else ""
            yield f"- {row.name} ({', '.join(row.source)}{error}): {row.why_not_computed}."


def _ratios(row: CompressionRegressionRow, held: Sequence[Held]) -> list[str]:
    found = [one.ratio(row) for one in held]
    return [
        row.regression,
        f"{row.name}: {row.equation}",
        row.level,
        str(len(found)),
        f"{fmean(found):.2f}",
        f"{stdev(found):.2f}",
        f"{min(found):.2f} to {max(found):.2f}",
        f"{row.provenance}, {', '.join(row.source)}",
    ]


def _posture(row: Held, known: Sequence[CompressionRegressionRow]) -> list[str]:
    return [
        f"{row.body}, {row.style}",
        f"{row.mass_kg:g}",
        f"{row.horizontal_cm:g}, {row.vertical_cm:g}",
        f"{row.trunk_deg:.0f}, {row.knees_deg:.0f}",
        f"{row.moment_nm:.0f}",
        f"{row.ours['L5/S1']:.0f}, {row.ours['L4/L5']:.0f}{'' if row.balanced else ' (at least)'}",
        *(f"{row.theirs[one.regression]:.0f}" for one in known),
    ]


def picture(tables: Tables, held: Sequence[Held]) -> str:
    """Compression of the model over that of each regression, a plot each."""
    known = computed(tables)
    chart = Chart(len(known) * (LEFT + SIDE + 10) + 30, HEAD + SIDE + 90)
    top = 1.05 * max(max(*row.ours.values(), *row.theirs.values()) for row in held)
    for i, one in enumerate(known):
        plot = Scatter(chart, LEFT + i * (LEFT + SIDE + 10), top, "N")
        plot.axes(f"{one.name}, {one.level}", across="regression")
        for row in held:
            x, y = plot.at(row.theirs[one.regression], row.ours[one.level])
            words = (
                f"{row.mass_kg:g} kg at {row.horizontal_cm:g}, {row.vertical_cm:g} cm, {row.body},"
                f" {row.style}: {row.ours[one.level]:.0f} N, {row.theirs[one.regression]:.0f} N"
            )
            chart.dot(x, y, 4, f"dot t{BODIES.index(row.body)}", words)
    for i, body in enumerate(BODIES):
        chart.dot(LEFT + 6 + 160 * i, HEAD + SIDE + 66, 5, f"dot t{i}")
        chart.text(LEFT + 18 + 160 * i, HEAD + SIDE + 70, f"built-in {body}", f"series t{i}")
    title = "Compression of the model and of published regressions"
    return svg_file(chart.width, chart.height, title, "".join(chart.parts), base=STYLE) + "\n"
