"""Bodies that many tests look at, compiled once."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables, load
from dorsum.mechanics.model import Model
from dorsum.tasks.analyze import model_for


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load()


@pytest.fixture(scope="session")
def wilke() -> Model:
    return model_for("wilke")


@pytest.fixture(scope="session")
def male() -> Model:
    return model_for("male")


@pytest.fixture
def rng() -> Iterator[np.random.Generator]:
    yield np.random.default_rng(20250131)
