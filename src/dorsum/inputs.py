"""Values that a user wrote: each check says which entry it is, what stands there and what may stand there."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields
from math import isfinite
from numbers import Real
from pathlib import Path
from reprlib import Repr
from typing import Any, BinaryIO, TypeVar

from dorsum.errors import BadInput, UnknownName

T = TypeVar("T")

shown = Repr().repr  # a value in a message, shortened if it is long

READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe is not waited for
MOST_BYTES = 1_000_000  # of a file that people write; more is a mistake such as a device or an archive


def read_text(path: Path, what: str, most: int = MOST_BYTES) -> str:
    """The text of a file, of a small one if no other bound is given."""
    content = read_bytes(path, what, most)
    try:
        return filled(content.decode("utf-8"), f"the {what} {path}")
    except UnicodeDecodeError as error:
        raise BadInput(f"cannot read the {what} {path}: it is not UTF-8 text") from error


def read_bytes(path: Path, what: str, most: int) -> bytes:
    """The content of a file that is not larger than `most`."""
    with opened(path, what) as file:
        size = os.fstat(file.fileno()).st_size
        content = b"" if size > most else file.read(most + 1)
    if size > most or len(content) > most:  # those of /proc do not say how large they are
        raise BadInput(f"cannot read the {what} {path}: it is larger than {most / 1e6:g} MB")
    return content


@contextmanager
def opened(path: Path, what: str) -> Iterator[BinaryIO]:
    """A file, open for reading; folders, and devices and pipes, which may have no end, are refused."""
    start = f"cannot read {f'the {what} ' if what else ''}{path}"
    try:
        with open(os.open(path, READ), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise BadInput(f"{start}: it is a {'pipe' if stat.S_ISFIFO(mode) else 'device'}")
            yield file
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{start}: {reason}") from error


def filled(text: str, what: str) -> str:
    """A text with something in it."""
    if not text.strip():
        raise BadInput(f"{what} is empty")
    return text


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The entries of a TOML text; `where` names it in the message."""
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadInput(f"{where} is not valid TOML: it is nested too deep") from error
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        raise BadInput(f"{where} is not valid TOML: {error}") from error


def only(values: Mapping[str, Any], known: Collection[str], what: str) -> None:
    """No other entries than the known ones."""
    for key in values:
        if key not in known:
            raise UnknownName(what, key, known)


def finite(name: str, value: Any) -> float:
    """A finite number."""
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = float("inf")
        if isfinite(number):
            return number
    raise BadInput(f"{name} = {shown(value)}: must be a finite number")


def within(name: str, value: Any, low: float, high: float, unit: str = "") -> float:
    """A finite number in a range."""
    number, unit = finite(name, value), unit and f" {unit}"
    if not low <= number <= high:
        raise BadInput(f"{name} = {number:g}{unit}: allowed is {low:g} to {high:g}{unit}")
    return number


def vector(name: str, value: Any, largest: float, unit: str) -> tuple[float, float, float]:
    """Three finite numbers up to `largest` in size."""
    numbers = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else ()
    if len(numbers) != 3:
        raise BadInput(f"{name} = {shown(value)}: must be three numbers [x, y, z]")
    x, y, z = (within(name, number, -largest, largest, unit) for number in numbers)
    return (x, y, z)


def text(name: str, value: Any) -> str:
    """A string."""
    if not isinstance(value, str):
        raise BadInput(f"{name} = {shown(value)}: must be text in quotes")
    return value


def texts(name: str, value: Any) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"{name} = {shown(value)}: must be a list of texts in quotes")
    return tuple(value)


def table(name: str, value: Any) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, Mapping):
        raise BadInput(f"{name} = {shown(value)}: must be a table: [{name}]")
    return value


def tables(name: str, value: Any) -> list[Mapping[str, Any]]:
    """A list of tables."""
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise BadInput(f"{name} = {shown(value)}: must be a list of tables: [[{name}]]")
    return value


def made(kind: type[T], row: Mapping[str, Any], where: str) -> T:
    """An object of a dataclass that checks its fields, from a table; `where` names the table in messages."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    only(row, known, f"{where} entry")
    for name, field in known.items():
        if name not in row and field.default is MISSING and field.default_factory is MISSING:
            raise BadInput(f"{where} lacks {name}")
    try:
        return kind(**row)
    except (BadInput, UnknownName) as error:
        raise BadInput(f"{where}: {error}") from error
