"""How far two programs are apart that compute the same."""

from __future__ import annotations

from typing import NamedTuple


class Agreement(NamedTuple):
    """The largest difference among many numbers."""

    what: str
    postures: int  # or frames
    compared: int  # numbers
    largest: float  # difference
    allowed: float
    unit: str
    seconds: float | None = None  # of processor time that the other program took
    size: float | None = None  # largest absolute value, ours
    where: str = ""  # of the largest difference

    @property
    def holds(self) -> bool:
        """Whether the largest difference is allowed."""
        return self.largest <= self.allowed
