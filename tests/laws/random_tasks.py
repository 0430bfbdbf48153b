"""Random tasks and subjects, each the text of a task file: what anyone may ask, not what we like to answer.

The ranges were written down before the first run. They are those of the task language and of people, not
those within which the model is known to answer.
"""

from __future__ import annotations

import numpy as np

# Of the subject.
HEIGHT_M = (1.40, 2.10)
MASS_KG = (38.0, 150.0)
LORDOSIS_DEG = (20.0, 75.0)  # a third of the subjects state theirs
KYPHOSIS_DEG = (15.0, 70.0)
WEAK_MUSCLES = (
    "multifidus",
    "rectus_abdominis",
    "internal_oblique",
    "external_oblique",
    "iliocostalis",
)
STRENGTH = (0.0, 1.5)  # a fifth of the subjects have one muscle of another strength

# Of the posture, in °; each angle is stated in half of the tasks.
STANCES = {"standing": 0.55, "sitting": 0.25, "supine": 0.08, "prone": 0.06, "side": 0.06}
TRUNK = (-15.0, 90.0)  # trunk_inclination of who stands or sits
ANGLES = {
    "lumbar_flexion": (-10.0, 45.0),
    "thoracic_flexion": (-8.0, 20.0),
    "neck_flexion": (-25.0, 35.0),
    "lumbar_bending": (-18.0, 18.0),
    "thoracic_bending": (-15.0, 15.0),
    "neck_bending": (-20.0, 20.0),
    "lumbar_twist": (-4.0, 4.0),
    "thoracic_twist": (-20.0, 20.0),
    "neck_twist": (-35.0, 35.0),
    "shoulder_flexion": (0.0, 120.0),
    "elbow_flexion": (0.0, 120.0),
    "knee_flexion": (0.0, 90.0),
}

# Of what is carried and pushed.
LOADED = 0.5  # share of the tasks with a load in the hands
LOAD_KG = (0.5, 40.0)
# Half of the loads have a place, from the shoulders, as shares of the stature (an arm has about 0.33).
FORWARD, UP, RIGHT = (0.10, 0.30), (-0.25, 0.10), (-0.10, 0.10)
PUSHED = 0.2  # share with a force from outside
PUSH_N = 150.0  # each component within ± this
PUSHED_BODIES = ("T1", "T6", "T12", "L3", "pelvis", "skull")
PRESSURE_KPA = (0.0, 20.0)  # stated in a tenth
MOVING = 0.15  # share of who stands or sits that moves, from one random posture to another
DURATION_S = (0.8, 5.0)
FRAMES = 9


def random_task(seed: int) -> str:
    """The task file of a seed."""
    rng = np.random.default_rng(seed)
    stance = str(rng.choice(list(STANCES), p=list(STANCES.values())))
    moving = stance in ("standing", "sitting") and rng.random() < MOVING
    lines = [f'title = "Random task {seed}"']
    if rng.random() < 0.1:
        lines.append(f"abdominal_pressure_kpa = {rng.uniform(*PRESSURE_KPA):.2f}")
    if moving:
        lines.append(f"frames = {FRAMES}")
    height = rng.uniform(*HEIGHT_M)
    lines += _subject(rng, height)
    if moving:
        for time in (0.0, rng.uniform(*DURATION_S)):
            lines += [
                "[[keyframes]]",
                f"time_s = {time:.2f}",
                f"posture = {{ {', '.join(_posture(rng, stance))} }}",
            ]
    else:
        lines += ["[posture]", *_posture(rng, stance)]
    if rng.random() < LOADED:
        lines += _load(rng, height)
    if rng.random() < PUSHED:
        x, y, z = rng.uniform(-PUSH_N, PUSH_N, 3)
        lines += [
            "[[forces]]",
            f'body = "{rng.choice(PUSHED_BODIES)}"',
            f"force_n = [{x:.1f}, {y:.1f}, {z:.1f}]",
        ]
    if stance in ("supine", "prone", "side"):
        lines += ["[[supports]]", 'kind = "couch"']
    return "\n".join(lines) + "\n"


def _subject(rng: np.random.Generator, height: float) -> list[str]:
    lines = [
        "[subject]",
        f'sex = "{rng.choice(["male", "female"])}"',
        f"height_m = {height:.3f}",
        f"mass_kg = {rng.uniform(*MASS_KG):.1f}",
    ]
    if rng.random() < 1 / 3:
        lines.append(f"lordosis_deg = {rng.uniform(*LORDOSIS_DEG):.1f}")
    if rng.random() < 1 / 3:
        lines.append(f"kyphosis_deg = {rng.uniform(*KYPHOSIS_DEG):.1f}")
    if rng.random() < 0.2:
        lines.append(f"strength = {{ {rng.choice(WEAK_MUSCLES)} = {rng.uniform(*STRENGTH):.2f} }}")
    return lines


def _posture(rng: np.random.Generator, stance: str) -> list[str]:
    lines = [f'stance = "{stance}"']
    if stance in ("standing", "sitting") and rng.random() < 0.7:
        lines.append(f"trunk_inclination = {rng.uniform(*TRUNK):.1f}")
    for name, (low, high) in ANGLES.items():
        value, stated = rng.uniform(low, high), rng.random() < 0.5
        if stated and not (name == "knee_flexion" and stance == "sitting"):
            lines.append(f"{name} = {value:.1f}")
    return lines


def _load(rng: np.random.Generator, height: float) -> list[str]:
    lines = [
        "[[loads]]",
        f"mass_kg = {rng.uniform(*LOAD_KG):.1f}",
        f'hands = "{rng.choice(["both", "right", "left"])}"',
    ]
    at = [height * rng.uniform(*span) for span in (FORWARD, UP, RIGHT)]
    if rng.random() < 0.5:
        lines.append('reference = "shoulders"')
        lines += [f"{name} = {x:.2f}" for name, x in zip(("forward_m", "up_m", "right_m"), at, strict=True)]
    return lines
