"""Where things are kept between runs: what can be made again at any time, and what a user added."""

import os
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
