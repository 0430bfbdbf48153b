"""Where the computing is done: a thread and a bounded queue, nothing done for those who want it no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, NamedTuple, ParamSpec, TypeVar

from fastapi import Request

from dorsum.view.problems import Refused
from dorsum.wanted import while_wanted

P = ParamSpec("P")
T = TypeVar("T")

MOST_WAITING = 256  # jobs; every live line has one at most, so that the rest is for plain requests


class Gone(Exception):
    """The client has left: nobody reads an answer."""


class Desk:
    """One worker thread; jobs are done in the order in which they come."""

    def __init__(self, name: str, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPoolExecutor(1, f"dorsum-{name}")
        self._most = most_waiting
        self.waiting = 0  # jobs that somebody waits for

    async def do(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The job's result; a caller that is cancelled takes a job that has not begun off the queue, and one
        that has begun ends at its next round.

        Raises:
            Refused: with 503 where too many jobs wait.
        """
        if self.waiting >= self._most:
            raise Refused(503, headers={"Retry-After": "1"})
        self.waiting += 1
        given_up = Event()
        try:
            todo = partial(job, *args, **kwargs)
            work = self._pool.submit(while_wanted, lambda: not given_up.is_set(), todo)
            return await asyncio.wrap_future(work)
        finally:
            given_up.set()
            self.waiting -= 1

    async def do_for(self, request: Request, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a plain request, given up as soon as its client leaves.

        Raises:
            Gone: it has left.
        """
        work = asyncio.ensure_future(self.do(job, *args, **kwargs))
        gone = asyncio.ensure_future(_has_left(request))
        both: set[asyncio.Future[Any]] = {work, gone}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            raise Gone
        finally:
            work.cancel()
            gone.cancel()

    def close(self) -> None:
        """Take no more jobs; those that wait are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Desks(NamedTuple):
    """Three, so that a slider does not wait for a movement or a scene, and neither for a recording."""

    quick: Desk
    slow: Desk
    long: Desk

    @classmethod
    def opened(cls) -> Desks:
        """All, open."""
        return cls(Desk("quick"), Desk("slow"), Desk("long"))

    def close(self) -> None:
        """Close all."""
        for desk in self:
            desk.close()


async def _has_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def in_background(work: Coroutine[Any, Any, object], keep: set[asyncio.Task[object]]) -> None:
    """Start work that nobody waits for; `keep` holds it until it is done."""
    task = asyncio.get_running_loop().create_task(work)
    keep.add(task)
    task.add_done_callback(keep.discard)
