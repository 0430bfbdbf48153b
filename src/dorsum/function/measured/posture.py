"""What the model does in postures that people were measured in: silence of the back, turn of the pelvis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.body.skeleton import LUMBAR, THORACIC
from dorsum.function.measured.answered import Answers, activation_pct
from dorsum.function.measured.arms import slopes_of_length
from dorsum.function.stimulate import pull_of
from dorsum.mechanics.result import Result
from dorsum.motion.analyze import analyze
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import DEGREE, PERCENT

SUBJECT = "male"
# The muscles under electrodes beside the lumbar spine.
BACK = (
    "iliocostalis_lumborum_pars_lumborum",
    "iliocostalis_lumborum_pars_thoracis",
    "longissimus_thoracis_pars_lumborum",
    "longissimus_thoracis_pars_thoracis",
)
LUMBAR_BACK = (
    "iliocostalis_lumborum_pars_lumborum",
    "longissimus_thoracis_pars_lumborum",
    "multifidus_lumborum",
)
SILENT_AT = 1.5  # times tone: that near to the least activation counts as silence; set before the first run
STEP, FURTHEST = 2.0, 110.0  # ° of trunk inclination


@dataclass(frozen=True)
class Silence:
    """Where the back muscles fall silent on bending forward; None where they do not.

    Angles in °; `lumbar_pct` is lumbar flexion in % of its range; `most_pct` the greatest activation of the
    back muscles on the way, `least_pct` the least past that, % of maximum.
    """

    trunk_deg: float | None
    lumbar_deg: float | None
    hip_deg: float | None
    lumbar_pct: float | None
    least_pct: float
    most_pct: float


def silence(answers: Answers) -> Silence:
    """Bend forward by degrees, each posture held; silence is looked for past the greatest activation."""
    found = [(angle, bent_forward(answers, angle)) for angle in np.arange(0.0, FURTHEST + STEP, STEP)]
    active = np.array([activation_pct(result, BACK, "both") for _, result in found])
    most = int(active.argmax())
    silent = [i for i in range(most, len(found)) if active[i] <= SILENT_AT * tone_pct(answers)]
    least, greatest = float(active[most:].min()), float(active[most])
    if not silent:
        return Silence(None, None, None, None, least, greatest)
    angle, result = found[silent[0]]
    lumbar = lumbar_flexion_deg(result)
    full = sum(answers.tables.joint_range(joint, "flexion") for joint in LUMBAR)
    femur = result.body.skeleton.index("femur_right")
    hip = float(result.analysis.frames.angles[0, femur, 0] / DEGREE)
    return Silence(float(angle), lumbar, hip, lumbar / full / PERCENT, least, greatest)


def bent_forward(answers: Answers, inclination: float) -> Result:
    """Standing bent forward by some trunk inclination in °, held."""
    posture = Posture(trunk_inclination=float(inclination))
    task = Task(name="bent", title="bent", posture=posture)
    return analyze(task, answers.model(SUBJECT))


def lumbar_flexion_deg(result: Result) -> float:
    """Flexion of the five lumbar joints from standing, °."""
    joints = [result.body.skeleton.joint_index(joint) for joint in LUMBAR]
    return float(-result.analysis.frames.angles[0, joints, 0].sum() / DEGREE)


def pelvis_turned_back_deg(answers: Answers) -> float:
    """How far the pelvis turns backward from standing to relaxed sitting, °."""
    result = answers.result("sitting_relaxed", SUBJECT)
    assert isinstance(result, Result)  # the task balances: tested
    return float(result.analysis.frames.angles[0, 0, 0] / DEGREE)


def sitting_flexion_deg(answers: Answers, task: str = "sitting_relaxed") -> float:
    """Lumbar flexion from standing in a task, °."""
    result = answers.result(task, SUBJECT)
    assert isinstance(result, Result)  # the task balances: tested
    return lumbar_flexion_deg(result)


def tone_pct(answers: Answers) -> float:
    """The least activation of the muscles of the back, which is that of the whole trunk, % of maximum."""
    body = answers.model(SUBJECT).body
    return float(body.tone[body.of_muscle(BACK[0])].max() / PERCENT)


def loss_of_extensor_moment_pct(answers: Answers) -> float:
    """Loss of moment by the turn of the lines in full flexion: arms of the lumbar back muscles, %."""
    model = answers.model(SUBJECT)
    pull = pull_of(model)
    columns = [pull.coordinates.position[f"{joint} z"] for joint in LUMBAR]
    weights = np.array([f.maximal_force * (f.muscle in LUMBAR_BACK) for f in model.body.fascicles])
    standing, flexed = ((weights @ slopes_of_length(model, bent)[:, columns]).sum() for bent in (False, True))
    return float((1.0 - flexed / standing) / PERCENT)


def kyphosis_deg(answers: Answers, end: str) -> float:
    """Kyphosis T1 to L1 at the end of thoracic flexion or extension: of standing, with the joint ranges."""
    tables = answers.tables
    standing = standing_kyphosis_deg(answers)
    change = sum(tables.joint_range(joint, end) for joint in THORACIC)
    return standing + (change if end == "flexion" else -change)


def standing_kyphosis_deg(answers: Answers) -> float:
    """Angle between the upper endplates of T1 and L1 in standing, °."""
    return endplate_lean_deg(answers, "C7/T1") - endplate_lean_deg(answers, "T12/L1")


def standing_lordosis_deg(answers: Answers) -> float:
    """Angle between the upper endplates of S1 and L1 in standing, °."""
    return endplate_lean_deg(answers, "L5/S1") - endplate_lean_deg(answers, "T12/L1")


def endplate_lean_deg(answers: Answers, joint: str) -> float:
    """Forward lean in standing of the endplate under a joint, whose axes are the joint's, °."""
    skeleton = answers.model(SUBJECT).body.skeleton
    normal = skeleton.axes[skeleton.joint_index(joint)][:, 1]
    return float(np.arctan2(normal[0], normal[1]) / DEGREE)
