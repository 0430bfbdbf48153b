"""`dorsum lift`: what a lift asks of a back, and what published rules say of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dorsum.cli.analyze import Way
from dorsum.cli.asked import check_subject
from dorsum.cli.files import check_output
from dorsum.cli.terminal import AsJson, console, note, print_json, working
from dorsum.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from dorsum.lifting.lift import Hands, Lift
    from dorsum.report.lift import LiftAnswer

Who = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Whose body: wilke, male, female or a TOML file; default: male."),
]
Mass = Annotated[float, typer.Option("--mass", metavar="KG", help="What is lifted.")]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="H,V",
        help="Where the hands start, in cm: forward of the ankles, above the floor.",
    ),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="H,V", help="Where they end; without it the load is held.")
]
Asymmetry = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="Degrees to the right of ahead at start and end; left is below 0."),
]
Using = Annotated[str, typer.Option("--hands", metavar="HANDS", help="both, right or left.")]
Style = Annotated[str, typer.Option(metavar="STYLE", help="free (as people do), stoop, squat or semi-squat.")]
Grip = Annotated[str, typer.Option(metavar="GRIP", help="How hands hold it: good, fair or poor.")]
Pace = Annotated[float | None, typer.Option("--per-minute", metavar="N", help="Lifts a minute.")]
Hours = Annotated[
    float | None, typer.Option(metavar="H", help="Hours a day without sufficient recovery between.")
]
PerDay = Annotated[
    float | None,
    typer.Option("--per-day", metavar="N", help="Lifts a day, where pace and hours are not told."),
]
Seconds = Annotated[
    float | None, typer.Option(metavar="S", help="How long one lift takes; else as hands usually go.")
]
Control = Annotated[
    bool, typer.Option("--control", help="It is placed with care: NIOSH then asks the destination, too.")
]
Held = Annotated[
    bool, typer.Option("--held", help="Start and end held still alone, without the way between: quicker.")
]
Advised = Annotated[
    bool,
    typer.Option("--advice", help="Say what should change, and how many kg until limits: 10 to 20 s more."),
]
Full = Annotated[
    bool, typer.Option("--full", help="Print every level, each rule with its sources, all that is assumed.")
]
Report = Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a report to read.")]
SaveTask = Annotated[
    Path | None,
    typer.Option("--save-task", metavar="FILE.toml", help="Write the lift as a task for `dorsum analyze`."),
]

MORE = "More: --full, --report FILE.html. Reference values, not limits of safety. Not a diagnosis."


def lift(
    mass: Mass,
    from_: From,
    to: To = None,
    asymmetry: Asymmetry = None,
    hands: Using = "both",
    style: Style = "free",
    grip: Grip = "good",
    per_minute: Pace = None,
    hours: Hours = None,
    per_day: PerDay = None,
    seconds: Seconds = None,
    control: Control = False,
    subject: Who = None,
    posture: Way = "giving",
    held: Held = False,
    advice: Advised = False,
    full: Full = False,
    report: Report = None,
    save_task: SaveTask = None,
    as_json: AsJson = False,
) -> None:
    """Ask how much a lift loads the back, and what NIOSH, LiFFT and Liberty Mutual say of it.

    A body is found that reaches by stated rules, balanced at start and end and on the way. The first
    sentence tells the lumbar disc that bears most; what rules say comes from their books, not from the model.
    """
    from dorsum.anatomy.read import load
    from dorsum.lifting.lift import Lift
    from dorsum.lifting.rules import LiftRules

    check_output(report, (".html",))
    check_output(save_task, (".toml",))
    check_subject(subject)
    start, end = places(from_, to, asymmetry)
    asked = Lift(
        mass_kg=mass,
        start=start,
        end=end,
        hands=hands,
        style=style,
        grip=grip,
        per_minute=per_minute,
        hours=hours,
        seconds=seconds,
    )
    LiftRules(lift=asked, tables=load(), control=control, per_day=per_day)  # refuses what no rule knows
    answer = answered(asked, subject, posture, control, per_day, held)
    write_files(answer, report, save_task)
    advised = advice_of(answer) if advice else None
    if as_json:
        print_json(answer.as_dict() | ({} if advised is None else {"advice": advised}))
        return
    screen = console()
    for block in blocks(answer, full):
        screen.print(block)
    for line in advised or ():
        screen.print(line)


def advice_of(answer: LiftAnswer) -> list[str]:
    """What should change in a lift, in sentences."""
    from dorsum.lifting.advice import advise

    with working("looking for what should change"):
        return advise(answer.found).lines()


def answered(
    asked: Lift, subject: str | None, posture: str, control: bool, per_day: float | None, held: bool
) -> LiftAnswer:
    """The lift analysed for a subject, and what rules say."""
    from dorsum.body.subject import Subject
    from dorsum.lifting.analyze import analyze_lift
    from dorsum.mechanics.analysis import Options
    from dorsum.report.lift import LiftAnswer

    who = None if subject is None else Subject.find(subject)
    with working(asked.title):
        found = analyze_lift(asked, who, options=Options(posture=posture), moving=not held)
    return LiftAnswer.of(found, control=control, per_day=per_day)


def places(start: str, end: str | None, asymmetry: str | None) -> tuple[Hands, Hands | None]:
    """Where the hands are at the start, and at the end if one is told."""
    from dorsum.lifting.lift import Hands

    ends = 1 if end is None else 2
    aside = [0.0] * ends if asymmetry is None else _numbers("--asymmetry", asymmetry, ends)
    found = []
    for name, text, angle in zip(("--from", "--to"), (start, end), aside, strict=False):
        if text is not None:
            horizontal, vertical = _numbers(name, text, 2)
            try:
                found.append(Hands(horizontal_cm=horizontal, vertical_cm=vertical, asymmetry_deg=angle))
            except BadInput as error:
                raise BadInput(f"{name}: {error}") from error
    return found[0], found[1] if ends == 2 else None


def _numbers(name: str, text: str, count: int) -> list[float]:
    """So many numbers with commas between them."""
    parts = text.split(",")
    try:
        found = [float(part) for part in parts]
    except ValueError:
        found = []
    if len(found) != count:
        example = {"--asymmetry": "30,0" if count == 2 else "30"}.get(name, "40,25")
        wanted = "one number" if count == 1 else f"{count} numbers with a comma between them"
        raise BadInput(f"{name} {text}: must be {wanted}, such as {example}")
    return found


def write_files(answer: LiftAnswer, report: Path | None, save_task: Path | None) -> None:
    """Write what was asked for."""
    if report is not None:
        from dorsum.report.html import write_lift_report

        write_lift_report(answer, report)
        note(f"report: {report}")
    if save_task is not None:
        from dataclasses import replace

        from dorsum.files import write_whole
        from dorsum.motion.write import task_text

        text = task_text(replace(answer.found.task, subject=answer.found.model.body.subject))
        write_whole(save_task, lambda temporary: temporary.write_text(text, encoding="utf-8"))
        note(f"saved: {save_task}")


def blocks(answer: LiftAnswer, full: bool) -> Iterator[str | Table | Text]:
    """The answer: the worst first; in full every level, rule and assumption."""
    from rich.text import Text

    from dorsum.report.limits import Limits
    from dorsum.report.loads import ZONE_STYLE

    limits = Limits.of(answer.found.model.body)
    amber = answer.at_least or answer.warnings
    style = "bold yellow" if amber else ZONE_STYLE[limits.zone(answer.worst.greatest)]
    yield Text.assemble((f"{answer.found.lift.title}. ", "bold"), (answer.first, style))
    yield from map(Text, answer.lines)
    if not full:
        yield Text(_assumed(answer))
        yield Text(MORE, style="dim")
        return
    yield level_table(answer)
    for title, sentences in answer.sections:
        yield Text(f"\n{title}", style="bold")
        yield from map(Text, sentences)
    yield Text("\nAssumed", style="bold")
    yield from (Text(f"- {text}") for text in answer.assumed)
    yield Text("\nNot a diagnosis, not for clinical decisions.", style="dim")


def _assumed(answer: LiftAnswer) -> str:
    """The first of what is assumed, and how many more there are."""
    shown = 3
    left = len(answer.assumed) - shown
    more = f"; {left} more (--full)" if left > 0 else ""
    return f"Assumed: {'; '.join(answer.assumed[:shown])}{more}."


def level_table(answer: LiftAnswer) -> Table:
    """Compression of every lumbar disc."""
    from rich.table import Table

    table = Table(box=None, header_style="dim")
    table.add_column("compression, N")
    for name in ("held at the start", "held at the end", "greatest", "when"):
        table.add_column(name, justify="right")
    for load in answer.levels:
        table.add_row(load.level, *answer.cells(load), load.when)
    return table
