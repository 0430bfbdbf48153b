"""What the assumed constants do to the agreement with measurement, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.function.validate import Score, validate
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import MPA, PERCENT

# Constant → lower and higher value that is as defensible as the one used (see the notes of `constants.csv`).
ALTERNATIVES = {
    "muscle_tone": (0.01, 0.03),
    "ligament_share_of_flexion_moment": (0.5, 0.85),
    "ligament_lever": (32.0, 42.0),
    "abdominal_pressure_per_moment": (0.06, 0.10),
    "diaphragm_area": (200.0, 290.0),
    "passive_fibre_strain": (0.5, 0.7),
    "passive_fibre_stress": (10.0, 61.0),
    "tendon_strain": (0.033, 0.07),
    "reserve_weight": (10.0, 1000.0),
}
INCLINATIONS = (36, 45, 52, 60)  # ° that "bent forward" may mean
FLEXIONS = (70, 80, 90)  # % of the lumbar range that "maximum flexion" may mean


@dataclass(frozen=True)
class Effect:
    """The score of the protocol with one constant changed."""

    constant: str
    used: float
    value: float
    unit: str
    score: Score


def sensitivity() -> Iterator[Effect]:
    """Run the protocol with each alternative of each constant."""
    tables = load()
    for name, values in ALTERNATIVES.items():
        row = next(row for row in tables.constants if row.name == name)
        for value in values:
            model = Model(Body.of("wilke", tables.altered("constants", name, value=value)))
            yield Effect(name, row.value, value, row.unit, validate(model).score)


def bent_forward() -> Iterator[tuple[int, float]]:
    """Trunk inclination in ° and pressure in MPa: the paper prints no angle for its bent standing."""
    model = model_for("wilke")
    for inclination in INCLINATIONS:
        posture = Posture(trunk_inclination=float(inclination))
        task = Task(name="bent", title="bent", posture=posture)
        pressure = analyse_pose(model, pose_of(task, model)).pressure[0, SPINE.index("L4/L5")]
        yield inclination, float(pressure / MPA)


def full_flexion() -> Iterator[tuple[int, float]]:
    """Lumbar flexion in % of its range and pressure in MPa: nor does it say how far he bent in sitting."""
    model = model_for("wilke")
    task = Task.named("sitting_full_flexion")
    stated = task.posture
    lumbar, thoracic = stated.lumbar_flexion or 0.0, stated.thoracic_flexion or 0.0  # both stated
    full = sum(model.body.tables.joint_range(joint, "flexion") for joint in LUMBAR)
    for share in FLEXIONS:
        part = share * PERCENT * full / lumbar
        posture = replace(stated, lumbar_flexion=part * lumbar, thoracic_flexion=part * thoracic)
        bent = replace(task, posture=posture)
        pressure = analyse_pose(model, pose_of(bent, model)).pressure[0, SPINE.index("L4/L5")]
        yield share, float(pressure / MPA)
