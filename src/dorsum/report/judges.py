"""The other engines that judge the model, from what they said when they were last asked."""

from __future__ import annotations

from collections.abc import Iterable

from dorsum.judges import mujoco as judge_mujoco
from dorsum.judges.agreement import Agreement
from dorsum.judges.opensim import judgements
from dorsum.report.markdown import prose, table

HEAD = ("what both compute", "postures or frames", "numbers", "largest difference", "allowed", "")

OPENSIM = """\
OpenSim {version} reads the model that `dorsum export --format osim` writes. Postures are random, every joint
anywhere in its range. Moment arms are asked twice: of every pair by unit tension (the generalised forces of
a fascicle that pulls with 1 N), and of its solver, which takes half a millisecond a pair. Activations
(squared, summed; same bounds, reserves and force curves, no passive fibre force on either side) and joint
reactions are those of {frames} frames of slow flexion; the largest difference of an activation is the RMS of
the worst frame, that of a reaction is relative to it.
"""

SPEED = """\
The whole job of that last comparison (lengths, moment arms, activations, reactions) took OpenSim
{theirs:.0f} ms a frame and Dorsum {ours:.2f} ms, side by side in one run ({machine}): {ratio:.0f}
times as long.
"""

MUJOCO = """\
MuJoCo {version} reads the model that `dorsum export --format mjcf` writes, with springs, dampers and
actuators off. Moments of weight are what `mj_inverse` asks at rest and in random motion (1 rad/s, 5
rad/s²) of every joint, ribs, girdle and limbs included.
"""


def opensim_section() -> str:
    """OpenSim on lengths, moment arms, activations and joint reactions."""
    said = judgements.stored()
    frames = max(row.postures for row in said.rows if row.what.startswith("joint reaction"))
    about = OPENSIM.format(version=said.opensim.split("-")[0], frames=frames)
    speed = SPEED.format(theirs=said.opensim_ms, ours=said.ours_ms, machine=said.machine, ratio=said.ratio)
    return _section("OpenSim", about, said.rows) + "\n" + prose(speed) + "\n"


def mujoco_section() -> str:
    """MuJoCo on lengths, moment arms and the moments of weight."""
    said = judge_mujoco.stored()
    return _section("MuJoCo", MUJOCO.format(version=said["mujoco"]), said["found"])


def _section(judge: str, about: str, found: Iterable[Agreement]) -> str:
    rows = [_row(*row[:6], row.holds) for row in found]
    return "\n".join([f"## Judge: {judge}\n", prose(about) + "\n", table(HEAD, rows)])


def _row(
    what: str, postures: int, compared: int, largest: float, allowed: float, unit: str, holds: bool
) -> list[str]:
    unit = "" if unit == "1" else f" {unit}"
    verdict = "agrees" if holds else "**differs**"
    return [what, str(postures), str(compared), f"{largest:.2g}{unit}", f"{allowed:g}{unit}", verdict]
