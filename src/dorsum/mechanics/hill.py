"""Force of a fascicle from its length and velocity: Hill's curves, with pennation and a tendon.

The tendon is rigid for active force and gives way to passive force.

    F = (F₀ · a · f_L(l) · f_V(v) + A σ_P · f_P((l − l_P)/ε)) · cos α

l is fibre length over optimal length, v fibre velocity in optimal lengths per second over the maximal
velocity (lengthening positive). l_P is where the fibre begins to resist: optimal length, or its length in
standing where that is longer, for standing is the pose in which passive tissue is slack. What resists goes
with the area A, whatever tension the fibres of a set are said to make: f_P is 1 at the strain ε, where the
stress is σ_P; in ε is the stretch of the tendon. The shape constants are rows of `constants.csv`. The
formulas compute with whatever arrays they are given, of NumPy or JAX.

Small and quick stretches meet more than these curves: the stiffness of the cross-bridges (`ShortRange`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dorsum.anatomy.read import Tables

Numbers = Any  # an array of JAX or of NumPy


class Fibres(NamedTuple):
    """Constants of every fascicle, arrays (n_fascicles,)."""

    maximal_force: Numbers  # N
    optimal_length: Numbers  # m
    slack_length: Numbers  # m
    pennation: Numbers  # rad, at optimal length
    passive_onset: Numbers  # fibre length over optimal length beyond which the fibre resists
    passive_strain: Numbers  # ε, in optimal lengths, of the fibre and of its tendon in series
    passive_share: Numbers  # A σ_P over F₀


class Curves(NamedTuple):
    """Constants of the curves, common to all fascicles."""

    active_width: float  # f_L = exp(−((l − 1)/width)²)
    maximal_velocity: float  # optimal lengths per second
    hill_shape: float  # a/F₀ of Hill's hyperbola
    eccentric_force: float  # f_V at great lengthening velocity
    passive_shape: float  # exponent of f_P


class Gains(NamedTuple):
    """What length and velocity make of every fascicle, arrays (frames, n_fascicles)."""

    length: Numbers  # fibre length over optimal length
    velocity: Numbers  # optimal lengths per second, lengthening positive
    active: Numbers  # f_L f_V: force over F₀ at full activation
    passive: Numbers  # of the fibre, over F₀
    cosine: Numbers  # cos α


def gains(fibres: Fibres, curves: Curves, path_length: Numbers, path_velocity: Numbers) -> Gains:
    """Curves at given path lengths (m) and velocities (m/s), (frames, n_fascicles)."""
    xp = path_length.__array_namespace__()
    height = fibres.optimal_length * xp.sin(fibres.pennation)
    along = xp.maximum(path_length - fibres.slack_length, 1e-3 * fibres.optimal_length)
    fibre = xp.sqrt(along**2 + height**2)
    cosine = along / fibre
    length = fibre / fibres.optimal_length
    velocity = path_velocity * cosine / fibres.optimal_length
    active = active_length(curves, length) * force_velocity(curves, velocity / curves.maximal_velocity)
    stretched = passive_length(curves, (length - fibres.passive_onset) / fibres.passive_strain)
    return Gains(length, velocity, active, fibres.passive_share * stretched, cosine)


def active_length(curves: Curves, length: Numbers) -> Numbers:
    """f_L: a Gaussian about optimal length."""
    xp = length.__array_namespace__()
    return xp.exp(-(((length - 1.0) / curves.active_width) ** 2))


def force_velocity(curves: Curves, velocity: Numbers) -> Numbers:
    """f_V: Hill's hyperbola shortening (velocity ≥ −1), its smooth continuation lengthening."""
    xp = velocity.__array_namespace__()
    k, top = curves.hill_shape, curves.eccentric_force
    short = xp.minimum(xp.maximum(velocity, -1.0), 0.0)
    shortening = (1.0 + short) / (1.0 - short / k)
    # Same slope at zero, asymptote `top`.
    slope = 1.0 + 1.0 / k
    lengthening = top - (top - 1.0) ** 2 / (top - 1.0 + slope * xp.maximum(velocity, 0.0))
    return xp.where(velocity <= 0.0, shortening, lengthening)


def passive_length(curves: Curves, strain: Numbers) -> Numbers:
    """f_P of the strain beyond the onset over `passive_strain`: exponential, 1 at 1, zero below 0."""
    xp = strain.__array_namespace__()
    shape = curves.passive_shape
    return xp.expm1(shape * xp.maximum(strain, 0.0)) / xp.expm1(shape)


class ShortRange(NamedTuple):
    """Cross-bridges that are stretched but do not let go [Cui2008; DeGroote2017]; rows of `constants.csv`."""

    fibre: float  # stiffness of fibres over their active force per optimal length
    tendon_strain: float  # of the tendon at F₀: it is straight, and in series with them
    stretch: float  # of optimal length, beyond which stretched cross-bridges let go

    def stiffness(self, strength: Numbers, optimal: Numbers, slack: Numbers, force: Numbers) -> Numbers:
        """Along the path, N/m: k = γ F / (L₀ + γ ε Lₛ F/F₀) of fascicles of maximal force F₀, optimal length
        L₀ and slack length Lₛ of the tendon that pull with F; N and m, arrays of one shape."""
        give = self.fibre * self.tendon_strain * slack * force / strength
        return self.fibre * force / (optimal + give)

    def most(self, force: Numbers) -> Numbers:
        """What stretch adds at most to fibres that pull with F, N."""
        return self.fibre * self.stretch * force


def short_range(tables: Tables) -> ShortRange:
    """Its constants."""
    names = "short_range_stiffness", "tendon_strain", "short_range_stretch"
    return ShortRange(*(tables.constant(name) for name in names))
