"""What acts on the body beside its weight: loads in the hands, forces, couples, supports and the ground.

Each checks itself, whether it is built in Python or read from a task file; the message names the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dorsum import inputs
from dorsum.body.names import SIDES, SPINE
from dorsum.errors import BadInput, UnknownName

HANDS = {"right": ("right",), "left": ("left",), "both": SIDES}
POSITION = ("forward_m", "up_m", "right_m")
REFERENCES = (*SPINE, "shoulders")
FIXED = ("feet",)
SUPPORTS = ("couch", "floor", "seat", "backrest", "elbows", "belly")
WHOLE = ("couch", "floor", "seat")  # where one of them is told, supports are all that bears the body
UNDER_ELBOWS = ("ground", "thighs")
SEATED = ("pelvis", "femur_right", "femur_left")
MOST_FRICTION = 2.0
FRAMES_OF_A_MOMENT = ("world", "bone")
MOST_LOAD_KG = 500.0
FARTHEST_M = 2.0  # of a load from its reference
MOST_FORCE_N = 1e4
MOST_MOMENT_NM = 1e3
FARTHEST_MM = 1e3  # of a force from the joint of its bone

MOST_WEIGHTS = 10.0  # of the body: no landing on both feet asks more (assumed)
FORCE_IN_WEIGHTS = ("force_bw", MOST_WEIGHTS, "weights of the body")

Vector = tuple[float, float, float]
Course = Vector | tuple[Vector, ...]  # the same all the time, or one for each of some times


@dataclass(frozen=True, kw_only=True)
class Load:
    """A weight in one hand or both.

    Without a position it hangs where the hands are. With one its centre lies at `forward_m`, `up_m`,
    `right_m` (along the world's axes) from the spinal joint or from `shoulders` named in `reference`, and
    the hands are moved there. As joints give it keeps that distance; with `fixed_to` `feet` it stays where
    it is from the feet instead, as on a shelf or the floor, and the arms reach for it anew.
    """

    mass_kg: float
    hands: str = "both"
    reference: str | None = None
    forward_m: float = 0.0
    up_m: float = 0.0
    right_m: float = 0.0
    fixed_to: str | None = None

    def __post_init__(self) -> None:
        mass = inputs.within("mass_kg", self.mass_kg, 0, MOST_LOAD_KG, "kg")
        object.__setattr__(self, "mass_kg", mass)
        if inputs.text("hands", self.hands) not in HANDS:
            raise UnknownName("hand", self.hands, HANDS)
        if self.reference is not None and inputs.text("reference", self.reference) not in REFERENCES:
            raise UnknownName("reference of a load", self.reference, REFERENCES)
        for name in POSITION:
            at = inputs.within(name, getattr(self, name), -FARTHEST_M, FARTHEST_M, "m")
            object.__setattr__(self, name, at)
            if at and self.reference is None:
                raise BadInput(
                    f"{name} is a position without a reference: say from which joint, or from `shoulders`"
                )
        if self.fixed_to is not None:
            if inputs.text("fixed_to", self.fixed_to) not in FIXED:
                raise UnknownName("what a load is fixed to", self.fixed_to, FIXED)
            if self.reference is None:
                raise BadInput("fixed_to is for a load with a reference: without one it hangs with the hands")


@dataclass(frozen=True, kw_only=True)
class Force:
    """A force on a body in N, x anterior, y up, z right; it acts `at_mm` from the centre of its joint.

    The force stays constant in space; the place moves with the body. Two opposite forces are a couple whose
    moment therefore changes as the body turns: for one that does not, see `Moment`.
    """

    body: str
    force_n: Vector
    at_mm: Vector = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        inputs.text("body", self.body)
        force = inputs.vector("force_n", self.force_n, MOST_FORCE_N, "N")
        place = inputs.vector("at_mm", self.at_mm, FARTHEST_MM, "mm")
        object.__setattr__(self, "force_n", force)
        object.__setattr__(self, "at_mm", place)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A pure couple on a body in N·m, by the right hand about x anterior, y up, z right.

    About z it bends the body back (extension), about x to the right, about y it turns it to the left. With
    `frame` `world` its axis stays in space; with `bone` the axis is that of the standing body and turns with
    the bone.
    """

    body: str
    moment_nm: Vector
    frame: str = "world"

    def __post_init__(self) -> None:
        inputs.text("body", self.body)
        moment = inputs.vector("moment_nm", self.moment_nm, MOST_MOMENT_NM, "N·m")
        object.__setattr__(self, "moment_nm", moment)
        if inputs.text("frame", self.frame) not in FRAMES_OF_A_MOMENT:
            raise UnknownName("frame of a moment", self.frame, FRAMES_OF_A_MOMENT)


@dataclass(frozen=True, kw_only=True)
class Support:
    """What bears part of the weight: contacts that push and have friction, as far as balance needs them.

    `couch` touches each body of the trunk listed (or all) from below, and bears the limbs listed as they
    lie, limp; `limp = true` has it bear the trunk so, too: every body listed under itself, with its own
    weight. `floor` touches the bodies listed from below; on places in one line the body leans over them.
    `seat` touches pelvis and thighs, or the bodies listed. `backrest` touches the back of `body` at right
    angles to it. `elbows` rest on the ground (a table, the floor) or `on = "thighs"`, `belly` at the
    height of `body` on the thighs: both push the thighs down as much. With a couch, a floor or a seat,
    the supports listed are all that bears the body, and balance the whole of it; else, and on what is
    limp, the pelvis is held. `friction` is the coefficient, that of trousers on an office seat unless
    given.
    """

    kind: str
    bodies: tuple[str, ...] = ()
    body: str | None = None
    on: str = "ground"
    friction: float | None = None
    limp: bool = False
    relieves: str | None = None  # no longer: refused, with what to write

    def __post_init__(self) -> None:
        if inputs.text("kind", self.kind) not in SUPPORTS:
            raise UnknownName("support", self.kind, SUPPORTS)
        object.__setattr__(self, "bodies", inputs.texts("bodies", self.bodies))
        if self.body is not None:
            inputs.text("body", self.body)
        if inputs.text("on", self.on) not in UNDER_ELBOWS:
            raise UnknownName("thing to lean on", self.on, UNDER_ELBOWS)
        if self.on != "ground" and self.kind != "elbows":
            raise BadInput(f"on = {inputs.shown(self.on)}: is for elbows; a belly lies on the thighs")
        if self.friction is not None:
            friction = inputs.within("friction", self.friction, 0, MOST_FRICTION)
            object.__setattr__(self, "friction", friction)
        if self.limp and self.kind != "couch":
            raise BadInput(f"limp: is for a couch, under which a body can lie so; a {self.kind} is pushed")
        if self.relieves is not None:
            raise BadInput(
                "relieves: supports bear what leaves all muscles least to do, not the moment of one joint:"
                " leave it out"
            )
        if self.kind == "backrest" and not self.body:
            raise BadInput("body: a backrest needs the body it touches, for instance T9")
        if self.kind == "belly" and not self.body:
            raise BadInput("body: a belly needs the height at which it touches the thighs, for instance L2")
        if self.kind == "floor" and not self.bodies:
            raise BadInput("bodies: a floor needs the bodies that touch it, for instance hand_right")
        if self.kind == "seat" and not self.bodies:
            object.__setattr__(self, "bodies", SEATED)

    @property
    def balances(self) -> bool:
        """Whether it is among what bears the whole body."""
        return self.kind in WHOLE and not self.limp


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A force of the ground on a foot, or of a seat on the pelvis: x anterior, y up, z right.

    `force_n`, or `force_bw` in weights of the body, acts at `at_mm` from the joint centre of `body`, in
    its axes of standing, which turn with it. Each is one vector, or a list with one for each of the times
    `time_s`; between them it goes in straight lines. All that bears the body is to be stated: what is left
    of weight and forces accelerates the pelvis.
    """

    body: str
    force_n: Course | None = None
    force_bw: Course | None = None
    at_mm: Course = (0.0, 0.0, 0.0)
    time_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        inputs.text("body", self.body)
        if (self.force_n is None) == (self.force_bw is None):
            raise BadInput("a ground force takes force_n, in N, or force_bw, in weights of the body")
        times = _times(self.time_s)
        object.__setattr__(self, "time_s", times)
        name, most, unit = ("force_n", MOST_FORCE_N, "N") if self.force_bw is None else FORCE_IN_WEIGHTS
        object.__setattr__(self, name, _course(name, getattr(self, name), times, most, unit))
        object.__setattr__(self, "at_mm", _course("at_mm", self.at_mm, times, FARTHEST_MM, "mm"))


def _times(given: object) -> tuple[float, ...]:
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise BadInput(f"time_s = {inputs.shown(given)}: must be a list of times in s")
    times = tuple(inputs.finite(f"time_s[{i}]", time) for i, time in enumerate(given))
    if any(after <= before for before, after in pairwise(times)):
        raise BadInput("time_s: each time must be later than the one before")
    return times


def _course(name: str, given: object, times: Sequence[float], most: float, unit: str) -> Course:
    """One vector, or as many as there are times."""
    listed = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else []
    if not any(isinstance(item, Iterable) and not isinstance(item, str) for item in listed):
        return inputs.vector(name, given, most, unit)
    if len(listed) != len(times):
        raise BadInput(f"{name} has {len(listed)} vectors for {len(times)} times of time_s: one for each")
    return tuple(inputs.vector(f"{name}[{i}]", item, most, unit) for i, item in enumerate(listed))
