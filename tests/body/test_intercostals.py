"""Three to four lines a space: as strong as the space is, and turning ribs as they are known to."""

import re

import numpy as np
import pytest

from dorsum.mechanics.lines import draw
from dorsum.mechanics.model import Model
from dorsum.shape.flesh.course import courses
from dorsum.shape.flesh.intercostal import COLUMNS, STATIONS, intercostal
from dorsum.units import DEGREE

# cm² of a space and side: length of the rib times thickness times the cosine of the slope (fibres at 36.9°).
AREAS = {
    "external_intercostals": [1.92, 2.88, 3.6, 4.32, 4.8, 5.04, 5.28, 5.04, 4.56, 3.6, 1.92],
    "internal_intercostals": [1.6, 2.4, 3.0, 3.6, 4.0, 4.2, 4.4, 4.2, 3.8, 3.0, 1.6],
}
# Lines that lift both ribs of their space, and that lower them, at least. The rest lies where De Troyer 2005
# says that the effect fades or turns round.
LIFTING, LOWERING = 33, 38


def spaces(model: Model, muscle: str) -> list[tuple[int, int]]:
    """Space and fascicle of all lines of the right side, from above and from behind."""
    body = model.body
    found = [
        (int(re.findall(r"_space(\d+)_", body.fascicles.names[i])[0]), int(i))
        for i in body.of_muscle(muscle, "right")
    ]
    return sorted(found, key=lambda each: each[0])


@pytest.mark.parametrize("muscle", list(AREAS))
def test_the_lines_of_a_space_share_its_area(male: Model, muscle: str) -> None:
    rows = {row.fascicle: row for row in male.body.tables.fascicles}
    total = np.zeros(11)
    for space, i in spaces(male, muscle):
        total[space - 1] += rows[male.body.fascicles.names[i].removesuffix("_right")].pcsa_cm2
    np.testing.assert_allclose(total, AREAS[muscle], atol=2e-3)


def lifted(model: Model, muscle: str) -> np.ndarray:
    """By how much every line shortens as both ribs of its space are raised by a degree, m."""
    body, found = model.body, []
    for space, i in spaces(model, muscle):
        angles = np.zeros((2, len(body.skeleton.names), 3))
        for rib in (space, space + 1):
            angles[1, body.skeleton.index(f"rib{rib}_right"), 0] = DEGREE
        length = draw(body.paths, model.place(angles)).length[:, i]
        found.append(length[0] - length[1])
    return np.array(found)


def test_external_lines_lift_ribs_and_internal_ones_lower_them(male: Model) -> None:
    outer, inner = (lifted(male, muscle) for muscle in AREAS)
    assert (len(outer), len(inner)) == (40, 41)
    assert (outer > 0.0).sum() >= LIFTING
    assert (inner < 0.0).sum() >= LOWERING


@pytest.mark.parametrize("muscle", list(AREAS))
def test_the_sheets_of_a_space_meet(male: Model, muscle: str) -> None:
    """The last column of one is the first of the next."""
    body, ways = male.body, courses(male.body)
    each = spaces(male, muscle)
    parts = [intercostal(body, i, ways[i], None) for _, i in each]  # type: ignore[arg-type]
    grids = [part.position.reshape(2, COLUMNS, STATIONS, 3).mean(axis=0) for part in parts]
    met = 0
    for (space, _), (after, _), one, other in zip(each, each[1:], grids, grids[1:], strict=False):
        if space == after:
            assert np.linalg.norm(one[-1] - other[0], axis=-1).max() < 1e-9
            met += 1
    assert met == len(each) - 11
