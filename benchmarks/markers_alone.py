"""How segments have turned by their own markers alone, whatever body is fitted to them: a rigid body each."""

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.markers import Tracked
from dorsum.motion.recorded.rigid import laid_on

Turns = dict[str, Floats]  # of each segment (frames, 3, 3)
BONES = {"femur": "femur", "tibia": "shank", "calcn": "foot", "humerus": "humerus", "ulna": "forearm"}
FEWEST, WIDE = 3, 0.05  # markers that tell a turn, and how far they spread beside their longest line, m


def of_markers_alone(track: Tracked, still: Floats, at: list[int]) -> Turns:
    """Turns since the trial, in the axes of the recording, of segments that their own markers tell."""
    skeleton = model_for("male").body.skeleton
    names = np.array([skeleton.names[place.body] for place in track.places])
    of_trunk = np.array([skeleton.carried()[skeleton.index("T12"), place.body] for place in track.places])
    of_trunk &= ~np.array([name.split("_")[0] in ("skull", *BONES.values(), "hand") for name in names])
    mine = {"pelvis": names == "pelvis", "trunk": of_trunk}
    mine |= {f"{b}_{s[0]}": names == f"{b}_{s}" for b in BONES.values() for s in ("right", "left")}
    seen, found = track.positions[at], {}
    for name, these in mine.items():
        those = these & ~np.isnan(still).any(axis=1) & ~np.isnan(seen).any(axis=(0, 2))
        spread = still[those] - still[those].mean(axis=0) if those.any() else np.zeros((0, 3))
        if those.sum() >= FEWEST and np.linalg.svd(spread, compute_uv=False)[1] > WIDE:
            found[name] = laid_on(still[those], seen[:, those])[0]
    return found
