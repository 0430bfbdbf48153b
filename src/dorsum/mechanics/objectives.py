"""What the muscles keep small: the weights of the least sum Σ w xᵖ, where x is active force over F₀.

A rule says what it weighs by giving a weight to every fascicle. The rules of `OBJECTIVES` go by name; any
other is an `Objective` of the user's own. Those that go by name weigh every fascicle by its volume: their sum
is an integral over the tissue, ∫ xᵖ dV, and does not hang on how finely a muscle is cut into fascicles. The
energy that muscles spend goes with volume, too (Praagman et al. 2006, J Biomech 39:758–765; recalled).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dorsum.body.scan import Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.units import N_PER_CM2

DEFAULT = "relative_force_cubed"
# The specific tension of the trunk's muscles (`specific_tensions.csv`): that one weighs 1 by stress.
# Between muscles it cancels; it only says how muscles are weighed beside rib cage elements and reserves.
REFERENCE_STRESS = 46 * N_PER_CM2  # Pa
# About the mean of the fascicles in the balance of a man of 1.75 m and 75 kg (4.0 cm³ since multifidus has
# its measured area): together they weigh as much as if each weighed 1. Assumed, before the first run. It
# says how muscles are weighed beside rib cage and reserves.
REFERENCE_VOLUME = 3.75e-6  # m³
LEAST_VOLUME = 1e-12  # m³; a muscle without strength has none, but needs some weight
LEAST_GAIN = 1e-3  # below this a fibre is so short or fast that its activation is not weighed any higher


class Weighed(NamedTuple):
    """What a weight may depend on: the fascicles that take part, n of them, in the frames of an analysis."""

    names: tuple[str, ...]  # with side, such as `…_right`
    muscles: tuple[str, ...]  # ids of `muscles.csv`
    maximal_force: Floats  # (n,) F₀, N, isometric at optimal length
    specific_tension: Floats  # (n,) F₀ over the fascicle's area, Pa
    optimal_length: Floats  # (n,) m, of the fibres
    gain: Floats  # (frames, n) f_L f_V: force over F₀ at full activation

    @property
    def area(self) -> Floats:
        """(n,) physiological cross-section, m²."""
        return self.maximal_force / self.specific_tension

    @property
    def volume(self) -> Floats:
        """(n,) of the fibres, m³."""
        return self.area * self.optimal_length


@dataclass(frozen=True)
class Objective:
    """Least Σ w xᵖ over the fascicles.

    `power` p is 2 or 3. `weights` gives w > 0, (n,) or (frames, n), of what is known of the fascicles.
    `words` complete the sentence "muscles share the work by …"; without them the name stands.
    """

    name: str
    power: int
    weights: Callable[[Weighed], ArrayLike]
    words: str = ""

    def __post_init__(self) -> None:
        if self.power not in (2, 3):
            raise BadInput(f"the power of the objective {self.name!r} must be 2 or 3, not {self.power!r}")

    @classmethod
    def of(cls, objective: Objective | str) -> Objective:
        """An objective by its name, or the one that is given.

        Raises:
            UnknownName: no such objective.
        """
        if isinstance(objective, Objective):
            return objective
        if objective not in OBJECTIVES:
            raise UnknownName("objective", objective, OBJECTIVES)
        return OBJECTIVES[objective]

    def weigh(self, fascicles: Weighed) -> Floats:
        """The weights of all fascicles in all frames, (frames, n)."""
        found = np.asarray(self.weights(fascicles), dtype=np.float64)
        shape = fascicles.gain.shape
        if found.shape == shape:
            return found
        try:
            return np.broadcast_to(found, shape)
        except ValueError:
            wanted = f"{shape[1:]} or {shape}"
            raise BadInput(
                f"the objective {self.name!r} gives weights of shape {found.shape}, not {wanted}"
            ) from None


def words_of(objective: str) -> str:
    """How muscles share the work by the objective of this name; the name itself where nothing is known."""
    known = OBJECTIVES.get(objective)
    return known.words if known and known.words else objective


def alike(fascicles: Weighed) -> Floats:
    """Every fascicle counts by its force relative to its own strength."""
    return np.ones(len(fascicles.names))


def by_stress(power: int) -> Callable[[Weighed], Floats]:
    """Count x as stress, active force over area: σ = x σ₀, σ₀ the fascicle's specific tension.

    The area is the subject's: a muscle of less strength is a thinner one of the same tension.
    """

    def weights(fascicles: Weighed) -> Floats:
        return np.asarray((fascicles.specific_tension / REFERENCE_STRESS) ** power)

    return weights


def by_activation(power: int) -> Callable[[Weighed], Floats]:
    """Undo length and velocity, so that x counts as activation a = x / (f_L f_V)."""

    def weights(fascicles: Weighed) -> Floats:
        return np.asarray(np.maximum(fascicles.gain, LEAST_GAIN) ** -float(power))

    return weights


def by_volume(rule: Callable[[Weighed], Floats]) -> Callable[[Weighed], Floats]:
    """Count a rule once for every `REFERENCE_VOLUME` of muscle."""

    def weights(fascicles: Weighed) -> Floats:
        return rule(fascicles) * np.maximum(fascicles.volume, LEAST_VOLUME) / REFERENCE_VOLUME

    return weights


def _registry(*objectives: Objective) -> Mapping[str, Objective]:
    return MappingProxyType({objective.name: objective for objective in objectives})


OBJECTIVES = _registry(
    Objective(
        "relative_force_cubed",
        3,
        by_volume(alike),
        "the least sum over their volume of cubed relative muscle forces",
    ),
    Objective(
        "relative_force_squared",
        2,
        by_volume(alike),
        "the least sum over their volume of squared relative muscle forces",
    ),
    Objective(
        "stress_cubed", 3, by_volume(by_stress(3)), "the least sum over their volume of cubed muscle stresses"
    ),
    Objective(
        "stress_squared",
        2,
        by_volume(by_stress(2)),
        "the least sum over their volume of squared muscle stresses",
    ),
    Objective(
        "activation_cubed",
        3,
        by_volume(by_activation(3)),
        "the least sum over their volume of cubed activations",
    ),
    Objective(
        "activation_squared",
        2,
        by_volume(by_activation(2)),
        "the least sum over their volume of squared activations",
    ),
)
