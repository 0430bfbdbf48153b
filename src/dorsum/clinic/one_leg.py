"""Standing on one leg: whether the hip holds the pelvis, and how far the trunk has to lean where it does not.

The ground bears the whole body by one foot, straight below its centre of mass, so that the moment at the hip
is that of a person who has moved over the foot; the other leg hangs. What the hip lacks lets the pelvis drop
on the side of the lifted leg. A trunk that leans over the stance leg carries the centre of mass to the hip.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.body import Body
from dorsum.clinic.pair import Pair
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.result import Result
from dorsum.motion.acting import Ground
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import MM

OPTIONS = Options(posture="exact", free=("hips",))
STEP, LEANING, MOST = 10.0, 20.0, 40.0  # ° of leaning that are tried
HIP = "hip_right x"  # the coordinate of abduction; what it lacks of it is negative (`shortfall.OF_LEGS`)


@dataclass(frozen=True)
class OneLeg:
    """Standing on the right leg, before or after.

    lacks_nm: of hip abduction, upright and leaning 20° over the stance leg, 0 where it is held. lean_deg: the
    least lean with which it is held, 0 upright; None where none of up to 40° is enough.
    """

    lacks_nm: float
    lacks_leaning_nm: float
    lean_deg: float | None

    @property
    def drops(self) -> bool:
        """Whether the pelvis falls on the side of the lifted leg."""
        return self.lacks_nm > 0.0


def on_one_leg(pair: Pair) -> tuple[OneLeg, OneLeg]:
    """Before and after."""
    return standing(pair.whole), standing(pair.weak)


def standing(body: Body) -> OneLeg:
    """One body."""
    model = model_for(body, OPTIONS)
    lacks = {lean: lacking(posed(model, lean)) for lean in (0.0, LEANING)}
    for lean in np.arange(0.0, MOST + STEP, STEP):
        if lacks.get(lean) == 0.0 or (lean not in lacks and lacking(posed(model, float(lean))) == 0.0):
            return OneLeg(lacks[0.0], lacks[LEANING], float(lean))
    return OneLeg(lacks[0.0], lacks[LEANING], None)


def lacking(result: Result) -> float:
    """What the hip lacks of abduction, N·m, 0 where it lacks none."""
    if result.shortfall is None:
        return 0.0
    row = result.model.rows.index_of(HIP)
    return max(0.0, -float(np.asarray(result.analysis.solution.reserves)[0, row]))


def posed(model: Model, lean_deg: float) -> Result:
    """Standing on the right foot, the trunk leaning to the right: half of it by the lumbar spine."""
    half = lean_deg / 2.0
    posture = Posture(lumbar_bending=half, thoracic_bending=half)
    free = Task(name="one_leg", title="Standing on the right leg", posture=posture)
    at = _under(model, analyze(free, model, options=Options(posture="exact")))
    ground = Ground(body="foot_right", force_bw=(0.0, 1.0, 0.0), at_mm=at)
    task = Task(name="one_leg", title="Standing on the right leg", posture=posture, ground=(ground,))
    return analyze(task, model, options=OPTIONS)


def _under(model: Model, result: Result) -> tuple[float, float, float]:
    """Where the centre of mass lies over the foot, from the centre of its joint, mm."""
    placed = model.place(result.angles)
    mass = model.body.masses.mass
    centre = (mass[:, None] * model.centres_in(placed)[0]).sum(axis=0) / mass.sum()
    foot = placed.origin[0, model.body.skeleton.index("foot_right")]
    forward, _, right = (centre - foot) / MM
    return float(forward), 0.0, float(right)
