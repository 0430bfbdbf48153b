"""Where things are kept between runs that can be made again at any time."""

import os
from pathlib import Path
from tempfile import TemporaryFile


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
