"""The page `docs/validation.md`: the model beside measurement, written by the program."""

from __future__ import annotations

from collections.abc import Iterable

from dorsum.function.sensitivity import Effect, bent_forward, sensitivity
from dorsum.function.validate import Comparison, Score, Validation, validate

INTRODUCTION = """\
# Validation

Written by `make validation`; a test compares the computed pressures with a fresh run. Pressure in MPa.

## Wilke 1999: pressure in the disc L4/L5 of one man

A 45-year-old man of 70 kg and 1.68 m carried a pressure sensor in his healthy disc L4/L5 (area 1800
mm²) while he lay, stood, sat, bent and lifted. Fifteen held postures are scored. The computed
pressure is P = F/(0.66·A), where F is the compression by muscles, ligaments and weight along the
normal of the lower endplate; there is no intercept and no term for flexion. How each posture
follows from the words of the protocol stands in its task file (`dorsum tasks`), with every
assumption. No constant differs between tasks.
"""

CAUTION = """\
The measured values are of one person and printed to two digits. Turning pressure into force has a
band of its own: factors from 0.54 to 0.77 are published (±17 %), so an error inside it is no
evidence against or for the model.
"""

WORST = {
    "sitting_full_flexion": """\
**Sitting, maximum flexion.** The posture is taken at 90 % of the lumbar range and hangs on passive
tissue alone. Of 1511 N, stretched fibres bear 764, ligaments 505, the weight 128 and tone 113. So
the result turns on how stiff stretched fibres are (with `passive_fibre_strain` 0.7 instead of 0.6
it is 1.06 MPa) and on how far this man really bent (at 80 % of the range 0.98, at 70 % 0.78 MPa).
The paper gives no angle.""",
    "sitting_slouched": """\
**Sitting slouched.** The measured 0.27 MPa are 321 N. The model finds 681: weight 282, ligaments
167, tone 149 and stretched fibres 83. Weight and tone alone are more than was measured, so the
chair must have borne part of the trunk's weight along the spine, by friction and by the pelvis
sliding forward. The backrest of the model only pushes forward. The share was not measured, so none
is assumed.""",
    "standing_bent_forward": """\
**Standing, bent forward.** The paper prints no angle: the table at the end shows what it means.
Muscles bear 946 N, stretched fibres 300 and ligaments 229.""",
}


def validation_page() -> str:
    """The page as Markdown; takes about half a minute."""
    validation = validate()
    worst = sorted(validation.tasks, key=_error, reverse=True)[:3]
    parts = [
        INTRODUCTION,
        _tasks(validation.tasks),
        "* recalled from the literature, not read in the paper.\n",
        _scores(validation),
        CAUTION,
        "### The three worst\n",
        *(WORST.get(task.task, f"**{task.title}.** Not discussed yet.") + "\n" for task in worst),
        "### Listed apart: movements and Valsalva\n",
        _apart(validation.apart),
        VALSALVA,
        "## What the assumed constants do\n",
        _effects(sensitivity()),
        '### What "bent forward" means\n',
        _table(["trunk inclination", "computed MPa"], ([f"{a}°", f"{p:.2f}"] for a, p in bent_forward())),
        MOMENT_ARMS,
    ]
    return "\n".join(parts)


VALSALVA = """\
In a Valsalva manoeuvre the whole wall of the trunk contracts against the closed airway. The model
adds the pressure (8.7 kPa) and the transversus that holds it, and nothing makes the other muscles
contract, so that the pressure only lifts the trunk: 0.3 instead of 0.9 MPa. A cost alone never
co-contracts.
"""

MOMENT_ARMS = """\
## Moment arms

`tests/literature/test_moment_arm_bands.py` compares erector spinae, multifidus, psoas, rectus
abdominis and quadratus lumborum with 33 published or proposed bands (`moment_arm_bands.csv`) and
prints all 144 rows with `-s`. Misses are strict expected failures with a sentence each: psoas at
L4/L5 to the side, quadratus lumborum at L3/L4 to the side, and the erector spinae at L2/L3 in full
flexion, all by 1 to 12 mm.
"""


def _error(task: Comparison, signed: bool = False) -> float:
    assert task.measured_mpa is not None
    assert task.predicted_mpa is not None  # scored tasks balance: tested
    error = task.predicted_mpa - task.measured_mpa
    return error if signed else abs(error)


def _tasks(tasks: Iterable[Comparison]) -> str:
    rows = []
    for task in tasks:
        star = "" if task.provenance == "read" else " *"
        known = task.predicted_mpa is not None and task.measured_mpa is not None
        off = f"{_error(task, signed=True):+.2f}" if known else ""
        rows.append([task.title, _number(task.measured_mpa) + star, _number(task.predicted_mpa), off])
    return _table(["posture", "measured", "computed", "difference"], rows)


def _apart(tasks: Iterable[Comparison]) -> str:
    rows = ([task.title, _measured(task), _number(task.predicted_mpa)] for task in tasks)
    return _table(["posture or movement", "measured", "computed"], rows)


def _measured(task: Comparison) -> str:
    if task.measured_low_mpa is None or task.measured_high_mpa is None:
        return _number(task.measured_mpa)
    return f"{_number(task.measured_low_mpa)} to {_number(task.measured_high_mpa)}"


def _scores(validation: Validation) -> str:
    scores = {
        "the fifteen held postures": validation.score,
        "without the four lying ones": validation.without_lying,
        **{f"{name} switched off": score for name, score in validation.switched_off.items()},
    }
    head = ["", "RMSE", "under 0.6", "above", "r", "slope", "bias", "no balance"]
    return _table(head, ([name, *_figures(score), str(score.failed)] for name, score in scores.items()))


def _effects(effects: Iterable[Effect]) -> str:
    head = ["constant", "used", "instead", "RMSE", "under 0.6", "above", "r", "slope", "bias"]
    rows = ([f"`{e.constant}`", _with_unit(e), f"{e.value:g}", *_figures(e.score)] for e in effects)
    return _table(head, rows)


def _with_unit(effect: Effect) -> str:
    return f"{effect.used:g}" if effect.unit == "1" else f"{effect.used:g} {effect.unit}"


def _figures(score: Score) -> list[str]:
    errors = (score.rmse_mpa, score.rmse_light_mpa, score.rmse_heavy_mpa)
    return [f"{value:.2f}" for value in (*errors, score.r, score.slope, score.bias_mpa)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
