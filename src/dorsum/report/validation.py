"""The page `docs/validation.md`: the model beside measurement, written from the stored validation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dorsum.anatomy.read import Tables
from dorsum.function.measured.comparison import KINDS
from dorsum.function.measured.exercises import Rank
from dorsum.function.measured.freeze import freezes, said_of_freeze
from dorsum.function.measured.results import stored_rows
from dorsum.function.validate import Comparison, Validation
from dorsum.report.judges import mujoco_section, opensim_section
from dorsum.report.lacking import lacking_section
from dorsum.report.markdown import prose, table
from dorsum.report.measured import kind_section, misses_section, other_models_section, summary_section
from dorsum.report.sensitivity import figures_of, sensitivity_section
from dorsum.report.trust import trust_section

# Sections of other engines that judge the model: each reads its own stored comparison and gives Markdown
# that starts with a heading of the second level.
JUDGES: Sequence[Callable[[], str]] = (opensim_section, mujoco_section)

HEAD = """\
Written by `make validation`; do not edit. A test computes a sample anew and refuses tables that
have changed since.
"""

FREEZE = """\
What a row was looked at for while settings were chosen it cannot test. Wilke's fifteen postures were seen
by every setting that was tried, and rows inside their bands were counted for many of them
([settings_tried.md](settings_tried.md) lists them all). So that at least nothing is chosen by the last
score, facts and settings are named by a digest before it (`make freeze`).
"""

WILKE = """\
## Wilke 1999: pressure in the disc L4/L5 of one man

A 45-year-old man of 70 kg and 1.68 m carried a pressure sensor in his healthy disc L4/L5 (area 1800
mm²) while he lay, stood, sat, bent and lifted. Fifteen held postures are scored. The computed
pressure is P = F/(0.66·A), where F is the compression by muscles, ligaments and weight along the
normal of the lower endplate; there is no intercept and no term for flexion. How each posture
follows from the words of the protocol stands in its task file (`dorsum tasks`), with every
assumption. No constant differs between tasks. Pressure in MPa.
"""

CAUTION = """\
The measured values are of one person and printed to two digits. Turning pressure into force has a
band of its own: factors from 0.54 to 0.77 are published (±17 %), so an error inside it is no
evidence against or for the model.
"""

WORST = {
    "sitting_full_flexion": """\
**Sitting, maximum flexion.** The posture is taken at 90 % of the lumbar range and hangs on passive
tissue alone. Of {total:.0f} N, stretched fibres bear {stretch:.0f}, ligaments {ligaments:.0f}, the
weight {weight:.0f} and the muscles {muscles:.0f}, {tone:.0f} of it tone. So the result turns on how
stiff stretched fibres are (see `passive_fibre_strain` below) and on how far this man really bent:
{bent}. The paper gives no angle.""",
    "sitting_slouched": """\
**Sitting slouched.** The measured {measured:.2f} MPa are {measured_n:.0f} N. The model finds
{total:.0f}: weight {weight:.0f}, ligaments {ligaments:.0f}, tone {tone:.0f}, other muscle work
{work:.0f} and stretched fibres {stretch:.0f}. The backrest, with friction, bears as much of the
trunk along the spine as seat and floor hold and balance allows; the chair of the measurement, more
inclined or rougher, must have borne more. That share was not measured.""",
    "lifting_20kg_bent_knees": """\
**Lifting 20 kg, knees bent.** The paper tells neither the inclination of the trunk nor where the crate
stood; 50° follow from the height of its handles. Of {total:.0f} N the muscles bear {muscles:.0f},
stretched fibres {stretch:.0f} and ligaments {ligaments:.0f}.""",
}

VALSALVA = """\
In a Valsalva manoeuvre the whole wall of the trunk contracts against the closed airway. The model
adds the pressure and the transversus that holds it, and nothing makes the other muscles contract,
so that the pressure only lifts the trunk: {ours:.2f} instead of {measured:.2f} MPa. A cost alone never
co-contracts.
"""


def validation_page(found: Mapping[str, Any], tables: Tables) -> str:
    """The page as Markdown, from what `results.gather` found."""
    rows = stored_rows(found)
    ranks = [Rank(**rank) for rank in found["ranks"]]
    parts = [
        "# Validation\n",
        trust_section(found),
        HEAD,
        _freezes(found["tree"]),
        summary_section(rows),
        *_wilke(found, tables),
        *(kind_section(kind, rows, ranks) for kind in KINDS),
        misses_section(rows, tables),
        lacking_section(found),
        other_models_section(tables),
        *(judge() for judge in JUDGES),
    ]
    return "\n".join(parts)


def _freezes(tree: str) -> str:
    """Whether facts and settings are those that were frozen, and every freeze so far."""
    found = freezes()
    parts = ["## Frozen before it was scored\n", FREEZE, prose(said_of_freeze(tree, found)) + "\n"]
    if found:
        parts.append(
            table(["day", "facts and settings", "scored"], ([f.date, f.tree, f.scored] for f in found))
        )
    return "\n".join(parts)


def _wilke(found: Mapping[str, Any], tables: Tables) -> list[str]:
    """The protocol of the one man, its score and what the constants do to it."""
    validation = Validation.from_dict(found["wilke"])
    worst = sorted(validation.tasks, key=_error, reverse=True)[: len(WORST)]
    bent = ([f"{angle}°", f"{mpa:.2f}"] for angle, mpa in found["bent_forward"])
    flexed = ([f"{share} %", f"{mpa:.2f}"] for share, mpa in found["full_flexion"])
    return [
        WILKE,
        _tasks(validation.tasks),
        "* recalled from the literature, not read in the paper.\n",
        _scores(validation),
        CAUTION,
        "### The three worst\n",
        *(_discussed(task, found, tables) + "\n" for task in worst),
        "### Listed apart: movements and Valsalva\n",
        _apart(validation.apart),
        _valsalva(validation),
        sensitivity_section(found),
        '### What "bent forward" and "maximum flexion" mean\n',
        table(["trunk inclination", "computed MPa"], bent),
        table(["lumbar flexion, share of the range", "computed MPa"], flexed),
    ]


def _discussed(task: Comparison, found: Mapping[str, Any], tables: Tables) -> str:
    """What makes up one of the worst results, in the words of `WORST`."""
    if task.task not in WORST:
        return f"**{task.title}.** Not discussed yet."
    shares = found["shares"][task.task]
    area = next(row.value for row in tables.pressure_conversion if row.quantity == "disc_area_l4_l5_wilke")
    measured = task.measured_mpa or 0.0  # scored tasks have one: tested
    newton = measured * (area or 0.0) * tables.constant("force_correction_factor")  # MPa·mm² are N
    bent = ", ".join(f"at {share} % of the range {mpa:.2f} MPa" for share, mpa in found["full_flexion"])
    muscles = shares["tone"] + shares["work"]
    words = WORST[task.task].format(
        **shares, muscles=muscles, measured=measured, measured_n=newton, bent=bent
    )
    return prose(words)


def _valsalva(validation: Validation) -> str:
    row = next(task for task in validation.apart if task.task == "standing_valsalva")
    return VALSALVA.format(ours=row.predicted_mpa, measured=row.measured_mpa)


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
        simplest = _number(task.null_mpa)
        rows.append(
            [task.title, _number(task.measured_mpa) + star, _number(task.predicted_mpa), off, simplest]
        )
    return table(["posture", "measured", "computed", "difference", "simplest model"], rows)


def _apart(tasks: Iterable[Comparison]) -> str:
    rows = ([task.title, _measured(task), _number(task.predicted_mpa)] for task in tasks)
    return table(["posture or movement", "measured", "computed"], rows)


def _measured(task: Comparison) -> str:
    if task.measured_low_mpa is None or task.measured_high_mpa is None:
        return _number(task.measured_mpa)
    return f"{_number(task.measured_low_mpa)} to {_number(task.measured_high_mpa)}"


def _scores(validation: Validation) -> str:
    scores = {
        "the fifteen held postures": validation.score,
        "without the four lying ones": validation.without_lying,
        "without maximum flexion, whose angle is not told": validation.without_full_flexion,
        "the simplest model": validation.null,
        "the simplest model without maximum flexion": validation.null_without_full_flexion,
        **{f"{name} switched off": score for name, score in validation.switched_off.items()},
    }
    head = ["", "RMSE", "under 0.6", "above", "r", "slope", "bias", "no balance"]
    return table(head, ([name, *figures_of(score), str(score.failed)] for name, score in scores.items()))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
