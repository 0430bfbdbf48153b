"""Pieces of a recording on several cores: the same bits, in order, and an error ends them all."""

import time
from contextlib import closing
from pathlib import Path
from threading import Event, get_ident

import numpy as np
import pytest

from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.variables import READ
from dorsum.motion.analyze import analyze
from dorsum.motion.recorded import analyze as module
from dorsum.motion.recorded.frames import CHUNK
from dorsum.workers import AHEAD, in_order, number_of

SQUATS = Path(__file__).parents[3] / "examples" / "recordings" / "opencap_squats1.mot"
STRETCH = {"from_s": 0.2, "to_s": 0.2 + 0.01 * (2 * CHUNK + 3)}  # three pieces at 100 Hz


def test_one_worker_and_three_find_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    threads, real = set(), module.analyse_recorded

    def analyse_recorded(*given):
        threads.add(get_ident())
        return real(*given)

    monkeypatch.setattr(module, "analyse_recorded", analyse_recorded)
    one = analyze(SQUATS, workers=1, **STRETCH)
    assert threads == {get_ident()}
    three = analyze(SQUATS, workers=3, **STRETCH)
    assert len(threads) > 2
    assert len(one.times) > 2 * CHUNK
    assert np.array_equal(one.times, three.times)
    for name in READ:
        exact = one.array(name).dtype.kind != "f"
        assert np.array_equal(one.array(name), three.array(name), equal_nan=not exact), name
    assert one.assumptions == three.assumptions


def test_the_order_is_that_of_the_pieces() -> None:
    last = Event()

    def work(piece: int) -> int:
        if piece == 0:
            assert last.wait(10)  # comes to its end after the second
        elif piece == 1:
            last.set()
        return piece * piece

    assert list(in_order(work, range(9), 2)) == [n * n for n in range(9)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_the_same_and_ends_the_others(workers: int) -> None:
    begun = []

    def work(piece: int) -> None:
        begun.append(piece)
        if piece == 2:
            raise BadInput("the third makes no sense")
        time.sleep(0.01)

    with pytest.raises(BadInput, match="the third makes no sense"):
        list(in_order(work, range(100), workers))
    assert len(begun) <= 3 + AHEAD * workers


def test_pieces_are_made_a_few_ahead_and_none_after_the_end() -> None:
    made, begun = [], []

    def pieces():
        for n in range(100):
            made.append(n)
            yield n

    with closing(in_order(begun.append, pieces(), 2)) as found:
        next(found)  # and then an interrupt
    count = len(begun)
    assert count <= len(made) == 2 * AHEAD
    time.sleep(0.05)
    assert len(begun) == count


def test_the_number_of_workers_is_refused_where_it_makes_no_sense(dorsum) -> None:
    assert number_of(3) == 3
    assert number_of(None) >= 1
    with pytest.raises(BadInput, match="workers = 0: allowed is 1 to"):
        analyze(SQUATS, workers=0)
    with pytest.raises(UnknownName, match="workers"):
        analyze(SQUATS, worker=2)
    assert dorsum("analyze", SQUATS, "--workers", 0).code == 2
    ran = dorsum("analyze", "upright_standing", "--workers", 2)
    assert (ran.code, "--workers goes with a recording" in ran.err) == (2, True)
