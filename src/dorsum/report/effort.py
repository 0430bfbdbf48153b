"""Muscle effort as colour and words: classes of activation on one fixed scale for all tasks."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from dorsum.anatomy.rows import MuscleRow
from dorsum.body.body import Body
from dorsum.words import percent

# Upper ends of the classes, activation in %: narrow where daily tasks lie.
STEPS = (2, 5, 10, 20, 30, 50, 75, 100)
# Equal steps of lightness (Oklab L 0.79 → 0.32 on light, 0.46 → 0.94 on dark paper), from grey over red, so
# that the order survives colour blindness and grey print.
LIGHT = ("#c2b8b3", "#c49b89", "#c77a5f", "#c75434", "#bc2a17", "#a21216", "#7f141d", "#5b161c")
DARK = ("#5f5654", "#8b5e58", "#ba6258", "#e56852", "#ff7b42", "#ffa24f", "#ffc878", "#ffe9ae")


def effort_class(activation: float) -> int:
    """Index into `STEPS`; −1 for a muscle that takes no part."""
    if isnan(activation):
        return -1
    return next((i for i, step in enumerate(STEPS) if 100 * activation <= step + 1e-6), len(STEPS) - 1)


def step_words(index: int) -> str:
    """The range of a class, `5–10 %`."""
    return f"{STEPS[index - 1] if index else 0}–{STEPS[index]} %"


def tone_words(body: Body) -> str:
    """The activation that muscles in the balance keep at rest, `2 to 3 %`: one force over area in all."""
    kept = body.tone[body.active]
    least, most = percent(float(kept.min())), percent(float(kept.max()))
    return least if least == most else f"{least.removesuffix(' %')} to {most}"


def tone_of(body: Body, muscle: str) -> float:
    """The greatest activation that a fascicle of a muscle part keeps at rest."""
    return float(body.tone[body.of_muscle(muscle)].max())


@dataclass(frozen=True)
class MuscleEffort:
    """One muscle part over all frames; NaN on a side that takes no part.

    The effort of a muscle is the mean activation of its fascicles, each weighted by its maximal isometric
    force: the share of its strength that is in use. One fascicle alone may do far more.
    """

    row: MuscleRow
    activation: dict[str, float]  # by side: its effort, greatest over frames
    greatest: dict[str, float]  # by side: greatest activation of a fascicle, over frames
    force: dict[str, float]  # N by side: greatest over frames of the sum of its fascicles
    fascicles: int
    left_out_because: str

    @property
    def peak(self) -> float:
        """Greatest effort of both sides."""
        return max(self.activation.values())
