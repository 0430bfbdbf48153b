"""How thick a fascicle is along its course.

The volume of the fleshy part is PCSA times optimal fibre length, whatever the pennation: pennate fibres are
shorter than the belly and more of them lie side by side, so the area seen in a slice (ACSA) is less than the
PCSA. The area along the course is a smooth belly between tendons, scaled to that volume.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import Floats
from dorsum.units import CM2

# All assumed, for the eye.
TENDON_PER_PCSA = 0.04  # area of a tendon over that of its muscle
THINNEST_TENDON = 1.0e-6  # m²
INTO_BELLY = 0.4  # share of each tendon's length over which fibres already arise from it
FLESHY_END = 0.45  # area over the greatest where muscle arises from bone without tendon
SHORT_TENDON = 0.12  # share of the course below which an end begins to count as fleshy
FULLNESS = {"belly": 0.8, "strap": 0.45, "sheet": 0.4}  # exponent of the sine: less is blunter


@dataclass(frozen=True)
class Profile:
    """Area of one fascicle along its course."""

    origin_tendon: float  # share of the course
    insertion_tendon: float
    fullness: float
    tendon_area: float  # m²
    volume: float  # of the fleshy part, m³

    @classmethod
    def of(cls, fascicle: Fascicle, form: str, origin_share: float) -> Profile:
        """The profile of a fascicle whose tendon lies with `origin_share` at the origin."""
        tendon = 1.0 - fascicle.row.fibre_fraction
        pcsa = fascicle.row.pcsa_cm2 * CM2
        return cls(
            origin_tendon=tendon * origin_share,
            insertion_tendon=tendon * (1.0 - origin_share),
            fullness=FULLNESS[form],
            tendon_area=max(TENDON_PER_PCSA * pcsa, THINNEST_TENDON),
            volume=pcsa * fascicle.optimal_fibre_length,
        )

    @property
    def belly(self) -> tuple[float, float]:
        """Where the belly begins and ends, as shares of the course."""
        return (1.0 - INTO_BELLY) * self.origin_tendon, 1.0 - (1.0 - INTO_BELLY) * self.insertion_tendon

    def shape(self, share: Floats) -> Floats:
        """Area of the fleshy part over its greatest, (n,) in 0…1."""
        start, end = self.belly
        x = np.clip((share - start) / (end - start), 0.0, 1.0)
        fleshy = [
            FLESHY_END * max(0.0, 1.0 - t / SHORT_TENDON) for t in (self.origin_tendon, self.insertion_tendon)
        ]
        least = fleshy[0] * (1.0 - x) + fleshy[1] * x
        inside = (share >= start) & (share <= end)
        return np.where(inside, least + (1.0 - least) * np.sin(np.pi * x) ** self.fullness, 0.0)

    def area(self, share: Floats, length: float) -> Floats:
        """Area of muscle and tendon (n,) in m² along a course of a length in m."""
        fine = np.linspace(0.0, 1.0, 201)
        peak = self.volume / (length * float(np.trapezoid(self.shape(fine), fine)))
        shape = self.shape(share)
        return np.asarray(peak * shape + self.tendon_area * (1.0 - shape))
