"""What nobody waits for any more: it holds up nothing that is wanted, and ends."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from test_live import WAIT_S, ask, hear, line, wait_until

from dorsum.motion.analyze import analyze
from dorsum.view.desk import Desk
from dorsum.wanted import Unwanted, check, while_wanted


def in_a_loop(job):
    """What a job gives, in a thread of its own: a browser of other tests may have a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, job).result()


def test_nothing_waits_for_a_movement_that_is_wanted_no_more(unbounded):
    """Neither a slider after it, which ends it, nor a pull while it goes on."""
    slow = unbounded.app.state.desks.slow
    hold = threading.Event()
    slow._pool.submit(hold.wait, WAIT_S)
    try:
        with line(unbounded.settings) as socket:
            ask(socket, 1, task="side_bending")
            wait_until(lambda: slow.waiting == 1)
            ask(socket, 2, bending=4)
            head, _ = hear(socket)
            assert (head["id"], head.get("superseded")) == (1, True)
            assert hear(socket)[0]["id"] == 2
            assert slow.waiting == 0
            ask(socket, 3, task="plank")
            wait_until(lambda: slow.waiting == 1)
            ask(socket, 4, kind="stimulate", muscle="psoas major", activation=0.2)
            assert hear(socket)[0]["id"] == 4
            ask(socket, 5, task="side_bending")
            assert hear(socket)[0]["superseded"]
            hold.set()
            head, arrays = hear(socket)
            assert (head["id"], head["frames"]) == (5, len(arrays["times"])) == (5, 41)
    finally:
        hold.set()


def test_what_has_begun_ends_at_its_next_round_where_nobody_waits(male):
    desk, begun, ended = Desk("own"), threading.Event(), threading.Event()

    def rounds():
        begun.set()
        try:
            while True:
                check()
                time.sleep(0.001)
        finally:
            ended.set()

    async def given_up():
        work = asyncio.ensure_future(desk.do(rounds))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        work.cancel()

    in_a_loop(given_up())
    assert ended.wait(WAIT_S)
    assert in_a_loop(desk.do(lambda: check() or 7)) == 7  # what comes after is wanted
    desk.close()
    with pytest.raises(Unwanted):
        while_wanted(lambda: False, lambda: analyze("plank", male))
