"""Recordings of our own body: random movements, seen by the markers of known sets, with their errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.recording import Coordinates, Markers
from dorsum.mechanics.model import Model
from dorsum.motion.recorded.chain import FIRST_TURN, Chain
from dorsum.motion.recorded.marker_map import folded, places
from dorsum.motion.recorded.motion import Motion

# The coordinates of pelvis and trunk in OpenSim's models of gait.
TRUNK = (
    *("pelvis_tilt", "pelvis_list", "pelvis_rotation"),
    *("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
)
TIME = np.arange(200) / 100  # s, of a body that rises
ARMS = ("ELB", "WRA", "WRB", "FIN")
PLUG_IN = ("ASI", "PSI", "SHO", *ARMS, "KNE", "ANK", "HEE", "TOE", "FHD", "BHD")
OPENSIM = (
    "ASI",
    "PSI",
    "ACR",
    "LEL",
    "MEL",
    "FARADIUS",
    "FAULNA",
    "LFC",
    "MFC",
    "LMAL",
    "MMAL",
    "CAL",
    "TOE",
    "MT5",
)
OPENCAP = (
    "ASIS",
    "PSIS",
    "_SHOULDER",
    "_LELBOW",
    "_MELBOW",
    "_LWRIST",
    "_MWRIST",
    "_KNEE",
    "_MKNEE",
    "_ANKLE",
)
ISB = ("_IAS", "_IPS", "_SAE", "_SAA", "_SIA", "_SRS", "_HLE", "_HME", "_RSP", "_UHE", "_HM2", "_HM5")
SETS = {
    "Plug-in Gait": (("C7", "T10", "CLAV", "STRN"), PLUG_IN),
    "Rajagopal": (("C7", "CLAV"), OPENSIM),
    "OpenCap": (("C7",), (*OPENCAP, "_MANKLE", "_CALC", "_TOE", "_5META")),
    "Rehazenter": (("CV7", "TV10", "SJN", "SXS"), (*ISB, "_FLE", "_FME", "_FAL", "_TAM", "_FCC", "_FM2")),
}
RATE = 50.0  # Hz
STILL = 0.5  # s of standing at the start


def names_of(marker_set: str) -> tuple[str, ...]:
    """The markers of a set: those in the middle, then each on the right and on the left."""
    middle, pairs = SETS[marker_set]
    return (*middle, *(side + name for name in pairs for side in "RL"))


def chain_of(model: Model, marker_set: str) -> Chain:
    """A body with the markers of a set at their landmarks."""
    known = places(model.body.skeleton)
    return Chain(model, [known[folded(name)] for name in names_of(marker_set)])


def coordinate(chain: Chain, body: str, axis: str) -> int:
    """Number of a limb's coordinate."""
    at = chain.model.body.skeleton.index(body)
    return next(k for k, c in enumerate(chain.limbs, FIRST_TURN + 9) if (c.body, c.axis) == (at, axis))


def bow(chain: Chain, frames: int, deg: float = 60.0) -> Floats:
    """Coordinates (frames, n) of a symmetric lift: stand, bow and squat, come up again."""
    q = np.zeros((frames, chain.n))
    still = round(STILL * RATE)
    course = 0.5 - 0.5 * np.cos(np.linspace(0.0, 2.0 * np.pi, frames - still))
    share = np.concatenate([np.zeros(still), course])
    turn = np.radians(-deg) * share
    q[:, 3] = 0.5 * turn
    shared = chain.spine.shared(np.stack([0.5 * turn, 0.0 * turn, 0.0 * turn], axis=-1))
    q[:, FIRST_TURN : FIRST_TURN + 6] = shared[:, :2].reshape(frames, 6)
    for side in ("right", "left"):
        for body, by in (
            ("femur", -1.0),
            ("shank", 1.2),
            ("foot", -0.3),
            ("humerus", -0.8),
            ("forearm", -0.4),
        ):
            q[:, coordinate(chain, f"{body}_{side}", "z")] = by * turn
    low, high = chain.bounds()
    return np.clip(q, low, high)


def recording(chain: Chain, q: Floats, marker_set: str, moved: Floats | float = 0.0) -> Markers:
    """What cameras see of a movement whose markers lie `moved`, m, from where they should."""
    seen = chain.place(q).marker + moved
    return Markers(Path("made_up.trc"), np.arange(len(q)) / RATE, names_of(marker_set), seen)


def write_trc(recorded: Markers, path: Path) -> None:
    """A recording as .trc, in mm; a marker that is not seen is an empty cell."""
    n = len(recorded.names)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tNumFrames\tNumMarkers\tUnits",
        f"{RATE:g}\t{len(recorded.time)}\t{n}\tmm",
        "Frame#\tTime\t" + "\t\t\t".join(recorded.names),
        "\t\t" + "\t".join(f"{axis}{k + 1}" for k in range(n) for axis in "XYZ"),
        "",
    ]
    for k, (time, frame) in enumerate(zip(recorded.time, recorded.positions, strict=True)):
        cells = ("" if np.isnan(x) else f"{1000 * x:.6f}" for x in frame.ravel())
        lines.append("\t".join([str(k + 1), f"{time:.4f}", *cells]))
    path.write_text("\n".join(lines) + "\n")


def coordinates(names: tuple[str, ...], degrees: np.ndarray) -> Coordinates:
    """A recording of coordinates at 100 Hz."""
    values = np.radians(np.atleast_2d(degrees))
    return Coordinates(Path("made_up.mot"), np.arange(len(values)) / 100, names, values)


def rising(model: Model) -> Motion:
    """The body goes up and down by 5 cm while the trunk bows a little."""
    angles = np.zeros((len(TIME), len(model.body.skeleton.names), 3))
    angles[:, model.joint("L4/L5"), 0] = -0.1 * np.sin(3 * TIME)
    root = np.zeros((len(TIME), 3))
    root[:, 1] = 0.05 * np.sin(5 * TIME)
    return Motion(TIME, angles, root)
