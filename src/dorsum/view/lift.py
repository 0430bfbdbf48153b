"""A lift of the page: a posture that reaches, as a task file, and what published rules say of it."""

from __future__ import annotations

from dataclasses import asdict, replace

from dorsum.lifting.advice import Tell, advise
from dorsum.lifting.analyze import analyze_lift
from dorsum.lifting.course import task_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.place import stated_arm
from dorsum.lifting.rules import LiftRules
from dorsum.mechanics.model import Model
from dorsum.motion.write import task_text
from dorsum.report.lift_rules import in_full, in_short
from dorsum.view.api.lift import AdviceAnswered, HandsAsked, LiftAnswered, LiftQuestion, RuleSaid
from dorsum.view.api.questions import TaskFile
from dorsum.view.names import task_name

FILE = "lift.toml"


def lifted(question: LiftQuestion, model: Model) -> LiftAnswered:
    """The lift of a question as a task for a body, and the rules.

    Raises:
        BadInput: the hands cannot be there, or a rule has no row for what was told.
    """
    lift = _lift(question)
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


def advised(question: LiftQuestion, model: Model, tell: Tell) -> AdviceAnswered:
    """What should change in the lift of a question for a body; `tell` hears how far that is.

    Raises:
        BadInput: the hands cannot be there.
        Unwanted: nobody waits for it any more.
    """
    said = advise(analyze_lift(_lift(question), model), tell).said()
    told = {name: list(value) for name, value in asdict(said).items() if name != "head"}
    return AdviceAnswered(lines=said.lines(), head=said.head, **told)


def _lift(question: LiftQuestion) -> Lift:
    told = question.model_dump(exclude={"subject", "body", "control", "start", "end"})
    end = None if question.end is None else _hands(question.end)
    return Lift(start=_hands(question.start), end=end, **told)


def _hands(at: HandsAsked) -> Hands:
    return Hands(**at.model_dump())
