"""What stands at the socket: a client that owes something has so long for it, and so many may owe.

uvicorn closes a connection that is idle after an answer (`timeout_keep_alive`). For a first request, for the
rest of a head or of a body, and for a client that does not read its answer it waits for ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, ClassVar

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

from dorsum.view.settings import Bounds

LOOKS = 8  # at a connection within its patience
PROGRESS_BYTES = 32 * 1024  # of a body or of an answer that renew the patience: 4 kB/s at least


class Debt(Enum):
    """What a client owes."""

    HEAD = auto()  # of its first request, or of the next
    BODY = auto()
    REST = auto()  # of a body that nobody reads any more
    READING = auto()  # the answer


class Watch:
    """How long the client of a connection has owed something."""

    def __init__(self, door: Door, transport: asyncio.Transport, owed: Callable[[], Debt | None]) -> None:
        self._door, self._transport, self._owed = door, transport, owed
        self._loop = asyncio.get_running_loop()
        self._debt: Debt | None = None
        self._moved = self._unread = 0  # bytes
        self.since, self._over = self._loop.time(), False
        peer: Any = transport.get_extra_info("peername")
        self.client = str(peer[0]) if peer else ""
        self._timer = self._loop.call_later(door.patience_s / LOOKS, self._look)
        self.notice()
        door.enter(self)

    @property
    def owes(self) -> bool:
        """Whether the client owes something now."""
        return self._now() is not None

    def notice(self, received: int = 0) -> None:
        """Something happened: another debt, or enough of the same paid, starts the time anew."""
        if self._over:
            return
        debt = self._now()
        unread = self._transport.get_write_buffer_size()
        self._moved += received if debt is Debt.BODY else max(0, self._unread - unread)
        self._unread = unread
        if debt is not self._debt or self._moved >= PROGRESS_BYTES:
            self._debt, self._moved, self.since = debt, 0, self._loop.time()

    def end(self) -> None:
        """The connection is no longer one of the door's."""
        self._over = True
        self._timer.cancel()
        self._door.inside.discard(self)

    def cut(self) -> None:
        """Close the connection, whatever is still to be sent."""
        self.end()
        self._transport.abort()

    def _now(self) -> Debt | None:
        return Debt.READING if self._transport.get_write_buffer_size() else self._owed()

    def _look(self) -> None:
        self.notice()
        if self._debt is not None and self._loop.time() - self.since >= self._door.patience_s:
            self.cut()
        else:
            self._timer = self._loop.call_later(self._door.patience_s / LOOKS, self._look)


class Door:
    """All connections of a server.

    Where too many are open, or too many owe something, the oldest that owes is closed, of the address with
    most of these: a client that sends its request at once is let in whatever others do.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self.patience_s = bounds.patience_s
        self.inside: set[Watch] = set()

    def enter(self, one: Watch) -> None:
        """Let in one more, and close another for it where that is too many."""
        self.inside.add(one)
        if len(self.inside) <= self._bounds.half_open:
            return
        owing = [watch for watch in self.inside if watch.owes]
        if len(owing) > self._bounds.half_open or len(self.inside) > self._bounds.connections:
            per_client = Counter(watch.client for watch in owing)
            max(owing, key=lambda watch: (per_client[watch.client], -watch.since)).cut()


class Requests(H11Protocol):
    """A connection with requests, watched."""

    door: ClassVar[Door]
    _watch: Watch

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It is open."""
        super().connection_made(transport)
        self._watch = Watch(self.door, transport, self._owed)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._watch.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        super().data_received(data)
        self._watch.notice(len(data))

    def on_response_complete(self) -> None:
        """A request is answered; the next may come."""
        super().on_response_complete()
        self._watch.notice()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """It becomes a live line, with a watch of its own."""
        self._watch.end()
        super().handle_websocket_upgrade(event)

    def _owed(self) -> Debt | None:
        if self.conn.their_state is h11.IDLE:
            return Debt.HEAD
        if self.conn.their_state is not h11.SEND_BODY or self.flow.read_paused:
            return None
        return Debt.REST if self.cycle.response_complete else Debt.BODY


class LiveLine(WebSocketsSansIOProtocol):
    """A live line, watched for a client that does not read; pings find one that is gone."""

    door: ClassVar[Door]
    _watch: Watch

    def __init__(self, config: Config, *args: Any, **more: Any) -> None:
        super().__init__(config, *args, **more)
        self.close_timeout = self.door.patience_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        super().connection_made(transport)
        self._watch = Watch(self.door, self.transport, lambda: None)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._watch.end()
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        """A message is whole; one that is no UTF-8 closes the line, without a word in the log."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.fail(CloseCode.INVALID_DATA, "The message is no UTF-8.")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()


def doored(bounds: Bounds) -> tuple[Door, type[Requests], type[LiveLine]]:
    """A door, and the connections that go through it."""
    door = Door(bounds)
    return door, type("Requests", (Requests,), {"door": door}), type("LiveLine", (LiveLine,), {"door": door})
