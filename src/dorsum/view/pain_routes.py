"""The addresses under /api/pain."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request

from dorsum.anatomy.atlas import Atlas
from dorsum.body.body import Body
from dorsum.view.api.pain import PainAnswer, PainMark, PainPlace, PainSign
from dorsum.view.api.questions import LONGEST_NAME
from dorsum.view.desk import Desks
from dorsum.view.office import Office
from dorsum.view.pain import marks_of, pain_answer, pain_places, pain_signs
from dorsum.view.problems import responses

MOST_PLACES, MOST_SIGNS = 8, 64
Word = Annotated[str, Query(max_length=LONGEST_NAME)]
At = Annotated[
    list[Word],
    Query(
        min_length=1,
        max_length=MOST_PLACES,
        description="Where: names from /api/pain/places, or plain words.",
    ),
]
AtOrAll = Annotated[
    list[Word], Query(alias="at", max_length=MOST_PLACES, description="Where; all signs if left out.")
]
Since = Annotated[str | None, Query(max_length=LONGEST_NAME, description="For how long: 3d, 5w, 2m, 1y.")]
With = Annotated[
    list[Word],
    Query(
        alias="with", max_length=MOST_SIGNS, description="Signs: ids from /api/pain/signs, or plain words."
    ),
]
Who = Annotated[
    str | None,
    Query(alias="subject", min_length=1, max_length=LONGEST_NAME, description="From /api/subjects."),
]


def pain_routes(office: Office, atlas: Atlas, desks: Desks) -> APIRouter:
    """What is known of pain, and where its places lie."""
    router = APIRouter(prefix="/api/pain", tags=["pain"], redirect_slashes=False)
    known = pain_places(atlas)
    body_of = lru_cache(len(office.subjects))(lambda name: Body.of(office.subject(name), atlas.tables))

    @router.get("/places", responses=responses(), operation_id="pain_places")
    async def _places() -> list[PainPlace]:
        """The places where it can hurt, from head to foot; those that mean several regions first."""
        return known

    @router.get("/signs", responses=responses(404, 422), operation_id="pain_signs")
    async def _signs(at: AtOrAll = []) -> list[PainSign]:  # noqa: B006
        """The signs that can be named with pain there, most urgent first."""
        return pain_signs(atlas, at)

    @router.get("/answer", responses=responses(404, 422), operation_id="pain_answer")
    async def _answer(at: At, since: Since = None, said: With = []) -> PainAnswer:  # noqa: B006
        """What is known of pain there, for so long, with these signs: as `dorsum pain`, no diagnosis."""
        return pain_answer(atlas, at, since, said)

    @router.get("/marks", responses=responses(404, 422, 503), operation_id="pain_marks")
    async def _marks(request: Request, at: At, subject: Who = None) -> list[PainMark]:
        """Where these places lie on a standing subject."""
        who = office.subject(subject)
        return await desks.quick.do_for(request, lambda: marks_of(body_of(who.name), at))

    return router
