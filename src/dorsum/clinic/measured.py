"""What takes a body and minutes, computed once and kept: the tests of endurance, recovery, creep, sitting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.clinic.creep import MINUTE, Creep, rows_of_flexion, shares_of_gain
from dorsum.clinic.endurance import endure
from dorsum.clinic.endurance_tests import TESTS
from dorsum.clinic.endured import JOINT, Endurance
from dorsum.clinic.held import Held, posed
from dorsum.clinic.sitting import FULL, Sitting, sit
from dorsum.ledger import Ledger
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.needed import share_needed
from dorsum.mechanics.objectives import DEFAULT, OBJECTIVES
from dorsum.mechanics.passive import moments
from dorsum.motion.analyze import model_for
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import DEGREE

LEDGER = Ledger(
    "clinic/endurance.json",
    code=(
        *("units.py", "body/*.py", "mechanics/*.py", "motion/*.py", "kernel/source/*"),
        *("exchange/write/osim/*.py", "wanted.py"),
        *(f"clinic/{name}.py" for name in ("fatigue", "held", "cycles", "endured", "endurance")),
        *(f"clinic/{name}.py" for name in ("endurance_tests", "creep", "sitting", "measured")),
    ),
    make="make clinic",
)
SEXES = ("male", "female")
# Of a test, beside s: the least share of the strength that it needs at first, and what of hips is tired in
# the end.
SHARE, HIPS = "share", "hips"
RESTS = (1.0, 2.0, 5.0, 10.0, 20.0)  # min
SITTINGS = ((20.0, 2.0), (30.0, 2.0), (60.0, 5.0))  # breaks after so many min, so long
BENDS = tuple(range(20, 115, 10))  # ° of the trunk
HIP_EXTENSORS = ("gluteus_maximus", "biceps_femoris_long", "semitendinosus", "semimembranosus")


def of_test(name: str, sex: str) -> dict[str, Any]:
    """One test of one sex."""
    found = endure(name, sex)
    task, free, legs = TESTS[name]
    model, options = found.model, Options(free=found.model.body.free)
    held = Held(model, posed(model, task, OBJECTIVES[DEFAULT], options, legs), OBJECTIVES[DEFAULT], options)
    return {
        "test": name,
        "sex": sex,
        "seconds": found.seconds,
        "seconds_kept": endure(name, found.model, sags=False).seconds,
        "lacking": found.lacking,
        SHARE: share_needed(held.problem, 0),
        HIPS: float(np.mean([found.of_muscle(found.end.tired)[muscle] for muscle in HIP_EXTENSORS]))
        if "hips" in free
        else None,
        "muscles_nm": [found.start.muscles_nm, found.end.muscles_nm],
        "tissue_nm": [found.start.tissue_nm, found.end.tissue_nm],
        "compression": [float(each.compression.max()) for each in (found.start, found.end)],
        "postures": found.postures,
    }


def again(first: Endurance) -> Iterator[dict[str, float | None]]:
    """The Sørensen test once more after a rest."""
    for rest in RESTS:
        second = endure(first.task.name, first.model, tired=first.rested(rest * MINUTE))
        yield {"rest_min": rest, "seconds": second.seconds}


def sitting(every: float, lasts: float) -> dict[str, Any]:
    """Three hours of slouching with breaks."""
    found = sit(3.0, every, lasts)
    assert found.broken is not None
    return {"every_min": every, "lasts_min": lasts} | {
        name: ends_of(course) for name, course in (("straight", found.straight), ("broken", found.broken))
    }


def ends_of(course: Any) -> dict[str, float]:
    """The greatest and the last sinking, and what muscles and tissue do at first and in the end, seated."""
    seated = [stand for stand in course.stands if stand.seated]
    return {
        "most_sunk_deg": float(course.of("sunk_deg").max()),
        "mean_sunk_deg": float(course.of("sunk_deg").mean()),
        "tissue_nm_first": seated[0].tissue_nm,
        "tissue_nm_last": seated[-1].tissue_nm,
        "muscles_nm_first": seated[0].muscles_nm,
        "muscles_nm_last": seated[-1].muscles_nm,
        "tired_last": seated[-1].tired,
    }


def creep_of_body(model: Model) -> Mapping[str, float]:
    """By row of `creep.csv` what the body does; where only a sense was published, above 0 if as published."""
    options = Options(free=model.body.free)

    def held(task: Task) -> Held:
        return Held(model, posed(model, task, OBJECTIVES[DEFAULT], options), OBJECTIVES[DEFAULT], options)

    full = held(Task.named(FULL))
    lost = relaxation(full, full, 5 * MINUTE)
    bent = [held(Task.named(name)) for name in ("standing_bent_20", "standing_bent_53")]
    drops = [drop(each, full, 16 * MINUTE) for each in (*bent, full)]
    grows = float(min(np.diff(drops)))
    return {
        "CR-05": specimen(model, full),
        "CR-06": stiffness_falls(model, full),
        "CR-08": grows,
        "CR-10": 100.0 * lost,
        "CR-13": later_silence(model, held, full),
        "CR-18": grows,
    }


def springs_of(held: Held, creep: Creep) -> Floats:
    """(joints,) N·m of extension by the springs of the lumbar joints, crept."""
    crept = replace(held, frames=creep.applied(held.model, held.frames))
    return np.asarray(crept.equations.passive[0, rows_of_flexion(held.model)])


def relaxed(held: Held, full: Held, seconds: float, step: float = 15.0) -> tuple[Floats, Floats]:
    """Springs' moments (joints,) at first and after some time at the same angles, their creep following what
    is left of them."""
    creep = Creep.none(held.model.body.tables)
    most, first = springs_of(full, creep), springs_of(held, creep)
    now = first
    for _ in range(round(seconds / step)):
        creep = creep.after(step, now / most)
        now = springs_of(held, creep)
    return first, now


def relaxation(held: Held, full: Held, seconds: float) -> float:
    """Share of the springs' moments that is lost at the same angles."""
    first, now = relaxed(held, full, seconds)
    return float(1.0 - now.sum() / first.sum())


def drop(held: Held, full: Held, seconds: float) -> float:
    """N·m lost, mean of the joints."""
    first, now = relaxed(held, full, seconds)
    return float((first - now).mean())


def specimen(model: Model, full: Held) -> float:
    """° by which the lumbar spine flexes farther under 10 N·m, 20 min after 20 min of it."""
    fresh = Creep.none(model.body.tables)
    load = 10.0 / springs_of(full, fresh)
    left = fresh.after(20 * MINUTE, load).after(20 * MINUTE, 0.0 * load)
    return left.lumbar(model) / DEGREE


def stiffness_falls(model: Model, full: Held) -> float:
    """The least by which stiffness in full flexion is less after longer or heavier creep, share."""
    fresh = Creep.none(model.body.tables)

    def left(minutes: float, load: float) -> float:
        creep = fresh.after(minutes * MINUTE, np.full(len(shares_of_gain(model)), load))
        rows, angles = model.rows, full.frames.angles
        at = angles[:, rows.body, rows.axis]
        which = rows_of_flexion(model)
        ahead = at.copy()
        ahead[:, which] -= 0.1 * DEGREE
        both = [at.copy(), ahead]
        for each in both:
            each[:, which] += creep.shift(model)
        less, more = (moments(model.mech.rows.springs, each)[:, which].sum() for each in both)
        return float(more - less)

    whole = left(0.0, 0.0)
    longer, heavier = left(2.0, 1.0) - left(16.0, 1.0), left(16.0, 0.5) - left(16.0, 1.0)
    return min(longer, heavier) / whole


def later_silence(model: Model, held: Any, full: Held) -> float:
    """° of bending by which the muscles' extension falls to half of its greatest later, after 10 min of full
    flexion."""
    creep = Creep.none(model.body.tables)
    creep = creep.after(10 * MINUTE, np.ones(len(springs_of(full, creep))))
    found: list[list[float]] = [[], []]
    for bend in BENDS:
        fresh = held(Task(title=f"Bent by {bend}°", posture=Posture(trunk_inclination=bend)))
        crept = replace(fresh, frames=creep.applied(model, fresh.frames))
        for each, moments_found in zip((fresh, crept), found, strict=True):
            muscles, _ = each.extension(each.answer(np.zeros(each.size)), JOINT)
            moments_found.append(float(muscles[0]))
    before, after = (_half_after_peak(np.array(each)) for each in found)
    return after - before


def _half_after_peak(values: Floats) -> float:
    """° of bending at which values over `BENDS` have fallen to half of their greatest."""
    top = int(values.argmax())
    falling = values[top:]
    at = np.interp(-0.5 * falling[0], -falling, np.arange(top, len(values), dtype=np.float64))
    return float(BENDS[0] + (BENDS[1] - BENDS[0]) * at)


def all_of() -> Iterator[tuple[str, Any]]:
    """Everything that is kept, one by one, with the list that each belongs to."""
    for name in TESTS:
        for sex in SEXES:
            yield "held", of_test(name, sex)
    for sex in SEXES:
        for row in again(endure("sorensen", sex)):
            yield "again", {"sex": sex, **row}
    for every, lasts in SITTINGS:
        yield "sitting", sitting(every, lasts)
    for key, value in creep_of_body(model_for("male")).items():
        yield "creep", {"id": key, "value": value}


def stored() -> dict[str, Any]:
    """What was found when it was last computed."""
    return LEDGER.stored()


def held_of(kept: Mapping[str, Any]) -> dict[tuple[str, str], float | None]:
    """What `published.times` takes, of what is kept."""
    found: dict[tuple[str, str], float | None] = {(r["test"], r["sex"]): r["seconds"] for r in kept["held"]}
    for row in kept["held"]:
        if row["test"] == "sorensen":
            found |= {(SHARE, row["sex"]): row[SHARE], (HIPS, row["sex"]): row[HIPS]}
    return found


__all__ = ["LEDGER", "Sitting", "all_of", "creep_of_body", "held_of", "of_test", "stored"]
