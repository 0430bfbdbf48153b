"""A posture in the words of a protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from dorsum import inputs
from dorsum.body.names import CERVICAL, LUMBAR, SPINE, THORACIC
from dorsum.errors import BadInput, UnknownName

REGIONS: Mapping[str, tuple[str, ...]] = {"lumbar": LUMBAR, "thoracic": THORACIC, "neck": CERVICAL}
STANCES = ("standing", "sitting", "supine", "prone", "side")
MOST_FORWARD = 20.0  # cm: no foot reaches further before its ankle
DIRECTIONS = ("flexion", "bending", "twist")
OPPOSITE = {"flexion": "extension", "abduction": "adduction"}  # where the ranges of both ways differ
# Rotation of the whole body from standing, as angles z, x, y in °: face up, face down, right side down.
LYING: Mapping[str, tuple[float, float, float]] = {
    "supine": (90.0, 0.0, 0.0),
    "prone": (-90.0, 0.0, 0.0),
    "side": (0.0, 90.0, 0.0),
}


@dataclass(frozen=True, kw_only=True)
class Posture:
    """A posture, in ° from upright standing; flexion, bending to the right and left twist are positive.

    `trunk_inclination` is the forward turn of the line from L5/S1 to C7/T1 in space; where it is given the
    pelvis tilts as needed, and regional flexions left out follow the rhythm of forward bending
    (`flexion_rhythm.csv`). `pelvis_tilt` (forward in space) may be given instead. In a `relaxed` posture the
    joints below the rib cage share the stated lumbar flexion so that passive tissue carries the trunk, which
    sinks forward until it does where its inclination is not stated. Arms hang down unless an angle is given;
    a load with a position moves the hands there. Hips are stated in lying postures only, where they are half
    the knees unless they are; elsewhere they follow from the trunk and the balance over the feet: who stands
    keeps the centre of mass over the usual point of the feet, or `weight_forward_cm` before it.
    """

    stance: str = "standing"
    trunk_inclination: float | None = None
    pelvis_tilt: float | None = None
    relaxed: bool = False
    lumbar_flexion: float | None = None
    thoracic_flexion: float | None = None
    neck_flexion: float = 0.0
    lumbar_bending: float = 0.0
    thoracic_bending: float = 0.0
    neck_bending: float = 0.0
    lumbar_twist: float = 0.0
    thoracic_twist: float = 0.0
    neck_twist: float = 0.0
    shoulder_flexion_right: float | None = None
    shoulder_flexion_left: float | None = None
    shoulder_abduction_right: float = 0.0
    shoulder_abduction_left: float = 0.0
    elbow_flexion_right: float = 0.0
    elbow_flexion_left: float = 0.0
    hip_flexion_right: float | None = None
    hip_flexion_left: float | None = None
    knee_flexion_right: float = 0.0
    knee_flexion_left: float = 0.0
    weight_forward_cm: float = 0.0
    joints: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # joint → direction → °, instead

    def __post_init__(self) -> None:
        if self.stance not in STANCES:
            raise UnknownName("stance", str(self.stance), STANCES)
        if self.trunk_inclination is not None and self.pelvis_tilt is not None:
            raise BadInput("a posture takes trunk_inclination or pelvis_tilt, not both: each sets the other")
        if not isinstance(self.relaxed, bool):
            raise BadInput(f"relaxed = {self.relaxed!r}: must be true or false")
        if self.relaxed and self.pelvis_tilt is not None:
            raise BadInput("a relaxed posture finds its own pelvis_tilt: leave it out")
        for name in ANGLES:
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, inputs.within(name, value, -180, 180, "°"))
        forward = self.weight_forward_cm
        forward = inputs.within("weight_forward_cm", forward, -MOST_FORWARD, MOST_FORWARD, "cm")
        object.__setattr__(self, "weight_forward_cm", forward)
        self._check_legs()
        for joint, angles in inputs.table("joints", self.joints).items():
            if joint not in SPINE:
                raise UnknownName("spinal joint", joint, SPINE)
            if not isinstance(angles, Mapping):
                raise BadInput(f"joints.{joint} must be a table such as {{ flexion = 5 }}")
            for direction, value in angles.items():
                if direction not in DIRECTIONS:
                    raise UnknownName("direction", direction, DIRECTIONS)
                inputs.within(f"joints.{joint}.{direction}", value, -180, 180, "°")

    def _check_legs(self) -> None:
        """Only who lies may state the hips, or bend one knee more than the other."""
        if self.weight_forward_cm and self.stance != "standing":
            raise BadInput(f"weight_forward_cm is for who stands: in {self.stance} feet bear no balance")
        if self.stance in LYING:
            return
        if self.hip_flexion_right is not None or self.hip_flexion_left is not None:
            raise BadInput(f"hip_flexion is for who lies: in {self.stance} hips follow from the trunk")
        if self.knee_flexion_right != self.knee_flexion_left:
            raise BadInput(f"one knee bent more than the other is for lying postures, not for {self.stance}")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Posture:
        """From a task file's `[posture]`; an angle of a limb without a side, `elbow_flexion`, means both."""
        names = {f.name for f in fields(cls)}
        both = {name.removesuffix("_right") for name in names if name.endswith("_right")}
        given: dict[str, Any] = {}
        for key, value in inputs.table("posture", values).items():
            if key in both:
                given.setdefault(f"{key}_right", value)
                given.setdefault(f"{key}_left", value)
            elif key in names:
                given[key] = value
            else:
                raise UnknownName("posture angle", key, names | both)
        return cls(**given)


# The fields of a posture that are angles.
NO_ANGLES = ("stance", "relaxed", "joints", "weight_forward_cm")
ANGLES = tuple(f.name for f in fields(Posture) if f.name not in NO_ANGLES)
