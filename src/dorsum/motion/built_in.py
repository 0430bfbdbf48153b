"""Names of the built-in tasks, known before anything heavy is imported."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def built_in_names() -> tuple[str, ...]:
    """Names of the files of the library."""
    folder = resources.files("dorsum.motion") / "library"
    files = (item.name for item in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))
