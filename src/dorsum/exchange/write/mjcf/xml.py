"""Numbers as XML text."""

from collections.abc import Iterable


def numbers(values: Iterable[float]) -> str:
    """Numbers with every digit that float64 has, so that nothing is lost on the way."""
    return " ".join(repr(float(value) + 0.0) for value in values)
