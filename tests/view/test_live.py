"""The live line: the newest question counts, nothing is lost, and who leaves frees what he held."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from socket import IPPROTO_TCP

import httpx
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dorsum.function.headline import Headline
from dorsum.function.stimulate import stimulate
from dorsum.view.settings import Bounds, Settings, listen

CLIENTS = 20
WAIT_S = 30


def line(settings, **more):
    return connect(f"ws://127.0.0.1:{settings.port}/api/live", open_timeout=WAIT_S, **more)


def ask(socket: ClientConnection, number, **question):
    socket.send(json.dumps({"id": number, "kind": "analyze"} | question))


def hear(socket: ClientConnection):
    """The next head, and its arrays by name."""
    head = json.loads(socket.recv(WAIT_S))
    if not head["ok"]:
        return head, {}
    numbers = np.frombuffer(socket.recv(WAIT_S), "<f4")
    assert sum(count for _, count in head["binary"].values()) == len(numbers)
    return head, {name: numbers[at : at + count] for name, (at, count) in head["binary"].items()}


def wait_until(true):
    until = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_line_answers_what_the_plain_request_answers(client, unbounded):
    plain = client.post("/api/analyze", json={"bending": 12, "mass_kg": 5}).json()
    with line(unbounded.settings) as socket:
        ask(socket, 7, bending=12, mass_kg=5)
        head, arrays = hear(socket)
    assert (head["id"], head["kind"], head["frames"]) == (7, "analyze", 1)
    for name in ("headline", "sentences", "hardest", "limits", "certificate"):
        assert head[name] == plain[name]
    frame = plain["frames"][0]
    for name in ("activation", "tension", "stress", "transforms"):
        np.testing.assert_allclose(arrays[name], np.array(frame[name], dtype=float), rtol=1e-6, atol=1e-7)
    for name in ("compression", "anterior_shear", "right_shear", "pressure"):
        expected = np.array([level[name] for level in plain["levels"][0]], dtype=float)
        np.testing.assert_allclose(arrays[name], expected, rtol=1e-6)


def test_a_pulled_muscle_moves_as_the_command_line_says(client, unbounded, male):
    """Up and down the slider: where it goes does not depend on where it was."""
    with line(unbounded.settings) as socket:
        for number, activation in enumerate((0.3, 0.5, 0.1, 0.5)):
            ask(socket, number, kind="stimulate", muscle="multifidus", side="right", activation=activation)
            head, arrays = hear(socket)
    own = stimulate("multifidus", side="right", activation=0.5, subject=male)
    plain = client.post(
        "/api/stimulate", json={"muscle": "multifidus", "side": "right", "activation": 0.5}
    ).json()
    rows = arrays["transforms"].reshape(-1, 3, 4)
    np.testing.assert_allclose(rows[:, :, :3], own.posed.rotation, atol=1e-6)
    np.testing.assert_allclose(rows[:, :, 3], own.posed.origin, atol=1e-6)
    np.testing.assert_allclose(plain["transforms"], arrays["transforms"], atol=1e-6)
    told = own.as_dict()
    for found in (head, plain):
        assert found["certificate"]["residual_nm"] < 1e-6
        for name in ("parts", "joints"):
            amounts = [move.pop("amount") for move in found[name]]
            assert amounts == pytest.approx([move["amount"] for move in told[name]], abs=1e-4)
            assert found[name] == [{k: v for k, v in move.items() if k != "amount"} for move in told[name]]
    least = told["certificate"]["least_stiffness_nm_per_rad"]
    assert plain["certificate"]["least_stiffness_nm_per_rad"] == pytest.approx(least, rel=1e-4)
    assert head["certificate"]["least_stiffness_nm_per_rad"] is None
    assert {name: head[name] for name in ("headline", "besides")} == Headline(own).as_dict()


def test_each_kind_has_its_own_newest_question(unbounded):
    hold = threading.Event()
    unbounded.app.state.desks.quick._pool.submit(hold.wait, WAIT_S)
    with line(unbounded.settings) as socket:
        ask(socket, 0)
        wait_until(lambda: unbounded.app.state.desks.quick.waiting == 1)
        ask(socket, 1, bending=3)
        ask(socket, 2, kind="stimulate", muscle="psoas major", activation=0.2)
        hold.set()
        assert [hear(socket)[0]["id"] for _ in range(3)] == [0, 1, 2]


def test_a_slider_does_not_wait_for_the_movement_of_another(unbounded):
    """Nor for a scene: they have a desk of their own."""
    hold = threading.Event()
    unbounded.app.state.desks.slow._pool.submit(hold.wait, WAIT_S)
    with line(unbounded.settings) as other, line(unbounded.settings) as socket:
        ask(other, 1, task="side_bending")
        wait_until(lambda: unbounded.app.state.desks.slow.waiting == 1)
        ask(socket, 2, bending=4)
        assert hear(socket)[0]["id"] == 2
        assert unbounded.app.state.desks.slow.waiting == 1
        hold.set()
        assert hear(other)[0]["frames"] == 41


def test_only_the_newest_question_of_a_kind_is_worked_on(unbounded):
    """A slider that is dragged faster than forces are found: every question hears of its fate."""
    hold, held = threading.Event(), threading.Event()

    def stand_still():
        held.set()
        assert hold.wait(WAIT_S)

    unbounded.app.state.desks.quick._pool.submit(stand_still)
    assert held.wait(WAIT_S)
    with line(unbounded.settings) as socket:
        ask(socket, 0)
        wait_until(lambda: unbounded.app.state.desks.quick.waiting == 1)
        for number in range(1, 30):
            ask(socket, number, bending=number / 2)
        fates = [hear(socket)[0] for _ in range(28)]
        hold.set()
        fates += [hear(socket)[0] for _ in range(2)]
    answered = [fate["id"] for fate in fates if fate["ok"]]
    assert answered == [0, 29]
    assert sorted(fate["id"] for fate in fates if fate.get("superseded")) == list(range(1, 29))


def test_twenty_clients_at_once_lose_nothing(server):
    """Each gets his own answers to the last: the disc load of his own mass, and the same over HTTP."""

    def one(number: int) -> list[float]:
        loads = []
        with line(server.settings) as socket, httpx.Client(base_url=server.settings.address) as plain:
            for turn in range(5):
                ask(socket, turn, mass_kg=number)
                head, arrays = hear(socket)
                assert head["id"] == turn
                loads.append(float(arrays["compression"][0]))
                found = plain.post("/api/analyze", json={"mass_kg": number}, timeout=WAIT_S)
                loads.append(found.raise_for_status().json()["levels"][0][0]["compression"])
        return loads

    with ThreadPoolExecutor(CLIENTS) as pool:
        loads = np.array(list(pool.map(one, range(CLIENTS))))
    assert loads.shape == (CLIENTS, 10)
    np.testing.assert_allclose(loads, loads[:, :1] * np.ones(10), rtol=1e-6)
    assert (np.diff(loads[:, 0]) > 9.0).all()


def test_a_client_that_vanishes_frees_what_it_held(server, monkeypatch):
    """Its line closes, and its question leaves the queue without being worked on."""
    desk, lines = server.app.state.desks.quick, server.app.state.lines
    worked_on: list[object] = []
    monkeypatch.setattr(lines._office, "analyze", worked_on.append)
    hold = threading.Event()
    desk._pool.submit(hold.wait, WAIT_S)
    with ExitStack() as stack:
        sockets = [stack.enter_context(line(server.settings)) for _ in range(10)]
        for socket in sockets:
            ask(socket, 1, bending=20)
        wait_until(lambda: desk.waiting == 10)
        assert len(lines.open) == 10
        for socket in sockets:
            socket.socket.close()  # no farewell, as when a computer falls asleep
    wait_until(lambda: not lines.open)
    assert desk.waiting == 0
    hold.set()
    desk._pool.submit(int).result(WAIT_S)  # the last in the queue: what was before it is done or dropped
    assert worked_on == []


def test_a_plain_request_given_up_leaves_the_queue(server):
    desk = server.app.state.desks.quick
    hold = threading.Event()
    desk._pool.submit(hold.wait, WAIT_S)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.settings.address}api/analyze", json={"bending": 21}, timeout=0.3)
    wait_until(lambda: desk.waiting == 0)
    hold.set()


@pytest.mark.parametrize(
    ("message", "number", "status", "words"),
    [
        ("{", None, 400, "one JSON object, sent as text"),
        ("[]", None, 400, "one JSON object, sent as text"),
        ("[" * 9999, None, 400, "one JSON object, sent as text"),
        ('{"id": 3}', 3, 422, "kind: must be analyze or stimulate"),
        ('{"id": 3, "kind": ["analyze"]}', 3, 422, "kind: must be"),
        ('{"id": 4, "kind": "analyze", "bending": "far"}', 4, 422, "bending: Input should be a valid number"),
        ('{"id": 4, "kind": "analyze", "bending": NaN}', 4, 422, ""),
        ('{"id": 4, "kind": "stimulate"}', 4, 422, "muscle: Field required"),
        ('{"id": 4, "kind": "stimulate", "muscle": "multifidos"}', 4, 422, "did you mean multifidus"),
        ('{"id": 4, "kind": "stimulate", "muscle": "multifidus", "fix": "L7"}', 4, 422, "L7"),
        ('{"id": true, "kind": "analyze"}', None, 422, "id"),
        ('{"id": 5, "kind": "analyze", "task": "sit"}', 5, 422, "no task is called 'sit'"),
        ('{"id": 6, "kind": "analyze", "task": "\\ud800"}', 6, 422, ""),
    ],
)
def test_what_cannot_be_answered_is_a_problem_and_the_line_stays(unbounded, message, number, status, words):
    with line(unbounded.settings) as socket:
        socket.send(message)
        head, _ = hear(socket)
        assert head["id"] == number
        assert head["problem"]["status"] == status
        assert words in head["problem"]["detail"]
        ask(socket, 8)
        assert hear(socket)[0]["id"] == 8


def test_too_many_messages_are_refused_one_by_one(bounded):
    with bounded(messages_per_s=0.001, messages_at_once=2) as server, line(server.settings) as socket:
        for number in range(3):
            ask(socket, number)
            head, _ = hear(socket)
    assert head == {
        "id": 2,
        "kind": "analyze",
        "ok": False,
        "problem": head["problem"],
    }
    assert head["problem"]["status"] == 429


def test_a_message_too_large_closes_the_line(unbounded):
    with line(unbounded.settings) as socket:
        socket.send('{"id": 1, "kind": "analyze", "task": "' + "a" * Bounds().body_bytes + '"}')
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(WAIT_S)
    assert closed.value.rcvd.code == 1009


def test_more_lines_than_there_may_be_are_turned_away(bounded):
    with bounded(sockets=2) as server, line(server.settings):
        with line(server.settings):
            with line(server.settings) as third, pytest.raises(ConnectionClosed) as closed:
                third.recv(WAIT_S)
            assert closed.value.rcvd.code == 1013
        wait_until(lambda: len(server.app.state.lines.open) == 1)
        with line(server.settings) as again:
            ask(again, 1)
            assert hear(again)[0]["ok"]


def test_another_page_gets_no_line(unbounded):
    with pytest.raises(InvalidStatus) as refused:
        line(unbounded.settings, origin="http://evil.example")
    assert refused.value.response.status_code == 403
    with line(unbounded.settings, origin=f"http://127.0.0.1:{unbounded.settings.port}") as socket:
        ask(socket, 1)
        assert hear(socket)[0]["ok"]


def test_no_part_of_an_answer_is_held_back():
    """Asyncio turns Nagle's algorithm off only where it knows the protocol; on, arrays follow 40 ms later."""
    _, at = listen(Settings(port=0))
    with at:
        assert at.proto == IPPROTO_TCP
