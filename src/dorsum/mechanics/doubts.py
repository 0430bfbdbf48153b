"""What a result should be doubted for, frame by frame: told, never clipped in silence.

A disc cannot be pulled, the wall of the belly cannot hold any pressure, and a solver or the search for how
far joints give may stop before it arrives. The numbers stay as they were computed; the sentences say why they
should not be believed. The ring of the ribs is right for small motions alone: what leaves its bounds is told
beside the doubts and makes no frame doubtful, for loads of the lumbar spine hardly rest on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.units import DEGREE, KPA, MM

ROUNDING = 1e-6  # relative to the wall, and N of compression: within this nothing is doubted


class Ribs(NamedTuple):
    """What the ring of the ribs does in every frame, the worst of it."""

    turn: Floats  # (frames,) rad, the most that a rib turns on its vertebra
    turned: NDArray[np.int64]  # (frames,) which
    shift: Floats  # (frames,) m, of the sternum from where T4 carries it
    force: Floats  # (frames,) N, the greatest of a cartilage
    pressed: NDArray[np.int64]  # (frames,) of which rib
    bounds: Floats  # (frames, 3) of the three


class Doubts(NamedTuple):
    """What can be doubted of every frame, arrays with frames first; parts of a recording are joined."""

    times: Floats  # (frames,) s
    compression: Floats  # (frames,) N, the least of all levels
    level: NDArray[np.int64]  # (frames,) where it is
    pressure: Floats  # (frames,) Pa, in the abdomen
    given: NDArray[np.bool_]  # (frames,) whether the task states that pressure
    wall_holds: (
        Floats  # (frames,) Pa, the pressure that transversus and obliques hold with all their strength
    )
    converged: NDArray[np.bool_]  # (frames,)
    settled: NDArray[np.bool_]  # (frames,) whether the search for how far joints give did
    wanted: Floats  # (frames,) rad, by which some angle still wanted to turn there
    ribs: Ribs  # which leave no bound where there is no ring

    @classmethod
    def of(
        cls,
        times: Floats,
        compression: Floats,
        pressure: Floats,
        given: Floats,
        wall_holds: float,
        converged: NDArray[np.bool_],
        settled: NDArray[np.bool_] | None = None,
        wanted: Floats | None = None,
        ribs: Ribs | None = None,
    ) -> Doubts:
        """Of compressions (frames, levels) N, and pressures (frames,) Pa, stated ones or NaN in `given`."""
        none, no_rib = np.zeros(len(times)), np.zeros(len(times), dtype=np.int64)
        nothing = Ribs(none, no_rib, none, none, no_rib, np.full((len(times), 3), np.inf))
        least = compression.argmin(axis=1)
        return cls(
            times,
            compression[np.arange(len(least)), least],
            least,
            np.asarray(pressure),
            np.isfinite(given),
            np.full(len(times), wall_holds),
            np.asarray(converged),
            np.ones(len(times), dtype=np.bool_) if settled is None else settled,
            none if wanted is None else wanted,
            nothing if ribs is None else ribs,
        )

    @classmethod
    def joined(cls, parts: Sequence[Doubts]) -> Doubts:
        """Those of consecutive parts as one."""
        ribs = Ribs(*(np.concatenate(each) for each in zip(*(part.ribs for part in parts), strict=True)))
        flat = (part[:-1] for part in parts)
        return cls(*(np.concatenate(each) for each in zip(*flat, strict=True)), ribs)  # type: ignore[call-arg, arg-type]

    @property
    def pulled(self) -> NDArray[np.bool_]:
        """Frames in which some level bears less than nothing: tension across a disc."""
        return np.asarray(self.compression < -ROUNDING)

    @property
    def burst(self) -> NDArray[np.bool_]:
        """Frames whose abdominal pressure the wall cannot hold."""
        return np.asarray(self.pressure > self.wall_holds * (1.0 + ROUNDING))

    @property
    def stopped(self) -> NDArray[np.bool_]:
        """Frames in which the solver did not arrive."""
        return ~self.converged

    @property
    def strained(self) -> NDArray[np.bool_]:
        """(frames, 3) whether a rib turns, the sternum moves and a cartilage bears beyond its bound."""
        ribs = self.ribs
        told = np.stack([ribs.turn, ribs.shift, ribs.force], axis=1)
        return np.asarray(told > ribs.bounds * (1.0 + ROUNDING))

    @property
    def any(self) -> NDArray[np.bool_]:
        """Frames (frames,) with some doubt."""
        return self.pulled | self.burst | self.stopped | ~self.settled

    def sentences(self, levels: Sequence[str]) -> tuple[str, ...]:
        """One for each kind of doubt: its worst frame, and in how many; `levels` names the joints."""
        found = []
        if self.pulled.any():
            worst = int(self.compression.argmin())
            level, force = levels[self.level[worst]], self.compression[worst]
            found.append(
                f"{level} bears {force:.0f} N{self._when(worst)}: tension, which no disc carries"
                f"{self._pushed(worst)}{self._many(self.pulled)}"
            )
        if self.burst.any():
            worst = int((self.pressure - self.wall_holds).argmax())
            holds, asked = self.wall_holds[worst] / KPA, self.pressure[worst] / KPA
            found.append(
                f"the abdominal wall holds {holds:.1f} of {asked:.1f} kPa{self._when(worst)}, the pressure is"
                f" counted in full all the same{self._many(self.burst)}"
            )
        if self.stopped.any():
            found.append(
                f"the solver did not arrive{self._when(int(self.stopped.argmax()))}{self._many(self.stopped)}"
            )
        if not self.settled.all():
            worst = int(np.where(self.settled, -1.0, self.wanted).argmax())
            found.append(
                f"the search for how far joints give stopped{self._when(worst)} before it came to rest: an"
                f" angle still wanted to turn {self.wanted[worst] / DEGREE:.2f}°{self._many(~self.settled)}"
            )
        return tuple(found)

    def beyond_ring(self, ribs: Sequence[str]) -> tuple[str, ...]:
        """One for each bound of the ring that is left: the worst frame, and how many; `ribs` names them."""
        return tuple(self._beyond_ring(ribs))

    def _beyond_ring(self, names: Sequence[str]) -> Iterator[str]:
        strained, ribs = self.strained, self.ribs
        kinds = (
            (ribs.turn, ribs.turned, "{} turns {:.1f}° on its vertebra", DEGREE, "{:.0f}°"),
            (ribs.shift, None, "the sternum stands {1:.0f} mm off where T4 carries it", MM, "{:.0f} mm"),
            (ribs.force, ribs.pressed, "the cartilage of {} bears {:.0f} N", 1.0, "{:.0f} N"),
        )
        for k, (size, which, words, unit, bound) in enumerate(kinds):
            if not strained[:, k].any():
                continue
            worst = int(np.argmax(size))
            name = "" if which is None else names[which[worst]].replace("rib", "rib ").replace("_", ", ")
            yield (
                f"{words.format(name, size[worst] / unit)}{self._when(worst)}: beyond"
                f" {bound.format(ribs.bounds[worst, k] / unit)}, up to which the ring of the ribs is"
                f" right{self._many(strained[:, k])}"
            )

    def _when(self, frame: int) -> str:
        return f" at {self.times[frame]:.2f} s" if len(self.times) > 1 else ""

    def _pushed(self, frame: int) -> str:
        """The stated pressure, where it may be why."""
        asked = self.pressure[frame] / KPA
        return (
            f" (the stated abdominal pressure of {asked:.1f} kPa pushes thorax and pelvis apart)"
            if self.given[frame]
            else ""
        )

    def _many(self, which: NDArray[np.bool_]) -> str:
        return f" (so in {which.sum()} of {len(which)} frames)" if len(which) > 1 else ""
