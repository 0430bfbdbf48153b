"""The built page: the files under `static`, which need no other program."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

from dorsum.view.problems import Refused
from dorsum.view.store import Sendable

STATIC = Path(__file__).parent / "static"
INDEX = "index.html"
METHODS = ["GET", "HEAD"]
HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.\w+$")  # how Vite names files whose content a name stands for
YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
MISSING = (
    "The page is not part of this installation: build it with `make page`, or install the wheel of dorsum."
    " The interface under /api works; /api/openapi.json describes it."
)


def files(folder: Path = STATIC) -> Mapping[str, Path]:
    """The files of the page by their address; nothing else is ever read."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path for path in found}


def add_page(app: FastAPI, folder: Path = STATIC) -> None:
    """Serve the files of the page; where it was not built its address says so."""
    pages = files(folder)
    for name, path in pages.items():
        _add_file(app, f"/{name}", name, path)
    if INDEX in pages:
        _add_file(app, "/", INDEX, pages[INDEX])
    else:

        async def missing() -> Response:
            raise Refused(404, MISSING)

        app.add_api_route("/", missing, methods=METHODS, include_in_schema=False)


def _add_file(app: FastAPI, address: str, name: str, path: Path) -> None:
    content: list[Sendable] = []  # read when it is first asked for

    async def serve(request: Request) -> Response:
        if not content:
            content.append(Sendable.of(path.read_bytes()))
        return send(request, content[0], media_type(name), YEAR if HASHED.search(name) else ASK_AGAIN)

    app.add_api_route(address, serve, methods=METHODS, include_in_schema=False)


def media_type(name: str) -> str:
    """The content type of a file, the same on every computer."""
    suffix = Path(name).suffix.lower()
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def send(request: Request, what: Sendable, kind: str, keep: str) -> Response:
    """Bytes, packed if the client takes that; nothing where it has them already."""
    packed = takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{what.tag}{"-gzip" if packed else ""}"'
    headers = {"etag": tag, "cache-control": keep, "vary": "accept-encoding"}
    if tag in {
        known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")
    }:
        return Response(status_code=304, headers=headers)
    if packed:
        headers["content-encoding"] = "gzip"
    return Response(what.packed if packed else what.plain, headers=headers, media_type=kind)


def takes_gzip(accepted: str) -> bool:
    """Whether `Accept-Encoding` names gzip and does not rule it out with `q=0`."""
    for choice in accepted.lower().split(","):
        name, _, quality = choice.partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality)
    return False
