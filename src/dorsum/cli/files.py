"""Output files: refused before the work if they cannot be written, and never left half-written."""

from collections.abc import Callable, Collection
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile

from dorsum.errors import BadInput


def check_output(path: Path | None, suffixes: Collection[str]) -> None:
    """Refuse a path that could not be written after the work is done."""
    if path is None:
        return
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"cannot write {path}: the name must end in {' or '.join(suffixes)}")
    if path.is_dir():
        raise BadInput(f"cannot write {path}: it is a folder")
    if not path.parent.is_dir():
        raise BadInput(f"cannot write {path}: there is no folder {path.parent}")
    try:
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a new file beside `path`, which takes its place only when it is complete."""
    path = path.resolve()
    draft = path.with_name(f".{path.stem}-{token_hex(4)}{path.suffix}")
    try:
        write(draft)
        draft.replace(path)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
