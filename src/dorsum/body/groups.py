"""Groups of joints that may be balanced beside the spine; their muscles then take part in the balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dorsum.errors import UnknownName

# By the name of a group its joints as the tables call them, both sides of each.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"hips": ("hip", "knee")})


def joints_of(free: Sequence[str]) -> frozenset[str]:
    """The joints of some of the `GROUPS`, as the tables call them.

    Raises:
        UnknownName: no such group.
    """
    for group in free:
        if group not in GROUPS:
            raise UnknownName("group of joints to balance", group, GROUPS)
    return frozenset(joint for group in free for joint in GROUPS[group])
