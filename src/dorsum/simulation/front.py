"""A task let go in one call, as `dorsum simulate` does."""

from __future__ import annotations

from pathlib import Path

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.task import Task
from dorsum.simulation import run
from dorsum.simulation.activations import read_activations
from dorsum.simulation.plan import Plan
from dorsum.simulation.run import Run


def simulate(
    task: Task | str,
    subject: Subject | Body | Model | str | None = None,
    *,
    feedback: str = "reflex",
    activations: Path | str | None = None,
    seconds: float | None = None,
    disturbed_deg: float = 0.1,
) -> Run:
    """Let the back go with the activations solved for a task, or those of a file; see `run.simulate`.

    The posture is taken exactly as stated: a file of `analyze` fits that if it was written with
    `posture="exact"`.

    Raises:
        BadInput, UnknownName: no such task, subject or feedback, a number out of bounds, no MuJoCo.
    """
    run.refuse(seconds, disturbed_deg)
    chosen = task if isinstance(task, Task) else Task.find(task)
    plan = Plan(model_for(subject or chosen.subject or "male"), chosen)
    if activations is not None:
        plan.give(read_activations(Path(activations), plan.model.body))
    return run.simulate(plan, feedback, seconds=seconds, disturbed_deg=disturbed_deg)
