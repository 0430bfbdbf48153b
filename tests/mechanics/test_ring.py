"""The ring of the ribs: its energy by another road, its balance, and what it must not do."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.cage import FREE, build_cage
from dorsum.mechanics.kinematics import place
from dorsum.mechanics.model import Model
from dorsum.mechanics.ring import RING, Ring

SMALL = 1e-5  # rad, m: of a step along which the energy is a parabola


@pytest.fixture(scope="module")
def ring(male: Model) -> Ring:
    return Ring.of(male.body)


def test_the_cage_is_as_its_rows_say(male: Model, ring: Ring):
    cage = ring.cage
    assert len(cage.rib) == 20
    at = male.body.skeleton.at
    for rib, length in (("rib1", 24), ("rib4", 47), ("rib7", 125), ("rib9", 74)):
        pieces = cage.beam[cage.cartilage == cage.rib.tolist().index(male.body.skeleton.index(f"{rib}_left"))]
        way = cage.node[pieces[:, 1]] - cage.node[pieces[:, 0]]
        assert_allclose(
            1000 * np.linalg.norm(way, axis=1).sum() / male.body.skeleton.scale, length, rtol=0.04
        )
        assert_allclose(cage.node[pieces[0, 0]], at(rib, "rib_costochondral_junction", "left"))
    jointed = cage.turns & ((cage.holder != FREE) | (cage.pinned != FREE))
    assert jointed.sum() == 2 * 9


def test_the_energy_agrees_with_finite_turns_and_an_integral_along_the_beams(male: Model, ring: Ring):
    """The other road: bones placed by their joints' angles, ribs and sternum turned by finite rotations, and
    the energy of a beam as the work of the loads along it, integrated by Gauss; along twelve ways it
    grows as K says."""
    skeleton, cage = male.body.skeleton, ring.cage
    movers = [*cage.rib.tolist(), cage.sternum]
    joints = [skeleton.joint_index(name.split()[0]) for name in RING]
    axes = ["zxy".index(name[-1]) for name in RING]
    first = len(RING) + 6 * len(movers)
    stiff = np.linalg.inv([_by_integral(cage, b) for b in range(len(cage.beam))])

    def energy(v):
        angles = np.zeros((1, len(skeleton.names), 3))
        angles[0, joints, axes] = v[:27]
        posed = place(male.mech.tree, angles)

        def moved(body, at):
            local = at - skeleton.centre[body]
            if body in movers:
                u = v[27 + 6 * movers.index(body) :][:6]
                turn = _turned(u[3:])
                return skeleton.centre[body] + u[:3] + turn @ local, turn
            turn = posed.rotation[0, body]
            shift = posed.origin[0, body] - still.origin[0, body]
            return skeleton.centre[body] + shift + turn @ local, turn

        at, turns, k = [], [], first
        for i, node in enumerate(cage.node):
            held = cage.holder[i] != FREE
            if held:
                place_of, turn = moved(int(cage.holder[i]), node)
            elif cage.pinned[i] != FREE:
                place_of, turn = at[cage.pinned[i]], None
            else:
                place_of, k = node + v[k : k + 3], k + 3
            if cage.turns[i]:
                turn, k = _turned(v[k : k + 3]), k + 3
            at.append(place_of)
            turns.append(turn)
        total = 0.0
        for b, (s, e) in enumerate(cage.beam):
            shift = at[e] - at[s] - turns[s] @ (cage.node[e] - cage.node[s])
            turn = _vector(turns[s].T @ turns[e])
            strain = np.concatenate([turns[s].T @ shift, turn])
            total += 0.5 * strain @ stiff[b] @ strain
        for i, (rib, vertebra) in enumerate(zip(cage.rib.tolist(), cage.vertebra.tolist(), strict=True)):
            for point in (cage.head[i], cage.tubercle[i]):
                apart = moved(rib, point)[0] - moved(vertebra, point)[0]
                total += 0.5 * cage.support * apart @ apart
            line = cage.tubercle[i] - cage.head[i]
            between = _vector(moved(vertebra, cage.head[i])[1].T @ moved(rib, cage.head[i])[1])
            total += 0.5 * cage.turning[i] * (between @ line) ** 2 / (line @ line)
        return total

    still = place(male.mech.tree, np.zeros((1, len(skeleton.names), 3)))
    for seed in range(12):
        way = np.random.default_rng(seed).normal(size=len(ring.full)) / np.sqrt(np.diag(ring.full))
        step = SMALL / np.abs(way).max()
        stored = (energy(step * way) + energy(-step * way)) / 2
        assert_allclose(stored, 0.5 * step**2 * way @ ring.full @ way, rtol=1e-5)


def _turned(vector):
    """Rotation (3, 3) by a vector, to second order."""
    crossed = np.cross(np.eye(3), vector)
    return np.eye(3) + crossed + crossed @ crossed / 2


def _vector(turn):
    """Rotation vector of a small turn (3, 3), to first order."""
    return 0.5 * np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])


def _by_integral(cage, b):
    """(6, 6) how the end of a beam gives: loads along it by statics, their energy by Gauss's points."""
    start, end = cage.node[cage.beam[b]]
    length = np.linalg.norm(end - start)
    unit = (end - start) / length
    across = np.eye(3) - np.outer(unit, unit)
    area, e = cage.area[b], cage.modulus
    inertia, g = area**2 / (4 * np.pi), e / (2 * (1 + cage.poisson))
    kappa = 6 * (1 + cage.poisson) / (7 + 6 * cage.poisson)
    found = np.zeros((6, 6))
    points, weights = np.polynomial.legendre.leggauss(3)
    for x, w in zip((points + 1) / 2, weights / 2, strict=True):
        arm = (1 - x) * length * unit
        force = np.concatenate([np.eye(3), np.zeros((3, 3))], axis=1)
        moment = np.concatenate([np.array([np.cross(arm, f) for f in np.eye(3)]).T, np.eye(3)], axis=1)
        pull = np.outer(unit, unit)
        found += w * length * force.T @ (pull / (e * area) + across / (kappa * g * area)) @ force
        found += w * length * moment.T @ (pull / (g * 2 * inertia) + across / (e * inertia)) @ moment
    return found


def test_the_ring_is_stable_and_the_same_in_the_mirror(ring: Ring):
    least = np.linalg.eigvalsh(ring.stiffness)[0]
    assert least > 0.0
    sign = np.array([1.0 if name.endswith("z") else -1.0 for name in RING])
    mirrored = ring.stiffness * np.outer(sign, sign)
    assert_allclose(mirrored, ring.stiffness, atol=2e-3 * np.abs(ring.stiffness).max())


def test_no_wrench_is_left_on_sternum_or_rib(ring: Ring):
    """By the loads of the beams' ends and of the springs, not by K."""
    motions = ring.follows @ np.deg2rad(np.random.default_rng(2).normal(size=len(RING)))
    cage = ring.cage
    loads = np.einsum("bij,bjn,n->bi", ring.beams, ring.strains, motions)  # on the ends of the beams
    on = np.zeros((2, 6))
    size = 0.0
    for (_, end), load in zip(cage.beam, loads, strict=True):
        if cage.holder[end] == cage.sternum:
            force, at = -load[:3], cage.node[end]
            on[0] += np.concatenate([force, np.cross(at, force) - load[3:]])
            size += np.linalg.norm(force)
    assert size > 1.0
    assert np.abs(on[0]).max() < 1e-9 * size
    i, rib = 3, int(cage.rib[3])
    for (start, end), load in zip(cage.beam, loads, strict=True):
        if cage.holder[start] == rib:
            moment = np.cross(cage.node[end], load[:3]) + load[3:]
            on[1] += np.concatenate([load[:3], moment])
    vertebra = int(cage.vertebra[i])
    for at in (cage.head[i], cage.tubercle[i]):
        apart = (ring.motion(vertebra, at) - ring.motion(rib, at))[:3] @ motions
        on[1] += cage.support * np.concatenate([apart, np.cross(at, apart)])
    between = (ring.motion(vertebra, cage.head[i]) - ring.motion(rib, cage.head[i]))[3:] @ motions
    on[1, 3:] += cage.turning[i] * ring._line(i) * (ring._line(i) @ between)
    assert np.abs(on[1]).max() < 1e-8


def test_the_ring_resists_and_more_so_what_is_stiffer(male: Model, ring: Ring):
    softer = Ring(male.body.skeleton, ring.cage._replace(modulus=ring.cage.modulus / 2))
    assert np.linalg.eigvalsh(ring.stiffness - softer.stiffness)[0] > -1e-9
    hinged = Ring(male.body.skeleton, ring.cage._replace(support=1e4 * ring.cage.support))
    assert np.linalg.eigvalsh(hinged.stiffness - ring.stiffness)[0] > -1e-6
    none = Ring(male.body.skeleton, ring.cage._replace(modulus=1.0))
    assert np.abs(none.stiffness).max() < 1e-4 * np.abs(ring.stiffness).max()


def test_a_turn_of_all_joints_moves_the_sternum_up_and_strains_ribs(ring: Ring):
    q = np.zeros(len(RING))
    assert ring.borne(q[None]).force.max() == 0.0
    q[0::3] = np.deg2rad(1.0)
    once, twice = ring.borne(q[None]), ring.borne(2 * q[None])
    assert_allclose(twice.force, 2 * once.force)
    assert_allclose(twice.turn, 2 * once.turn)
    assert once.force.shape == (1, 20)
    energy = 0.5 * q @ ring.stiffness @ q
    assert energy > 0.0


def test_sections_grow_with_the_square_of_the_stature(male: Model):
    body = male.body
    taller = replace(body.skeleton, scale=2 * body.skeleton.scale)
    one, other = (build_cage(body.tables, skeleton) for skeleton in (body.skeleton, taller))
    assert_allclose(other.area, 4 * one.area)
