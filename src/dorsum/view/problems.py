"""Errors as problem documents (RFC 9457), with the sentences of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from dorsum.errors import DorsumError, NoEquilibrium, UnknownName
from dorsum.view.api.answers import FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"
SENTENCES = {
    400: "The request cannot be read.",
    401: "This server asks for its token: reload the page, or send `Authorization: Bearer TOKEN`.",
    403: "This request comes from another place than the page of this server.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    429: "Too many requests: wait a moment.",
    500: "Something went wrong in the server; its terminal says what.",
    503: "The server has too much to do: try again.",
}
MOST_FIELDS = 8  # of a request whose faults are told
MODEL_NAMES = re.compile(r"^(body|query|path)(\.|$)")


class Refused(Exception):
    """A request that is refused with a status of `SENTENCES`."""

    def __init__(self, status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or SENTENCES[status])
        self.status, self.headers = status, dict(headers or {})


def problem(status: int, detail: str = "", **more: Any) -> Problem:
    """A problem of a status without a type of its own."""
    title = HTTPStatus(status).phrase
    return Problem(type="about:blank", title=title, status=status, detail=detail or SENTENCES[status], **more)


def problem_of(error: Exception, *, of_address: bool = False) -> Problem:
    """The problem that an error is; `of_address`: an unknown name is one of the address, so 404."""
    if isinstance(error, Refused):
        return problem(error.status, str(error))
    if isinstance(error, NoEquilibrium):
        return Problem(
            type="urn:dorsum:no-equilibrium",
            title="The body finds no rest",
            status=422,
            detail=str(error),
            joint=error.joint,
            missing_moment=error.missing_moment,
        )
    if isinstance(error, UnknownName):
        status = 404 if of_address else 422
        return Problem(type="urn:dorsum:unknown-name", title="Unknown name", status=status, detail=str(error))
    if isinstance(error, DorsumError):
        return Problem(type="urn:dorsum:bad-input", title="Bad input", status=422, detail=str(error))
    return problem(500)


def invalid(faults: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of a request with faults as pydantic tells them."""
    found = [
        FieldProblem(field=MODEL_NAMES.sub("", ".".join(map(str, fault["loc"]))), detail=fault["msg"])
        for fault in faults[:MOST_FIELDS]
    ]
    sentences = "; ".join(f"{f.field}: {f.detail}" if f.field else f.detail for f in found)
    return Problem(
        type="urn:dorsum:invalid", title="Invalid request", status=422, detail=sentences, errors=found
    )


def respond(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a response; names that cannot be written as UTF-8 are shown with `?`."""
    text = found.model_dump_json(exclude_none=True).encode("utf-8", "replace")
    return Response(text, found.status, dict(headers or {}), MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Let every error of the app end as a problem document."""

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return respond(problem(400))
        return respond(invalid(faults))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:
        detail = SENTENCES.get(error.status_code, "") or str(error.detail)
        return respond(problem(error.status_code, detail), error.headers)

    @app.exception_handler(Refused)
    async def _refused(_request: Request, error: Refused) -> Response:
        return respond(problem_of(error), error.headers)

    @app.exception_handler(DorsumError)
    async def _dorsum(request: Request, error: DorsumError) -> Response:
        return respond(problem_of(error, of_address=request.method in ("GET", "HEAD")))

    @app.exception_handler(Exception)
    async def _unforeseen(_request: Request, error: Exception) -> Response:
        return respond(problem_of(error))


PROBLEM_CONTENT = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for its OpenAPI entry: its own and those that every route may have."""
    every = {*statuses, 401, 403, 429, 500}
    return {status: {"description": HTTPStatus(status).phrase, **PROBLEM_CONTENT} for status in sorted(every)}
