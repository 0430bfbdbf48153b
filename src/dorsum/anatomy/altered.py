"""Tables that differ from others in some rows."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from dorsum.anatomy.facts import TABLES, Tables
from dorsum.anatomy.rows import Row
from dorsum.errors import TableError, UnknownName


class _Altered(Tables):
    """Other rows in some tables; all else, questions included, goes to those that they were made from."""

    _of: Tables

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise AttributeError(f"there is no table {name!r}")
        return getattr(self._of, name)

    def seen(self, table: str) -> tuple[Row, ...]:
        """The rows of a table."""
        own: tuple[Row, ...] | None = self.__dict__.get(table)
        return self._of.seen(table) if own is None else own


def altered(tables: Tables, table: str, key: tuple[object, ...], changes: Mapping[str, Any]) -> Tables:
    """What `Tables.altered` gives."""
    from dorsum.anatomy.check import columns, row_of

    if table not in TABLES:
        raise UnknownName("table", table, TABLES)
    for column in changes:
        if column not in columns(TABLES[table]):
            raise UnknownName(f"column of {table}", column, columns(TABLES[table]))
    rows = list(tables.seen(table))
    keys = [tuple(getattr(row, column) for column in row.KEY) for row in rows]
    if key not in keys:
        raise UnknownName(f"row of {table}", _said(key), [_said(other) for other in keys])
    at = keys.index(key)
    cells = {field.name: getattr(rows[at], field.name) for field in fields(rows[at])}
    rows[at] = row_of(table, at, {**cells, **changes})
    return with_rows(tables, {table: tuple(rows)})


def with_rows(tables: Tables, rows: Mapping[str, tuple[Row, ...]]) -> Tables:
    """A copy with other rows in some tables, held to the rules of the tables.

    Raises:
        TableError: a row breaks a rule.
    """
    from dorsum.anatomy.check import rule_faults

    made = object.__new__(_Altered)
    made.__dict__.update({"_of": tables, **rows})
    found = rule_faults(made)
    if found:
        raise TableError(found)
    return made


def _said(key: tuple[object, ...]) -> str:
    return " ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in key)
