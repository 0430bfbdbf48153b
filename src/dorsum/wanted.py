"""What is computed for nobody ends: long searches ask at every round whether their answer is still wanted."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


class Unwanted(Exception):
    """Nobody waits for the answer any more."""


def _always() -> bool:
    return True


_wanted: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=_always)


def check() -> None:
    """Go on if somebody waits for the answer.

    Raises:
        Unwanted: nobody does.
    """
    if not _wanted.get()():
        raise Unwanted


def while_wanted(wanted: Callable[[], bool], job: Callable[[], T]) -> T:
    """Do a job in this thread for as long as `wanted` says so.

    Raises:
        Unwanted: it no longer does.
    """
    before = _wanted.set(wanted)
    try:
        return job()
    finally:
        _wanted.reset(before)
