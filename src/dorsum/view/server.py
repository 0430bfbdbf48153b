"""The server of the page: one app with the guards before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from pydantic.json_schema import models_json_schema

from dorsum import __version__
from dorsum.view.api import answers, questions, recordings
from dorsum.view.desk import Desks, Gone, in_background
from dorsum.view.entry import add_entry
from dorsum.view.guards import Guard
from dorsum.view.live import Lines
from dorsum.view.office import Office
from dorsum.view.page import STATIC, add_page
from dorsum.view.problems import add_handlers
from dorsum.view.routes import add_routes
from dorsum.view.settings import Settings
from dorsum.view.store import Scenes

DESCRIPTION = "See the back, pull a muscle, load the spine. Not a diagnosis, not for clinical decisions."
# What only the live line says, or bytes: in the document so that the page's types follow from it.
LIVE = (
    *(questions.LiveAnalyze, answers.LiveAnalyzed, questions.LiveStimulate, answers.LiveStimulated),
    *(answers.LiveSuperseded, answers.LiveProblem, recordings.RecordedAnswer),
)
REFERENCE = "#/components/schemas/{model}"
CLIENT_GONE = 499
NOBODY_COMES_S = 3.0


def create_app(
    settings: Settings | None = None, scenes: Scenes | None = None, static: Path = STATIC, warm: bool = False
) -> FastAPI:
    """The app; `warm`: prepare scene and model in the background as soon as it runs."""
    settings = settings or Settings()
    scenes = scenes or Scenes(meshes=settings.meshes)
    office, desks = Office(settings.subject), Desks.opened()
    lines = Lines(office, desks, settings.bounds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        started: set[asyncio.Task[object]] = set()
        if warm:
            in_background(_prepare(office, scenes, desks, lines.used), started)
        yield
        desks.close()

    app = FastAPI(
        title="Dorsum",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.desks, app.state.lines = desks, lines
    app.add_middleware(Guard, settings=settings)
    add_handlers(app)
    app.add_exception_handler(Gone, _to_nobody)

    @app.websocket("/api/live")
    async def _live(socket: WebSocket) -> None:
        await lines.serve(socket)

    add_entry(app, settings)
    add_routes(app, office, scenes, desks)
    add_page(app, static)
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    return app


async def _to_nobody(_request: Request, _error: Exception) -> Response:
    return Response(status_code=CLIENT_GONE)


async def _prepare(office: Office, scenes: Scenes, desks: Desks, used: asyncio.Event) -> None:
    """The scene first; what computes is loaded when a page has drawn it (`used`), or none comes."""
    await desks.slow.do(scenes.get, office.subject(None))
    with suppress(TimeoutError):
        await asyncio.wait_for(used.wait(), NOBODY_COMES_S)
    await desks.quick.do(office.warm_up)


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the messages of the live line and of problems among its schemas."""
    if app.openapi_schema is None:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        models: list[Any] = [(model, "serialization") for model in (*LIVE, answers.Problem)]
        models.append((recordings.RecordingQuestion, "validation"))
        _, extra = models_json_schema(models, ref_template=REFERENCE)
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in extra["$defs"].items():
            schemas.setdefault(name, schema)
        for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which is never sent
            schemas.pop(name, None)
        found["components"]["schemas"] = dict(sorted(schemas.items()))
        app.openapi_schema = found
    return app.openapi_schema
