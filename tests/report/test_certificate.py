"""What the certificate says of a thorax that lacks extension."""

from types import SimpleNamespace
from typing import Any

import pytest

from dorsum.mechanics.shortfall import Shortfall
from dorsum.report.certificate import thorax_words


def lacking(joint: str, direction: str, *free: str) -> Any:
    """A result that lacks this much of a body with these groups in the balance."""
    short = Shortfall(frame=0, time=0.0, moment=38.8, joint=joint, direction=direction)
    return SimpleNamespace(shortfall=short, body=SimpleNamespace(free=free))


def test_extension_that_lacks_in_the_thorax_is_no_proof() -> None:
    (told,) = thorax_words(lacking("T7/T8", "extension", "girdle", "ribs"))
    assert "no proof" in told


@pytest.mark.parametrize(
    "result",
    [
        lacking("T7/T8", "flexion", "girdle"),
        lacking("L4/L5", "extension", "girdle"),
        lacking("T7/T8", "extension"),  # the moment of rib cage and girdle stands in
        SimpleNamespace(shortfall=None, body=SimpleNamespace(free=("girdle",))),
    ],
)
def test_nothing_is_said_of_what_else_lacks(result: Any) -> None:
    assert thorax_words(result) == ()
