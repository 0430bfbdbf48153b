"""A dozen of the random tasks: each is answered in balance, or refused with a reason of its input."""

import netCDF4
import numpy as np
import pytest
from free_body import imbalance, imbalance_of_file
from random_tasks import random_task

from dorsum.errors import BadInput, UnknownName
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

SEEDS = range(5000, 5012)
MOST_REFUSED = 3  # of the dozen, two pushed along a couch beyond its friction; `soak.py` counts a thousand


def answered(seed: int):
    """The result of a seed, or None where it is refused."""
    try:
        return analyze(Task.written(random_task(seed), f"random-{seed}.toml"))
    except (BadInput, UnknownName):
        return None


@pytest.mark.slow
def test_a_dozen_random_tasks_are_answered_in_balance(tmp_path):
    results = [answered(seed) for seed in SEEDS]
    assert sum(result is None for result in results) <= MOST_REFUSED
    for seed, result in zip(SEEDS, results, strict=True):
        if result is not None:
            result.save(tmp_path / "answer.nc")
            assert imbalance_of_file(tmp_path / "answer.nc") < 1e-6, seed
            assert np.isfinite(result.compression).all(), seed
            assert result.balanced.all() == (result.shortfall is None), seed


def test_the_free_body_notices_a_force_that_is_wrong():
    """One newton more in one fascicle, or a joint's share of weight, shows."""
    result = analyze("carrying_one_hand", "male")
    assert imbalance(result) < 1e-6
    result.analysis.tension[0, 40] += 1.0
    assert imbalance(result) > 1e-3


def test_the_file_notices_it_too(tmp_path):
    result = analyze("carrying_one_hand", "male")
    result.save(tmp_path / "right.nc")
    assert imbalance_of_file(tmp_path / "right.nc") < 1e-6
    with netCDF4.Dataset(tmp_path / "right.nc", "a") as file:
        file["force"][0, int(np.nanargmax(file["force"][0]))] += 1.0
    assert imbalance_of_file(tmp_path / "right.nc") > 1e-3
