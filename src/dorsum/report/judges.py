"""The other engines that judge the model, from what they said when they were last asked."""

from __future__ import annotations

from dorsum.exchange import judge_mujoco
from dorsum.exchange.osim import judgements
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
    rows = [
        _row(row.what, row.postures, row.compared, row.largest, row.allowed, row.unit, row.holds)
        for row in said.rows
    ]
    speed = SPEED.format(theirs=said.opensim_ms, ours=said.ours_ms, machine=said.machine, ratio=said.ratio)
    return "\n".join(
        [
            "## Judge: OpenSim\n",
            prose(OPENSIM.format(version=said.opensim.split("-")[0], frames=frames)) + "\n",
            table(HEAD, rows),
            prose(speed) + "\n",
        ]
    )


def mujoco_section() -> str:
    """MuJoCo on lengths, moment arms and the moments of weight."""
    said = judge_mujoco.stored()
    rows = [
        _row(row.quantity, said["postures"], row.compared, row.largest, row.allowed, row.unit, row.holds)
        for row in said["found"]
    ]
    return "\n".join(
        ["## Judge: MuJoCo\n", prose(MUJOCO.format(version=said["mujoco"])) + "\n", table(HEAD, rows)]
    )


def _row(
    what: str, postures: int, compared: int, largest: float, allowed: float, unit: str, holds: bool
) -> list[str]:
    unit = "" if unit == "1" else f" {unit}"
    verdict = "agrees" if holds else "**differs**"
    return [what, str(postures), str(compared), f"{largest:.2g}{unit}", f"{allowed:g}{unit}", verdict]
