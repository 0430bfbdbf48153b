"""What bears the flexion moment at the lumbar joints over a movement: why the back works or falls silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.parts import Parts, asked, parts_of
from dorsum.mechanics.result import Result
from dorsum.motion.trunk import inclination
from dorsum.report.chart import Chart, number, ticks
from dorsum.units import DEGREE

# Parts from the line of nought outward, and what they are called.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "springs": "discs and ligaments",
        "fibres": "stretched fibres",
        "pressure": "abdominal pressure",
        "muscles": "active muscles",
        "rib_cage": "rib cage and girdle",
        "lacking": "lacking",
    }
)
LEAST = 0.5  # N·m: a part that nowhere bears more is not drawn
LEFT, WIDTH, GAP, HEAD, HEIGHT = 40.0, 182.0, 18.0, 66.0, 210.0  # px


def lumbar_parts(result: Result) -> tuple[Floats, Parts]:
    """The moment asked at the lumbar joints (frames, 5) N·m, positive extends, L5/S1 first; and its parts."""
    model, found = result.model, result.analysis
    rows = [model.rows.names.index(f"{joint} z") for joint in LUMBAR]
    parts = parts_of(model, found)
    return asked(model, found)[:, rows], Parts(*(part[:, rows] for part in parts))


def moment_course(result: Result) -> str:
    """A picture a lumbar joint, side by side on one scale: parts stacked to what is asked, over time."""
    total, parts = lumbar_parts(result)
    drawn = {name: part for name in NAMES if np.abs(part := getattr(parts, name)).max() >= LEAST}
    up, down = (sum(side(part, 0.0) for part in drawn.values()) for side in (np.maximum, np.minimum))
    low, high = min(float(np.min(down)), 0.0), max(float(np.max(up)), 1.0)
    scale = Stack(result.times, low, 1.05 * high)
    scale.legend(list(drawn))
    for k, level in enumerate(LUMBAR):
        scale.panel(k, level, [(name, part[:, k]) for name, part in drawn.items()], total[:, k])
    scale.inclinations(trunk_deg(result))
    return scale.chart.svg("What bears the moment at each lumbar joint over time")


def trunk_deg(result: Result) -> Floats:
    """Inclination of the trunk since standing (frames,), °."""
    placed = result.model.place(result.analysis.frames.angles)
    return np.asarray(inclination(result.model, placed) / DEGREE)


class Stack:
    """Panels side by side: time to the right, moment upward from `low` to `high` N·m."""

    def __init__(self, times: Floats, low: float, high: float) -> None:
        self.times, self.low, self.high = times, low, high
        self.chart = Chart(LEFT + len(LUMBAR) * (WIDTH + GAP), HEAD + HEIGHT + 62)

    def x(self, panel: int, times: Floats) -> Floats:
        """Places of times in a panel, px."""
        start, end = float(self.times[0]), float(self.times[-1])
        return np.asarray(LEFT + panel * (WIDTH + GAP) + WIDTH * (times - start) / (end - start))

    def y(self, values: Floats | float) -> Floats:
        """Places of moments, px."""
        return np.asarray(HEAD + HEIGHT * (self.high - values) / (self.high - self.low))

    def legend(self, names: Sequence[str]) -> None:
        """A swatch and a name for each part, then the line of what is asked."""
        at = LEFT
        for name in names:
            self.chart.box(at, 6, 12, 12, f"part of-{name}")
            self.chart.text(at + 17, 16, NAMES[name], "note")
            at += 34 + 6.4 * len(NAMES[name])
        self.chart.line(at, 12, at + 16, 12, "line asked")
        self.chart.text(at + 21, 16, "asked by weight, motion and loads", "note")

    def panel(self, k: int, level: str, parts: Sequence[tuple[str, Floats]], total: Floats) -> None:
        """One joint: its parts, those that extend above nought and those that flex below, and their sum."""
        left = float(self.x(k, self.times[:1])[0])
        self.chart.text(left, HEAD - 14, f"{level}, N·m" if k == 0 else level, "head")
        for value in ticks(self.low, self.high, 5):
            y = float(self.y(value))
            self.chart.line(left, y, left + WIDTH, y, "axis" if value == 0 else "grid")
            if k == 0:
                self.chart.text(left - 6, y + 4, number(value, "g"), "tick", "end")
        extending, flexing = np.zeros_like(total), np.zeros_like(total)
        for name, part in parts:
            for base, side in ((extending, np.maximum(part, 0.0)), (flexing, np.minimum(part, 0.0))):
                if np.abs(side).max() >= LEAST:
                    self._area(k, base, base + side, name)
                base += side
        self.chart.curve(self.x(k, self.times), self.y(total), "line asked")
        for time in ticks(float(self.times[0]), float(self.times[-1]), 4):
            at = float(self.x(k, np.array([time]))[0])
            self.chart.text(at, HEAD + HEIGHT + 18, f"{time:g}", "tick", "middle")
        if k == 0:
            self.chart.text(LEFT - 22, HEAD + HEIGHT + 18, "s", "tick", "end")

    def _area(self, k: int, low: Floats, high: Floats, name: str) -> None:
        x = self.x(k, self.times)
        outline = [*zip(x, self.y(high), strict=True), *zip(x[::-1], self.y(low)[::-1], strict=True)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in outline)
        self.chart.parts.append(f'<polygon class="part of-{name}" points="{points}"/>')

    def inclinations(self, degrees: Floats) -> None:
        """The inclination of the trunk below the times of every panel."""
        for k in range(len(LUMBAR)):
            for time in ticks(float(self.times[0]), float(self.times[-1]), 4):
                at, angle = float(self.x(k, np.array([time]))[0]), float(np.interp(time, self.times, degrees))
                self.chart.text(at, HEAD + HEIGHT + 36, f"{number(angle, '.0f')}°", "tick", "middle")
        self.chart.text(
            LEFT, HEAD + HEIGHT + 54, "second line: inclination of the trunk since standing", "note"
        )
