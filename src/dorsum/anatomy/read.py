"""Tables as rows in memory: each made once, when it is first asked for.

Only the standard library is needed here, so that questions about anatomy are answered at once. The tables
of the package are checked by the tests; a user's own folder is checked in full before a row is used.
"""

from collections.abc import Mapping
from functools import cache
from os.path import isdir
from pathlib import Path
from typing import Any

from dorsum.anatomy.facts import FOLDERS, TABLES, Tables
from dorsum.anatomy.parse import rows_of
from dorsum.anatomy.rows import Row
from dorsum.errors import TableError

__all__ = ["FOLDER", "FOLDERS", "TABLES", "Tables", "files_of", "load"]

FOLDER = Path(__file__).parent / "tables"


def load(folder: Path | str | None = None) -> Tables:
    """The tables of the package, or of a user's altered copy, which is refused whole if anything is wrong.

    Raises:
        TableError: with every fault of the folder.
    """
    if folder is None:
        return _packaged()
    from dorsum.anatomy.check import faults

    found = faults(Path(folder))
    if found:
        raise TableError(found)
    return _read(Path(folder))


def files_of(folder: Path) -> Mapping[str, Path]:
    """Where each table of a copy lies: in `body`, `evidence`, `texts` and `pictures`.

    A folder without these four is taken as a copy from before they were: all tables side by side.
    """
    in_four = any(isdir(folder / name) for name in FOLDERS.values())
    return {table: (folder / name if in_four else folder) / f"{table}.csv" for table, name in FOLDERS.items()}


@cache
def _packaged() -> Tables:
    return _read(FOLDER)


class _Unread(Tables):
    """Tables whose files are in memory; the rows of each are made when it is first asked for."""

    _folder: Path
    _files: Mapping[str, bytes]

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise AttributeError(f"there is no table {name!r}")
        return self.__dict__.setdefault(name, self._made(name))

    def seen(self, table: str) -> tuple[Row, ...]:
        """The rows of a table, made anew where nobody asked for them."""
        asked: tuple[Row, ...] | None = self.__dict__.get(table)
        return self._made(table) if asked is None else asked

    def _made(self, name: str) -> tuple[Row, ...]:
        try:
            return rows_of(self._files[name].decode("utf-8"), TABLES[name])
        except (ValueError, TypeError, LookupError, StopIteration) as error:
            from dorsum.anatomy.check import faults

            raise TableError(faults(self._folder)) from error


def _read(folder: Path) -> Tables:
    """What stands in the files now, whatever is written to them later."""
    tables = object.__new__(_Unread)
    files = {table: path.read_bytes() for table, path in files_of(folder).items()}
    tables.__dict__.update(_folder=folder, _files=files)
    return tables
