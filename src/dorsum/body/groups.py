"""Groups of joints that may be balanced beside the spine; their muscles then take part in the balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dorsum.errors import UnknownName

# By the name of a group its joints as the tables call them, both sides of each.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hips": ("hip", "knee"),
        "girdle": ("sternoclavicular", "acromioclavicular", "glenohumeral", "elbow"),
        "ribs": tuple(f"costovertebral_{rib}" for rib in range(1, 13)),
        "sternum": ("below_sternum", "before_sternum", "sternum"),
        "hyoid": ("below_hyoid", "before_hyoid", "hyoid"),
    }
)
# The axes about which the moments of hyoid and sternum are balanced. They have no joints. The moments about
# the centre of each and, of the same forces, about a point below and one before it are its six equations of
# force and moment, so that the vertebra which carries it bears nothing of it. The hyoid turns by none of
# these angles: its muscles alone hold it. The sternum moves by them, on cartilages (`mechanics.ring`).
HANGING: Mapping[str, str] = MappingProxyType(
    {
        **{"below_hyoid": "zx", "before_hyoid": "z", "hyoid": "zxy"},
        **{"below_sternum": "zx", "before_sternum": "z", "sternum": "zxy"},
    }
)
# A sternum that T4 does not hold carries the arms: the muscles that do so, and those of the ribs whose
# cartilages hold it, are in the balance with it.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"sternum": ("girdle", "ribs")})
BY_NAME = ("sternum",)  # not among all: the search for how far it gives does not come to rest in every task
# Ways of coordinates, towards negative and positive angles, in which no spring counts in the balance: of hip
# and knee towards flexion. Measured is what joint and relaxed muscles do together [Riener1999]: at 90° of hip
# flexion 51 N·m with straight knees, none with knees bent by 90°. That is the hamstrings, no spring of one
# joint. Their stretched fibres count as little (`mechanics.mechanism`): taken to resist from standing on they
# would turn back with 1200 N·m. So what stretch bears in life muscles bear by activation here.
# Of the girdle none counts either: its springs are assumed, none was measured, and they would bear for
# nothing what trapezius and serratus lift, or hold an arm down that its rhythm raises freely.
# What a rib with a cartilage meets at its vertebra is in the ring (`mechanics.ring`), once.
IN_RING = tuple(f"costovertebral_{rib} z" for rib in range(1, 11))
SLACK: Mapping[str, tuple[bool, bool]] = MappingProxyType(
    {"hip z": (False, True), "knee z": (True, False)}
    | {f"{joint} {axis}": (True, True) for joint in GROUPS["girdle"] for axis in "zxy"}
    | dict.fromkeys(IN_RING, (True, True))
)


ALL = "all"  # in place of every group but those of `BY_NAME`


def groups_of(free: str | Sequence[str]) -> tuple[str, ...]:
    """The `GROUPS` that are meant, with those that they need, each once and in their order; `"all"` means
    every one but those of `BY_NAME`.

    Raises:
        UnknownName: no such group.
    """
    asked = (free,) if isinstance(free, str) else tuple(free)
    for group in asked:
        if group not in (*GROUPS, ALL):
            raise UnknownName("group of joints to balance", group, (*GROUPS, ALL))
    meant = {*asked, *(need for group in asked for need in NEEDS.get(group, ()))}
    if ALL in meant:
        meant |= set(GROUPS) - set(BY_NAME)
    return tuple(group for group in GROUPS if group in meant)


def joints_of(free: Sequence[str]) -> frozenset[str]:
    """The joints of some of the `GROUPS`, as the tables call them."""
    return frozenset(joint for group in free for joint in GROUPS[group])


def released(group: str, free: frozenset[str]) -> bool:
    """Whether all joints of a group, as the tables call them, are balanced; never of no group."""
    return bool(group) and joints_of((group,)) <= free


def slack(joint: str, axis: str, slope: tuple[float, float]) -> tuple[float, float]:
    """Slopes of a spring as a row of the balance, towards negative and positive angles."""
    less, more = SLACK.get(f"{joint} {axis}", (False, False))
    return (0.0 if less else slope[0]), (0.0 if more else slope[1])
