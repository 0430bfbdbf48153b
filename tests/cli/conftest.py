"""Running the command line inside the test's process."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from dorsum.cli.main import main


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def dorsum(capsys) -> Run:
    """Runs `dorsum` with the given arguments."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def refused(dorsum) -> Callable[..., str]:
    """Runs `dorsum` on bad input and returns its message, the only line printed; the exit code is 2."""

    def run(*arguments: object) -> str:
        ran = dorsum(*arguments)
        assert (ran.code, ran.out) == (2, ""), ran
        assert "Traceback" not in ran.err
        assert ran.err.count("\n") == 1, ran.err
        assert ran.err.startswith("dorsum: ")
        return ran.err.removeprefix("dorsum: ").rstrip()

    return run
