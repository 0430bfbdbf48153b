"""What every chart needs: lines, words and dots in px, round ticks, one scale over the rows of the levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import numpy as np

from dorsum.body.skeleton import LUMBAR, Floats

ROW = 17.0  # px per level
N_LEVELS = 25
TONES = 6  # colours of tasks, then they come again


@dataclass
class Chart:
    """An SVG drawing under way, in px."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, classes: str, title: str = "") -> None:
        """A straight line."""
        inner = f"<title>{escape(title)}</title>" if title else ""
        at = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f'<line class="{classes}" {at}>{inner}</line>')

    def text(self, x: float, y: float, words: str, classes: str = "", anchor: str = "start") -> None:
        """Words with their base line at y."""
        at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
        self.parts.append(f'<text class="{classes}" {at}>{escape(words)}</text>')

    def box(self, x: float, y: float, width: float, height: float, classes: str) -> None:
        """A rectangle."""
        at = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
        self.parts.append(f'<rect class="{classes}" {at}/>')

    def curve(self, x: Floats, y: Floats, classes: str) -> None:
        """A line through points."""
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
        self.parts.append(f'<polyline class="{classes}" points="{points}"/>')

    def dot(self, x: float, y: float, radius: float, classes: str, title: str = "") -> None:
        """A point that says its value when the pointer rests on it."""
        at = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius}"'
        self.parts.append(f'<circle class="{classes}" {at}><title>{escape(title)}</title></circle>')

    def svg(self, label: str) -> str:
        """The finished element."""
        head = f'<svg class="chart" viewBox="0 0 {self.width:.0f} {self.height:.0f}" role="img"'
        size = f'style="max-width:{self.width:.0f}px"'
        return f"{head} {size}><title>{escape(label)}</title>{''.join(self.parts)}</svg>"


def number(value: float, form: str) -> str:
    """A formatted number with a true minus sign and no negative zero."""
    text = format(value, form)
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers within a range, at most about `most`."""
    raw = (high - low) / most
    size = 10.0 ** np.floor(np.log10(raw))
    step = next(float(s * size) for s in (1, 2, 2.5, 5, 10) if s * size >= raw)
    first = np.ceil(low / step - 1e-9)
    return [float(step * k) + 0.0 for k in np.arange(first, np.floor(high / step + 1e-9) + 1)]


@dataclass
class Panel:
    """One scale from `low` to `high` over the lowest `rows` levels; texts show value times `factor`."""

    chart: Chart
    left: float
    width: float
    low: float
    high: float
    head: float
    title: str
    unit: str
    factor: float = 1.0
    rows: int = N_LEVELS

    @property
    def bottom(self) -> float:
        """Lower end of the rows."""
        return self.head + ROW * N_LEVELS

    def at(self, value: float) -> float:
        """Place of a value, px."""
        return self.left + self.width * (value - self.low) / (self.high - self.low)

    def y(self, level: int) -> float:
        """Middle of a level's row, px; 0 is L5/S1."""
        return self.head + ROW * (N_LEVELS - 0.5 - level)

    def axis(self) -> None:
        """Title, grid and numbers."""
        top = self.bottom - ROW * self.rows
        self.chart.text(self.left, top - 30, f"{self.title}, {self.unit}", "head")
        for value in ticks(self.low, self.high, 5 if self.width > 200 else 3):
            self.chart.line(
                self.at(value), top, self.at(value), self.bottom, "axis zero" if value == 0 else "grid"
            )
            self.chart.text(
                self.at(value), self.bottom + 16, number(value * self.factor, "g"), "tick", "middle"
            )

    def limit(self, value: float, words: str, classes: str) -> None:
        """A limit of the lumbar spine: drawn along its rows only."""
        if not self.low <= value <= self.high:
            return
        top = self.bottom - ROW * len(LUMBAR)
        self.chart.line(self.at(value), top, self.at(value), self.bottom, classes)
        if words:
            y = top - 5 if classes == "limit" else top - 18
            self.chart.text(self.at(value), y, f"{words} {value * self.factor:.3g}", "note", "middle")

    def profile(self, values: Floats, task: int, labels: bool = False, bound: str = "") -> None:
        """Values from L5/S1 upward as a line with dots; `bound` stands before every number."""
        x = np.array([self.at(v) for v in values])
        y = np.array([self.y(k) for k in range(len(values))])
        self.chart.curve(x, y, f"line t{task}")
        for a, b, v in zip(x, y, values, strict=True):
            told = f"{bound}{number(v * self.factor, '.2f')}"
            self.chart.dot(a, b, 3, f"dot t{task}", f"{told} {self.unit}")
            if labels:
                self.chart.text(a + 8, b + 4, told, "value small")
