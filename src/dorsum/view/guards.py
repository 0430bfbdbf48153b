"""What stands before the app: whose requests are let in, how large, how many; headers of answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from time import monotonic

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dorsum.view.entry import ENTRY
from dorsum.view.problems import Refused, problem_of, respond
from dorsum.view.settings import LOOPBACK_NAMES, Settings
from dorsum.view.tokens import cookie_name, cookie_value, same

API = "/api"
RECORDINGS = "/api/recordings/"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
SECURE: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
POLICY_VIOLATION = 1008  # close code of a live line
TRY_AGAIN_LATER = 1013


class Bucket:
    """A token bucket: so many at once, and so many a second in the long run."""

    def __init__(self, per_s: float, at_once: int) -> None:
        self._per_s, self._most = per_s, float(at_once)
        self._left, self._when = self._most, monotonic()

    def take(self) -> bool:
        """Take one, if there is one."""
        now = monotonic()
        self._left = min(self._most, self._left + (now - self._when) * self._per_s)
        self._when = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


class Guard:
    """ASGI middleware that refuses with problem documents, and a live line with a close code."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        send = _with_headers(send) if scope["type"] == "http" else send
        try:
            self._check(scope)
            if scope["type"] == "http":
                receive = _bounded(Headers(scope=scope), receive, self._most(scope["path"]))
            await self._app(scope, receive, send)
        except Refused as error:
            if scope["type"] == "websocket":
                code = TRY_AGAIN_LATER if error.status == 429 else POLICY_VIOLATION
                await WebSocketClose(code, str(error))(scope, receive, send)
            else:
                await respond(problem_of(error), error.headers)(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        client = scope["client"][0] if scope.get("client") else ""
        if not self._bucket(client).take():
            raise Refused(429, headers={"Retry-After": "1"})
        check_host(headers, self._settings)
        if scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS:
            check_origin(headers)
        if scope["path"].startswith(API) and scope["path"] != ENTRY:
            check_token(headers, self._settings)

    def _most(self, path: str) -> int:
        """Bytes that a request to an address may have."""
        bounds = self._settings.bounds
        return bounds.recording_bytes if path.startswith(RECORDINGS) else bounds.body_bytes

    def _bucket(self, client: str) -> Bucket:
        bounds = self._settings.bounds
        bucket = self._buckets.pop(client, None) or Bucket(bounds.requests_per_s, bounds.requests_at_once)
        self._buckets[client] = bucket
        while len(self._buckets) > bounds.clients:
            self._buckets.popitem(last=False)
        return bucket


def check_host(headers: Headers, settings: Settings) -> None:
    """Refuse names that a foreign page may have bound to this address; a token does that by itself."""
    host = headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    allowed = {*LOOPBACK_NAMES, settings.host}
    if settings.token is None and name.strip("[]").lower() not in allowed:
        raise Refused(403)


def check_origin(headers: Headers) -> None:
    """Refuse what another page sends; programs that are no browsers name no origin."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is not None and origin.lower() not in (f"http://{host}".lower(), f"https://{host}".lower()):
        raise Refused(403)


def check_token(headers: Headers, settings: Settings) -> None:
    """Refuse a request without the token, or the cookie of a page to which it was given."""
    if settings.token is None:
        return
    scheme, _, given = headers.get("authorization", "").partition(" ")
    cookie = cookie_parser(headers.get("cookie", "")).get(cookie_name(settings.port), "")
    if scheme.lower() == "bearer":
        known = same(given, settings.token)
    else:
        known = same(cookie, cookie_value(settings.token))
    if not known:
        raise Refused(401, headers={"WWW-Authenticate": "Bearer"})


def _bounded(headers: Headers, receive: Receive, most: int) -> Receive:
    """`receive` that refuses bodies beyond the bound, by what they say and by what they are."""
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise Refused(400)
    if int(length[:20]) > most:
        raise Refused(413)
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413)  # the only exception that is let through where a body is read
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURE.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent
