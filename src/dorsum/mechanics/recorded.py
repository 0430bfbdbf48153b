"""What a result of a recording holds besides: whose motion it is, what was assumed, how well it fits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

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
    """Measured less computed ground force and moment, where every standing foot is on a plate.

    The moment about L5/S1 is that of two roads: from the ground up less from head and hands down. Moments
    extend, bend right and turn left, as net moments do.
    """

    ARRAYS: ClassVar = ("rms", "moment_rms")

    frames: int
    of: int
    rms: Floats  # (3,) N: forward, up, right
    mean_measured: float  # N, upward
    mean_computed: float  # N
    weight: float  # N
    moment_rms: Floats  # (3,) N·m about L5/S1: extension, right bending, left turn
    extension_above: float  # N·m, the greatest from above, with weight and inertia of trunk, head and arms
    extension_below: float  # N·m, the greatest from the ground, with those of legs and pelvis

    @property
    def rms_percent(self) -> Floats:
        """The same in % of body weight."""
        return np.asarray(100.0 * self.rms / self.weight)

    def words(self) -> str:
        """A few sentences."""
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
            " computed. The net moment at L5/S1 from the ground up and from the head down differs by"
            f" {self.moment_rms[0]:.0f} N·m in extension, {self.moment_rms[1]:.0f} in bending and"
            f" {self.moment_rms[2]:.0f} in turning; the greatest extension is {self.extension_below:.0f} N·m"
            f" from the ground and {self.extension_above:.0f} N·m from above."
        )

    @classmethod
    def read(cls, stored: dict[str, Any]) -> GroundCheck:
        """From `dataclasses.asdict` by way of JSON."""
        arrays = {name: np.asarray(stored[name], float) for name in cls.ARRAYS}
        return cls(**stored | arrays)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "frames": self.frames,
            "of": self.of,
            "rms_forward_up_right_n": None if not self.frames else self.rms.tolist(),
            "rms_percent_of_weight": None if not self.frames else self.rms_percent.tolist(),
            "mean_up_measured_n": None if not self.frames else self.mean_measured,
            "mean_up_computed_n": None if not self.frames else self.mean_computed,
            "l5s1_moment_rms_extension_right_left_nm": None if not self.frames else self.moment_rms.tolist(),
            "l5s1_extension_from_ground_nm": None if not self.frames else self.extension_below,
            "l5s1_extension_from_above_nm": None if not self.frames else self.extension_above,
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
            found["ground"] |= {name: getattr(self.ground, name).tolist() for name in GroundCheck.ARRAYS}
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
