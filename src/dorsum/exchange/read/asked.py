"""What a user says of a recording where nobody can know it, or where it is recognised wrongly."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dorsum.errors import BadInput
from dorsum.exchange.read.name_maps import NameMap

# Options that coordinates do not take, and what does.
OF_AXES: dict[str, str] = {
    "up": "markers and rigs",
    "forward": "markers and rigs",
    "unit": "markers and rigs",
    "person": "markers and rigs",
    "confidence": "keypoints that say how sure they are",
}
OF_COORDINATES: dict[str, str] = {"model": "coordinates and markers"}
# Below it keypoints are not seen: `keypoint_likelihood_threshold` of Pose2Sim and Sports2D as they set it.
CONFIDENT = 0.3


@dataclass(frozen=True)
class Asked:
    """Options of reading; None: as recognised."""

    up: str | None = None  # the axis that points up in the file, such as z or -y
    forward: str | None = None
    unit: str | None = None  # of length, such as mm
    person: str | None = (
        None  # whose markers are read: what stands before their names, or the root of a figure
    )
    confidence: float | None = None  # of keypoints: below it one is not seen; without it `CONFIDENT`
    names: NameMap = field(default_factory=NameMap)  # names of markers, joints and coordinates
    model: Path | None = None  # .osim: whose coordinates or markers they are

    def refuse(self, path: Path, *options: str) -> None:
        """Refuse options that only other kinds of file take.

        Raises:
            BadInput: one of them is given.
        """
        for option in options:
            if getattr(self, option) is not None:
                goes = (OF_AXES | OF_COORDINATES)[option]
                raise BadInput(f"--{option} goes with {goes}; {path.name} has none")
