"""Round, straight beams that stretch, bend, shear and twist, in any direction.

Fixed at its start, the end of a beam of length L gives by L/EA along it, L³/3EI + L/κGA across, L/EI and L/GJ
in turning, and by L²/2EI from one to the other. The inverse is the stiffness of the end; of both ends the
motion of the end counts less what the start carries it along with. Motions are (displacement, turn) at a
point, m and rad; loads are (force, moment) at it, N and N·m, both in the world's axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from dorsum.body.skeleton import Floats


@dataclass(frozen=True)
class Round:
    """What straight, round beams are made of: areas (b,) m², modulus Pa, Poisson's ratio."""

    area: Floats
    modulus: float
    poisson: float

    @property
    def second_moment(self) -> Floats:
        """(b,) m⁴ about any diameter."""
        return self.area**2 / (4.0 * pi)

    @property
    def shear_modulus(self) -> float:
        """Pa."""
        return self.modulus / (2.0 * (1.0 + self.poisson))

    @property
    def shear_share(self) -> float:
        """κ: how much of the section shears, of a round one (Cowper 1966)."""
        return 6.0 * (1.0 + self.poisson) / (7.0 + 6.0 * self.poisson)


def rigid(way: Floats) -> Floats:
    """(…, 6, 6) motion at a point from the motion of a rigid body at another, `way` (…, 3) m before it."""
    found = np.zeros((*way.shape[:-1], 6, 6))
    found[..., range(6), range(6)] = 1.0
    x, y, z = np.moveaxis(way, -1, 0)
    found[..., 0, 4], found[..., 1, 3] = z, -z
    found[..., 2, 3], found[..., 0, 5] = y, -y
    found[..., 1, 5], found[..., 2, 4] = x, -x
    return found


def stiffness(start: Floats, end: Floats, made: Round) -> Floats:
    """(b, 6, 6) N/m, N, N·m/rad at the ends (b, 3) m of beams whose starts are held."""
    way = end - start
    length = np.sqrt((way * way).sum(axis=-1))
    bending = made.modulus * made.second_moment
    give = np.zeros((len(way), 6, 6))
    give[:, 0, 0] = length / (made.modulus * made.area)
    give[:, 3, 3] = length / (2.0 * made.shear_modulus * made.second_moment)
    across = length**3 / (3.0 * bending) + length / (made.shear_share * made.shear_modulus * made.area)
    give[:, 1, 1] = give[:, 2, 2] = across
    give[:, 4, 4] = give[:, 5, 5] = length / bending
    give[:, 1, 5] = give[:, 5, 1] = length**2 / (2.0 * bending)
    give[:, 2, 4] = give[:, 4, 2] = -(length**2) / (2.0 * bending)
    axes = _axes_along(way / length[:, None])
    turn = np.zeros_like(give)
    turn[:, :3, :3] = turn[:, 3:, 3:] = axes
    return np.asarray(turn @ np.linalg.inv(give) @ np.swapaxes(turn, 1, 2))


def _axes_along(unit: Floats) -> Floats:
    """(b, 3, 3) axes as columns, right-handed, the first along unit vectors (b, 3)."""
    least = np.eye(3)[np.abs(unit).argmin(axis=1)]
    second = np.cross(unit, least)
    second /= np.linalg.norm(second, axis=1, keepdims=True)
    return np.stack([unit, second, np.cross(unit, second)], axis=-1)
