"""`docs/exercises.md`: what exercises ask of muscles and discs in the model, beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from dorsum.anatomy.read import Tables
from dorsum.clinic.agreement import BAR, Beside, Rank, beside, by_study, ranks
from dorsum.clinic.choice import LUMBAR_WORST, PERCENT, load_at
from dorsum.clinic.exercises import Computed, Held
from dorsum.clinic.personal import NO_ADVICE, STOP
from dorsum.clinic.plan import EXTENSORS, RULE, USUAL_LIMIT, Plan, plan
from dorsum.report.markdown import prose, table

HEAD = """
Made by `make clinic`; do not edit. A test computes a sample anew and names what rests on other facts or
code.

{exercises} exercises are held still, each at one instant, by {who} (facts {digest}). Weights and postures
stand in the task files (`dorsum tasks --exercises`); which exercise answers which measured row
(`exercise_pairs.csv`) was written down before the first was compared. Activity is the mean activation of the
fascicles of a muscle, weighed by volume, of the side that works more; % of maximum in the model is a share of
force, in a study a share of the electrical signal of a maximal contraction, mostly in a movement with a load
that one can lift some ten times. So sizes can differ where ranks agree, and ranks are what is judged.

{no_advice} {stop}
"""
RANKS = """
Spearman's ρ of activity in the model and measured, within a study and muscle, where five exercises at
least are there; interval: bootstrap, 95 %. The bar, set before the first run: median over studies ≥ {bar:g},
no muscle of the back below 0. Found: **median over the studies {over:.2f}** ({studies}); {below}.

Changed after the first run, whose median over studies was 0.33 (trapezius upper -0.69 and middle -0.43 in
Ekstrom2003, middle -0.03 in Edelburg2017): dumbbells in each hand had been one load between both hands, which
pulled each hand sideways to the middle, a fault of the task files; they are a load in each hand now. And
their weights had been common ones; those studies had their people lift what they could lift five times, or
70 % of what they could lift once, so each such weight and pull is that share (89 % and 70 %) of the most that
the model's own muscles hold in that posture. The neck's backward press, which no study measured, went up.
"""
ROWS = """
Every measured row that an exercise answers. It agrees within two standard deviations, or a quarter of the
value where none is published: the bands are wide, and a row inside says little.
"""
LOADS = """
Published loads are no measurements: models that electrodes drive told them, whose muscles co-contract. A
least-cost balance held still has no antagonists, and stays below them.
"""
PLAN = """
`dorsum exercises --plan --limit {limit:g}`: {rule}.
"""


def exercises_page(tables: Tables, computed: Computed) -> str:
    """The page as Markdown."""
    rows = list(beside(tables, computed))
    head = HEAD.format(
        exercises=len(computed.exercises),
        who=computed.who,
        digest=computed.digest[:12],
        no_advice=NO_ADVICE,
        stop=STOP,
    )
    parts = [
        "# Exercises: activity and load in the model, beside what was measured\n",
        prose(head),
        "## How studies rank them\n",
        *_rank_section(tables, ranks(rows)),
        "## A plan for all extensors\n",
        prose(PLAN.format(limit=USUAL_LIMIT, rule=RULE)),
        _plan_table(plan(computed)),
        "## Every exercise\n",
        prose("Activity of extensors and of what holds them, % of maximum; –: takes no part."),
        _exercise_table(computed),
        *_doubts(computed),
        "## Every measured activity\n",
        prose(ROWS),
        _row_table([row for row in rows if row.muscles and row.ours is not None]),
        "## Published loads on L4/L5\n",
        prose(LOADS),
        _row_table([row for row in rows if row.unit == "N" and row.ours is not None]),
        "## Not answered\n",
        _not_answered([row for row in rows if row.ours is None]),
    ]
    return "\n\n".join(part.strip() for part in parts).rstrip() + "\n"


def _rank_section(tables: Tables, found: Sequence[Rank]) -> list[str]:
    studies = by_study(found)
    low = [rank for rank in found if rank.of_back and rank.rho < 0.0]
    told = prose(
        RANKS.format(
            bar=BAR,
            over=median(studies.values()),
            studies=", ".join(f"{study} {rho:.2f}" for study, rho in studies.items()),
            below="no muscle of the back is below 0"
            if not low
            else "of muscles of the back below 0: "
            + ", ".join(f"{rank.quantity} ({rank.study}, {rank.rho:.2f})" for rank in low),
        )
    )
    causes = {(row.study, row.quantity): f"{row.cause}: {row.text}" for row in tables.exercise_misses}
    lines = [
        (
            rank.study,
            rank.quantity,
            f"{rank.rho:.2f}",
            f"{rank.low:.2f} to {rank.high:.2f}",
            str(rank.n),
            str(rank.without),
            causes.get((rank.study, rank.quantity), ""),
        )
        for rank in found
    ]
    heads = ("study", "muscle", "ρ", "interval", "n", "without", "why it is missed")
    return [told, table(heads, lines)]


def _plan_table(found: Plan) -> str:
    lines = [
        (
            step.held.title,
            f"{step.load_n:.0f} N at {step.level}",
            ", ".join(f"{name} {PERCENT * share:.0f} %" for name, share in step.works.items()),
            ", ".join(step.new),
        )
        for step in found.steps
    ]
    lines += [(f"not worked: {group}", "", why, "") for group, why in found.lacking.items()]
    return table(("exercise", "most load", "works", "only here"), lines)


def _exercise_table(computed: Computed) -> str:
    groups = {
        **EXTENSORS,
        "rectus abdominis": ("rectus_abdominis",),
        "external oblique": ("external_oblique",),
    }
    lines = []
    for each in computed.exercises:
        level, load = load_at(each, LUMBAR_WORST)
        lines.append(
            (
                each.title + ("" if each.sound else " *"),
                f"`{each.exercise}`",
                ", ".join(each.free),
                f"{each.compression['L4/L5']:.0f}",
                f"{load:.0f} at {level}",
                *(_share(each, computed, muscles) for muscles in groups.values()),
            )
        )
    heads = ("exercise", "task", "balanced beside the spine", "L4/L5, N", "most, N", *groups)
    return table(heads, lines)


def _share(held: Held, computed: Computed, muscles: Sequence[str]) -> str:
    share = held.of(muscles, computed.volumes)
    return "–" if share is None else f"{PERCENT * share:.0f}"


def _doubts(computed: Computed) -> list[str]:
    told = [f"- * {each.title}: {each.doubt}" for each in computed.exercises if not each.sound]
    told += [f"- {name} is refused: {why}" for name, why in computed.refused.items()]
    return ["\n".join(told)] if told else []


def _row_table(rows: Sequence[Beside]) -> str:
    lines = [
        (
            row.study,
            f"{row.exercise} (`{row.task}`)",
            f"{row.quantity}, {row.side}" if row.side else row.quantity,
            row.words.partition(" (")[0] + ("" if row.provenance == "read" else f" ({row.provenance})"),
            "" if row.ours is None else f"{row.ours:.0f}",
            "disagrees" if row.disagrees else "agrees",
        )
        for row in rows
    ]
    return table(("study", "exercise", "of", "measured", "model", ""), lines)


def _not_answered(rows: Sequence[Beside]) -> str:
    why: dict[str, list[str]] = {}
    for row in rows:
        why.setdefault(row.why, []).append(f"{row.exercise}: {row.quantity} ({row.study})")
    return "\n".join(f"- {reason}: {'; '.join(of)}" for reason, of in why.items())
