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


def random_angles(model: Model, rng: np.random.Generator, frames: int) -> NDArray[np.float64]:
    """Angles (frames, n_bodies, 3) within about half the range, only where the joints are free."""
    angles = rng.normal(0.0, 0.06, (frames, len(model.body.skeleton.names), 3))
    for i, freedoms in enumerate(model.body.skeleton.freedoms):
        for j, axis in enumerate("zxy"):
            if axis not in freedoms:
                angles[:, i, j] = 0.0
    angles[:, 0] = rng.normal(0.0, 0.5, (frames, 3))
    return angles
