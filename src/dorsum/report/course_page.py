"""The report of an answer that goes over time: one HTML file that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from dorsum import __version__
from dorsum.body.body import Body
from dorsum.clinic.endured import Endurance
from dorsum.clinic.sitting import Sitting
from dorsum.files import write_whole
from dorsum.report import endurance, sitting
from dorsum.report.drawn.colours import gradient
from dorsum.report.html import environment
from dorsum.words import percent


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """What the template shows."""

    brand: str
    title: str
    who: str
    headline: str
    sentences: Sequence[str]
    charts: Sequence[tuple[str, Markup]]  # caption, SVG
    table: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    assumed: Sequence[str] = ()
    digest: str = ""
    disclaimer: str = endurance.NOT_CLINICAL


def write_endurance_report(found: Endurance, path: Path | str) -> None:
    """The report of `dorsum endure`.

    Raises:
        BadInput: the path cannot be written.
    """
    rows = endurance.muscle_rows(found)[: endurance.MOST_MUSCLES]
    _write(
        CoursePage(
            brand="how long it is held",
            title=found.task.title,
            who=_who(found.model.body),
            headline=endurance.headline(found),
            sentences=endurance.sentences(found),
            charts=[(caption, Markup(svg)) for caption, svg in endurance.endurance_charts(found)],
            table="Muscles that pull most",
            columns=("muscle, both sides", "at first, N", "in the end, N", "tired"),
            rows=[
                (endurance.spoken(r.muscle), f"{r.first_n:.0f}", f"{r.last_n:.0f}", percent(r.tired))
                for r in rows
            ],
            assumed=endurance.assumed(found),
            digest=found.model.body.tables.digest[:12],
        ),
        path,
    )


def write_sitting_report(found: Sitting, path: Path | str) -> None:
    """The report of `dorsum sit`.

    Raises:
        BadInput: the path cannot be written.
    """
    _write(
        CoursePage(
            brand="sitting",
            title=f"{found.task.title}, {found.hours:g} h",
            who=_who(found.model.body),
            headline=sitting.headline(found),
            sentences=sitting.sentences(found),
            charts=[(caption, Markup(svg)) for caption, svg in sitting.charts(found)],
            assumed=found.assumptions,
            digest=found.model.body.tables.digest[:12],
        ),
        path,
    )


def _who(body: Body) -> str:
    subject = body.subject
    return f"{subject.name}: {subject.height_m:.2f} m, {subject.mass_kg:g} kg"


def _write(page: CoursePage, path: Path | str) -> None:
    text = (
        environment().get_template("course.html.j2").render(page=page, ramp=gradient(), version=__version__)
    )
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
