"""What a result says, as numbers and words for the report and the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsum.anatomy.rows import DiscPressureRow, MuscleRow
from dorsum.body.skeleton import LUMBAR, SIDES, Floats
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.result import Result, shares_of_strength
from dorsum.report.certificate import certificate_words
from dorsum.report.contacts import Between, between
from dorsum.report.effort import MuscleEffort, tone_of, tone_words
from dorsum.report.limits import REFERENCE, Limits, bounded, known_measurements, measured_pressure, passed
from dorsum.units import MPA
from dorsum.words import lowered, percent

SYSTEMS = {
    "superficial": "Superficial layer",
    "intermediate": "Intermediate layer",
    "spinotransverse": "Deep layer: spinotransverse system",
    "sacrospinal": "Deep layer: sacrospinal system, erector spinae",
    "transversospinal": "Deep layer: transversospinal system",
    "segmental": "Deepest layer: segmental muscles",
    "suboccipital": "Deepest layer: suboccipital muscles",
    "partner": "Other muscles: neck, trunk wall, hip and shoulder",
}
TONE_TOLERANCE = 1e-3
SIDE = re.compile(r" (right|left)(?=,|$)")


@dataclass(frozen=True, eq=False)
class Summary:
    """The figures of a result that people ask for first. The peak is the greatest load on a lumbar disc.

    `measured` is what was found in people in the same task.
    """

    result: Result
    measured: DiscPressureRow | None = None

    @cached_property
    def limits(self) -> Limits:
        """Limits for the subject."""
        return Limits.of(self.result.body)

    @property
    def moves(self) -> bool:
        """Whether the result has more than one frame."""
        return len(self.result.times) > 1

    @cached_property
    def peak(self) -> tuple[int, int]:
        """Frame and level of the lumbar disc that bears most."""
        return self.result.peak

    @property
    def peak_frame(self) -> int:
        """The frame in which a lumbar disc bears most."""
        return self.peak[0]

    @property
    def level(self) -> str:
        """The lumbar disc that bears most."""
        return LUMBAR[self.peak[1]]

    @property
    def compression(self) -> float:
        """Of the lumbar disc that bears most, in the peak frame, N."""
        return float(self.result.compression[self.peak])

    @property
    def at_least(self) -> bool:
        """Whether loads of the peak frame are lower bounds, for the muscles lack something in it."""
        return not bool(self.result.balanced[self.peak_frame])

    @property
    def lacks(self) -> bool:
        """Whether the muscles lack something in any frame."""
        return self.result.shortfall is not None

    @property
    def failed(self) -> tuple[str, ...]:
        """Why the loads are held against no limit; empty where they are."""
        return () if self.result.recorded is None else self.result.recorded.failed

    @cached_property
    def between(self) -> Between | None:
        """Least and greatest load of that disc over admissible contact forces, where they lie apart."""
        return None if self.failed or self.lacks else between(self.result, *self.peak)

    @property
    def most(self) -> float:
        """What that disc may bear, N, which limits are held against: the greatest over contact forces."""
        return self.between.greatest if self.between else self.compression

    @property
    def load(self) -> str:
        """`2.3 kN`, or `at least 2.3 kN` where muscles lack something, or `between 1.9 and 2.6 kN`."""
        return self.between.words if self.between else bounded(self.compression, self.lacks)

    @property
    def headline(self) -> str:
        """The answer in one sentence; where the muscles lack something the load is a lower bound."""
        load, short = self.load, self.result.shortfall
        when = f", at {self.result.times[self.peak_frame]:.1f} s" if self.moves else ""
        if short is None:
            if self.between:
                share = self.limits.share(self.most)
                return f"{self.level} bears {load}{when}, by what contacts bear: at most {share}."
            most = "at most " if self.moves else ""
            return f"{self.level} bears {most}{load}{when}: {self.limits.share(self.compression)}."
        below = self.limits.zone(self.compression) == "below"
        share = "" if below else f", {self.limits.share(self.compression, True)}"
        where = ", in the neck alone" * self.result.shortfalls.in_the_neck
        return f"{self.level} bears {load}{when}{share}: {short.words}{where}{self._lacking_when}."

    @property
    def _lacking_when(self) -> str:
        """When it is that the muscles lack most, and in how many frames they lack something."""
        short, balanced = self.result.shortfall, self.result.balanced
        lacking = f"{(~balanced).sum()} of {len(balanced)} frames lack something"
        return f" at {short.time:.1f} s ({lacking})" if short and self.moves else ""

    @property
    def reference(self) -> str:
        """What the limits are; empty where the answer holds no load against them."""
        return "" if self.failed else REFERENCE

    @property
    def share_of_action(self) -> str:
        """Of the NIOSH action limit."""
        return f"{self.at_most}{percent(self.most / self.limits.action)}"

    @property
    def at_most(self) -> str:
        """`at most `, where contacts leave a load open."""
        return "at most " if self.between else ""

    @property
    def shear(self) -> tuple[str, float]:
        """Joint and size (N) of the greatest shear between lumbar vertebrae."""
        size = self.lumbar_shear
        return LUMBAR[int(size.argmax())], float(size.max())

    @cached_property
    def lumbar_shear(self) -> Floats:
        """Size of the shear at each lumbar disc (`LUMBAR`,), greatest over frames, N."""
        forward, right = (s[:, : len(LUMBAR)] for s in (self.result.anterior_shear, self.result.right_shear))
        return np.asarray(np.hypot(forward, right).max(axis=0))

    @property
    def shear_words(self) -> str:
        """The greatest lumbar shear against its limit."""
        joint, size = self.shear
        if self.failed:
            return f"The greatest lumbar shear comes to {size:.0f} N at {joint}."
        return f"The greatest lumbar shear is {self.limits.shear_words(joint, size, self.lacks)}."

    @property
    def limits_passed(self) -> str:
        """Which lumbar discs bear more than a limit, in any frame, in two sentences."""
        if self.failed:
            return "Loads are held against no limit."
        limits = self.limits
        compression = self.result.compression[:, : len(LUMBAR)].max(axis=0)
        none = "found above the {0} at no lumbar disc" if self.lacks else "below the {0} at every lumbar disc"
        press = passed([limits.zone(float(load)) for load in compression], none)
        shear = passed([limits.shear_zone(float(load)) for load in self.lumbar_shear], none)
        low, high = f"NIOSH action limit of {limits.action:.0f} N", f"NIOSH maximum of {limits.maximum:.0f} N"
        often = f"limit of {limits.shear_frequent:.0f} N for frequent loading"
        seldom = f"limit of {limits.shear_occasional:.0f} N for occasional loading"
        return f"Compression is {press.format(low, high)}. Shear is {shear.format(often, seldom)}."

    @property
    def hardest(self) -> str:
        """The muscle that works hardest."""
        if self.rests(best := max((m for m in self.muscles if not np.isnan(m.peak)), key=lambda m: m.peak)):
            return f"No muscle does more than keep its resting tone of {self.tone}."
        more = best.activation["right"] - best.activation["left"]
        side = "both sides" if abs(more) < 0.01 else ("right" if more > 0 else "left")
        return f"Most effort: {lowered(best.row.name)}, {side}, at {percent(best.peak)} of capacity."

    @cached_property
    def muscles(self) -> tuple[MuscleEffort, ...]:
        """Every muscle that has fascicles, in the order of `muscles.csv`."""
        fascicles = self.result.body.fascicles
        muscles = np.array(fascicles.muscles)
        rows = [row for row in self.result.body.tables.muscles if row.muscle in fascicles.muscles]
        return tuple(self._effort(row, np.flatnonzero(muscles == row.muscle)) for row in rows)

    def _effort(self, row: MuscleRow, members: np.ndarray) -> MuscleEffort:
        fascicles = self.result.body.fascicles
        activation, greatest, force = {}, {}, {}
        for side in SIDES:
            taking = [i for i in members if fascicles[i].side == side and fascicles[i].takes_part]
            found = self.greatest(taking) if taking else (float("nan"),) * 3
            activation[side], greatest[side], force[side] = found
        reasons = {SIDE.sub("", fascicles[i].left_out_because) for i in members} - {""}
        return MuscleEffort(row, activation, greatest, force, len(members), "; ".join(sorted(reasons)))

    def greatest(self, fascicles: Sequence[int]) -> tuple[float, float, float]:
        """Of a muscle's fascicles: its effort, the greatest activation of one, the force of all, N."""
        activations, forces = (self.result.array(name)[:, fascicles] for name in ("activation", "force"))
        effort = activations @ shares_of_strength(self.result.body, fascicles)
        return float(effort.max()), float(activations.max()), float(forces.sum(axis=1).max())

    @property
    def greatest_activations(self) -> Floats:
        """Of every fascicle (n,), greatest over frames; NaN for those that take no part."""
        return np.asarray(self.result.activations.max(axis=0))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the numbers should be doubted for; empty where for nothing."""
        return self.result.warnings

    @property
    def beyond_ring(self) -> tuple[str, ...]:
        """Where the ring of the ribs leaves its bounds; empty where nowhere."""
        return self.result.beyond_ring

    @cached_property
    def gives(self) -> Gives | None:
        """How far joints gave; None where the posture is taken exactly."""
        return Gives.of(self.result)

    @property
    def certificate(self) -> Sequence[str]:
        """How good the solution is, in sentences."""
        return certificate_words(self.result)

    @property
    def tone(self) -> str:
        """Activation that the muscles keep at rest: the same force over area, of different strength."""
        return tone_words(self.result.body)

    def rests(self, muscle: MuscleEffort) -> bool:
        """Whether all fascicles of a muscle do no more than keep their tone."""
        return max(muscle.greatest.values()) <= tone_of(self.result.body, muscle.row.muscle) + TONE_TOLERANCE

    @cached_property
    def left_out(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Why fascicles take no part, and the muscles to which that applies."""
        found: dict[str, dict[str, None]] = {}
        for fascicle in (f for f in self.result.body.fascicles if not f.takes_part):
            name = self.result.body.tables.muscle(fascicle.muscle).name
            reason = SIDE.sub("", fascicle.left_out_because)
            found.setdefault(reason, {})[name] = None
        return tuple((reason, tuple(names)) for reason, names in found.items())

    def cumulative(self, joint: str) -> float:
        """Compression times time, N·s."""
        load = self.result.compression[:, self.result.levels.index(joint)]
        return float(np.trapezoid(load, self.result.times))

    @property
    def measured_mpa(self) -> float | None:
        """Pressure measured at L4/L5 in people, MPa."""
        return None if self.measured is None else self.measured.pressure_mpa

    @property
    def pressure(self) -> float:
        """At L4/L5 in the peak frame, MPa."""
        return float(self.result.pressure[self.peak_frame, 1] / MPA)


def summaries_of(
    results: Sequence[Result], measured: Sequence[str | None] | None = None
) -> tuple[Summary, ...]:
    """The summaries, each with what was measured in people.

    `measured` holds, for each result, a task of `disc_pressure.csv` or None for no comparison; without it
    built-in tasks are compared with their own.
    """
    names = known_measurements(results) if measured is None else measured
    return tuple(Summary(r, measured_pressure(r, name)) for r, name in zip(results, names, strict=True))
