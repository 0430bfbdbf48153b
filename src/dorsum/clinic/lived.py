"""What a day asks of every muscle whose size and drive have changed: the full balance of each of its parts.

Size scales all that a muscle does, drive what it can be called upon for: what it resists with when it is
stretched stays. How far joints give is found once, for the body as it was; forces are those of a full balance
of the muscles as they are. The tone that the model gives a muscle at all times is no use of it: use is what
a day asks above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsum.body.names import SIDES
from dorsum.body.scan import Ints
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.body.strength import ALL
from dorsum.clinic.days import HOURS, Day
from dorsum.clinic.rates import State
from dorsum.errors import UnknownName
from dorsum.mechanics.analysis import Frames, Options, analyse_frames
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT
from dorsum.mechanics.result import Result
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.task import Task

Which = NDArray[np.bool_]
EXTENSORS = ("sacrospinal", "transversospinal")  # systems whose muscles extend the back


@dataclass(frozen=True, eq=False)
class Asked:
    """What a task asks of the muscles of a body: `mean` activation above tone and `peak` activation (n,),
    compression of the lumbar discs at most (levels,) N, and whether muscles hold it."""

    mean: Floats
    peak: Floats
    compression: Floats
    balanced: bool


@dataclass(frozen=True, eq=False)
class Lived:
    """What the parts of a day ask: activation above tone (parts, n), compression (parts, levels) N."""

    day: Day
    activation: Floats
    compression: Floats
    effort: float  # mean activation of the extensors in what is no rest, by volume
    balanced: tuple[bool, ...]

    def use(self, kept: float = 1.0) -> Floats:
        """Mean activation (n,) over 24 hours, `kept` of the active hours left and the rest spent resting."""
        hours = np.array([part.hours for part in self.day.parts])
        rest = np.array([part.rest for part in self.day.parts])
        left = np.where(rest, 0.0, hours * kept)
        left[rest] = HOURS - left.sum()
        return np.asarray(left @ self.activation / HOURS)


@dataclass(frozen=True, eq=False)
class Back:
    """The muscles of a body as parts and sides (n,), and the body with other sizes and drives of them."""

    model: Model
    posture: str = "giving"
    _known: dict[str, Frames] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Muscle, by id of `muscles.csv`, and side of those that take part."""
        fascicles = self.model.body.fascicles
        return tuple(dict.fromkeys((fascicles.muscles[i], fascicles.sides[i]) for i in self.model.active))

    @cached_property
    def _of_fascicle(self) -> Ints:
        at = {name: i for i, name in enumerate(self.names)}
        fascicles = self.model.body.fascicles
        pairs = zip(fascicles.muscles, fascicles.sides, strict=True)
        return np.array([at.get(pair, -1) for pair in pairs])

    @cached_property
    def _weight(self) -> Floats:
        """(n, n_fascicles) shares of the force of a muscle."""
        force = self.model.body.fascicles.maximal_force
        weight = np.zeros((len(self.names), len(force)))
        active = self.model.active
        weight[self._of_fascicle[active], active] = force[active]
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    @cached_property
    def _tone(self) -> Floats:
        return np.asarray(self._weight @ self.model.body.tone)

    @cached_property
    def volume(self) -> Floats:
        """Of each muscle (n,), m³."""
        f = self.model.body.fascicles
        each = f.maximal_force / f.make.specific_tension * f.optimal_fibre_length
        return np.asarray(np.bincount(self._of_fascicle + 1, each, len(self.names) + 1)[1:], dtype=float)

    @cached_property
    def extends(self) -> Which:
        """Which (n,) are extensors of the back."""
        of = {row.muscle: row.system in EXTENSORS for row in self.model.body.tables.muscles}
        return np.array([of[muscle] for muscle, _ in self.names])

    @cached_property
    def mirrored(self) -> Ints:
        """Index (n,) of the same muscle on the other side."""
        at = {name: i for i, name in enumerate(self.names)}
        other = {SIDES[0]: SIDES[1], SIDES[1]: SIDES[0]}
        return np.array([at[muscle, other[side]] for muscle, side in self.names])

    def chosen(self, name: str) -> Which:
        """Which (n,) a name means: a muscle, part or `all`, `… right` and `… left` of one side.

        Raises:
            UnknownName: no muscle that takes part is called so.
        """
        asked, side = name.strip(), ""
        if (start := asked.rpartition(" "))[2] in SIDES and start[0]:
            asked, side = start[0].strip(), start[2]
        whole = {row.muscle: row.part_of for row in self.model.body.tables.muscles}
        asked = asked.replace("_", " ")
        known = [
            (ALL, *(name.replace("_", " ") for name in (part, whole[part] or part))) for part, _ in self.names
        ]
        found = np.array(
            [asked in names and side in ("", of) for names, (_, of) in zip(known, self.names, strict=True)]
        )
        if not found.any():
            raise UnknownName("muscle", name, {name for names in known for name in names})
        return found

    def changed(self, state: State) -> Model:
        """The model with muscles of other sizes and drives (n,)."""
        fascicles = self.model.body.fascicles
        size, drive = (
            np.append(np.broadcast_to(of, len(self.names)), 1.0)[self._of_fascicle] for of in state
        )
        make = fascicles.make._replace(passive_share=fascicles.make.passive_share / drive)
        other = replace(fascicles, maximal_force=fascicles.maximal_force * size * drive, make=make)
        return self.model.restrengthened(other)

    def result(self, task: Task, model: Model) -> Result:
        """A task analysed with a model that `changed` gave."""
        key = repr((task, task.postures, task.keyframes, task.loads))
        options = Options(posture=self.posture, free=model.body.free)
        if key not in self._known:
            self._known[key] = analyse_pose(self.model, pose_of(task, self.model), options=options).frames
        found = analyse_frames(model, self._known[key], DEFAULT, options)
        return Result(
            task=task.name,
            title=task.title,
            assumptions=(),
            objective="",
            body=model.body,
            analysis=found,
            options=options,
            compiled=model,
        )

    def asked(self, task: Task, model: Model) -> Asked:
        """What a task asks of the muscles."""
        found = self.result(task, model)
        activation = np.nan_to_num(np.asarray(found.array("activation"))) @ self._weight.T
        above, times = np.maximum(activation - self._tone, 0.0), np.asarray(found.times)
        mean = above[0] if len(times) == 1 else np.trapezoid(above, times, axis=0) / np.ptp(times)
        levels = [list(found.levels).index(level) for level in LUMBAR]
        compression = np.asarray(found.compression)[:, levels].max(axis=0)
        return Asked(mean, activation.max(axis=0), compression, bool(np.all(found.balanced)))

    def lived(self, day: Day, state: State) -> Lived:
        """What a day asks of muscles in a state."""
        return self.lived_with(day, self.changed(state))

    def lived_with(self, day: Day, model: Model) -> Lived:
        """What a day asks of a model that `changed` gave."""
        found = [self.asked(part.task, model) for part in day.parts]
        activation = np.stack([each.mean for each in found])
        weight = self.volume * self.extends
        efforts = activation @ weight / weight.sum()
        hours = np.array([0.0 if part.rest else part.hours for part in day.parts])
        effort = float(hours @ efforts / hours.sum()) if hours.any() else float(efforts.mean())
        compression = np.stack([each.compression for each in found])
        return Lived(day, activation, compression, effort, tuple(each.balanced for each in found))


def names_of(back: Back, which: Which) -> Sequence[str]:
    """`multifidus_lumborum right` of the muscles (n,) that are chosen."""
    return [f"{muscle} {side}" for (muscle, side), yes in zip(back.names, which, strict=True) if yes]
