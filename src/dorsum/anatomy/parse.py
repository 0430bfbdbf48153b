"""Text to rows: the types of a row class say how each cell is read."""

import csv
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from inspect import get_annotations
from io import StringIO
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dorsum.anatomy.rows import Row, Sep

Parse = Callable[[str], Any]


def rows_of(text: str, row_class: type[Row]) -> tuple[Row, ...]:
    """The lines of one table; the types of the row class say how a cell is read."""
    lines = csv.reader(StringIO(text))
    header = next(lines)
    parse_of = parsers(row_class)
    columns: list[Sequence[Any]] = [
        cells if parse_of[name] is str else [parse_of[name](cell) for cell in cells]
        for name, cells in zip(header, zip(*lines, strict=True), strict=False)
    ]
    return tuple(row_class(**dict(zip(header, cells, strict=True))) for cells in zip(*columns, strict=True))


def parsers(row_class: type[Row]) -> Mapping[str, Parse]:
    """How to read each column of a table, in the order of the class."""
    hints: dict[str, Any] = {}
    for base in reversed(row_class.__mro__):
        hints |= get_annotations(base)
    return {field.name: parser(hints[field.name]) for field in fields(row_class)}


def parser(hint: Any) -> Parse:
    """How to read a cell of a type; an empty cell of an optional column is None.

    The parser raises ValueError with words for the user.
    """
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        sep = next((mark.text for mark in marks if isinstance(mark, Sep)), None)
        return _list_parser(sep) if sep is not None else parser(inner)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _optional(parser(inner))
    if origin is Literal or hint is str:
        return str
    return {float: _float, int: _int, bool: _bool}[hint]


def _optional(parse: Parse) -> Parse:
    return lambda cell: parse(cell) if cell else None


def _list_parser(sep: str) -> Parse:
    return lambda cell: tuple(cell.split(sep)) if cell else ()


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError("must be a number") from None


def _int(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise ValueError("must be a whole number") from None


def _bool(cell: str) -> bool:
    try:
        return {"yes": True, "no": False}[cell]
    except KeyError:
        raise ValueError("must be yes or no") from None
