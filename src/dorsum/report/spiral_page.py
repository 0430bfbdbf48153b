"""`docs/spiral.md`, and what `docs/claims.md` says of spiral, posture time, recovery and exercise by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import SpiralStepRow
from dorsum.clinic.rates import SETS
from dorsum.clinic.spiral import SAID
from dorsum.clinic.spiral_steps import AGAINST, CONSISTENT, UNTESTED, Decision, Found, decisions
from dorsum.report.markdown import prose, table

THEMES = ("spiral", "recovery", "exercise", "posture time")
DECISIONS = (CONSISTENT, AGAINST, UNTESTED)
HEAD = """
Made by `make clinic`; do not edit. A test computes a sample anew and refuses what rests on other facts or
code. `dorsum spiral` asks the same for any body, day, weakness and training.

{said}

Size and drive of every muscle go, day by day, where its use leads: less than the usual day asks lowers what
is kept, training above a threshold raises it. What a day asks of each muscle is a full balance at least
once a week, and its slopes say what a small weakness does to all others. The rates and the rules of the
verdicts were written down before the first was computed. Changed after that: what a day asks is counted
above the tone that the model gives a muscle at all times (seen in lying, before a published row was
compared), and a muscle that the usual day asks for less than a thousandth of its greatest activation loses
nothing by disuse (seen when the neck led the loop by such muscles); slopes are those of a weakness of a
thousandth, where they had been of 2 % (seen when slopes of single muscles did not add up to what all
together do: at 2 % muscles that share work have changed places, and the gain in a desk day came out as 0.18
instead); the test of strength is of an exact posture (where joints gave, the loss came out as 4 or 8 % by
roundings); and where published rows and the number disagree, a step is untested, where it had counted as
not consistent (two steps: what wasted does not come back by itself, a stronger core protects the spine).
Psoas is not asked for bed rest, since hips are not balanced there.
"""
LOOP = """
A small weakness changes what the usual day asks of all muscles; that changes where they go. Gain is how much
of a weakness one round of the loop passes on: above 1 it feeds itself. Avoidance is the share of active hours
that somebody gives up per relative rise of effort; it stands for pain and fear, which the model does not
have, and no study measures it.
"""
CHANGES = """
No rate is taken from a row of this table. Inside or outside the spread, where one was published; else
whether the published value lies between the answers of mild and harsh rates.
"""
STEPS = """
A step has published rows for and against it, and often a number of the model with a bound that was set
before. Rows on both sides decide nothing, nor do rows and a number that disagree: untested. Else not
consistent where rows stand against it or the number misses its bound; consistent where rows stand for it or
the number keeps its bound; untested where there is neither.
"""


def spiral_page(tables: Tables, found: Found) -> str:
    """The page as Markdown."""
    parts = ["# The spiral, step by step\n", prose(HEAD.format(said=SAID)), "\n## The loop\n", prose(LOOP)]
    parts += ["", _loops(tables, found), "\n## Rates\n", _rates(tables)]
    parts += ["\n## Published changes beside the rates\n", prose(CHANGES), "", _compared(tables, found)]
    parts += ["\n## What misses, and why\n", _misses(tables, found)]
    parts += ["\n## Steps of what the documents say\n", prose(STEPS), "", *_steps(tables, found)]
    return "\n".join(parts) + "\n"


def claims_section(tables: Tables, found: Found) -> Iterator[str]:
    """What `docs/claims.md` says of these claims: every claim with its steps."""
    of = decisions(tables, found.numbers)
    rows: dict[str, list[SpiralStepRow]] = {}
    for row in tables.spiral_steps:
        for claim in row.claims:
            rows.setdefault(claim, []).append(row)
    yield "\n## Spiral, posture time, recovery and exercise, step by step\n"
    yield prose(
        f"{SAID} Each claim is cut into steps; [spiral.md](spiral.md) has the rows, rates and rules that"
        f" decide them. {_counted(of)}"
    )
    yield ""
    said = {
        row.claim: f"{row.subject}, {row.predicate.replace('_', ' ')}: {row.object}" for row in tables.claims
    }
    cells = [
        [f"{claim}: {said[claim]}", "; ".join(f"{_told(row, of[row.step])}" for row in rows[claim])]
        for claim in (row.claim for row in tables.claims)
        if claim in rows
    ]
    yield table(("claim", "steps"), cells)


def _counted(of: Mapping[str, Decision]) -> str:
    counts = Counter(each.decision for each in of.values())
    return f"Of {len(of)} steps " + ", ".join(f"{counts[name]} {name}" for name in DECISIONS) + "."


def _told(row: SpiralStepRow, decision: Decision) -> str:
    number = f" ({_number(row, decision)})" if decision.number is not None else ""
    return f"{row.statement}: **{decision.decision}**{number}"


def _number(row: SpiralStepRow, decision: Decision) -> str:
    unit = f" {row.unit}" if row.unit not in ("", "-", "activation") else ""
    sign = ">" if row.sense == "more" else "<"
    return f"{decision.number:.3g}{unit}, asked {sign} {row.bound:g}"


def _loops(tables: Tables, found: Found) -> str:
    avoidance = next(row for row in tables.strength_rates if row.rate == "avoidance")
    rows = []
    for name in SETS:
        loop = found.loops[name]
        gain, critical = loop["gain"], loop["critical"]
        assert gain is not None
        ends = "runs away" if gain > 1.0 else "settles"
        above = "never" if critical is None else f"{critical:.1f}"
        rows.append([name, f"{getattr(avoidance, name):g}", f"{gain:.2f}", ends, above])
    return table(("rates", "avoidance", "gain of the loop", "a small weakness", "runs away above"), rows)


def _rates(tables: Tables) -> str:
    rows = [
        [
            row.rate.replace("_", " "),
            *(f"{getattr(row, name):g}" for name in SETS),
            row.unit,
            row.meaning,
            f"{row.kind}, {row.provenance}",
            f"{'; '.join(row.source)}: {row.note}",
        ]
        for row in tables.strength_rates
    ]
    return table(("rate", *SETS, "unit", "meaning", "kind", "from"), rows)


def _compared(tables: Tables, found: Found) -> str:
    of = {row.row: row for row in tables.muscle_changes}
    rows = []
    for each in found.compared:
        row = of[each.row]
        ends = [] if row.low is None and row.high is None else [row.low, row.high]
        spread = f" ({' to '.join('' if end is None else f'{end:g}' for end in ends)})" if ends else ""
        spread = spread.replace("( to ", "(up to ")
        held = ("" if row.value is None else f"{row.value:g}") + spread + f" {row.unit}".rstrip(" -")
        answers = [f"{value:.3g}" for value in (each.mild, each.middle, each.harsh) if value is not None]
        who = f"{'; '.join(row.source)} ({row.provenance})"
        rows.append([f"{each.row}: {row.condition}", row.said, held, *answers, each.verdict, who])
    return table(("row", "published", "held against", *SETS, "verdict", "source"), rows)


def _misses(tables: Tables, found: Found) -> str:
    causes = {row.row: row.text for row in tables.change_misses}
    rows = [[each.row, each.verdict, causes[each.row]] for each in found.compared if missed(each.verdict)]
    return table(("row", "verdict", "cause"), rows)


def missed(verdict: str) -> bool:
    """Whether a row is not met."""
    return verdict.startswith(("outside", "beyond"))


def _steps(tables: Tables, found: Found) -> Iterator[str]:
    of = decisions(tables, found.numbers)
    yield _counted(of) + "\n"
    for theme in THEMES:
        rows = []
        for row in tables.spiral_steps:
            if row.theme != theme:
                continue
            decision = of[row.step]
            evidence = [
                *(f"for: {', '.join(row.supports)}" for _ in [0] if row.supports),
                *(f"against: {', '.join(row.against)}" for _ in [0] if row.against),
            ]
            number = "–" if decision.number is None else f"{_number(row, decision)}: {row.meaning}"
            rows.append(
                [
                    row.statement,
                    " ".join(row.claims),
                    "; ".join(evidence) or "no row",
                    number,
                    f"**{decision.decision}**",
                    row.note,
                ]
            )
        yield f"### {theme.capitalize()}\n"
        yield table(("step", "claims", "published", "number of the model", "decision", "note"), rows)
    told = {name for row in tables.spiral_steps for name in (*row.supports, *row.against)}
    rows = [
        [row.row, f"{row.condition}: {row.said}", f"{'; '.join(row.source)} ({row.provenance})", row.note]
        for row in tables.muscle_changes
        if row.row in told
    ]
    yield "### The rows\n"
    yield table(("row", "published", "source", "note"), rows)
