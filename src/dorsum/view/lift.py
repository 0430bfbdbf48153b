"""A lift of the page: a posture that reaches, as a task file, and what published rules say of it."""

from __future__ import annotations

from dataclasses import replace

from dorsum.lifting.course import task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.place import stated_arm
from dorsum.lifting.rules import LiftRules
from dorsum.mechanics.model import Model
from dorsum.motion.write import task_text
from dorsum.report.lift_rules import in_full, in_short
from dorsum.view.api.lift import HandsAsked, LiftAnswered, LiftQuestion, RuleSaid
from dorsum.view.api.questions import TaskFile
from dorsum.view.names import task_name

FILE = "lift.toml"


def lifted(question: LiftQuestion, model: Model) -> LiftAnswered:
    """The lift of a question as a task for a body, and the rules.

    Raises:
        BadInput: the hands cannot be there, or a rule has no row for what was told.
    """
    lift = Lift(
        mass_kg=question.mass_kg,
        start=_hands(question.start),
        end=None if question.end is None else _hands(question.end),
        hands=question.hands,
        style=question.style,
        grip=question.grip,
        per_minute=question.per_minute,
        hours=question.hours,
    )
    LiftRules(lift=lift, tables=model.body.tables, control=question.control)  # refuses before it is computed
    task = replace(task_of(model, lift), name="lift", subject=model.body.subject)
    arm = stated_arm(model, lift, task)
    rules = LiftRules(lift=lift, tables=model.body.tables, control=question.control, arm_m=arm)
    return LiftAnswered(
        file=TaskFile(name=FILE, text=task_text(task)),
        info=task_name(task),
        lines=list(in_short(rules)),
        rules=[RuleSaid(title=title, lines=list(lines)) for title, lines in in_full(rules)],
        assumptions=list(rules.assumed()),
    )


def _hands(at: HandsAsked) -> Hands:
    return Hands(**at.model_dump())
