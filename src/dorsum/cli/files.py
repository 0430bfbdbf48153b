"""Output files, refused before the work if they cannot be written after it."""

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryFile

from dorsum.errors import BadInput
from dorsum.files import file_to_replace
from dorsum.words import listed


def check_output(path: Path | None, suffixes: Collection[str]) -> None:
    """Refuse a path with another suffix, and one where no file can be made."""
    if path is None:
        return
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"cannot write {path}: the name must end in {listed(suffixes, 'or')}")
    try:
        with TemporaryFile(dir=file_to_replace(path).parent):
            pass
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror or error}") from error
