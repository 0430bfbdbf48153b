"""The sections of `docs/validation.md` on what settings do: to Wilke's postures, and to bending forward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from dorsum.function.sensitivity import Bent, Effect
from dorsum.function.validate import Score
from dorsum.report.markdown import prose, table

SETTINGS = """\
One thing differs from what is used in each line, the posture giving unless said; values are as
defensible as the one used and were chosen before they were run (notes of `constants.csv`). RMSE, its
two parts, r, slope and bias are of the fifteen postures at L4/L5, beside them the largest activation
of a fascicle in relaxed standing and the mean of the lumbar back muscles at 85° of trunk inclination,
in % of maximum. A line like the first says that the setting moves nothing here.
"""

FORWARD = """\
People's lumbar back muscles fall silent near 80° of trunk inclination and 48° of lumbar flexion
(Kippers and Parker 1984), later with a load in the hands. Standing bent forward, held, the posture
giving, an average man; joints may go beyond the mean ranges of the tables by the first column.
Activation is the mean of the lumbar back muscles weighted by maximal force.
"""
SILENT_PCT = 3.0  # of maximum: a back that does no more is silent


def sensitivity_section(found: Mapping[str, Any]) -> str:
    """What every setting does to the fifteen postures, then bending forward."""
    effects = [Effect(**{**effect, "score": Score(**effect["score"])}) for effect in found["sensitivity"]]
    course = [Bent(**bent) for bent in found["forward_course"]]
    return "\n".join(
        [
            "### What settings and assumed constants do\n",
            SETTINGS,
            effects_table(effects),
            "### Bending forward: where the back falls silent\n",
            FORWARD,
            course_table(course),
            prose(" ".join(silence_words(course))) + "\n",
        ]
    )


def effects_table(effects: Iterable[Effect]) -> str:
    """A line for each setting."""
    head = ["setting", "used", "instead", "RMSE", "under 0.6", "above", "r", "slope", "bias", "no balance"]
    rows = (
        [
            *(e.name, e.used, e.instead, *figures_of(e.score), str(e.score.failed)),
            *(f"{e.standing_pct:.0f} %", f"{e.bent_pct:.1f} %"),
        ]
        for e in effects
    )
    return table([*head, "standing, largest", "bent 85°, back"], rows)


def course_table(course: Iterable[Bent]) -> str:
    """A line for each posture of each way to bend."""
    head = ["ranges ×", "in the hands", "trunk", "lumbar flexion", "lumbar back", "L4/L5", "lacks"]
    rows = (
        [
            *(f"{b.tolerance:g}", f"{b.held_kg:g} kg", f"{b.trunk_deg:.0f}°", f"{b.lumbar_deg:.0f}°"),
            *(f"{b.back_pct:.1f} %", f"{b.load_n:.0f} N", b.lacks),
        ]
        for b in course
    )
    return table(head, rows)


def silence_words(course: Iterable[Bent]) -> list[str]:
    """A sentence for each way to bend: from where the back is silent, or that it never is."""
    found = []
    for (tolerance, kg), postures in groupby(course, key=lambda bent: (bent.tolerance, bent.held_kg)):
        way = f"Ranges × {tolerance:g}" + (f", {kg:g} kg in the hands" if kg else "")
        bent = list(postures)
        silent = silent_from(bent)
        if silent is None:
            least = min(b.back_pct for b in bent)
            found.append(f"{way}: never silent (≤ {SILENT_PCT:g} %), least {least:.1f} %.")
        else:
            found.append(f"{way}: silent from {silent.trunk_deg:.0f}° on, lumbar {silent.lumbar_deg:.0f}°.")
    return found


def silent_from(bent: list[Bent]) -> Bent | None:
    """The first posture from which on the back is silent; None where it is not at the end."""
    first = None
    for each in reversed(bent):
        if each.back_pct > SILENT_PCT:
            break
        first = each
    return first


def figures_of(score: Score) -> list[str]:
    """RMSE, its two parts, r, slope and bias in words."""
    errors = (score.rmse_mpa, score.rmse_light_mpa, score.rmse_heavy_mpa)
    shape = (f"{score.r:.3f}", f"{score.slope:.2f}", f"{score.bias_mpa:z.2f}")
    return [*(f"{error:.3f}" for error in errors), *shape]
