"""Bodies that many tests look at, compiled once."""

# ruff: noqa: E402

from dorsum.cli.terminal import compute_on_one_core

compute_on_one_core()  # as the command line does, before NumPy is imported

import os
from collections.abc import Iterator
from pathlib import Path

import jax
import numpy as np
import pytest

from dorsum.anatomy.read import Tables, load
from dorsum.cache import cache_folder, keep_compiled_code
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for

# JAX writes what it has compiled in place, so that of two processes one may read half of it.
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (folder := cache_folder()):
    os.environ["DORSUM_CACHE"] = str(folder / worker)
keep_compiled_code()  # as the command line does


@pytest.fixture
def double() -> Iterator[None]:
    """JAX in float64 for tests that compute with it; the program turns it on only while it computes."""
    with jax.enable_x64(True):
        yield


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load()


@pytest.fixture(scope="session")
def wilke() -> Model:
    return model_for("wilke")


@pytest.fixture(scope="session")
def male() -> Model:
    return model_for("male")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of recordings and meshes that are not in the repository; `.ci/run` passes it."""
    folder = os.environ.get("DORSUM_SHARED_DATA")
    if not folder:
        pytest.skip("DORSUM_SHARED_DATA names no folder with motions/ and meshes/")
    return Path(folder)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20250131)
