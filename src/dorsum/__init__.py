"""Dorsum: an executable model of the human back.

The public names are imported when they are first used, so that `import dorsum` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dorsum.anatomy.atlas import Atlas as Atlas
    from dorsum.anatomy.read import Tables as Tables
    from dorsum.anatomy.read import load as load
    from dorsum.body.body import Body as Body
    from dorsum.body.subject import Subject as Subject
    from dorsum.clinic.consequences import consequences as consequences
    from dorsum.clinic.endurance import endure as endure
    from dorsum.clinic.endured import Endurance as Endurance
    from dorsum.clinic.lesion import Lesion as Lesion
    from dorsum.clinic.lesion import compare_weakened as compare_weakened
    from dorsum.clinic.nerves import cut_nerve as cut_nerve
    from dorsum.clinic.sitting import Sitting as Sitting
    from dorsum.clinic.sitting import sit as sit
    from dorsum.clinic.spiral import Spiral as Spiral
    from dorsum.clinic.spiral import spiral as spiral
    from dorsum.clinic.weakening import Weakening as Weakening
    from dorsum.clinic.weakening import weak_muscle as weak_muscle
    from dorsum.clinic.weakening import weakened as weakened
    from dorsum.errors import BadInput as BadInput
    from dorsum.errors import DorsumError as DorsumError
    from dorsum.errors import NoEquilibrium as NoEquilibrium
    from dorsum.errors import TableError as TableError
    from dorsum.errors import UnknownName as UnknownName
    from dorsum.exchange.read.results import open_result as open_result
    from dorsum.function.stimulate import Stimulation as Stimulation
    from dorsum.function.stimulate import stimulate as stimulate
    from dorsum.function.strength import Strength as Strength
    from dorsum.function.strength import strength as strength
    from dorsum.lifting.analyze import LiftResult as LiftResult
    from dorsum.lifting.analyze import analyze_lift as analyze_lift
    from dorsum.lifting.job import Job as Job
    from dorsum.lifting.lift import Hands as Hands
    from dorsum.lifting.lift import Lift as Lift
    from dorsum.mechanics.analysis import Options as Options
    from dorsum.mechanics.model import Model as Model
    from dorsum.mechanics.objectives import Objective as Objective
    from dorsum.mechanics.result import Result as Result
    from dorsum.motion.acting import Force as Force
    from dorsum.motion.acting import Ground as Ground
    from dorsum.motion.acting import Load as Load
    from dorsum.motion.acting import Moment as Moment
    from dorsum.motion.acting import Support as Support
    from dorsum.motion.analyze import analyze as analyze
    from dorsum.motion.analyze import analyze_many as analyze_many
    from dorsum.motion.posture import Posture as Posture
    from dorsum.motion.task import Keyframe as Keyframe
    from dorsum.motion.task import Task as Task
    from dorsum.report.lift import LiftAnswer as LiftAnswer
    from dorsum.simulation.front import simulate as simulate
    from dorsum.view.export import export as export

__version__ = "0.1.0"

__all__ = [
    "Atlas",
    "BadInput",
    "Body",
    "DorsumError",
    "Endurance",
    "Force",
    "Ground",
    "Hands",
    "Job",
    "Keyframe",
    "Lesion",
    "Lift",
    "LiftAnswer",
    "LiftResult",
    "Load",
    "Model",
    "Moment",
    "NoEquilibrium",
    "Objective",
    "Options",
    "Posture",
    "Result",
    "Sitting",
    "Spiral",
    "Stimulation",
    "Strength",
    "Subject",
    "Support",
    "TableError",
    "Tables",
    "Task",
    "UnknownName",
    "Weakening",
    "analyze",
    "analyze_lift",
    "analyze_many",
    "compare_weakened",
    "consequences",
    "cut_nerve",
    "endure",
    "export",
    "load",
    "open_result",
    "simulate",
    "sit",
    "stimulate",
    "strength",
    "weak_muscle",
    "weakened",
]

_HOME = {
    "Atlas": "dorsum.anatomy.atlas",
    "BadInput": "dorsum.errors",
    "Body": "dorsum.body.body",
    "DorsumError": "dorsum.errors",
    "Endurance": "dorsum.clinic.endured",
    "Force": "dorsum.motion.acting",
    "Ground": "dorsum.motion.acting",
    "Hands": "dorsum.lifting.lift",
    "Job": "dorsum.lifting.job",
    "Keyframe": "dorsum.motion.task",
    "Lesion": "dorsum.clinic.lesion",
    "Lift": "dorsum.lifting.lift",
    "LiftAnswer": "dorsum.report.lift",
    "LiftResult": "dorsum.lifting.analyze",
    "Load": "dorsum.motion.acting",
    "Model": "dorsum.mechanics.model",
    "Moment": "dorsum.motion.acting",
    "NoEquilibrium": "dorsum.errors",
    "Objective": "dorsum.mechanics.objectives",
    "Options": "dorsum.mechanics.analysis",
    "Posture": "dorsum.motion.posture",
    "Result": "dorsum.mechanics.result",
    "Sitting": "dorsum.clinic.sitting",
    "Spiral": "dorsum.clinic.spiral",
    "Stimulation": "dorsum.function.stimulate",
    "Strength": "dorsum.function.strength",
    "Subject": "dorsum.body.subject",
    "Support": "dorsum.motion.acting",
    "TableError": "dorsum.errors",
    "Tables": "dorsum.anatomy.read",
    "Task": "dorsum.motion.task",
    "UnknownName": "dorsum.errors",
    "Weakening": "dorsum.clinic.weakening",
    "analyze": "dorsum.motion.analyze",
    "analyze_lift": "dorsum.lifting.analyze",
    "analyze_many": "dorsum.motion.analyze",
    "compare_weakened": "dorsum.clinic.lesion",
    "consequences": "dorsum.clinic.consequences",
    "cut_nerve": "dorsum.clinic.nerves",
    "endure": "dorsum.clinic.endurance",
    "export": "dorsum.view.export",
    "load": "dorsum.anatomy.read",
    "open_result": "dorsum.exchange.read.results",
    "simulate": "dorsum.simulation.front",
    "sit": "dorsum.clinic.sitting",
    "spiral": "dorsum.clinic.spiral",
    "stimulate": "dorsum.function.stimulate",
    "strength": "dorsum.function.strength",
    "weak_muscle": "dorsum.clinic.weakening",
    "weakened": "dorsum.clinic.weakening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'dorsum' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
