"""Run the server in this process until it is interrupted."""

from __future__ import annotations

from socket import socket

import uvicorn
from fastapi import FastAPI

from dorsum.view.door import doored
from dorsum.view.server import create_app
from dorsum.view.settings import Settings

PING_S, PONG_S = (
    4.0,
    5.0,
)  # a live line is asked so often; one whose client does not answer for so long is closed
PATIENCE_S = 2  # for answers under way when the server is told to end


def configured(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A server for the app."""
    app.state.door, requests, live_lines = doored(settings.bounds)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http=requests,
            ws=live_lines,
            ws_max_size=settings.bounds.body_bytes,
            ws_per_message_deflate=False,  # takes longer than the loopback
            ws_ping_interval=PING_S,
            ws_ping_timeout=PONG_S,
            timeout_graceful_shutdown=PATIENCE_S,
        )
    )


def serve(settings: Settings, at: socket) -> None:
    """Serve on a socket that listens already."""
    configured(create_app(settings, warm=True), settings).run(sockets=[at])
