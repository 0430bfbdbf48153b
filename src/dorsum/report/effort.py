"""Muscle effort: how much of its strength a muscle uses, in words and over frames."""

from __future__ import annotations

from dataclasses import dataclass

from dorsum.anatomy.rows import MuscleRow
from dorsum.body.body import Body
from dorsum.words import percent


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
