"""What the page shows of pain: the answer of the atlas, and where its places lie on a body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.atlas.pain import answer, places, regions, signs_of
from dorsum.anatomy.atlas.pain_words import sections
from dorsum.body.body import Body
from dorsum.view.api.pain import PainAnswer, PainBall, PainMark, PainPlace, PainRow, PainSection, PainSign

if TYPE_CHECKING:
    from dorsum.report.drawing import Balls


def pain_places(atlas: Atlas) -> list[PainPlace]:
    """Every place that can be asked."""
    return [PainPlace.model_validate(place) for place in places(atlas.tables)]


def pain_signs(atlas: Atlas, at: Sequence[str]) -> list[PainSign]:
    """The signs that can be named with pain there."""
    return [PainSign.model_validate(sign) for sign in signs_of(atlas.tables, at)]


def pain_answer(atlas: Atlas, at: Sequence[str], since: str | None, said: Sequence[str]) -> PainAnswer:
    """All that is said of pain there."""
    found = answer(atlas, at, since, said)
    return PainAnswer(
        first=found["first"],
        do=found["do"],
        rule=found["rule"],
        lacks=found["lacks"],
        sections=[
            PainSection(
                key=section.key,
                title=section.title,
                note=section.note.strip(),
                rows=[
                    PainRow(name=row.name, text=row.text, muscles=list(row.muscles)) for row in section.rows
                ],
            )
            for section in sections(found)
        ],
        disclaimer=found["disclaimer"],
    )


def marks_of(body: Body, at: Sequence[str]) -> list[PainMark]:
    """Where these places lie on a standing body, on both sides: the bands of the body map."""
    from dorsum.report.body_map import bands
    from dorsum.report.figure import Figure

    wanted = {row.region for place in at for row in regions(body.tables, place)}
    figure = Figure.standing(body)
    return [
        PainMark(region=row.region, seen_from=row.view, ends=(_ball(found, 0), _ball(found, 1)))
        for row in body.tables.region_marks
        if row.region in wanted
        for found in bands(figure, row)
    ]


def _ball(band: Balls, end: int) -> PainBall:
    x, y, z = map(float, band.centres[end])
    return PainBall(at=(x, y, z), radius=float(band.radii[end]))
