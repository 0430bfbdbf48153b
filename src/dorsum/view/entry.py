"""The way in with a token: a browser gives it once, for a cookie that no script and no other page can use."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import Field

from dorsum.view.api.model import Message
from dorsum.view.problems import Refused, responses
from dorsum.view.settings import Settings
from dorsum.view.tokens import MOST_BYTES, cookie_name, cookie_value, same

ENTRY = "/api/entry"


class Entry(Message):
    """The token of the server."""

    token: Annotated[str, Field(max_length=MOST_BYTES)]


def add_entry(app: FastAPI, settings: Settings) -> None:
    """The address that takes the token."""

    @app.post(
        ENTRY, status_code=204, responses=responses(400, 413, 422), operation_id="enter", tags=["entry"]
    )
    async def _enter(request: Request, given: Entry) -> Response:
        """Give the token; the cookie that comes back opens the other addresses."""
        response = Response(status_code=204)
        if settings.token is None:
            return response
        if not same(given.token, settings.token):
            raise Refused(401, headers={"WWW-Authenticate": "Bearer"})
        response.set_cookie(
            cookie_name(settings.port),
            cookie_value(settings.token),
            httponly=True,
            samesite="strict",
            secure=request.headers.get("origin", "").startswith("https:"),  # behind a proxy with TLS
        )
        return response
