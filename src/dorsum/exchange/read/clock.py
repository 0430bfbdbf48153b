"""The times of a recording as they are read, block after block: they must rise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput


@dataclass
class Clock:
    """The last time that was seen, and how often a row had the time of the one before."""

    path: Path
    last: float = -np.inf
    repeated: int = 0
    first_repeated: int = 0  # line

    def rising(self, time: Floats, line_of: Callable[[int], int]) -> NDArray[np.bool_]:
        """Which rows are later than the one before; those of the same time are counted, to be left out.

        Raises:
            BadInput: a time is missing, or earlier than the one before.
        """
        if np.isnan(time).any():
            line = line_of(int(np.isnan(time).argmax()))
            raise BadInput(f"{self.path}, line {line}: the time is missing")
        step = np.diff(time, prepend=self.last)
        if (step < 0).any():
            row = int((step < 0).argmax())
            before = time[row - 1] if row else self.last
            raise BadInput(
                f"{self.path}, line {line_of(row)}: the time goes back from {before:g} to {time[row]:g} s; "
                "cut the file there, or put its rows in order"
            )
        later: NDArray[np.bool_] = step > 0
        if not later.all():
            self.first_repeated = self.first_repeated or line_of(int(later.argmin()))
            self.repeated += int((~later).sum())
        self.last = float(time[-1])
        return later

    def notes(self) -> list[str]:
        """A sentence if rows were left out."""
        if not self.repeated:
            return []
        rows = "1 row with the time" if self.repeated == 1 else f"{self.repeated:,} rows with the time"
        return [f"{rows} of the row before, first on line {self.first_repeated}, left out."]
