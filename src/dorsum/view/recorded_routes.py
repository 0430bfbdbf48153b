"""The addresses under /api/recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from threading import Event
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dorsum.view.api.answers import StrengthUsed
from dorsum.view.api.recordings import RecordingFacts
from dorsum.view.api.scene import Progress
from dorsum.view.desk import Desks
from dorsum.view.office import Office
from dorsum.view.own_task import plain_name
from dorsum.view.problems import responses
from dorsum.view.recordings import Recordings, Sent

BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A line of JSON, `RecordingQuestion`, then the files it names one after the other.",
        "content": {"application/octet-stream": BYTES},
    }
}
ARRAYS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A line of JSON, `RecordedAnswer`, then its arrays.",
        "content": {"application/octet-stream": BYTES},
    }
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/octet-stream": BYTES}}
}


def recording_routes(office: Office, desks: Desks) -> APIRouter:
    """Everything under /api/recordings. A client that leaves ends what it asked for."""
    router = APIRouter(prefix="/api/recordings", tags=["recordings"], redirect_slashes=False)
    recordings = Recordings(office)

    async def computed(request: Request, answer: Callable[[Sent, Event], bytes], sent: Sent) -> bytes:
        stop = Event()
        try:
            return await desks.long.do_for(request, answer, sent, stop)
        finally:
            stop.set()

    @router.post(
        "/facts",
        response_model=RecordingFacts,
        responses=responses(400, 413, 422, 503),
        openapi_extra=BODY,
        operation_id="recording_facts",
    )
    async def _facts(request: Request) -> RecordingFacts:
        """What is recognised in a recording, and what an analysis of it lacks; no load is computed."""
        sent = Sent.read(await request.body())
        return await desks.slow.do_for(request, recordings.facts, sent)

    @router.post(
        "/analyze",
        response_class=Response,
        responses=responses(400, 413, 422, 503) | ARRAYS,
        openapi_extra=BODY,
        operation_id="recording_analyze",
    )
    async def _analyze(request: Request) -> Response:
        """Muscle forces and disc loads over a recording; the most bytes are in the bounds of the server."""
        sent = Sent.read(await request.body())
        found = await computed(request, lambda s, stop: recordings.analyze(s, stop).answer(), sent)
        return Response(found, media_type="application/octet-stream")

    @router.post(
        "/strength_used",
        response_model=StrengthUsed,
        responses=responses(400, 413, 422, 503),
        openapi_extra=BODY,
        operation_id="recording_strength_used",
    )
    async def _strength_used(request: Request) -> Response:
        """What share of the strength the hardest moments of a recording take: only when asked for."""
        sent = Sent.read(await request.body())
        found = await computed(request, recordings.strength_used, sent)
        return Response(found, media_type="application/json")

    @router.post(
        "/result",
        response_class=Response,
        responses=responses(400, 413, 422, 503) | FILE,
        openapi_extra=BODY,
        operation_id="recording_result",
    )
    async def _result(request: Request) -> Response:
        """The file that `dorsum analyze` writes of it: `--save`, with html `--report`, with json `--json`."""
        sent = Sent.read(await request.body())
        content = await computed(request, recordings.file, sent)
        name = f"{plain_name(PurePath(sent.name).stem)}.{sent.question.format or 'csv'}"
        return Response(
            content,
            headers={"content-disposition": f'attachment; filename="{name}"'},
            media_type="application/octet-stream",
        )

    @router.get("/progress", responses=responses(), operation_id="recording_progress")
    async def _progress() -> Progress:
        """How far the recording is that is being analysed, if one is."""
        return recordings.progress

    return router
