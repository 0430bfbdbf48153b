"""Triangles as dots, light on them, and files of few colours."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from dorsum.report.drawing import Camera
from dorsum.report.drawn.paint import Coat, View
from dorsum.report.drawn.png import png
from dorsum.report.drawn.posed import Posed, Thing
from dorsum.report.drawn.raster import seen
from dorsum.report.drawn.solids import box, tube

UPRIGHT = Camera.looking(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]))
NOTHING = Posed((), *(np.zeros((0, 3)),) * 3, np.zeros((0, 3), np.int64), np.zeros(0, np.int64))


def turn(one, other):
    return one[0] * other[1] - one[1] * other[0]


def slowly(at, near, faces, height, width):
    """The same, dot by dot and triangle by triangle."""
    face, depth = np.full((height, width), -1), np.full((height, width), -np.inf)
    for f, corners in enumerate(faces):
        a, b, c = at[corners]
        whole = turn(b - a, c - a)
        if whole >= 0:  # turned away
            continue
        for row in range(height):
            for column in range(width):
                p = np.array([column + 0.5, row + 0.5])
                shares = np.array([turn(b - p, c - p), turn(c - p, a - p), turn(a - p, b - p)]) / whole
                if (shares >= 0).all() and shares @ near[corners] > depth[row, column]:
                    face[row, column], depth[row, column] = f, shares @ near[corners]
    return face, depth


def test_dots_are_those_that_a_triangle_covers_nearest_first(rng):
    at, near = rng.uniform(-3.0, 23.0, (60, 2)), rng.uniform(0.0, 1.0, 60)
    faces = rng.integers(0, 60, (50, 3))
    face, depth = slowly(at, near, faces, 20, 18)
    found = seen(at, near, faces, 20, 18)
    np.testing.assert_array_equal(found.face, face)
    np.testing.assert_allclose(found.near[found.covered], depth[face >= 0], atol=1e-7)
    corners = faces[found.face[found.covered]]
    row, column = np.nonzero(found.covered)
    again = np.einsum("nk,nkj->nj", found.shares, at[corners])
    np.testing.assert_allclose(again, np.column_stack([column, row]) + 0.5, atol=1e-9)


def test_neighbours_leave_no_gap_between_them_and_share_no_dot():
    """A square of two triangles, whose edges go through the middles of dots, covers each of its dots once."""
    at = np.array([[0.5, 0.5], [8.5, 0.5], [8.5, 8.5], [0.5, 8.5]])
    found = seen(at, np.zeros(4), np.array([[0, 2, 1], [0, 3, 2]]), 9, 9)
    assert found.covered.all()


def test_without_triangles_nothing_is_seen():
    assert not seen(np.zeros((0, 2)), np.zeros(0), np.zeros((0, 3), np.int64), 4, 5).covered.any()


def scene(*parts):
    return View(NOTHING.with_solids(parts), UPRIGHT)


def test_a_box_is_as_large_as_it_is_and_lighter_where_it_faces_the_light():
    view = scene((Thing("load", "a box"), box(np.array([0.1, 0.2, 0.0]), np.array([0.2, 0.1, 0.1]))))
    every = np.array([True])
    assert view.extent(every) == pytest.approx(np.array([[0.0, -500.0], [400.0, -300.0]]))
    painted = view.painted(view.extent(every), 0.1, np.ones((1, 3), np.float32), [Coat(every)])
    assert painted.colour.shape == (20, 40, 4)
    assert (painted.colour[..., 3] == 1.0).all()
    above = View(view.posed, Camera.looking(np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.0, 1.0])))
    under = above.painted(above.extent(every), 0.1, np.ones((1, 3), np.float32), [Coat(every)])
    assert painted.colour[10, 20, 0] == pytest.approx(
        under.colour[10, 20, 0], abs=1e-6
    )  # the light moves with the eye


def test_a_tube_is_closed_and_turned_outwards():
    made = tube(np.array([[0.0, 0.0, 0.0], [0.0, 0.1, 0.0], [0.02, 0.2, 0.0]]), np.array([0.01, 0.02, 0.01]))
    a, b, c = (made.vertices[made.faces[:, k]] for k in range(3))
    volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6
    assert 0.5 < volume / (np.pi * 0.015**2 * 0.2) < 1.5


@pytest.mark.parametrize(("veil", "through"), [(0.25, 0.0), (1.0, 0.4)])
def test_a_veil_lies_over_and_what_is_chosen_shines_through(veil, through):
    """The near box is a veil over the far one, or the far one is seen through the near one."""
    far = (Thing("load", "far"), box(np.array([0.0, 0.0, -0.2]), np.array([0.2, 0.2, 0.1])))
    near = (Thing("load", "near"), box(np.zeros(3), np.array([0.1, 0.1, 0.1])))
    view, first, second = scene(far, near), np.array([True, False]), np.array([False, True])
    colours = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], np.float32)
    coats = [Coat(first, through=through), Coat(second, veil=veil)]
    painted = view.painted(view.extent(first), 0.1, colours, coats)
    red, _, blue, cover = painted.colour[20, 20]
    share = veil if veil < 1.0 else 1.0 - through
    assert cover == pytest.approx(1.0)
    assert blue / (red + blue) == pytest.approx(share, abs=0.02)
    beside = painted.colour[5, 20]
    assert beside[2] == 0.0


def test_a_file_has_few_colours_close_to_those_asked_for_and_the_same_bytes_each_time(rng):
    smooth = np.linspace(0, 1, 200)
    colour = np.ones((120, 200, 4), np.float32)
    colour[..., 0], colour[..., 1] = smooth, smooth[::-1]
    colour[..., 2] = np.linspace(0.2, 0.9, 120)[:, None]
    colour[:, :40, 3] = 0.0
    colour[:, 40:60, 3] = 0.3
    file = png(colour)
    assert png(colour) == file
    image = Image.open(BytesIO(file))
    assert image.mode == "P"
    back = np.asarray(image.convert("RGBA")) / 255
    assert (back[:, :40, 3] == 0).all()
    assert np.abs(back[:, 40:60, 3] - 0.3).max() < 0.05
    assert np.abs(back[:, 60:] - colour[:, 60:]).mean() < 0.03
