"""Clients that leave a connection half open are shown out, and others are served meanwhile."""

import asyncio
import json
import select
import socket
import time
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from fastapi import Request
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.sync.client import connect

from dorsum.view.door import LOOKS, PROGRESS_BYTES
from dorsum.view.serve import PING_S, PONG_S
from dorsum.view.settings import Bounds, Settings

PATIENCE_S = 0.4
WAIT_S = 15
TOKEN = "correct-horse-battery-staple"
HEAD = b"POST /api/analyze HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
BODY = HEAD + b"content-length: 200000\r\n"
LET_IN = b"authorization: Bearer " + TOKEN.encode() + b"\r\n\r\n"
# What a client sends at once, and over and over again every fifth of the patience.
HALF_OPEN = {
    "nothing": (b"", b""),
    "half a head": (HEAD, b""),
    "a head line by line": (HEAD, b"a: b\r\n"),
    "half a body": (BODY + LET_IN, b'{"mass_kg":'),
    "a body byte by byte": (BODY + LET_IN, b" "),
    "half a body without the token": (BODY + b"\r\n", b""),
    "a body byte by byte without the token": (BODY + b"\r\n", b" "),
    "a second head after an answer": (
        b"GET /api/tasks HTTP/1.1\r\nhost: localhost\r\n" + LET_IN + b"GET",
        b" ",
    ),
}


def reach(settings):
    return socket.create_connection(("127.0.0.1", settings.port), WAIT_S)


def ended(one: socket.socket) -> bool:
    """Whether the server has closed it; what it has sent before is read away."""
    try:
        while select.select([one], [], [], 0)[0]:
            if not one.recv(65536):
                return True
    except ConnectionError:
        return True
    return False


def test_every_half_open_connection_is_closed_in_time_and_others_are_served(serve, said):
    with (
        serve(Settings(port=0, token=TOKEN, bounds=Bounds(patience_s=PATIENCE_S))) as server,
        ExitStack() as all_of,
    ):
        opened = {name: all_of.enter_context(reach(server.settings)) for name in HALF_OPEN}
        for name, one in opened.items():
            one.sendall(HALF_OPEN[name][0])
        start, closed = time.monotonic(), {}
        while len(closed) < len(opened) and time.monotonic() < start + 5 * PATIENCE_S:
            assert httpx.get(f"http://127.0.0.1:{server.settings.port}/", timeout=WAIT_S).status_code == 200
            for name in opened.keys() - closed:
                if ended(opened[name]):
                    closed[name] = time.monotonic() - start
                else:
                    try:
                        opened[name].sendall(HALF_OPEN[name][1])
                    except ConnectionError:
                        closed[name] = time.monotonic() - start
            time.sleep(PATIENCE_S / 5)
        assert closed.keys() == opened.keys()
        assert all(0.6 * PATIENCE_S < seconds < 2 * PATIENCE_S for seconds in closed.values()), closed
    assert said == []


def test_by_default_that_takes_less_than_ten_seconds():
    assert Bounds().patience_s * (1 + 1 / LOOKS) < 10
    assert PING_S + PONG_S < 10


def test_a_body_that_comes_steadily_is_waited_for(serve):
    """Four pieces in twice the patience."""
    pieces = [b'{"mass_kg": "much"', *([b" " * PROGRESS_BYTES] * 3), b"}"]
    with (
        serve(Settings(port=0, bounds=Bounds(patience_s=PATIENCE_S))) as server,
        reach(server.settings) as one,
    ):
        one.sendall(HEAD + b"content-length: %d\r\n\r\n" % sum(map(len, pieces)))
        for piece in pieces:
            one.sendall(piece)
            time.sleep(0.5 * PATIENCE_S)
        assert one.recv(65536).startswith(b"HTTP/1.1 422")


@pytest.mark.parametrize("size", [1, 200_000])
def test_who_waits_for_the_server_owes_nothing(serve, size):
    """Be it for an answer, or with a body that the server leaves lying."""

    async def slow(request: Request) -> int:
        await asyncio.sleep(2 * PATIENCE_S)
        return len(await request.body())

    with serve(Settings(port=0, bounds=Bounds(patience_s=PATIENCE_S))) as server:
        server.app.add_api_route("/slow", slow, methods=["POST"])
        answer = httpx.post(f"{server.settings.address}slow", content=b" " * size, timeout=WAIT_S)
        assert answer.json() == size


def test_who_asks_again_and_again_keeps_the_connection(serve):
    with (
        serve(Settings(port=0, bounds=Bounds(patience_s=PATIENCE_S))) as server,
        reach(server.settings) as one,
    ):
        for _ in range(5):
            one.sendall(b"HEAD / HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert one.recv(65536).startswith(b"HTTP/1.1 200")
            time.sleep(0.6 * PATIENCE_S)


@contextmanager
def deaf(settings, request: bytes):
    """A client that asks, and reads nothing; the computer takes little for it."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", settings.port))
        one.sendall(request)
        yield one


def test_who_does_not_read_a_page_is_not_waited_for(serve, tmp_path):
    (tmp_path / "index.html").write_text("a" * 8_000_000, encoding="utf-8")
    with serve(Settings(port=0, bounds=Bounds(patience_s=PATIENCE_S)), page=tmp_path) as server:
        inside = server.app.state.door.inside
        with deaf(server.settings, b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"):
            until(lambda: inside)
            start = time.monotonic()
            until(lambda: not inside)
            assert 0.6 * PATIENCE_S < time.monotonic() - start < 2 * PATIENCE_S


UPGRADE = (
    b"GET /api/live HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def framed(opcode: int, content: bytes) -> bytes:
    """A frame of a client; the mask changes nothing."""
    assert len(content) < 126
    return bytes((0x80 | opcode, 0x80 | len(content), 0, 0, 0, 0)) + content


def test_who_does_not_read_its_live_line_loses_it(serve, male):
    """And what it asked for is no longer computed; the line is free for another."""
    with serve(Settings(port=0, bounds=Bounds(patience_s=PATIENCE_S))) as server:
        lines, inside = server.app.state.lines.open, server.app.state.door.inside
        with deaf(server.settings, UPGRADE) as one:
            until(lambda: lines)
            one.settimeout(WAIT_S)
            for number in range(WAIT_S * 50):
                asked = b'{"id": %d, "kind": "analyze", "task": "slow_flexion"}' % number
                try:
                    one.sendall(framed(1, asked))
                except ConnectionError:
                    break
                time.sleep(0.02)
            until(lambda: not lines and not inside)


def until(true):
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_more_than_may_be_half_open_push_out_the_oldest_of_the_busiest_address(serve):
    """A hundred connections that say nothing, ten allowed: whoever says something is served."""
    with serve(Settings(port=0, bounds=Bounds(half_open=10))) as server, ExitStack() as all_of:
        quiet = socket.socket()
        quiet.bind(("127.0.0.2", 0))
        quiet.connect(("127.0.0.1", server.settings.port))
        opened = [all_of.enter_context(reach(server.settings)) for _ in range(100)]
        assert httpx.get(f"{server.settings.address}api/tasks", timeout=WAIT_S).status_code == 200
        until(lambda: len(server.app.state.door.inside) <= 10)
        until(lambda: sum(map(ended, opened)) >= 90)
        assert not ended(opened[-1])
        assert not ended(all_of.enter_context(quiet))


def test_connections_of_all_kinds_are_bounded(serve):
    """Live lines owe nothing, so that a newcomer goes where they are as many as may be."""
    with serve(Settings(port=0, bounds=Bounds(half_open=1, connections=3))) as server, ExitStack() as all_of:
        lines = []
        for _ in range(3):
            lines.append(all_of.enter_context(reach(server.settings)))
            lines[-1].sendall(UPGRADE)
            assert lines[-1].recv(65536).startswith(b"HTTP/1.1 101")
        until(lambda: ended(all_of.enter_context(reach(server.settings))))
        assert not any(map(ended, lines))


BROKEN = {  # what no question can be, and the close code; None where an answer says what is wrong
    "no UTF-8": (framed(1, b'{"id": 1, "kind": "\xff\xfe"}'), CloseCode.INVALID_DATA),
    "no UTF-8 in pieces": (
        bytes((0x01, 0x81, 0, 0, 0, 0)) + b"\xc3" + framed(0, b"("),
        CloseCode.INVALID_DATA,
    ),
    "a kind of frame that there is not": (framed(3, b"{}"), CloseCode.PROTOCOL_ERROR),
    "a piece of nothing": (framed(0, b"{}"), CloseCode.PROTOCOL_ERROR),
    "no mask": (bytes((0x81, 2)) + b"{}", CloseCode.PROTOCOL_ERROR),
    "said to be a terabyte": (bytes((0x81, 0xFF)) + (1 << 40).to_bytes(8, "big"), CloseCode.MESSAGE_TOO_BIG),
    "a farewell without sense": (framed(8, b"\x00"), CloseCode.PROTOCOL_ERROR),
    "bytes": (framed(2, b'{"id": 1, "kind": "analyze"}'), None),
    "no JSON": (framed(1, b"{"), None),
    "a list": (framed(1, b"[[]]"), None),
    "empty": (framed(1, b""), None),
    "no number where one belongs": (framed(1, b'{"id": [], "kind": "analyze", "mass_kg": {}}'), None),
}


def test_broken_frames_are_refused_and_other_lines_live_on(unbounded, said):
    """Each on a line of its own beside one that is asked again after each."""
    at = f"ws://127.0.0.1:{unbounded.settings.port}/api/live"
    with connect(at, open_timeout=WAIT_S) as other:
        for number, (name, (sent, code)) in enumerate(BROKEN.items()):
            with connect(at, open_timeout=WAIT_S) as line:
                line.socket.sendall(sent)
                if code is None:
                    refused = json.loads(line.recv(WAIT_S))
                    assert refused["problem"]["status"] in (400, 422), name
                    assert refused["problem"]["detail"], name
                else:
                    with pytest.raises(ConnectionClosed) as closed:
                        line.recv(WAIT_S)
                    assert closed.value.rcvd.code == code, name
            other.send(json.dumps({"id": number, "kind": "analyze", "mass_kg": 1}))
            assert json.loads(other.recv(WAIT_S))["id"] == number
            other.recv(WAIT_S)
    assert said == []
