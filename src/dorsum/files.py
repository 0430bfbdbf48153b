"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from dorsum.errors import BadInput


def write_whole(path: Path | str, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file in the same folder, then put it in place of `path`.

    A link stays, and what it points to is replaced. An older file keeps its permissions.

    Raises:
        BadInput: the folder is missing or the path cannot be written; nothing is left behind.
    """
    path = Path(path)
    temporary: Path | None = None
    try:
        file = file_to_replace(path)
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=file.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        temporary.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask())
        temporary.replace(file)
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def file_to_replace(path: Path) -> Path:
    """The file that a path means, links followed.

    Raises:
        OSError: it is a folder, a device, or a file that may not be written.
    """
    file = Path(os.path.realpath(path))
    if file.is_dir():
        raise OSError("it is a folder")
    if not file.parent.is_dir():
        raise OSError(f"there is no folder {file.parent if path.is_symlink() else path.parent}")
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise OSError("it is not a file that can be replaced")
    if file.exists() and not os.access(file, os.W_OK):
        raise OSError("it is write-protected")
    return file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
