"""The arrays of a result by name: their dimensions, units and meaning. All have time first.

Moments of whole wrenches are about the world's origin, the joint centre of the pelvis. Axes x y z are the
world's (anterior, up, right) unless said otherwise, rotations z x y those of the joints (extension, right
bending, left twist).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from dorsum.body.body import Body
from dorsum.mechanics import derived, of_ring, readings
from dorsum.mechanics.analysis import Analysis
from dorsum.mechanics.flags import FLAGS as FLAGS
from dorsum.mechanics.flags import STATES as STATES

if TYPE_CHECKING:
    from dorsum.mechanics.arrays import Arrays


@dataclass(frozen=True)
class Variable:
    """What an array is. It is read off an analysis (`read`), or follows from other arrays (`derive`)."""

    dims: tuple[str, ...]  # after time
    units: str  # as UDUNITS writes them
    words: str
    read: Callable[[Body, Analysis], Any] | None = None
    derive: Callable[[Arrays], Any] | None = None


OVER = "compression over admissible contact forces, where contacts bear of the lumbar discs at their peak"
LEAST = "least share of the strength with which the hardest frame could be held, of the"
_FASCICLE, _LEVEL, _JOINT = ("fascicle",), ("level",), ("joint", "rotation")
_IN_LEVEL, _TURN, _BODY, _RIB = ("level", "axis"), ("level", "rotation"), ("body", "axis"), ("rib",)

VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {
        "joint_angle": Variable(_JOINT, "rad", "joint angle since standing", lambda b, a: a.frames.angles),
        "rib_turn": Variable(_RIB, "rad", "turn of the rib on its vertebra", derive=of_ring.rib_turn),
        "cartilage_force": Variable(_RIB, "N", "force of its cartilage", derive=of_ring.cartilage_force),
        "sternum_shift": Variable((), "m", "sternum from where T4 carries it", derive=of_ring.shift),
        "joint_velocity": Variable(
            _JOINT, "rad s-1", "rate of the joint angle", lambda b, a: a.frames.velocities
        ),
        "joint_acceleration": Variable(
            _JOINT, "rad s-2", "second rate of the joint angle", lambda b, a: a.frames.accelerations
        ),
        "give": Variable(_TURN, "rad", "how far it is off its stated angle", lambda b, a: readings.gave(a)),
        "give_at_bound": Variable(
            _TURN, "1", "whether the joint would give farther than it may", lambda b, a: readings.at_bound(a)
        ),
        "give_settled": Variable(
            (), "1", "whether the search for how far joints give came to rest", readings.settled
        ),
        "give_wanted": Variable(
            (),
            "rad",
            "by how much an angle still wanted to turn where the search for how far joints give ended",
            readings.wanted,
        ),
        "spring_factor": Variable(
            _TURN,
            "1",
            "how many times as stiff the joint's springs are through its compression",
            lambda b, a: readings.spring_factor(a),
        ),
        "exact_compression": Variable(
            _LEVEL,
            "N",
            "compression with every joint at its stated angle; NaN where that is not computed",
            lambda b, a: readings.exact(a),
        ),
        "least_compression": Variable(_LEVEL, "N", f"least {OVER}", lambda b, a: readings.end(a, 0)),
        "greatest_compression": Variable(_LEVEL, "N", f"greatest {OVER}", lambda b, a: readings.end(a, 1)),
        **{n: Variable((), "1", f"{LEAST} {p}", partial(readings.used, p)) for n, p in readings.USED.items()},
        "root_acceleration": Variable(
            ("axis",),
            "m s-2",
            "acceleration of the joint centre of the pelvis",
            lambda b, a: readings.root(a),
        ),
        "root_place": Variable(
            ("axis",),
            "m",
            "place of the joint centre of the pelvis, where it is known",
            lambda b, a: readings.place(a),
        ),
        "external_force": Variable(
            _BODY, "N", "force from outside on the body", lambda b, a: a.frames.external[..., :3]
        ),
        "external_moment": Variable(
            _BODY,
            "N m",
            "moment about the world origin of what acts from outside on the body",
            lambda b, a: a.frames.external[..., 3:],
        ),
        "compression": Variable(
            _LEVEL,
            "N",
            "compression along the normal of the lower bone's endplate: muscles, weight, ligaments",
            lambda b, a: a.compression,
        ),
        "anterior_shear": Variable(
            _LEVEL,
            "N",
            "force of the upper on the lower bone along its endplate, forward",
            lambda b, a: a.anterior_shear,
        ),
        "right_shear": Variable(
            _LEVEL,
            "N",
            "force of the upper on the lower bone along its endplate, to the right",
            lambda b, a: a.right_shear,
        ),
        "disc_pressure": Variable(_LEVEL, "Pa", "pressure in the lumbar disc", lambda b, a: a.pressure),
        "ligament_tension": Variable(
            _LEVEL,
            "N",
            "tension of the ligaments behind the disc",
            lambda b, a: a.equations.ligament_tension,
        ),
        "joint_reaction_force": Variable(
            _IN_LEVEL,
            "N",
            "force of all above on the lower bone, muscles included, in the axes of its endplate",
            lambda b, a: a.reactions.force,
        ),
        "joint_reaction_moment": Variable(
            _IN_LEVEL,
            "N m",
            "moment about the joint centre of all above on the lower bone, in the axes of its endplate",
            lambda b, a: a.reactions.moment,
        ),
        "reaction_force": Variable(
            _BODY,
            "N",
            "force of the body and all it carries on its parent, muscles included; of the root on the ground",
            lambda b, a: np.asarray(a.reactions.wrench)[..., :3],
        ),
        "reaction_moment": Variable(
            _BODY,
            "N m",
            "moment about the joint centre of the body and all it carries on its parent, muscles included",
            lambda b, a: readings.about_joint(a),
        ),
        "spring_moment": Variable(
            _TURN,
            "N m",
            "moment of disc, ligaments, facets and the ring of the ribs",
            lambda b, a: readings.by_joint(a.equations.passive),
        ),
        "stretched_fibre_moment": Variable(
            _TURN, "N m", "moment of stretched muscle fibres", readings.stretched
        ),
        "rib_cage_moment": Variable(
            ("rib_cage_level", "rotation"),
            "N m",
            "moment of rib cage and shoulder girdle",
            lambda b, a: a.rib_cage,
        ),
        "reserve": Variable(
            _TURN,
            "N m",
            "moment that no muscle explains",
            lambda b, a: readings.by_joint(a.solution.reserves),
        ),
        "joint_reserve": Variable(
            _JOINT,
            "N m",
            "moment that no muscle explains at every joint that is balanced; NaN at others",
            lambda b, a: readings.by_body(b, a.solution.reserves),
        ),
        "abdominal_pressure": Variable(
            (), "Pa", "pressure in the abdomen", lambda b, a: a.equations.pressure
        ),
        "pressure_stated": Variable(
            (),
            "1",
            "whether the pressure is stated or follows from the load",
            lambda b, a: np.isfinite(a.frames.pressure),
        ),
        "wall_holds": Variable(
            (),
            "Pa",
            "pressure that the abdominal wall holds with all its strength",
            lambda b, a: a.doubts.wall_holds,
        ),
        "transversus_activation": Variable(
            (),
            "1",
            "activation of transversus abdominis that holds the pressure as a hoop",
            lambda b, a: a.equations.transversus_activation,
        ),
        "balanced": Variable(
            (), "1", "whether the muscles hold the posture", lambda b, a: a.shortfalls.balanced
        ),
        "doubtful": Variable(
            (),
            "1",
            "whether not to believe the frame: its posture is not what is recorded, or its loads cannot be",
            lambda b, a: a.doubts.any | (False if a.frames.doubtful is None else a.frames.doubtful),
        ),
        "short_nm": Variable(
            (), "N m", "largest moment that the muscles lack", lambda b, a: a.shortfalls.moment
        ),
        "asked_nm": Variable(
            (),
            "N m",
            "largest moment asked of the muscles below the neck",
            lambda b, a: np.abs(readings.by_joint(a.problem.rhs)[:, : derived.BELOW_NECK]).max(axis=(1, 2)),
        ),
        "moment_imbalance": Variable(
            (), "N m", "largest moment that balance leaves over", lambda b, a: a.whole.moment_imbalance()
        ),
        "bound_violation": Variable(
            (),
            "1",
            "how far the worst unknown leaves its bounds",
            lambda b, a: a.whole.bound_violation(),
        ),
        "duality_gap": Variable(
            (), "1", "cost less its proven bound, over the cost", lambda b, a: a.whole.duality_gap()
        ),
        "converged": Variable(
            (), "1", "whether the solver reached its optimum", lambda b, a: a.solution.converged
        ),
        "force": Variable(
            _FASCICLE,
            "N",
            "tension of the fascicle along its path",
            lambda b, a: readings.spread(b, a.tension),
        ),
        "activation": Variable(
            _FASCICLE, "1", "activation of the fascicle", lambda b, a: readings.spread(b, a.activation)
        ),
        "fibre_length": Variable(
            _FASCICLE,
            "1",
            "fibre length over optimal fibre length",
            lambda b, a: readings.spread(b, a.equations.gains.length),
        ),
        "fibre_velocity": Variable(
            _FASCICLE,
            "s-1",
            "rate of fibre length over optimal fibre length, lengthening positive",
            lambda b, a: readings.spread(b, a.equations.gains.velocity),
        ),
        "muscle_state": Variable(_FASCICLE, "1", "what the fibres do", derive=derived.muscle_state),
        "muscle_force": Variable(
            ("whole_muscle",), "N", "tension of all fascicles of the muscle", derive=derived.muscle_force
        ),
        "muscle_activation": Variable(
            ("whole_muscle",),
            "1",
            "activation of the muscle, mean of its fascicles weighted by maximal force",
            derive=derived.muscle_activation,
        ),
        "net_joint_moment": Variable(
            _JOINT,
            "N m",
            "net moment that muscles, springs and pressure give at the joint (inverse dynamics)",
            derive=derived.net_joint_moment,
        ),
        "joint_force": Variable(("joint",), "N", "size of the force across it", derive=derived.joint_force),
        "orientation": Variable(
            ("body", "axis", "body_axis"),
            "1",
            "rotation of the body since standing, columns its axes",
            derive=derived.orientation,
        ),
        "joint_centre": Variable(_BODY, "m", "joint centre of the body", derive=derived.joint_centre),
        "inertial_force": Variable(
            _BODY, "N", "inertial force, less mass times acceleration", derive=derived.inertial_force
        ),
        "inertial_moment": Variable(
            _BODY,
            "N m",
            "moment about the world origin of the inertial force and spin",
            derive=derived.inertial_moment,
        ),
        "pressure_force": Variable(
            _BODY, "N", "force of the abdominal pressure on the body", derive=derived.pressure_force
        ),
        "pressure_moment": Variable(
            _BODY,
            "N m",
            "moment about the world origin of the abdominal pressure on the body",
            derive=derived.pressure_moment,
        ),
    }
)
READ = tuple(name for name, variable in VARIABLES.items() if variable.read is not None)
