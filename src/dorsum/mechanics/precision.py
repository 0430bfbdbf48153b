"""JAX, for derivatives: float64 for our own computations, without changing what it does for others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

import jax

from dorsum.cache import cache_folder, keeps_compiled_code

P = ParamSpec("P")
T = TypeVar("T")


def in_double(function: Callable[P, T]) -> Callable[P, T]:
    """The same function with JAX in float64 while it runs, in this thread only."""

    @wraps(function)
    def computed(*args: P.args, **kwargs: P.kwargs) -> T:
        if keeps_compiled_code():
            _keep_compiled_code()
        with jax.enable_x64(True):
            return function(*args, **kwargs)

    return computed


@cache
def _keep_compiled_code() -> None:
    """Tell JAX where to keep compiled code between runs, if anything can be written there."""
    folder = cache_folder()
    if folder is not None:
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
