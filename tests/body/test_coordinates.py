"""The coordinates: which there are, how the left side counts, how far they go, what springs hold them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.body.body import Body
from dorsum.body.coordinates import Coordinates
from dorsum.body.skeleton import SPINE
from dorsum.errors import UnknownName
from dorsum.mechanics.model import Model
from postures import mirrored, random_angles


@pytest.fixture(scope="module")
def body(male: Model) -> Body:
    return male.body


def test_the_sets_hold_what_they_say(body: Body) -> None:
    every = Coordinates.of(body)
    assert len(every) == sum(map(len, body.skeleton.freedoms))
    spine = Coordinates.of(body, "spine")
    assert spine.names == tuple(f"{joint} {axis}" for joint in SPINE for axis in "zxy")
    standing = set(Coordinates.of(body, "standing").names) - set(spine.names)
    assert len(standing) == 14
    assert {name.split("_")[0] for name in standing} == {"hip", "knee", "ankle"}
    left = set(every.names) - set(Coordinates.of(body, "elastic").names)
    assert {name.rpartition("_")[0] or name.split()[0] for name in left} == {"root", "elbow", "wrist"}
    with pytest.raises(UnknownName, match="did you mean spine"):
        Coordinates.of(body, "spien")


def test_places_on_both_sides_mirror(male: Model) -> None:
    """Two roads: angles of the mirrored body array, and the mirror rule of each coordinate."""
    every = male.body.coordinates
    angles = random_angles(male, np.random.default_rng(5), 3)
    expected = every.values(mirrored(male, angles))
    assert_allclose(every.mirror_sign * every.values(angles)[:, every.mirror], expected, rtol=0, atol=0)


def test_a_mirrored_posture_puts_the_bones_in_mirrored_places(male: Model) -> None:
    every = male.body.coordinates
    values = np.random.default_rng(6).uniform(-0.4, 0.4, (2, len(every)))
    other = every.mirror_sign * values[:, every.mirror]
    n = len(male.body.skeleton.names)
    here, there = (male.place(every.angles(q, n)).origin for q in (values, other))
    names = male.body.skeleton.names
    swap = {"right": "left", "left": "right"}
    opposite = [
        names.index(f"{stem}_{swap[side]}" if side in swap else name)
        for name in names
        for stem, _, side in [name.rpartition("_")]
    ]
    assert_allclose(there[:, opposite], here * [1, 1, -1], rtol=0, atol=1e-12)


def test_abduction_is_the_other_way_on_the_left(body: Body) -> None:
    """The tables: 45° of abduction towards −x of the right hip, 30° of adduction towards +x."""
    every = body.coordinates
    right, left = (every[every.index_of(f"hip_{side} x")] for side in ("right", "left"))
    assert_allclose(np.rad2deg(right.range), [45, 30])
    assert_allclose(np.rad2deg(left.range), [30, 45])
    assert (right.sign, left.sign) == (1.0, -1.0)
    assert left.slope == right.slope[::-1]
    assert left.rate == right.rate[::-1]
    flexion = every[every.index_of("hip_left z")]
    assert flexion.sign == 1.0
    assert_allclose(np.rad2deg(flexion.range), [20, 120])
    assert [every[every.index_of(f"{name} z")].sign for name in ("knee_left", "costovertebral_5_left")] == [
        1,
        1,
    ]


def test_springs_have_the_slopes_of_the_tables_at_rest_and_at_the_end_of_the_range(body: Body) -> None:
    rows = {(row.joint, row.direction): row for row in body.tables.joint_stiffness}
    for joint in ("L5/S1", "T7/T8", "C4/C5"):
        c = body.coordinates[body.coordinates.index_of(f"{joint} z")]
        for side, direction in enumerate(("flexion", "extension")):
            row = rows[joint, direction]
            at_end = c.slope[side] * np.exp(c.rate[side] * c.range[side])
            assert_allclose(np.deg2rad(c.slope[side]), row.k0_nm_per_deg, rtol=1e-12)
            assert_allclose(np.deg2rad(at_end), row.end_slope_nm_per_deg, rtol=1e-12)
    hip = body.coordinates[body.coordinates.index_of("hip_left z")]
    assert_allclose(np.deg2rad(hip.slope), 0.44)
    assert_allclose(np.deg2rad(np.multiply(hip.slope, np.exp(np.multiply(hip.rate, hip.range)))), 2.0)


def test_a_joint_without_range_is_as_stiff_as_at_its_end(body: Body) -> None:
    """The knee does not extend beyond straight: 0° in the tables."""
    knee = body.coordinates[body.coordinates.index_of("knee_right z")]
    assert knee.range[1] == 0.0
    assert_allclose(np.deg2rad(knee.slope), [0.05, 1.5])
    assert knee.rate[1] == 0.0


def test_values_and_angles_are_inverse(body: Body) -> None:
    some = Coordinates.of(body, "standing")
    values = np.random.default_rng(7).normal(size=(2, len(some)))
    angles = some.angles(values, len(body.skeleton.names))
    assert_allclose(some.values(angles), values, rtol=0, atol=0)
    assert np.count_nonzero(angles) == values.size
    assert some.named(("hip_left x", "L4/L5 z")).names == ("hip_left x", "L4/L5 z")
