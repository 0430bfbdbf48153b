"""Where things are kept between runs: what can be made again at any time, and what a user added."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from dorsum.errors import BadInput


def cache_folder() -> Path | None:
    """`DORSUM_CACHE`, else `~/.cache/dorsum`, made if it is missing; None where nothing can be written."""
    try:
        folder = Path(os.environ.get("DORSUM_CACHE") or Path.home() / ".cache" / "dorsum")
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except (OSError, RuntimeError):  # read-only, not a folder, or no home
        return None
    return folder


def digest_of_sources(package: Path, files: Iterable[Path]) -> str:
    """Of code and tables among files of a package, by name and content: what is kept is named after it."""
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.suffix in (".py", ".csv"):
            digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def keep_newest(folder: Path, count: int) -> None:
    """Let the oldest files of a folder go, all but some.

    Raises:
        OSError: the folder cannot be read or written.
    """
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-count]:
        path.unlink(missing_ok=True)


_keeps_compiled_code = False


def keep_compiled_code() -> None:
    """Let this process keep compiled code on disk from its first computation on, which then starts at once.

    The command line does so. It sets JAX's cache for the whole process: in Python it is yours to ask for.
    """
    global _keeps_compiled_code
    _keeps_compiled_code = True


def keeps_compiled_code() -> bool:
    """Whether this process asked for it."""
    return _keeps_compiled_code


def data_folder() -> Path:
    """`DORSUM_DATA`, else `~/.local/share/dorsum`: what a user added; it need not exist.

    Raises:
        BadInput: there is no home folder and nothing else is said.
    """
    try:
        return Path(os.environ.get("DORSUM_DATA") or Path.home() / ".local" / "share" / "dorsum")
    except RuntimeError as error:
        raise BadInput("there is no home folder: say with DORSUM_DATA where to keep meshes") from error
