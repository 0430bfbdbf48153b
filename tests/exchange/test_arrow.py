"""Arrow's columns by their memory: the same as Arrow makes and gives itself, without pandas."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from dorsum.exchange.arrow import column_of, numbers_of, words_of

SQUATS = Path(__file__).parents[2] / "examples" / "recordings" / "opencap_squats1.mot"


@pytest.mark.parametrize(
    "values",
    [
        np.array([1.0, np.nan, -0.0, np.inf, 5.0, 6.0, 7.0, 8.0, np.nan]),
        np.arange(20.0)[::2],
        np.arange(9),
        np.arange(9) % 3 == 0,
        np.zeros(0),
    ],
)
def test_a_column_is_what_arrow_makes_of_the_same_array(values):
    assert column_of(values).equals(pa.array(values, from_pandas=True))
    column_of(values).validate(full=True)


def test_what_is_said_to_be_missing_is_null():
    number = np.arange(10, dtype=np.int32)
    assert column_of(number, number == 4).to_pylist() == [0, 1, 2, 3, None, 5, 6, 7, 8, 9]


def test_words_are_those_given():
    words = ["L5/S1", "", "größer", "T12/L1"]
    assert words_of(words).equals(pa.array(words, pa.string()))
    words_of(words).validate(full=True)


def test_numbers_come_back_from_chunks_that_begin_anywhere():
    values = np.where(np.arange(40) % 7 == 3, np.nan, np.arange(40.0))
    whole = pa.array(values, from_pandas=True)
    column = pa.chunked_array([whole.slice(3, 11), whole.slice(14, 5), whole.slice(19)])
    np.testing.assert_array_equal(numbers_of(column), values[3:])


def test_a_recording_is_read_and_written_without_what_takes_long_to_import(tmp_path):
    code = f"""
import sys
from dorsum import analyze
analyze({str(SQUATS)!r}, from_s=2.0, to_s=2.1).save({str(tmp_path / "x.parquet")!r})
print(*{{"pandas", "xarray", "jax", "scipy.signal", "scipy.interpolate", "scipy.spatial"}} & {{*sys.modules}})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
