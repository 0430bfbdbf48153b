"""How the server is set up, and what it lets a client use."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.view.addresses import ANYWHERE, own_addresses, page_at
from dorsum.view.tokens import checked

if TYPE_CHECKING:
    from dorsum.shape.packs.pack import Pack

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


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
        if self.token is not None:
            checked(self.token, "the server")
        elif not self.loopback:
            raise BadInput(f"{self.host} lets other computers in: that takes a token")

    @property
    def loopback(self) -> bool:
        """Whether only this computer can connect."""
        return is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where the page is for this computer."""
        return page_at("localhost" if self.host in ANYWHERE else self.host, self.port)

    @property
    def addresses(self) -> list[str]:
        """Where the page is for all who are let in."""
        return [page_at(host, self.port) for host in own_addresses(self.host)]


def is_loopback(host: str) -> bool:
    """Whether only this computer can connect to a host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


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
