"""The rules by which a measured row is held against the model: bands, verdicts, ranks."""

from dataclasses import replace

import numpy as np
import pytest

from dorsum.function.measured.comparison import (
    INPUT,
    INSIDE,
    NO_BALANCE,
    OUTSIDE,
    Compared,
    band,
    median_ratio,
    verdict,
)
from dorsum.function.measured.exercises import ranks
from dorsum.function.measured.results import (
    rounded,
    stored,
    stored_rows,
)


def row(**changes) -> Compared:
    return replace(
        Compared(
            kind="pressure", row="a", what="a", study="b", provenance="read", n="", measured=1.0, low=0.75,
            high=1.25, unit="MPa", ours=1.1, verdict=INSIDE,
        ),
        **changes,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"mean": 10.0}, (7.5, 12.5)),
        ({"mean": -10.0}, (-12.5, -7.5)),
        ({"mean": 10.0, "sd": 2.0}, (6.0, 14.0)),
        ({"mean": 10.0, "sd": 7.0}, (0.0, 24.0)),
        ({"mean": 10.0, "low": 9.0, "high": 12.0, "sd": 2.0}, (9.0, 12.0)),
        ({"mean": None, "high": 20.0}, (-np.inf, 20.0)),
    ],
)
def test_bands_follow_the_rules(given, ends):
    assert band(**given) == pytest.approx(ends)


def test_no_answer_is_no_balance_and_an_end_of_the_band_is_inside():
    assert [verdict(value, (1.0, 2.0)) for value in (None, 1.0, 2.0, 2.01)] == [
        NO_BALANCE, INSIDE, INSIDE, OUTSIDE,
    ]  # fmt: skip


def test_inputs_are_left_out_of_the_median():
    some = [row(ours=2.0), row(ours=3.0), row(ours=1.0), row(ours=50.0, verdict=INPUT), row(ours=None)]
    assert median_ratio(some) == 2.0
    assert median_ratio([row(measured=None)]) is None


def test_ranks_are_spearmans():
    def exercise(measured, ours):
        return row(
            kind="exercise",
            what="x: multifidus",
            study="Ekstrom2007",
            how="x",
            unit="%",
            measured=measured,
            ours=ours,
        )

    measured, ours = [10, 20, 30, 40, 50], [1.0, 3.0, 2.0, 5.0, 4.0]
    found = ranks([*(exercise(m, o) for m, o in zip(measured, ours, strict=True)), exercise(60, None)])
    places = np.argsort(np.argsort(ours)) - np.arange(5)
    by_hand = 1 - 6 * (places**2).sum() / (5 * 24)
    assert found[0].rho == pytest.approx(by_hand)
    assert (found[0].n, found[0].without) == (5, 1)
    assert ranks([exercise(1, 2.0), exercise(2, 3.0)])[0].rho is None


def test_numbers_are_cut_to_figures():
    assert rounded({"a": [1.23456789, ("b", 2)], "c": None}) == {"a": [1.23457, ["b", 2]], "c": None}


def test_a_band_down_to_nought_is_told_apart():
    rows = {row.what: row for row in stored_rows(stored()) if row.kind == "strength"}
    weak = rows["bending at C7/T1, women, neutral upright"]
    assert weak.met_by_little
    assert not replace(weak, verdict=OUTSIDE).met_by_little
    assert not replace(weak, low=1.0).met_by_little
    assert not rows["extension at L4/L5, men, max force"].met_by_little  # printed as "up to"
