"""Arrays of a result that are flags: what their numbers mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STATES = ("isometric", "shortening", "lengthening")
FLAGS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "balanced": {0: "short", 1: "balanced"},
        "doubtful": {0: "trusted", 1: "doubtful"},
        "converged": {0: "stopped", 1: "converged"},
        "pressure_stated": {0: "follows", 1: "stated"},
        "give_at_bound": {0: "free", 1: "at_bound"},
        "give_settled": {0: "moving", 1: "settled"},
        "muscle_state": {-1: "takes_no_part"} | dict(enumerate(STATES)),
    }
)
