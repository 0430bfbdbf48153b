"""For the eye: the form of muscles, the lines along which they are attached, the bones that are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Fact, Fraction, Name, ge, gt, le

MuscleForm = Literal["belly", "strap", "sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleFormRow(Fact):
    """What a muscle part looks like; no mechanics rests on it.

    form: belly (round bundles), strap (flat bundles), sheet (side by side). sheet: the continuous sheet
    that the part belongs to. depth: what lies over what, from the bone outward; 0 lies between bones.
    origin_tendon_share: share of the tendon that lies at the origin.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles"}

    muscle: Name
    form: MuscleForm
    sheet: str | None
    depth: Annotated[int, ge(0), le(9)]
    origin_tendon_share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLineRow(Fact):
    """A landmark on the line along which a muscle part is attached, in order of `index`.

    Fascicles end at single landmarks; the picture spreads them along this line.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "end", "index")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle": "muscles",
        "bone": "bones",
        "bone landmark": "landmarks",
    }

    muscle: Name
    end: Literal["origin", "insertion"]
    index: Annotated[int, ge(0)]
    bone: Name
    landmark: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentWidthRow(Fact):
    """How broad an end is on the bone that mechanics puts into one point; no mechanics rests on it.

    width_mm: the whole width, half of it on either side of the point. bone, landmark: where it runs to.
    """

    KEY: ClassVar[tuple[str, ...]] = ("muscle", "end")
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "muscle": "muscles",
        "bone": "bones",
        "bone landmark": "landmarks",
    }

    muscle: Name
    end: Literal["origin", "insertion"]
    width_mm: Annotated[float, gt(0)]
    bone: Name
    landmark: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class BoneFmaRow(Fact):
    """A bone of the Foundational Model of Anatomy (FMA) and the surface of the page that shows it.

    surface: name on the page, side included (`rib7_right`). Several bones may be drawn as one (the skull).
    name: English name in the FMA.
    """

    KEY: ClassVar[tuple[str, ...]] = ("fma_id",)

    fma_id: Name
    surface: Name
    name: Name
