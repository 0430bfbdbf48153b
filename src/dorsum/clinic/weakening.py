"""What is taken from muscles: a weakening in words, and the subject that is left by it.

A muscle may lose a share of what can be called upon (`active`: a cut nerve, a muscle that is only weak), or
of its size (`size`: wasting, age). In both it pulls less; in the second it also resists less when stretched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dorsum import inputs
from dorsum.anatomy.atlas import Atlas
from dorsum.body.names import SIDES
from dorsum.body.strength import ALL
from dorsum.body.subject import ACTIVE_RANGE, Subject
from dorsum.errors import BadInput, UnknownName

BOTH = "both"
Side = Literal["right", "left", "both"]


@dataclass(frozen=True, kw_only=True)
class Weakening:
    """What has happened to muscles.

    `words` complete "a body with …". `active` and `size` are factors by the names of `Subject.active` and
    `Subject.strength`: a muscle, part or fascicle, `… right` and `… left` for one side. `kind` says what
    these are: `stated` by who asks, or as facts are: measured, derived, estimated, assumed. `sources` are
    keys of `sources.csv`, `notes` the rules that they rest on.
    """

    words: str
    active: Mapping[str, float] = field(default_factory=dict)
    size: Mapping[str, float] = field(default_factory=dict)
    kind: str = "stated"
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, subject: Subject) -> Subject:
        """The subject with it; what the subject has less already is kept."""
        return replace(
            subject,
            active=_times(subject.active, self.active),
            strength=_times(subject.strength, self.size),
        )

    def mirrored(self) -> Weakening:
        """The same on the other side of the body."""
        return replace(self, active=_mirrored(self.active), size=_mirrored(self.size))


def weakened(subject: Subject | str, *weakenings: Weakening) -> Subject:
    """A subject with all of these weakenings.

    Raises:
        UnknownName: no such subject.
    """
    found = Subject.named(subject) if isinstance(subject, str) else subject
    for weakening in weakenings:
        found = weakening.of(found)
    return found


def weak_muscle(
    muscle: str, to: float, side: Side = "both", *, wasted: bool = False, atlas: Atlas | None = None
) -> Weakening:
    """A muscle, part or group, by any of its names, that has `to` of its force left; `all` is every muscle.

    `wasted`: it is smaller, so that it resists less, too, when it is stretched.

    Raises:
        UnknownName: no such muscle, or side.
        BadInput: a factor out of its range, or a name that fits several muscles.
    """
    side = checked_side(side)
    to = inputs.within(f"what is left of {muscle}", to, *ACTIVE_RANGE, "times")
    name: str = "all muscles"
    ids: tuple[str, ...] = (ALL,)
    if muscle != ALL:
        found = (atlas or Atlas()).muscle(muscle)
        name, ids = found.name, found.ids
    factors = sided(ids, to, side)
    way = "wasted" if wasted else "weak"
    words = f"{name} {way}, {to * 100:g} % left{on_side(side)}"
    return Weakening(words=words, size=factors) if wasted else Weakening(words=words, active=factors)


def sided(names: tuple[str, ...], factor: float, side: Side) -> dict[str, float]:
    """A factor for muscles or fascicles of a side."""
    return {name if side == BOTH else f"{name} {side}": factor for name in names}


def on_side(side: Side) -> str:
    """`, right`; `, both sides`."""
    return ", both sides" if side == BOTH else f", {side}"


def checked_side(side: str) -> Side:
    """A side, or both.

    Raises:
        UnknownName: it is neither.
    """
    if side not in (*SIDES, BOTH):
        raise UnknownName("side", str(side), (*SIDES, BOTH))
    return side  # type: ignore[return-value]


def in_the_model(weakening: Weakening, atlas: Atlas) -> Weakening:
    """The same, of the muscles that the model has.

    Raises:
        BadInput: it has none of them.
    """
    has = {ALL} | {name for row in atlas.tables.fascicles for name in (row.muscle, row.fascicle)}
    kept = {
        kind: {
            name: f for name, f in told.items() if name.removesuffix(" right").removesuffix(" left") in has
        }
        for kind, told in (("active", weakening.active), ("size", weakening.size))
    }
    if not (kept["active"] or kept["size"]):
        raise BadInput(f"{weakening.words}: the model has no muscle that loses anything by it")
    return replace(weakening, active=kept["active"], size=kept["size"])


def _times(had: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    return {**had, **{name: factor * had.get(name, 1.0) for name, factor in factors.items()}}


def _mirrored(told: Mapping[str, float]) -> dict[str, float]:
    swap = {" right": " left", " left": " right"}
    return {
        next((name.removesuffix(end) + other for end, other in swap.items() if name.endswith(end)), name): f
        for name, f in told.items()
    }
