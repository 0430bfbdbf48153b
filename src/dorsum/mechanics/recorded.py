"""What a result of a recording holds besides: whose motion it is, what was assumed, how well it fits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats


@dataclass(frozen=True)
class MarkerResidual:
    """How far a marker of the body stays from the recorded one, mm."""

    name: str
    rms_mm: float
    largest_mm: float
    seen: int  # frames
    less: int = 0  # of them in which it counted less, for it lies far off


@dataclass(frozen=True)
class GroundCheck:
    """Measured less computed ground force, over the frames in which every standing foot is on a plate."""

    frames: int
    of: int
    rms: Floats  # (3,) N: forward, up, right
    mean_measured: float  # N, upward
    mean_computed: float  # N
    weight: float  # N

    @property
    def rms_percent(self) -> Floats:
        """The same in % of body weight."""
        return np.asarray(100.0 * self.rms / self.weight)

    def words(self) -> str:
        """One or two sentences."""
        if not self.frames:
            return (
                f"Ground forces were measured, but in none of {self.of} frames stands every foot on a plate:"
                " they check nothing."
            )
        x, y, z = self.rms
        px, py, pz = self.rms_percent
        return (
            f"Measured ground force against weight and inertia of the body, in the {self.frames} of {self.of}"
            f" frames in which all standing feet are on plates: they differ by {y:.0f} N upward, {x:.0f} N"
            f" forward and {z:.0f} N sideways, root mean square ({py:.1f}, {px:.1f} and {pz:.1f} % of body"
            f" weight); upward means are {self.mean_measured:.0f} N measured and {self.mean_computed:.0f} N"
            " computed."
        )

    @classmethod
    def read(cls, stored: dict[str, Any]) -> GroundCheck:
        """From `dataclasses.asdict` by way of JSON."""
        return cls(**stored | {"rms": np.asarray(stored["rms"], float)})

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "frames": self.frames,
            "of": self.of,
            "rms_forward_up_right_n": None if not self.frames else self.rms.tolist(),
            "rms_percent_of_weight": None if not self.frames else self.rms_percent.tolist(),
            "mean_up_measured_n": None if not self.frames else self.mean_measured,
            "mean_up_computed_n": None if not self.frames else self.mean_computed,
        }


@dataclass(frozen=True)
class Recorded:
    """Where a recording comes from and what its reader knows."""

    path: str
    who: str  # where the subject comes from
    notes: tuple[str, ...]  # what was recognised, mended and assumed
    told: tuple[str, ...] = ()  # what the loads should be doubted for
    failed: tuple[str, ...] = ()  # why no verdict rests on them, each with what mends it
    residuals: tuple[MarkerResidual, ...] = ()
    ground: GroundCheck | None = None

    def stored(self) -> dict[str, Any]:
        """Plain values for a file."""
        found = asdict(self)
        if self.ground is not None:
            found["ground"]["rms"] = self.ground.rms.tolist()
        return found

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Recorded:
        """From `stored` by way of JSON."""
        ground = stored["ground"]
        return cls(
            stored["path"],
            stored["who"],
            tuple(stored["notes"]),
            tuple(stored["told"]),
            tuple(stored["failed"]),
            tuple(MarkerResidual(**row) for row in stored["residuals"]),
            None if ground is None else GroundCheck.read(ground),
        )
