"""Beams against the closed forms of the strength of materials, and a bent one against its curve."""

from math import pi

import numpy as np
from numpy.testing import assert_allclose

from dorsum.mechanics.beams import Round, rigid, stiffness

E, NU, A, L = 12e6, 0.5, 1e-4, 0.05
INERTIA = A**2 / (4 * pi)


def whole(start, end, made):
    """(12, 12) stiffness of one beam by the motions of both ends."""
    strain = np.concatenate([-rigid(end - start), np.eye(6)], axis=1)
    return strain.T @ stiffness(start[None], end[None], made)[0] @ strain


def test_a_clamped_beam_has_the_stiffness_of_the_books():
    made = Round(np.array([A]), E, NU)
    found = whole(np.zeros(3), np.array([L, 0.0, 0.0]), made)
    shear = 12 * E * INERTIA / (0.9 * E / 3 * A * L**2)
    assert_allclose(found[6, 6], E * A / L, rtol=1e-12)
    assert_allclose(found[7, 7], 12 * E * INERTIA / L**3 / (1 + shear), rtol=1e-12)
    assert_allclose(found[8, 8], found[7, 7], rtol=1e-12)
    assert_allclose(found[11, 11], (4 + shear) * E * INERTIA / L / (1 + shear), rtol=1e-12)
    assert_allclose(found[11, 5], (2 - shear) * E * INERTIA / L / (1 + shear), rtol=1e-12)
    assert_allclose(found[9, 9], E / 3 * 2 * INERTIA / L, rtol=1e-12)
    assert_allclose(found[7, 5], -6 * E * INERTIA / L**2 / (1 + shear), rtol=1e-12)  # sign: force back


def test_no_direction_is_special_and_rigid_motion_costs_nothing():
    rng = np.random.default_rng(1)
    made = Round(np.array([A]), E, NU)
    start, way = rng.normal(size=3), rng.normal(size=3)
    way *= L / np.linalg.norm(way)
    tilted = whole(start, start + way, made)
    straight = whole(np.zeros(3), np.array([0.0, L, 0.0]), made)
    assert_allclose(np.linalg.eigvalsh(tilted), np.linalg.eigvalsh(straight), atol=1e-9 * E * A / L)
    assert_allclose(tilted, tilted.T, atol=1e-9)
    motion = rng.normal(size=6)
    moved = np.concatenate([rigid(start) @ motion, rigid(start + way) @ motion])
    assert_allclose(tilted @ moved, 0.0, atol=1e-6)


def test_a_quarter_of_a_ring_gives_as_its_integral_says():
    """Castigliano: π P R³/(4 E I) of bending, π P R/(4 κ G A) of shear and π P R/(4 E A) of pull, for a force
    at the end of a quarter circle along the tangent of its start."""
    radius, pieces = 0.06, 200
    turn = np.linspace(0.0, pi / 2, pieces + 1)
    node = radius * np.stack([np.cos(turn), np.sin(turn), 0.0 * turn], axis=1)
    k = stiffness(node[:-1], node[1:], Round(np.full(pieces, A), E, NU))
    onto = rigid(node[-1] - node[1:])  # what the end of a beam carries the last end along with
    give = np.einsum("nij,njk,nlk->il", onto, np.linalg.inv(k), onto)
    bending = pi * radius**3 / (4 * E * INERTIA)
    others = pi * radius / (4 * 0.9 * E / 3 * A) + pi * radius / (4 * E * A)
    assert_allclose(give[1, 1], bending + others, rtol=1e-3)
