"""The lists of names from which the page lets choose."""

from __future__ import annotations

from dorsum.anatomy.atlas import Atlas
from dorsum.body.skeleton import SIDES
from dorsum.body.subject import RANGES, Subject
from dorsum.clinic.nerves import cut_nerve
from dorsum.errors import BadInput
from dorsum.motion.task import Task
from dorsum.view.api.atlas import (
    BodyField,
    HeldLoad,
    Holdable,
    MuscleName,
    SubjectName,
    TaskName,
)
from dorsum.view.api.questions import STRENGTHS
from dorsum.view.api.weak import NerveName
from dorsum.view.own_task import person


def task_name(task: Task) -> TaskName:
    """A task in the list."""
    loads = [HeldLoad(mass_kg=load.mass_kg, hands=load.hands) for load in task.loads]  # type: ignore[arg-type]
    return TaskName(
        name=task.name,
        title=task.title,
        moving=task.moves,
        loads=loads,
        assumptions=list(task.assumptions),
    )


def body_fields() -> list[BodyField]:
    """The numbers that a body is told by, with their ranges."""
    told = {
        "height_m": ("Height", ""),
        "mass_kg": ("Body mass", ""),
        "age_years": ("Age", "Changes no load here: no muscle is weaker by age."),
        "strength": ("Strength of all muscles", "1 is usual for this sex and mass."),
    }
    ranges = {**RANGES, "strength": STRENGTHS}
    return [
        BodyField(name=name, title=title, unit=unit, low=low, high=high, note=note)  # type: ignore[arg-type]
        for name, (title, note) in told.items()
        for low, high, unit in [ranges[name]]
    ]


def subject_name(who: Subject, default: bool) -> SubjectName:
    """A subject in the list."""
    return SubjectName(
        name=who.name,
        title=person(who),
        sex=who.sex,
        age_years=who.age_years,
        height_m=who.height_m,
        mass_kg=who.mass_kg,
        default=default,
    )


def muscle_names(atlas: Atlas) -> list[MuscleName]:
    """Parts, then whole muscles, then groups; what stands for the same parts comes once."""
    rows, synonyms = atlas.tables.muscles, atlas.tables.synonyms
    ids = [row.muscle for row in rows]
    ids += dict.fromkeys(row.part_of for row in rows if row.part_of)
    ids += [row.synonym for row in synonyms if row.usage == "group"]
    found: dict[tuple[str, ...], MuscleName] = {}
    for name in ids:
        muscle = atlas.muscle(name)
        latin = {row.latin_name for row in muscle.records}
        entry = MuscleName(
            id=name,
            name=muscle.name,
            latin=latin.pop() if len(latin) == 1 else "",
            synonyms=list(muscle.synonyms),
            parts=list(muscle.ids),
        )
        found.setdefault(muscle.ids, entry)
    return list(found.values())


def nerve_names(atlas: Atlas) -> list[NerveName]:
    """The nerves without which a muscle of the model loses something."""
    found = []
    for row in atlas.tables.nerves:
        try:
            cut_nerve(row.name, atlas=atlas)
        except BadInput:
            continue
        found.append(NerveName(name=row.name, synonyms=list(row.synonyms)))
    return found


def holdables(atlas: Atlas) -> list[Holdable]:
    """What `fix` of a stimulation takes: the rows of `fixed_ends.csv`, then every other body by itself."""
    tables = atlas.tables
    ends = [
        Holdable(
            name=row.fixed_end,
            title=row.fixed_end.replace("_", " "),
            definition=row.definition,
            several=len(row.bodies) > 1,
        )
        for row in tables.fixed_ends
    ]
    taken = {row.fixed_end for row in tables.fixed_ends}
    bodies: list[tuple[str, str]] = []
    for body in tables.bodies:
        sides = ("",) if body.side == "mid" else SIDES
        bodies += [(f"{body.body}_{side}".strip("_"), f"{body.title}, {side}".strip(", ")) for side in sides]
    return ends + [
        Holdable(name=name, title=title, definition="", several=False)
        for name, title in bodies
        if name not in taken
    ]
