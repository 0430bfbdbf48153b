"""What Dorsum leaves as it was in a process that imports it, and in one that computes with it."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from dorsum import analyze, stimulate
from dorsum.cache import cache_folder
from dorsum.kernel.library import kernel

KEEPING = {
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.1",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "0",
}
PROGRAM = """
import json
import jax
import jax.numpy as jnp

def settings():
    return {name: str(value) for name, value in jax.config.values.items()}

before = settings()
import dorsum
dorsum.analyze, dorsum.stimulate, dorsum.Model
imported = settings()
held = dorsum.analyze("carrying_one_hand")
pulled = dorsum.stimulate("psoas_major", side="right")
print(json.dumps({
    "imported": imported == before,
    "computed": settings() == before,
    "dtype": str(jnp.ones(2).dtype),
    "held": held.compression.tolist(),
    "pulled": pulled.rest.angles.tolist(),
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a fresh process says whose home is an empty folder."""
    home = tmp_path_factory.mktemp("home")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DORSUM", "JAX"))}
    # The caller's own choice for JAX, which stays; it spares this test to compile everything anew.
    compiled = {"JAX_COMPILATION_CACHE_DIR": str(cache_folder()), **KEEPING}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        env={**environment, "HOME": str(home), **compiled},
        cwd=home,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found | {"made": sorted(str(path) for path in home.rglob("*")), "said": done.stderr}


def test_importing_and_computing_change_no_setting_and_make_no_file(told: dict[str, object]) -> None:
    assert told["imported"] is True
    assert told["computed"] is True
    assert told["dtype"] == "float32"
    assert told["made"] == []
    assert told["said"] == ""


def test_numbers_are_those_of_double_precision_whatever_the_caller_computes_in(
    told: dict[str, object], double: None
) -> None:
    held = analyze("carrying_one_hand")
    np.testing.assert_allclose(np.array(told["held"]), held.compression, rtol=1e-9)
    rest = stimulate("psoas_major", side="right").rest.angles
    np.testing.assert_allclose(np.array(told["pulled"]), rest, rtol=0, atol=1e-9)


LIGHT = """
import sys
import dorsum
dorsum.analyze("upright_standing")
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.solve import Frame, rescue
options = Options(reserves=False)
solution = dorsum.analyze("holding_20kg_60cm", "female", options=options).analysis.solution
point, more, converged = rescue(Frame.of(solution.problem, 0))  # as where a frame resists Newton's method
assert converged
print(*sys.modules)
"""
HEAVY = {"jax", "matplotlib", "pandas", "pyarrow", "scipy.interpolate", "scipy.optimize", "xarray"}


def test_an_analysis_imports_nothing_that_it_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    heavy = HEAVY | {"scipy"} if kernel() else HEAVY  # without the kernel LAPACK is asked for
    imported = set(done.stdout.split())
    assert "numpy" in imported
    assert not heavy & imported
