"""Tables as they are checked: rows with the place where they stand."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from dorsum.errors import Fault


class Placed(NamedTuple):
    """A row and where it stands."""

    file: str
    line: int
    row: Any

    def fault(self, column: str, message: str) -> Fault:
        """A fault of one cell, or of the whole line if no column is named."""
        value = getattr(self.row, column) if column else ""
        return Fault(self.file, self.line, column, _cell(value), message)


class Sheet(NamedTuple):
    """One table: its right rows, the keys of all rows that have one, and whether every row was right."""

    rows: Sequence[Placed]
    keys: Set[tuple[Any, ...]]
    whole: bool


Book = Mapping[str, Sheet]
Law = Callable[[Book], Iterator[Fault]]


def _cell(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
