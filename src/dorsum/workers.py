"""Work on pieces that hang on no other, on several cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from dorsum.errors import BadInput

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # pieces for each worker that are made before the first of them is taken
MOST_WORKERS = 256


def number_of(workers: int | None) -> int:
    """How many workers there are: as many as are asked for, else the CPUs that this process may use.

    Raises:
        BadInput: no such number of workers makes sense.
    """
    if workers is None:
        usable = getattr(os, "sched_getaffinity", None)  # Linux has it
        return min(len(usable(0)) if usable else os.cpu_count() or 1, MOST_WORKERS)
    if not 1 <= workers <= MOST_WORKERS:
        raise BadInput(f"workers = {workers}: allowed is 1 to {MOST_WORKERS}")
    return workers


def in_order(work: Callable[[A], B], pieces: Iterable[A], workers: int) -> Generator[B, None, None]:
    """What `work` makes of each piece, in the order of the pieces, by so many threads.

    Threads do: what takes long in `work` lets others run meanwhile. The pieces are made by the caller's own
    thread, a few ahead. The first error ends it: nothing is begun any more, what runs comes to its end.
    """
    if workers == 1:
        yield from map(work, pieces)
        return
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(workers, "dorsum") as pool:
        try:
            for piece in pieces:
                waiting.append(pool.submit(work, piece))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
