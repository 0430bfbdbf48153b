"""From the turn of a trunk in one piece to the turns of the joints of the spine.

A recorded trunk, one segment, turns as the line from L5/S1 to C7/T1 does, and twists as the shoulders do:
its markers lie on the upper thorax, 40 cm above the joint that it turns about, so that their place says
more than how they are tilted against each other. (Were the turn that of T1, a bent back of the same angles
would hang 10° to 20° higher.) Here the turn of the trunk is found with which our spine puts line and
shoulders there.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SPINE, Floats
from dorsum.mechanics.kinematics import Tree, place
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.spine import SpineMap
from dorsum.motion.turns import direction_frame, turns_zxy
from dorsum.units import DEGREE

SHOULDERS = "T4"  # carries the sternum, and with it the girdle
STEPS = 12
DIFFERENCE = 1e-6  # rad, for slopes
ARRIVED = 1e-7  # rad
LARGEST_STEP = 20 * DEGREE


def trunk_turns(model: Model, spine: SpineMap, rotation: Floats) -> tuple[Floats, Floats]:
    """Turns (frames, 3 regions, 3) of the spine for rotations (frames, 3, 3) of the trunk against the pelvis.

    Newton's method on three turns, kept within what the joints can do. The second value is the rotation
    that is reached: another one where the spine is at its limits.
    """
    low, high = spine.most()
    turns = np.clip(turns_zxy(rotation), low, high)
    aim = _Aim(model, spine)
    for _ in range(STEPS):
        off = _off(aim.reached(turns), rotation)
        columns = [_off(aim.reached(turns + d), rotation) - off for d in DIFFERENCE * np.eye(3)]
        stopped = ((turns <= low) & (off > 0)) | ((turns >= high) & (off < 0))
        after = np.clip(turns + _step(np.stack(columns, axis=-1) / DIFFERENCE, off, stopped), low, high)
        moved, turns = np.abs(after - turns).max(initial=0.0), after
        if moved < ARRIVED:
            break
    return spine.shared(turns), aim.reached(turns)


def line_turn(model: Model, spine: SpineMap, turns: Floats) -> Floats:
    """Rotations (frames, 3, 3) of line and shoulders for turns (frames, 3) of lumbar and thoracic spine."""
    return _Aim(model, spine).reached(turns)


def _step(slope: Floats, off: Floats, stopped: np.ndarray) -> Floats:
    """Step of Newton's method (frames, 3), without the turns that are stopped at a limit."""
    slope = np.where(stopped[:, :, None] | stopped[:, None, :], np.eye(3), slope)
    aim = np.where(stopped, 0.0, -off)[..., None]
    try:
        step = np.linalg.solve(slope, aim)[..., 0]
    except np.linalg.LinAlgError:  # a turn whose joints are all at their ends moves nothing
        step = (np.linalg.pinv(slope, rcond=1e-9) @ aim)[..., 0]
    return np.clip(step, -LARGEST_STEP, LARGEST_STEP)


class _Aim:
    """Where line and shoulders of our body are, with the pelvis upright: of the chain up to C7 alone."""

    def __init__(self, model: Model, spine: SpineMap) -> None:
        skeleton = model.body.skeleton
        self.spine = spine
        self.joints = SPINE.index("C7/T1") + 1
        chain = np.array([0, *(model.joint(joint) for joint in SPINE[: self.joints])])
        tree = model.mech.tree
        parents = np.array([len(chain), *range(self.joints)])
        self.tree = Tree(parents, tree.offset[chain], tree.axes[chain])
        self.shoulders = chain.tolist().index(skeleton.index(SHOULDERS))
        line = skeleton.centre[chain[-1]] - skeleton.centre[chain[1]]
        self.upright = direction_frame(line, np.array([0.0, 0.0, 1.0]))

    def reached(self, trunk: Floats) -> Floats:
        """Rotations (frames, 3, 3) of line and shoulders since standing."""
        angles = np.zeros((len(trunk), 1 + self.joints, 3))
        angles[:, 1:] = self.spine.joints(self.spine.shared(trunk))[:, : self.joints]
        posed = place(self.tree, angles)
        line = posed.origin[:, -1] - posed.origin[:, 1]
        return np.asarray(direction_frame(line, posed.rotation[:, self.shoulders, :, 2]) @ self.upright.T)


def _off(reached: Floats, wanted: Floats) -> Floats:
    """How far (frames, 3) a rotation is from the wanted one, as small turns z, x, y, rad."""
    return turns_zxy(np.swapaxes(wanted, -1, -2) @ reached)
