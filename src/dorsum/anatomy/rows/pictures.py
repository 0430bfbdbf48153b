"""How the pictures show muscles and regions; nothing is computed from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .columns import Fact, Name, Positive, View, ge, le

Share = Annotated[float, ge(-1), le(2)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleViewRow(Fact):
    """A muscle part whose picture is not drawn from behind, and the side from which it is seen."""

    KEY: ClassVar[tuple[str, ...]] = ("muscle",)
    REFERS: ClassVar[Mapping[str, str]] = {"source": "sources", "muscle": "muscles"}

    muscle: Name
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMarkRow(Fact):
    """Where a region lies on the body map: a rounded band along a line of the skeleton, on both sides.

    The line runs from one end to the other; each is a landmark of a bone or the joint by which a body hangs.
    shares: from where to where on the line the band goes, 0 and 1 at the ends. contour: only its edge is
    drawn, since other regions lie inside.
    """

    KEY: ClassVar[tuple[str, ...]] = ("region",)
    REFERS: ClassVar[Mapping[str, str]] = {
        "source": "sources",
        "region": "regions",
        "start_bone start_landmark": "landmarks",
        "start_body": "bodies",
        "end_bone end_landmark": "landmarks",
        "end_body": "bodies",
    }

    region: Name
    view: Literal["front", "behind"]
    start_bone: str | None
    start_landmark: str | None
    start_body: str | None
    end_bone: str | None
    end_landmark: str | None
    end_body: str | None
    start_share: Share
    end_share: Share
    start_radius_mm: Positive
    end_radius_mm: Positive
    contour: bool
