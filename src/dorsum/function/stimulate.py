"""Pull a muscle and see what moves: gravity off, from standing, all other muscles passive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from dorsum.anatomy.atlas.names import Names
from dorsum.anatomy.rows import MovedPartRow
from dorsum.body.body import Body
from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import SIDES, SPINE, Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.function.movements import Posed, movements, unit
from dorsum.inputs import within
from dorsum.mechanics.model import Model
from dorsum.mechanics.settle import Pull, Rest
from dorsum.motion.analyze import model_for
from dorsum.units import DEGREE

LEAST = 0.1  # ° or mm: what moves less is not told
PARTS = (
    *("lumbar_spine", "thoracic_spine", "cervical_spine", "head", "ribs", "scapula", "clavicle"),
    *("humerus", "pelvis", "hip", "knee", "ankle"),
)
SIDEWAYS = {
    "right_bending": ("bending", "right"),
    "left_bending": ("bending", "left"),
    "right_twist": ("turning", "right"),
    "left_twist": ("turning", "left"),
}
SPINAL = {
    "z": ("extension", "flexion"),
    "x": ("right_bending", "left_bending"),
    "y": ("left_twist", "right_twist"),
}


@dataclass(frozen=True)
class Movement:
    """How far a part or joint moved in one direction."""

    what: str
    side: str  # right, left or empty
    movement: str
    amount: float
    unit: str

    def __str__(self) -> str:
        name = f"{self.side} {self.what}".strip()
        return f"{name}: {self.movement} {self.amount:.1f}{'°' if self.unit == '°' else ' mm'}"


@dataclass(frozen=True, eq=False, repr=False)
class Stimulation:
    """What pulling did. Angles are against standing; bodies are placed as seen from what is held."""

    muscle: str
    members: tuple[str, ...]
    side: str
    activation: float
    fix: str
    model: Model
    pull: Pull
    rest: Rest
    held: tuple[int, ...]  # bodies

    @property
    def angles(self) -> Floats:
        """Joint angles (n_bodies, 3) rad, axes z x y."""
        return self.rest.angles

    @cached_property
    def posed(self) -> Posed:
        """Where every body is, what is held in its place of standing."""
        placed = self.model.place(self.angles[None])
        rotation, origin = placed.rotation[0], placed.origin[0]
        turn, at = rotation[self.held[0]], origin[self.held[0]]
        standing = self.model.body.skeleton.centre[self.held[0]]
        return Posed(self.pull, self.rest.coordinates, turn.T @ rotation, standing + (origin - at) @ turn)

    @cached_property
    def parts(self) -> tuple[Movement, ...]:
        """Movements of the parts by more than 0.1° or mm."""
        rows = {row.part: row for row in self.model.body.tables.moved_parts}
        return tuple(move for name in PARTS for move in self._of_part(rows[name]))

    def _of_part(self, row: MovedPartRow) -> list[Movement]:
        single = row.told_as in ("spine", "pelvis")
        found = []
        for side in ("",) if single else SIDES:
            for word, size in movements(self.posed, row, side or "right").items():
                if size > LEAST:
                    name = row.part.replace("_", " ")
                    found.append(Movement(name, side, self._word(word), size, unit(row, word)))
        return found

    @cached_property
    def joints(self) -> tuple[Movement, ...]:
        """Every joint that turns by more than 0.1°, caudal → cranial, then ribs and limbs."""
        tables = self.model.body.tables
        directions = {
            (row.joint, row.coordinate, row.sign): row.direction.replace("_", " ")
            for row in tables.joint_ranges
        } | {
            (row.joint, "z", sign): word
            for row in tables.joints
            if row.joint.startswith("costovertebral")
            for sign, word in (("+", "elevation"), ("-", "depression"))
        }
        found = []
        for at, value in zip(self.pull.coordinates, self.rest.coordinates / DEGREE, strict=True):
            if abs(value) <= LEAST:
                continue
            if at.joint in SPINE:
                word = self._word(SPINAL[at.axis][int(value < 0)])
                found.append(Movement(at.joint, "", word, abs(float(value)), "°"))
                continue
            word = directions[at.kind, at.axis, "-" if at.sign * value < 0 else "+"]
            found.append(Movement(at.kind.replace("_", " "), at.side, word, abs(float(value)), "°"))
        order = {joint: i for i, joint in enumerate(SPINE)}
        return tuple(sorted(found, key=lambda move: order.get(move.what, len(SPINE))))

    def _word(self, word: str) -> str:
        """Sides are told from the side that pulls, if one does."""
        if word not in SIDEWAYS:
            return word.replace("_", " ")
        how, way = SIDEWAYS[word]
        if self.side == "both":
            return f"{how} to the {way}"
        return f"{how} to the {'same' if way == self.side else 'opposite'} side"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""

        def plain(moves: Sequence[Movement], name: str) -> list[dict[str, Any]]:
            return [
                {
                    name: move.what,
                    "side": move.side or None,
                    "movement": move.movement,
                    "amount": move.amount,
                    "unit": move.unit,
                }
                for move in moves
            ]

        return {
            "muscle": self.muscle,
            "members": list(self.members),
            "side": self.side,
            "activation": self.activation,
            "fix": self.fix,
            "parts": plain(self.parts, "part"),
            "joints": plain(self.joints, "joint"),
            "certificate": {
                "residual_nm": self.rest.residual,
                "least_stiffness_nm_per_rad": self.rest.least_stiffness,
                "steps": self.rest.steps,
            },
        }

    def __repr__(self) -> str:
        told = "; ".join(map(str, self.parts)) or "nothing moves by more than 0.1°"
        return f"<Stimulation of {self.muscle}, {self.side}, activation {self.activation:g}: {told}>"


def stimulate(
    muscle: str,
    *,
    side: str = "both",
    activation: float = 1.0,
    fix: str = "pelvis",
    subject: Subject | Body | Model | str | None = None,
) -> Stimulation:
    """Pull a muscle, a part or a group by any of its names.

    fix: a row of `fixed_ends.csv` or a body: what is held, and from where the movement is seen. Without
    gravity it matters to the movement only where several bones are held, which locks what lies between.

    Raises:
        BadInput, UnknownName: no such muscle, side or body, or a muscle without a line of force.
        NoEquilibrium: the body does not come to rest.
    """
    if side not in ("both", *SIDES):
        raise UnknownName("side", side, ("both", *SIDES))
    activation = within("activation", activation, 0.0, 1.0)
    model = model_for(subject if subject is not None else "male")
    names = Names(model.body.tables)
    members = names.parts(muscle)
    fix, held = held_by(model, fix, side)
    return pulled(model, names.title(members), members, side=side, activation=activation, fix=fix, held=held)


def pulled(
    model: Model,
    title: str,
    members: Sequence[str],
    *,
    side: str,
    activation: float,
    fix: str,
    held: tuple[int, ...],
    start: Floats | None = None,
) -> Stimulation:
    """Pull the parts `members`; `start` (n,) is a posture of rest near by, if one is known."""
    pull = pull_of(model)
    chosen = fascicles(model, title, members, side)
    activations = np.zeros(len(model.body.fascicles))
    activations[chosen] = activation
    rest = pull.settle(activations, locked_by(model, pull, held), start)
    return Stimulation(title, tuple(members), side, activation, fix, model, pull, rest, held)


@lru_cache(maxsize=4)
def pull_of(model: Model) -> Pull:
    """A model made ready to be pulled."""
    return Pull(model)


def fascicles(model: Model, title: str, members: Sequence[str], side: str) -> list[int]:
    """The lines of force of some parts on one side or both.

    Raises:
        BadInput: there are none; the message says why.
    """

    def wanted(fascicle: Fascicle) -> bool:
        return fascicle.muscle in members and side in ("both", fascicle.side)

    found = [i for i, fascicle in enumerate(model.body.fascicles) if wanted(fascicle)]
    if not found:
        reasons = {row.reason for row in model.body.tables.excluded_slips if row.muscle in members}
        why = "; ".join(sorted(reasons)) or "it joins no two bones"
        raise BadInput(f"{title} has no line of force: {why}")
    return found


def held_by(model: Model, fix: str, side: str) -> tuple[str, tuple[int, ...]]:
    """The name of what is held, and its bodies."""
    tables, skeleton = model.body.tables, model.body.skeleton
    asked = "_".join(fix.lower().replace("-", " ").replace("_", " ").split())
    ends = {row.fixed_end: row.bodies for row in tables.fixed_ends}
    if asked in ends:
        bodies = ends[asked]
        if len(bodies) == 1 and bodies[0] not in skeleton.names:
            return asked, (skeleton.index(f"{bodies[0]}_{'right' if side == 'both' else side}"),)
        places = [i for i, name in enumerate(skeleton.names) if _unsided(name) in bodies]
        return asked, tuple(places)
    by_name = {name.lower(): i for i, name in enumerate(skeleton.names)}
    swapped = "_".join([*asked.split("_")[1:], asked.split("_")[0]])  # `left scapula`
    for name in (asked, swapped):
        if name in by_name:
            return skeleton.names[by_name[name]], (by_name[name],)
    raise UnknownName("body or fixed end", fix, {*ends, *skeleton.names})


def locked_by(model: Model, pull: Pull, held: tuple[int, ...]) -> Any:
    """Coordinates (n,) that cannot turn: those of joints between bodies that are held."""
    carried = model.body.skeleton.carried()[pull.coordinates.body]
    inside = carried[:, list(held)]
    return inside.any(axis=1) & ~inside.all(axis=1)


def _unsided(name: str) -> str:
    return name.removesuffix("_right").removesuffix("_left")
