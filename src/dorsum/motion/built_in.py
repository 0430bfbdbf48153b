"""Names of the built-in tasks, known before anything heavy is imported."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def built_in_names() -> tuple[str, ...]:
    """Names of the files of the library."""
    return _names("library")


@lru_cache(maxsize=1)
def exercise_names() -> tuple[str, ...]:
    """Names of the exercises that are no tasks of the library."""
    return _names("exercises")


def _names(folder: str) -> tuple[str, ...]:
    files = (item.name for item in (resources.files("dorsum.motion") / folder).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml")))
