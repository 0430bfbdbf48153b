"""Compiled code is kept between runs where that can be, and otherwise nobody hears of it."""

import os
import subprocess
import sys

import pytest

COMPILE = """
import jax
from dorsum.cache import keep_compiled_code
from dorsum.mechanics.precision import in_double
keep_compiled_code()
in_double(lambda: None)()
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jax.jit(lambda x: x + 1)(1.0).block_until_ready()
"""


def compile_something(**environment):
    """Standard error of a process that compiles a function."""
    done = subprocess.run(
        [sys.executable, "-c", COMPILE],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        check=True,
    )
    return done.stderr


def test_the_cache_is_where_the_environment_says(tmp_path):
    assert compile_something(DORSUM_CACHE=str(tmp_path / "new" / "cache")) == ""
    assert os.listdir(tmp_path / "new" / "cache")


def test_the_cache_is_else_in_the_home_folder(tmp_path):
    assert compile_something(DORSUM_CACHE="", HOME=str(tmp_path)) == ""
    assert os.listdir(tmp_path / ".cache" / "dorsum")


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/proc/self", "/dev/null", "/dev/null/cache"])
def test_without_a_place_for_the_cache_nothing_is_said(folder):
    assert compile_something(DORSUM_CACHE=folder) == ""
