"""What the limbs have beside fascicles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from .columns import Fact, Name, Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class HingeMuscleRow(Fact):
    """Muscles of a hinge that have no lines, of a man of the reference mass, taken as one that turns it.

    sign: the way of z that it turns. strength: the greatest moment; the subject's goes with the area of his
    muscles, as its price, the volume, does.
    """

    KEY: ClassVar[tuple[str, ...]] = ("joint", "muscle")
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "joint": "joints"}

    joint: Name
    muscle: Name
    sign: Literal["+", "-"]
    strength_nm: Positive
    volume_cm3: Positive
