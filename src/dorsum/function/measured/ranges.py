"""Range of motion and what people do in postures: `measured_ranges.csv` and `posture_facts.csv`.

The joint ranges of the model are published ranges. A row from the same source is an input; the others compare
one study with another, or the sum of the joints with what was measured of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from dorsum.anatomy.rows import MeasuredRangeRow, PostureFactRow
from dorsum.function.measured import posture
from dorsum.function.measured.answered import Answers
from dorsum.function.measured.comparison import (
    INPUT,
    NOT_COMPUTED,
    OUTSIDE,
    Compared,
    band,
    closed,
    study_of,
    verdict,
)

# Movement → the directions of `joint_ranges.csv` that it is the sum of.
PARTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "flexion": ("flexion",),
        "flexion_and_extension": ("flexion", "extension"),
        "bending": ("bending",),
        "bending_both_sides": ("bending", "bending"),
        "twist": ("twist",),
        "twist_both_sides": ("twist", "twist"),
    }
)
# What can be computed of `posture_facts.csv`: quantity and condition → how. None of it is an input.
COMPUTED: Mapping[tuple[str, str], tuple[str, Callable[[Answers], float | None]]] = MappingProxyType(
    {
        ("change_of_sacral_slope", "standing to sitting"): (
            "pelvis in sitting_relaxed",
            lambda answers: -posture.pelvis_turned_back_deg(answers),
        ),
        ("change_of_pelvic_tilt", "standing to sitting"): (
            "pelvis in sitting_relaxed",
            posture.pelvis_turned_back_deg,
        ),
        ("backward_rotation_of_pelvis", "standing to unsupported sitting"): (
            "pelvis in sitting_relaxed",
            posture.pelvis_turned_back_deg,
        ),
        ("trunk_flexion_at_silence", "standing"): (
            "held postures bent forward by degrees",
            lambda answers: posture.silence(answers).trunk_deg,
        ),
        ("vertebral_flexion_at_silence", "standing"): (
            "held postures bent forward by degrees",
            lambda answers: posture.silence(answers).lumbar_deg,
        ),
        ("hip_flexion_at_silence", "standing"): (
            "held postures bent forward by degrees",
            lambda answers: posture.silence(answers).hip_deg,
        ),
        ("flexion_at_onset", "standing"): (
            "held postures bent forward by degrees",
            lambda answers: posture.silence(answers).lumbar_pct,
        ),
        ("loss_of_extensor_moment_by_shorter_arms", "full lumbar flexion"): (
            "arms of the lumbar back muscles, sum over L1/L2 to L5/S1",
            posture.loss_of_extensor_moment_pct,
        ),
        ("t1_l1_kyphosis", "living, full flexion, CT"): (
            "standing kyphosis and joint ranges",
            lambda answers: posture.kyphosis_deg(answers, "flexion"),
        ),
        ("t1_l1_kyphosis", "living, full extension, CT"): (
            "standing kyphosis and joint ranges",
            lambda answers: posture.kyphosis_deg(answers, "extension"),
        ),
    }
)
# What the postures, the alignment and the tone of the model were chosen from, and what they are.
INPUTS: Mapping[tuple[str, str], Callable[[Answers], float]] = MappingProxyType(
    {
        ("lumbar_flexion", "standing to unsupported sitting"): posture.sitting_flexion_deg,
        ("lumbar_flexion", "standing to relaxed unsupported sitting"): posture.sitting_flexion_deg,
        ("change_of_lumbar_lordosis", "standing to sitting"): (
            lambda answers: -posture.sitting_flexion_deg(answers)
        ),
        ("lumbar_lordosis", "standing"): posture.standing_lordosis_deg,
        ("lumbar_lordosis", "sitting upright"): (
            lambda answers: (
                posture.standing_lordosis_deg(answers)
                - posture.sitting_flexion_deg(answers, "sitting_straight")
            )
        ),
        ("trunk_muscle_activity", "standing"): posture.tone_pct,
        ("abdominal_activity", "around neutral standing, unloaded"): posture.tone_pct,
    }
)
WHY_NOT: Mapping[str, str] = MappingProxyType(
    {
        "sitting": "a car seat: its shape is not told",
        "support": "forces of seats and armrests: the model lets supports bear what relieves the spine",
        "supine_to_standing": "the model has the belly of standing; it does not flatten in lying",
        "tone": "µV are not comparable with activation",
        "flexion_relaxation": "slumped sitting is sought so that passive tissue carries it: muscles rest",
    }
)
SILENT = "the back muscles are never silent: {least:.0f} % at the least, {most:.0f} % at the most"


def compare_ranges(answers: Answers) -> Iterator[Compared]:
    """Both tables, in their order."""
    for row in answers.tables.measured_ranges:
        yield _range(answers, row)
    for fact in answers.tables.posture_facts:
        yield _fact(answers, fact)


def _range(answers: Answers, row: MeasuredRangeRow) -> Compared:
    used = [
        next(r for r in answers.tables.joint_ranges if (r.joint, r.direction) == (joint, direction))
        for joint in row.joints
        for direction in PARTS[row.movement]
    ]
    ours = float(sum(r.range_deg for r in used))
    ends = band(row.range_deg, row.low_deg, row.high_deg)
    built_from = all(set(row.source) & set(r.source) for r in used)
    own = sorted({key for r in used for key in r.source if key != "Assumed"})
    return Compared(
        kind="range",
        row=f"{row.part} {row.movement} {study_of(row)}",
        what=f"{row.part}, {row.movement.replace('_', ' ')}, {row.condition}",
        study=study_of(row),
        provenance=row.provenance,
        n="" if row.n is None else str(row.n),
        measured=row.range_deg,
        low=closed(ends[0]),
        high=closed(ends[1]),
        unit="°",
        ours=ours,
        verdict=INPUT if built_from else verdict(ours, ends),
        how="sum of joint ranges",
        note=f"ours from {'; '.join(own)}",
    )


def _fact(answers: Answers, row: PostureFactRow) -> Compared:
    key = (row.quantity, row.condition)
    ends = band(row.value, row.low, row.high)
    ours, how, said, note = None, "", NOT_COMPUTED, ""
    if key in COMPUTED:
        how, compute = COMPUTED[key]
        ours = compute(answers)
        said = verdict(ours, ends) if ours is not None else OUTSIDE
        if ours is None:
            found = posture.silence(answers)
            note = SILENT.format(least=found.least_pct, most=found.most_pct)
    elif key in INPUTS:
        ours = INPUTS[key](answers)
        said, note = INPUT, "postures, alignment and tone of the model were chosen from such figures"
    else:
        note = WHY_NOT[row.topic]
    return Compared(
        kind="range",
        row=f"{row.quantity} {row.condition} {study_of(row)}",
        what=f"{row.quantity.replace('_', ' ')}, {row.condition}",
        study=study_of(row),
        provenance=row.provenance,
        n="" if row.n is None else str(row.n),
        measured=row.value,
        low=closed(ends[0]),
        high=closed(ends[1]),
        unit={"deg": "°"}.get(row.unit, row.unit),
        ours=ours,
        verdict=said,
        how=how,
        note=note,
    )
