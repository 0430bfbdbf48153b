"""How the server is set up, and what it lets a client use."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote

from dorsum.body.subject import Subject
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from dorsum.shape.packs.pack import Pack

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
SHORTEST_TOKEN = 16  # letters: 80 bits and more if it is random


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a client, by its address, or a live line may use."""

    body_bytes: int = 256 * 1024  # of a request or of a message on a live line
    recording_bytes: int = 256 * 1024 * 1024  # of a request with recorded motion
    requests_per_s: float = 100.0
    requests_at_once: int = 400  # saved up while nothing is asked; a page needs about 20
    messages_per_s: float = 120.0  # twice what a slider sends
    messages_at_once: int = 240
    sockets: int = 64
    clients: int = 1000  # whose use is remembered
    patience_s: float = (
        8.0  # with a client that owes a head, a body, or to read; it is looked at every eighth
    )
    half_open: int = 128  # connections whose clients owe something, or may send a next request
    connections: int = 512  # of all kinds


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the server listens, for whom, and whose back it shows."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    subject: Subject = field(default_factory=lambda: Subject.named("male"))
    bounds: Bounds = field(default_factory=Bounds)
    meshes: Pack | None = None  # shown in place of the drawn bones

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise BadInput(f"--token has {len(self.token)} letters: give {SHORTEST_TOKEN} or more")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise BadInput("--token: take letters and digits")
        if self.token is None and not self.loopback:
            raise BadInput(
                f"--host {self.host} lets other computers in: give a --token of {SHORTEST_TOKEN} letters"
            )

    @property
    def loopback(self) -> bool:
        """Whether only this computer can connect."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """Where the page is."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = "localhost" if self.host in ("0.0.0.0", "::") else host
        return f"http://{shown}:{self.port}/" + (f"?token={quote(self.token, safe='')}" if self.token else "")


BACKLOG = 128  # connections that wait to be taken


def listen(settings: Settings) -> tuple[Settings, socket.socket]:
    """Listen at the address before anything is loaded; the settings come back with the port taken.

    Raises:
        BadInput: the port is in use, or the address is none of this computer.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # With the protocol named asyncio sends every answer at once; else its second part waits 40 ms.
    at = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        at.bind((settings.host, settings.port))
        at.listen(BACKLOG)
    except OSError as error:
        at.close()
        why = error.strerror or str(error)
        raise BadInput(
            f"cannot listen at {settings.host}, port {settings.port}: {why}; --port 0 takes a free port"
        ) from error
    return replace(settings, port=at.getsockname()[1]), at
