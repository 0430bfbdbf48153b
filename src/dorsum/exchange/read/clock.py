"""The times of a recording as they are read, block after block: they must rise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput


@dataclass
class Clock:
    """Passes rows on once a later time follows: of rows with one time the last counts, as in OpenSim."""

    path: Path
    column: int = 0  # of the time
    waiting: Floats | None = None  # (1, n), the last row so far
    replaced: int = 0  # rows whose time the row after them has, too
    first_replaced: int = 0  # line of that row

    def later(self, rows: Floats, line_of: Callable[[int], int]) -> Iterator[Floats]:
        """The rows before, and those of these that are known to be the last of their time, in order.

        Raises:
            BadInput: a time is missing, or earlier than the one before.
        """
        time = rows[:, self.column]
        if np.isnan(time).any():
            line = line_of(int(np.isnan(time).argmax()))
            raise BadInput(f"{self.path}, line {line}: the time is missing")
        before = -np.inf if self.waiting is None else self.waiting[0, self.column]
        step = np.diff(time, prepend=before)
        if (step < 0).any():
            row = int((step < 0).argmax())
            last = time[row - 1] if row else before
            raise BadInput(
                f"{self.path}, line {line_of(row)}: the time goes back from {last:g} to {time[row]:g} s; "
                "cut the file there, or put its rows in order"
            )
        again = step == 0
        if again.any():
            self.first_replaced = self.first_replaced or line_of(int(again.argmax()))
            self.replaced += int(again.sum())
        if self.waiting is not None and not again[0]:
            yield self.waiting
        kept = ~again[1:]
        if kept.any():
            yield rows[:-1] if kept.all() else rows[:-1][kept]
        self.waiting = rows[-1:].copy()

    def rest(self) -> Iterator[Floats]:
        """The last row, once all blocks are through."""
        if self.waiting is not None:
            yield self.waiting
            self.waiting = None

    def notes(self) -> list[str]:
        """A sentence if rows were left out."""
        if not self.replaced:
            return []
        rows = "1 row is" if self.replaced == 1 else f"{self.replaced:,} rows are"
        return [
            f"Of rows with the same time the last counts: {rows} left out, the first above line"
            f" {self.first_replaced}."
        ]
