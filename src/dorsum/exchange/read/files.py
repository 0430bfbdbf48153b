"""Opening a recording, whatever it turns out to be: it may be missing, empty, a device or junk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dorsum.errors import BadInput

MOST_OF_A_HEADER = 1_000_000  # bytes; real headers are below 20,000
BLOCK = 4 * 1024 * 1024  # bytes read at a time
LONGEST_LINE = 16 * 1024 * 1024  # bytes; a longer one is no line of numbers
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, open for reading bytes.

    Raises:
        BadInput: there is no such file, it may not be read, it is empty, or it is a folder or a device.
    """
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"cannot read {path}: it is not a file")
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise BadInput(f"{path} is empty")
            yield file
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        raise BadInput(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error


def start_of(path: Path, size: int = MOST_OF_A_HEADER) -> bytes:
    """The first bytes of a file."""
    with opened(path) as file:
        return file.read(size)


def as_text(content: bytes, path: Path) -> tuple[str, bool]:
    """The text that bytes stand for, and whether it had to be read as Windows-1252, for it is not UTF-8.

    Line ends are as in the file; a byte order mark is left out, and what cannot be printed is replaced.
    """
    if content[:2] in WIDE_TEXT:
        raise BadInput(f"{path} is text in UTF-16; save it as UTF-8")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise BadInput(f"{path}, line {line}: is not text but binary data")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return printable(content.decode("utf-8"), keep="\t\r\n"), False
    except UnicodeDecodeError:
        return printable(content.decode("cp1252", errors="replace"), keep="\t\r\n"), True


def printable(text: str, keep: str = "") -> str:
    """The text with a mark for each character that cannot be printed, but for those to keep."""
    return "".join(letter if letter.isprintable() or letter in keep else "\ufffd" for letter in text)


def line_blocks(file: BinaryIO, path: Path, line: int) -> Iterator[tuple[bytes, int, bool]]:
    """Whole lines from where the file stands, some megabytes at a time; `line` is the number of the first.

    Yields:
        The lines, the number of the first of them, and whether the last one has its line end.
    """
    rest = b""
    while content := file.read(BLOCK):
        if b"\n" not in content and b"\r" in content:
            content = content.replace(b"\r", b"\n")  # old Macintosh line ends
        content = rest + content
        end = content.rfind(b"\n") + 1
        if end:
            yield content[:end], line, True
            line += content.count(b"\n", 0, end)
        rest = content[end:]
        if len(rest) > LONGEST_LINE:
            raise BadInput(f"{path}, line {line}: is longer than {LONGEST_LINE:,} bytes; is it a text file?")
    if rest.strip():
        yield rest, line, False
