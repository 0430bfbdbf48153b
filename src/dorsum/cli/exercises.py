"""`dorsum exercises`: what loads a muscle, what that costs a level of the spine, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.amounts import what_is_left
from dorsum.cli.terminal import AsJson, console, each, heading, print_json, spoken
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from dorsum.anatomy.atlas import Atlas
    from dorsum.clinic.exercises import Computed

For = Annotated[str | None, typer.Option("--for", metavar="MUSCLE", help="Only those that load it.")]
Stretch = Annotated[str | None, typer.Option(metavar="MUSCLE", help="Only those that lengthen it.")]
Spare = Annotated[
    str | None,
    typer.Option(metavar="LEVEL", help="Whose load counts, such as L5/S1; else the lumbar disc's with most."),
]
Weak = Annotated[str | None, typer.Option(metavar="MUSCLE", help="In a body in which this muscle is weak.")]
To = Annotated[str, typer.Option(metavar="%", help="What a weak muscle has left: 50%, 0.5.")]
Whose = Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Whose body; computed anew.")]
AsPlan = Annotated[bool, typer.Option("--plan", help="Few exercises in which all extensors work.")]
Limit = Annotated[
    float | None, typer.Option(metavar="N", help="With --plan: what no lumbar disc is to bear more of; 3000.")
]

USUAL_WEAKNESS = "50%"
MOST_ANEW = 12  # exercises that are computed anew for a muscle: the first of the stored answer
MANY = 15  # exercises that the text shows
ORDER = (
    "In order of activity for each kN; up to 20 % of maximum comes last. Activity is of the whole muscle on"
    " the side that works more; a model's figure under Disagreement is of the part and side measured."
)


def exercises(
    for_: For = None,
    stretch: Stretch = None,
    spare: Spare = None,
    weak: Weak = None,
    to: To = USUAL_WEAKNESS,
    subject: Whose = None,
    plan: AsPlan = False,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List exercises: muscles, effort, load on a level.

    With --for each exercise that the model holds is told by activity per load, beside what was measured.
    """
    from dorsum.clinic.personal import refuse_personal

    refuse_personal(for_, stretch, spare, weak)
    _check(for_, stretch, spare, weak, to, subject, plan, limit)
    from dorsum.anatomy.atlas import Atlas

    atlas = Atlas()
    found = _plan(atlas, limit, weak, to, subject) if plan else _facts(atlas, for_, stretch)
    if for_ is not None:
        found["model"] = _model(atlas, for_, spare, weak, to, subject)
    if as_json:
        print_json(found)
        return
    screen = console()
    for block in plan_blocks(found) if plan else blocks(atlas, found):
        screen.print(block)


def _check(
    for_: str | None,
    stretch: str | None,
    spare: str | None,
    weak: str | None,
    to: str,
    subject: str | None,
    plan: bool,
    limit: float | None,
) -> None:
    """Refuse options that do not go together."""
    if for_ is not None and stretch is not None:
        raise BadInput("--for and --stretch exclude each other")
    if plan and (for_ is not None or stretch is not None or spare is not None):
        raise BadInput("--plan is for all extensors and lumbar discs: leave out --for, --stretch and --spare")
    if limit is not None and not plan:
        raise BadInput("--limit goes with --plan")
    if spare is not None and for_ is None:
        raise BadInput("--spare goes with --for: say which muscle is to work")
    if (weak is not None or subject is not None) and for_ is None and not plan:
        raise BadInput("--weak and --subject go with --for or --plan")
    if to != USUAL_WEAKNESS and weak is None:
        raise BadInput("--to goes with --weak")
    what_is_left("--to", to)


def _facts(atlas: Atlas, for_: str | None, stretch: str | None) -> dict[str, Any]:
    """What the tables know."""
    from dorsum.anatomy.atlas.exercises import listed
    from dorsum.anatomy.atlas.pain import DISCLAIMER

    return {**listed(atlas, for_, stretch), "disclaimer": DISCLAIMER}


def _model(
    atlas: Atlas, for_: str, spare: str | None, weak: str | None, to: str, subject: str | None
) -> dict[str, Any]:
    """What the model holds."""
    from dorsum.clinic.choice import choose, level_of, plain
    from dorsum.clinic.exercises import stored

    level, muscles = level_of(spare), atlas.names.parts(for_)
    who, before = stored(), None
    told = ""
    if weak is not None or subject is not None:
        names = [choice.held.exercise for choice in choose(atlas, who, muscles, level)][:MOST_ANEW]
        before, who, told = _anew(atlas, names, weak, to, subject)
    asked = {
        "muscle": atlas.names.title(muscles),
        "spared": level,
        "subject": who.who,
        "weakness": told,
        "facts": who.digest[:12],
        "kinds": KINDS,
        "refused": dict(who.refused),
    }
    return plain(choose(atlas, who, muscles, level, before), asked)


KINDS = {"activity": "computed", "compression": "computed", "measured": "published"}


def _plan(
    atlas: Atlas, limit: float | None, weak: str | None, to: str, subject: str | None
) -> dict[str, Any]:
    """The plan."""
    from dorsum.clinic.exercises import stored
    from dorsum.clinic.plan import USUAL_LIMIT, plain, plan

    who, told = stored(), ""
    if weak is not None or subject is not None:
        _, who, told = _anew(atlas, [row.task for row in atlas.tables.exercises], weak, to, subject, False)
    return {**plain(plan(who, USUAL_LIMIT if limit is None else limit), who), "weakness": told}


def _anew(
    atlas: Atlas, names: list[str], weak: str | None, to: str, subject: str | None, both: bool = True
) -> tuple[Computed | None, Computed, str]:
    """Exercises of another body, before it was weakened (`both`) and after, and the weakness in words."""
    from dorsum.body.subject import Subject
    from dorsum.clinic.exercises import SUBJECT, compute, stored
    from dorsum.clinic.weakening import in_the_model, weak_muscle, weakened

    whose = Subject.named(SUBJECT) if subject is None else Subject.find(subject)
    rows = [row for row in atlas.tables.exercises if row.task in names]
    titles = [row.task for row in rows]
    if weak is None:
        return None, compute(each(rows, "holding", titles), whose), ""
    less = in_the_model(weak_muscle(weak, what_is_left("--to", to), atlas=atlas), atlas)
    then = None
    if both:
        then = stored() if subject is None else compute(each(rows, "holding, before", titles), whose)
    return then, compute(each(rows, "holding", titles), weakened(whose, less)), less.words


def blocks(atlas: Atlas, found: dict[str, Any]) -> Iterator[str | Text | Table]:
    """The answer as text: what the model finds, what the tables know, what was measured."""
    from dorsum.cli.muscle import pairs

    if "model" in found:
        yield from _model_blocks(found["model"])
    names = {row.muscle: row.name for row in atlas.tables.muscles}
    yield heading("Exercises in the tables") if found["exercises"] else "The tables name no exercise for it."
    yield pairs((row["exercise"], text(row, names)) for row in found["exercises"])
    if found["measured"]:
        yield heading("\nMeasured")
        yield pairs((row["exercise"], effort(row)) for row in found["measured"])
    yield f"\n{found['disclaimer']}"


def _model_blocks(found: dict[str, Any]) -> Iterator[str | Text | Table]:
    from rich.table import Table

    who = f"{found['subject']}{'; ' if found['weakness'] else ''}{found['weakness']}"
    yield heading(f"In the model: {found['muscle']}", f" ({who}), held still")
    rows = found["exercises"]
    if not rows:
        yield "it takes part in no exercise of the list\n"
        return
    before = any(row["before"] for row in rows)
    made = Table("exercise", "side", box=None, header_style="bold")
    for name in ("activity", "load", "% per kN"):
        made.add_column(name, justify="right")
    if before:
        made.add_column("before", justify="right")
    made.add_column("measured")
    for row in rows[:MANY]:
        cells = [spoken(row["exercise"]), row["side"], f"{row['activity_pct']:.0f} %", load(row), per_kn(row)]
        if before:
            was = row["before"]
            cells.append("" if not was else f"{was['activity_pct']:.0f} %, {was['compression_n']} N")
        made.add_row(*cells, "; ".join(measured(of) for of in row["measured"]))
    yield made
    yield ORDER
    if len(rows) > MANY:
        yield f"… and {len(rows) - MANY} with less activity for the load: --json has all"
    yield from _notes(rows)
    yield from (f"{spoken(name)}: {why}" for name, why in found["refused"].items())
    yield f"\n{found['no_advice']}\n{found['stop']}\n"


def _notes(rows: list[dict[str, Any]]) -> Iterator[str | Text]:
    """What disagrees, who names the exercises, and what is to be doubted."""
    disagree = [(row["exercise"], why) for row in rows for why in row["contradicts"]]
    if disagree:
        yield heading("\nDisagreement")
        yield "\n".join(f"{spoken(exercise)}: {why}" for exercise, why in disagree)
    named = [(row["exercise"], row["documents"]) for row in rows[:MANY] if row["documents"]]
    if named:
        yield heading("\nNamed by")
        yield "\n".join(f"{spoken(exercise)}: {'; '.join(documents)}" for exercise, documents in named)
    doubts = [(row["exercise"], row["doubt"]) for row in rows[:MANY] if row["doubt"]]
    if doubts:
        yield heading("\nTo be doubted")
        yield "\n".join(f"{spoken(exercise)}*: {why}" for exercise, why in doubts)


def load(row: Mapping[str, Any]) -> str:
    """`1118 N at L5/S1`, with a star where it is to be doubted."""
    return f"{row['compression_n']} N at {row['level']}{'*' if row['doubt'] else ''}"


def per_kn(row: Mapping[str, Any]) -> str:
    """Activity for each kN."""
    return f"{row['activity_pct_per_kn']:.1f}"


def measured(of: Mapping[str, Any]) -> str:
    """`5 ± 4 % Ekstrom2007`, and whether it disagrees."""
    spread = "" if of["sd_pct"] is None else f" ± {of['sd_pct']:g}"
    sign = "" if of["comparison"] == "=" else f"{of['comparison']} "
    against = "" if of["agrees"] or of["model_pct"] is None else ", disagrees"
    return f"{sign}{of['value_pct']:g}{spread} % {of['study']}{against}"


def plan_blocks(found: dict[str, Any]) -> Iterator[str | Text | Table]:
    """The plan as text."""
    from rich.table import Table

    who = f"{found['subject']}{'; ' if found['weakness'] else ''}{found['weakness']}"
    yield heading(f"No lumbar disc above {found['limit_n']:g} N", f" ({who})")
    made = Table(
        "exercise", "load where most", "works, % of maximum", "only here", box=None, header_style="bold"
    )
    for step in found["plan"]:
        works = ", ".join(f"{name} {share:.0f}" for name, share in step["works_pct"].items())
        at = f"{step['compression_n']} N at {step['level']}"
        made.add_row(f"{spoken(step['exercise'])}: {step['title']}", at, works, ", ".join(step["only_here"]))
    yield made if found["plan"] else "none"
    for group, why in found["lacking"].items():
        yield f"{group}: {why}, which is low"
    yield (
        f"\nThe rule: {found['rule']}."
        f" Left out: {found['left_out_for_load']} above the limit, {found['left_out_as_doubtful']} whose"
        " numbers are to be doubted."
    )
    yield f"\n{found['no_advice']}\n{found['stop']}"


def text(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """What an exercise does, with evidence, documents and sources."""
    said = [
        row["effect"],
        ", ".join(names.get(muscle, spoken(muscle)) for muscle in row["muscles"]),
        row["how"],
        row["evidence"],
    ]
    named = f"named by {', '.join(row['documents'])}" if row["documents"] else ""
    said += [f"but measured: {'; '.join(row['contradicted'])}"] if row["contradicted"] else []
    return "; ".join(filter(None, [*said, named])) + f" [{', '.join(row['source'])}; {row['confidence']}]"


def effort(row: dict[str, Any]) -> str:
    """A measured effort in words."""
    value = "" if row["value"] is None else f"{row['comparison']} {row['value']:g}"
    sd = "" if row["sd"] is None else f" ± {row['sd']:g}"
    unit = {"pct_mvic": "% MVIC", "pct_mvc": "% MVC", "n": "N"}.get(row["unit"], row["note"])
    return f"{row['quantity']} {value}{sd} {unit} [{', '.join(row['source'])}]".replace("= ", "")
